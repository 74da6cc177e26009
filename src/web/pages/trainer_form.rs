//! Taking a trainer into the programme: who they are, what they teach, how far and how often.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::error::Page;
use super::super::extract::{Fields, Form, Visitor};
use super::super::render::{FormView, look_at};
use crate::accounts::{self, Language, NewPerson, Role};
use crate::app::App;
use crate::db::Work;
use crate::error::{Error, FieldError, Message, Result};
use crate::reference;
use crate::trainers::{
    self, CityId, NewTrainer, Pool, Standing, SubjectId, TrainerId, UniversityId,
};

/// Subjects that the form has room for.
const SKILLS: usize = 8;
/// A term's fair share in minutes until somebody says otherwise: ten lectures of ninety minutes.
const TARGET: i32 = 900;

/// The form, with the programme's usual limits.
pub async fn form(State(app): State<App>, Visitor(actor): Visitor) -> Page {
    let work = app.read(&actor).await?;
    let usual = [
        ("title", "Dr."),
        ("pool", "academic"),
        ("language", "en"),
        ("max_travel", "180"),
        ("cap_day", "2"),
        ("cap_week", "3"),
        ("cap_month", "6"),
        ("teaches_en", "yes"),
    ];
    let form = FormView::fresh(usual.map(|(name, value)| (name, value.to_owned())));
    app.page(&actor, "trainers/form.html", &view(&work, form).await?)
}

/// Takes the trainer in, and leads to their page.
pub async fn create(State(app): State<App>, Visitor(actor): Visitor, Form(fields): Form) -> Page {
    let work = app.write(&actor).await?;
    match add(&work, &fields).await {
        Ok(id) => {
            work.commit().await?;
            Ok(look_at(format!("/trainers/{id}")))
        }
        Err(Error::Invalid(errors)) => {
            let form = FormView::typed(actor.language, &fields, &errors);
            app.refused(&actor, "trainers/form.html", &view(&work, form).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn view(work: &Work, form: FormView) -> Result<Value> {
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
    Ok(json!({
        "cities": cities,
        "campuses": campuses,
        "subjects": reference::subjects(work).await?,
        "form": form,
    }))
}

fn known(name: &str) -> bool {
    const PLAIN: [&str; 13] = [
        "name",
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
            n.parse::<usize>().is_ok_and(|n| (1..=SKILLS).contains(&n))
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
    let home = fields.parse("home").map(CityId);
    for (field, missing) in [
        ("language", language.is_none()),
        ("pool", pool.is_none()),
        ("home", home.is_none()),
    ] {
        if missing {
            wrong(field, "field-choice");
        }
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
    for n in 1..=SKILLS {
        let subject = fields.get(&format!("skill_{n}_subject")).trim();
        if subject.is_empty() {
            continue;
        }
        let level = fields.parse(&format!("skill_{n}_level"));
        match (subject.parse().ok(), level) {
            (Some(subject), Some(level)) => expertise.push((SubjectId(subject), level, 0)),
            _ => wrong("expertise", "field-choice"),
        }
    }
    if expertise.is_empty() {
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
    let (Some(language), Some(pool), Some(home), true) = (language, pool, home, errors.is_empty())
    else {
        return Err(Error::Invalid(errors));
    };
    let email = Some(fields.get("email").trim()).filter(|email| !email.is_empty());
    let person = accounts::create(
        work,
        NewPerson {
            name: fields.get("name").to_owned(),
            email: email.map(str::to_owned),
            language,
            invented: false,
        },
    )
    .await?;
    accounts::grant(work, person, Role::Trainer, None).await?;
    let new = NewTrainer {
        person,
        pool,
        university: fields.parse("university").map(UniversityId),
        title: fields.get("title").to_owned(),
        home,
        standing: Standing::Active,
        max_travel,
        caps,
        target: TARGET,
        languages,
        expertise,
    };
    trainers::create(work, new).await
}
