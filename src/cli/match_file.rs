//! `rostrum match INSTANCE.json -o SOLUTION.json`: the matcher on a `trainer-matching/1` file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Done;
use crate::matching::{Budget, Progress, SolveParams, Wish, format, solve};

/// What to solve, how long.
#[derive(clap::Args)]
pub struct Args {
    /// The instance.
    instance: PathBuf,
    /// Where the solution goes.
    #[arg(short, long)]
    output: PathBuf,
    /// Start no further epoch after so many seconds, at most a week; the first one is always finished.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=604_800))]
    seconds: u64,
    /// Stop after so many epochs: the same number gives the same plan, whatever the machine.
    #[arg(long)]
    iterations: Option<u32>,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Start of the generator.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Ends by the clock, or by number.
struct Until {
    end: Instant,
    iterations: Option<u32>,
}

impl Budget for Until {
    fn start_epoch(&mut self, epoch: u32) -> bool {
        match self.iterations {
            Some(last) => epoch <= last,
            None => Instant::now() < self.end,
        }
    }
}

/// Solves, and writes the solution whole or not at all.
pub async fn run(args: Args) -> Done {
    let folder = args
        .output
        .parent()
        .filter(|path| !path.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) || args.output.is_dir() {
        return Err(format!(
            "--output {}: there is no such folder to write a file into",
            args.output.display()
        ));
    }
    let text = std::fs::read_to_string(&args.instance)
        .map_err(|e| format!("{}: {e}", args.instance.display()))?;
    let instance =
        format::read(&text).map_err(|flaw| format!("{}: {flaw}", args.instance.display()))?;
    drop(text);
    let params = SolveParams {
        seed: args.seed,
        threads: args.threads.clamp(1, 64),
    };
    let mut budget = Until {
        end: Instant::now() + Duration::from_secs(args.seconds),
        iterations: args.iterations,
    };
    let work = move || {
        let outcome = solve(&instance, &params, &mut budget, &mut progress);
        (format::solution(&instance, &outcome), outcome)
    };
    let (solution, outcome) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| e.to_string())?;
    write_whole(&args.output, &solution)?;
    tell!(
        "covered {} slots, objective {}, bound {}, {} epochs",
        outcome.plan.assignments.len(),
        outcome.objective,
        outcome.bound,
        outcome.epochs
    );
    Ok(())
}

fn progress(at: Progress) -> Wish {
    eprint!(
        "\repoch {}: covered {}, objective {}, bound {}   ",
        at.epoch, at.covered, at.objective, at.bound
    );
    Wish::Continue
}

/// A reader sees the whole file or none.
fn write_whole(path: &Path, text: &str) -> Done {
    eprintln!();
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let fault = |e: std::io::Error| format!("{}: {e}", path.display());
    std::fs::write(&part, text).map_err(fault)?;
    std::fs::rename(&part, path).map_err(fault)
}
