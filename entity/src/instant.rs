//! An instant, stored as whole seconds since 1970 in UTC on both engines.
//!
//! The name avoids "Time" and "Date": sea-orm's derive reads those as its own column kinds.
//! Text instants would compare as words and let direct SQL slip past a constraint; whole seconds can't.

use chrono::{DateTime, Utc};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    sea_orm::DeriveValueType,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// 1970-01-01T00:00:00Z, the earliest that a form or file may name.
    pub const EARLIEST: Self = Self(0);
    /// 2100-01-01T00:00:00Z, the end of what a form or file may name.
    pub const LATEST: Self = Self(4_102_444_800);

    /// This instant as chrono has it; out of chrono's range gives 1970.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }

    /// So many seconds later; earlier, if negative.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp())
    }
}
