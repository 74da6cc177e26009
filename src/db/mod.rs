//! The database: how each engine is opened, and [`Work`], the only way to read and write.
//!
//! SQLite has one writer connection (IMMEDIATE transactions, WAL, `synchronous=FULL`) and a pool of
//! read-only readers, so that readers never wait and writers queue instead of failing. PostgreSQL
//! has one pool. Refuses a database that a newer release has migrated.

mod connect;
mod memo;
mod paging;
mod work;

pub use connect::{Db, connect, migrate, problems};
pub use paging::{Page, SHOWN, behind};
pub use work::Work;
