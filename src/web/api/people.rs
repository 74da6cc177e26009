//! People and their access. Passwords, codes and sign-in links are for people alone: a program that could
//! make them would outlive its token.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Visitor;
use super::answer::{Answer, Listed, Made, One, Seen, Versioned, page};
use super::extract::{Json, Path, Query};
use super::values::{LanguageWord, Moment, RoleWord, Word};
use crate::accounts::{
    self, InstituteId, NewPerson, PersonId, PersonView, SignInId, invitations, second_factor,
    sign_ins,
};
use crate::actor::Actor;
use crate::app::App;
use crate::db::Work;
use crate::error::Error;
use crate::{flows, text};

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// The person.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Mail address, if they have one.
    pub email: Option<String>,
    /// What they are.
    pub roles: Vec<PersonRole>,
    /// Whether they were asked in and have not come yet.
    pub invited: bool,
    /// Whether a code of an authenticator app is asked for when they sign in.
    pub second_step: bool,
    /// Since when they are shut out.
    pub disabled_at: Option<Moment>,
    /// The record that is kept in place of this one, where somebody was there twice.
    pub merged_into: Option<i64>,
    /// Made up by the demonstration.
    pub invented: bool,
    /// Counts the changes of their access.
    pub version: i64,
}

impl Versioned for Person {
    fn version(&self) -> i64 {
        self.version
    }
}

/// A role that a person has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonRole {
    /// The role.
    pub role: RoleWord,
    /// Short name of the institute, for an officer.
    pub institute: Option<String>,
}

impl From<PersonView> for Person {
    fn from(person: PersonView) -> Self {
        let roles = person
            .roles
            .into_iter()
            .map(|(role, institute)| PersonRole {
                role: Word(role),
                institute,
            });
        Self {
            id: person.id.0,
            name: person.name,
            email: person.email,
            roles: roles.collect(),
            invited: person.invited,
            second_step: person.second_step,
            disabled_at: person.disabled_at.map(Moment),
            merged_into: person.merged_into.map(|id| id.0),
            invented: person.invented,
            version: person.version,
        }
    }
}

/// Which people.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeopleQuery {
    /// Part of a name or mail address.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Only what follows this id.
    #[param(minimum = 0)]
    pub after: Option<i64>,
    /// At most so many; 50 where it is not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

/// Lists people.
#[utoipa::path(get, path = "/people", tag = "people", params(PeopleQuery),
    responses((status = 200, body = Listed<Person>)))]
pub async fn list_people(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Query(query): Query<PeopleQuery>,
) -> Answer<One<Listed<Person>>> {
    let page = page(query.after, query.limit)?;
    let words = query.q.unwrap_or_default();
    let words = text::line("?q", &words, 0..=200).map_err(Error::from)?;
    let work = app.read(&actor).await?;
    Ok(Listed::of(accounts::page(&work, &words, page).await?))
}

/// Shows a person.
#[utoipa::path(get, path = "/people/{id}", tag = "people", responses((status = 200, body = Person)))]
pub async fn show_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    let work = app.read(&actor).await?;
    shown(&work, id).await
}

async fn shown(work: &Work, id: i64) -> Answer<Seen<Person>> {
    Ok(Seen(accounts::get(work, PersonId(id)).await?.into()))
}

/// Somebody to be asked in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonBody {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Mail address, which nobody else has.
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// Language of pages, letters and calendars.
    pub language: LanguageWord,
    /// Administrator, coordinator or officer: a trainer is taken in with campus and subjects instead.
    pub role: RoleWord,
    /// The institute, for an officer and for nobody else.
    pub institute: Option<i64>,
}

/// Makes somebody known with one role, and sends them an invitation.
#[utoipa::path(post, path = "/people", tag = "people", request_body = PersonBody,
    responses((status = 201, body = Person)))]
pub async fn create_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Json(body): Json<PersonBody>,
) -> Answer<Made<Seen<Person>>> {
    app.act(&actor, async |work| {
        let institute = known_institute(work, body.institute).await?;
        let who = NewPerson {
            name: body.name,
            email: Some(body.email),
            language: body.language.0,
            invented: false,
        };
        let id = flows::invite::invite(work, who, body.role.0, institute).await?;
        Ok(Made(format!("/people/{id}"), shown(work, id.0).await?))
    })
    .await
}

async fn known_institute(work: &Work, id: Option<i64>) -> Result<Option<InstituteId>, Error> {
    let Some(id) = id.map(InstituteId) else {
        return Ok(None);
    };
    let known = crate::institutes::list(work).await?;
    if known.iter().any(|row| row.id == id) {
        Ok(Some(id))
    } else {
        let message = crate::error::Message::new("field-choice");
        Err(Error::field("institute", message))
    }
}

