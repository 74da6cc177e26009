//! Wall time of the programme: days, weeks, months, and "11:00 on that date".

use chrono::{
    DateTime, Datelike, Days, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Timelike,
    Utc,
};
use chrono_tz::Tz;

/// Minutes of a day.
pub const DAY: i64 = 1440;
/// Minutes of a week.
pub const WEEK: i64 = 7 * DAY;

/// A time zone with the questions that the programme asks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub Tz);

impl Zone {
    /// The instant of a wall time, `minute` counted from midnight of `date` (1440 and more reach
    /// into the next days). A skipped wall time gives the first that exists, a repeated one its
    /// first pass.
    pub fn instant(self, date: NaiveDate, minute: i64) -> i64 {
        let mut wall = date.and_time(chrono::NaiveTime::MIN) + Duration::minutes(minute);
        for _ in 0..48 {
            match self.0.from_local_datetime(&wall) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.timestamp(),
                LocalResult::None => wall += Duration::minutes(5),
            }
        }
        wall.and_utc().timestamp()
    }

    /// The wall time of an instant.
    pub fn wall(self, at: i64) -> NaiveDateTime {
        DateTime::<Utc>::from_timestamp(at, 0)
            .unwrap_or_default()
            .with_timezone(&self.0)
            .naive_local()
    }

    /// The local date of an instant.
    pub fn date(self, at: i64) -> NaiveDate {
        self.wall(at).date()
    }

    /// Minutes since local midnight.
    pub fn minute(self, at: i64) -> i64 {
        let wall = self.wall(at);
        i64::from(wall.hour()) * 60 + i64::from(wall.minute())
    }

    /// Wall minutes since 00:00 of a Monday, the matcher's count.
    pub fn minutes_since(self, monday: NaiveDate, at: i64) -> i64 {
        (self.wall(at) - monday.and_time(chrono::NaiveTime::MIN)).num_minutes()
    }

    /// The Monday of a date's ISO week.
    pub fn monday(date: NaiveDate) -> NaiveDate {
        date - Days::new(u64::from(date.weekday().num_days_from_monday()))
    }

    /// First second of the date and of the day after.
    pub fn day(self, date: NaiveDate) -> (i64, i64) {
        (self.instant(date, 0), self.instant(date, DAY))
    }

    /// First second of the ISO week and of the next.
    pub fn week(self, date: NaiveDate) -> (i64, i64) {
        let monday = Self::monday(date);
        (self.instant(monday, 0), self.instant(monday, WEEK))
    }

    /// First second of the calendar month and of the next.
    pub fn month(self, date: NaiveDate) -> (i64, i64) {
        let first = date.with_day(1).unwrap_or(date);
        let next = first
            .checked_add_months(chrono::Months::new(1))
            .unwrap_or(first);
        (self.instant(first, 0), self.instant(next, 0))
    }
}

/// `Tue, 24 Nov 2026 09:00:00 GMT` (RFC 9110, 5.6.7) of seconds since 1970.
pub fn http_date(at: i64) -> String {
    let utc = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
    utc.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `09:05` of 545.
pub fn hour_minute(minute: i64) -> String {
    format!("{:02}:{:02}", minute.div_euclid(60), minute.rem_euclid(60))
}

/// 545 of `09:05` or `9:05`; `24:00` is the end of a day.
pub fn parse_minute(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    if !hour
        .bytes()
        .chain(minute.bytes())
        .all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
    let total = i64::from(hour) * 60 + i64::from(minute);
    (minute < 60 && total <= DAY).then_some(total)
}

/// A date of 1970..2100 written `2026-11-24`.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 10 {
        return None;
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (1970..2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Tz;

    use super::{Zone, hour_minute, parse_date, parse_minute};

    fn date(text: &str) -> NaiveDate {
        parse_date(text).unwrap()
    }

    #[test]
    fn karachi_is_five_hours_ahead_and_was_six_in_the_summers_of_decree() {
        let zone = Zone(Tz::Asia__Karachi);
        assert_eq!(
            zone.instant(date("2026-11-24"), 540),
            zone.instant(date("2026-11-24"), 0) + 32_400
        );
        assert_eq!(zone.instant(date("2026-01-01"), 300) % 86_400, 0);
        assert_eq!(zone.instant(date("2009-07-01"), 360) % 86_400, 0);
    }

    #[test]
    fn a_skipped_wall_time_moves_to_the_first_that_exists() {
        let zone = Zone(Tz::Europe__Berlin);
        let skipped = zone.instant(date("2026-03-29"), 150);
        assert_eq!(hour_minute(zone.minute(skipped)), "03:00");
    }

    #[test]
    fn months_and_weeks_are_those_of_the_wall() {
        let zone = Zone(Tz::Asia__Karachi);
        let (start, end) = zone.month(date("2026-02-10"));
        assert_eq!((end - start) / 86_400, 28);
        assert_eq!(
            zone.date(zone.week(date("2026-11-29")).0),
            date("2026-11-23")
        );
    }

    #[test]
    fn odd_texts_are_no_times() {
        for text in [
            "", ":", "9", "24:01", "12:60", "ab:cd", "009:00", "9:5", "-1:00",
        ] {
            assert_eq!(parse_minute(text), None, "{text}");
        }
        for text in [
            "2026-02-30",
            "1969-12-31",
            "2100-01-01",
            "2026-1-1",
            "٢٠٢٦-٠١-٠١",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        assert_eq!(parse_minute("24:00"), Some(1440));
    }
}
