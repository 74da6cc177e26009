//! Own universities that nobody has noted yet: where a trainer's campus stands in an institute's name.
//!
//! Plain words are compared and nothing is guessed: it is a suggestion, and a coordinator presses the button.

use std::collections::BTreeSet;

use entity::{ConflictKind, InstituteId, TrainerId, conflict, institute, trainer, university};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::hold;
use crate::accounts::policy::{self, Action};
use crate::db::Work;
use crate::error::Result;

/// An institute that looks like a trainer's own university.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Suggestion {
    /// The institute.
    pub institute: InstituteId,
    /// Its short name.
    pub institute_name: String,
    /// The campus whose name stands in it.
    pub campus: String,
}

/// What could be noted of a trainer; nothing for whoever may not note it.
pub async fn suggestions(work: &Work, id: TrainerId) -> Result<Vec<Suggestion>> {
    if !policy::may_all(&work.actor, Action::NoteConflicts) {
        return Ok(Vec::new());
    }
    let trainer = trainer::Entity::find_by_id(id).one(work.db()).await?;
    let Some(campus) = trainer.and_then(|row| row.university_id) else {
        return Ok(Vec::new());
    };
    let Some(campus) = university::Entity::find_by_id(campus)
        .one(work.db())
        .await?
    else {
        return Ok(Vec::new());
    };
    let noted: BTreeSet<InstituteId> = conflict::Entity::find()
        .filter(
            conflict::COLUMN
                .trainer_id
                .is_in(hold::records(work, id).await?),
        )
        .filter(conflict::COLUMN.kind.eq(ConflictKind::OwnUniversity))
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.institute_id)
        .collect();
    Ok(institute::Entity::find()
        .all(work.db())
        .await?
        .into_iter()
        .filter(|row| !noted.contains(&row.id))
        .filter(|row| {
            [&row.name, &row.parent, &row.short]
                .iter()
                .any(|text| stands_in(&campus.name, text) || stands_in(&campus.short, text))
        })
        .map(|row| Suggestion {
            institute: row.id,
            institute_name: row.short,
            campus: campus.short.clone(),
        })
        .collect())
}

/// Whether all words of a name stand in a text, one behind the other; what is in brackets aside.
fn stands_in(name: &str, text: &str) -> bool {
    let name = name.split('(').next().unwrap_or_default();
    let (name, text) = (words(name), words(text));
    !name.is_empty() && text.windows(name.len()).any(|part| part == name)
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::stands_in;

    #[test]
    fn a_campus_is_found_by_whole_words_alone() {
        for (name, text, found) in [
            (
                "National Defence University (faculty)",
                "National Defence University",
                true,
            ),
            ("NDU", "NDU", true),
            ("PU", "Punjab University (PU), Lahore", true),
            ("PU", "PUCIT", false),
            ("UET Lahore", "NIPA Lahore", false),
            ("(faculty)", "anything", false),
            ("", "", false),
        ] {
            assert_eq!(stands_in(name, text), found, "{name} in {text}");
        }
    }
}
