//! Configuration: one struct a concern, read once at start, validated before anything runs.
//!
//! Defaults, then a file, then the environment (`ROSTRUM_…`). An error names the key.

mod programme;

pub use programme::Programme;
