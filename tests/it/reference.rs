//! The shipped data: loaded once, never over what somebody edited, and what it says of a date.

use std::collections::BTreeMap;

use entity::{
    Origin, city, course, holiday, institute, office_hours, period, subject, travel_time,
    university, venue,
};
use rostrum::db::Work;
use rostrum::error::Result;
use rostrum::reference::{self, Calendar, Openness, Travel};
use rostrum::{courses, institutes};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};

use crate::support::world::date;
use crate::support::{TestApp, on_both};

on_both!(
    everything_shipped_is_there_and_says_where_it_is_from,
    loading_again_adds_nothing,
    an_edited_row_is_never_touched_and_its_shipped_date_stays_away,
);

async fn load(work: &Work) -> Result<usize> {
    Ok(reference::load_shipped(work).await?
        + institutes::load_shipped(work).await?
        + courses::load_shipped(work).await?)
}

async fn counts(app: &TestApp) -> BTreeMap<&'static str, u64> {
    app.read(async |work| {
        let db = work.db();
        Ok(BTreeMap::from([
            ("city", city::Entity::find().count(db).await?),
            ("travel", travel_time::Entity::find().count(db).await?),
            ("subject", subject::Entity::find().count(db).await?),
            ("holiday", holiday::Entity::find().count(db).await?),
            ("hours", office_hours::Entity::find().count(db).await?),
            ("period", period::Entity::find().count(db).await?),
            ("university", university::Entity::find().count(db).await?),
            ("institute", institute::Entity::find().count(db).await?),
            ("venue", venue::Entity::find().count(db).await?),
            ("course", course::Entity::find().count(db).await?),
        ]))
    })
    .await
}

async fn everything_shipped_is_there_and_says_where_it_is_from(app: TestApp) {
    let expected = BTreeMap::from([
        ("city", 20),
        ("travel", 400),
        ("subject", 12 + 62),
        ("holiday", 84),
        ("hours", 13),
        ("period", 10),
        ("university", 58),
        ("institute", 42),
        ("venue", 1 + 42), // "online", and a hall for each institute
        ("course", 16),
    ]);
    assert_eq!(counts(&app).await, expected);

    app.read(async |work| {
        let mut sources = Vec::new();
        let rows = holiday::Entity::find().all(work.db()).await?;
        sources.extend(rows.into_iter().map(|row| (row.name, row.source)));
        let rows = office_hours::Entity::find().all(work.db()).await?;
        sources.extend(rows.into_iter().map(|row| (row.code, row.source)));
        let rows = university::Entity::find().all(work.db()).await?;
        sources.extend(rows.into_iter().map(|row| (row.name, row.provenance)));
        let rows = institute::Entity::find().all(work.db()).await?;
        sources.extend(rows.into_iter().map(|row| (row.name, row.provenance)));
        let rows = course::Entity::find().all(work.db()).await?;
        sources.extend(rows.into_iter().map(|row| (row.name, row.provenance)));
        for (name, source) in sources {
            assert!(!source.is_empty(), "{name} does not say where it is from");
        }
        Ok(())
    })
    .await;
}

async fn loading_again_adds_nothing(app: TestApp) {
    let before = counts(&app).await;
    assert_eq!(app.write(load).await, 0);
    assert_eq!(counts(&app).await, before);
}

