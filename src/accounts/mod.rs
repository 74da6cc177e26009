//! People, sign-in, links, and the policy of who may do what.
pub mod links;
pub mod policy;
