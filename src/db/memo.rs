//! Answers that take long to count, kept until something changes.
//!
//! A report on the whole country reads every trainer. Several people open it, and between two of them mostly
//! nothing has changed: so what one was told is kept, with the state of the data that it was counted from, and
//! is told again while that state lasts. Every change leaves a line in the audit trail, in the same transaction,
//! on whatever instance of the service it was made; the end of the trail is therefore the state, but for lines
//! that only tell who came in. Reference data leaves none: what a newer release brings to a database that an
//! older one still serves is told there after five minutes.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{ConnectionTrait, Statement};

use super::Work;
use crate::error::Result;

/// Answers that are kept; the oldest goes first.
const KEPT: usize = 16;
/// Seconds for which an answer that depends on the time of day may be told.
const WHILE: i64 = 300;
/// Lines at the end of the trail that are counted: of two that are written at once, the one with the smaller
/// number may be there later, and the last number alone would not tell.
const END: i64 = 500;
/// What changes nothing that anybody counts: who came in, by what.
const COMING_IN: [&str; 6] = ["audit", "feed", "link", "second_step", "sign_in", "token"];

/// A state of the data: the last line of the trail, how many of the last lines are there, and the five minutes.
type State = (i64, i64, i64);

struct Answer {
    state: State,
    what: String,
    told: Arc<dyn Any + Send + Sync>,
}

/// What an open database was asked before.
#[derive(Default)]
pub struct Memo(Mutex<Vec<Answer>>);

impl Memo {
    fn find<T: Clone + 'static>(&self, state: State, what: &str) -> Option<T> {
        // A poisoned lock means that a thread died here; a list of answers has no half-done state.
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers
            .iter()
            .find(|answer| answer.state == state && answer.what == what)?;
        known.told.downcast_ref().cloned()
    }

    fn keep(&self, state: State, what: String, told: Arc<dyn Any + Send + Sync>) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|answer| answer.what != what);
        if answers.len() == KEPT {
            answers.remove(0);
        }
        answers.push(Answer { state, what, told });
    }
}

impl Work {
    /// The answer to `what` that was counted from the data as it is, or else a new one, which is kept. `what`
    /// names all that the answer depends on but data and time. A time of day may be up to five minutes old.
    /// Within an action that may write, what it has written is not there for others, so nothing is kept.
    pub async fn remembered<T: Clone + Send + Sync + 'static>(
        &self,
        what: String,
        count: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if self.writes() {
            return count.await;
        }
        let state = self.state().await?;
        if let Some(told) = self.memo().find(state, &what) {
            return Ok(told);
        }
        let told = count.await?;
        self.memo().keep(state, what, Arc::new(told.clone()));
        Ok(told)
    }

    /// Read before anything that is counted from it, so that an answer is at most newer than its state.
    async fn state(&self) -> Result<State> {
        let changes = COMING_IN.map(|what| format!("action NOT LIKE '{what}.%'"));
        let changes = changes.join(" AND ");
        let sql = format!(
            "SELECT last, (SELECT COUNT(*) FROM audit WHERE id > last - {END} AND {changes}) AS lines
             FROM (SELECT id AS last FROM audit WHERE {changes} ORDER BY id DESC LIMIT 1) AS newest"
        );
        let statement = Statement::from_string(self.db().get_database_backend(), sql);
        let row = self.db().query_one_raw(statement).await?;
        let (last, lines) = match row {
            Some(row) => (row.try_get("", "last")?, row.try_get("", "lines")?),
            None => (0, 0),
        };
        Ok((last, lines, self.now.0.div_euclid(WHILE)))
    }
}
