//! The demo as a command: what it refuses, and that the same seed gives the same bytes.

use std::path::Path;
use std::process::{Command, Output};

/// The first day on which the story can end.
const FIRST: &str = "2025-05-12";
/// A day that no shipped holiday reaches, and that most years lack.
const LATE: &str = "2028-02-29";

fn demo(folder: &Path, day: &str, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rostrum"))
        .current_dir(folder)
        .args(["demo", "--once", "--today", day])
        .args(args)
        .output()
        .unwrap()
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_database_of_somebody_else_is_refused_and_stays_as_it_is() {
    let folder = folder("demo-refusal");
    std::fs::write(folder.join("mine.db"), b"not a database, but mine").unwrap();
    let output = demo(&folder, LATE, &["--database", "mine.db"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("neither empty nor a demo's"), "{said}");
    assert_eq!(
        std::fs::read(folder.join("mine.db")).unwrap(),
        b"not a database, but mine"
    );
    assert!(!folder.join("mine.db-wal").exists());
}

#[test]
fn a_day_that_is_none_is_refused_in_one_line() {
    let folder = folder("demo-day");
    let output = Command::new(env!("CARGO_BIN_EXE_rostrum"))
        .current_dir(&folder)
        .args(["demo", "--once", "--today", "tomorrow"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.lines().count() == 1 && said.contains("--today"),
        "{said}"
    );
}

#[test]
fn a_day_outside_the_story_is_refused_before_anything_is_written() {
    let folder = folder("demo-outside");
    for day in ["1970-01-01", "2010-06-01", "2025-05-11", "2099-06-01"] {
        let output = Command::new(env!("CARGO_BIN_EXE_rostrum"))
            .current_dir(&folder)
            .args(["demo", "--once", "--today", day])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{day}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("--today") && said.contains(day), "{said}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{day}");
    }
}

#[test]
fn the_story_can_end_on_its_first_day() {
    let folder = folder("demo-early");
    let output = demo(&folder, FIRST, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The holidays that are shipped end in 2027; the README's first command must outlive them.
#[test]
fn the_same_seed_and_day_give_the_same_bytes_whatever_the_day() {
    let (a, b) = (folder("demo-a"), folder("demo-b"));
    let (said, again) = std::thread::scope(|scope| {
        let again = scope.spawn(|| demo(&b, LATE, &[]));
        (demo(&a, LATE, &[]), again.join().unwrap())
    });
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    let text = String::from_utf8(said.stdout.clone()).unwrap();
    assert!(
        text.contains("at most") && text.contains("better possible"),
        "{text}"
    );
    assert_eq!(said.stdout, again.stdout);
    for name in [
        "roster.csv",
        "programme.ics",
        "course-mcmc.ics",
        "institute-nipa-lahore.ics",
        "trainer.ics",
    ] {
        let read = |folder: &Path| std::fs::read(folder.join("demo").join(name)).unwrap();
        assert!(read(&a) == read(&b), "{name} differs");
        if name.ends_with("ics") {
            assert_eq!(
                crate::support::ical_rules::violations(&read(&a)),
                Vec::<String>::new(),
                "{name}"
            );
        }
    }
    let roster = std::fs::read_to_string(a.join("demo/roster.csv")).unwrap();
    let first = roster.lines().nth(1).unwrap();
    assert!(
        first.contains("2025-04")
            && first.contains("not published")
            && first.contains("Ayesha Altaf")
    );
    assert!(!first.contains("invented"));
    assert!(
        roster
            .lines()
            .skip(2)
            .all(|line| line.contains("(invented)"))
    );
}
