//! Recovery codes: ten of them, for the day on which the authenticator app is lost. Each works once, only
//! hashes are kept, and a new set ends the old one.

use entity::{PersonId, recovery_code};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde_json::json;

use super::links;
use crate::audit;
use crate::db::Work;
use crate::error::{Error, Message, Result};

/// Codes of a set.
const CODES: usize = 10;
/// Letters of a code: 20 of 32, so 100 bits. None of them is taken for another.
const LETTERS: usize = 20;
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Whether what was typed is meant as a recovery code, and not as one of the app's six digits.
pub(super) fn like_one(code: &str) -> bool {
    code.chars().filter(char::is_ascii_alphanumeric).count() > 6
}

/// A code as it is compared: without the dashes and blanks that people add or leave out.
fn plain(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .take(LETTERS + 1)
        .collect()
}

fn hash(person: PersonId, code: &str) -> String {
    links::hash(&format!("recovery:{person}:{}", plain(code)))
}

/// A new set in place of the old one; gives the codes, which nobody can read again.
pub(super) async fn renew(work: &Work, person: PersonId) -> Result<Vec<String>> {
    end(work, person).await?;
    let mut codes = Vec::new();
    for _ in 0..CODES {
        let code: String = work
            .random::<LETTERS>()
            .iter()
            .enumerate()
            .flat_map(|(n, byte)| {
                let letter = char::from(ALPHABET[usize::from(byte % 32)]);
                let dash = (n > 0 && n % 5 == 0).then_some('-');
                dash.into_iter().chain([letter])
            })
            .collect();
        recovery_code::ActiveModel {
            person_id: Set(person),
            code_hash: Set(hash(person, &code)),
            ..Default::default()
        }
        .insert(work.db())
        .await?;
        codes.push(code);
    }
    Ok(codes)
}

/// Spends a code: of many tries at once, one wins.
pub(super) async fn spend(work: &Work, person: PersonId, code: &str) -> Result<()> {
    let done = recovery_code::Entity::update_many()
        .set(recovery_code::ActiveModel {
            used_at: Set(Some(work.now)),
            ..Default::default()
        })
        .filter(recovery_code::COLUMN.person_id.eq(person))
        .filter(recovery_code::COLUMN.code_hash.eq(hash(person, code)))
        .filter(recovery_code::COLUMN.used_at.is_null())
        .exec(work.db())
        .await?;
    if done.rows_affected != 1 {
        return Err(Error::field("code", Message::new("second-step-wrong")));
    }
    let left = left(work, person).await?;
    let detail = json!({ "left": left });
    audit::append(work, "second_step.recovered", "person", person.0, detail).await
}

/// Codes that still work.
pub(super) async fn left(work: &Work, person: PersonId) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::COLUMN.person_id.eq(person))
        .filter(recovery_code::COLUMN.used_at.is_null())
        .count(work.db())
        .await?)
}

/// Ends every code of a person.
pub(super) async fn end(work: &Work, person: PersonId) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::COLUMN.person_id.eq(person))
        .exec(work.db())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{like_one, plain};

    #[test]
    fn codes_are_known_however_they_are_typed() {
        assert_eq!(plain(" abcde-fghjk mnpqr "), "ABCDEFGHJKMNPQR");
        assert!(like_one("ABCDE-FGHJK-MNPQR-STUVW"));
        assert!(!like_one("123 456"));
        assert!(!like_one(""));
    }
}
