//! The contract as an OpenAPI 3.1 document, from the table of operations: what a handler says of itself, and
//! what holds for all of them, which no handler repeats.

use std::sync::LazyLock;

use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation as Described, Parameter, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, HeaderBuilder, InfoBuilder, LicenseBuilder,
    OpenApi, OpenApiBuilder, Paths, Ref, RefOr, Required, Response, ResponseBuilder, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::super::routes::Access;
use super::problem::{Fault, Problem};
use super::{BASE, Operation, method, operations};

const ABOUT: &str = "Scheduling and roster service of a Distinguished Trainer Programme: institutes ask for course \
slots, coordinators match them with trainers, trainers answer, confirmed sessions are published as calendars.\n\n\
Every action of the pages is here, under the same rules. Send a token as `Authorization: Bearer …`; it is made on \
the page \"Access for programs\", acts for its owner, and never beyond its scopes. Signing in, passwords and tokens \
themselves belong to people and have no operation.\n\n\
Lists come in pages in the order of ids: ask again with `after` set to `next`. Things that can change carry a \
`version`, which is also their `ETag`; with `If-Match` a change is refused (412) when the thing is no longer as \
you read it. Instants are UTC to the second. Failures are problem documents (RFC 9457) in the owner's language, \
each with a `code` that does not change with the language. Fields that an operation does not have are refused.";

const TAGS: &[(&str, &str)] = &[
    ("me", "Whoever asks, and search."),
    ("reference", "Subjects, cities and campuses."),
    ("institutes", "Institutes and their rooms."),
    (
        "courses",
        "The catalogue, and cohorts with their timetables.",
    ),
    ("requests", "What institutes ask for, slot by slot."),
    ("plans", "Runs of the matcher, with reasons."),
    (
        "reports",
        "What is covered and what is not, how sessions are shared, what to look at.",
    ),
    ("offers", "Questions to trainers, and letters."),
    ("sessions", "What was confirmed."),
    ("trainers", "Who teaches, what and when."),
    ("calendar", "Calendar links."),
    ("people", "Who may come in, as what."),
];

/// The document, made once: it changes with a release only.
pub static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(build);

/// Gives this document.
#[utoipa::path(get, path = "/openapi.json", tag = "me",
    responses((status = 200, body = serde_json::Value, content_type = "application/json")))]
pub async fn show_document() -> axum::response::Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, DOCUMENT.to_json().unwrap_or_default()).into_response()
}

fn build() -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new()
        .schema(Problem::name(), Problem::schema())
        .schema(Fault::name(), Fault::schema())
        .security_scheme(
            "token",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("A token from the page \"Access for programs\"."))
                    .build(),
            ),
        );
    for (_, name, about) in FAILURES {
        components = components.response(*name, failure(about));
    }
    for operation in operations() {
        for (name, schema) in &operation.schemas {
            components = components.schema(name, named(name, schema.clone()));
        }
        let verb = vec![method(&operation.method)];
        let path = operation.path.clone();
        paths.add_path_operation(path, verb, complete(operation));
    }
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Rostrum")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(
                    LicenseBuilder::new()
                        .name("Apache-2.0")
                        .identifier(Some("Apache-2.0"))
                        .build(),
                ))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url(BASE).build()]))
        .tags(Some(TAGS.iter().map(|(name, about)| {
            TagBuilder::new()
                .name(*name)
                .description(Some(*about))
                .build()
        })))
        .components(Some(components.build()))
        .paths(paths)
        .build()
}

/// How operations fail: status, name of the shared response, what it means.
const FAILURES: &[(&str, &str, &str)] = &[
    ("400", "BadRequest", "The request could not be read."),
    (
        "401",
        "Unauthorized",
        "No token, or one that does not work.",
    ),
    ("403", "Forbidden", "Neither scopes nor roles include this."),
    (
        "404",
        "NotFound",
        "No such thing, or not the caller's to see.",
    ),
    ("409", "Conflict", "Things stand otherwise than this needs."),
    ("412", "Changed", "It was changed after it was read."),
    ("413", "TooLarge", "The body is too large."),
    ("415", "MediaType", "The body is not JSON."),
    (
        "422",
        "Invalid",
        "Some places do not hold what they should.",
    ),
    (
        "428",
        "VersionRequired",
        "The version that was read must be named.",
    ),
    ("503", "Busy", "Too many are writing at once."),
];