/// Does something to a person and shows them.
async fn change(
    app: &App,
    actor: &Actor,
    id: i64,
    what: impl AsyncFnOnce(&Work, PersonId) -> Result<(), Error>,
) -> Answer<Seen<Person>> {
    app.act(actor, async |work| {
        what(work, PersonId(id)).await?;
        shown(work, id).await
    })
    .await
}

/// Sends a person an invitation, or another one: links of earlier letters end.
#[utoipa::path(post, path = "/people/{id}/invite", tag = "people", responses((status = 200, body = Person)))]
pub async fn invite_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, flows::invite::ask_in).await
}

/// Takes a person's invitation back.
#[utoipa::path(post, path = "/people/{id}/uninvite", tag = "people", responses((status = 200, body = Person)))]
pub async fn uninvite_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, invitations::withdraw).await
}

/// Shuts a person out: sign-ins, links, tokens and calendar feeds end at once.
#[utoipa::path(post, path = "/people/{id}/disable", tag = "people", responses((status = 200, body = Person)))]
pub async fn disable_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, accounts::disable).await
}

/// Lets a person in again; nothing of before comes back.
#[utoipa::path(post, path = "/people/{id}/enable", tag = "people", responses((status = 200, body = Person)))]
pub async fn enable_person(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, accounts::enable).await
}

/// A role to be given or taken.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleBody {
    /// The role.
    pub role: RoleWord,
    /// The institute, for an officer and for nobody else.
    pub institute: Option<i64>,
}

/// Gives a person a role; giving it twice changes nothing.
#[utoipa::path(post, path = "/people/{id}/grant", tag = "people", request_body = RoleBody,
    responses((status = 200, body = Person)))]
pub async fn grant_role(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<RoleBody>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, async |work, person| {
        accounts::get(work, person).await?;
        if body.role.0 == accounts::Role::Trainer {
            let message = crate::error::Message::new("accounts-role");
            return Err(Error::field("role", message));
        }
        let institute = known_institute(work, body.institute).await?;
        accounts::grant(work, person, body.role.0, institute).await
    })
    .await
}

/// Takes a role from a person.
#[utoipa::path(post, path = "/people/{id}/revoke", tag = "people", request_body = RoleBody,
    responses((status = 200, body = Person)))]
pub async fn revoke_role(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
    Json(body): Json<RoleBody>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, async |work, person| {
        let institute = known_institute(work, body.institute).await?;
        accounts::revoke(work, person, body.role.0, institute).await
    })
    .await
}

/// Takes the second step from a person whose app and recovery codes are lost, and ends their sign-ins.
#[utoipa::path(post, path = "/people/{id}/reset-second-step", tag = "people",
    responses((status = 200, body = Person)))]
pub async fn reset_second_step(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, second_factor::reset).await
}

/// A browser that a person is signed in with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignIn {
    /// The sign-in.
    pub id: i64,
    /// Family of the browser and its system; empty if nobody knows it.
    pub client: String,
    /// Since when.
    pub created_at: Moment,
    /// When it last asked for something, to five minutes.
    pub seen_at: Option<Moment>,
    /// When it ends by itself.
    pub expires_at: Moment,
}

impl From<sign_ins::SignInView> for SignIn {
    fn from(row: sign_ins::SignInView) -> Self {
        Self {
            id: row.id.0,
            client: row.client,
            created_at: row.created_at.into(),
            seen_at: row.seen_at.map(Moment),
            expires_at: row.expires_at.into(),
        }
    }
}

/// Lists where a person is signed in, at most 200.
#[utoipa::path(get, path = "/people/{id}/sign-ins", tag = "people",
    responses((status = 200, body = Listed<SignIn>)))]
pub async fn list_sign_ins(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<One<Listed<SignIn>>> {
    let work = app.read(&actor).await?;
    accounts::get(&work, PersonId(id)).await?;
    let rows = sign_ins::list(&work, PersonId(id), None).await?;
    Ok(Listed::of((rows, None)))
}

/// Ends one sign-in of a person.
#[utoipa::path(post, path = "/people/{id}/sign-ins/{sign_in}/end", tag = "people",
    responses((status = 200, body = Person)))]
pub async fn end_sign_in(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path((id, sign_in)): Path<(i64, i64)>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, async |work, person| {
        sign_ins::end_one(work, person, SignInId(sign_in)).await
    })
    .await
}

/// Signs a person out everywhere.
#[utoipa::path(post, path = "/people/{id}/sign-out-everywhere", tag = "people",
    responses((status = 200, body = Person)))]
pub async fn sign_out_everywhere(
    State(app): State<App>,
    Visitor(actor): Visitor,
    Path(id): Path<i64>,
) -> Answer<Seen<Person>> {
    change(&app, &actor, id, async |work, person| {
        accounts::get(work, person).await?;
        sign_ins::end_everywhere(work, person).await
    })
    .await
}
