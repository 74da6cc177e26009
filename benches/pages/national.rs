//! A database of national size: 3,000 trainers on the real campuses, more than 5,000 sessions of every
//! shipped institute over a year, open offers and open slots, a run of the matcher. Made by the
//! services, never by SQL; kept in `target/bench` for the next run of the same shape.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rostrum::accounts::{self, Language, NewPerson, Role};
use rostrum::actor::Actor;
use rostrum::app::App;
use rostrum::availability::{self, Weekly};
use rostrum::courses::{self, CohortId, NewCohort};
use rostrum::db::Work;
use rostrum::error::Result;
use rostrum::institutes::{self, InstituteView};
use rostrum::offers::{self, NewOffer};
use rostrum::planning::{self, Order};
use rostrum::reference::{self, SubjectChoice};
use rostrum::sessions;
use rostrum::slots::{
    self, Instant, Mode, NewOption, NewRequest, NewSeat, NewSlot, Pool, SlotView, VenueId,
};
use rostrum::time::SettableClock;
use rostrum::trainers::expertise::{self, Audience, Claim, EvidenceKind, Finding, NewEvidence};
use rostrum::trainers::{self, CityId, NewTrainer, Standing, SubjectId, TrainerId, membership};

use crate::{Data, open, settings};

/// Trainers.
const TRAINERS: usize = 3_000;
/// Cohorts of an institute, one after the other, of twelve weeks each.
const WAVES: u64 = 4;
/// Slots of a cohort: every other class day.
const SLOTS: u64 = 32;
/// The Monday of the third wave; the clock ends a week later.
const BASE: &str = "2026-09-07";

/// The database, made if it is not there yet.
pub async fn database(folder: &Path) -> Data {
    let file = folder.join("national.db");
    let base: NaiveDate = BASE.parse().expect("a date");
    let zone = settings(&file).programme.zone;
    let now = zone.instant(base + Days::new(7), 600);
    let done = folder.join("national.done");
    let shape = format!("{TRAINERS} {WAVES} {SLOTS} {}", schema());
    if std::fs::read_to_string(&done).is_ok_and(|text| text == shape) {
        return Data { file, now };
    }
    for old in [
        "national.db",
        "national.db-wal",
        "national.db-shm",
        "national.done",
    ] {
        let _ = std::fs::remove_file(folder.join(old));
    }
    eprintln!("a database of national size is made; it takes some minutes …");
    make(&file, base).await.expect("the services take it");
    std::fs::write(done, shape).expect("target/bench can be written");
    Data { file, now }
}

/// Changes whenever a step is added to the schema.
fn schema() -> usize {
    let steps = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migration/src");
    std::fs::read_dir(steps).map_or(0, Iterator::count)
}

async fn make(file: &Path, base: NaiveDate) -> Result<()> {
    let clock = Arc::new(SettableClock::at(chrono::DateTime::UNIX_EPOCH));
    let app = open(file, clock.clone(), 0).await;
    let zone = app.config.programme.zone;
    clock.set(zone.instant(base - Days::new(300), 540));
    rostrum::db::migrate(&app.db).await?;
    rostrum::app::load_reference(&app.db).await?;
    let stage = Stage::set(&app, base).await?;
    for wave in 0..WAVES {
        let starts = base - Days::new(168) + Days::new(84 * wave);
        let now = match wave {
            3 => base + Days::new(7),
            _ => starts - Days::new(20),
        };
        clock.set(zone.instant(now, 540));
        for (n, institute) in stage.institutes.iter().enumerate() {
            let work = app.write(&stage.coordinator).await?;
            stage.cohort(&work, institute, n, wave, starts).await?;
            work.commit().await?;
        }
        eprintln!("  {} of {WAVES} terms", wave + 1);
    }
    clock.set(zone.instant(base + Days::new(7), 600));
    deliver(&app, &stage.coordinator).await?;
    let order = Order {
        from: base + Days::new(8),
        to: base + Days::new(180),
        seed: 1,
        epochs: 2,
    };
    planning::run(&app.db, &stage.coordinator, order, planning::carry_on).await?;
    Ok(())
}

