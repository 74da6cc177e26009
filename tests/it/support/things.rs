//! One thing of every kind that a route names by `{id}`, in the state in which its buttons work; and
//! forms that are filled in rightly, so that a refusal is for who asks and not for what is typed.

use chrono::Days;
use rostrum::accounts::policy::Action;
use rostrum::accounts::tokens::{self, NewToken};
use rostrum::accounts::{self, sign_ins};
use rostrum::availability;
use rostrum::courses::CohortId;
use rostrum::feeds;
use rostrum::flows;
use rostrum::notify;
use rostrum::planning::{self, MatchRunId, Order};
use rostrum::reference::vocabulary;
use rostrum::slots::Pool;
use rostrum::trainers::conflicts::{self, ConflictKind, NewConflict};
use rostrum::trainers::{self, expertise, membership, profile};

use super::pictures::jpeg;
use super::world::{World, person, trainer};
use super::{Someone, TestApp};

/// The things of one route.
pub struct Things {
    /// One of every role, two institutes, and a cohort.
    pub world: World,
    pub draft: i64,
    pub submitted: i64,
    pub run: MatchRunId,
    pub unsent: i64,
    pub sent: i64,
    pub covered: i64,
    pub session: i64,
    pub message: i64,
    pub feed: i64,
    pub token: i64,
    pub exception: i64,
    /// Words for a subject.
    pub synonym: i64,
    /// The version of the trainer's record.
    pub trainer_version: i64,
    /// The subjects that the trainer is verified in.
    pub verified: Vec<i64>,
    /// What the trainer teaches, verified, as its fourth version.
    pub expertise: i64,
    /// Shown for it.
    pub evidence: i64,
    /// The trainer's, designated, as its third version.
    pub membership: i64,
    pub earlier: CohortId,
    pub person: Someone,
    /// Was asked in and has not come.
    pub invited: Someone,
    /// Where that person is signed in.
    pub sign_in: i64,
    /// Was shut out.
    pub barred: Someone,
    /// A trainer whom nobody has asked.
    pub bystander: Someone,
    /// The same person once more, under another address.
    pub twin: Someone,
    /// The version of making one of these two.
    pub merge: i64,
    /// What the trainer wished, before the days on which they are asked.
    pub conflict: i64,
}

