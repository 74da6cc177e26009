//! Letters about a session, to be printed: who is nominated, whom a campus is asked to release, whom the
//! gate lets in, and one sheet for everybody in the room. They say what is confirmed; of a session that will
//! not be held they say that they are void.

use std::collections::BTreeMap;

use entity::{
    CityId, Instant, Pool, SessionId, TrainerId, city, expertise, institute, trainer, university,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::accounts::policy::{self, Action, Owner};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::sessions::{self, Precision, SessionState, SessionView};

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the institute: who comes.
    Nomination,
    /// To the campus of each academic: please release them.
    Release,
    /// To the gate of the house: everybody of that day.
    GateList,
    /// For everybody in the room.
    Sheet,
}

impl Kind {
    /// Every kind with its word, as it stands in addresses.
    pub const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Nomination, "nomination"),
        (Self::Release, "release"),
        (Self::GateList, "gate-list"),
        (Self::Sheet, "sheet"),
    ];

    /// The kind that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(_, known)| *known == word);
        found.map(|(kind, _)| *kind)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(kind, _)| *kind == self);
        found.map_or("", |(_, word)| word)
    }
}

/// Somebody whom a letter names.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Guest {
    /// Who.
    pub trainer: TrainerId,
    /// Name with title.
    pub name: String,
    /// Full name of the campus, or the CERT.
    pub affiliation: String,
    /// Where the campus is.
    pub city: String,
    /// What they teach.
    pub subject: String,
    /// Level in it, if the record has one.
    pub level: Option<i32>,
    /// Of a campus, which has to release them.
    pub academic: bool,
    /// Whether they come from another city.
    pub travels: bool,
    /// Made up by the demonstration.
    pub invented: bool,
}

/// A session as a letter tells of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Visit {
    /// The session.
    pub session: SessionView,
    /// Who comes.
    pub guests: Vec<Guest>,
}

/// What a letter says.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Letter {
    /// Word of the kind.
    pub kind: &'static str,
    /// Full name of the institute.
    pub institute: String,
    /// Its city.
    pub city: String,
    /// Day of the letter.
    pub today: Instant,
    /// Who signs: the coordinator who prints it, nobody else.
    pub signs: Option<String>,
    /// Nobody may come by it: the session is off.
    pub void: bool,
    /// The sessions: one, on a gate list all of the day in that house.
    pub visits: Vec<Visit>,
}

/// Letters of a session that this reader may print.
pub fn kinds(work: &Work, session: &SessionView) -> Vec<&'static str> {
    let printable = Kind::WORDS
        .iter()
        .filter(|(kind, _)| may(work, *kind, session));
    printable.map(|(_, word)| *word).collect()
}

/// Coordinators print everything, officers what concerns their house, trainers their own release and the
/// sheet. What is known to the month only makes no letter.
fn may(work: &Work, kind: Kind, session: &SessionView) -> bool {
    if session.precision != Precision::Minute {
        return false;
    }
    if policy::may_all(&work.actor, Action::ViewRoster) {
        return true;
    }
    let house = policy::allows(
        &work.actor,
        Action::ViewRoster,
        Owner::institute(session.institute),
    );
    let own = session.trainers.iter().any(|seat| {
        let owner = Owner::trainer(seat.trainer);
        policy::allows(&work.actor, Action::ViewRoster, owner)
    });
    match kind {
        Kind::Nomination | Kind::GateList => house,
        Kind::Sheet => house || own,
        Kind::Release => own,
    }
}

