//! A cohort's timetable: every slot with where it stands and who comes, as a list and by week.

use chrono::{Days, NaiveDate};

use crate::courses::CohortId;
use crate::db::Work;
use crate::error::Result;
use crate::sessions::{self, Precision, SessionView};
use crate::slots::{self, OptionView, RequestId, RequestState, SlotView};
use crate::time::Zone;

/// A line of a timetable.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// The slot.
    pub slot: SlotView,
    /// The time that is being asked for, or else the earliest that could be.
    pub time: Option<OptionView>,
    /// Whether no other time is possible.
    pub fixed: bool,
    /// The session that came of it.
    pub session: Option<SessionView>,
    /// The request it belongs to.
    pub request: RequestId,
    /// Where that stands.
    pub asked: RequestState,
}

impl Line {
    /// The local day, where it is known.
    fn day(&self, zone: Zone) -> Option<NaiveDate> {
        let month_only = |session: &SessionView| session.precision != Precision::Minute;
        if self.session.as_ref().is_some_and(month_only) {
            return None;
        }
        self.time.as_ref().map(|time| zone.date(time.starts.0))
    }
}

/// A week of a timetable, from Monday to Sunday.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Week {
    /// Counted from the cohort's first week.
    pub number: i64,
    /// Its Monday.
    pub from: NaiveDate,
    /// Its Sunday.
    pub to: NaiveDate,
    /// Its lines, by time.
    pub lines: Vec<Line>,
}

/// The lines of a cohort's timetable, by time.
pub async fn lines(work: &Work, id: CohortId) -> Result<Vec<Line>> {
    let rows = slots::of_cohort(work, id).await?;
    let of_these = rows.iter().map(|(_, slot)| slot.id).collect();
    let sessions = sessions::of_slots(work, of_these).await?;
    Ok(rows
        .into_iter()
        .map(|(request, slot)| Line {
            time: slot.time().cloned(),
            fixed: slot.active_option.is_some() || slot.options.len() == 1,
            session: sessions
                .iter()
                .find(|session| session.slot == slot.id)
                .cloned(),
            request: request.id,
            asked: request.state,
            slot,
        })
        .collect())
}

/// The lines by week, counted from the week of `first`; and those of which no day is known.
pub fn by_week(lines: Vec<Line>, zone: Zone, first: NaiveDate) -> (Vec<Week>, Vec<Line>) {
    let (mut weeks, mut undated): (Vec<Week>, Vec<Line>) = (Vec::new(), Vec::new());
    for line in lines {
        let Some(from) = line.day(zone).map(Zone::monday) else {
            undated.push(line);
            continue;
        };
        match weeks.iter_mut().find(|week| week.from == from) {
            Some(week) => week.lines.push(line),
            None => weeks.push(Week {
                number: (from - Zone::monday(first)).num_weeks() + 1,
                from,
                to: from + Days::new(6),
                lines: vec![line],
            }),
        }
    }
    weeks.sort_by_key(|week| week.from);
    (weeks, undated)
}
