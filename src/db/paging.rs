//! Lists by key: a page begins after the last id of the page before it, so that rows that come or go
//! meanwhile are neither shown twice nor skipped.

/// What part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Only rows with a greater id.
    pub after: i64,
    /// At most so many.
    pub limit: u64,
}

impl Page {
    /// A part that people read, behind the row with which the one before it ended.
    pub fn shown(after: Option<i64>) -> Self {
        Self {
            after: after.unwrap_or(0),
            limit: SHOWN as u64,
        }
    }

    /// How many rows to ask the database for: one more than is shown tells whether there are others.
    pub fn ask(self) -> u64 {
        self.limit + 1
    }

    /// The page's rows, with the id after which the next page begins, if there is one. `rows` are in the
    /// order of their ids, from [`Page::after`] on, at most [`Page::ask`] of them.
    pub fn cut<T>(self, mut rows: Vec<T>, id: impl Fn(&T) -> i64) -> (Vec<T>, Option<i64>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(id);
        (rows, next)
    }

    /// The same of a short list that is at hand as a whole, in any order.
    pub fn of<T>(self, mut rows: Vec<T>, id: impl Fn(&T) -> i64) -> (Vec<T>, Option<i64>) {
        rows.retain(|row| id(row) > self.after);
        rows.sort_by_key(&id);
        self.cut(rows, id)
    }
}

/// Rows of a list that people read, before they ask for more.
pub const SHOWN: usize = 50;

/// What stands behind `after` in a list that has an order of its own: a page of ids, and the one behind which
/// the next page begins. An `after` that is not in the list, or no more, begins it anew.
pub fn behind<I: Copy + PartialEq>(ids: &[I], after: Option<I>) -> (Vec<I>, Option<I>) {
    let from = after.and_then(|after| ids.iter().position(|id| *id == after));
    let rest = &ids[from.map_or(0, |at| at + 1)..];
    let page = rest[..rest.len().min(SHOWN)].to_vec();
    let next = page.last().copied().filter(|_| rest.len() > SHOWN);
    (page, next)
}

#[cfg(test)]
mod tests {
    use super::{Page, SHOWN, behind};

    #[test]
    fn a_list_with_an_order_of_its_own_is_read_to_its_end() {
        let ids: Vec<usize> = (0..SHOWN * 2 + 1).rev().collect();
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let (page, next) = behind(&ids, after);
            seen.extend(page);
            match next {
                Some(id) => after = Some(id),
                None => break,
            }
        }
        assert_eq!(seen, ids);
        assert_eq!(behind(&ids, Some(9999)).0, ids[..SHOWN]);
        assert_eq!(behind(&ids[..SHOWN], None).1, None);
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_twin() {
        let rows: Vec<i64> = vec![5, 1, 9, 4, 7];
        let (mut after, mut seen) = (0, Vec::new());
        loop {
            let (page, next) = Page { after, limit: 2 }.of(rows.clone(), |row| *row);
            seen.extend(page);
            match next {
                Some(id) => after = id,
                None => break,
            }
        }
        assert_eq!(seen, [1, 4, 5, 7, 9]);
    }
}
