//! The command line. Every fault is one line on standard error and exit code 2.

/// Prints a line. Whoever reads may have gone (`rostrum users list | head`): that is no fault of ours.
macro_rules! tell {
    ($($said:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($said)*);
    }};
}

mod bulk;
mod check;
pub mod demo;
mod match_file;
mod openapi;
mod serve;
mod users;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{self, Config};

/// Scheduling and roster service of a Distinguished Trainer Programme.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and feeds; migrates the database first.
    Serve,
    /// Show a whole season from request to feed on an invented programme, then serve it.
    Demo(demo::Args),
    /// Solve a trainer-matching/1 file.
    Match(match_file::Args),
    /// Say whether configuration, database and reference data are sound.
    Check(check::Args),
    /// Print the contract of the JSON API as an OpenAPI 3.1 document.
    Openapi,
    /// Take a table of institutes, courses, trainers or a timetable in, whole or not at all.
    Import(bulk::ImportArgs),
    /// Take such a table out.
    Export(bulk::ExportArgs),
    /// List and add people, and make sign-in links.
    #[command(subcommand)]
    Users(users::Command),
}

/// Runs the command; a fault is told in one line. Not async itself: the futures of every command are made machine
/// code of once, here, and not in the binary again.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    if !matches!(cli.command, Command::Match(_)) {
        keep_private();
    }
    let machine = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let done = match machine {
        Ok(machine) => machine.block_on(command(cli.command)),
        Err(error) => Err(format!("threads: {error}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What a file says may be quoted, but it must not speak to the terminal or fill it.
            let clean = error
                .replace(char::is_whitespace, " ")
                .replace(char::is_control, "?");
            let line: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
            let line: String = line.join(" ").chars().take(4000).collect();
            eprintln!("rostrum: {line}");
            ExitCode::from(2)
        }
    }
}

async fn command(command: Command) -> Done {
    match command {
        Command::Serve => match configured() {
            Ok(config) => serve::run(config).await,
            Err(error) => Err(error),
        },
        Command::Demo(args) => demo::run(args).await,
        Command::Match(args) => match_file::run(args).await,
        Command::Check(args) => match configured() {
            Ok(config) => check::run(config, args).await,
            Err(error) => Err(error),
        },
        Command::Openapi => openapi::run(),
        Command::Import(args) => match configured() {
            Ok(config) => bulk::import(config, args).await,
            Err(error) => Err(error),
        },
        Command::Export(args) => match configured() {
            Ok(config) => bulk::export(config, args).await,
            Err(error) => Err(error),
        },
        Command::Users(command) => match configured() {
            Ok(config) => users::run(config, command).await,
            Err(error) => Err(error),
        },
    }
}

/// Database, letters and key hold what nobody else on the machine may read.
fn keep_private() {
    #[cfg(unix)]
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
}

/// What a command gives: nothing, or the line that says what is wrong.
type Done = Result<(), String>;

fn configured() -> Result<Config, String> {
    config::load().map_err(|e| e.to_string())
}

/// An error of a feature as a line.
fn line(error: crate::error::Error) -> String {
    use crate::error::Error;
    let say = |message| crate::i18n::say(crate::accounts::Language::English, message);
    match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|field| format!("{}: {}", field.field, say(&field.message)))
            .collect::<Vec<_>>()
            .join(" "),
        Error::Conflict(message) => say(&message),
        Error::NotFound(what) => format!("there is no such {what}"),
        Error::Forbidden => "not allowed".into(),
        Error::Stale => "it was changed meanwhile; try again".into(),
        Error::TooMany(seconds) => format!("too many tries; try again in {seconds} seconds"),
        Error::Busy => "the database is busy; try again".into(),
        Error::Internal(why) => why,
    }
}
