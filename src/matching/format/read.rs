//! From JSON text to an instance. Every invariant of the format is checked, and the first flaw is named with its place.

use super::node::Node;
use crate::model::{
    ANY_CLASS, Assignment, DAY, Instance, NO_CAP, NO_END, Place, ReachRule, Seat, Skill, Slot,
    SlotOption, Trainer, Weights,
};
use crate::rules::expertise;
use crate::validate::{Flaw, MOST, ensure};

const FORMAT: &str = "trainer-matching/1";
const MOST_CITIES: i64 = 2_000;
const MOST_ROWS: usize = 1 << 20;

/// Reads and validates an instance.
///
/// # Errors
/// The first flaw of the text, the format or the instance.
pub fn read(text: &str) -> Result<Instance, Flaw> {
    let root: Node =
        serde_json::from_str(text).map_err(|e| Flaw::at("", format!("not JSON: {e}")))?;
    let names = [
        "format",
        "name",
        "seed",
        "weeks",
        "weights",
        "cities",
        "travel",
        "subjects",
        "languages",
        "trainers",
        "slots",
        "forbidden",
        "pinned",
    ];
    let (f, [conflicts]) = fields_and(&root, "", names, ["conflicts"])?;
    ensure(
        matches!(f[0], Node::Text(t) if t == FORMAT),
        || "format".into(),
        "must be \"trainer-matching/1\"",
    )?;
    ensure(
        matches!(f[1], Node::Text(_)),
        || "name".into(),
        "must be a string",
    )?;
    whole(f[2], "seed", 0, i64::MAX)?;
    whole(f[3], "weeks", 0, 1 << 18)?;
    let [level, travel_weight, stability, overload] = fields(
        f[4],
        "weights",
        ["level", "travel", "stability", "overload"],
    )?;
    let weights = Weights {
        level: whole(level, "weights.level", 0, MOST)?,
        travel: whole(travel_weight, "weights.travel", 0, MOST)?,
        stability: whole(stability, "weights.stability", 0, MOST)?,
        overload: whole(overload, "weights.overload", 0, MOST)?,
    };
    let cities = whole(f[5], "cities", 0, MOST_CITIES)? as usize;
    let travel = read_travel(f[6], cities)?;
    let subjects = whole(f[7], "subjects", 0, 1 << 20)?;
    let languages = whole(f[8], "languages", 0, 1 << 20)?;
    let sizes = Sizes {
        cities: cities as i64,
        subjects,
        languages,
    };
    let trainers = list(f[9], "trainers")?
        .iter()
        .enumerate()
        .map(|(i, n)| read_trainer(n, i, &sizes))
        .collect::<Result<Vec<_>, _>>()?;
    let people = trainers.len() as i64;
    let slots = list(f[10], "slots")?
        .iter()
        .enumerate()
        .map(|(j, n)| read_slot(n, j, &sizes, people))
        .collect::<Result<Vec<_>, _>>()?;
    let mut forbidden = Vec::new();
    for (k, node) in list(f[11], "forbidden")?.iter().enumerate() {
        let place = format!("forbidden[{k}]");
        let [slot, trainer] = tuple(node, &place)?;
        let slot = position(slot, &place, slots.len() as i64, "slot")?;
        forbidden.push((slot, position(trainer, &place, people, "trainer")?));
    }
    forbidden.sort_unstable();
    ensure(
        forbidden.windows(2).all(|w| w[0] != w[1]),
        || "forbidden".into(),
        "a pair stands twice",
    )?;
    let conflicts = match conflicts {
        Some(node) => read_conflicts(node, people, &slots)?,
        None => Vec::new(),
    };
    let pinned = read_pins(f[12], &trainers, &slots)?;
    let instance = Instance {
        weights,
        cities,
        travel,
        reach: ReachRule::OFF,
        months: Vec::new(),
        trainers,
        slots,
        forbidden,
        conflicts,
        pinned,
        resource_booked: Vec::new(),
    };
    instance.validate()?;
    Ok(instance)
}

struct Sizes {
    cities: i64,
    subjects: i64,
    languages: i64,
}

