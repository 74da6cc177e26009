//! `rostrum demo`.
use super::Done;
/// Arguments.
#[derive(clap::Args)]
pub struct Args {}
/// Runs it.
pub async fn run(_: Args) -> Done {
    Ok(())
}
