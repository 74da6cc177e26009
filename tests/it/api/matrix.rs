//! Every operation × everybody, as `authz_matrix` does for pages. `matrix.txt` says what each may do; an
//! operation that is not in it fails, and so does one that behaves otherwise.
//!
//! `yes` it is done · `none` asked for a token (401) · `no` not allowed (403) · `hid` as if it were not there
//! (404), since it is somebody else's · `form` refused for what the body holds (422) · `held` it can't be done as
//! things stand (409).

use std::collections::BTreeSet;

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rostrum::accounts::policy;
use rostrum::web::Access;
use rostrum::web::api::operations;
use serde_json::{Value, json};

use crate::support::pictures::jpeg;
use crate::support::{Answer, TestApp, Things};

const EXPECTED: &str = include_str!("matrix.txt");

fn outcome(answer: &Answer) -> &'static str {
    match answer.status.as_u16() {
        200 | 201 | 204 => "yes",
        401 => "none",
        403 => "no",
        404 => "hid",
        409 => "held",
        422 => "form",
        other => panic!("status {other}: {}", answer.text()),
    }
}

/// Where an operation is tried, with ids of things in the state in which it can be done.
fn address(things: &Things, name: &str, path: &str) -> String {
    let id = match name {
        "update_request" | "submit_request" => things.draft,
        "send_offer" => things.unsent,
        _ => match path.split('/').nth(1).unwrap() {
            "requests" => things.submitted,
            "plans" => things.run.0,
            "offers" => things.sent,
            "slots" => things.covered,
            "sessions" => things.session,
            "messages" => things.message,
            "trainers" => things.world.trainer.trainer().0,
            "expertise" => things.expertise,
            "subjects" => things.world.subject.0,
            "memberships" => things.membership,
            "feeds" => things.feed,
            "cohorts" => things.world.cohort.0,
            "institutes" => things.world.institute.0,
            "venues" => things.world.venue.0,
            "conflicts" => things.conflict,
            "people" => things.person_for(path),
            _ => 0,
        },
    };
    let filled = path
        .replace("{id}", &id.to_string())
        .replace("{synonym}", &things.synonym.to_string())
        .replace("{evidence}", &things.evidence.to_string())
        .replace("{other}", &things.twin.id.to_string())
        .replace("{exception}", &things.exception.to_string())
        .replace("{slug}", "tahira-trainer")
        .replace("{sign_in}", &things.sign_in.to_string());
    match name {
        "search" => format!("{filled}?q=lecture"),
        _ => filled,
    }
}

/// A body that is filled in rightly.
fn body(things: &Things, name: &str) -> Option<Value> {
    let world = &things.world;
    let slots = json!([{
        "title": "Phishing", "mode": "in_person", "language": "en", "priority": 3,
        "seats": [{ "subject": world.subject, "level": 2, "pool": "academic", "required": true }],
        "options": [{
            "starts": "2026-05-20T06:00:00Z", "ends": "2026-05-20T07:30:00Z", "venue": world.venue,
        }],
    }]);
    let record = |expertise: Value| {
        json!({
            "title": "Prof.", "home": 1, "max_travel": 120, "cap_day": 1, "cap_week": 3,
            "cap_month": 6, "languages": ["en"], "expertise": expertise,
        })
    };
    let skills = json!([{ "subject": world.subject, "level": 3 }]);
    Some(match name {
        "create_venue" => json!({ "name": "Lecture hall 2", "capacity": 40 }),
        "update_venue" => json!({ "name": "Main hall" }),
        "create_cohort" => json!({
            "course": 1, "institute": world.institute, "number": 44, "alias": "44th",
            "starts_on": "2026-08-03", "ends_on": "2026-10-09", "size": 30,
        }),
        "copy_timetable" => json!({ "from": things.earlier }),
        "create_request" | "check_request" => json!({ "cohort": world.cohort, "slots": slots }),
        "update_request" => json!({ "slots": slots }),
        "return_request"
        | "refuse_request"
        | "close_slot"
        | "cancel_slot"
        | "cancel_session"
        | "mark_session_not_held" => json!({ "reason": "The hall is flooded" }),
        "run_plan" => json!({ "from": "2026-04-07", "to": "2026-05-07" }),
        "accept_plan" => json!({}),
        "note_conflict" => json!({
            "trainer": world.trainer.trainer(), "institute": world.other_institute,
            "kind": "trainer_wish", "from_on": "2026-05-01", "until_on": "2026-05-31",
        }),
        "lift_conflict" => json!({ "why": "It is settled" }),
        "mark_distinct" => json!({ "first": things.bystander.id, "second": things.twin.id }),
        "merge_people" => json!({ "reason": "Both wrote from the same desk" }),
        "decline_offer" => json!({ "reason": "not-free" }),
        "create_trainer" => json!({
            "name": "Yasmin Young", "email": "yasmin@example.org", "language": "en",
            "pool": "academic", "university": 1, "record": record(skills),
        }),
        "update_trainer" => record(Value::Null),
        "update_profile" => json!({ "biography": "Teaches." }),
        "set_profile_photo" => json!({ "photo": STANDARD.encode(jpeg(8, 8)) }),
        "set_trainer_standing" => json!({ "standing": "paused" }),
        "add_subject" => json!({
            "code": "IR-99", "subject": { "area": 1, "name": "Hunting threats", "audience": "all" },
        }),
        "revise_subject" => json!({ "area": 1, "name": "Threats", "audience": "all" }),
        "merge_subject" => json!({ "into": 3, "reason": "Twins" }),
        "retire_subject" => json!({ "last": "2026-12-31", "reason": "Out of date" }),
        "restore_subject" => json!({ "reason": "In use" }),
        "add_synonym" => json!({ "words": "who is after us", "language": "en" }),
        "claim_expertise" => json!({ "subject": 20, "claim": { "level": 2 } }),
        "amend_expertise" => json!({ "level": 4, "audience": "bs18", "preference": 10 }),
        "add_evidence" => {
            json!({ "kind": "paper", "title": "On phishing", "dated_on": "2025-01-31" })
        }
        "verify_expertise" => json!({ "level": 3, "until": "2028-01-31", "why": "Paper read" }),
        "unverify_expertise" => json!({ "why": "Retracted" }),
        "nominate_trainer" => json!({ "reason": "For the next years" }),
        "step_membership" => json!({
            "step": "extend", "until": "2029-12-31", "reason": "Board of April",
        }),
        "set_weekly" => json!({
            "from": "2026-05-01", "to": "2026-06-01",
            "hours": [{ "weekday": 0, "start": "09:00", "end": "12:00" }],
        }),
        "create_exception" => json!({
            "starts": "2026-05-04T06:00:00Z", "ends": "2026-05-04T09:00:00Z", "free": false,
        }),
        "create_person" => json!({
            "name": "Palwasha Person", "email": "palwasha@example.org", "language": "en",
            "role": "coordinator",
        }),
        "grant_role" => json!({ "role": "coordinator" }),
        "revoke_role" => json!({ "role": "coordinator" }),
        "create_feed" => {
            json!({ "name": "Phone", "scope": "trainer", "of": world.trainer.trainer() })
        }
        _ => return None,
    })
}