/// A letter about a session.
pub async fn letter(work: &Work, id: SessionId, kind: Kind) -> Result<Letter> {
    let session = sessions::get(work, id).await?;
    if !may(work, kind, &session) {
        return Err(Error::NotFound("letter"));
    }
    let house = institute::Entity::find_by_id(session.institute)
        .one(work.db())
        .await?
        .ok_or(Error::NotFound("institute"))?;
    let home = city::Entity::find_by_id(house.city_id)
        .one(work.db())
        .await?;
    let void = matches!(
        session.state,
        SessionState::Cancelled | SessionState::NotHeld
    );
    let all = match kind {
        Kind::GateList => day(work, &session).await?,
        _ => vec![session],
    };
    let mut visits = Vec::new();
    for session in all {
        let mut guests = guests(work, &session, house.city_id).await?;
        if kind == Kind::Release {
            let everybody = policy::may_all(&work.actor, Action::ViewRoster);
            guests.retain(|guest| {
                guest.academic && (everybody || work.actor.trainer == Some(guest.trainer))
            });
            if guests.is_empty() {
                return Err(Error::NotFound("letter"));
            }
        }
        visits.push(Visit { session, guests });
    }
    let coordinates = policy::may_all(&work.actor, Action::ManageSessions);
    Ok(Letter {
        kind: kind.word(),
        institute: house.name,
        city: home.map(|city| city.name).unwrap_or_default(),
        today: work.now,
        signs: coordinates.then(|| work.actor.name.clone()),
        void,
        visits,
    })
}

/// The sessions that are held in the same house on the same day.
async fn day(work: &Work, session: &SessionView) -> Result<Vec<SessionView>> {
    let zone = work.zone();
    let date = zone.date(session.starts.0);
    let filter = sessions::Filter {
        from: Some(Instant(zone.instant(date, 0))),
        to: Some(Instant(zone.instant(date, 1440))),
        institute: Some(session.institute),
        live: true,
        ..sessions::Filter::default()
    };
    let mut all = sessions::list(work, &filter).await?;
    all.retain(|other| {
        other.venue == session.venue
            && other.online == session.online
            && other.precision == Precision::Minute
    });
    if all.is_empty() {
        all.push(session.clone()); // it is off, and the list says so
    }
    Ok(all)
}

async fn guests(work: &Work, session: &SessionView, here: CityId) -> Result<Vec<Guest>> {
    let ids: Vec<TrainerId> = session.trainers.iter().map(|seat| seat.trainer).collect();
    let rows: BTreeMap<TrainerId, trainer::Model> = trainer::Entity::find()
        .filter(trainer::COLUMN.id.is_in(ids.iter().copied()))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let campuses = university::Entity::find().all(work.db()).await?;
    let cities = city::Entity::find().all(work.db()).await?;
    let skills = expertise::Entity::find()
        .filter(expertise::COLUMN.trainer_id.is_in(ids))
        .all(work.db())
        .await?;
    let subjects = entity::subject::Entity::find().all(work.db()).await?;
    let named = |id: CityId| {
        let city = cities.iter().find(|city| city.id == id);
        city.map(|city| city.name.clone()).unwrap_or_default()
    };
    Ok(session
        .trainers
        .iter()
        .map(|seat| {
            let row = rows.get(&seat.trainer);
            let campus = row
                .and_then(|row| row.university_id)
                .and_then(|id| campuses.iter().find(|campus| campus.id == id));
            let subject = subjects.iter().find(|subject| subject.name == seat.subject);
            let level = skills
                .iter()
                .find(|skill| {
                    skill.trainer_id == seat.trainer
                        && subject.is_some_and(|subject| subject.id == skill.subject_id)
                })
                .map(|skill| skill.level);
            let home = row.map(|row| row.home_city_id);
            Guest {
                trainer: seat.trainer,
                name: seat.name.clone(),
                affiliation: campus
                    .map_or_else(|| seat.affiliation.clone(), |campus| campus.name.clone()),
                city: campus
                    .map(|campus| named(campus.city_id))
                    .unwrap_or_default(),
                subject: seat.subject.clone(),
                level,
                academic: seat.pool == Pool::Academic,
                travels: !session.online && home.is_some_and(|home| home != here),
                invented: seat.invented,
            }
        })
        .collect())
}
