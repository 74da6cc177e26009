//! People and things to test with, all made through the services, never by SQL.
//!
//! The dates follow the clock of [`START`](super::store::START): requests ask for Wednesdays from
//! 22 April 2026 on, at 11:00 in Karachi.

use chrono::{Days, NaiveDate};
use rostrum::accounts::{self, InstituteId, NewPerson, PersonId, Role};
use rostrum::actor::Actor;
use rostrum::availability::{self, Weekly};
use rostrum::courses::{self, CohortId, NewCohort};
use rostrum::db::Work;
use rostrum::error::Result;
use rostrum::offers::{self, NewOffer, OfferId};
use rostrum::sessions::{self, SessionId};
use rostrum::slots::{
    self, Instant, Language, Mode, NewOption, NewRequest, NewSeat, NewSlot, Pool, RequestId,
    RequestView, SlotId, SubjectId, VenueId,
};
use rostrum::trainers::expertise::{self, Audience, Claim, EvidenceKind, Finding, NewEvidence};
use rostrum::trainers::{self, NewTrainer, Standing, TrainerId, membership};
use rostrum::{institutes, reference};

use super::TestApp;
use super::browser::Browser;

/// A person with what they may be.
#[derive(Clone, Debug)]
pub struct Someone {
    /// The person.
    pub id: PersonId,
    /// As they act when signed in.
    pub actor: Actor,
}

impl Someone {
    /// A browser that they have signed in with.
    pub async fn browse(&self, app: &TestApp) -> Browser {
        app.browser(self.id).await
    }

    /// Their trainer record.
    pub fn trainer(&self) -> TrainerId {
        self.actor.trainer.unwrap()
    }
}

/// Makes a person with one role; an officer's names the institute. The mail address is the name's
/// first word in lower case, at `example.org`.
pub async fn person(
    app: &TestApp,
    name: &str,
    role: Option<Role>,
    institute: Option<InstituteId>,
) -> Someone {
    let word = name.split(' ').next().unwrap().to_lowercase();
    let id = app
        .write(async |work| {
            let new = NewPerson {
                name: name.to_owned(),
                email: Some(format!("{word}@example.org")),
                language: Language::English,
                invented: false,
            };
            let id = accounts::create(work, new).await?;
            if let Some(role) = role {
                accounts::grant(work, id, role, institute).await?;
            }
            Ok(id)
        })
        .await;
    known(app, id).await
}

/// A person as they are now.
pub async fn known(app: &TestApp, id: PersonId) -> Someone {
    let actor = app
        .read(async |work| accounts::actor_of(work, id).await)
        .await
        .unwrap();
    Someone { id, actor }
}

/// Makes a trainer who lives in Lahore, is verified in the first four subjects at level 4 until 2029 and for every class, and
/// is free on weekdays from 8 to 17 o'clock for all of 2026. An academic is of a campus and designated for 2025
/// to 2028, others are of the CERT.
pub async fn trainer(app: &TestApp, name: &str, pool: Pool) -> Someone {
    let someone = person(app, name, Some(Role::Trainer), None).await;
    app.write(async |work| {
        let home = reference::cities(work)
            .await?
            .into_iter()
            .find(|city| city.code == "LHE")
            .unwrap()
            .id;
        let campus = reference::universities(work).await?[0].id;
        let subjects = reference::subjects(work).await?;
        let new = NewTrainer {
            person: someone.id,
            pool,
            university: (pool == Pool::Academic).then_some(campus),
            title: "Dr.".to_owned(),
            home,
            standing: Standing::Active,
            max_travel: 600,
            caps: (2, 5, 12),
            target: 1200,
            languages: vec![Language::English, Language::Urdu],
            expertise: subjects[..4]
                .iter()
                .map(|subject| (subject.id, 4, 0))
                .collect(),
        };
        let id = trainers::create(work, new).await?;
        if pool == Pool::Academic {
            let days = (date("2025-01-01"), date("2028-12-31"));
            membership::admit(work, id, days, "Board of January").await?;
        }
        for claim in expertise::of(work, id).await? {
            verify(work, &claim).await?;
        }
        let weekly: Vec<Weekly> = (0..5)
            .map(|weekday| Weekly {
                weekday,
                start: 480,
                end: 1020,
            })
            .collect();
        let (from, to) = (date("2026-01-01"), date("2026-12-31"));
        availability::set_weekly(work, id, from, to, &weekly).await
    })
    .await;
    known(app, someone.id).await
}

