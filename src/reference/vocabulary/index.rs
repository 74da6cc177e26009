//! The full-text index of the database in use, and asking it. Ranking is the engine's: FTS5's bm25 on SQLite,
//! `ts_rank` on PostgreSQL, both with names above synonyms above ids above descriptions.
//!
//! Words are split here and alike for both, since each engine takes `PD-WRL-006` apart in its own way; accents and
//! vowel marks, which some type and others don't, are left out. What people type never reaches an engine's query
//! language unquoted.

use entity::{SubjectId, subject, subject_synonym};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, Statement, Value,
};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::ids::Vocabulary;
use crate::db::Work;
use crate::error::Result;

/// Words of a question that are looked at.
const WORDS: usize = 12;
/// Words that say nothing.
const EMPTY: &[&str] = &[
    "a", "an", "and", "for", "how", "in", "of", "on", "our", "the", "to", "we", "with",
];

/// The pieces of a text, in lower case: letters and digits of whatever alphabet.
fn pieces(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.to_lowercase().chars().take(40).collect())
        .collect()
}

fn plain(texts: &[&str]) -> String {
    pieces(&texts.join(" ")).join(" ")
}

/// Writes what is known of a subject into the index; takes it out where it is not to be found any more.
pub(super) async fn refresh(work: &Work, id: SubjectId) -> Result<()> {
    let db = work.db();
    let backend = db.get_database_backend();
    let clear = "DELETE FROM subject_search WHERE subject_id = $1";
    let insert = "INSERT INTO subject_search (subject_id, names, synonyms, ids, description) \
                  VALUES ($1, $2, $3, $4, $5)";
    let key = || Value::from(id.0);
    db.execute_raw(Statement::from_sql_and_values(backend, clear, [key()]))
        .await?;
    let today = work.zone().date(work.now.0);
    let row = subject::Entity::find_by_id(id).one(db).await?;
    let Some(row) = row.filter(|row| {
        let gone = row.valid_to.is_some_and(|last| last < today);
        row.parent_id.is_some() && row.merged_into_id.is_none() && !gone
    }) else {
        return Ok(());
    };
    let synonyms: Vec<String> = subject_synonym::Entity::find()
        .filter(subject_synonym::COLUMN.subject_id.eq(id))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.words)
        .collect();
    let synonyms: Vec<&str> = synonyms.iter().map(String::as_str).collect();
    let mut ids = Vec::new();
    for (vocabulary, written) in [
        (Vocabulary::Cybok, &row.cybok),
        (Vocabulary::Nice, &row.nice),
        (Vocabulary::Ecsf, &row.ecsf),
    ] {
        for known in vocabulary.named(written) {
            ids.push(known.id);
            ids.push(known.name);
        }
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let name_ur = row.name_ur.as_deref().unwrap_or_default();
    let values = [
        key(),
        plain(&[&row.code, &row.name, name_ur]).into(),
        plain(&synonyms).into(),
        plain(&ids).into(),
        plain(&[&row.description]).into(),
    ];
    db.execute_raw(Statement::from_sql_and_values(backend, insert, values))
        .await?;
    Ok(())
}

/// Whether nothing was written yet.
pub(super) async fn is_empty(work: &Work) -> Result<bool> {
    let sql = "SELECT count(*) AS n FROM subject_search";
    let statement = Statement::from_string(work.db().get_database_backend(), sql);
    let row = work.db().query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get::<i64>("", "n")).transpose()? == Some(0))
}

/// The words of a question: each a phrase of pieces, of which the very last may only have begun.
fn phrases(question: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = question
        .split_whitespace()
        .map(pieces)
        .filter(|phrase| !phrase.is_empty())
        .take(WORDS)
        .collect();
    let telling = |phrase: &Vec<String>| phrase.len() > 1 || !EMPTY.contains(&phrase[0].as_str());
    if all.iter().any(telling) {
        all.retain(telling);
    }
    all
}

/// FTS5: `"pd wrl 006" OR "forens"*`.
fn for_sqlite(phrases: &[Vec<String>]) -> String {
    let mut words: Vec<String> = phrases
        .iter()
        .map(|phrase| format!("\"{}\"", phrase.join(" ")))
        .collect();
    if let Some(last) = words.last_mut() {
        last.push('*');
    }
    words.join(" OR ")
}

/// PostgreSQL: `('pd' <-> 'wrl' <-> '006') | ('forens':*)`.
fn for_postgres(phrases: &[Vec<String>]) -> String {
    let last = phrases.len().saturating_sub(1);
    let words: Vec<String> = phrases
        .iter()
        .enumerate()
        .map(|(n, phrase)| {
            let end = phrase.len().saturating_sub(1);
            let pieces: Vec<String> = phrase
                .iter()
                .enumerate()
                .map(|(k, piece)| {
                    let begun = if n == last && k == end { ":*" } else { "" };
                    format!("'{piece}'{begun}")
                })
                .collect();
            format!("({})", pieces.join(" <-> "))
        })
        .collect();
    words.join(" | ")
}

/// The subjects that answer a question, best first, at most so many.
pub(super) async fn ask(work: &Work, question: &str, most: u64) -> Result<Vec<SubjectId>> {
    let phrases = phrases(question);
    if phrases.is_empty() {
        return Ok(Vec::new());
    }
    let backend = work.db().get_database_backend();
    let (sql, query) = match backend {
        DatabaseBackend::Postgres => (
            "SELECT subject_id AS id FROM subject_search, to_tsquery('simple', $1) q \
             WHERE document @@ q \
             ORDER BY ts_rank('{0.1, 0.5, 0.7, 1.0}', document, q) DESC, subject_id LIMIT $2",
            for_postgres(&phrases),
        ),
        _ => (
            "SELECT subject_id AS id FROM subject_search WHERE subject_search MATCH $1 \
             ORDER BY bm25(subject_search, 0.0, 10.0, 7.0, 5.0, 1.0), subject_id LIMIT $2",
            for_sqlite(&phrases),
        ),
    };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = [Value::from(query), Value::from(most)];
    let rows = work
        .db()
        .query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    rows.iter()
        .map(|row| Ok(SubjectId(row.try_get("", "id")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{for_postgres, for_sqlite, phrases};

    #[test]
    fn questions_become_quoted_words_whose_last_may_have_begun() {
        let asked = phrases("the PD-WRL-006 forens");
        assert_eq!(for_sqlite(&asked), "\"pd wrl 006\" OR \"forens\"*");
        assert_eq!(
            for_postgres(&asked),
            "('pd' <-> 'wrl' <-> '006') | ('forens':*)"
        );
    }

    #[test]
    fn nothing_of_an_engine_s_language_gets_through() {
        let asked = phrases("\"a\" OR b* NEAR(c) 'd' & !e:* <-> \\ --");
        let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric());
        assert!(asked.iter().flatten().all(|piece| plain(piece)));
        assert!(phrases(" \"' * ").is_empty());
    }

    #[test]
    fn accents_and_vowel_marks_are_no_difference() {
        assert_eq!(phrases("Risqué"), phrases("risque"));
        assert_eq!(phrases("خَطرہ"), phrases("خطرہ"));
    }
}
