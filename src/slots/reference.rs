//! References that people quote in letters: `DTP-2026-0412`.

use chrono::Datelike;
use sea_orm::{ConnectionTrait, Statement};

use crate::db::Work;
use crate::error::{Error, Result};

/// The next reference of this year; two requests at once get different ones, for the counter's row
/// is written.
pub async fn next_reference(work: &Work) -> Result<String> {
    let year = work.zone().date(work.now.0).year();
    let statement = Statement::from_sql_and_values(
        work.db().get_database_backend(),
        "INSERT INTO setting (name, value) VALUES ($1, '1')
         ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS INTEGER) + 1 AS TEXT)
         RETURNING value",
        [format!("reference.{year}").into()],
    );
    let row = work.db().query_one_raw(statement).await?;
    let number: String = row
        .ok_or_else(|| Error::Internal("no reference counter".into()))?
        .try_get("", "value")?;
    Ok(format!("DTP-{year}-{number:0>4}"))
}
