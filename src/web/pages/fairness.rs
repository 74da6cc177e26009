//! How a half-year's sessions are shared, and the same as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Query, Visitor};
use crate::app::App;
use crate::db::Work;
use crate::reports::fairness::{self, Term};

/// Trainers and universities on the page; the file has all of them.
const SHOWN: usize = 25;

/// The half-year of the address, or the one that is running.
fn term(work: &Work, query: &Fields) -> Term {
    let today = work.zone().date(work.now.0);
    Term::parse(query.get("term")).unwrap_or_else(|| Term::of(today))
}

/// The page.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let mut fairness = fairness::fairness(&work, term(&work, &query)).await?;
    let more = fairness.trainers.len().saturating_sub(SHOWN);
    fairness.trainers.truncate(SHOWN);
    let more_campuses = fairness.universities.len().saturating_sub(SHOWN);
    fairness.universities.truncate(SHOWN);
    let most = |shares: &[fairness::Share]| shares.first().map_or(1, |share| share.sessions.max(1));
    let view = json!({
        "most": most(&fairness.trainers),
        "most_of_campus": most(&fairness.universities),
        "fairness": fairness,
        "more": more,
        "more_campuses": more_campuses,
    });
    app.page(&actor, "fairness/show.html", &view)
}

/// The tables.
pub async fn csv(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let fairness = fairness::fairness(&work, term(&work, &query)).await?;
    let bytes = fairness::csv(&fairness, actor.language)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"fairness.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
