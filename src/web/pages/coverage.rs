//! Where the country is covered: the picture with its filters, and the table behind it as a file.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::super::error::Page;
use super::super::extract::{Fields, Query, Visitor};
use super::super::render::FormView;
use crate::app::App;
use crate::error::{FieldError, Message};
use crate::reference::{self, CityId, SubjectId};
use crate::reports::coverage::{self, LONGEST, USUAL, Wanted, picture};
use crate::time::parse_date;

/// Gaps that the page says in words; the table has all of them.
const SHOWN: usize = 30;
/// What an address can filter by.
const FILTERS: [&str; 4] = ["city", "area", "from", "months"];

/// What the address asks for; what is wrong in it is said, and counts as not said.
fn wanted(query: &Fields) -> (Wanted, Vec<FieldError>) {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: Message| {
        errors.push(FieldError {
            field: field.into(),
            message,
        });
    };
    let from = month(query.get("from"));
    if from.is_none() && !query.get("from").is_empty() {
        wrong("from", Message::new("coverage-month-wrong"));
    }
    let months = query.parse("months");
    let months = months.filter(|count| (1..=LONGEST).contains(count));
    if months.is_none() && !query.get("months").is_empty() {
        let range = Message::new("field-range").with("min", 1);
        wrong("months", range.with("max", LONGEST));
    }
    let wanted = Wanted {
        city: query.parse("city").map(CityId),
        area: query.parse("area").map(SubjectId),
        from,
        months,
    };
    (wanted, errors)
}

/// `2027-03`, or a day of it.
fn month(text: &str) -> Option<NaiveDate> {
    let day = parse_date(text).or_else(|| parse_date(&format!("{text}-01")))?;
    (1971..2099).contains(&day.year()).then_some(day)
}

/// The picture.
pub async fn show(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let (wanted, errors) = wanted(&query);
    let mut coverage = coverage::coverage(&work, wanted).await?;
    let picture = picture::draw(&coverage, work.zone());
    let gaps = coverage.gaps.len();
    coverage.gaps.truncate(SHOWN);
    let (asked, others): (Vec<_>, Vec<_>) = coverage.single.iter().partition(|one| one.open > 0);
    let kept: Vec<String> = FILTERS
        .iter()
        .filter(|name| {
            query.parse::<i64>(name).is_some() || **name == "from" && wanted.from.is_some()
        })
        .map(|name| format!("{name}={}", query.get(name)))
        .collect();
    let mut form = FormView::typed(actor.language, &query, &errors);
    if errors.is_empty() {
        form = form.with(vec![
            ("from".into(), coverage.from.format("%Y-%m").to_string()),
            ("months".into(), wanted.months.unwrap_or(USUAL).to_string()),
        ]);
    }
    let view = json!({
        "coverage": coverage, "picture": picture, "gaps": gaps, "more": gaps.saturating_sub(SHOWN),
        "asked": asked, "others": others,
        "cities": reference::cities(&work).await?.into_iter().map(|city| json!({
            "id": city.id, "name": city.name,
        })).collect::<Vec<_>>(),
        "longest": (1..=LONGEST).collect::<Vec<_>>(),
        "kept": kept.join("&"),
        "form": form,
    });
    app.page(&actor, "coverage/show.html", &view)
}

/// The table behind it.
pub async fn csv(State(app): State<App>, Visitor(actor): Visitor, Query(query): Query) -> Page {
    let work = app.read(&actor).await?;
    let coverage = coverage::coverage(&work, wanted(&query).0).await?;
    let bytes = coverage::csv(&coverage, actor.language)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"coverage.csv\""),
    ];
    Ok((headers, bytes).into_response())
}
