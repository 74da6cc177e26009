//! Tables in and out, for programs: the same files, the same rules, the same report.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::error::Failure;
use super::super::extract::Visitor;
use super::answer::{Answer, One};
use super::extract::Query;
use crate::actor::Actor;
use crate::app::App;
use crate::bulk::{self, Encoding, FILE_LIMIT, Format, Kind, Order, Report};
use crate::courses::{self, CohortId};
use crate::error::{Error, FieldError, Message};
use crate::i18n;

/// How to read a file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// How the letters of a CSV file are written; Unicode where it is not said.
    #[param(inline)]
    pub encoding: Option<EncodingWord>,
    /// Whether the requests that come of a timetable are handed in at once.
    pub submit: Option<bool>,
}

/// How letters are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
pub enum EncodingWord {
    /// Unicode.
    #[default]
    #[serde(rename = "utf-8")]
    Unicode,
    /// Arabic script of older Windows machines.
    #[serde(rename = "windows-1256")]
    Windows1256,
    /// Latin script of older Windows machines.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What kind of file to give.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// CSV where it is not said.
    #[param(inline)]
    pub format: Option<FormatWord>,
}

/// What kind of file to give, of which cohort.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TimetableQuery {
    /// CSV where it is not said.
    #[param(inline)]
    pub format: Option<FormatWord>,
    /// Only this cohort's slots.
    #[param(minimum = 1)]
    pub cohort: Option<i64>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormatWord {
    /// Comma-separated, UTF-8 with a byte order mark.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

/// A file as the body: CSV or XLSX, which is seen from its first bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct File(Vec<u8>);

impl FromRequest<App> for File {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> std::result::Result<Self, Failure> {
        const KINDS: [&str; 3] = [
            "application/octet-stream",
            "text/csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ];
        let kind = request.headers().get(CONTENT_TYPE);
        let known = kind
            .and_then(|kind| kind.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| KINDS.iter().any(|k| kind.trim().eq_ignore_ascii_case(k)));
        if !known {
            return Err(Failure::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = to_bytes(request.into_body(), FILE_LIMIT)
            .await
            .map_err(|_| Failure::status(StatusCode::PAYLOAD_TOO_LARGE))?;
        Ok(Self(bytes.to_vec()))
    }
}

/// What a file would do, or did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// Rows with anything in them.
    pub rows: usize,
    /// Rows that make something.
    pub new: usize,
    /// Rows that change something.
    pub changed: usize,
    /// Rows that change nothing.
    pub same: usize,
    /// How many things are wrong; nothing is taken in where any is.
    pub fault_count: usize,
    /// What is wrong, at most 500 of them.
    pub faults: Vec<ImportFault>,
    /// Row by row what comes of it.
    pub outcomes: Vec<ImportRow>,
    /// Whether it was taken in, and not only looked at.
    pub imported: bool,
}

/// Something wrong at one place of the file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportFault {
    /// The cell as a spreadsheet calls it, `C7`; empty for the file as a whole.
    pub cell: String,
    /// Its heading, empty where it has none.
    pub column: String,
    /// What is wrong, which does not change with the language.
    pub code: String,
    /// The same in words, with how to mend it.
    pub detail: String,
}

/// What one row does.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportRow {
    /// Its number in the file.
    pub row: u32,
    /// What it is about.
    pub label: String,
    /// `new`, `changed` or `same`.
    pub done: ImportDone,
    /// Which cells it changes.
    pub changes: Vec<ImportChange>,
}

/// What a row does.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportDone {
    /// Makes something.
    New,
    /// Changes something.
    Changed,
    /// Nothing.
    Same,
}

/// A cell that a row changes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportChange {
    /// The heading.
    pub column: String,
    /// As it was.
    pub was: String,
    /// As it becomes.
    pub becomes: String,
}

fn told(actor: &Actor, report: Report) -> ImportReport {
    use bulk::report::Done;
    let faults = report.faults.into_iter().map(|fault| ImportFault {
        detail: i18n::say(actor.language, &fault.message),
        cell: fault.at,
        column: fault.column,
        code: fault.message.key,
    });
    let rows = report.outcomes.into_iter().map(|row| ImportRow {
        row: row.row,
        label: row.label,
        done: match row.done {
            Done::New => ImportDone::New,
            Done::Changed => ImportDone::Changed,
            Done::Same => ImportDone::Same,
        },
        changes: row
            .changes
            .into_iter()
            .map(|change| ImportChange {
                column: change.column.to_owned(),
                was: change.was,
                becomes: change.becomes,
            })
            .collect(),
    });
    ImportReport {
        rows: report.rows,
        new: report.new,
        changed: report.changed,
        same: report.same,
        fault_count: report.fault_count,
        faults: faults.collect(),
        outcomes: rows.collect(),
        imported: report.imported,
    }
}

fn order(kind: Kind, query: &ImportQuery, file: File) -> Order {
    Order {
        kind,
        name: format!("{}, by a program", kind.word()),
        bytes: file.0,
        encoding: match query.encoding.unwrap_or_default() {
            EncodingWord::Unicode => Encoding::Unicode,
            EncodingWord::Windows1256 => Encoding::Windows1256,
            EncodingWord::Windows1252 => Encoding::Windows1252,
        },
        submit: query.submit.unwrap_or_default(),
    }
}

