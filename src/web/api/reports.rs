//! What is covered and what is not, how sessions are shared, and what to look at.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, One};
use super::extract::Query;
use super::values::{Day, IssueWord, Moment, PoolWord, Word};
use crate::app::App;
use crate::error::{Error, Message};
use crate::reference::{CityId, SubjectId};
use crate::reports::coverage::{self, LONGEST, Wanted};
use crate::reports::fairness::{self, Term};
use crate::reports::issues::{self, Of};

/// Which part of the picture.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageQuery {
    /// Only this city; neither others nor what is online.
    city: Option<i64>,
    /// Only subjects of this area.
    area: Option<i64>,
    /// From the month of this day on; from this month where it is not said.
    from: Option<Day>,
    /// So many months; 6 where it is not said.
    #[param(minimum = 1, maximum = 12)]
    months: Option<i32>,
}

/// Somebody who would do, and is too far away.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Nearest {
    /// Who.
    pub trainer: i64,
    /// Name with title.
    pub name: String,
    /// Where they live.
    pub city: String,
    /// Minutes one way.
    pub minutes: i32,
}

/// A subject in a place in a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CoverageCell {
    /// The subject.
    pub subject: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The city; null online.
    pub city: Option<i64>,
    /// Its name; empty online.
    pub city_name: String,
    /// First day of the month.
    pub month: Day,
    /// Seats that were asked for and that nobody holds.
    pub asked: usize,
    /// Seats that the next cohort may be expected to ask for.
    pub expected: usize,
    /// Seats that somebody holds.
    pub covered: usize,
    /// Trainers who may sit in one of the open seats and reach it.
    pub within: usize,
    /// Open seats that they have room for.
    pub room: usize,
    /// Open seats that nobody has room for.
    pub short: usize,
    /// Where nobody reaches it: who is nearest, if anybody would do.
    pub nearest: Option<Nearest>,
}

impl From<coverage::Row> for CoverageCell {
    fn from(row: coverage::Row) -> Self {
        Self {
            subject: row.subject.0,
            code: row.code,
            name: row.name,
            city: row.city.map(|id| id.0),
            city_name: row.city_name,
            month: Day(row.month),
            asked: row.asked,
            expected: row.expected,
            covered: row.covered,
            within: row.within,
            room: row.room,
            short: row.short,
            nearest: row.nearest.map(|one| Nearest {
                trainer: one.trainer.0,
                name: one.name,
                city: one.city,
                minutes: one.minutes,
            }),
        }
    }
}

/// A subject that rests on one person, or on nobody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SinglePoint {
    /// The subject.
    pub subject: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whom its open seats ask for; null where nothing is open.
    pub pool: Option<PoolWord>,
    /// Open seats of it.
    pub open: usize,
    /// On whom it rests; null for nobody.
    pub trainer: Option<i64>,
    /// Their name with title; empty for nobody.
    pub trainer_name: String,
}

impl From<coverage::Single> for SinglePoint {
    fn from(one: coverage::Single) -> Self {
        Self {
            subject: one.subject.0,
            code: one.code,
            name: one.name,
            pool: one.pool.map(Word),
            open: one.open,
            trainer: one.trainer.map(|id| id.0),
            trainer_name: one.trainer_name,
        }
    }
}

/// What is asked for against who could teach it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Coverage {
    /// First day of the first month.
    pub from: Day,
    /// First days of all months.
    pub months: Vec<Day>,
    /// By subject, city and month.
    pub cells: Vec<CoverageCell>,
    /// Those that are short, the worst first.
    pub gaps: Vec<CoverageCell>,
    /// Subjects that rest on one person or nobody, those with open seats first.
    pub single_points: Vec<SinglePoint>,
}

/// Says what is asked for and expected, and who could teach it, by subject, city and month.
#[utoipa::path(get, path = "/coverage", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = Coverage)))]
pub async fn show_coverage(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<CoverageQuery>,
) -> Answer<One<Coverage>> {
    if query
        .months
        .is_some_and(|count| !(1..=LONGEST).contains(&count))
    {
        let message = Message::new("field-range").with("min", 1);
        return Err(Error::field("?months", message.with("max", LONGEST)).into());
    }
    let work = app.read(&actor).await?;
    let wanted = Wanted {
        city: query.city.map(CityId),
        area: query.area.map(SubjectId),
        from: query.from.map(|day| day.0),
        months: query.months,
    };
    let found = coverage::coverage(&work, wanted).await?;
    Ok(One(Coverage {
        from: Day(found.from),
        months: found.months.into_iter().map(Day).collect(),
        cells: found.rows.into_iter().map(CoverageCell::from).collect(),
        gaps: found.gaps.into_iter().map(CoverageCell::from).collect(),
        single_points: found.single.into_iter().map(SinglePoint::from).collect(),
    }))
}

/// Which half-year.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FairnessQuery {
    /// `2026-1` is January to June, `2026-2` July to December; the one that runs where it is not said.
    #[param(pattern = "^(197[1-9]|19[89][0-9]|20[0-9][0-9])-[12]$")]
    term: Option<String>,
}

/// Somebody's part of the sessions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Share {
    /// The trainer; null of a university.
    pub trainer: Option<i64>,
    /// Name of the trainer or the university; empty of the CERT.
    pub name: String,
    /// Whether it is the CERT, or of the CERT.
    pub cert: bool,
    /// Sessions.
    pub sessions: usize,
    /// Minutes.
    pub minutes: i64,
    /// Of all sessions, in percent.
    pub percent: usize,
}

