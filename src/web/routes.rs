//! The one table of routes. A route without an [`Access`] does not compile.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};

use super::{api, assets, layers, pages};
use crate::accounts::policy::Action;
use crate::app::App;
use crate::bulk::Kind;

/// Who may come to a route at all; the object is checked by the feature behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever holds the secret in the path.
    Token,
    /// Anybody who is signed in, also by the first step alone.
    FirstStep,
    /// Anybody who is signed in.
    SignedIn,
    /// Those whose role has this action.
    Needs(Action),
}

/// One route.
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
    service: MethodRouter<App>,
}

fn read<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::GET,
        path,
        access,
        service: get(handler),
    }
}

fn write<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::POST,
        path,
        access,
        service: post(handler),
    }
}

/// The routes of one kind of table.
macro_rules! table {
    ($kind:expr, $word:literal) => {{
        let (kind, access) = ($kind, Access::Needs($kind.action()));
        [
            read(concat!("/bulk/", $word), access, move |app, who, query| {
                pages::bulk::show(kind, app, who, query)
            }),
            upload(concat!("/bulk/", $word), access, move |app, who, sent| {
                pages::bulk::check(kind, app, who, sent)
            }),
            write(
                concat!("/bulk/", $word, "/import"),
                access,
                move |app, who, form| pages::bulk::import(kind, app, who, form),
            ),
            read(
                concat!("/bulk/", $word, "/file"),
                access,
                move |app, who, query| pages::bulk::file(kind, app, who, query),
            ),
        ]
    }};
}

/// A form with a file, which is larger than other forms.
fn upload<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    let mut route = write(path, access, handler);
    route.service = route
        .service
        .layer(DefaultBodyLimit::max(super::upload::LIMIT));
    route
}

/// Tables in and out.
fn tables() -> impl Iterator<Item = Route> {
    [
        table!(Kind::Institutes, "institutes"),
        table!(Kind::Courses, "courses"),
        table!(Kind::Trainers, "trainers"),
        table!(Kind::Expertise, "expertise"),
        table!(Kind::Timetable, "timetable"),
    ]
    .into_iter()
    .flatten()
}

/// Every route of the service.
pub fn routes() -> Vec<Route> {
    let mut routes = named();
    routes.extend(profiles());
    routes.extend(tables());
    routes
}

/// What the public sees of trainers, and where they say so.
fn profiles() -> [Route; 10] {
    use Access::Public;
    use pages::{profile, profiles};
    let own = Access::Needs(Action::EditTrainers);
    [
        read("/profiles", Public, profiles::list),
        read("/profiles/{slug}", Public, profiles::show),
        read("/profiles/{slug}/photo", Public, profiles::photo),
        read("/trainers/{id}/profile", own, profile::show),
        write("/trainers/{id}/profile", own, profile::edit),
        read("/trainers/{id}/profile/photo", own, profile::photo),
        upload("/trainers/{id}/profile/photo", own, profile::set_photo),
        write(
            "/trainers/{id}/profile/photo/remove",
            own,
            profile::remove_photo,
        ),
        write("/trainers/{id}/profile/consent", own, profile::consent),
        write("/trainers/{id}/profile/withdraw", own, profile::withdraw),
    ]
}

