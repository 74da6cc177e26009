//! Configuration: defaults, then `rostrum.toml`, then the environment (`ROSTRUM_…`), read once at
//! start and validated before anything runs. An error is one line that names the key.

mod key;
mod programme;
mod server;

pub use key::load_or_make as load_key;
pub use programme::Programme;
pub use server::{Config, ConfigError, Mail, load, read};
