//! From instances and outcomes to JSON text.

use serde_json::{Value, json};

use crate::model::{Instance, NO_CAP, Place};
use crate::solve::Outcome;

/// The solution document of an outcome.
pub fn solution(instance: &Instance, outcome: &Outcome) -> String {
    let assignments: Vec<Value> = outcome
        .plan
        .assignments
        .iter()
        .map(|a| json!([a.slot, a.option, sorted(&a.trainers)]))
        .collect();
    let stats = json!({
        "objective": outcome.objective, "epochs": outcome.epochs,
        "covered": assignments.len(), "slots": instance.slots.len(),
    });
    json!({ "assignments": assignments, "bound": outcome.bound, "stats": stats }).to_string()
}

/// An instance as `trainer-matching/1`. What the format cannot say (seats of several subjects, pools, resources,
/// bookings, session caps, same-day reach, months) is left out; numbers without a cap become the largest allowed.
pub fn write(instance: &Instance, name: &str) -> String {
    let cap = |minutes: i64| if minutes == NO_CAP { 1 << 32 } else { minutes };
    let ends = instance
        .slots
        .iter()
        .flat_map(|s| &s.options)
        .map(|o| o.end);
    let weeks = ends
        .max()
        .map_or(0, |end| (end - 1).div_euclid(crate::model::WEEK) + 1);
    let skills = instance
        .trainers
        .iter()
        .flat_map(|t| &t.skills)
        .map(|s| s.subject);
    let asked = instance
        .slots
        .iter()
        .flat_map(|s| &s.seats)
        .map(|s| s.subject);
    let spoken = instance.trainers.iter().flat_map(|t| &t.langs).copied();
    let trainers: Vec<Value> = instance
        .trainers
        .iter()
        .map(|t| {
            let skills: Vec<Value> = t.skills.iter().map(|s| json!([s.subject, s.level, s.preference])).collect();
            json!({
                "home": t.home, "max_travel": cap(t.max_travel), "skills": skills, "langs": t.langs, "avail": t.avail,
                "max_week": cap(t.max_week_minutes), "max_total": cap(t.max_total_minutes), "target": cap(t.target),
            })
        })
        .collect();
    let slots: Vec<Value> = instance
        .slots
        .iter()
        .map(|slot| {
            let options: Vec<(i64, i64)> = slot.options.iter().map(|o| (o.start, o.end)).collect();
            let city = match slot.options.first().map(|o| o.place) {
                Some(Place::Venue { city, .. }) => i64::from(city),
                _ => -1,
            };
            let (first, last) = (slot.seats.first(), slot.seats.last());
            json!({
                "subject": first.map_or(0, |s| s.subject), "level": last.map_or(1, |s| s.score_level),
                "lead_level": first.map_or(1, |s| s.level), "need": slot.seats.len(), "value": slot.value,
                "city": city, "lang": slot.lang, "options": options, "prev": slot.prev,
            })
        })
        .collect();
    let pinned: Vec<Value> = instance
        .pinned
        .iter()
        .map(|p| json!([p.slot, p.option, sorted(&p.trainers)]))
        .collect();
    let travel: Vec<&[i64]> = instance.travel.chunks(instance.cities.max(1)).collect();
    let w = &instance.weights;
    let mut document = json!({
        "format": "trainer-matching/1", "name": name, "seed": 0, "weeks": weeks,
        "weights": { "level": w.level, "travel": w.travel, "stability": w.stability, "overload": w.overload },
        "cities": instance.cities, "travel": travel,
        "subjects": skills.chain(asked).max().map_or(0, |s| s + 1),
        "languages": spoken.chain(instance.slots.iter().map(|s| s.lang)).max().map_or(0, |l| l + 1),
        "trainers": trainers, "slots": slots, "forbidden": instance.forbidden, "pinned": pinned,
    });
    // Left out where there are none, so that readers of before know every field.
    if !instance.conflicts.is_empty() {
        document["conflicts"] = json!(instance.conflicts);
    }
    document.to_string()
}

fn sorted(trainers: &[u32]) -> Vec<u32> {
    let mut sorted = trainers.to_vec();
    sorted.sort_unstable();
    sorted
}
