//! Everything that is tested from outside, in one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test may stop at the first surprise

mod config;
mod locales;
mod migrations;
mod sign_in;
mod support;
