//! Half-open spans of whole seconds, and sets of them.

/// `start..end` in seconds since 1970; never empty, never reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First second inside.
    pub start: i64,
    /// First second after.
    pub end: i64,
}

impl Span {
    /// A span, or nothing where it would be empty or reversed.
    pub fn new(start: i64, end: i64) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// Length in seconds.
    pub fn seconds(self) -> i64 {
        self.end - self.start
    }

    /// Whether the two share a second; touching spans don't.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether the other lies inside this one.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Sorted spans that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanSet(Vec<Span>);

impl SpanSet {
    /// The union of any spans.
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        spans.sort_unstable();
        let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        Self(merged)
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut blocks = other.0.iter().peekable();
        for span in &self.0 {
            let mut start = span.start;
            while let Some(block) = blocks.peek() {
                if block.start >= span.end {
                    break;
                }
                left.extend(Span::new(start, block.start.min(span.end)));
                start = start.max(block.end);
                if block.end > span.end {
                    break; // it may reach into the next span
                }
                blocks.next();
            }
            left.extend(Span::new(start, span.end));
        }
        Self(left)
    }

    /// What is in either set.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied())
    }

    /// Whether one span of the set holds all of this one.
    pub fn covers(&self, span: Span) -> bool {
        let after = self.0.partition_point(|s| s.start <= span.start);
        after > 0 && self.0[after - 1].contains(span)
    }

    /// The spans, in order.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, proptest};
    use proptest::{collection::vec, prop_assert_eq};

    use super::{Span, SpanSet};

    fn set(pairs: &[(i64, i64)]) -> SpanSet {
        SpanSet::of(pairs.iter().filter_map(|&(a, b)| Span::new(a, b)))
    }

    fn holds(set: &SpanSet, second: i64) -> bool {
        set.covers(Span {
            start: second,
            end: second + 1,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn union_and_difference_agree_with_second_by_second(
            a in vec((0i64..60, 0i64..60), 0..8), b in vec((0i64..60, 0i64..60), 0..8)
        ) {
            let (a, b) = (set(&a), set(&b));
            for second in 0..60 {
                let (in_a, in_b) = (holds(&a, second), holds(&b, second));
                prop_assert_eq!(holds(&a.with(&b), second), in_a || in_b);
                prop_assert_eq!(holds(&a.without(&b), second), in_a && !in_b, "at {}", second);
            }
        }
    }
}
