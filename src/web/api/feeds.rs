//! Calendar links of whoever asks.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, PageQuery, page};
use super::extract::{Json, Path, Query};
use super::values::{FeedScopeWord, Moment, Word};
use crate::app::App;
use crate::error::{Error, Message};
use crate::feeds::{self, FeedId, FeedScope, FeedView};

/// A calendar link; its address is told once, when it is made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Feed {
    /// The link.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it shows.
    pub scope: FeedScopeWord,
    /// Whose or which; empty for the whole programme.
    pub of: String,
    /// Whether it tells times only.
    pub busy_only: bool,
    /// When an app last came.
    pub fetched_at: Option<Moment>,
}

impl From<FeedView> for Feed {
    fn from(feed: FeedView) -> Self {
        Self {
            id: feed.id.0,
            name: feed.name,
            scope: Word(feed.scope),
            of: feed.of,
            busy_only: feed.busy_only,
            fetched_at: feed.fetched_at.map(Moment),
        }
    }
}

/// A link to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedBody {
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it shows.
    pub scope: FeedScopeWord,
    /// Trainer, institute or course, after the scope; left out for the programme.
    #[schema(minimum = 1)]
    pub of: Option<i64>,
    /// Whether it tells times only.
    #[serde(default)]
    pub busy_only: bool,
}

/// A link that was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NewFeed {
    /// The link.
    pub id: i64,
    /// Its address, told only now. Whoever has it reads the calendar.
    pub url: String,
}

/// Lists one's own calendar links that work.
#[utoipa::path(get, path = "/feeds", tag = "calendar", params(PageQuery),
    responses((status = 200, body = Listed<Feed>)))]
pub async fn list_feeds(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PageQuery>,
) -> Answer<One<Listed<Feed>>> {
    let page = page(query.after, query.limit)?;
    let work = app.read(&actor).await?;
    let all = feeds::list(&work).await?;
    Ok(Listed::of(page.of(all, |feed| feed.id.0)))
}

/// Makes a calendar link.
#[utoipa::path(post, path = "/feeds", tag = "calendar",
    responses((status = 201, body = NewFeed)))]
pub async fn create_feed(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<FeedBody>,
) -> Answer<Made<One<NewFeed>>> {
    if (body.scope.0 == FeedScope::Programme) != body.of.is_none() {
        return Err(Error::field("/of", Message::new("api-feed-of")).into());
    }
    app.act(&actor, async |work| {
        let choice = format!("{}:{}", body.scope.0.word(), body.of.unwrap_or(0));
        let (id, secret) = feeds::create(work, &choice, &body.name, body.busy_only).await?;
        let feed = NewFeed {
            id: id.0,
            url: format!("{}/feeds/{secret}/rostrum.ics", work.programme().public_url),
        };
        Ok(Made("/feeds".into(), One(feed)))
    })
    .await
}

/// Revokes a calendar link of one's own; the next fetch finds nothing.
#[utoipa::path(delete, path = "/feeds/{id}", tag = "calendar", responses((status = 204)))]
pub async fn delete_feed(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    app.act(&actor, async |work| {
        feeds::revoke(work, FeedId(id)).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
