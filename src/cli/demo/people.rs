//! The cast: one person a desk, an officer for every institute that asks, 150 trainers.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};
use rand_chacha::ChaCha20Rng;

use super::names::{FIRST, LAST};
use super::story::Stage;
use crate::accounts::{self, InstituteId, Language, NewPerson, PersonId, Role};
use crate::actor::Actor;
use crate::availability::{self, Weekly};
use crate::db::Work;
use crate::error::{Error, Result};
use crate::institutes;
use crate::offers::{self, Filter, OfferState};
use crate::reference;
use crate::slots::Instant;
use crate::trainers::expertise::{self, EvidenceKind, Finding, NewEvidence};
use crate::trainers::{self, CityId, NewTrainer, Pool, Standing, SubjectId, membership, profile};

/// Trainers that are invented.
const TRAINERS: usize = 150;
/// Of those, staff of the CERT.
const STAFF: usize = 26;

/// Who plays.
pub(super) struct Cast {
    /// The coordinator, as an actor.
    pub coordinator: Actor,
    /// An officer a institute.
    pub officers: Vec<(InstituteId, Actor)>,
    /// How many trainers.
    pub trainers: usize,
    /// Dr. Haider Abbas, as published.
    pub director: trainers::TrainerId,
    /// Dr. Ayesha Altaf, as published.
    pub academic: trainers::TrainerId,
}

/// Makes everybody.
pub(super) async fn invent(stage: &Stage<'_>, chance: &mut ChaCha20Rng) -> Result<Cast> {
    let work = stage.app.write(&Actor::system("demo")).await?;
    let mut taken = BTreeSet::new();
    let mut coordinator = None;
    for role in [Role::Administrator, Role::Coordinator] {
        let id = person(&work, chance, &mut taken, "cert", Some(role.word())).await?;
        accounts::grant(&work, id, role, None).await?;
        if role == Role::Coordinator {
            coordinator = accounts::actor_of(&work, id).await?;
        }
    }
    let mut officers = Vec::new();
    for institute in institutes::list(&work).await? {
        let id = person(&work, chance, &mut taken, &institute.code, Some("officer")).await?;
        accounts::grant(&work, id, Role::Officer, Some(institute.id)).await?;
        let actor = accounts::actor_of(&work, id)
            .await?
            .ok_or(Error::NotFound("person"))?;
        officers.push((institute.id, actor));
    }
    let (director, academic) = public_speakers(&work).await?;
    let subjects: Vec<SubjectId> = reference::subjects(&work)
        .await?
        .into_iter()
        .map(|subject| subject.id)
        .collect();
    let campuses = reference::universities(&work).await?;
    let cities = reference::cities(&work).await?;
    let term = (stage.today - Days::new(30), stage.today + Days::new(150));
    let mut shown = Vec::new();
    for n in 0..TRAINERS {
        let staff = n < STAFF;
        let campus = &campuses[n % campuses.len()];
        let home: CityId = if staff {
            let seat = if n % 5 == 0 {
                "LHE"
            } else if n % 7 == 0 {
                "KHI"
            } else {
                "ISB"
            };
            cities
                .iter()
                .find(|city| city.code == seat)
                .map_or(campus.city_id, |city| city.id)
        } else {
            campus.city_id
        };
        let domain = if staff { "cert" } else { &campus.code };
        let id = person(&work, chance, &mut taken, domain, None).await?;
        accounts::grant(&work, id, Role::Trainer, None).await?;
        let travel = if staff {
            600
        } else {
            *[90, 120, 180, 240, 330, 330, 420, 600]
                .choose(chance)
                .unwrap_or(&180)
        };
        let trainer = trainers::create(
            &work,
            NewTrainer {
                person: id,
                pool: if staff { Pool::Cert } else { Pool::Academic },
                university: (!staff).then_some(campus.id),
                title: title(chance, staff),
                home,
                standing: Standing::Active,
                max_travel: travel,
                caps: if staff { (2, 4, 12) } else { (2, 3, 6) },
                target: if staff { 1800 } else { 900 },
                languages: languages(chance),
                expertise: teaches(chance, &subjects, staff),
            },
        )
        .await?;
        if !staff {
            join(&work, trainer, n, stage.today).await?;
        }
        if n % 12 == 1 {
            shown.push((id, trainer));
        }
        show_and_verify(&work, trainer, stage.today, chance).await?;
        availability::set_weekly(&work, trainer, term.0, term.1, &week(chance, staff)).await?;
        if chance.random_ratio(1, 5) {
            leave(&work, trainer, stage.today, chance).await?;
        }
    }
    work.commit().await?;
    for (person, trainer) in shown {
        publish(stage, person, trainer).await?;
    }
    Ok(Cast {
        coordinator: coordinator.ok_or(Error::NotFound("person"))?,
        officers,
        trainers: TRAINERS,
        director,
        academic,
    })
}

