//! The application: database, configuration, templates, mailer; and who renders which letter.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use entity::{MessageKind, outbox};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use tokio::sync::Notify;

use crate::actor::Actor;
use crate::config::{Config, load_key};
use crate::db::{Db, Work, connect, migrate};
use crate::error::{Error, Result};
use crate::notify::{Letter, Mailer, worker};
use crate::render::Templates;
use crate::time::Clock;
use crate::{
    accounts, audit, bulk, courses, flows, institutes, offers, reference, sessions, slots, trainers,
};

/// Everything that a request needs; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] holds.
pub struct Inner {
    /// The data.
    pub db: Db,
    /// What the server was told.
    pub config: Config,
    /// The pages.
    pub templates: Templates,
    /// How letters leave.
    pub mailer: Mailer,
    /// Rung when there is something for the worker.
    bell: Notify,
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Puts an application together from its parts.
    pub fn new(db: Db, config: Config, mailer: Mailer) -> Result<Self> {
        let templates = Templates::new(&config.programme)?;
        Ok(Self(Arc::new(Inner {
            db,
            config,
            templates,
            mailer,
            bell: Notify::new(),
        })))
    }

    /// Opens what the configuration names: key, database (brought to this release's shape), reference
    /// data, mailer.
    pub async fn open(
        mut config: Config,
        clock: Arc<dyn Clock>,
        mailer: Option<Mailer>,
    ) -> Result<Self> {
        let mut rng = seeded_by_the_machine()?;
        let mut fresh = [0; 32];
        rand::Rng::fill_bytes(&mut rng, &mut fresh);
        let folder = config.key_file.parent();
        if folder.is_some_and(|path| !path.as_os_str().is_empty() && !path.is_dir()) {
            return Err(Error::Internal(format!(
                "ROSTRUM_DATABASE_URL or ROSTRUM_KEY_FILE: there is no folder {}; make it, or name another",
                folder.unwrap_or(&config.key_file).display()
            )));
        }
        config.programme.key =
            load_key(&config.key_file, fresh).map_err(|e| Error::Internal(e.to_string()))?;
        let db = connect(&config.database_url, clock, rng, config.programme.clone())
            .await
            .map_err(|error| Error::Internal(format!("ROSTRUM_DATABASE_URL: {error}")))?;
        migrate(&db).await?;
        load_reference(&db).await?;
        let mailer = match mailer {
            Some(mailer) => mailer,
            None => Mailer::new(&config.mail)?,
        };
        Self::new(db, config, mailer)
    }

    /// A unit of work that reads.
    pub async fn read(&self, actor: &Actor) -> Result<Work> {
        Work::read(&self.db, actor.clone()).await
    }

    /// A unit of work that writes.
    pub async fn write(&self, actor: &Actor) -> Result<Work> {
        Work::begin(&self.db, actor.clone()).await
    }

    /// Tells the worker that something lies in the outbox.
    pub fn nudge(&self) {
        self.bell.notify_one();
    }

    /// Works until the process ends: at every nudge, and every half minute for what falls due.
    pub async fn run_worker(&self) {
        tokio::join!(self.run_sealer(), self.run_ticks());
    }

    /// Seals the audit trail within a second of what it tells of.
    async fn run_sealer(&self) {
        loop {
            if let Err(error) = audit::seal(&self.db).await {
                tracing::warn!(%error, "the sealer will try again");
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }

    async fn run_ticks(&self) {
        loop {
            if let Err(error) = self.tick().await {
                tracing::warn!(%error, "the worker will try again");
            }
            tokio::select! {
                () = self.bell.notified() => {}
                () = tokio::time::sleep(std::time::Duration::from_secs(30)) => {}
            }
        }
    }

    /// What has to happen without anybody asking: overdue offers, letters. Says how many of each.
    pub async fn tick(&self) -> Result<(usize, usize)> {
        let work = Work::begin(&self.db, Actor::system("clock")).await?;
        let expired = offers::expire_due(&work).await?;
        trainers::membership::lapse_due(&work).await?;
        accounts::throttle::sweep(&work).await?;
        accounts::submissions::sweep(&work).await?;
        accounts::kept_forms::sweep(&work).await?;
        bulk::uploads::sweep(&work).await?;
        work.commit().await?;
        audit::seal(&self.db).await?;
        let sent = worker::send_due(&self.db, &self.mailer, letter).await?;
        Ok((expired, sent))
    }
}

/// The generator of tokens and UIDs, seeded from the operating system.
#[allow(clippy::disallowed_methods)] // the one place where randomness comes in
pub fn seeded_by_the_machine() -> Result<ChaCha20Rng> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(ChaCha20Rng::from_seed(seed))
}

/// Loads the shipped reference data that is missing; says how many rows were.
pub async fn load_reference(db: &Db) -> Result<usize> {
    let work = Work::begin(db, Actor::system("reference")).await?;
    let added = reference::load_shipped(&work).await?
        + institutes::load_shipped(&work).await?
        + courses::load_shipped(&work).await?;
    work.commit().await?;
    Ok(added)
}

/// Renders a message of the outbox through the feature that it belongs to.
pub fn letter<'a>(
    work: &'a Work,
    row: &'a outbox::Model,
) -> Pin<Box<dyn Future<Output = Result<Option<Letter>>> + Send + 'a>> {
    Box::pin(async move {
        match row.kind {
            MessageKind::OfferSent | MessageKind::OfferRecalled | MessageKind::OfferSuperseded => {
                offers::mail::letter(work, row).await
            }
            MessageKind::SessionConfirmed
            | MessageKind::SessionCancelled
            | MessageKind::SessionNotHeld => sessions::mail::letter(work, row).await,
            MessageKind::RequestAccepted
            | MessageKind::RequestReturned
            | MessageKind::RequestRefused
            | MessageKind::SlotGivenUp => slots::mail::letter(work, row).await,
            MessageKind::Invitation => flows::invite::letter(work, row).await,
            MessageKind::ProfileHidden => trainers::profile::mail::letter(work, row).await,
        }
    })
}