async fn an_edited_row_is_never_touched_and_its_shipped_date_stays_away(app: TestApp) {
    // The moon was seen a day later: someone moves the first day of Eid, and corrects a city's name.
    app.write(async |work| {
        let eid = holiday::Entity::find().all(work.db()).await?;
        let eid = eid
            .into_iter()
            .find(|row| row.starts_on == date("2027-03-10"))
            .unwrap();
        let mut eid = eid.into_active_model();
        eid.starts_on = Set(date("2027-03-13"));
        eid.ends_on = Set(date("2027-03-13"));
        eid.uncertainty_days = Set(0);
        eid.origin = Set(Origin::Edited);
        eid.update(work.db()).await?;
        let city = city::Entity::find().all(work.db()).await?.remove(0);
        let mut city = city.into_active_model();
        city.name = Set("Another name".to_owned());
        city.origin = Set(Origin::Edited);
        city.update(work.db()).await?;
        Ok(())
    })
    .await;
    assert_eq!(app.write(load).await, 0);
    app.read(async |work| {
        let cities = reference::cities(work).await?;
        assert!(cities.iter().any(|city| city.name == "Another name"));
        let calendar = Calendar::load(work).await?;
        assert!(matches!(
            calendar.openness(date("2027-03-13"), "Punjab"),
            Openness::Closed(_)
        ));
        // The day that it was moved from is amber now, for the next day of Eid is not certain.
        assert!(matches!(
            calendar.openness(date("2027-03-10"), "Punjab"),
            Openness::Amber(_)
        ));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_date_is_open_amber_closed_or_not_known() {
    let app = TestApp::sqlite().await;
    let calendar = app.read(Calendar::load).await;
    let kashmir = "Azad Jammu & Kashmir";
    for (day, province, expected) in [
        ("2026-05-01", "Punjab", "closed Labor Day"),
        ("2026-05-04", "Punjab", "open"),
        // The December list said 24 June; the feast came a day later.
        ("2026-06-24", "Punjab", "open"),
        ("2026-06-26", "Punjab", "closed Ashura"),
        // Provinces have days of their own.
        ("2026-10-24", "Punjab", "open"),
        ("2026-10-24", kashmir, "closed AJK Foundation Day"),
        // Optional holidays are for some of the staff, Ramadan has its own hours.
        ("2026-11-08", "Sindh", "open"),
        ("2026-03-02", "Punjab", "open"),
        // Estimated feasts: a day of doubt on either side.
        ("2027-03-08", "Punjab", "open"),
        ("2027-03-09", "Punjab", "amber Eid al-Fitr"),
        ("2027-03-10", "Punjab", "closed Eid al-Fitr"),
        ("2027-03-13", "Punjab", "amber Eid al-Fitr"),
        ("2027-03-14", "Punjab", "open"),
        // Outside the data nothing is called free.
        ("2027-12-26", "Punjab", "not known"),
        (
            "2027-12-27",
            "Sindh",
            "closed Benazir Bhutto death anniversary",
        ),
        ("2031-05-05", "Punjab", "not known"),
        ("2024-05-06", "Punjab", "not known"),
    ] {
        let shown = match calendar.openness(date(day), province) {
            Openness::Open => "open".to_owned(),
            Openness::Amber(closure) => format!("amber {}", closure.name),
            Openness::Closed(closure) => format!("closed {}", closure.name),
            Openness::NotKnown => "not known".to_owned(),
        };
        assert_eq!(shown, expected, "{day} in {province}");
    }
}

#[tokio::test]
async fn a_class_day_follows_the_week_the_friday_and_ramadan() {
    let app = TestApp::sqlite().await;
    let calendar = app.read(Calendar::load).await;
    for (day, week, open) in [
        ("2026-04-20", "5-day", Some((540, 945))),
        ("2026-04-24", "5-day", Some((540, 750))),
        ("2026-04-25", "5-day", None),
        ("2026-04-25", "6-day", Some((540, 945))),
        ("2026-04-26", "6-day", None),
        // Ramadan, and a Friday in it.
        ("2026-02-23", "5-day", Some((540, 810))),
        ("2026-02-27", "5-day", Some((540, 720))),
        // The offices' four-day week of March 2026 closes no residential class.
        ("2026-04-03", "5-day", Some((540, 750))),
    ] {
        let class_day = calendar.class_day(date(day), week);
        assert_eq!(class_day.open, open, "{day} in a {week} week");
    }
    let monday = calendar.class_day(date("2026-04-20"), "5-day");
    assert_eq!(monday.breaks, [(660, 690), (780, 840)]);
    assert!(!monday.ramadan);
    let monday = calendar.class_day(date("2026-02-23"), "5-day");
    assert_eq!(monday.breaks, [(660, 675)]);
    assert!(monday.ramadan);
}

#[tokio::test]
async fn a_term_that_passes_the_last_holiday_is_warned_about() {
    let app = TestApp::sqlite().await;
    app.read(async |work| {
        let last = reference::freshness(work, date("2027-12-25")).await?;
        assert_eq!(last, None);
        let warning = reference::freshness(work, date("2027-12-26"))
            .await?
            .unwrap();
        assert_eq!(warning.key, "reference-holidays-end");
        assert_eq!(warning.args, [("date".to_owned(), "2027-12-25".to_owned())]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn journeys_take_their_planning_time_and_unknown_ones_have_none() {
    let app = TestApp::sqlite().await;
    app.read(async |work| {
        let travel = Travel::load(work).await?;
        let cities = reference::cities(work).await?;
        let id = |code: &str| cities.iter().find(|city| city.code == code).unwrap().id;
        assert_eq!(travel.minutes(id("LHE"), id("ISB")), Some(330));
        assert!(travel.minutes(id("LHE"), id("LHE")).is_some());
        assert_eq!(travel.minutes(id("LHE"), reference::CityId(999)), None);
        for from in &cities {
            for to in &cities {
                let minutes = travel.minutes(from.id, to.id);
                let minutes = minutes.unwrap_or_else(|| panic!("{} to {}", from.code, to.code));
                assert!(
                    (0..=3000).contains(&minutes),
                    "{} to {}",
                    from.code,
                    to.code
                );
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn subjects_stand_under_their_areas() {
    let app = TestApp::sqlite().await;
    app.read(async |work| {
        let subjects = reference::subjects(work).await?;
        assert_eq!(subjects.len(), 62);
        assert!(subjects.iter().all(|subject| !subject.area.is_empty()));
        let first = &subjects[0];
        assert_eq!(
            (first.code.as_str(), first.area.as_str()),
            ("TL-01", "Threat landscape")
        );
        assert_eq!(
            reference::periods(work, "ramadan-friday").await?,
            [(540, 615), (630, 705)]
        );
        Ok(())
    })
    .await;
}