impl Things {
    /// Makes them, in weeks of their own.
    pub async fn build(app: &TestApp) -> Self {
        let world = World::build(app).await;
        let draft = world.draft(app, "Drafted lecture", 0).await;
        let submitted = world.submitted(app, "Submitted lecture", 0).await;
        world.accepted(app, "Planned lecture", 1).await;
        let today = super::world::date("2026-04-06");
        let order = Order {
            from: today,
            to: today + Days::new(60),
            seed: 1,
            epochs: 2,
        };
        let (db, actor) = (&app.app.db, &world.coordinator.actor);
        let run = planning::run(db, actor, order, planning::carry_on)
            .await
            .unwrap();
        let (_, [unsent, _]) = world.drafts(app, "Prepared lecture", 2).await;
        let (_, [sent, _]) = world.offered(app, "Offered lecture", 3).await;
        let (covered, _) = world.covered(app, "Covered lecture", 4).await;
        let (_, session) = world.session(app, "Confirmed lecture", 5).await;
        let message = app
            .read_as(actor, async |work| notify::recent(work, 1).await)
            .await
            .unwrap()[0]
            .id;
        let feed = app
            .write_as(&world.trainer.actor, async |work| {
                let scope = format!("trainer:{}", world.trainer.trainer());
                feeds::create(work, &scope, "My phone", false).await?;
                Ok(feeds::list(work).await?[0].id)
            })
            .await;
        let token = app
            .write_as(&world.trainer.actor, async |work| {
                let new = NewToken {
                    name: "My script".to_owned(),
                    scopes: vec![Action::ViewRoster],
                    days: 30,
                };
                tokens::create(work, new).await?;
                Ok(tokens::list(work).await?[0].id)
            })
            .await;
        let exception = app
            .write_as(&world.trainer.actor, async |work| {
                let (starts, ends) = world.week(app, 9);
                let id = world.trainer.trainer();
                availability::add_exception(work, id, starts, ends, false, "Away").await?;
                Ok(availability::exceptions(work, id).await?[0].id)
            })
            .await;
        let synonym = app
            .read(async |work| {
                let subject = vocabulary::get(work, world.subject).await?;
                Ok(subject.synonyms[0].id.0)
            })
            .await;
        let (trainer_version, mut taught, membership) = app
            .read_as(actor, async |work| {
                let id = world.trainer.trainer();
                let version = trainers::get(work, id).await?.version;
                let taught = expertise::of(work, id).await?;
                Ok((version, taught, membership::of(work, id).await?.remove(0)))
            })
            .await
            .unwrap();
        let verified = taught.iter().map(|one| one.subject.0).collect();
        let expertise = taught.remove(0);
        // Public, as its third version, with a photo.
        let photo = profile::photo::read(jpeg(12, 16)).await.unwrap();
        app.write_as(&world.trainer.actor, async |work| {
            let id = world.trainer.trainer();
            profile::edit(work, id, 0, "Takes malware apart.").await?;
            profile::set_photo(work, id, 1, photo).await?;
            profile::consent(work, id, 2).await
        })
        .await;
        let earlier = world.earlier_cohort(app).await;
        let bystander = trainer(app, "Basit Bystander", Pool::Academic).await;
        let twin = person(app, "Bystander Basit", None, None).await;
        let conflict = app
            .write_as(&world.trainer.actor, async |work| {
                let new = NewConflict {
                    trainer: world.trainer.trainer(),
                    institute: world.institute,
                    kind: ConflictKind::TrainerWish,
                    note: "A dispute".to_owned(),
                    from_on: super::world::date("2026-04-01"),
                    until_on: Some(super::world::date("2026-04-10")),
                };
                conflicts::note(work, new).await
            })
            .await;
        let merge = app
            .read(async |work| flows::plan_merge(work, bystander.id, twin.id).await)
            .await
            .version;
        let person = person(app, "Nadia Newcomer", None, None).await;
        let invited = self::person(app, "Imran Invited", None, None).await;
        app.write(async |work| flows::invite::ask_in(work, invited.id).await)
            .await;
        let barred = self::person(app, "Bilal Barred", None, None).await;
        app.write(async |work| accounts::disable(work, barred.id).await)
            .await;
        let link = app.sign_in_link(person.id).await;
        let secret = link.trim_start_matches("/link/");
        let sign_in = app
            .write(async |work| {
                accounts::by_link(work, secret, "").await?;
                Ok(sign_ins::list(work, person.id, None).await?[0].id)
            })
            .await;
        Self {
            sign_in: sign_in.0,
            invited,
            barred,
            draft: draft.0,
            submitted: submitted.0,
            run,
            unsent: unsent.0,
            sent: sent.0,
            covered: covered.0,
            session: session.0,
            message: message.0,
            feed: feed.0,
            token: token.0,
            exception: exception.0,
            synonym,
            evidence: expertise.evidence[0].id.0,
            expertise: expertise.id.0,
            trainer_version,
            verified,
            membership: membership.id.0,
            earlier,
            person,
            bystander,
            twin,
            merge,
            conflict: conflict.0,
            world,
        }
    }

    /// A route's path with real ids in it; a secret is one that opens nothing.
    pub fn fill(&self, path: &str) -> String {
        let id = match path {
            "/requests/{id}/edit" | "/requests/{id}/submit" => self.draft,
            "/offers/{id}/send" => self.unsent,
            _ => match path.split('/').nth(1).unwrap() {
                "requests" => self.submitted,
                "plans" => self.run.0,
                "offers" => self.sent,
                "slots" => self.covered,
                "sessions" => self.session,
                "messages" => self.message,
                "trainers" => self.world.trainer.trainer().0,
                "expertise" => self.expertise,
                "subjects" => self.world.subject.0,
                "membership" => self.membership,
                "calendar" => self.feed,
                "tokens" => self.token,
                "people" => self.person_for(path),
                "cohorts" => self.world.cohort.0,
                "courses" => 1,
                "institutes" => self.world.institute.0,
                "venues" => self.world.venue.0,
                "conflicts" => self.conflict,
                _ => 0,
            },
        };
        let filled = path
            .replace("{id}", &id.to_string())
            .replace("{sign_in}", &self.sign_in.to_string())
            .replace("{other}", &self.twin.id.to_string())
            .replace("{token}", "opens-nothing")
            .replace("{name}", "rostrum.ics")
            .replace("{slug}", "tahira-trainer")
            .replace("{version}", "0")
            .replace("{*path}", "none.css");
        assert!(
            !filled.contains('{'),
            "{path}: say in things.rs what stands there"
        );
        match path {
            "/requests/new" => format!("{filled}?cohort={}", self.world.cohort),
            _ => filled,
        }
    }

    /// The person whom an action is about.
    pub fn person_for(&self, path: &str) -> i64 {
        let person = match path.rsplit('/').next() {
            Some("uninvite") => &self.invited,
            Some("enable") => &self.barred,
            Some("revoke") => &self.world.coordinator,
            Some("{other}") => &self.bystander,
            _ => &self.person,
        };
        person.id.0
    }

