//! How fast the pages are: `cargo bench --bench pages`.
//!
//! Every page that people open daily is asked for over HTTP on loopback, as the person who opens it,
//! one request after the other, on two databases in one run: the demonstration's, and one of
//! national size (3,000 trainers, 5,000 sessions; see [`national`]). The figures are milliseconds
//! from the request to the last byte, side by side; the sizes are those of the page alone.
//!
//! `-- --again 50` asks fifty times a page (40 by default); `-- --only trainers` one kind of page.
//! The databases are made in `target/bench` and kept for the next run of the same build.

#![allow(clippy::expect_used)] // a measurement that can't go on says why, and stops

mod client;
mod national;
mod pages;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rostrum::app::App;
use rostrum::config::{self, Config};
use rostrum::db::connect;
use rostrum::notify::Mailer;
use rostrum::time::{Clock, SettableClock};

use pages::Timing;

/// The day on which the demonstration's story ends.
const TODAY: &str = "2026-11-24";

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let after = |flag: &str| {
        let at = words.iter().position(|word| word == flag)?;
        words.get(at + 1).cloned()
    };
    let again = after("--again").and_then(|n| n.parse().ok()).unwrap_or(40);
    let only = after("--only").unwrap_or_default();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&folder).expect("target/bench can be made");

    let demo = measure(&demo(&folder), again, &only).await;
    let national = measure(&national::database(&folder).await, again, &only).await;
    show(&demo, &national);
}

/// A database and the day that it is on.
pub struct Data {
    /// The file.
    pub file: PathBuf,
    /// What its clock shows, in seconds since 1970.
    pub now: i64,
}

/// The demonstration's database, played by the program itself.
fn demo(folder: &Path) -> Data {
    let folder = folder.join("demo");
    let file = folder.join("rostrum.db");
    let done = Command::new(env!("CARGO_BIN_EXE_rostrum"))
        .args(["demo", "--once", "--seed", "1", "--today", TODAY])
        .arg("--folder")
        .arg(&folder)
        .arg("--database")
        .arg(&file)
        .output()
        .expect("the demo runs");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let zone = settings(&file).programme.zone;
    let date = TODAY.parse().expect("a date");
    Data {
        file,
        now: zone.instant(date, 600),
    }
}

/// The configuration of a service on this file.
pub fn settings(file: &Path) -> Config {
    let mut config = config::read(figment::Figment::new()).expect("the defaults hold");
    config.database_url = format!("sqlite://{}?mode=rwc", file.display());
    config.programme.key = [7; 32];
    // As in the demonstration: nobody here has a phone.
    config.programme.second_step = false;
    config
}

/// An application on this file.
pub async fn open(file: &Path, clock: Arc<dyn Clock>, port: u16) -> App {
    let mut config = settings(file);
    config.listen = SocketAddr::from(([127, 0, 0, 1], port));
    config.public_url = format!("http://127.0.0.1:{port}");
    config.host = format!("127.0.0.1:{port}");
    config.programme.public_url.clone_from(&config.public_url);
    let rng = rostrum::app::seeded_by_the_machine().expect("the machine has random bytes");
    let db = connect(&config.database_url, clock, rng, config.programme.clone())
        .await
        .expect("the database opens");
    App::new(db, config, Mailer::memory()).expect("the templates hold")
}

async fn measure(data: &Data, again: usize, only: &str) -> Vec<Timing> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    let clock = Arc::new(SettableClock::at(chrono::DateTime::UNIX_EPOCH));
    clock.set(data.now);
    let app = open(&data.file, clock, port).await;
    let router = rostrum::web::router(app.clone());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    eprintln!("{}: asking …", data.file.display());
    pages::measure(&app, again, only).await
}

/// The table: a row a page, the two databases side by side.
fn show(demo: &[Timing], national: &[Timing]) {
    println!("pages, milliseconds from the request to the last byte");
    println!(
        "{:<44} {:>8} {:>8} {:>8}   {:>8} {:>8} {:>8}",
        "", "demo p50", "p95", "KB", "nat. p50", "p95", "KB"
    );
    for (a, b) in demo.iter().zip(national) {
        println!(
            "{:<44} {:>8.1} {:>8.1} {:>8.1}   {:>8.1} {:>8.1} {:>8.1}",
            format!("{} {}", a.who, a.what),
            a.quantile(50),
            a.quantile(95),
            a.kilobytes(),
            b.quantile(50),
            b.quantile(95),
            b.kilobytes(),
        );
    }
    for (name, rows) in [("demo", demo), ("national", national)] {
        let worst = rows.iter().map(|row| row.quantile(95)).fold(0.0, f64::max);
        let all = Timing::all(rows);
        println!(
            "{name}: p95 over all pages {:.1} ms, p95 of the slowest page {worst:.1} ms",
            all.quantile(95)
        );
    }
}
