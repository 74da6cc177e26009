//! Small cases, counted by hand.

use chrono::NaiveDate;
use entity::{Audience, CityId, Language, Pool, SubjectId, TrainerId};

use super::{Cell, Held, Month, Need, Reach, Supplier, cells, verified};
use crate::trainers::expertise::Qualification;
use crate::trainers::membership::Terms;

const HERE: CityId = CityId(1);
const FAR: CityId = CityId(2);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn need(subject: i64, on: &str) -> Need {
    Need {
        subject: SubjectId(subject),
        level: 2,
        pool: Pool::Academic,
        language: Language::English,
        class: 18,
        place: Some(HERE),
        day: day(on),
        minute: 600,
        expected: false,
    }
}

fn somebody(id: i64, subject: i64, level: i32) -> Supplier {
    Supplier {
        id: TrainerId(id),
        pool: Pool::Academic,
        home: HERE,
        max_travel: 600,
        cap_month: 2,
        terms: Terms::Days(vec![(day("2027-01-01"), day("2027-12-31"))]),
        languages: [Language::English].into(),
        skills: vec![Qualification {
            subject: SubjectId(subject),
            level,
            through: None,
            audience: Audience::Everyone,
            language: None,
            until: day("2027-06-30"),
            preference: 0,
        }],
        taken: Default::default(),
    }
}

fn reach() -> Reach {
    Reach {
        same_day: 180,
        late: 270,
        late_from: 660,
        minutes: [((HERE, FAR), 240), ((FAR, HERE), 240)].into(),
    }
}

fn one(needs: &[Need], people: &[Supplier]) -> Cell {
    let cells = cells(needs, &[], people, &reach());
    assert_eq!(cells.len(), 1);
    cells.into_values().next().unwrap()
}

#[test]
fn a_month_has_room_for_what_its_people_have_free() {
    let needs = ["2027-03-01", "2027-03-02", "2027-03-03"].map(|on| need(7, on));
    let cell = one(&needs, &[somebody(1, 7, 3)]);
    assert_eq!((cell.asked, cell.within, cell.room), (3, 1, 2));
    assert_eq!(cell.short(), 1);
    let mut busy = somebody(1, 7, 3);
    busy.taken.insert(Month::of(day("2027-03-20")), 2);
    busy.taken.insert(Month::of(day("2027-04-20")), 9);
    let cell = one(&needs, &[busy]);
    assert_eq!((cell.within, cell.room), (1, 0));
}

#[test]
fn the_one_who_can_do_both_leaves_the_easy_seat_to_the_other() {
    let mut hard = need(7, "2027-03-02");
    hard.level = 4;
    // The easy seat comes first and would take the expert, who has one session left.
    let mut expert = somebody(1, 7, 4);
    expert.cap_month = 1;
    let mut other = somebody(2, 7, 2);
    other.cap_month = 1;
    let cell = one(&[need(7, "2027-03-01"), hard], &[expert, other]);
    assert_eq!((cell.open(), cell.room), (2, 2));
}

#[test]
fn whoever_may_not_sit_there_is_no_supply() {
    let seat = need(7, "2027-03-01");
    let spoilt: [fn(&mut Supplier); 7] = [
        |one| one.pool = Pool::Cert,
        |one| one.skills[0].level = 1,
        |one| one.skills[0].until = day("2027-02-28"),
        |one| one.skills[0].audience = Audience::FromBs19,
        |one| one.skills[0].language = Some(Language::Urdu),
        |one| one.terms = Terms::Days(Vec::new()),
        |one| one.languages.clear(),
    ];
    for spoil in spoilt {
        let mut person = somebody(1, 7, 3);
        spoil(&mut person);
        let cell = one(std::slice::from_ref(&seat), &[person]);
        assert_eq!((cell.within, cell.room, cell.nearest), (0, 0, None));
    }
    let cell = one(&[seat], &[somebody(1, 8, 3)]);
    assert_eq!(cell.within, 0, "another subject");
}

#[test]
fn a_city_is_reached_late_in_the_day_or_not_at_all() {
    let mut person = somebody(1, 7, 3);
    person.home = FAR;
    let mut seat = need(7, "2027-03-01");
    let cell = one(std::slice::from_ref(&seat), std::slice::from_ref(&person));
    assert_eq!((cell.within, cell.nearest), (0, Some((TrainerId(1), 240))));
    seat.minute = 660;
    let cell = one(std::slice::from_ref(&seat), std::slice::from_ref(&person));
    assert_eq!((cell.within, cell.room, cell.nearest), (1, 1, None));
    person.max_travel = 239;
    let cell = one(std::slice::from_ref(&seat), std::slice::from_ref(&person));
    assert_eq!(cell.within, 0);
    seat.place = None;
    assert_eq!(one(&[seat.clone()], &[person.clone()]).within, 1, "online");
    seat.place = Some(CityId(9));
    let cell = one(&[seat], &[person]);
    assert_eq!(
        (cell.within, cell.nearest),
        (0, None),
        "nobody knows how far"
    );
}

#[test]
fn what_is_held_and_what_is_expected_are_counted_apart() {
    let mut seat = need(7, "2027-03-01");
    seat.expected = true;
    let held = Held {
        subject: SubjectId(7),
        place: Some(HERE),
        day: day("2027-03-09"),
    };
    let cells = cells(
        &[seat, need(7, "2027-03-02")],
        &[held],
        &[somebody(1, 7, 3)],
        &reach(),
    );
    let cell = cells.values().next().unwrap();
    assert_eq!((cell.asked, cell.expected, cell.covered), (1, 1, 1));
    assert_eq!((cell.room, cell.short()), (2, 0));
}

#[test]
fn a_subject_that_rests_on_one() {
    let people = [somebody(1, 7, 3), somebody(2, 7, 1), somebody(3, 8, 3)];
    let who = |level, on| -> Vec<i64> {
        verified(&people, SubjectId(7), Some(Pool::Academic), level, day(on))
            .map(|id| id.0)
            .collect()
    };
    assert_eq!(who(2, "2027-03-01"), [1]);
    assert_eq!(who(1, "2027-03-01"), [1, 2]);
    assert!(who(1, "2027-07-01").is_empty(), "expired");
}

#[test]
fn months_go_on_over_the_year() {
    let december = Month::of(day("2026-12-31"));
    assert_eq!(december.first(), day("2026-12-01"));
    assert_eq!(Month(december.0 + 1).first(), day("2027-01-01"));
}
