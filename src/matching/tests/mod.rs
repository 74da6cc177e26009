//! What the matcher promises, on hundreds of small instances. The module is compiled for tests only.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod explanation;
mod format;
mod promises;