fn read_travel(node: &Node, cities: usize) -> Result<Vec<i64>, Flaw> {
    let rows = list(node, "travel")?;
    ensure(
        rows.len() == cities,
        || "travel".into(),
        "must have one row a city",
    )?;
    let mut travel = Vec::with_capacity(cities * cities);
    for (a, row) in rows.iter().enumerate() {
        let place = format!("travel[{a}]");
        let row = list(row, &place)?;
        ensure(
            row.len() == cities,
            || place.clone(),
            "must have one entry a city",
        )?;
        for (b, minutes) in row.iter().enumerate() {
            travel.push(whole(minutes, &format!("travel[{a}][{b}]"), 0, 1 << 20)?);
        }
    }
    let at = |a: usize, b: usize| travel[a * cities + b];
    for a in 0..cities {
        ensure(
            at(a, a) == 0,
            || format!("travel[{a}][{a}]"),
            "must be 0 on the diagonal",
        )?;
        for b in 0..a {
            ensure(
                at(a, b) == at(b, a),
                || format!("travel[{a}][{b}]"),
                "not symmetric",
            )?;
        }
    }
    for via in 0..cities {
        for a in 0..cities {
            for b in 0..cities {
                let shorter = at(a, via) + at(via, b) < at(a, b);
                ensure(
                    !shorter,
                    || format!("travel[{a}][{b}]"),
                    "longer than by way of another city",
                )?;
            }
        }
    }
    Ok(travel)
}

fn read_trainer(node: &Node, i: usize, sizes: &Sizes) -> Result<Trainer, Flaw> {
    let place = format!("trainers[{i}]");
    let names = [
        "home",
        "max_travel",
        "skills",
        "langs",
        "avail",
        "max_week",
        "max_total",
        "target",
    ];
    let f = fields(node, &place, names)?;
    let home = position(f[0], &format!("{place}.home"), sizes.cities, "city")?;
    let minutes = |k: usize| whole(f[k], &format!("{place}.{}", names[k]), 0, 1 << 32);
    let mut skills = Vec::new();
    for (k, node) in list(f[2], &format!("{place}.skills"))?.iter().enumerate() {
        let here = format!("{place}.skills[{k}]");
        let [subject, level, preference] = tuple(node, &here)?;
        skills.push(Skill {
            subject: position(subject, &here, sizes.subjects, "subject")?,
            level: whole(level, &here, 1, 5)? as u8,
            preference: whole(preference, &here, -30, 30)?,
            floor: 0,
            only: None,
            until: NO_END,
        });
    }
    skills.sort_unstable_by_key(|s| s.subject);
    let once = skills.windows(2).all(|w| w[0].subject != w[1].subject);
    ensure(once, || format!("{place}.skills"), "a subject stands twice")?;
    let langs = positions(f[3], &format!("{place}.langs"), sizes.languages, "language")?;
    let mut avail: Vec<(i64, i64)> = Vec::new();
    for (k, node) in list(f[4], &format!("{place}.avail"))?.iter().enumerate() {
        let here = format!("{place}.avail[{k}]");
        let span = read_span(node, &here)?;
        if let Some(before) = avail.last() {
            ensure(
                before.1 <= span.0,
                || here.clone(),
                "not sorted, or overlapping",
            )?;
            ensure(before.1 < span.0, || here.clone(), "touches the one before")?;
        }
        avail.push(span);
    }
    Ok(Trainer {
        home,
        max_travel: minutes(1)?,
        pool: 0,
        skills,
        langs,
        terms: None,
        avail,
        booked: Vec::new(),
        max_day: NO_CAP,
        max_week: NO_CAP,
        max_month: NO_CAP,
        max_week_minutes: minutes(5)?,
        max_total_minutes: minutes(6)?,
        target: minutes(7)?,
    })
}

