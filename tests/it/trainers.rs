//! A trainer's own page: the weekly times and the days off.

use rostrum::trainers::membership;

use crate::support::{TestApp, World};
use crate::templates::malformed;

#[tokio::test]
async fn a_trainer_keeps_their_week_in_the_browser() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let mut trainer = world.trainer.browse(&app).await;
    let own = format!("/trainers/{}", world.trainer.trainer());
    trainer.get("/trainers").await.leads_to(&own);
    trainer
        .get(&own)
        .await
        .ok()
        .shows("Tahira Trainer")
        .shows("value=\"08:00\"");
    let good = [
        ("valid_from", "2026-04-06"),
        ("valid_to", "2026-12-31"),
        ("day_2_0_from", "10:00"),
        ("day_2_0_to", "12:45"),
    ];
    trainer
        .post(&format!("{own}/weekly"), &good)
        .await
        .leads_to(&own);
    trainer
        .get(&own)
        .await
        .ok()
        .shows("value=\"12:45\"")
        .hides("value=\"08:00\"");
    // Faults are named beside their day.
    for (field, value) in [
        ("day_2_0_to", "09:00"),
        ("day_2_0_to", "late"),
        ("valid_to", "2026-02-31"),
        ("day_9_0_from", "09:00"),
        ("trainer_id", "1"),
    ] {
        let changed: Vec<(&str, &str)> = good
            .iter()
            .filter(|(name, _)| *name != field)
            .copied()
            .chain([(field, value)])
            .collect();
        let answer = trainer.post(&format!("{own}/weekly"), &changed).await;
        assert_eq!(answer.status.as_u16(), 422, "{field}={value}");
        assert_eq!(
            answer.faults().len(),
            1,
            "{field}={value}: {:?}",
            answer.faults()
        );
    }
    // A day off.
    let day_off = [
        ("date", "2026-05-06"),
        ("start", ""),
        ("end", ""),
        ("kind", "busy"),
        ("reason", "Exam <board>"),
    ];
    trainer
        .post(&format!("{own}/exceptions"), &day_off)
        .await
        .leads_to(&own);
    trainer.get(&own).await.ok().shows("Exam &lt;board&gt;");
    // Somebody else's page does not exist, and nobody paused themselves.
    let other = format!("/trainers/{}", world.other_trainer.trainer());
    trainer.get(&other).await.status(404);
    trainer
        .post(&format!("{other}/exceptions"), &day_off)
        .await
        .status(404);
    trainer
        .post(&format!("{own}/standing"), &[("standing", "paused")])
        .await
        .status(403);
    let mut officer = world.officer.browse(&app).await;
    officer.get(&own).await.status(403);
    let mut coordinator = world.coordinator.browse(&app).await;
    coordinator
        .get("/trainers")
        .await
        .ok()
        .shows("Tahira Trainer")
        .shows("Tariq Trainer");
}

#[tokio::test]
async fn a_record_is_changed_by_its_owner_but_rated_by_coordinators() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let own = format!("/trainers/{}", world.trainer.trainer());
    let edit = format!("{own}/edit");
    let mut trainer = world.trainer.browse(&app).await;
    let mut coordinator = world.coordinator.browse(&app).await;
    let page = trainer.get(&edit).await;
    page.ok()
        .hides("skill_1_subject")
        .shows("value=\"yes\" checked");
    let version = page.hidden("version");
    let next = (version.parse::<i64>().unwrap() + 1).to_string();
    let good = [
        ("version", version.as_str()),
        ("title", "Prof."),
        ("home", "1"),
        ("max_travel", "90"),
        ("cap_day", "1"),
        ("cap_week", "2"),
        ("cap_month", "4"),
        ("teaches_ur", "yes"),
    ];
    trainer.post(&edit, &good).await.leads_to(&own);
    trainer
        .get(&own)
        .await
        .ok()
        .shows("Prof. Tahira Trainer")
        .shows("1 a day, 2 a week, 4 a month");
    // Whoever read it before that is told, and nothing of theirs is written.
    trainer.post(&edit, &good).await.status(412);
    // Trainers don't rate themselves.
    let known = app
        .read(async |work| rostrum::trainers::get(work, world.trainer.trainer()).await)
        .await;
    let mut skills = Vec::new();
    for (n, skill) in (1..).zip(&known.expertise) {
        skills.push((format!("skill_{n}_subject"), skill.subject.to_string()));
        skills.push((format!("skill_{n}_level"), "3".to_owned()));
    }
    let rated: Vec<(&str, &str)> = good
        .into_iter()
        .map(|(name, value)| (name, if name == "version" { &next } else { value }))
        .chain(
            skills
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
        .collect();
    trainer.post(&edit, &rated).await.status(422);
    // A form that lacks what was verified does not take it off.
    let less = rated[..rated.len() - 2].to_vec();
    coordinator
        .post(&edit, &less)
        .await
        .status(422)
        .shows("A coordinator has looked at a subject that is missing here");
    coordinator.post(&edit, &rated).await.leads_to(&own);
    let view = app
        .read_as(&world.coordinator.actor, async |work| {
            rostrum::trainers::get(work, world.trainer.trainer()).await
        })
        .await
        .unwrap();
    assert_eq!(view.expertise.len(), 4);
    // What was verified stands; the claim is another now.
    let skill = &view.expertise[0];
    assert_eq!((skill.claimed, skill.level, skill.verified), (3, 4, true));
}

#[tokio::test]
async fn of_two_memberships_each_has_fields_of_its_own() {
    let app = TestApp::sqlite().await;
    let world = World::build(&app).await;
    let id = world.trainer.trainer();
    let actor = &world.coordinator.actor;
    app.write_as(actor, async |work| {
        membership::nominate(work, id, "For the years after").await
    })
    .await;
    let all = app
        .read_as(actor, async |work| membership::of(work, id).await)
        .await
        .unwrap();
    let [next, now] = &all[..] else {
        panic!("{all:?}")
    };
    let mut coordinator = world.coordinator.browse(&app).await;
    let path = format!("/trainers/{id}/membership");
    let page = coordinator.get(&path).await;
    assert_eq!(malformed(page.ok().text()), None);
    for one in [next, now] {
        let own = format!("<label for=\"reason-{}\">", one.id);
        page.shows(&own);
    }
    // What was typed into one, and what is wrong there, does not stand in the other.
    let typed = [
        ("version", now.version.to_string()),
        ("step", "extend".to_owned()),
        ("until", "2020-01-01".to_owned()),
        ("reason", "Board of April".to_owned()),
    ];
    let typed = typed
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let page = coordinator
        .post(&format!("/membership/{}", now.id), &typed)
        .await;
    page.status(422)
        .shows(&format!("id=\"until-{}-error\"", now.id));
    assert_eq!(malformed(page.text()), None);
    assert_eq!(page.text().matches("value=\"Board of April\"").count(), 1);
    let typed = [
        ("version", next.version.to_string()),
        ("step", "vet".to_owned()),
        ("reason", String::new()),
    ];
    let typed = typed
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let page = coordinator
        .post(&format!("/membership/{}", next.id), &typed)
        .await;
    page.status(422)
        .shows(&format!("id=\"reason-{}-error\"", next.id))
        .hides(&format!("id=\"reason-{}-error\"", now.id));
}
