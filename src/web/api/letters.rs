//! What letters say, for programs that print them in a form of their own.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, One};
use super::extract::{Path, Query};
use super::sessions::Session;
use super::values::{Day, LanguageWord, Moment, PoolWord, Word};
use crate::accounts::InstituteId;
use crate::actor::Actor;
use crate::app::App;
use crate::institutes::VenueId;
use crate::reports::gate;
use crate::reports::letters::{self, Kind};
use crate::sessions::SessionId;

/// Somebody to turn to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Contact {
    /// Name; empty where nobody is known.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
}

impl From<letters::Contact> for Contact {
    fn from(contact: letters::Contact) -> Self {
        Self {
            name: contact.name,
            email: contact.email,
            phone: contact.phone,
        }
    }
}

/// One trainer as letters name them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Guest {
    /// Who.
    pub trainer: i64,
    /// Name with title.
    pub name: String,
    /// CERT or academic.
    pub pool: PoolWord,
    /// Campus in full; empty for the CERT.
    pub campus: String,
    /// Its city.
    pub campus_city: String,
    /// What they teach.
    pub subject: String,
    /// Whether the demo invented them.
    pub invented: bool,
    /// Minutes of the journey one way; null online and where they are not known.
    pub journey: Option<i32>,
    /// Whether they set out in the evening before; then only the day of `leaves` counts.
    pub evening_before: bool,
    /// From when they are away.
    pub leaves: Moment,
    /// Until when.
    pub back: Moment,
}

impl From<letters::Guest> for Guest {
    fn from(guest: letters::Guest) -> Self {
        Self {
            trainer: guest.trainer.0,
            name: guest.name,
            pool: Word(guest.pool),
            campus: guest.campus,
            campus_city: guest.campus_city,
            subject: guest.subject,
            invented: guest.invented,
            journey: guest.journey,
            evening_before: guest.evening_before,
            leaves: guest.leaves.into(),
            back: guest.back.into(),
        }
    }
}

/// What a letter about a session says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Letter {
    /// `nomination`, `release`, `gate-list` or `sheet`.
    pub kind: String,
    /// Number to quote.
    pub reference: String,
    /// Rises when who, when or where changes.
    pub revision: i32,
    /// The day of that change.
    pub dated: Day,
    /// In which it is to be written.
    pub language: LanguageWord,
    /// Whether the session was called off or not held: the letter counts no more, and names nobody.
    pub void: bool,
    /// The institute's full name.
    pub institute: String,
    /// Its city.
    pub institute_city: String,
    /// The cohorts in the room.
    pub cohorts: Vec<String>,
    /// Participants expected.
    pub size: i32,
    /// Whom it is about.
    pub guests: Vec<Guest>,
    /// The institute's officer.
    pub host: Contact,
    /// The coordinator who signs.
    pub signed: Contact,
    /// The session.
    pub session: Session,
}

impl From<letters::Letter> for Letter {
    fn from(letter: letters::Letter) -> Self {
        Self {
            kind: letter.kind.to_owned(),
            reference: letter.reference,
            revision: letter.revision,
            dated: Day(letter.dated),
            language: Word(letter.language),
            void: letter.void,
            institute: letter.institute,
            institute_city: letter.institute_city,
            cohorts: letter.cohorts,
            size: letter.size,
            guests: letter.guests.into_iter().map(Guest::from).collect(),
            host: letter.host.into(),
            signed: letter.signed.into(),
            session: letter.session.into(),
        }
    }
}

/// Says what the nomination to the institute says.
#[utoipa::path(get, path = "/sessions/{id}/letters/nomination", tag = "sessions",
    responses((status = 200, body = Letter)))]
pub async fn show_nomination(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Letter>> {
    letter(&app, &actor, id, Kind::Nomination).await
}

/// Says what the letters to the universities say: a coordinator's of every academic, a trainer's of themselves.
#[utoipa::path(get, path = "/sessions/{id}/letters/release", tag = "sessions",
    responses((status = 200, body = Letter)))]
pub async fn show_release(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Letter>> {
    letter(&app, &actor, id, Kind::Release).await
}

/// Says what the sheet for the room says.
#[utoipa::path(get, path = "/sessions/{id}/letters/sheet", tag = "sessions",
    responses((status = 200, body = Letter)))]
pub async fn show_session_sheet(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Letter>> {
    letter(&app, &actor, id, Kind::Sheet).await
}

async fn letter(app: &App, actor: &Actor, id: i64, kind: Kind) -> Answer<One<Letter>> {
    let work = app.read(actor).await?;
    let letter = letters::get(&work, SessionId(id), kind).await?;
    Ok(One(letter.into()))
}

/// One guest at the gate.
#[derive(Clone, Debug, Serialize, ToSchema)]
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
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// When the session ends.
    pub ends: Moment,
    /// Room.
    pub venue: String,
    /// Who receives them.
    pub host: Contact,
}

impl From<gate::Arrival> for Arrival {
    fn from(arrival: gate::Arrival) -> Self {
        Self {
            name: arrival.name,
            affiliation: arrival.affiliation,
            invented: arrival.invented,
            reference: arrival.reference,
            from: arrival.from.into(),
            to: arrival.to.into(),
            ends: arrival.ends.into(),
            venue: arrival.venue,
            host: arrival.host.into(),
        }
    }
}

/// Whom a venue's security lets in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GateList {
    /// In the order in which they come.
    pub arrivals: Vec<Arrival>,
}

impl GateList {
    fn of(arrivals: Vec<gate::Arrival>) -> One<Self> {
        let arrivals = arrivals.into_iter().map(Arrival::from).collect();
        One(Self { arrivals })
    }
}

/// Says whom security lets in for a session; nobody, once it was called off.
#[utoipa::path(get, path = "/sessions/{id}/letters/gate-list", tag = "sessions",
    responses((status = 200, body = GateList)))]
pub async fn show_gate_list(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<GateList>> {
    let work = app.read(&actor).await?;
    let letter = letters::get(&work, SessionId(id), Kind::Gate).await?;
    Ok(GateList::of(gate::arrivals(&[letter.session])))
}

/// Which day, which room.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct GateQuery {
    /// The day; today where it is not said.
    date: Option<Day>,
    /// Only this room of the institute.
    venue: Option<i64>,
}

/// Says whom an institute's security lets in on a day.
#[utoipa::path(get, path = "/institutes/{id}/gate-list", tag = "institutes", params(GateQuery),
    responses((status = 200, body = GateList)))]
pub async fn show_gate_list_of_day(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Query(query): Query<GateQuery>,
) -> Answer<One<GateList>> {
    let work = app.read(&actor).await?;
    let today = work.zone().date(work.now.0);
    let date = query.date.map_or(today, |day| day.0);
    let room = query.venue.map(VenueId);
    let list = gate::of_day(&work, InstituteId(id), date, room).await?;
    Ok(GateList::of(list.arrivals))
}