fn read_slot(node: &Node, j: usize, sizes: &Sizes, trainers: i64) -> Result<Slot, Flaw> {
    let place = format!("slots[{j}]");
    let names = [
        "subject",
        "level",
        "lead_level",
        "need",
        "value",
        "city",
        "lang",
        "options",
        "prev",
    ];
    let f = fields(node, &place, names)?;
    let at = |name: &str| format!("{place}.{name}");
    let subject = position(f[0], &at("subject"), sizes.subjects, "subject")?;
    let level = whole(f[1], &at("level"), 1, 5)? as u8;
    let lead_level = whole(f[2], &at("lead_level"), 1, 5)? as u8;
    ensure(lead_level >= level, || at("lead_level"), "below level")?;
    let need = whole(f[3], &at("need"), 1, 3)? as usize;
    let value = whole(f[4], &at("value"), 0, MOST)?;
    let venue = match whole(f[5], &at("city"), -1, i64::MAX)? {
        -1 => Place::Online,
        _ => {
            let city = position(f[5], &at("city"), sizes.cities, "city")?;
            Place::Venue { venue: city, city }
        }
    };
    let lang = position(f[6], &at("lang"), sizes.languages, "language")?;
    let mut options: Vec<SlotOption> = Vec::new();
    for (k, node) in list(f[7], &at("options"))?.iter().enumerate() {
        let here = format!("{place}.options[{k}]");
        let (start, end) = read_span(node, &here)?;
        ensure(
            start.div_euclid(DAY) == (end - 1).div_euclid(DAY),
            || here.clone(),
            "crosses midnight",
        )?;
        if let Some(first) = options.first() {
            ensure(
                first.end - first.start == end - start,
                || here.clone(),
                "another duration than the first",
            )?;
        }
        ensure(
            options.iter().all(|o| o.start != start),
            || here.clone(),
            "stands twice",
        )?;
        options.push(SlotOption {
            start,
            end,
            place: venue,
            resources: Vec::new(),
        });
    }
    ensure(
        (1..=4).contains(&options.len()),
        || at("options"),
        "must be 1 to 4",
    )?;
    let seat = |k: usize| Seat {
        subject,
        level: if k == 0 { lead_level } else { level },
        score_level: level,
        pool: None,
    };
    let prev = positions(f[8], &at("prev"), trainers, "trainer")?;
    Ok(Slot {
        seats: (0..need).map(seat).collect(),
        options,
        lang,
        class: ANY_CLASS,
        value,
        prev,
    })
}

/// Trainers who must not serve one option of a slot, though they may serve the others.
fn read_conflicts(node: &Node, people: i64, slots: &[Slot]) -> Result<Vec<(u32, u32, u32)>, Flaw> {
    let mut conflicts = Vec::new();
    for (k, node) in list(node, "conflicts")?.iter().enumerate() {
        let place = format!("conflicts[{k}]");
        let [slot, option, trainer] = tuple(node, &place)?;
        let slot = position(slot, &place, slots.len() as i64, "slot")?;
        let options = slots[slot as usize].options.len() as i64;
        let option = position(option, &place, options, "option")?;
        conflicts.push((slot, option, position(trainer, &place, people, "trainer")?));
    }
    conflicts.sort_unstable();
    ensure(
        conflicts.windows(2).all(|w| w[0] != w[1]),
        || "conflicts".into(),
        "a conflict stands twice",
    )?;
    Ok(conflicts)
}

fn read_pins(node: &Node, trainers: &[Trainer], slots: &[Slot]) -> Result<Vec<Assignment>, Flaw> {
    let mut pinned: Vec<Assignment> = Vec::new();
    for (k, node) in list(node, "pinned")?.iter().enumerate() {
        let place = format!("pinned[{k}]");
        let [slot, option, people] = tuple(node, &place)?;
        let slot = position(slot, &place, slots.len() as i64, "slot")?;
        let what = &slots[slot as usize];
        let option = position(option, &place, what.options.len() as i64, "option")?;
        let mut who = positions(people, &place, trainers.len() as i64, "trainer")?;
        ensure(
            who.len() == what.seats.len(),
            || place.clone(),
            "must name as many trainers as the slot needs",
        )?;
        ensure(
            pinned.iter().all(|p| p.slot != slot),
            || place.clone(),
            "the slot is pinned twice",
        )?;
        // The format does not say who leads; the first seat asks for it.
        let lead = who.iter().position(|&i| {
            let asked = &what.seats[0];
            let skill = expertise::skill(&trainers[i as usize], asked.subject);
            skill.is_some_and(|skill| expertise::fits(skill, what, asked))
        });
        let Some(lead) = lead else {
            return Err(Flaw::at(place, "no trainer at the lead level"));
        };
        who.swap(0, lead);
        pinned.push(Assignment {
            slot,
            option,
            trainers: who,
        });
    }
    pinned.sort_unstable();
    Ok(pinned)
}

