//! People, sign-in, links, and the policy of who may do what.
//!
//! Read [`policy`] first: every feature asks it. Passwords are argon2id, tokens are 32 random bytes of
//! which only the SHA-256 is kept.

pub mod links;
pub mod password;
mod people;
mod phone;
pub mod policy;
mod sign_in;
pub mod tokens;

pub use entity::{ApiTokenId, InstituteId, Language, PersonId, Role};
pub use people::{
    NewPerson, PersonView, actor_of, create, disable, grant, list, set_language, set_up,
};
pub use phone::{phone, set_phone};
pub use sign_in::{by_link, by_password, end, set_password, ticket_holder};