/// Shows something for a claim, widens it to every class, and verifies it at its level.
pub async fn verify(work: &Work, claim: &expertise::Detail) -> Result<()> {
    let shown = NewEvidence {
        kind: EvidenceKind::Course,
        title: format!("A semester of {}", claim.name),
        dated_on: Some(date("2025-06-01")),
        reference: String::new(),
    };
    expertise::add_evidence(work, claim.id, shown).await?;
    let wide = Claim {
        audience: Some(Audience::Everyone),
        ..Claim::new(claim.subject, claim.claimed, claim.preference)
    };
    expertise::amend(work, claim.id, claim.version + 1, wide).await?;
    let found = Finding {
        level: claim.claimed,
        until: date("2029-01-01"),
        why: "Seen in class".to_owned(),
    };
    expertise::verify(work, claim.id, claim.version + 2, found).await
}

/// `2026-04-22`.
pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An institute of the reference data, by its code.
pub async fn institute(app: &TestApp, code: &str) -> InstituteId {
    let all = app.read(async |work| institutes::list(work).await).await;
    all.into_iter().find(|row| row.code == code).unwrap().id
}

/// One of every role, two institutes, and a cohort.
pub struct World {
    /// Manages people.
    pub administrator: Someone,
    /// Decides, plans, asks.
    pub coordinator: Someone,
    /// Asks for NIPA Lahore.
    pub officer: Someone,
    /// Asks for NIPA Karachi.
    pub other_officer: Someone,
    /// An academic.
    pub trainer: Someone,
    /// Of the CERT.
    pub other_trainer: Someone,
    /// NIPA Lahore.
    pub institute: InstituteId,
    /// NIPA Karachi.
    pub other_institute: InstituteId,
    /// The 43rd MCMC at NIPA Lahore.
    pub cohort: CohortId,
    /// NIPA Lahore's hall.
    pub venue: VenueId,
    /// What the slots are about.
    pub subject: SubjectId,
}

impl World {
    /// Makes them.
    pub async fn build(app: &TestApp) -> Self {
        let here = institute(app, "nipa-lhr").await;
        let elsewhere = institute(app, "nipa-khi").await;
        let administrator =
            person(app, "Amna Administrator", Some(Role::Administrator), None).await;
        let coordinator = person(app, "Coral Coordinator", Some(Role::Coordinator), None).await;
        let officer = person(app, "Omar Officer", Some(Role::Officer), Some(here)).await;
        let other_officer =
            person(app, "Oksana Officer", Some(Role::Officer), Some(elsewhere)).await;
        let trainer = trainer(app, "Tahira Trainer", Pool::Academic).await;
        let other_trainer = self::trainer(app, "Tariq Trainer", Pool::Cert).await;
        let (cohort, venue, subject) = app
            .write_as(&officer.actor, async |work| {
                let course = courses::catalogue(work)
                    .await?
                    .into_iter()
                    .find(|course| course.code == "MCMC")
                    .unwrap()
                    .id;
                let new = NewCohort {
                    course,
                    institute: here,
                    number: 43,
                    alias: "43rd MCMC, NIPA Lahore".to_owned(),
                    starts_on: date("2026-04-06"),
                    ends_on: date("2026-06-12"),
                    size: 32,
                };
                let cohort = courses::create_cohort(work, new).await?;
                let venue = institutes::venues(work, here).await?[0].id;
                let subject = reference::subjects(work).await?[0].id;
                Ok((cohort, venue, subject))
            })
            .await;
        Self {
            administrator,
            coordinator,
            officer,
            other_officer,
            trainer,
            other_trainer,
            institute: here,
            other_institute: elsewhere,
            cohort,
            venue,
            subject,
        }
    }

    /// When the slot of that week is asked for: Wednesdays from 22 April (week 0), 11:00 to 12:30; not on 27 May,
    /// which is a feast.
    pub fn week(&self, app: &TestApp, week: u64) -> (Instant, Instant) {
        let day = date("2026-04-22") + Days::new(7 * (week + u64::from(week >= 5)));
        let zone = app.app.db.programme.zone;
        (
            Instant(zone.instant(day, 660)),
            Instant(zone.instant(day, 750)),
        )
    }

    /// What the officer would ask for: one slot in that week, a required academic, a required CERT lead.
    pub fn wish(&self, app: &TestApp, title: &str, week: u64) -> NewRequest {
        let (starts, ends) = self.week(app, week);
        let seat = |pool| NewSeat {
            subject: self.subject,
            level: 2,
            pool,
            required: true,
        };
        NewRequest {
            cohort: self.cohort,
            note: String::new(),
            slots: vec![NewSlot {
                title: title.to_owned(),
                mode: Mode::InPerson,
                language: Language::English,
                priority: 3,
                also: Vec::new(),
                seats: vec![seat(Pool::Academic), seat(Pool::Cert)],
                options: vec![NewOption {
                    starts,
                    ends,
                    venue: self.venue,
                }],
            }],
        }
    }