/// A public profile, which its trainer writes and agrees to in person.
async fn publish(stage: &Stage<'_>, person: PersonId, trainer: trainers::TrainerId) -> Result<()> {
    let work = stage.app.read(&Actor::system("demo")).await?;
    let own = accounts::actor_of(&work, person).await?;
    drop(work);
    let own = own.ok_or(Error::NotFound("person"))?;
    let work = stage.app.write(&own).await?;
    let words = "Teaches officers how attacks on the state's services begin, and what stops them early. \
                 Invented for the demonstration, as everybody here.";
    profile::edit(&work, trainer, 0, words).await?;
    let version = profile::get(&work, trainer).await?.version;
    profile::consent(&work, trainer, version).await?;
    work.commit().await
}

/// One person of each kind, for the sign-in links.
pub(super) async fn doors(work: &Work) -> Result<Vec<(&'static str, PersonId)>> {
    let people = accounts::list(work).await?;
    let first = |role: Role, institute: Option<&str>| {
        let mut holders: Vec<PersonId> = people
            .iter()
            .filter(|person| {
                person.roles.iter().any(|(r, of)| {
                    *r == role && institute.is_none_or(|name| of.as_deref() == Some(name))
                })
            })
            .map(|person| person.id)
            .collect();
        holders.sort_unstable();
        holders.first().copied()
    };
    let filter = Filter {
        states: vec![OfferState::Sent],
        ..Filter::default()
    };
    let asked: BTreeSet<_> = offers::list(work, &filter)
        .await?
        .into_iter()
        .filter(|offer| !offer.overdue)
        .map(|offer| offer.trainer)
        .collect();
    // Somebody with an offer to answer, then with sessions to see.
    let busiest = trainers::list(work)
        .await?
        .into_iter()
        .filter(|trainer| trainer.pool == Pool::Academic && trainer.standing == Standing::Active)
        .max_by_key(|trainer| {
            let open = asked.contains(&trainer.id);
            (open, trainer.ahead, std::cmp::Reverse(trainer.id))
        })
        .map(|trainer| trainer.person);
    Ok([
        ("coordinator", first(Role::Coordinator, None)),
        ("officer", first(Role::Officer, Some("NIPA Lahore"))),
        ("trainer", busiest),
        ("administrator", first(Role::Administrator, None)),
    ]
    .into_iter()
    .filter_map(|(role, person)| Some((role, person?)))
    .collect())
}

/// Somebody who does not exist, and says so. Addresses end in `.example`, which nobody can own.
async fn person(
    work: &Work,
    chance: &mut ChaCha20Rng,
    taken: &mut BTreeSet<String>,
    domain: &str,
    local: Option<&str>,
) -> Result<PersonId> {
    let name = loop {
        let first = FIRST.choose(chance).copied().unwrap_or("Ali");
        let last = LAST.choose(chance).copied().unwrap_or("Khan");
        let name = format!("{first} {last}");
        if taken.insert(name.clone()) {
            break name;
        }
    };
    let local = local.map_or_else(|| name.to_lowercase().replace(' ', "."), str::to_owned);
    let new = NewPerson {
        name,
        email: Some(format!("{local}@{domain}.example")),
        language: Language::English,
        invented: true,
    };
    accounts::create(work, new).await
}

/// The two people of the public story: named, and nothing else. No account, mail or load.
async fn public_speakers(work: &Work) -> Result<(trainers::TrainerId, trainers::TrainerId)> {
    let campuses = reference::universities(work).await?;
    let lahore = campuses
        .iter()
        .find(|row| row.code == "uet-lhr")
        .ok_or(Error::NotFound("campus"))?;
    let cities = reference::cities(work).await?;
    let capital = cities
        .iter()
        .find(|row| row.code == "ISB")
        .ok_or(Error::NotFound("city"))?;
    let mut ids = Vec::new();
    for (name, pool, university, home) in [
        ("Haider Abbas", Pool::Cert, None, capital.id),
        (
            "Ayesha Altaf",
            Pool::Academic,
            Some(lahore.id),
            lahore.city_id,
        ),
    ] {
        let person = accounts::create(
            work,
            NewPerson {
                name: name.into(),
                email: None,
                language: Language::English,
                invented: false,
            },
        )
        .await?;
        let trainer = NewTrainer {
            person,
            pool,
            university,
            title: "Dr.".into(),
            home,
            standing: Standing::Guest,
            max_travel: 0,
            caps: (0, 0, 0),
            target: 0,
            languages: Vec::new(),
            expertise: Vec::new(),
        };
        ids.push(trainers::create(work, trainer).await?);
    }
    Ok((ids[0], ids[1]))
}

