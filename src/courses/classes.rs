//! Who sits in a class: the lowest grade of its officers, or people who do security for a living.
//!
//! The catalogue says for whom a course is ("BS-18 to 19"). A class of several courses counts as the lowest.

use std::collections::{BTreeMap, BTreeSet};

use entity::{CohortId, CourseId, SlotId, cohort, course, slot_cohort};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Work;
use crate::error::Result;

/// The rank of a class of specialists: above every grade, since whatever is taught may be taught to them.
pub const SPECIALISTS: u8 = u8::MAX;

/// The rank of a class: its lowest grade (`BS-18 to 19` is 18), [`SPECIALISTS`], or 0 where the catalogue
/// tells no grade.
pub fn rank(level: &str, specialists: bool) -> u8 {
    if specialists {
        return SPECIALISTS;
    }
    let grade = level.split_once("BS-").map_or("", |(_, rest)| rest);
    let digits: String = grade.chars().take_while(char::is_ascii_digit).collect();
    digits
        .parse()
        .ok()
        .filter(|grade| *grade <= 22)
        .unwrap_or_default()
}

/// The ranks of the classes of these slots.
pub async fn ranks(
    work: &Work,
    slots: impl IntoIterator<Item = SlotId>,
) -> Result<BTreeMap<SlotId, u8>> {
    let rows = slot_cohort::Entity::find()
        .filter(slot_cohort::COLUMN.slot_id.is_in(slots))
        .all(work.db())
        .await?;
    let of_cohort = ranks_of(work, rows.iter().map(|row| row.cohort_id)).await?;
    let mut ranks: BTreeMap<SlotId, u8> = BTreeMap::new();
    for row in rows {
        let rank = of_cohort.get(&row.cohort_id).copied().unwrap_or(0);
        let lowest = ranks.entry(row.slot_id).or_insert(rank);
        *lowest = rank.min(*lowest);
    }
    Ok(ranks)
}

/// The rank of each of these cohorts.
pub async fn ranks_of(
    work: &Work,
    cohorts: impl IntoIterator<Item = CohortId>,
) -> Result<BTreeMap<CohortId, u8>> {
    let cohorts: BTreeSet<CohortId> = cohorts.into_iter().collect();
    let rows = cohort::Entity::find()
        .filter(cohort::COLUMN.id.is_in(cohorts))
        .all(work.db())
        .await?;
    let of_course: BTreeMap<CourseId, u8> = course::Entity::find()
        .filter(
            course::COLUMN
                .id
                .is_in(rows.iter().map(|row| row.course_id)),
        )
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| (row.id, rank(&row.level, row.specialists)))
        .collect();
    let ranked = rows.into_iter().filter_map(|row| {
        let rank = of_course.get(&row.course_id)?;
        Some((row.id, *rank))
    });
    Ok(ranked.collect())
}

#[cfg(test)]
mod tests {
    use super::{SPECIALISTS, rank};

    #[test]
    fn a_class_counts_as_its_lowest_grade() {
        assert_eq!(rank("BS-18 to 19", false), 18);
        assert_eq!(rank("BS-20 / brigadier", false), 20);
        assert_eq!(rank("BS-17 PMS", false), 17);
        assert_eq!(rank("ASI to DSP", false), 0);
        assert_eq!(rank("BS-999999", false), 0);
        assert_eq!(rank("ASI to DSP", true), SPECIALISTS);
    }
}
