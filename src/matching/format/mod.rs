//! The interchange format `trainer-matching/1`: strict in, plain out. `node.rs` reads JSON without losing what a strict
//! reader must see, `read.rs` turns it into an instance, `write.rs` writes instances and solutions.

mod node;
mod read;
mod write;

pub use read::read;
pub use write::{solution, write};