#[tokio::test]
async fn every_operation_lets_in_whom_the_table_says() {
    let fresh = TestApp::sqlite().await;
    let things = Things::build(&fresh).await;
    let mut seen = BTreeSet::new();
    let mut held = Vec::new();
    for (_, someone) in things.everybody() {
        held.push(match someone {
            Some(someone) => fresh.program(someone).await.token,
            None => None,
        });
    }
    for operation in operations() {
        let name = operation.name.as_str();
        let mut line = format!("{name:<24}");
        for ((who, someone), token) in things.everybody().into_iter().zip(&held) {
            let allowed = match (operation.access, someone) {
                (Access::Public | Access::Token, _) => true,
                (Access::FirstStep | Access::SignedIn, who) => who.is_some(),
                (Access::Needs(action), Some(who)) => policy::may(&who.actor, action),
                (Access::Needs(_), None) => false,
            };
            // What one program's action does must not spoil the next one's.
            let copy;
            let app = if allowed && operation.method != Method::GET {
                copy = fresh.copy().await;
                if matches!(name, "deliver_session" | "mark_session_not_held") {
                    copy.clock.advance(60 * 86_400);
                }
                &copy
            } else {
                &fresh
            };
            let mut program = app.stranger();
            program.token = token.clone();
            if matches!(
                name,
                "update_request"
                    | "revise_subject"
                    | "merge_subject"
                    | "retire_subject"
                    | "restore_subject"
            ) {
                program = program.seen(1);
            }
            if matches!(
                name,
                "step_membership"
                    | "update_profile"
                    | "set_profile_photo"
                    | "remove_profile_photo"
                    | "consent_to_profile"
            ) {
                program = program.seen(3);
            }
            if matches!(name, "amend_expertise" | "verify_expertise") {
                program = program.seen(4);
            }
            if name == "update_trainer" {
                program = program.seen(things.trainer_version);
            }
            if name == "merge_people" {
                program = program.seen(things.merge);
            }
            let path = address(&things, name, &operation.path);
            let method = operation.method.clone();
            let answer = match path.contains("/import") {
                true => {
                    let table = Some("code\nx\n".to_owned());
                    program.send(method, &path, "text/csv", table).await
                }
                false => program.ask(method, &path, body(&things, name)).await,
            };
            let outcome = outcome(&answer);
            line.push_str(&format!("{outcome:<5}"));
            let turned_away = matches!(outcome, "none" | "no");
            assert_eq!(turned_away, !allowed, "{name} {who}: {}", answer.text());
        }
        seen.insert(line.trim_end().to_owned());
    }
    let said: BTreeSet<String> = EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(str::to_owned)
        .collect();
    let wrong: Vec<String> = seen
        .difference(&said)
        .map(|line| format!("is:   {line}"))
        .chain(said.difference(&seen).map(|line| format!("said: {line}")))
        .collect();
    assert!(wrong.is_empty(), "matrix.txt:\n{}", wrong.join("\n"));
}
