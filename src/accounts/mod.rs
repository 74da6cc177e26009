//! People, sign-in, links, and the policy of who may do what.
//!
//! Read [`policy`] first: every feature asks it. Passwords are argon2id, tokens are 32 random bytes of
//! which only the SHA-256 is kept. Somebody comes in by a password, a link or an invitation (`sign_in`),
//! then by [`second_factor`] where that is wanted; wrong tries cost time ([`throttle`]).

mod access;
mod client;
mod directory;
pub mod faces;
pub mod invitations;
pub mod kept_forms;
pub mod links;
pub mod merge;
pub mod password;
mod people;
mod phone;
pub mod policy;
mod recovery;
mod roles;
pub(crate) mod sealed;
pub mod second_factor;
mod set_up;
mod sign_in;
pub mod sign_ins;
pub mod submissions;
pub mod throttle;
pub mod tokens;
pub mod twins;

pub use access::{disable, enable};
pub use directory::{Held, PersonView, get, list, page};
pub use entity::{ApiTokenId, InstituteId, Language, PersonId, Role, SignInId};
pub(crate) use people::names;
pub use people::{NewPerson, actor_of, by_email, create, former_addresses, set_language};
pub use phone::{phone, set_phone};
pub use roles::{grant, revoke};
pub use set_up::set_up;
pub use sign_in::{by_link, by_password, end, set_password, ticket_holder};