async fn check(app: &App, actor: &Actor, order: Order) -> Answer<One<ImportReport>> {
    let report = bulk::dry_run(&app.db, actor, order).await?;
    Ok(One(told(actor, report)))
}

async fn import(app: &App, actor: &Actor, order: Order) -> Answer<One<ImportReport>> {
    let report = bulk::import(&app.db, actor, order, None).await?;
    if !report.imported {
        let faults = report.faults.into_iter().map(|fault| FieldError {
            field: format!("{} {}", fault.at, fault.column).trim().to_owned(),
            message: fault.message,
        });
        return Err(Error::Invalid(faults.collect()).into());
    }
    app.nudge();
    Ok(One(told(actor, report)))
}

async fn export(
    app: &App,
    actor: &Actor,
    kind: Kind,
    format: Option<FormatWord>,
    cohort: Option<CohortId>,
) -> Answer<Response> {
    let format = match format.unwrap_or_default() {
        FormatWord::Csv => Format::Csv,
        FormatWord::Xlsx => Format::Xlsx,
    };
    let work = app.read(actor).await?;
    if let Some(id) = cohort {
        courses::cohort(&work, id)
            .await
            .map_err(|error| match error {
                Error::NotFound(_) => Error::field("?cohort", Message::new("api-unknown-cohort")),
                other => other,
            })?;
    }
    let bytes = bulk::export(&work, kind, cohort, format).await?;
    Ok(([(CONTENT_TYPE, format.media())], bytes).into_response())
}

/// Both operations of a table that comes in.
macro_rules! incoming {
    ($kind:expr, $tag:literal, $path:literal, $check:ident, $import:ident) => {
        /// Says what a file would do, and writes nothing.
        #[utoipa::path(post, path = concat!($path, "/import/check"), tag = $tag, params(ImportQuery),
                    request_body(content = inline(File), content_type = "application/octet-stream"),
                    responses((status = 200, body = ImportReport)))]
        pub async fn $check(
            State(app): State<App>,
            Visitor(actor): Visitor,
            Query(query): Query<ImportQuery>,
            file: File,
        ) -> Answer<One<ImportReport>> {
            check(&app, &actor, order($kind, &query, file)).await
        }

        /// Takes a file in: whole where nothing is wrong with it, and else not at all.
        #[utoipa::path(post, path = concat!($path, "/import"), tag = $tag, params(ImportQuery),
                    request_body(content = inline(File), content_type = "application/octet-stream"),
                    responses((status = 200, body = ImportReport)))]
        pub async fn $import(
            State(app): State<App>,
            Visitor(actor): Visitor,
            Query(query): Query<ImportQuery>,
            file: File,
        ) -> Answer<One<ImportReport>> {
            import(&app, &actor, order($kind, &query, file)).await
        }
    };
}

/// The operation of a table that goes out.
macro_rules! outgoing {
    ($kind:expr, $tag:literal, $path:literal, $export:ident, $query:ty, $cohort:expr) => {
        /// Gives everything that the caller sees as a file that can be taken in again.
        #[utoipa::path(get, path = concat!($path, "/export"), tag = $tag, params($query),
            responses((status = 200, content(
                (inline(File) = "text/csv"),
                (inline(File) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ))))]
        pub async fn $export(
            State(app): State<App>,
            Visitor(actor): Visitor,
            Query(query): Query<$query>,
        ) -> Answer<Response> {
            let cohort: fn(&$query) -> Option<i64> = $cohort;
            let cohort = cohort(&query).map(CohortId);
            export(&app, &actor, $kind, query.format, cohort).await
        }
    };
}

incoming!(
    Kind::Institutes,
    "institutes",
    "/institutes",
    check_institutes,
    import_institutes
);
incoming!(
    Kind::Courses,
    "courses",
    "/courses",
    check_courses,
    import_courses
);
incoming!(
    Kind::Trainers,
    "trainers",
    "/trainers",
    check_trainers,
    import_trainers
);
incoming!(
    Kind::Expertise,
    "trainers",
    "/expertise",
    check_expertise,
    import_expertise
);
incoming!(
    Kind::Timetable,
    "courses",
    "/timetable",
    check_timetable,
    import_timetable
);
outgoing!(
    Kind::Institutes,
    "institutes",
    "/institutes",
    export_institutes,
    ExportQuery,
    |_| None
);
outgoing!(
    Kind::Courses,
    "courses",
    "/courses",
    export_courses,
    ExportQuery,
    |_| None
);
outgoing!(
    Kind::Trainers,
    "trainers",
    "/trainers",
    export_trainers,
    ExportQuery,
    |_| None
);
outgoing!(
    Kind::Expertise,
    "trainers",
    "/expertise",
    export_expertise,
    ExportQuery,
    |_| None
);
outgoing!(
    Kind::Timetable,
    "courses",
    "/timetable",
    export_timetable,
    TimetableQuery,
    |query| query.cohort
);