/// What is over was held.
async fn deliver(app: &App, coordinator: &Actor) -> Result<()> {
    let work = app.write(coordinator).await?;
    let all = sessions::list(&work, &sessions::Filter::default()).await?;
    for session in all.iter().filter(|session| session.ends < work.now) {
        sessions::deliver(&work, session.id).await?;
    }
    work.commit().await
}

struct Stage {
    coordinator: Actor,
    institutes: Vec<InstituteView>,
    subjects: Vec<SubjectChoice>,
    courses: Vec<courses::CourseView>,
    cities: Vec<(String, CityId)>,
    trainers: Vec<(TrainerId, CityId, Vec<SubjectId>)>,
}

impl Stage {
    async fn set(app: &App, base: NaiveDate) -> Result<Self> {
        let work = app.write(&Actor::system("bench")).await?;
        let institutes = institutes::list(&work).await?;
        let mut coordinator = None;
        for role in [Role::Administrator, Role::Coordinator] {
            let id = person(&work, role.word().to_owned()).await?;
            accounts::grant(&work, id, role, None).await?;
            coordinator = accounts::actor_of(&work, id).await?;
        }
        for institute in &institutes {
            let id = person(&work, format!("officer.{}", institute.code)).await?;
            accounts::grant(&work, id, Role::Officer, Some(institute.id)).await?;
        }
        let subjects = reference::subjects(&work).await?;
        let campuses = reference::universities(&work).await?;
        let mut trainers = Vec::new();
        for n in 0..TRAINERS {
            let id = person(&work, format!("trainer.{n}")).await?;
            accounts::grant(&work, id, Role::Trainer, None).await?;
            let campus = &campuses[n % campuses.len()];
            let teaches: Vec<SubjectId> = (0..6)
                .map(|k| subjects[(n + k * 11) % subjects.len()].id)
                .collect();
            let trainer = trainers::create(
                &work,
                NewTrainer {
                    person: id,
                    pool: Pool::Academic,
                    university: Some(campus.id),
                    title: "Dr.".to_owned(),
                    home: campus.city_id,
                    standing: Standing::Active,
                    max_travel: 240,
                    caps: (2, 3, 6),
                    target: 900,
                    languages: vec![Language::English, Language::Urdu],
                    expertise: teaches.iter().map(|subject| (*subject, 2, 0)).collect(),
                },
            )
            .await?;
            let days = (base - Days::new(300), base + Days::new(300));
            membership::admit(&work, trainer, days, "Board").await?;
            for claim in expertise::of(&work, trainer).await? {
                let wide = Claim {
                    audience: Some(Audience::Everyone),
                    ..Claim::new(claim.subject, claim.claimed, 0)
                };
                expertise::amend(&work, claim.id, claim.version, wide).await?;
                let shown = NewEvidence {
                    kind: EvidenceKind::Course,
                    title: "A semester".to_owned(),
                    dated_on: Some(base - Days::new(400)),
                    reference: String::new(),
                };
                expertise::add_evidence(&work, claim.id, shown).await?;
                let found = Finding {
                    level: claim.claimed,
                    until: base + Days::new(400),
                    why: "Seen in class".to_owned(),
                };
                expertise::verify(&work, claim.id, claim.version + 2, found).await?;
            }
            let week: Vec<Weekly> = (0..5)
                .map(|weekday| Weekly {
                    weekday,
                    start: 480,
                    end: 1020,
                })
                .collect();
            let (from, to) = (base - Days::new(300), base + Days::new(300));
            availability::set_weekly(&work, trainer, from, to, &week).await?;
            trainers.push((trainer, campus.city_id, teaches));
        }
        let cities = reference::cities(&work).await?;
        let stage = Self {
            coordinator: coordinator.expect("just made"),
            institutes,
            subjects,
            courses: courses::catalogue(&work).await?,
            cities: cities
                .into_iter()
                .map(|city| (city.name, city.id))
                .collect(),
            trainers,
        };
        work.commit().await?;
        eprintln!("  {TRAINERS} trainers");
        Ok(stage)
    }

