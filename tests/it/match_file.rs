//! `rostrum match`: what it reads, writes and refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rostrum::matching::format;
use rostrum::matching::samples::{SampleSize, sample};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn solve(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rostrum"))
        .current_dir(folder)
        .args(["match", "in.json", "-o", "out.json"])
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn the_same_number_of_iterations_gives_the_same_solution() {
    let folder = folder("match-same");
    let size = SampleSize {
        slots: 40,
        trainers: 20,
        product: false,
    };
    std::fs::write(
        folder.join("in.json"),
        format::write(&sample(size, 7), "sample"),
    )
    .unwrap();
    let mut solutions = Vec::new();
    for _ in 0..2 {
        let output = solve(&folder, &["--iterations", "3", "--threads", "2"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        solutions.push(std::fs::read(folder.join("out.json")).unwrap());
    }
    assert_eq!(solutions[0], solutions[1]);
}

#[test]
fn a_broken_file_names_its_place_and_leaves_no_output() {
    let folder = folder("match-broken");
    let size = SampleSize {
        slots: 5,
        trainers: 5,
        product: false,
    };
    let good = format::write(&sample(size, 7), "sample");
    let mut value: serde_json::Value = serde_json::from_str(&good).unwrap();
    value["slots"][2]["options"][0] = serde_json::json!([600, 540]);
    std::fs::write(folder.join("in.json"), value.to_string()).unwrap();
    let output = solve(&folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("slots[2].options[0]: end before start"),
        "{said}"
    );
    assert!(!folder.join("out.json").exists() && !folder.join("out.json.part").exists());
}

#[test]
fn a_time_that_no_clock_holds_is_refused() {
    let folder = folder("match-for-ever");
    let output = solve(&folder, &["--seconds", "18446744073709551615"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--seconds"), "{said}");
}
