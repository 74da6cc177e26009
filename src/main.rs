//! rostrum
fn main() {}
