//! `rostrum check`: says what it found, and fails if anything is wrong.

use std::sync::Arc;

use chrono::Days;

use super::{Done, line};
use crate::actor::Actor;
use crate::app::{App, seeded_by_the_machine};
use crate::audit;
use crate::config::Config;
use crate::db::{Db, Work, connect, problems};
use crate::i18n;
use crate::reference;
use crate::reports::issues::{self, Of};
use crate::time::SystemClock;

/// What to look at besides.
#[derive(clap::Args)]
pub struct Args {
    /// Walk the chain over the audit trail, too, and print its head.
    #[arg(long)]
    audit: bool,
    /// A head that was printed before: the chain must still hold it.
    #[arg(long, requires = "audit")]
    head: Option<String>,
}

/// Reads, and changes nothing.
pub async fn run(config: Config, args: Args) -> Done {
    tell!("configuration  sound; reached as {}", config.public_url);
    let rng = seeded_by_the_machine().map_err(line)?;
    let clock = Arc::new(SystemClock);
    // A check must not make the database that it checks.
    let url = config.database_url.replace("mode=rwc", "mode=rw");
    let db = connect(&url, clock, rng, config.programme.clone())
        .await
        .map_err(|e| format!("ROSTRUM_DATABASE_URL: {}", line(e)))?;
    let wrong = problems(&db).await.map_err(line)?;
    for problem in &wrong {
        tell!("database       {problem}");
    }
    if wrong.is_empty() {
        tell!("database       sound; every migration applied, no double booking");
        if args.audit {
            chain(&db, args.head.as_deref()).await?;
        }
        let app = App::new(db, config, crate::notify::Mailer::memory()).map_err(line)?;
        let work = app.read(&Actor::system("check")).await.map_err(line)?;
        let issues = issues::issues(&work, Of::Everybody).await.map_err(line)?;
        tell!(
            "sessions       {} ahead whose trainer is not designated or verified for that day",
            issues.len()
        );
        let term = work.zone().date(work.now.0) + Days::new(120);
        match reference::freshness(&work, term).await.map_err(line)? {
            None => tell!("reference      holidays known for the coming term"),
            Some(warning) => tell!(
                "reference      {}",
                i18n::say(crate::accounts::Language::English, &warning)
            ),
        }
        return Ok(());
    }
    Err(format!("{} found", wrong.join("; ")))
}

/// Walks the chain over the audit trail.
async fn chain(db: &Db, noted: Option<&str>) -> Done {
    let work = Work::read(db, Actor::system("check")).await.map_err(line)?;
    let report = audit::check::check(&work, noted).await.map_err(line)?;
    tell!(
        "audit          {} links hold, {} rows wait to be sealed",
        report.sealed,
        report.waiting
    );
    tell!("audit head     {}", report.head);
    if let Some(position) = report.noted {
        tell!("noted head     is link {position}");
    }
    match report.broken {
        None => Ok(()),
        Some(broken) => {
            let row = broken
                .row
                .map(|id| format!(", row {id}"))
                .unwrap_or_default();
            Err(format!(
                "the audit trail is broken after link {}{row}: {}",
                broken.position, broken.what
            ))
        }
    }
}
