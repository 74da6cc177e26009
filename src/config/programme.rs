//! How the programme is run: its zone, deadlines, limits and habits.

use chrono_tz::Tz;

use crate::time::Zone;

/// Settings of the programme; defaults are practice, not law.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Where wall times are read.
    pub zone: Zone,
    /// Hours that a trainer has to answer an offer.
    pub answer_hours: i64,
    /// Hours that an urgent offer leaves, when the session is nearer than the lead time.
    pub urgent_answer_hours: i64,
    /// Days before a session from which on a nomination is fresh, not urgent.
    pub lead_days: i64,
    /// Confirm a session as soon as all required seats have accepted.
    pub auto_confirm: bool,
    /// Minutes one way that a trainer travels on the day itself.
    pub same_day_minutes: i32,
    /// Minutes one way that still can be the same day, from `late_start_minute` on.
    pub late_day_minutes: i32,
    /// Minute of the day from which such a session may start.
    pub late_start_minute: i32,
    /// What the programme calls levels 4 and 5; empty for levels that have a number alone.
    pub level_names: [String; 2],
    /// Whether coordinators and administrators need the second step to sign in. No setting turns it off: only
    /// the demonstration does, which has no passwords either.
    pub second_step: bool,
    /// Where links lead: `http://127.0.0.1:8080`, without a slash at the end.
    pub public_url: String,
    /// The name after `@` in iCalendar UIDs, and of the organiser's mail.
    pub mail_from: String,
    /// Key of the installation, from its key file: 32 bytes that never lie in the database.
    pub key: [u8; 32],
}

impl Default for Programme {
    fn default() -> Self {
        Self {
            zone: Zone(Tz::Asia__Karachi),
            answer_hours: 72,
            urgent_answer_hours: 24,
            lead_days: 7,
            auto_confirm: false,
            same_day_minutes: 180,
            late_day_minutes: 270,
            late_start_minute: 660,
            level_names: Default::default(),
            second_step: true,
            public_url: "http://127.0.0.1:8080".to_owned(),
            mail_from: "rostrum@localhost".to_owned(),
            key: [0; 32],
        }
    }
}

impl Programme {
    /// What the programme calls a level, where it has a name of its own.
    pub fn level_name(&self, level: &str) -> Option<&str> {
        let [four, five] = &self.level_names;
        let name = match level {
            "4" => four,
            "5" => five,
            _ => return None,
        };
        (!name.is_empty()).then_some(name)
    }
}
