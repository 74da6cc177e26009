//! `rostrum demo`: a term of the programme, from request to feed, by the services and never by SQL.
//!
//! A scripted clock runs from eight days before `--today` to its small hours; people are invented and
//! marked so, but for the two public speakers of the programme's first session. Same seed and date
//! give the same bytes. Afterwards it serves, on loopback only, with one sign-in link a role.

mod names;
mod one_core;
mod output;
mod people;
mod place;
mod season;
mod story;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use chrono::NaiveDate;
use figment::Figment;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use super::{Done, line, serve};
use crate::accounts::links;
use crate::actor::Actor;
use crate::app::{App, load_reference, seeded_by_the_machine};
use crate::config::{self, Config};
use crate::db::{connect, migrate};
use crate::notify::Mailer;
use crate::time::{Clock, SettableClock, SystemClock, parse_date};

/// The first and last day on which the story can end.
const FIRST: &str = "2025-05-12";
const LAST: &str = "2099-05-31";

/// What the demo is told.
#[derive(clap::Args)]
pub struct Args {
    /// Stop before serving.
    #[arg(long)]
    once: bool,
    /// The day on which the story ends, as 2026-11-24; by default today.
    #[arg(long)]
    today: Option<String>,
    /// Start of everything that looks like chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The database file; it must be empty, missing, or a demo's.
    #[arg(long, default_value = "demo/rostrum.db")]
    database: PathBuf,
    /// Where the roster and the calendars are written.
    #[arg(long, default_value = "demo")]
    folder: PathBuf,
    /// The port to serve on; a taken one moves to the next.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Tells what is being done, and how long it took.
pub(super) struct Steps {
    since: Stopwatch,
}

impl Steps {
    /// Says a step.
    pub(super) fn say(&self, what: &str) {
        eprintln!("{:>5.1} s  {what}", self.since.elapsed().as_secs_f32());
    }
}

/// Plays the story, writes the files, prints the summary, and serves.
pub async fn run(args: Args) -> Done {
    let steps = Steps {
        since: Stopwatch::now(),
    };
    let config = config(&args)?;
    let now = SystemClock.now();
    let today = match &args.today {
        Some(text) => parse_date(text)
            .ok_or_else(|| format!("--today: {text:?} is no date like 2026-11-24"))?,
        None => config.programme.zone.date(now),
    };
    if parse_date(FIRST).is_none_or(|first| today < first)
        || parse_date(LAST).is_none_or(|last| last < today)
    {
        return Err(format!(
            "--today: {today} is outside the story, which begins in April 2025 and looks half a year \
             ahead; name a day from {FIRST} to {LAST}"
        ));
    }
    std::fs::create_dir_all(&args.folder)
        .map_err(|e| format!("--folder {}: {e}", args.folder.display()))?;
    place::clear(&args.database).await?;
    steps.say("a fresh database");
    let summary = one_core::run(|| play(&args, &config, today, &steps))?;
    tell!("{}", summary.trim_end());
    if args.once {
        return Ok(());
    }
    open_doors(&args, config).await
}

fn config(args: &Args) -> Result<Config, String> {
    let mut config = config::read(Figment::new()).map_err(|e| e.to_string())?;
    config.database_url = format!("sqlite://{}?mode=rwc", args.database.display());
    // Nobody here has a password, and the links work on loopback only.
    config.programme.second_step = false;
    // The key only hides the UIDs of busy-only feeds; a demo's must be the same every time.
    let mut key = ChaCha20Rng::seed_from_u64(args.seed ^ 0x006b_6579);
    rand::Rng::fill_bytes(&mut key, &mut config.programme.key);
    Ok(config)
}

async fn play(
    args: &Args,
    config: &Config,
    today: NaiveDate,
    steps: &Steps,
) -> Result<String, String> {
    let clock = Arc::new(SettableClock::at(chrono::DateTime::UNIX_EPOCH));
    let rng = ChaCha20Rng::seed_from_u64(args.seed);
    let db = connect(
        &config.database_url,
        clock.clone(),
        rng,
        config.programme.clone(),
    )
    .await
    .map_err(line)?;
    let zone = config.programme.zone;
    clock.set(zone.instant(today - chrono::Days::new(8), 540));
    migrate(&db).await.map_err(line)?;
    load_reference(&db).await.map_err(line)?;
    let app = App::new(db, config.clone(), Mailer::memory()).map_err(line)?;
    let mut chance = ChaCha20Rng::seed_from_u64(args.seed ^ 0x6465_6d6f);
    let stage = story::Stage {
        app: &app,
        clock: &clock,
        today,
        steps,
    };
    let cast = people::invent(&stage, &mut chance).await.map_err(line)?;
    steps.say(&format!(
        "{} invented trainers on their campuses",
        cast.trainers
    ));
    story::april_2025(&stage, &cast).await.map_err(line)?;
    steps.say("the session of April 2025, as published");
    let told = story::season(&stage, &cast, &mut chance)
        .await
        .map_err(line)?;
    output::write(&app, &cast, &args.folder).await?;
    steps.say("roster.csv and the calendars are written");
    Ok(told.summary(&args.folder))
}

/// Serves the demo, with one single-use sign-in link a role.
async fn open_doors(args: &Args, mut config: Config) -> Done {
    let (listener, port) = free_port(args.port).await?;
    if port != args.port {
        tell!("Port {} is taken; serving on {port}.", args.port);
    }
    config.listen.set_port(port);
    config.public_url = format!("http://127.0.0.1:{port}");
    config.host = format!("127.0.0.1:{port}");
    config.programme.public_url.clone_from(&config.public_url);
    let rng = seeded_by_the_machine().map_err(line)?;
    let db = connect(
        &config.database_url,
        Arc::new(SystemClock),
        rng,
        config.programme.clone(),
    )
    .await
    .map_err(line)?;
    let mailer = Mailer::new(&config::Mail::Files(args.folder.join("mail"))).map_err(line)?;
    let app = App::new(db, config, mailer).map_err(line)?;
    tell!("\nSign in (each link works once; nobody here has a password):");
    let work = app.write(&Actor::system("demo")).await.map_err(line)?;
    for (role, person) in people::doors(&work).await.map_err(line)? {
        let expires = work.now.plus(12 * 3600);
        let secret = links::mint_sign_in(&work, person, expires)
            .await
            .map_err(line)?;
        tell!("  {role:<14} {}/link/{secret}", app.config.public_url);
    }
    work.commit().await.map_err(line)?;
    let stop = serve::Stop::hear()?;
    tell!("\nServing {} until Ctrl-C.", app.config.public_url);
    serve::listen(app, listener, stop).await
}

async fn free_port(first: u16) -> Result<(tokio::net::TcpListener, u16), String> {
    for port in first..=first.saturating_add(50) {
        if let Ok(listener) = tokio::net::TcpListener::bind(("127.0.0.1", port)).await {
            let port = listener.local_addr().map_err(|e| e.to_string())?.port();
            return Ok((listener, port));
        }
    }
    Err(format!("--port: {first} and the fifty after it are taken"))
}

/// The path as people would type it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