fn title(chance: &mut ChaCha20Rng, staff: bool) -> String {
    let titles: &[&str] = if staff {
        &["", "", "Dr."]
    } else {
        &["Dr.", "Dr.", "Dr.", "Prof. Dr.", ""]
    };
    titles.choose(chance).copied().unwrap_or("").to_owned()
}

fn languages(chance: &mut ChaCha20Rng) -> Vec<Language> {
    if chance.random_ratio(3, 4) {
        vec![Language::English, Language::Urdu]
    } else {
        vec![Language::English]
    }
}

/// A few subjects, the first of them best; CERT staff cover more.
fn teaches(
    chance: &mut ChaCha20Rng,
    subjects: &[SubjectId],
    staff: bool,
) -> Vec<(SubjectId, i32, i32)> {
    let count = if staff {
        chance.random_range(8..=14)
    } else {
        chance.random_range(4..=8)
    };
    let mut chosen: Vec<SubjectId> = subjects.to_vec();
    chosen.shuffle(chance);
    chosen
        .into_iter()
        .take(count)
        .enumerate()
        .map(|(n, subject)| {
            let level = if n < 2 { 3 } else { chance.random_range(1..=3) };
            let preference = *[-10, 0, 0, 0, 10, 20].choose(chance).unwrap_or(&0);
            (subject, level, preference)
        })
        .collect()
}

/// Most academics are designated for a year and more; some soon end, one is only nominated, one suspended.
async fn join(work: &Work, trainer: trainers::TrainerId, n: usize, today: NaiveDate) -> Result<()> {
    if n % 70 == 69 {
        return Ok(());
    }
    let last = match n % 23 {
        7 => today + Days::new(45),
        _ => today + Days::new(420),
    };
    let days = (today - Days::new(150), last);
    membership::admit(work, trainer, days, "Selection board of the programme").await?;
    if n % 70 == 68
        && let Some(now) = membership::of(work, trainer).await?.first()
    {
        let reason = "On deputation abroad";
        membership::step(work, now.id, now.version, membership::Step::Suspend, reason).await?;
    }
    Ok(())
}

/// Something to show for every subject, and most of it looked at; a few findings are about to run out.
async fn show_and_verify(
    work: &Work,
    trainer: trainers::TrainerId,
    today: NaiveDate,
    chance: &mut ChaCha20Rng,
) -> Result<()> {
    for claim in expertise::of(work, trainer).await? {
        let (kind, title) = [
            (EvidenceKind::Paper, "Paper on"),
            (EvidenceKind::Course, "Taught a semester of"),
            (EvidenceKind::Certificate, "Certificate in"),
        ]
        .choose(chance)
        .copied()
        .unwrap_or((EvidenceKind::Course, "Taught a semester of"));
        let shown = NewEvidence {
            kind,
            title: format!("{title} {}", claim.name.to_lowercase()),
            dated_on: Some(today - Days::new(chance.random_range(60..1500))),
            reference: String::new(),
        };
        expertise::add_evidence(work, claim.id, shown).await?;
        if chance.random_ratio(1, 12) {
            continue; // still to be looked at
        }
        let days = match chance.random_range(0..20) {
            0 => chance.random_range(20..60),
            _ => chance.random_range(400..1090),
        };
        let found = Finding {
            level: claim.claimed,
            until: today + Days::new(days),
            why: "Evidence read by the selection board".to_owned(),
        };
        expertise::verify(work, claim.id, claim.version + 1, found).await?;
    }
    Ok(())
}

/// When someone is free of classes: CERT staff in office hours, academics on three or four half or
/// whole days.
fn week(chance: &mut ChaCha20Rng, staff: bool) -> Vec<Weekly> {
    let mut days: Vec<i32> = (0..6).collect();
    days.shuffle(chance);
    let count = if staff { 5 } else { chance.random_range(3..=4) };
    let mut rules: Vec<Weekly> = days
        .into_iter()
        .take(count)
        .map(|weekday| {
            let (start, end) = match chance.next_u32() % 4 {
                0 if !staff => (510, 780),
                1 if !staff => (630, 990),
                _ => (510, 990),
            };
            Weekly {
                weekday,
                start,
                end,
            }
        })
        .collect();
    rules.sort_unstable_by_key(|rule| rule.weekday);
    rules
}

async fn leave(
    work: &Work,
    trainer: trainers::TrainerId,
    today: NaiveDate,
    chance: &mut ChaCha20Rng,
) -> Result<()> {
    let first = today + Days::new(chance.random_range(10..80));
    let zone = work.zone();
    let starts = Instant(zone.instant(first, 0));
    let ends = Instant(zone.instant(first + Days::new(chance.random_range(2..9)), 0));
    availability::add_exception(work, trainer, starts, ends, false, "leave")
        .await
        .map(drop)
}
