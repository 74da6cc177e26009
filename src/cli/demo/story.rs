//! What happens, when: the published session, then requests, two rounds of matching and asking.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, NaiveDate};
use rand::RngExt;
use rand_chacha::ChaCha20Rng;

use super::people::Cast;
use super::{Steps, season, shown};
use crate::accounts::links;
use crate::actor::Actor;
use crate::app::App;
use crate::courses::{self, NewCohort};
use crate::error::{Error, Result};
use crate::i18n;
use crate::offers::{self, OfferId, OfferState};
use crate::planning::{self, MatchRunId, Order};
use crate::sessions::{self, PastSession, PastTrainer, Precision};
use crate::slots::{self, Instant, Language, Pool, RequestId, Standing};
use crate::time::SettableClock;
use crate::{flows, institutes, reference};

/// Epochs of each match: enough for a plan near the bound within a second or two.
const EPOCHS: u32 = 12;

/// Where the story is played.
pub(super) struct Stage<'a> {
    /// The application.
    pub app: &'a App,
    /// Its clock.
    pub clock: &'a SettableClock,
    /// The day on which the story ends.
    pub today: NaiveDate,
    /// Progress.
    pub steps: &'a Steps,
}

impl Stage<'_> {
    /// Sets the clock: so many days before the end, at this minute of the day.
    fn at(&self, days_before: u64, minute: i64) {
        let zone = self.app.config.programme.zone;
        self.clock
            .set(zone.instant(self.today - Days::new(days_before), minute));
    }
}

/// What came of it.
pub(super) struct Told {
    slots: usize,
    covered: usize,
    gap: String,
    offers: usize,
    answers: BTreeMap<&'static str, usize>,
    sessions: usize,
    uncovered: Vec<(String, usize)>,
}

/// The session that really took place, as the public source tells it: no hour, no room.
pub(super) async fn april_2025(stage: &Stage<'_>, cast: &Cast) -> Result<()> {
    let zone = stage.app.config.programme.zone;
    let day = |month| NaiveDate::from_ymd_opt(2025, month, 1).ok_or(Error::NotFound("date"));
    let (april, may) = (day(4)?, day(5)?);
    stage.clock.set(zone.instant(may, 600));
    let work = stage.app.write(&cast.coordinator).await?;
    let known = institutes::list(&work).await?;
    let nipa = known
        .iter()
        .find(|i| i.code == "nipa-lhr")
        .ok_or(Error::NotFound("institute"))?;
    let catalogue = courses::catalogue(&work).await?;
    let mcmc = catalogue
        .iter()
        .find(|c| c.code == "MCMC")
        .ok_or(Error::NotFound("course"))?;
    let subjects = reference::subjects(&work).await?;
    let topic = subjects
        .iter()
        .find(|s| s.code == "TL-01")
        .ok_or(Error::NotFound("subject"))?;
    let cohort = courses::create_cohort(
        &work,
        NewCohort {
            course: mcmc.id,
            institute: nipa.id,
            number: 43,
            alias: "Mid-Career Management Course, NIPA Lahore, April 2025".into(),
            starts_on: april,
            ends_on: may - Days::new(1),
            size: mcmc.participants,
        },
    )
    .await?;
    let venue = institutes::venues(&work, nipa.id).await?;
    let venue = venue.first().ok_or(Error::NotFound("venue"))?.id;
    let trainers =
        [(cast.director, Pool::Cert), (cast.academic, Pool::Academic)].map(|(trainer, pool)| {
            PastTrainer {
                trainer,
                pool,
                subject: topic.id,
            }
        });
    sessions::record(
        &work,
        PastSession {
            cohort,
            title: "Distinguished Trainer Programme: cybersecurity for the Mid-Career Management Course"
                .into(),
            starts: Instant(zone.instant(april, 0)),
            ends: Instant(zone.instant(may, 0)),
            precision: Precision::Month,
            venue,
            language: Language::English,
            trainers: trainers.to_vec(),
            source: "National CERT of Pakistan, public announcement, April 2025".into(),
        },
    )
    .await?;
    work.commit().await
}

