//! Hard: two sessions of one trainer never overlap (H1).

/// Whether two half-open spans of minutes share a minute.
pub fn overlap(a: (i64, i64), b: (i64, i64)) -> bool {
    a.0 < b.1 && b.0 < a.1
}
