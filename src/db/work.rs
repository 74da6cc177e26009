//! A unit of work: one transaction, one actor, one time.

use chrono_tz::Tz;
use entity::Instant;
use rand::Rng;
use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::Db;
use super::memo::Memo;
use crate::actor::Actor;
use crate::config::Programme;
use crate::error::Result;
use crate::time::Zone;

/// Everything that one action reads and writes through. Dropped without [`Work::commit`], it
/// leaves nothing behind.
pub struct Work {
    tx: DatabaseTransaction,
    db: Db,
    writes: bool,
    /// Who acts.
    pub actor: Actor,
    /// When: read once, so that one action has one time.
    pub now: Instant,
}

impl Work {
    /// Begins an action that may write.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        let options = TransactionOptions {
            // DEFERRED would fail half-way when another writer came first.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = db.writer.begin_with_options(options).await?;
        Ok(Self {
            tx,
            db: db.clone(),
            writes: true,
            actor,
            now: Instant(db.clock.now()),
        })
    }

    /// Begins an action that only reads; on SQLite a write through it fails.
    pub async fn read(db: &Db, actor: Actor) -> Result<Self> {
        let tx = db.reader.begin().await?;
        Ok(Self {
            tx,
            db: db.clone(),
            writes: false,
            actor,
            now: Instant(db.clock.now()),
        })
    }

    /// What sea-orm's queries run on.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Makes everything durable, at once.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await?;
        Ok(())
    }

    pub(super) fn writes(&self) -> bool {
        self.writes
    }

    pub(super) fn memo(&self) -> &Memo {
        &self.db.memo
    }

    /// How the programme is run.
    pub fn programme(&self) -> &Programme {
        &self.db.programme
    }

    /// The programme's zone.
    pub fn zone(&self) -> Zone {
        self.db.programme.zone
    }

    /// The programme's zone as chrono-tz has it.
    pub fn tz(&self) -> Tz {
        self.zone().0
    }

    /// Fresh random bytes for a token or UID.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A poisoned lock means that a thread died while it drew bytes; the generator is still sound.
        let mut rng = self
            .db
            .rng
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A fresh UUID, version 4, from the injected generator.
    pub fn uuid(&self) -> String {
        uuid::Builder::from_random_bytes(self.random())
            .into_uuid()
            .to_string()
    }
}