fn named() -> Vec<Route> {
    use Access::{FirstStep, Needs, Public, SignedIn, Token};
    use Action as A;
    use pages::{
        account, answer, audit, cohorts, conflicts, courses, coverage, desk, expertise, fairness,
        feeds, home, institutes, invitation, kept, letters, manual, membership, messages, offers,
        people, person, phone, plans, requests, roster, second_step, sign_in, slots, subjects,
        tokens, trainer_form, trainers, twins,
    };
    vec![
        read("/", Public, home::show),
        read("/desk", SignedIn, desk::show),
        read("/coverage", Needs(A::Plan), coverage::show),
        read("/coverage/table.csv", Needs(A::Plan), coverage::csv),
        read("/fairness", Needs(A::Plan), fairness::show),
        read("/fairness/table.csv", Needs(A::Plan), fairness::csv),
        read("/search", Needs(A::ViewRequests), desk::search),
        read("/health/live", Public, home::live),
        read("/sign-in", Public, sign_in::form),
        write("/sign-in", Public, sign_in::submit),
        write("/sign-out", FirstStep, sign_in::end),
        read("/second-step", FirstStep, second_step::show),
        write("/second-step", FirstStep, second_step::pass),
        write("/second-step/begin", FirstStep, second_step::begin),
        write("/second-step/confirm", FirstStep, second_step::confirm),
        write("/second-step/codes", SignedIn, second_step::codes),
        write("/second-step/remove", SignedIn, second_step::remove),
        read("/invitation/{token}", Token, invitation::show),
        write("/invitation/{token}", Token, invitation::accept),
        read("/kept/{token}", SignedIn, kept::show),
        read("/account", SignedIn, account::show),
        write("/account/sign-ins/{id}/end", SignedIn, account::end_sign_in),
        write(
            "/account/sign-out-everywhere",
            SignedIn,
            account::end_everywhere,
        ),
        write("/account/language", SignedIn, account::language),
        write("/account/password", SignedIn, account::password),
        read("/account/phone", SignedIn, phone::form),
        write("/account/phone", SignedIn, phone::submit),
        read("/tokens", SignedIn, tokens::list),
        write("/tokens", SignedIn, tokens::create),
        write("/tokens/{id}/revoke", SignedIn, tokens::revoke),
        read("/link/{token}", Token, sign_in::link),
        write("/link/{token}", Token, sign_in::redeem),
        read("/set-up/{token}", Token, sign_in::set_up_form),
        write("/set-up/{token}", Token, sign_in::set_up),
        read("/cohorts", Needs(A::ViewRequests), cohorts::list),
        read("/cohorts/new", Needs(A::WriteRequests), cohorts::form),
        write("/cohorts", Needs(A::WriteRequests), cohorts::create),
        read("/cohorts/{id}", Needs(A::ViewRequests), cohorts::show),
        write("/cohorts/{id}/copy", Needs(A::WriteRequests), cohorts::copy),
        read(
            "/cohorts/{id}/timetable",
            Needs(A::ViewRequests),
            cohorts::print,
        ),
        read("/courses", Needs(A::ViewRequests), courses::list),
        read("/courses/{id}", Needs(A::ViewRequests), courses::show),
        read("/institutes", Needs(A::ViewRequests), institutes::list),
        read("/institutes/{id}", Needs(A::ViewRequests), institutes::show),
        write(
            "/institutes/{id}/venues",
            Needs(A::WriteRequests),
            institutes::add_venue,
        ),
        read(
            "/venues/{id}",
            Needs(A::WriteRequests),
            institutes::venue_form,
        ),
        write(
            "/venues/{id}",
            Needs(A::WriteRequests),
            institutes::revise_venue,
        ),
        read("/requests", Needs(A::ViewRequests), requests::list),
        read("/requests/new", Needs(A::WriteRequests), requests::form),
        write("/requests", Needs(A::WriteRequests), requests::create),
        read("/requests/{id}", Needs(A::ViewRequests), requests::show),
        read(
            "/requests/{id}/edit",
            Needs(A::WriteRequests),
            requests::edit,
        ),
        write(
            "/requests/{id}/edit",
            Needs(A::WriteRequests),
            requests::revise,
        ),
        write(
            "/requests/{id}/submit",
            Needs(A::WriteRequests),
            requests::submit,
        ),
        write(
            "/requests/{id}/withdraw",
            Needs(A::WriteRequests),
            requests::withdraw,
        ),
        write(
            "/requests/{id}/accept",
            Needs(A::DecideRequests),
            requests::accept,
        ),
        write(
            "/requests/{id}/return",
            Needs(A::DecideRequests),
            requests::return_with,
        ),
        write(
            "/requests/{id}/refuse",
            Needs(A::DecideRequests),
            requests::refuse,
        ),
        read("/plans", Needs(A::Plan), plans::list),
        write("/plans", Needs(A::Plan), plans::run),
        read("/plans/{id}", Needs(A::Plan), plans::show),
        write("/plans/{id}/accept", Needs(A::Plan), plans::accept),
        read("/offers", Needs(A::ViewOffers), offers::list),
        write("/offers/send", Needs(A::SendOffers), offers::send_all),
        read("/offers/{id}", Needs(A::ViewOffers), offers::show),
        write("/offers/{id}/send", Needs(A::SendOffers), offers::send),
        write("/offers/{id}/recall", Needs(A::SendOffers), offers::recall),
        write(
            "/offers/{id}/accept",
            Needs(A::AnswerOffers),
            offers::accept,
        ),
        write(
            "/offers/{id}/decline",
            Needs(A::AnswerOffers),
            offers::decline,
        ),
        read("/answer/{token}", Token, answer::show),
        write("/answer/{token}/accept", Token, answer::accept),
        write("/answer/{token}/decline", Token, answer::decline),
        read("/roster", Needs(A::ViewRoster), roster::list),
        read("/roster.csv", Needs(A::ViewRoster), roster::csv),
        write(
            "/slots/{id}/confirm",
            Needs(A::ManageSessions),
            roster::confirm,
        ),
        write("/slots/{id}/close", Needs(A::DecideRequests), slots::close),
        write("/slots/{id}/cancel", Needs(A::WriteRequests), slots::cancel),
        read("/sessions/{id}", Needs(A::ViewRoster), roster::show),
        write(
            "/sessions/{id}/deliver",
            Needs(A::ManageSessions),
            roster::deliver,
        ),
        write(
            "/sessions/{id}/not-held",
            Needs(A::ManageSessions),
            roster::not_held,
        ),
        write(
            "/sessions/{id}/cancel",
            Needs(A::ManageSessions),
            roster::cancel,
        ),
        read(
            "/sessions/{id}/letters/nomination",
            Needs(A::ViewRequests),
            letters::nomination,
        ),
        read(
            "/sessions/{id}/letters/release",
            Needs(A::ViewTrainers),
            letters::release,
        ),
        read(
            "/sessions/{id}/letters/gate-list",
            Needs(A::ViewRequests),
            letters::gate_list,
        ),
        read(
            "/sessions/{id}/letters/sheet",
            Needs(A::ViewRoster),
            letters::sheet,
        ),
        read(
            "/institutes/{id}/gate-list",
            Needs(A::ViewRequests),
            letters::gate_of_day,
        ),
        read("/messages", Needs(A::SendOffers), messages::list),
        write(
            "/messages/{id}/read",
            Needs(A::SendOffers),
            messages::reread,
        ),
        read("/trainers", Needs(A::ViewTrainers), trainers::list),
        read("/subjects", SignedIn, subjects::list),
        read("/subjects/new", Needs(A::ManageCatalogue), subjects::new),
        write("/subjects", Needs(A::ManageCatalogue), subjects::add),
        read("/subjects/{id}", SignedIn, subjects::show),
        read(
            "/subjects/{id}/edit",
            Needs(A::ManageCatalogue),
            subjects::edit,
        ),
        write(
            "/subjects/{id}/edit",
            Needs(A::ManageCatalogue),
            subjects::revise,
        ),
        write(
            "/subjects/{id}/merge",
            Needs(A::ManageCatalogue),
            subjects::merge,
        ),
        write(
            "/subjects/{id}/retire",
            Needs(A::ManageCatalogue),
            subjects::retire,
        ),
        write(
            "/subjects/{id}/restore",
            Needs(A::ManageCatalogue),
            subjects::restore,
        ),
        write(
            "/subjects/{id}/synonyms",
            Needs(A::ManageCatalogue),
            subjects::add_synonym,
        ),
        write(
            "/subjects/{id}/synonyms/remove",
            Needs(A::ManageCatalogue),
            subjects::remove_synonym,
        ),
        read("/expertise", Needs(A::ManageTrainers), expertise::queue),
        read(
            "/trainers/{id}/expertise",
            Needs(A::ViewTrainers),
            expertise::list,
        ),
        write(
            "/trainers/{id}/expertise",
            Needs(A::EditTrainers),
            expertise::claim,
        ),
        read("/expertise/{id}", Needs(A::ViewTrainers), expertise::show),
        write("/expertise/{id}", Needs(A::EditTrainers), expertise::amend),
        write(
            "/expertise/{id}/withdraw",
            Needs(A::EditTrainers),
            expertise::withdraw,
        ),
        write(
            "/expertise/{id}/evidence",
            Needs(A::EditTrainers),
            expertise::add_evidence,
        ),
        write(
            "/expertise/{id}/evidence/remove",
            Needs(A::EditTrainers),
            expertise::remove_evidence,
        ),
        write(
            "/expertise/{id}/verify",
            Needs(A::ManageTrainers),
            expertise::verify,
        ),
        write(
            "/expertise/{id}/unverify",
            Needs(A::ManageTrainers),
            expertise::unverify,
        ),
        read(
            "/trainers/{id}/membership",
            Needs(A::ViewTrainers),
            membership::show,
        ),
        write(
            "/trainers/{id}/membership",
            Needs(A::ManageTrainers),
            membership::nominate,
        ),
        write(
            "/membership/{id}",
            Needs(A::ManageTrainers),
            membership::step,
        ),
        read(
            "/trainers/new",
            Needs(A::ManageTrainers),
            trainer_form::form,
        ),
        write("/trainers", Needs(A::ManageTrainers), trainer_form::create),
        read("/trainers/{id}", Needs(A::ViewTrainers), trainers::show),
        write(
            "/trainers/{id}/weekly",
            Needs(A::EditTrainers),
            trainers::weekly,
        ),
        write(
            "/trainers/{id}/exceptions",
            Needs(A::EditTrainers),
            trainers::except,
        ),
        write(
            "/trainers/{id}/exceptions/remove",
            Needs(A::EditTrainers),
            trainers::unexcept,
        ),
        read(
            "/trainers/{id}/edit",
            Needs(A::EditTrainers),
            trainer_form::edit,
        ),
        write(
            "/trainers/{id}/edit",
            Needs(A::EditTrainers),
            trainer_form::revise,
        ),
        write(
            "/trainers/{id}/standing",
            Needs(A::ManageTrainers),
            trainers::standing,
        ),
        read("/conflicts", Needs(A::ViewConflicts), conflicts::list),
        read("/conflicts/{id}", Needs(A::ViewConflicts), conflicts::show),
        write(
            "/conflicts/{id}/lift",
            Needs(A::NoteConflicts),
            conflicts::lift,
        ),
        read(
            "/trainers/{id}/conflicts",
            Needs(A::ViewConflicts),
            conflicts::of_trainer,
        ),
        write(
            "/trainers/{id}/conflicts",
            Needs(A::NoteConflicts),
            conflicts::note_of_trainer,
        ),
        read(
            "/institutes/{id}/conflicts",
            Needs(A::ViewConflicts),
            conflicts::of_institute,
        ),
        write(
            "/institutes/{id}/conflicts",
            Needs(A::NoteConflicts),
            conflicts::note_at_institute,
        ),
        read("/calendar", Needs(A::ManageFeeds), feeds::list),
        write("/calendar", Needs(A::ManageFeeds), feeds::create),
        write(
            "/calendar/{id}/revoke",
            Needs(A::ManageFeeds),
            feeds::revoke,
        ),
        read("/feeds/{token}/{name}", Token, feeds::serve),
        read("/people", Needs(A::ManagePeople), people::list),
        write("/people", Needs(A::ManagePeople), people::create),
        read("/people/twins", Needs(A::MergePeople), twins::list),
        write(
            "/people/twins/distinct",
            Needs(A::MergePeople),
            twins::distinct,
        ),
        read(
            "/people/{id}/merge/{other}",
            Needs(A::MergePeople),
            twins::look,
        ),
        write(
            "/people/{id}/merge/{other}",
            Needs(A::MergePeople),
            twins::merge,
        ),
        read("/people/{id}", Needs(A::ManagePeople), person::show),
        write("/people/{id}/link", Needs(A::ManagePeople), person::link),
        write(
            "/people/{id}/invite",
            Needs(A::ManagePeople),
            person::invite,
        ),
        write(
            "/people/{id}/uninvite",
            Needs(A::ManagePeople),
            person::uninvite,
        ),
        write(
            "/people/{id}/disable",
            Needs(A::ManagePeople),
            person::disable,
        ),
        write(
            "/people/{id}/enable",
            Needs(A::ManagePeople),
            person::enable,
        ),
        write("/people/{id}/grant", Needs(A::ManagePeople), person::grant),
        write(
            "/people/{id}/revoke",
            Needs(A::ManagePeople),
            person::revoke,
        ),
        write(
            "/people/{id}/reset-second-step",
            Needs(A::ManagePeople),
            person::reset_second_step,
        ),
        write(
            "/people/{id}/sign-ins/{sign_in}/end",
            Needs(A::ManagePeople),
            person::end_sign_in,
        ),
        write(
            "/people/{id}/sign-out-everywhere",
            Needs(A::ManagePeople),
            person::end_everywhere,
        ),
        read("/bulk", SignedIn, pages::bulk::list),
        read("/audit", Needs(A::ViewAudit), audit::list),
        write("/audit/export", Needs(A::ViewAudit), audit::export),
        read("/api", Public, manual::show),
        read("/api/shapes", Public, manual::shapes),
        read("/assets/{version}/{*path}", Public, assets::serve),
    ]
}

/// The service: every route and operation behind its door, all of them behind the layers.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let door = axum::middleware::from_fn_with_state((app.clone(), route.access), layers::door);
        router = router.route(route.path, route.service.route_layer(door));
    }
    for operation in api::operations() {
        let access = operation.access;
        let door = axum::middleware::from_fn_with_state((app.clone(), access), layers::door);
        let path = format!("{}{}", api::BASE, operation.path);
        router = router.route(&path, operation.service.route_layer(door));
    }
    layers::wrap(router, app)
}
