//! The door for machines: every action of the pages as JSON under `/api/v1`.
//!
//! An operation is a handler with its description; [`operations`] is the one table of them, each with who may
//! come in, and both the router and the OpenAPI document fall out of it. What is allowed is decided by the
//! features' policy, as for pages, narrowed to the token's scopes. Handlers read a request ([`extract`]), call a
//! feature and give its answer ([`answer`]) in types of their own ([`values`]): the contract does not change
//! because a feature's view does. Failures are [`problem`]s.

#![allow(unused_qualifications)] // what the macros of the document write is full of them

pub mod answer;
mod audit;
mod availability;
mod bulk;
mod conflicts;
mod courses;
pub mod document;
mod expertise;
pub mod extract;
mod feeds;
mod institutes;
mod letters;
pub mod manual;
mod me;
mod memberships;
mod messages;
mod offers;
mod people;
mod plans;
pub mod problem;
mod profiles;
mod reference;
mod reports;
mod requests;
mod sessions;
mod slots;
mod subjects;
mod trainers;
mod twins;
pub mod values;

use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::openapi::path::{Operation as Described, Paths};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{HttpMethod, RefOr};
use utoipa_axum::routes;

use super::routes::Access;
use crate::accounts::policy::Action;
use crate::app::App;

/// Where all operations are.
pub const BASE: &str = "/api/v1";