    /// The cohort before, whose first Thursday lecture is asked for.
    pub async fn earlier_cohort(&self, app: &TestApp) -> CohortId {
        let mut wish = self.wish(app, "Thursday lecture", 0);
        app.write_as(&self.officer.actor, async |work| {
            let new = NewCohort {
                course: courses::cohort(work, self.cohort).await?.course,
                institute: self.institute,
                number: 42,
                alias: "42nd MCMC, NIPA Lahore".to_owned(),
                starts_on: date("2026-03-30"),
                ends_on: date("2026-06-05"),
                size: 30,
            };
            wish.cohort = courses::create_cohort(work, new).await?;
            for option in &mut wish.slots[0].options {
                option.starts.0 -= 13 * 86_400;
                option.ends.0 -= 13 * 86_400;
            }
            let (cohort, id) = (wish.cohort, slots::draft(work, wish).await?);
            slots::submit(work, id).await?;
            Ok(cohort)
        })
        .await
    }

    /// A draft of the officer.
    pub async fn draft(&self, app: &TestApp, title: &str, week: u64) -> RequestId {
        let wish = self.wish(app, title, week);
        app.write_as(&self.officer.actor, async |work| {
            slots::draft(work, wish).await
        })
        .await
    }

    /// A request that was handed in.
    pub async fn submitted(&self, app: &TestApp, title: &str, week: u64) -> RequestId {
        let id = self.draft(app, title, week).await;
        app.write_as(&self.officer.actor, async |work| {
            slots::submit(work, id).await
        })
        .await;
        id
    }

    /// A request that the coordinator took on.
    pub async fn accepted(&self, app: &TestApp, title: &str, week: u64) -> RequestId {
        let id = self.submitted(app, title, week).await;
        app.write_as(&self.coordinator.actor, async |work| {
            slots::accept(work, id).await
        })
        .await;
        id
    }

    /// A request as its institute sees it.
    pub async fn request(&self, app: &TestApp, id: RequestId) -> RequestView {
        app.read_as(&self.officer.actor, async |work| {
            slots::get_request(work, id).await
        })
        .await
        .unwrap()
    }

    /// An accepted request's slot, with a draft offer to the academic and one to the CERT trainer.
    pub async fn drafts(&self, app: &TestApp, title: &str, week: u64) -> (SlotId, [OfferId; 2]) {
        let id = self.accepted(app, title, week).await;
        let slot = self.request(app, id).await.slots.remove(0);
        let offers = app
            .write_as(&self.coordinator.actor, async |work| {
                let offer = |seat: usize, trainer| NewOffer {
                    seat: slot.seats[seat].id,
                    trainer,
                    option: slot.options[0].id,
                    wave: 1,
                    rank: 1,
                };
                Ok([
                    offers::draft(work, offer(0, self.trainer.trainer())).await?,
                    offers::draft(work, offer(1, self.other_trainer.trainer())).await?,
                ])
            })
            .await;
        (slot.id, offers)
    }

    /// As [`drafts`](Self::drafts), sent.
    pub async fn offered(&self, app: &TestApp, title: &str, week: u64) -> (SlotId, [OfferId; 2]) {
        let (slot, offers) = self.drafts(app, title, week).await;
        for offer in offers {
            app.write_as(&self.coordinator.actor, async |work| {
                offers::send(work, offer).await
            })
            .await;
        }
        (slot, offers)
    }

    /// As [`offered`](Self::offered), accepted by both.
    pub async fn covered(&self, app: &TestApp, title: &str, week: u64) -> (SlotId, [OfferId; 2]) {
        let (slot, offers) = self.offered(app, title, week).await;
        for (offer, who) in offers.into_iter().zip([&self.trainer, &self.other_trainer]) {
            app.write_as(&who.actor, async |work| {
                offers::accept(work, offer).await.map(drop)
            })
            .await;
        }
        (slot, offers)
    }

    /// A confirmed session.
    pub async fn session(&self, app: &TestApp, title: &str, week: u64) -> (SlotId, SessionId) {
        let (slot, _) = self.covered(app, title, week).await;
        let session = app
            .write_as(&self.coordinator.actor, async |work| {
                sessions::confirm(work, slot).await
            })
            .await;
        (slot, session)
    }
}