fn read_span(node: &Node, place: &str) -> Result<(i64, i64), Flaw> {
    let [start, end] = tuple(node, place)?;
    let (start, end) = (
        whole(start, place, 0, 1 << 31)?,
        whole(end, place, 0, 1 << 31)?,
    );
    ensure(start < end, || place.to_owned(), "end before start")?;
    Ok((start, end))
}

fn whole(node: &Node, place: &str, low: i64, high: i64) -> Result<i64, Flaw> {
    match node {
        Node::Whole(value) if (low..=high).contains(value) => Ok(*value),
        Node::Whole(value) if *value < 0 && low == 0 => {
            Err(Flaw::at(place, "must not be negative"))
        }
        Node::Whole(_) => Err(Flaw::at(place, format!("must be between {low} and {high}"))),
        Node::OtherNumber => Err(Flaw::at(place, "must be a whole number below 2^63")),
        _ => Err(Flaw::at(place, "must be a whole number")),
    }
}

fn position(node: &Node, place: &str, count: i64, what: &str) -> Result<u32, Flaw> {
    let value = whole(node, place, 0, i64::MAX)?;
    ensure(
        value < count,
        || place.to_owned(),
        &format!("no such {what}"),
    )?;
    u32::try_from(value).map_err(|_| Flaw::at(place, "too large"))
}

fn positions(node: &Node, place: &str, count: i64, what: &str) -> Result<Vec<u32>, Flaw> {
    let mut all = list(node, place)?
        .iter()
        .map(|n| position(n, place, count, what))
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_unstable();
    ensure(
        all.windows(2).all(|w| w[0] != w[1]),
        || place.to_owned(),
        &format!("a {what} stands twice"),
    )?;
    Ok(all)
}

fn list<'a>(node: &'a Node, place: &str) -> Result<&'a [Node], Flaw> {
    let Node::List(items) = node else {
        return Err(Flaw::at(place, "must be a list"));
    };
    ensure(
        items.len() <= MOST_ROWS,
        || place.to_owned(),
        "has more than 2^20 entries",
    )?;
    Ok(items)
}

fn tuple<'a, const N: usize>(node: &'a Node, place: &str) -> Result<&'a [Node; N], Flaw> {
    list(node, place)?
        .try_into()
        .map_err(|_| Flaw::at(place, format!("must have {N} entries")))
}

fn fields<'a, const N: usize>(
    node: &'a Node,
    place: &str,
    names: [&str; N],
) -> Result<[&'a Node; N], Flaw> {
    fields_and(node, place, names, []).map(|(found, [])| found)
}

/// Fields that must be there, and such as may be left out.
#[allow(clippy::type_complexity)] // the two arrays are all there is to it
fn fields_and<'a, const N: usize, const M: usize>(
    node: &'a Node,
    place: &str,
    names: [&str; N],
    free: [&str; M],
) -> Result<([&'a Node; N], [Option<&'a Node>; M]), Flaw> {
    let Node::Object(pairs) = node else {
        return Err(Flaw::at(place, "must be an object"));
    };
    let at = |name: &str| {
        if place.is_empty() {
            name.to_owned()
        } else {
            format!("{place}.{name}")
        }
    };
    let mut found: [Option<&Node>; N] = [None; N];
    let mut more: [Option<&Node>; M] = [None; M];
    for (name, value) in pairs {
        if let Some(k) = free.iter().position(|n| n == name) {
            ensure(more[k].is_none(), || at(name), "stands twice")?;
            more[k] = Some(value);
            continue;
        }
        let Some(k) = names.iter().position(|n| n == name) else {
            return Err(Flaw::at(at(name), "unknown field"));
        };
        ensure(found[k].is_none(), || at(name), "stands twice")?;
        found[k] = Some(value);
    }
    if let Some(k) = found.iter().position(Option::is_none) {
        return Err(Flaw::at(at(names[k]), "is missing"));
    }
    static NOTHING: Node = Node::Other;
    Ok((found.map(|node| node.unwrap_or(&NOTHING)), more))
}
