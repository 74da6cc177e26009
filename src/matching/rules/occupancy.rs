//! Hard: a cohort or exclusive venue has one session at a time (H2).

use super::double_booking::overlap;

/// Whether none of the spans that a resource is busy shares a minute with `wanted`.
pub fn allows(busy: impl Iterator<Item = (i64, i64)>, wanted: (i64, i64)) -> bool {
    let mut busy = busy;
    !busy.any(|span| overlap(span, wanted))
}
