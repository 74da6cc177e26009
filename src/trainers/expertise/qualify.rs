//! PURE: what verified expertise qualifies somebody for. Search, offer and acceptance all ask here.
//!
//! - A verified level counts until its last day, and not a day longer. A claim counts for nothing.
//! - **Neighbours**: whoever is verified in a subject at level n can stand in for the other subjects of its
//!   area at level n - 2, which takes an authority (3) to "can cover" (1) and leaves the others nothing. A
//!   rating of the area itself counts the same way. Where somebody is verified in the subject itself, that alone
//!   counts, even where it is lower: somebody looked.
//! - A stand-in reaches the classes, language and days of the expertise that it comes from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{Audience, Language, SubjectId, expertise};

/// Levels that a neighbouring subject is worth less.
pub const NEIGHBOUR: i32 = 2;

/// A subject of an area, to the area.
pub type Areas = BTreeMap<SubjectId, SubjectId>;

/// What somebody may be asked to teach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// The subject.
    pub subject: SubjectId,
    /// 1..5.
    pub level: i32,
    /// The neighbour that it comes from; none where the subject itself was verified.
    pub through: Option<SubjectId>,
    /// Which classes.
    pub audience: Audience,
    /// In this language alone; none for all of theirs.
    pub language: Option<Language>,
    /// The last day.
    pub until: NaiveDate,
    /// -30..30; nobody asked about a neighbour.
    pub preference: i32,
}

/// All that these rows of one trainer qualify for, by subject; the best stand-in where there are several.
pub fn qualifications(rows: &[expertise::Model], areas: &Areas) -> Vec<Qualification> {
    let mut found: BTreeMap<SubjectId, Qualification> = BTreeMap::new();
    for row in rows {
        if let Some(own) = verified(row) {
            found.insert(row.subject_id, own);
        }
    }
    let own: Vec<Qualification> = found.values().cloned().collect();
    let mut stand_ins: BTreeMap<SubjectId, Qualification> = BTreeMap::new();
    for source in own.iter().filter(|own| own.level > NEIGHBOUR) {
        let area = areas.get(&source.subject).unwrap_or(&source.subject);
        let neighbours = areas.iter().filter(|(_, of)| *of == area);
        for (subject, _) in neighbours.filter(|(subject, _)| !found.contains_key(subject)) {
            let stand_in = Qualification {
                subject: *subject,
                level: source.level - NEIGHBOUR,
                through: Some(source.subject),
                preference: 0,
                ..source.clone()
            };
            let rank = |one: &Qualification| {
                (
                    one.level,
                    Reverse(floor(one.audience)),
                    one.until,
                    Reverse(one.through),
                )
            };
            match stand_ins.get(subject) {
                Some(known) if rank(known) >= rank(&stand_in) => {}
                _ => {
                    stand_ins.insert(*subject, stand_in);
                }
            }
        }
    }
    found.extend(stand_ins);
    found.into_values().collect()
}

fn verified(row: &expertise::Model) -> Option<Qualification> {
    Some(Qualification {
        subject: row.subject_id,
        level: row.verified_level?,
        through: None,
        audience: row.audience,
        language: row.language,
        until: row.expires_on?,
        preference: row.preference,
    })
}

/// The classes that a subject is usually for, by the word of the vocabulary.
pub fn usual(word: &str) -> Audience {
    match word {
        "BS-18+" => Audience::FromBs18,
        "BS-19+" => Audience::FromBs19,
        "specialist" => Audience::Specialist,
        _ => Audience::Everyone,
    }
}

/// The lowest rank of class that an audience takes in, as [`courses::classes`](crate::courses::classes) has them.
pub const fn floor(audience: Audience) -> u8 {
    match audience {
        Audience::Everyone => 0,
        Audience::FromBs18 => 18,
        Audience::FromBs19 => 19,
        Audience::Specialist => crate::courses::classes::SPECIALISTS,
    }
}

/// How much of a verified level's time is left on a day, in percent: 100 when it was verified, 0 once it is over.
pub fn freshness(verified_on: NaiveDate, expires_on: NaiveDate, today: NaiveDate) -> i64 {
    if today > expires_on {
        return 0;
    }
    let whole = (expires_on - verified_on).num_days().max(1);
    let left = (expires_on - today).num_days() + 1;
    (100 * left / whole).clamp(1, 100)
}

#[cfg(test)]
mod tests {
    use super::{Areas, freshness, qualifications};
    use chrono::NaiveDate;
    use entity::{Audience, ExpertiseId, SubjectId, TrainerId, expertise};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(subject: i64, verified: Option<i32>) -> expertise::Model {
        expertise::Model {
            id: ExpertiseId(subject),
            trainer_id: TrainerId(1),
            subject_id: SubjectId(subject),
            claimed_level: 5,
            preference: 7,
            verified_level: verified,
            expires_on: verified.map(|_| day("2027-01-01")),
            audience: Audience::Everyone,
            language: None,
            version: 1,
        }
    }

    /// Area 1 with subjects 11, 12, 13; area 2 with 21.
    fn areas() -> Areas {
        [(11, 1), (12, 1), (13, 1), (21, 2)]
            .map(|(subject, area)| (SubjectId(subject), SubjectId(area)))
            .into()
    }

    fn levels(rows: &[expertise::Model]) -> Vec<(i64, i32)> {
        qualifications(rows, &areas())
            .into_iter()
            .map(|one| (one.subject.0, one.level))
            .collect()
    }

    #[test]
    fn a_claim_counts_for_nothing() {
        assert!(levels(&[row(11, None)]).is_empty());
    }

    #[test]
    fn an_authority_can_cover_the_neighbours_and_nobody_else_can() {
        assert_eq!(levels(&[row(11, Some(3))]), [(11, 3), (12, 1), (13, 1)]);
        assert_eq!(levels(&[row(11, Some(2))]), [(11, 2)]);
        assert_eq!(levels(&[row(21, Some(5))]), [(21, 5)]);
    }

    #[test]
    fn a_look_at_the_subject_itself_outweighs_its_neighbours() {
        let rows = [row(11, Some(5)), row(12, Some(1))];
        assert_eq!(levels(&rows), [(11, 5), (12, 1), (13, 3)]);
    }

    #[test]
    fn the_area_itself_counts_as_a_neighbour() {
        assert_eq!(
            levels(&[row(1, Some(3))]),
            [(1, 3), (11, 1), (12, 1), (13, 1)]
        );
    }

    #[test]
    fn freshness_goes_from_whole_to_nothing() {
        let (from, until) = (day("2026-01-01"), day("2028-01-01"));
        assert_eq!(freshness(from, until, from), 100);
        assert_eq!(freshness(from, until, day("2027-01-01")), 50);
        assert_eq!(freshness(from, until, until), 1);
        assert_eq!(freshness(from, until, day("2028-01-02")), 0);
    }
}
