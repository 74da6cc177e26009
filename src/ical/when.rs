//! Instants, local times and durations (RFC 5545, 3.3.5 and 3.3.6).

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;

use super::Refused;

/// 2100-01-01T00:00:00Z, the first instant that is refused.
const END_OF_TIME: i64 = 4_102_444_800;

/// An instant, to be written in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Utc(i64);

impl Utc {
    /// Seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Refused::Instant`] outside 1970 to 2099.
    pub fn new(epoch: i64) -> Result<Self, Refused> {
        if (0..END_OF_TIME).contains(&epoch) {
            Ok(Self(epoch))
        } else {
            Err(Refused::Instant)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn epoch(self) -> i64 {
        self.0
    }

    /// `20260301T040000Z`.
    pub(super) fn written(self) -> String {
        format!("{}Z", local(self.0, 0))
    }
}

/// An instant that is shown in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zoned {
    at: Utc,
    tz: Tz,
}

impl Zoned {
    /// Seconds since 1970-01-01T00:00:00Z, and the zone whose clocks the event follows.
    ///
    /// # Errors
    /// [`Refused::Instant`] outside 1970 to 2099.
    pub fn new(epoch: i64, tz: Tz) -> Result<Self, Refused> {
        Ok(Self {
            at: Utc::new(epoch)?,
            tz,
        })
    }

    /// The instant.
    #[must_use]
    pub fn at(self) -> Utc {
        self.at
    }

    /// The zone.
    #[must_use]
    pub fn tz(self) -> Tz {
        self.tz
    }

    /// The value, and the TZID it needs. UTC itself takes none, and neither does an hour that a
    /// clock shows a second time: with a TZID it would mean the first (RFC 5545, 3.3.5, form 3),
    /// so it is written in UTC.
    pub(super) fn written(self) -> (Option<&'static str>, String) {
        let offset = offset(self.tz, self.at.0);
        let utc = matches!(self.tz, Tz::UTC | Tz::Etc__UTC);
        if utc || is_second_pass(self.tz, self.at.0, offset) {
            (None, self.at.written())
        } else {
            (Some(self.tz.name()), local(self.at.0, offset))
        }
    }
}

/// From when to when an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// First instant.
    pub(super) start: Zoned,
    /// First instant after it.
    pub(super) end: Zoned,
}

impl Times {
    /// Both ends, each in its own zone (they may differ).
    ///
    /// # Errors
    /// [`Refused::Times`] if the end is not after the start.
    pub fn new(start: Zoned, end: Zoned) -> Result<Self, Refused> {
        if start.at < end.at {
            Ok(Self { start, end })
        } else {
            Err(Refused::Times)
        }
    }
}

/// A length of time in whole minutes, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration(u32);

impl Duration {
    /// The programme's refresh interval.
    pub const HOUR: Self = Self(60);

    /// So many minutes; none counts as one.
    #[must_use]
    pub fn minutes(minutes: u32) -> Self {
        Self(minutes.max(1))
    }

    /// `PT1H30M`, `P1D`.
    pub(super) fn written(self) -> String {
        let (days, hours, minutes) = (self.0 / 1440, self.0 / 60 % 24, self.0 % 60);
        let mut out = String::from("P");
        for (size, unit) in [(days, "D"), (hours, "H"), (minutes, "M")] {
            if size > 0 {
                let time = unit != "D" && !out.contains('T');
                let _ = write!(out, "{}{size}{unit}", if time { "T" } else { "" });
            }
        }
        out
    }
}

/// Seconds east of UTC that a zone's clocks show at an instant.
pub(super) fn offset(tz: Tz, epoch: i64) -> i32 {
    tz.offset_from_utc_datetime(&naive(epoch))
        .fix()
        .local_minus_utc()
}

/// The instant as a date and time without a zone. Instants of this module are always in range.
pub(super) fn naive(epoch: i64) -> NaiveDateTime {
    DateTime::from_timestamp(epoch, 0)
        .unwrap_or_default()
        .naive_utc()
}

/// `20260301T090000`: an instant as a clock `offset` seconds east of UTC shows it.
pub(super) fn local(epoch: i64, offset: i32) -> String {
    let t = naive(epoch + i64::from(offset));
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        t.year(),
        t.month(),
        t.day(),
        t.hour(),
        t.minute(),
        t.second()
    )
}

/// Whether the clocks of the zone showed the same time before, at an earlier instant.
fn is_second_pass(tz: Tz, epoch: i64, offset: i32) -> bool {
    let shown = naive(epoch + i64::from(offset));
    let first = tz.offset_from_local_datetime(&shown).earliest();
    first.is_some_and(|first| first.fix().local_minus_utc() > offset)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::{Duration, Refused, Times, Utc, Zoned};

    #[test]
    fn instants_are_written_in_their_zone() -> Result<(), Refused> {
        assert_eq!(Utc::new(1_772_337_600)?.written(), "20260301T040000Z");
        let zoned = Zoned::new(1_772_337_600, Tz::Asia__Karachi)?;
        assert_eq!(
            zoned.written(),
            (Some("Asia/Karachi"), "20260301T090000".to_owned())
        );
        assert_eq!(
            Zoned::new(0, Tz::UTC)?.written(),
            (None, "19700101T000000Z".to_owned())
        );
        Ok(())
    }

    #[test]
    fn an_hour_that_comes_twice_is_written_in_utc_the_second_time() -> Result<(), Refused> {
        // 2026-10-25: 02:30 CEST is 00:30Z, 02:30 CET is 01:30Z.
        let berlin = |epoch| Zoned::new(epoch, Tz::Europe__Berlin).map(Zoned::written);
        assert_eq!(
            berlin(1_792_888_200)?,
            (Some("Europe/Berlin"), "20261025T023000".to_owned())
        );
        assert_eq!(
            berlin(1_792_891_800)?,
            (None, "20261025T013000Z".to_owned())
        );
        Ok(())
    }

    #[test]
    fn what_does_not_end_after_it_starts_is_refused() -> Result<(), Refused> {
        let at = |epoch| Zoned::new(epoch, Tz::Asia__Karachi);
        assert_eq!(Times::new(at(5)?, at(5)?), Err(Refused::Times));
        assert!(Utc::new(-1).is_err() && Utc::new(i64::MAX).is_err());
        Ok(())
    }

    #[test]
    fn durations() {
        let written = |minutes| Duration::minutes(minutes).written();
        assert_eq!(
            [0, 30, 60, 90].map(written),
            ["PT1M", "PT30M", "PT1H", "PT1H30M"]
        );
        assert_eq!(
            [1440, 1441, 2880 + 125].map(written),
            ["P1D", "P1DT1M", "P2DT2H5M"]
        );
    }
}
