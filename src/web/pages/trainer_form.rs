//! A trainer's record as a form: taking somebody into the programme, and changing what is known of
//! them. The two share their fields; who somebody is stays as it was.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, PathId, Visitor};
use super::super::render::{FormView, look_at};
use super::stale;
use crate::accounts::faces::Faces;
use crate::accounts::policy::{self, Action};
use crate::accounts::{Language, NewPerson};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::trainers::{
    self, CityId, NewTrainer, Pool, Revision, Standing, SubjectId, TARGET, TrainerId, TrainerView,
    UniversityId,
};
use crate::{flows, i18n, reference};

/// Subjects that the form has room for.
const SKILLS: usize = 8;
/// Subjects that any form is read for.
const SKILLS_AT_MOST: usize = 80;
/// Fields of who somebody is, which changing their record does not touch.
const WHO: [&str; 6] = ["name", "another", "email", "language", "pool", "university"];

/// The form, with the programme's usual limits.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let (travel, (day, week, month)) = trainers::USUAL;
    let usual = [
        ("title", "Dr.".to_owned()),
        ("pool", "academic".to_owned()),
        ("language", "en".to_owned()),
        ("max_travel", travel.to_string()),
        ("cap_day", day.to_string()),
        ("cap_week", week.to_string()),
        ("cap_month", month.to_string()),
        ("teaches_en", "yes".to_owned()),
    ];
    let form = FormView::fresh(usual);
    app.page(
        &actor,
        "trainers/form.html",
        &view(&work, form, None).await?,
    )
}

/// Takes the trainer in, and leads to their page.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let work = app.write(&actor).await?;
    let done = add(&work, &fields)
        .await
        .map(|id| format!("/trainers/{id}"));
    app.settle(
        work,
        &fields,
        done,
        "trainers/form.html",
        async |work, form| view(work, form, None).await,
    )
    .await
}

/// The form of a trainer as they are.
pub async fn edit(State(app): State<App>, Visitor(actor): Visitor, PathId(id): PathId) -> Page {
    let work = app.read(&actor).await?;
    let trainer = editable(&work, id).await?;
    let form = FormView::fresh([]).with(stale::with_was(values(&work, &trainer)));
    let view = view(&work, form, Some(trainer)).await?;
    app.page(&actor, "trainers/form.html", &view)
}

/// The form's values of a trainer as they are; subjects for those who rate them.
fn values(work: &Work, trainer: &TrainerView) -> Vec<(String, String)> {
    let (day, week, month) = trainer.caps;
    let mut values = vec![
        ("version".to_owned(), trainer.version.to_string()),
        ("title".to_owned(), trainer.title.clone()),
        ("home".to_owned(), trainer.home.to_string()),
        ("max_travel".to_owned(), trainer.max_travel.to_string()),
        ("cap_day".to_owned(), day.to_string()),
        ("cap_week".to_owned(), week.to_string()),
        ("cap_month".to_owned(), month.to_string()),
    ];
    for language in &trainer.languages {
        values.push((format!("teaches_{}", language.word()), "yes".into()));
    }
    if policy::may_all(&work.actor, Action::ManageTrainers) {
        for (n, skill) in (1..).zip(&trainer.expertise) {
            values.push((format!("skill_{n}_subject"), skill.subject.to_string()));
            values.push((format!("skill_{n}_level"), skill.claimed.to_string()));
        }
    }
    values
}

/// How to say a field's value to somebody, and beside which field.
async fn words(work: &Work) -> Result<impl Fn(&str, &str) -> (String, String)> {
    let said = work.actor.language;
    let subjects = reference::subjects(work).await?;
    let cities = reference::cities(work).await?;
    Ok(move |field: &str, value: &str| {
        let t = |key: &str| i18n::t(said, key, &[]);
        let named = match field {
            "home" => cities
                .iter()
                .find(|city| city.id.to_string() == value)
                .map(|city| city.name.clone()),
            _ if field.starts_with("teaches_") => Some(t(&field.replace("teaches_", "language-"))),
            _ if field.ends_with("_level") => Some(t(&format!("level-{value}"))),
            _ if field.ends_with("_subject") => subjects
                .iter()
                .find(|subject| subject.id.to_string() == value)
                .map(|subject| subject.name.clone()),
            _ => None,
        };
        let place = match field {
            _ if field.starts_with("skill_") => "expertise",
            _ if field.starts_with("teaches_") => "teaches_en",
            _ => field,
        };
        (place.to_owned(), named.unwrap_or_else(|| value.to_owned()))
    })
}