impl From<fairness::Share> for Share {
    fn from(share: fairness::Share) -> Self {
        Self {
            trainer: share.trainer.map(|id| id.0),
            name: share.name,
            cert: share.cert,
            sessions: share.sessions,
            minutes: share.minutes,
            percent: share.percent,
        }
    }
}

/// What institutes asked for, and how much of it takes place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Served {
    /// Sessions that were asked for.
    pub asked: usize,
    /// Those that are confirmed or took place.
    pub covered: usize,
    /// The same in percent.
    pub percent: usize,
}

impl From<fairness::Served> for Served {
    fn from(served: fairness::Served) -> Self {
        Self {
            asked: served.asked,
            covered: served.covered,
            percent: served.percent,
        }
    }
}

/// An institute that is more than three hours from the CERT.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FarInstitute {
    /// The institute.
    pub institute: i64,
    /// Its short name.
    pub name: String,
    /// Its city.
    pub city: String,
    /// Minutes one way; null where they are not known.
    pub minutes: Option<i32>,
    /// What it asked for.
    pub served: Served,
}

/// How a half-year's sessions are shared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fairness {
    /// `2026-2`.
    pub term: String,
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// Sessions that are confirmed or took place, once for each trainer.
    pub sessions: usize,
    /// By trainer, most first.
    pub trainers: Vec<Share>,
    /// By university, most first.
    pub universities: Vec<Share>,
    /// The share of the five busiest together, in percent.
    pub head_percent: usize,
    /// Trainers who take part and are designated today, or are of the CERT.
    pub active: usize,
    /// Those of them without a session.
    pub idle: usize,
    /// Trainers with fewer than three sessions in all who had one.
    pub newcomers: usize,
    /// Those of them who sat beside somebody with three or more.
    pub paired: usize,
    /// Institutes near the CERT.
    pub near: Served,
    /// Institutes far from it.
    pub far: Served,
    /// The far ones, the worst served first.
    pub far_institutes: Vec<FarInstitute>,
}

/// Says how a half-year's sessions are shared between trainers, universities and institutes.
#[utoipa::path(get, path = "/fairness", tag = "reports", params(FairnessQuery),
    responses((status = 200, body = Fairness)))]
pub async fn show_fairness(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<FairnessQuery>,
) -> Answer<One<Fairness>> {
    let work = app.read(&actor).await?;
    let term = match query.term.as_deref() {
        None => Term::of(work.zone().date(work.now.0)),
        Some(text) => Term::parse(text)
            .ok_or_else(|| Error::field("?term", Message::new("fairness-term-wrong")))?,
    };
    let found = fairness::fairness(&work, term).await?;
    let far = found.far_institutes.into_iter().map(|far| FarInstitute {
        institute: far.institute.0,
        name: far.name,
        city: far.city,
        minutes: far.minutes,
        served: far.served.into(),
    });
    Ok(One(Fairness {
        term: found.term,
        from: Day(found.days.0),
        to: Day(found.days.1),
        sessions: found.sessions,
        trainers: found.trainers.into_iter().map(Share::from).collect(),
        universities: found.universities.into_iter().map(Share::from).collect(),
        head_percent: found.head_percent,
        active: found.active,
        idle: found.idle,
        newcomers: found.newcomers,
        paired: found.paired,
        near: found.near.into(),
        far: found.far.into(),
        far_institutes: far.collect(),
    }))
}

/// A session ahead whose trainer is not designated, or not verified, on its day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Issue {
    /// What is wrong.
    pub kind: IssueWord,
    /// The last day on which it was right; null where there is none.
    pub until: Option<Day>,
    /// The day from which they are not designated any more, where their designation was ended or has run out.
    pub since: Option<Day>,
    /// Who.
    pub trainer: i64,
    /// Name with title.
    pub trainer_name: String,
    /// The slot.
    pub slot: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// When it begins.
    pub starts: Moment,
    /// The session, once it is confirmed.
    pub session: Option<i64>,
    /// The offer that they were asked by.
    pub offer: Option<i64>,
}

impl From<issues::Issue> for Issue {
    fn from(issue: issues::Issue) -> Self {
        Self {
            kind: Word(issue.kind),
            until: issue.until.map(Day),
            since: issue.since.map(Day),
            trainer: issue.trainer.0,
            trainer_name: issue.trainer_name,
            slot: issue.slot.0,
            reference: issue.reference,
            title: issue.title,
            starts: issue.starts.into(),
            session: issue.session.map(|id| id.0),
            offer: issue.offer.map(|id| id.0),
        }
    }
}

/// What is to be looked at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Issues {
    /// The next session first.
    pub issues: Vec<Issue>,
}

/// Lists sessions ahead whose trainer is not designated, or not verified, on their day.
#[utoipa::path(get, path = "/issues", tag = "reports",
    responses((status = 200, body = Issues)))]
pub async fn list_issues(State(app): State<App>, Visitor(actor): Visitor) -> Answer<One<Issues>> {
    let work = app.read(&actor).await?;
    let issues = issues::issues(&work, Of::Everybody).await?;
    let issues = issues.into_iter().map(Issue::from).collect();
    Ok(One(Issues { issues }))
}