/// The coming term.
pub(super) async fn season(
    stage: &Stage<'_>,
    cast: &Cast,
    chance: &mut ChaCha20Rng,
) -> Result<Told> {
    let app = stage.app;
    stage.at(8, 540);
    let requests = season::ask(stage, cast, chance).await?;
    stage
        .steps
        .say(&format!("{} requests are handed in", requests.len()));
    stage.at(7, 600);
    // The last ones come too late for this round and stay in the inbox; one is returned.
    let (now, later) = requests.split_at(requests.len().saturating_sub(4));
    let work = app.write(&cast.coordinator).await?;
    for id in now {
        slots::accept(&work, *id).await?;
    }
    if let Some(id) = later.first() {
        slots::return_with(&work, *id, "Please offer a second time in the same week.").await?;
    }
    work.commit().await?;
    let (from, to) = (stage.today + Days::new(1), stage.today + Days::new(120));
    let mut answers = BTreeMap::new();
    let mut runs: Vec<MatchRunId> = Vec::new();
    for (round, day) in [(1, 6), (2, 3)] {
        stage.at(day, 660);
        let order = Order {
            from,
            to,
            seed: round,
            epochs: EPOCHS,
        };
        let run = planning::run(&app.db, &cast.coordinator, order, planning::carry_on).await?;
        let work = app.write(&cast.coordinator).await?;
        let (view, slots) = planning::review(&work, run).await?;
        let chosen: Vec<_> = slots
            .iter()
            .filter(|s| s.filled && s.open)
            .map(|s| s.slot)
            .collect();
        flows::accept_plan(&work, run, &chosen).await?;
        work.commit().await?;
        let (sent, left) = flows::send_drafts(&app.db, &cast.coordinator).await?;
        runs.push(run);
        stage.steps.say(&format!(
            "round {round}: {} of {} slots matched, at most {} % better possible; {sent} offers sent, {} not",
            view.covered, view.slots, view.gap_percent, left.len()
        ));
        answer(stage, day, chance, &mut answers, round == 1).await?;
        stage.steps.say(&format!("round {round}: answers are in"));
        confirm(stage, cast, from, to).await?;
    }
    stage.at(0, 20);
    leave_open(stage, cast, later, (from, to)).await?;
    told(stage, &runs, answers).await
}

/// Last night's round: offers that are still to be answered when somebody looks.
async fn leave_open(
    stage: &Stage<'_>,
    cast: &Cast,
    later: &[RequestId],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<()> {
    let app = stage.app;
    app.tick().await?;
    let Some(request) = later.last() else {
        return Ok(());
    };
    let work = app.write(&cast.coordinator).await?;
    slots::accept(&work, *request).await?;
    work.commit().await?;
    let order = Order {
        from,
        to,
        seed: 3,
        epochs: 2,
    };
    let run = planning::run(&app.db, &cast.coordinator, order, planning::carry_on).await?;
    let work = app.write(&cast.coordinator).await?;
    let (_, slots) = planning::review(&work, run).await?;
    let filled: Vec<_> = slots.iter().filter(|s| s.filled && s.open).collect();
    let chosen: Vec<_> = filled.iter().map(|s| s.slot).collect();
    flows::accept_plan(&work, run, &chosen).await?;
    work.commit().await?;
    let (sent, _) = flows::send_drafts(&app.db, &cast.coordinator).await?;
    while app.tick().await?.1 > 0 {}
    stage
        .steps
        .say(&format!("last night: {sent} more offers, still open"));
    Ok(())
}

/// The trainers read their mail and answer by its link, each after some hours; a few never do.
async fn answer(
    stage: &Stage<'_>,
    day: u64,
    chance: &mut ChaCha20Rng,
    answers: &mut BTreeMap<&'static str, usize>,
    expire: bool,
) -> Result<()> {
    let app = stage.app;
    let before = app.mailer.letters().len();
    while app.tick().await?.1 > 0 {}
    let letters = app.mailer.letters();
    let mut due = Vec::new();
    for letter in &letters[before..] {
        let Some((_, rest)) = letter.text.split_once("/answer/") else {
            continue;
        };
        let secret: String = rest.chars().take_while(|c| !c.is_whitespace()).collect();
        let work = app.read(&Actor::nobody()).await?;
        let id = links::open_offer(&work, &secret).await?;
        due.push((
            chance.random_range(30..2600),
            id,
            chance.random_range(0..100),
        ));
    }
    due.sort_unstable();
    for (minutes, id, mood) in due {
        stage.at(day, 660 + minutes);
        let outcome = one_answer(app, id, mood).await?;
        *answers.entry(outcome).or_default() += 1;
    }
    if expire {
        // Past the deadline of those who never answered.
        stage.at(day - 3, 661);
        app.tick().await?;
    }
    Ok(())
}

async fn one_answer(app: &App, id: OfferId, mood: i32) -> Result<&'static str> {
    if mood >= 93 {
        return Ok("not answered");
    }
    let work = app.read(&Actor::nobody()).await?;
    let actor = offers::link_actor(&work, id).await?;
    drop(work);
    let mut work = app.write(&actor).await?;
    if offers::get(&work, id).await?.state != OfferState::Sent {
        return Ok("overtaken");
    }
    let outcome = if mood < 82 {
        flows::accept_offer(&mut work, id).await?;
        "accepted"
    } else {
        let reason = offers::DECLINE_REASONS[mood.unsigned_abs() as usize % 4];
        offers::decline(&work, id, reason, "").await?;
        "declined"
    };
    work.commit().await?;
    Ok(outcome)
}