/// Changes the record.
pub async fn revise(
    State(app): State<App>,
    Visitor(actor): Visitor,
    PathId(id): PathId,
    Form(fields): Form,
) -> Page {
    let work = app.write(&actor).await?;
    let trainer = editable(&work, id).await?;
    let revised = async {
        let (version, new) = revision(&work, &fields)?;
        trainers::revise(&work, trainer.id, version, new).await
    };
    match revised.await {
        Ok(()) => {
            work.commit().await?;
            app.nudge();
            Ok(look_at(format!("/trainers/{id}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            let view = view(&work, form, Some(trainer)).await?;
            app.refused(&actor, "trainers/form.html", &view)
        }
        Err(Error::Stale) => {
            let (now, words) = (values(&work, &trainer), words(&work).await?);
            let form = stale::form(&work, ("trainer", id), &fields, now, words).await?;
            let view = view(&work, form, Some(trainer)).await?;
            app.overtaken(&actor, "trainers/form.html", &view)
        }
        Err(other) => Err(other.into()),
    }
}

/// A trainer whose record this person may change.
async fn editable(work: &Work, id: i64) -> Result<TrainerView> {
    let id = TrainerId(id);
    let owner = policy::Owner::trainer(id);
    policy::require(&work.actor, Action::EditTrainers, owner, "trainer")?;
    trainers::get(work, id).await
}

fn revision(work: &Work, fields: &Fields) -> Result<(i64, Revision)> {
    let rates = policy::may_all(&work.actor, Action::ManageTrainers);
    fields.only(|name| {
        matches!(name, "version" | stale::WAS)
            || (known(name) && !WHO.contains(&name) && (rates || !name.starts_with("skill_")))
    })?;
    let mut errors: Vec<FieldError> = Vec::new();
    let record = record(fields, rates, &mut errors);
    let version = fields.parse("version").unwrap_or_default();
    match record.home {
        Some(home) if errors.is_empty() => Ok((
            version,
            Revision {
                title: fields.get("title").to_owned(),
                home,
                max_travel: record.max_travel,
                caps: record.caps,
                languages: record.languages,
                expertise: rates.then_some(record.expertise),
            },
        )),
        _ => Err(Error::Invalid(errors)),
    }
}

async fn view(work: &Work, form: FormView, trainer: Option<TrainerView>) -> Result<Value> {
    let cities: Vec<Value> = reference::cities(work)
        .await?
        .into_iter()
        .map(|city| json!({ "id": city.id, "name": city.name }))
        .collect();
    let campuses: Vec<Value> = reference::universities(work)
        .await?
        .into_iter()
        .map(|campus| json!({ "id": campus.id, "name": campus.name }))
        .collect();
    // Whoever has more subjects than the usual form sees them all, and room for two more.
    let skills = trainer
        .as_ref()
        .map_or(0, |trainer| trainer.expertise.len());
    let rows: Vec<usize> = (1..=SKILLS.max(skills + 2)).collect();
    let taught = trainer.iter().flat_map(|trainer| &trainer.expertise);
    let typed = rows
        .iter()
        .filter_map(|n| form.value(&format!("skill_{n}_subject")));
    let typed = typed.filter_map(|id| id.parse().ok()).map(SubjectId);
    let chosen: Vec<SubjectId> = taught.map(|skill| skill.subject).chain(typed).collect();
    Ok(json!({
        "rates": policy::may_all(&work.actor, Action::ManageTrainers),
        "rows": rows,
        "trainer": trainer,
        "cities": cities,
        "campuses": campuses,
        "subjects": reference::subjects_with(work, &chosen).await?,
        "form": form,
    }))
}

fn known(name: &str) -> bool {
    const PLAIN: [&str; 14] = [
        "name",
        "another",
        "email",
        "title",
        "language",
        "pool",
        "university",
        "home",
        "max_travel",
        "cap_day",
        "cap_week",
        "cap_month",
        "teaches_en",
        "teaches_ur",
    ];
    let skill = name
        .strip_prefix("skill_")
        .and_then(|rest| rest.split_once('_'));
    PLAIN.contains(&name)
        || skill.is_some_and(|(n, part)| {
            n.parse::<usize>()
                .is_ok_and(|n| (1..=SKILLS_AT_MOST).contains(&n))
                && matches!(part, "subject" | "level")
        })
}

async fn add(work: &Work, fields: &Fields) -> Result<TrainerId> {
    fields.only(known)?;
    let mut errors: Vec<FieldError> = Vec::new();
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    let language = Language::from_word(fields.get("language"));
    let pool = Pool::from_word(fields.get("pool"));
    for (field, missing) in [("language", language.is_none()), ("pool", pool.is_none())] {
        if missing {
            wrong(field, "field-choice");
        }
    }
    let record = record(fields, true, &mut errors);
    let (Some(language), Some(pool), Some(home), true) =
        (language, pool, record.home, errors.is_empty())
    else {
        return Err(Error::Invalid(errors));
    };
    let email = Some(fields.get("email").trim()).filter(|email| !email.is_empty());
    let who = NewPerson {
        name: fields.get("name").to_owned(),
        email: email.map(str::to_owned),
        language,
        invented: false,
    };
    let new = |person| NewTrainer {
        person,
        pool,
        university: fields.parse("university").map(UniversityId),
        title: fields.get("title").to_owned(),
        home,
        standing: Standing::Active,
        max_travel: record.max_travel,
        caps: record.caps,
        target: TARGET,
        languages: record.languages,
        expertise: record
            .expertise
            .into_iter()
            .map(|(subject, level)| (subject, level, 0))
            .collect(),
    };
    let another = fields.get("another") == "yes";
    let mut faces = Faces::load(work).await?;
    flows::enrol_newcomer(work, &mut faces, who, another, new).await
}

/// The fields that both forms have.
struct Record {
    home: Option<CityId>,
    max_travel: i32,
    caps: (i32, i32, i32),
    languages: Vec<Language>,
    expertise: Vec<(SubjectId, i32)>,
}

/// Reads them; `rates` where the form has subjects.
fn record(fields: &Fields, rates: bool, errors: &mut Vec<FieldError>) -> Record {
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError {
            field: field.into(),
            message: Message::new(key),
        });
    };
    let home = fields.parse("home").map(CityId);
    if home.is_none() {
        wrong("home", "field-choice");
    }
    let mut number = |field: &str| {
        let number: Option<i32> = fields.parse(field);
        if number.is_none() {
            wrong(field, "field-number");
        }
        number.unwrap_or_default()
    };
    let max_travel = number("max_travel");
    let caps = (number("cap_day"), number("cap_week"), number("cap_month"));
    let mut expertise = Vec::new();
    for n in 1..=SKILLS_AT_MOST {
        let subject = fields.get(&format!("skill_{n}_subject")).trim();
        if subject.is_empty() {
            continue;
        }
        let level = fields.parse(&format!("skill_{n}_level"));
        match (subject.parse().ok(), level) {
            (Some(subject), Some(level)) => expertise.push((SubjectId(subject), level)),
            _ => wrong("expertise", "field-choice"),
        }
    }
    if rates && expertise.is_empty() {
        wrong("expertise", "trainers-no-subject");
    }
    let languages: Vec<Language> = Language::ALL
        .iter()
        .filter(|language| fields.get(&format!("teaches_{}", language.word())) == "yes")
        .copied()
        .collect();
    if languages.is_empty() {
        wrong("teaches_en", "trainers-no-language");
    }
    Record {
        home,
        max_travel,
        caps,
        languages,
        expertise,
    }
}