    /// A cohort with its timetable, asked for, offered, accepted and confirmed.
    async fn cohort(
        &self,
        work: &Work,
        institute: &InstituteView,
        n: usize,
        wave: u64,
        starts: NaiveDate,
    ) -> Result<()> {
        let course = &self.courses[(n + wave as usize) % self.courses.len()];
        let number = 40 + i32::try_from(wave).unwrap_or_default();
        let cohort = courses::create_cohort(
            work,
            NewCohort {
                course: course.id,
                institute: institute.id,
                number,
                alias: format!("{number}. {}, {}", course.code, institute.short),
                starts_on: starts,
                ends_on: starts + Days::new(13 * 7),
                size: 32,
            },
        )
        .await?;
        let venue = institutes::venues(work, institute.id).await?[0].id;
        let city = self.cities.iter().find(|(name, _)| *name == institute.city);
        let city = city.map(|(_, id)| *id);
        for part in 0..4 {
            let turn = (n as u64) * 7 + wave * 1000;
            let asked: Vec<NewSlot> = (part * 8..(part + 1) * 8)
                .map(|k| self.slot(work, starts, venue, turn + k, k))
                .collect();
            let request = self.ask(work, cohort, asked).await?;
            let slots = slots::get_request(work, request).await?.slots;
            for (k, slot) in slots.iter().enumerate() {
                self.fill(work, slot, city, (turn as usize) + k, wave, k)
                    .await?;
            }
        }
        Ok(())
    }

    async fn ask(
        &self,
        work: &Work,
        cohort: CohortId,
        slots: Vec<NewSlot>,
    ) -> Result<slots::RequestId> {
        let id = slots::draft(
            work,
            NewRequest {
                cohort,
                note: String::new(),
                slots,
            },
        )
        .await?;
        slots::submit(work, id).await?;
        slots::accept(work, id).await?;
        Ok(id)
    }

    /// The `k`-th slot of a cohort: every other class day, at nine or at eleven.
    fn slot(&self, work: &Work, starts: NaiveDate, venue: VenueId, turn: u64, k: u64) -> NewSlot {
        let class_day = k * 2;
        let day = starts + Days::new(class_day / 5 * 7 + class_day % 5);
        let minute = if turn.is_multiple_of(2) { 540 } else { 660 };
        let subject = &self.subjects[turn as usize % self.subjects.len()];
        let online = !turn.is_multiple_of(3);
        NewSlot {
            title: subject.name.clone(),
            mode: if online { Mode::Online } else { Mode::InPerson },
            language: Language::English,
            priority: 3,
            also: Vec::new(),
            seats: vec![NewSeat {
                subject: subject.id,
                level: 2,
                pool: Pool::Academic,
                required: true,
            }],
            options: vec![NewOption {
                starts: Instant(work.zone().instant(day, minute)),
                ends: Instant(work.zone().instant(day, minute + 90)),
                venue: if online { VenueId(1) } else { venue },
            }],
        }
    }

    /// Asks somebody who may be asked, and confirms; of the coming term some stay open.
    async fn fill(
        &self,
        work: &Work,
        slot: &SlotView,
        city: Option<CityId>,
        turn: usize,
        wave: u64,
        k: usize,
    ) -> Result<()> {
        if wave == 3 && k == 1 {
            return Ok(()); // for the matcher
        }
        let seat = &slot.seats[0];
        let here = |home: CityId| slot.mode == Mode::Online || Some(home) == city;
        let able = (0..TRAINERS)
            .map(|i| &self.trainers[(turn * 37 + i) % TRAINERS])
            .filter(|(_, home, teaches)| here(*home) && teaches.contains(&seat.subject))
            .take(12);
        for (trainer, _, _) in able {
            let new = NewOffer {
                seat: seat.id,
                trainer: *trainer,
                option: slot.options[0].id,
                wave: 1,
                rank: 1,
            };
            let Ok(offer) = offers::draft(work, new).await else {
                continue;
            };
            if offers::send(work, offer).await.is_err() {
                offers::recall(work, offer).await?;
                continue;
            }
            if wave == 3 && k == 0 {
                return Ok(()); // still to be answered
            }
            offers::accept(work, offer).await?;
            sessions::confirm(work, slot.id).await?;
            return Ok(());
        }
        Ok(())
    }
}

async fn person(work: &Work, word: String) -> Result<accounts::PersonId> {
    accounts::create(
        work,
        NewPerson {
            name: word.replace('.', " "),
            email: Some(format!("{word}@bench.example")),
            language: Language::English,
            invented: true,
        },
    )
    .await
}
