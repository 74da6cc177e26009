//! Sends what lies in the outbox. No transaction is open while a letter is on its way.

use std::future::Future;
use std::pin::Pin;

use entity::{OutboxId, OutboxState, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::mailer::{Letter, Mailer};
use crate::actor::Actor;
use crate::db::{Db, Work};
use crate::error::Result;

/// Renders one message from current data; none when it no longer makes sense to send it.
pub type Render = for<'a> fn(
    &'a Work,
    &'a outbox::Model,
) -> Pin<Box<dyn Future<Output = Result<Option<Letter>>> + Send + 'a>>;

/// Attempts before a message counts as failed; they are 1, 2, 4, … minutes apart.
const ATTEMPTS: i32 = 6;

/// Seconds that whoever has taken a message has to send it; after that another may.
const TAKEN: i64 = 600;

/// Sends up to 50 messages that are due; says how many left.
pub async fn send_due(db: &Db, mailer: &Mailer, render: Render) -> Result<usize> {
    let work = Work::read(db, Actor::system("mail")).await?;
    let due = outbox::Entity::find()
        .filter(outbox::COLUMN.state.eq(OutboxState::Pending))
        .filter(outbox::COLUMN.send_after.lte(work.now))
        .order_by_asc(outbox::COLUMN.id)
        .limit(50)
        .all(work.db())
        .await?;
    drop(work);
    let mut sent = 0;
    for row in due {
        if !take(db, row.id).await? {
            continue;
        }
        let work = Work::begin(db, Actor::system("mail")).await?;
        // A letter that can't be written keeps nobody else's from leaving.
        let result = match render(&work, &row).await {
            Ok(letter) => {
                work.commit().await?;
                match letter {
                    Some(letter) => mailer.send(&db.programme.mail_from, letter).await,
                    None => Err(String::new()),
                }
            }
            Err(error) => {
                drop(work);
                Err(error.to_string())
            }
        };
        sent += usize::from(result.is_ok());
        finish(db, row.id, result).await?;
    }
    Ok(sent)
}

/// Takes a message for this worker: two servers on one database must not send it twice. False where another was
/// faster, or it isn't due any more.
async fn take(db: &Db, id: OutboxId) -> Result<bool> {
    let work = Work::begin(db, Actor::system("mail")).await?;
    let taken = outbox::Entity::update_many()
        .col_expr(outbox::Column::SendAfter, Expr::val(work.now.plus(TAKEN)))
        .filter(outbox::COLUMN.id.eq(id))
        .filter(outbox::COLUMN.state.eq(OutboxState::Pending))
        .filter(outbox::COLUMN.send_after.lte(work.now))
        .exec(work.db())
        .await?;
    work.commit().await?;
    Ok(taken.rows_affected == 1)
}

async fn finish(db: &Db, id: OutboxId, result: std::result::Result<(), String>) -> Result<()> {
    let work = Work::begin(db, Actor::system("mail")).await?;
    if let Some(row) = outbox::Entity::find_by_id(id).one(work.db()).await? {
        let attempts = row.attempts + 1;
        let mut row = row.into_active_model();
        row.attempts = Set(attempts);
        match result {
            Ok(()) => {
                row.state = Set(OutboxState::Sent);
                row.sent_at = Set(Some(work.now));
                row.failure = Set(String::new());
            }
            // It was overtaken by events before it left.
            Err(why) if why.is_empty() => row.state = Set(OutboxState::Held),
            Err(why) => {
                tracing::warn!(message = id.0, attempts, "mail not sent");
                row.failure = Set(why);
                if attempts >= ATTEMPTS {
                    row.state = Set(OutboxState::Failed);
                } else {
                    row.send_after = Set(work.now.plus(60 << attempts.min(6)));
                }
            }
        }
        row.update(work.db()).await?;
    }
    work.commit().await
}
