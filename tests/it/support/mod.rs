//! The harness: a clock that stands still, a fixed seed, and a database of its own for each test.

pub mod store;
