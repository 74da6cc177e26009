//! One press, one effect: a form carries a key of one use, and whoever sends it twice is told what the
//! first time led to. Two clicks on a slow line, or a form sent again after going back, so make one thing.
//!
//! What is kept here is a courtesy of one process for ten minutes; that no slot is filled twice is the
//! database's to see to.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Seconds that an answer is kept.
const KEPT: i64 = 600;
/// Answers that are kept at most; the oldest makes room.
const MOST: usize = 500;
/// Bytes of an answer that are kept at most.
const LARGEST: usize = 128 * 1024;

/// Marks a page that shows what was made, and is therefore shown again to whoever sends the form twice.
#[derive(Clone, Copy, Debug)]
pub struct Made;

/// Whose form it was, where it was sent, and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Who sent it; 0 for the holder of a secret path.
    pub person: i64,
    /// Where it was sent.
    pub path: String,
    /// The key that the form carried.
    pub key: String,
}

/// An answer as it is given again.
#[derive(Clone, Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// The turn of one form: whoever holds it is the one that acts.
type Turn = Arc<tokio::sync::Mutex<Option<Answer>>>;

/// What was sent lately.
#[derive(Debug, Default)]
pub struct Sent(Mutex<Vec<(Key, i64, Turn)>>);

impl Sent {
    fn turn(&self, key: Key, now: i64) -> Turn {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.retain(|(_, at, _)| now - at < KEPT);
        if let Some((_, _, turn)) = sent.iter().find(|(known, _, _)| *known == key) {
            return turn.clone();
        }
        if sent.len() >= MOST {
            sent.remove(0);
        }
        let turn = Turn::default();
        sent.push((key, now, turn.clone()));
        turn
    }

    /// Does it, unless it was done: then gives the first answer again. What was refused may be tried again.
    pub async fn once(&self, key: Key, now: i64, act: impl Future<Output = Response>) -> Response {
        let turn = self.turn(key, now);
        // The second click waits here for the first.
        let mut done = turn.lock().await;
        if let Some(answer) = &*done {
            let mut response = Response::new(Body::from(answer.body.clone()));
            *response.status_mut() = answer.status;
            *response.headers_mut() = answer.headers.clone();
            response.extensions_mut().insert(Made);
            return response;
        }
        let response = act.await;
        let made = response.extensions().get::<Made>().is_some();
        let led_on = response.status() == StatusCode::SEE_OTHER;
        // Who gets a cookie gets it once.
        if !(made || led_on) || response.headers().contains_key(header::SET_COOKIE) {
            return response;
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = to_bytes(body, LARGEST).await else {
            return super::error::Failure::status(StatusCode::INTERNAL_SERVER_ERROR)
                .into_response();
        };
        *done = Some(Answer {
            status: parts.status,
            headers: parts.headers.clone(),
            body: body.clone(),
        });
        Response::from_parts(parts, Body::from(body))
    }
}
