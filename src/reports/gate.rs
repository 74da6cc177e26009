//! Whom a venue's security lets in: of one session, or of a day at an institute. Names, where they come from,
//! when they arrive, who receives them; never an identity number, which the programme does not hold.

use chrono::NaiveDate;
use entity::{Instant, InstituteId, SessionState, VenueId};

use super::letters::Contact;
use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::institutes::{self, InstituteView, VenueView};
use crate::sessions::{self, Filter, Precision, SessionView};

/// Seconds before the start at which guests arrive, at the earliest and at the latest (practice).
const ARRIVE: (i64, i64) = (45 * 60, 10 * 60);

/// One guest at the gate.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Arrival {
    /// Name with title.
    pub name: String,
    /// Campus, or the CERT.
    pub affiliation: String,
    /// Whether the demo invented them.
    pub invented: bool,
    /// The session's reference.
    pub reference: String,
    /// From when they arrive.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
    /// When the session ends.
    pub ends: Instant,
    /// Room.
    pub venue: String,
    /// Who receives them.
    pub host: Contact,
}

/// The guests of one day at an institute, as they arrive.
#[derive(Clone, Debug, serde::Serialize)]
pub struct GateList {
    /// Where.
    pub institute: InstituteView,
    /// The room, if only one was asked for.
    pub venue: Option<VenueView>,
    /// The day.
    pub date: NaiveDate,
    /// Who comes.
    pub arrivals: Vec<Arrival>,
}

/// The guests of a day at an institute, of one of its rooms if one is named. What is online, called off or
/// only recorded brings nobody to the gate.
pub async fn of_day(
    work: &Work,
    id: InstituteId,
    date: NaiveDate,
    room: Option<VenueId>,
) -> Result<GateList> {
    let owner = Owner::institute(id);
    policy::require(&work.actor, Action::ViewRequests, owner, "institute")?;
    let institute = institutes::get(work, id).await?;
    let venue = match room {
        None => None,
        Some(room) => Some(
            institutes::venues(work, id)
                .await?
                .into_iter()
                .find(|venue| venue.id == room)
                .ok_or(Error::NotFound("venue"))?,
        ),
    };
    let zone = work.zone();
    let filter = Filter {
        from: Some(Instant(zone.instant(date, 0))),
        to: Some(Instant(zone.instant(date, 1440))),
        institute: Some(id),
        live: true,
        ..Filter::default()
    };
    let mut sessions = sessions::list(work, &filter).await?;
    sessions.retain(|session| {
        let here = venue
            .as_ref()
            .is_none_or(|venue| venue.name == session.venue);
        here && !session.online
            && session.source.is_empty()
            && session.precision == Precision::Minute
            && session.state != SessionState::NotHeld
            && zone.date(session.starts.0) == date
    });
    Ok(GateList {
        institute,
        venue,
        date,
        arrivals: arrivals(&sessions),
    })
}

/// One line for each guest, in the order in which they come.
pub fn arrivals(sessions: &[SessionView]) -> Vec<Arrival> {
    let mut arrivals: Vec<Arrival> = sessions
        .iter()
        .flat_map(|session| session.trainers.iter().map(move |seat| (session, seat)))
        .map(|(session, seat)| Arrival {
            name: seat.name.clone(),
            affiliation: seat.affiliation.clone(),
            invented: seat.invented,
            reference: session.reference.clone(),
            from: Instant(session.starts.0 - ARRIVE.0),
            to: Instant(session.starts.0 - ARRIVE.1),
            ends: session.ends,
            venue: session.venue.clone(),
            host: Contact::of(session),
        })
        .collect();
    arrivals.sort_by(|a, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
    arrivals
}
