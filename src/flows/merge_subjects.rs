//! Two subjects become one: the vocabulary, and what trainers know of them, in one go.

use entity::SubjectId;

use crate::db::Work;
use crate::error::Result;
use crate::reference::vocabulary;
use crate::trainers::expertise;

/// Merges a subject into another; what trainers teach, showed and were verified in goes with it. Says how many
/// trainers that concerns.
pub async fn merge_subjects(
    work: &Work,
    (id, version): (SubjectId, i64),
    into: SubjectId,
    reason: &str,
) -> Result<usize> {
    vocabulary::merge(work, (id, version), into, reason).await?;
    expertise::carry_over(work, id, into).await
}
