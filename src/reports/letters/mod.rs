//! What each letter about a session says, and who may have it written. Nothing is stored: a letter is a view
//! of the session as it stands, and its number carries the revision, so that the newest of two prints is known.
//!
//! A session that was called off or not held has no letter any more, only the notice that earlier prints are
//! void. One that was recorded from a public source never had one. Security's list is in `gate`.

mod guests;

use chrono::NaiveDate;
use entity::{
    Language, PersonId, SessionState, city, cohort, institute, person, request, session, slot,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::i18n;
use crate::sessions::{self, SessionId, SessionView};
use crate::trainers::{Pool, TrainerId};
pub use guests::Guest;

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From the CERT to the institute: who comes.
    Nomination,
    /// From the CERT to a university: asks it to let an academic go.
    Release,
    /// For the venue's security: whom to let in.
    Gate,
    /// One page for everybody in the room.
    Sheet,
}

impl Kind {
    /// Every letter about one session.
    pub const ALL: [Self; 4] = [Self::Nomination, Self::Release, Self::Gate, Self::Sheet];

    /// The word of addresses and locale keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nomination => "nomination",
            Self::Release => "release",
            Self::Gate => "gate-list",
            Self::Sheet => "sheet",
        }
    }
}

/// Somebody to turn to.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Contact {
    /// Name; empty where nobody is known.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
}

impl Contact {
    /// The institute's officer, to whom a session's guests turn.
    pub fn of(session: &SessionView) -> Self {
        Self {
            name: session.contact.clone(),
            email: session.contact_email.clone(),
            phone: session.contact_phone.clone(),
        }
    }
}

/// What a letter says.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Letter {
    /// Its kind's word.
    pub kind: &'static str,
    /// Number to quote: the slot's reference.
    pub reference: String,
    /// The slot's SEQUENCE: rises when who, when or where changes.
    pub revision: i32,
    /// The day of that change.
    pub dated: NaiveDate,
    /// In which it is written, as far as whom it goes to is known.
    pub language: Language,
    /// Which way that is written.
    pub direction: &'static str,
    /// Whether it counts no more.
    pub void: bool,
    /// The session; without its trainers where the letter is void.
    pub session: SessionView,
    /// The institute's full name.
    pub institute: String,
    /// Its city.
    pub institute_city: String,
    /// The cohorts in the room, as people call them.
    pub cohorts: Vec<String>,
    /// How many participants they have together.
    pub size: i32,
    /// Whom this letter is about.
    pub guests: Vec<Guest>,
    /// The institute's officer.
    pub host: Contact,
    /// The coordinator who signs: who confirmed the session.
    pub signed: Contact,
}

/// The letters of a session that the reader may have; none where the session has none.
pub fn kinds(work: &Work, session: &SessionView) -> Vec<Kind> {
    if !session.source.is_empty() {
        return Vec::new();
    }
    let may = |kind: &Kind| match kind {
        Kind::Release => {
            let mut seats = session.trainers.iter();
            seats.any(|seat| released(work, seat.pool, seat.trainer))
        }
        Kind::Nomination => at_institute(work, session).is_ok(),
        Kind::Gate => at_institute(work, session).is_ok() && !session.online,
        Kind::Sheet => true,
    };
    Kind::ALL.into_iter().filter(may).collect()
}

fn at_institute(work: &Work, session: &SessionView) -> Result<()> {
    let owner = Owner::institute(session.institute);
    policy::require(&work.actor, Action::ViewRequests, owner, "letter")
}

/// One letter of a session. The nomination and the gate list are for coordinators and the institute, the
/// release for coordinators and the academic whom it is about, the sheet for all of them.
///
/// # Errors
/// Not found where the session is somebody else's, or has no such letter for the reader.
pub async fn get(work: &Work, id: SessionId, kind: Kind) -> Result<Letter> {
    let session = sessions::get(work, id).await?;
    match kind {
        Kind::Release if !policy::may(&work.actor, Action::ViewTrainers) => {
            return Err(Error::Forbidden);
        }
        Kind::Nomination | Kind::Gate => at_institute(work, &session)?,
        Kind::Release | Kind::Sheet => {}
    }
    if !kinds(work, &session).contains(&kind) {
        return Err(Error::NotFound("letter"));
    }
    write(work, session, kind).await
}

async fn write(work: &Work, mut session: SessionView, kind: Kind) -> Result<Letter> {
    let missing = || Error::NotFound("session");
    let db = work.db();
    let row = session::Entity::find_by_id(session.id)
        .one(db)
        .await?
        .ok_or_else(missing)?;
    let slot = slot::Entity::find_by_id(session.slot)
        .one(db)
        .await?
        .ok_or_else(missing)?;
    let request = request::Entity::find_by_id(slot.request_id)
        .one(db)
        .await?
        .ok_or_else(missing)?;
    let institute = institute::Entity::find_by_id(session.institute)
        .one(db)
        .await?
        .ok_or_else(missing)?;
    let city = city::Entity::find_by_id(institute.city_id).one(db).await?;
    let cohorts = cohort::Entity::find()
        .filter(cohort::COLUMN.id.is_in(session.cohorts.iter().copied()))
        .order_by_asc(cohort::COLUMN.id)
        .all(db)
        .await?;
    let asking = cohorts.iter().find(|cohort| cohort.id == request.cohort_id);
    let officer = someone(work, asking.and_then(|cohort| cohort.officer_id)).await?;
    let signed = someone(work, row.confirmed_by).await?;
    let mut guests = guests::of(work, &session).await?;
    if kind == Kind::Release {
        guests.retain(|guest| released(work, guest.pool, guest.trainer));
    }
    let void = matches!(
        session.state,
        SessionState::Cancelled | SessionState::NotHeld
    );
    if void {
        guests.clear();
        session.trainers.clear();
    }
    let language = match kind {
        Kind::Nomination => officer.map_or(Language::English, |person| person.language),
        // Nobody knows what a university's office reads.
        Kind::Release => Language::English,
        Kind::Gate => work.actor.language,
        Kind::Sheet => slot.language,
    };
    let language = i18n::spoken(language, "letters-print");
    Ok(Letter {
        kind: kind.word(),
        reference: session.reference.clone(),
        revision: session.sequence,
        dated: work.zone().date(session.revised_at.0),
        language,
        direction: i18n::direction(language),
        void,
        institute: institute.name,
        institute_city: city.map(|city| city.name).unwrap_or_default(),
        size: cohorts.iter().map(|cohort| cohort.size).sum(),
        cohorts: cohorts.into_iter().map(|cohort| cohort.alias).collect(),
        guests,
        host: Contact::of(&session),
        signed: signed.map_or_else(Contact::default, |person| Contact {
            name: person.name,
            email: person.email.unwrap_or_default(),
            phone: person.phone.unwrap_or_default(),
        }),
        session,
    })
}

async fn someone(work: &Work, id: Option<PersonId>) -> Result<Option<person::Model>> {
    match id {
        Some(id) => Ok(person::Entity::find_by_id(id).one(work.db()).await?),
        None => Ok(None),
    }
}

/// Whether the reader may ask a university to let this trainer go; nobody asks for the CERT's own staff.
fn released(work: &Work, pool: Pool, trainer: TrainerId) -> bool {
    let owner = Owner::trainer(trainer);
    pool == Pool::Academic && policy::allows(&work.actor, Action::ViewTrainers, owner)
}