    /// The form of a route, filled in rightly.
    pub fn form(&self, path: &str) -> Vec<(&'static str, String)> {
        let world = &self.world;
        let text = |fields: &[(&'static str, &str)]| {
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect()
        };
        match path {
            "/account/language" => text(&[("language", "ur")]),
            "/account/phone" => text(&[("phone", "+92 300 1234567")]),
            "/account/password" => text(&[("password", "a phrase of some length")]),
            "/trainers" => vec![
                ("name", "Yasmin Young".into()),
                ("email", "yasmin@example.org".into()),
                ("title", "Dr.".into()),
                ("language", "en".into()),
                ("pool", "academic".into()),
                ("university", "1".into()),
                ("home", "1".into()),
                ("max_travel", "180".into()),
                ("cap_day", "2".into()),
                ("cap_week", "3".into()),
                ("cap_month", "6".into()),
                ("teaches_en", "yes".into()),
                ("skill_1_subject", world.subject.to_string()),
                ("skill_1_level", "2".into()),
            ],
            "/cohorts" => vec![
                ("course", "1".into()),
                ("institute", world.institute.to_string()),
                ("number", "44".into()),
                ("alias", "44th".into()),
                ("starts_on", "2026-08-03".into()),
                ("ends_on", "2026-10-09".into()),
                ("size", "30".into()),
            ],
            "/requests" | "/requests/{id}/edit" => vec![
                ("cohort", world.cohort.to_string()),
                ("version", "1".into()),
                ("title", "Phishing".into()),
                ("mode", "in_person".into()),
                ("language", "en".into()),
                ("priority", "3".into()),
                ("seat_1_subject", world.subject.to_string()),
                ("seat_1_level", "2".into()),
                ("seat_1_pool", "academic".into()),
                ("seat_1_required", "yes".into()),
                ("option_1_date", "2026-05-20".into()),
                ("option_1_start", "09:00".into()),
                ("option_1_end", "10:30".into()),
                ("option_1_venue", world.venue.to_string()),
            ],
            "/requests/{id}/return"
            | "/requests/{id}/refuse"
            | "/slots/{id}/close"
            | "/slots/{id}/cancel"
            | "/sessions/{id}/not-held"
            | "/sessions/{id}/cancel" => text(&[("reason", "The hall is flooded")]),
            "/plans" => text(&[("from", "2026-04-07"), ("to", "2026-05-07")]),
            "/plans/{id}/accept" => text(&[("all", "yes")]),
            "/offers/{id}/decline" | "/answer/{token}/decline" => text(&[("reason", "not-free")]),
            "/trainers/{id}/weekly" => text(&[
                ("valid_from", "2026-05-01"),
                ("valid_to", "2026-06-01"),
                ("day_0_0_from", "09:00"),
                ("day_0_0_to", "12:00"),
            ]),
            "/trainers/{id}/exceptions" => text(&[
                ("date", "2026-05-04"),
                ("kind", "busy"),
                ("reason", "Examinations"),
            ]),
            "/trainers/{id}/exceptions/remove" => vec![("exception", self.exception.to_string())],
            "/trainers/{id}/edit" => text(&[
                ("version", &self.trainer_version.to_string()),
                ("title", "Prof."),
                ("home", "1"),
                ("max_travel", "120"),
                ("cap_day", "1"),
                ("cap_week", "3"),
                ("cap_month", "6"),
                ("teaches_en", "yes"),
                ("skill_1_subject", &self.verified[0].to_string()),
                ("skill_1_level", "3"),
                ("skill_2_subject", &self.verified[1].to_string()),
                ("skill_2_level", "3"),
                ("skill_3_subject", &self.verified[2].to_string()),
                ("skill_3_level", "3"),
                ("skill_4_subject", &self.verified[3].to_string()),
                ("skill_4_level", "3"),
            ]),
            "/subjects" => text(&[
                ("code", "IR-99"),
                ("area", "1"),
                ("name", "Hunting threats"),
                ("audience", "all"),
                ("nice", "PD-WRL-006"),
            ]),
            "/subjects/{id}/edit" => text(&[
                ("version", "1"),
                ("area", "1"),
                ("name", "The landscape of threats"),
                ("audience", "all"),
            ]),
            "/subjects/{id}/merge" => {
                text(&[("version", "1"), ("into", "3"), ("merge_reason", "Twins")])
            }
            "/subjects/{id}/retire" => text(&[
                ("version", "1"),
                ("last", "2026-12-31"),
                ("retire_reason", "Out of date"),
            ]),
            "/subjects/{id}/restore" => text(&[("version", "1"), ("restore_reason", "In use")]),
            "/subjects/{id}/synonyms" => {
                text(&[("words", "who is after us"), ("words_language", "en")])
            }
            "/subjects/{id}/synonyms/remove" => vec![("synonym", self.synonym.to_string())],
            "/trainers/{id}/expertise" => {
                text(&[("subject", "20"), ("level", "2"), ("preference", "0")])
            }
            "/expertise/{id}" => text(&[
                ("version", "4"),
                ("level", "4"),
                ("audience", "bs18"),
                ("preference", "10"),
            ]),
            "/expertise/{id}/withdraw" => text(&[("version", "4")]),
            "/expertise/{id}/evidence" => text(&[
                ("kind", "paper"),
                ("title", "On phishing"),
                ("dated_on", "2025-01-31"),
            ]),
            "/expertise/{id}/evidence/remove" => vec![("evidence", self.evidence.to_string())],
            "/expertise/{id}/verify" => text(&[
                ("version", "4"),
                ("found_level", "3"),
                ("until", "2028-01-31"),
                ("why", "Paper read"),
            ]),
            "/expertise/{id}/unverify" => text(&[("version", "4"), ("back_why", "Retracted")]),
            "/trainers/{id}/profile" => text(&[("version", "3"), ("biography", "Teaches.")]),
            "/trainers/{id}/profile/photo/remove"
            | "/trainers/{id}/profile/consent"
            | "/trainers/{id}/profile/withdraw" => text(&[("version", "3")]),
            "/trainers/{id}/membership" => text(&[("nominate_reason", "For the next years")]),
            "/membership/{id}" => text(&[
                ("version", "3"),
                ("step", "extend"),
                ("until", "2029-12-31"),
                ("reason", "Board of April"),
            ]),
            "/institutes/{id}/venues" => text(&[("name", "Lecture hall 2"), ("capacity", "40")]),
            "/cohorts/{id}/copy" => vec![("from", self.earlier.to_string())],
            "/venues/{id}" => text(&[("name", "Main hall"), ("capacity", "")]),
            "/trainers/{id}/standing" => text(&[("standing", "active")]),
            "/conflicts/{id}/lift" => text(&[("why", "It is settled"), ("version", "1")]),
            "/trainers/{id}/conflicts" => vec![
                ("institute", world.other_institute.to_string()),
                ("kind", "trainer_wish".into()),
                ("note", "Too far from the family".into()),
                ("from_on", "2026-05-01".into()),
                ("until_on", "2026-05-31".into()),
            ],
            "/institutes/{id}/conflicts" => vec![
                ("trainer", world.trainer.trainer().to_string()),
                ("note", "".into()),
                ("from_on", "2026-09-01".into()),
                ("until_on", "".into()),
            ],
            "/people/twins/distinct" => vec![
                ("first", self.bystander.id.to_string()),
                ("second", self.twin.id.to_string()),
            ],
            "/people/{id}/merge/{other}" => vec![
                ("reason", "Both wrote from the same desk".into()),
                ("version", self.merge.to_string()),
            ],
            "/tokens" => text(&[("name", "Import"), ("days", "30"), ("scope", "feeds:write")]),
            "/calendar" => vec![
                ("name", "Phone".into()),
                ("scope", format!("trainer:{}", world.trainer.trainer())),
            ],
            "/people/{id}/grant" | "/people/{id}/revoke" => {
                text(&[("role", "coordinator"), ("institute", "")])
            }
            "/second-step" | "/second-step/confirm" => text(&[("code", "123456"), ("next", "/")]),
            "/second-step/codes" | "/second-step/remove" => text(&[("code", "123456")]),
            "/invitation/{token}" => text(&[("password", "a phrase of some length")]),
            "/people" => text(&[
                ("name", "Palwasha Person"),
                ("email", "palwasha@example.org"),
                ("role", "coordinator"),
                ("language", "en"),
                ("institute", ""),
            ]),
            "/sign-in" => text(&[
                ("email", "nobody@example.org"),
                ("password", "wrong"),
                ("next", "/"),
            ]),
            "/set-up/{token}" => text(&[
                ("name", "Eve"),
                ("email", "eve@example.org"),
                ("password", "a long enough phrase"),
            ]),
            _ if path.starts_with("/bulk/") && path.ends_with("/import") => {
                text(&[("upload", "1"), ("seen", "x")])
            }
            _ => Vec::new(),
        }
    }

    /// Seconds after the start at which the button of a route works.
    pub fn later(&self, path: &str) -> i64 {
        match path {
            "/sessions/{id}/deliver" | "/sessions/{id}/not-held" => 60 * 86_400,
            _ => 0,
        }
    }

    /// Everybody that a route is tried with, by the name of their column.
    pub fn everybody(&self) -> [(&'static str, Option<&Someone>); 7] {
        let world = &self.world;
        [
            ("nobody", None),
            ("administrator", Some(&world.administrator)),
            ("coordinator", Some(&world.coordinator)),
            ("officer", Some(&world.officer)),
            ("other officer", Some(&world.other_officer)),
            ("trainer", Some(&world.trainer)),
            ("other trainer", Some(&self.bystander)),
        ]
    }
}