/// Whether an address is one of a program's.
pub fn is(path: &str) -> bool {
    path == BASE
        || path
            .strip_prefix(BASE)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Schemas by name.
type Schemas = Vec<(String, RefOr<Schema>)>;

/// One operation.
pub struct Operation {
    /// Its method.
    pub method: Method,
    /// Its path below [`BASE`], with `{parameters}`.
    pub path: String,
    /// Who may come.
    pub access: Access,
    /// Its name: the handler's.
    pub name: String,
    described: Described,
    schemas: Schemas,
    /// What answers.
    pub service: MethodRouter<App>,
}

/// An operation from what its handler says of itself.
fn operation(
    access: Access,
    (schemas, paths, service): (Schemas, Paths, MethodRouter<App>),
) -> Operation {
    let mut found = paths.paths.into_iter();
    let (path, item) = found.next().unwrap_or_default();
    let methods = [
        (Method::GET, item.get),
        (Method::POST, item.post),
        (Method::PUT, item.put),
        (Method::DELETE, item.delete),
    ];
    let (method, described) = methods
        .into_iter()
        .find_map(|(method, described)| Some((method, described?)))
        .unwrap_or_default();
    Operation {
        method,
        path,
        access,
        name: described.operation_id.clone().unwrap_or_default(),
        described,
        schemas,
        service,
    }
}

/// The same for the document.
fn method(method: &Method) -> HttpMethod {
    match method.as_str() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// Every operation.
pub fn operations() -> Vec<Operation> {
    use Access::{Needs, Public, SignedIn};
    use Action as A;
    vec![
        operation(Public, routes!(document::show_document)),
        operation(SignedIn, routes!(me::show_me)),
        operation(Needs(A::ViewRequests), routes!(me::search)),
        operation(SignedIn, routes!(subjects::list_subjects)),
        operation(SignedIn, routes!(subjects::show_subject)),
        operation(SignedIn, routes!(subjects::list_subject_history)),
        operation(Needs(A::ManageCatalogue), routes!(subjects::add_subject)),
        operation(Needs(A::ManageCatalogue), routes!(subjects::revise_subject)),
        operation(Needs(A::ManageCatalogue), routes!(subjects::merge_subject)),
        operation(Needs(A::ManageCatalogue), routes!(subjects::retire_subject)),
        operation(
            Needs(A::ManageCatalogue),
            routes!(subjects::restore_subject),
        ),
        operation(Needs(A::ManageCatalogue), routes!(subjects::add_synonym)),
        operation(Needs(A::ManageCatalogue), routes!(subjects::remove_synonym)),
        operation(SignedIn, routes!(reference::list_cities)),
        operation(SignedIn, routes!(reference::list_universities)),
        operation(Needs(A::ViewRequests), routes!(institutes::list_institutes)),
        operation(Needs(A::ViewRequests), routes!(institutes::show_institute)),
        operation(Needs(A::ViewRequests), routes!(institutes::list_venues)),
        operation(Needs(A::WriteRequests), routes!(institutes::create_venue)),
        operation(Needs(A::ViewRequests), routes!(institutes::show_venue)),
        operation(Needs(A::WriteRequests), routes!(institutes::update_venue)),
        operation(Needs(A::ViewRequests), routes!(courses::list_courses)),
        operation(Needs(A::ViewRequests), routes!(courses::list_cohorts)),
        operation(Needs(A::WriteRequests), routes!(courses::create_cohort)),
        operation(Needs(A::ViewRequests), routes!(courses::show_cohort)),
        operation(Needs(A::ViewRequests), routes!(courses::list_cohort_slots)),
        operation(Needs(A::WriteRequests), routes!(courses::copy_timetable)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::check_institutes)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::import_institutes)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::export_institutes)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::check_courses)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::import_courses)),
        operation(Needs(A::ManageCatalogue), routes!(bulk::export_courses)),
        operation(Needs(A::ManageTrainers), routes!(bulk::check_trainers)),
        operation(Needs(A::ManageTrainers), routes!(bulk::check_expertise)),
        operation(Needs(A::ManageTrainers), routes!(bulk::import_trainers)),
        operation(Needs(A::ManageTrainers), routes!(bulk::import_expertise)),
        operation(Needs(A::ManageTrainers), routes!(bulk::export_trainers)),
        operation(Needs(A::ManageTrainers), routes!(bulk::export_expertise)),
        operation(Needs(A::WriteRequests), routes!(bulk::check_timetable)),
        operation(Needs(A::WriteRequests), routes!(bulk::import_timetable)),
        operation(Needs(A::WriteRequests), routes!(bulk::export_timetable)),
        operation(Needs(A::ViewRequests), routes!(requests::list_requests)),
        operation(Needs(A::WriteRequests), routes!(requests::create_request)),
        operation(Needs(A::WriteRequests), routes!(requests::check_request)),
        operation(Needs(A::ViewRequests), routes!(requests::show_request)),
        operation(Needs(A::WriteRequests), routes!(requests::update_request)),
        operation(Needs(A::WriteRequests), routes!(requests::submit_request)),
        operation(Needs(A::WriteRequests), routes!(requests::withdraw_request)),
        operation(Needs(A::DecideRequests), routes!(requests::accept_request)),
        operation(Needs(A::DecideRequests), routes!(requests::return_request)),
        operation(Needs(A::DecideRequests), routes!(requests::refuse_request)),
        operation(Needs(A::ViewRequests), routes!(slots::show_slot)),
        operation(Needs(A::DecideRequests), routes!(slots::close_slot)),
        operation(Needs(A::WriteRequests), routes!(slots::cancel_slot)),
        operation(Needs(A::ManageSessions), routes!(slots::confirm_slot)),
        operation(Needs(A::Plan), routes!(plans::list_plans)),
        operation(Needs(A::Plan), routes!(plans::run_plan)),
        operation(Needs(A::Plan), routes!(plans::show_plan)),
        operation(Needs(A::Plan), routes!(plans::list_planned_slots)),
        operation(Needs(A::Plan), routes!(plans::accept_plan)),
        operation(Needs(A::ViewOffers), routes!(offers::list_offers)),
        operation(Needs(A::SendOffers), routes!(offers::send_offers)),
        operation(Needs(A::ViewOffers), routes!(offers::show_offer)),
        operation(Needs(A::SendOffers), routes!(offers::send_offer)),
        operation(Needs(A::SendOffers), routes!(offers::recall_offer)),
        operation(Needs(A::AnswerOffers), routes!(offers::accept_offer)),
        operation(Needs(A::AnswerOffers), routes!(offers::decline_offer)),
        operation(Needs(A::ViewRoster), routes!(sessions::list_sessions)),
        operation(Needs(A::ViewRoster), routes!(sessions::show_session)),
        operation(Needs(A::ManageSessions), routes!(sessions::deliver_session)),
        operation(
            Needs(A::ManageSessions),
            routes!(sessions::mark_session_not_held),
        ),
        operation(Needs(A::ManageSessions), routes!(sessions::cancel_session)),
        operation(Needs(A::ViewRequests), routes!(letters::show_nomination)),
        operation(Needs(A::ViewTrainers), routes!(letters::show_release)),
        operation(Needs(A::ViewRequests), routes!(letters::show_gate_list)),
        operation(Needs(A::ViewRoster), routes!(letters::show_session_sheet)),
        operation(
            Needs(A::ViewRequests),
            routes!(letters::show_gate_list_of_day),
        ),
        operation(Needs(A::SendOffers), routes!(messages::list_messages)),
        operation(Needs(A::SendOffers), routes!(messages::read_message)),
        operation(Needs(A::ViewTrainers), routes!(trainers::list_trainers)),
        operation(Needs(A::ManageTrainers), routes!(trainers::create_trainer)),
        operation(Needs(A::ViewTrainers), routes!(trainers::show_trainer)),
        operation(Needs(A::EditTrainers), routes!(trainers::update_trainer)),
        operation(
            Needs(A::ManageTrainers),
            routes!(trainers::set_trainer_standing),
        ),
        operation(Needs(A::ViewTrainers), routes!(profiles::show_profile)),
        operation(Needs(A::EditTrainers), routes!(profiles::update_profile)),
        operation(Needs(A::EditTrainers), routes!(profiles::set_profile_photo)),
        operation(
            Needs(A::EditTrainers),
            routes!(profiles::remove_profile_photo),
        ),
        operation(
            Needs(A::EditTrainers),
            routes!(profiles::consent_to_profile),
        ),
        operation(Needs(A::EditTrainers), routes!(profiles::withdraw_profile)),
        operation(SignedIn, routes!(profiles::list_profiles)),
        operation(SignedIn, routes!(profiles::show_public_profile)),
        operation(
            Needs(A::ManageTrainers),
            routes!(expertise::list_waiting_expertise),
        ),
        operation(Needs(A::ViewTrainers), routes!(expertise::list_expertise)),
        operation(Needs(A::EditTrainers), routes!(expertise::claim_expertise)),
        operation(Needs(A::ViewTrainers), routes!(expertise::show_expertise)),
        operation(Needs(A::EditTrainers), routes!(expertise::amend_expertise)),
        operation(
            Needs(A::EditTrainers),
            routes!(expertise::withdraw_expertise),
        ),
        operation(Needs(A::EditTrainers), routes!(expertise::add_evidence)),
        operation(Needs(A::EditTrainers), routes!(expertise::remove_evidence)),
        operation(
            Needs(A::ManageTrainers),
            routes!(expertise::verify_expertise),
        ),
        operation(
            Needs(A::ManageTrainers),
            routes!(expertise::unverify_expertise),
        ),
        operation(
            Needs(A::ViewTrainers),
            routes!(memberships::list_memberships),
        ),
        operation(
            Needs(A::ManageTrainers),
            routes!(memberships::nominate_trainer),
        ),
        operation(
            Needs(A::ManageTrainers),
            routes!(memberships::step_membership),
        ),
        operation(Needs(A::ViewTrainers), routes!(availability::show_weekly)),
        operation(Needs(A::EditTrainers), routes!(availability::set_weekly)),
        operation(
            Needs(A::ViewTrainers),
            routes!(availability::list_exceptions),
        ),
        operation(
            Needs(A::EditTrainers),
            routes!(availability::create_exception),
        ),
        operation(
            Needs(A::EditTrainers),
            routes!(availability::delete_exception),
        ),
        operation(Needs(A::ViewConflicts), routes!(conflicts::list_conflicts)),
        operation(Needs(A::NoteConflicts), routes!(conflicts::note_conflict)),
        operation(Needs(A::ViewConflicts), routes!(conflicts::show_conflict)),
        operation(Needs(A::NoteConflicts), routes!(conflicts::lift_conflict)),
        operation(Needs(A::ManagePeople), routes!(people::list_people)),
        operation(Needs(A::ManagePeople), routes!(people::create_person)),
        operation(Needs(A::ManagePeople), routes!(people::show_person)),
        operation(Needs(A::ManagePeople), routes!(people::invite_person)),
        operation(Needs(A::ManagePeople), routes!(people::uninvite_person)),
        operation(Needs(A::ManagePeople), routes!(people::disable_person)),
        operation(Needs(A::ManagePeople), routes!(people::enable_person)),
        operation(Needs(A::ManagePeople), routes!(people::grant_role)),
        operation(Needs(A::ManagePeople), routes!(people::revoke_role)),
        operation(Needs(A::ManagePeople), routes!(people::reset_second_step)),
        operation(Needs(A::ManagePeople), routes!(people::list_sign_ins)),
        operation(Needs(A::ManagePeople), routes!(people::end_sign_in)),
        operation(Needs(A::ManagePeople), routes!(people::sign_out_everywhere)),
        operation(Needs(A::MergePeople), routes!(twins::list_twins)),
        operation(Needs(A::MergePeople), routes!(twins::mark_distinct)),
        operation(Needs(A::MergePeople), routes!(twins::show_merge)),
        operation(Needs(A::MergePeople), routes!(twins::merge_people)),
        operation(Needs(A::Plan), routes!(reports::show_coverage)),
        operation(Needs(A::Plan), routes!(reports::show_fairness)),
        operation(Needs(A::Plan), routes!(reports::list_issues)),
        operation(Needs(A::ViewAudit), routes!(audit::list_audit)),
        operation(Needs(A::ManageFeeds), routes!(feeds::list_feeds)),
        operation(Needs(A::ManageFeeds), routes!(feeds::create_feed)),
        operation(Needs(A::ManageFeeds), routes!(feeds::delete_feed)),
    ]
}