/// The coordinator confirms every slot whose seats are all taken.
async fn confirm(stage: &Stage<'_>, cast: &Cast, from: NaiveDate, to: NaiveDate) -> Result<()> {
    let zone = stage.app.config.programme.zone;
    let work = stage.app.read(&cast.coordinator).await?;
    let span = (
        Instant(zone.instant(from, 0)),
        Instant(zone.instant(to, 1440)),
    );
    let slots = slots::slots_between(&work, span.0, span.1).await?;
    drop(work);
    let work = stage.app.write(&cast.coordinator).await?;
    let mut count = 0;
    for slot in slots
        .iter()
        .filter(|slot| slot.standing == Standing::Covered)
    {
        sessions::confirm(&work, slot.id).await?;
        count += 1;
    }
    work.commit().await?;
    stage.steps.say(&format!("{count} sessions confirmed"));
    Ok(())
}

async fn told(
    stage: &Stage<'_>,
    runs: &[MatchRunId],
    answers: BTreeMap<&'static str, usize>,
) -> Result<Told> {
    let work = stage.app.read(&Actor::system("demo")).await?;
    let first = runs.first().ok_or(Error::NotFound("run"))?;
    let (run, _) = planning::review(&work, *first).await?;
    let last = runs.last().ok_or(Error::NotFound("run"))?;
    let (_, slots) = planning::review(&work, *last).await?;
    let mut uncovered: BTreeMap<String, usize> = BTreeMap::new();
    for slot in slots.iter().filter(|slot| !slot.filled) {
        // The rule that turned most of the qualified away.
        let lines = slot.seats.iter().flat_map(|seat| &seat.lines);
        let worst = lines
            .filter(|line| line.key != "unfilled-qualified")
            .max_by_key(|line| line.args.first().and_then(|(_, n)| n.parse::<i64>().ok()));
        let key = worst.map_or("unfilled-qualified", |line| line.key.as_str());
        *uncovered.entry(format!("why-{key}")).or_default() += 1;
    }
    let all = sessions::list(&work, &sessions::Filter::default()).await?;
    let offers = offers::count(&work).await?;
    Ok(Told {
        slots: usize::try_from(run.slots).unwrap_or_default(),
        covered: usize::try_from(run.covered).unwrap_or_default(),
        gap: run.gap_percent,
        offers,
        answers,
        sessions: all.len(),
        uncovered: uncovered
            .into_iter()
            .map(|(key, count)| (i18n::t(Language::English, &key, &[]), count))
            .collect(),
    })
}

impl Told {
    /// What the demo prints.
    pub(super) fn summary(&self, folder: &Path) -> String {
        use std::fmt::Write;
        let mut out = String::new();
        let answers: Vec<String> = self
            .answers
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        let percent = |part: usize| part * 1000 / self.slots.max(1);
        let covered = percent(self.covered);
        // Writing to a String can't fail.
        let _ = writeln!(out, "\n  slots      {}", self.slots);
        let _ = writeln!(
            out,
            "  covered    {} ({}.{} %), at most {} % better possible",
            self.covered,
            covered / 10,
            covered % 10,
            self.gap
        );
        let _ = writeln!(
            out,
            "  offers     {} sent: {}",
            self.offers,
            answers.join(", ")
        );
        let _ = writeln!(
            out,
            "  sessions   {} on the roster, the first of them of April 2025",
            self.sessions
        );
        for (why, count) in &self.uncovered {
            let _ = writeln!(out, "  no trainer {count} of them: {why}");
        }
        let folder = shown(folder);
        let _ = writeln!(out, "  files      {folder}/roster.csv and {folder}/*.ics");
        out
    }
}