fn failure(about: &str) -> Response {
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Problem::name())))
        .build();
    ResponseBuilder::new()
        .description(about)
        .content("application/problem+json", problem)
        .build()
}

/// Adds what every operation of a kind has: who may come, and how it fails.
fn complete(operation: Operation) -> Described {
    let mut described = operation.described;
    let body = described.request_body.is_some();
    let (mut matches, mut update, mut asks) = (false, false, body);
    for parameter in described.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            asks = true;
            if parameter.name == "If-Match" {
                matches = true;
                update = parameter.required == Required::True;
            }
            tidy(parameter);
        }
    }
    let (known, scope) = match operation.access {
        Access::Public | Access::Token => (false, None),
        Access::SignedIn | Access::FirstStep => (true, None),
        Access::Needs(action) => (true, Some(action.word())),
    };
    if known {
        described.security = Some(vec![SecurityRequirement::new("token", scope)]);
    }
    let writes = operation.method != Method::GET;
    let found = operation.path.contains('{') || body;
    for (status, name, _) in FAILURES {
        let happens = match *status {
            "400" | "422" => asks,
            "401" => known,
            "403" => scope.is_some(),
            "404" => found,
            "409" | "503" => writes,
            "412" => matches,
            "413" | "415" => body,
            "428" => update,
            _ => false,
        };
        // An operation may name a failure that others of its kind don't have.
        if happens || described.responses.responses.contains_key(*status) {
            let response = RefOr::Ref(Ref::from_response_name(*name));
            described
                .responses
                .responses
                .insert((*status).to_owned(), response);
        }
    }
    for (status, response) in &mut described.responses.responses {
        let RefOr::T(response) = response else {
            continue;
        };
        let versioned = response.content.values().any(|content| match content {
            RefOr::T(Content {
                schema: Some(RefOr::Ref(shape)),
                ..
            }) => has_version(&operation.schemas, &shape.ref_location),
            _ => false,
        });
        let mut header = |name: &str, about: &str| {
            let header = HeaderBuilder::new()
                .schema(Some(String::schema()))
                .description(Some(about));
            response.headers.insert(name.into(), header.build().into());
        };
        if status == "201" {
            header("Location", "Where it is.");
        }
        if versioned {
            header("ETag", "Its version.");
        }
        if response.description.is_empty() {
            response.description = "Done.".into();
        }
    }
    if let Some(scope) = scope {
        let scope = format!("Scope: `{scope}`.");
        described.description = Some(match described.description.take() {
            Some(text) => format!("{text}\n\n{scope}"),
            None => scope,
        });
    }
    described
}

/// Whether the shape that a response refers to carries a version.
fn has_version(schemas: &[(String, RefOr<Schema>)], location: &str) -> bool {
    let name = location.rsplit('/').next();
    schemas.iter().any(|(known, schema)| match schema {
        RefOr::T(Schema::Object(object)) => {
            Some(known.as_str()) == name && object.properties.contains_key("version")
        }
        _ => false,
    })
}

/// Values of the address and of headers are there or not; they are never null. Ids begin at 1.
fn tidy(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(object))) = &mut parameter.schema else {
        return;
    };
    if let SchemaType::Array(types) = &mut object.schema_type {
        types.retain(|one| *one != Type::Null);
        if let [one] = types.as_slice() {
            object.schema_type = SchemaType::Type(one.clone());
        }
    }
    if parameter.parameter_in == ParameterIn::Path && object.schema_type == Type::Integer.into() {
        object.minimum = Some(1.into());
    }
}

/// Lists name what they are lists of, instead of repeating it.
fn named(name: &str, schema: RefOr<Schema>) -> RefOr<Schema> {
    let (Some(of), RefOr::T(Schema::Object(mut object))) =
        (name.strip_prefix("Listed_"), schema.clone())
    else {
        return schema;
    };
    let items = ArrayBuilder::new().items(Ref::from_schema_name(of));
    let items = items.description(Some("In the order of their ids."));
    object
        .properties
        .insert("items".into(), items.build().into());
    RefOr::T(Schema::Object(object))
}
