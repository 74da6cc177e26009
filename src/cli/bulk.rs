//! `rostrum import` and `rostrum export`: tables in and out, by the same rules as on the pages.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Done, line};
use crate::accounts::{self, Language, PersonId};
use crate::actor::{Actor, Via};
use crate::app::App;
use crate::bulk::{self, Encoding, FILE_LIMIT, Fault, Format, Kind, Order, Report};
use crate::config::Config;
use crate::i18n;
use crate::time::SystemClock;

/// Faults that are told; of the others the number.
const TOLD: usize = 50;

/// What to take in.
#[derive(clap::Args)]
pub struct ImportArgs {
    /// institutes, courses, trainers, expertise or timetable.
    kind: String,
    /// The file: CSV or XLSX.
    file: PathBuf,
    /// Only say what it would do.
    #[arg(long)]
    dry_run: bool,
    /// Hand the requests of a timetable in at once.
    #[arg(long)]
    submit: bool,
    /// How the letters of a CSV file are written: utf-8, windows-1256 or windows-1252.
    #[arg(long, default_value = "utf-8")]
    encoding: String,
    /// Id of the person in whose name it is done, as `users list` has it; a timetable needs one.
    #[arg(long)]
    by: Option<i64>,
}

/// What to take out.
#[derive(clap::Args)]
pub struct ExportArgs {
    /// institutes, courses, trainers, expertise or timetable.
    kind: String,
    /// The file to write; CSV, or XLSX where its name ends so. Standard output where it is not said.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        format!("{word:?} is none of institutes, courses, trainers, expertise, timetable")
    })
}

/// Takes a file in.
pub async fn import(config: Config, args: ImportArgs) -> Done {
    let kind = kind(&args.kind)?;
    let encoding = Encoding::from_word(&args.encoding)
        .ok_or("--encoding: utf-8, windows-1256 or windows-1252")?;
    let shown = args.file.display();
    let size = std::fs::metadata(&args.file).map_err(|e| format!("{shown}: {e}"))?;
    if size.len() > FILE_LIMIT as u64 {
        return Err(format!("{shown}: larger than {} MB", FILE_LIMIT >> 20));
    }
    let bytes = std::fs::read(&args.file).map_err(|e| format!("{shown}: {e}"))?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let order = Order {
        kind,
        name: name.into_owned(),
        bytes,
        encoding,
        submit: args.submit,
    };
    let app = App::open(config, Arc::new(SystemClock), None)
        .await
        .map_err(line)?;
    let actor = match args.by {
        None if kind == Kind::Timetable => {
            return Err("--by: a timetable is asked for by somebody; say who".into());
        }
        None => Actor::system("import"),
        Some(id) => {
            let work = app.read(&Actor::nobody()).await.map_err(line)?;
            let who = accounts::actor_of(&work, PersonId(id))
                .await
                .map_err(line)?;
            Actor {
                via: Via::System("import"),
                ..who.ok_or_else(|| format!("--by: there is no person {id}"))?
            }
        }
    };
    let report = match args.dry_run {
        true => bulk::dry_run(&app.db, &actor, order).await,
        false => bulk::import(&app.db, &actor, order, None).await,
    }
    .map_err(line)?;
    tell_report(&report)
}

fn tell_report(report: &Report) -> Done {
    if !report.clean() {
        for fault in report.faults.iter().take(TOLD) {
            tell!("{}", told(fault));
        }
        let left = report.fault_count.saturating_sub(TOLD);
        let more = if left > 0 {
            format!(" ({left} more are not shown)")
        } else {
            String::new()
        };
        return Err(format!(
            "{} faults{more}; nothing was taken in",
            report.fault_count
        ));
    }
    let done = if report.imported {
        "taken in"
    } else {
        "would be taken in"
    };
    tell!(
        "{done}: {} new, {} changed; {} as they are",
        report.new,
        report.changed,
        report.same
    );
    Ok(())
}

/// `C7 title: Please fill this in.`
fn told(fault: &Fault) -> String {
    let words = i18n::say(Language::English, &fault.message);
    let place = format!("{} {}", fault.at, fault.column);
    // A file may be quoted, but it must not speak to the terminal.
    let clean = |text: &str| text.replace(char::is_control, "?");
    match place.trim() {
        "" => clean(&words),
        place => clean(&format!("{place}: {words}")),
    }
}

/// Takes a table out.
pub async fn export(config: Config, args: ExportArgs) -> Done {
    let kind = kind(&args.kind)?;
    let workbook = args
        .output
        .as_ref()
        .and_then(|path| path.extension())
        .is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let format = if workbook { Format::Xlsx } else { Format::Csv };
    let app = App::open(config, Arc::new(SystemClock), None)
        .await
        .map_err(line)?;
    let work = app.read(&Actor::system("export")).await.map_err(line)?;
    let bytes = bulk::export(&work, kind, None, format)
        .await
        .map_err(line)?;
    match args.output {
        Some(path) => std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display())),
        None => {
            use std::io::Write;
            // Whoever reads may have gone: that is no fault of ours.
            let _ = std::io::stdout().write_all(&bytes);
            Ok(())
        }
    }
}
