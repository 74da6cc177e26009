//! What a server is told: the key file, and that a wrong setting stops the start in one line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use rostrum::config::load_key;

use crate::support::store::Store;

fn rostrum(store: &Store, words: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum"));
    command.args(words).current_dir(store.folder().unwrap());
    for (name, _) in std::env::vars() {
        if name.starts_with("ROSTRUM_") {
            command.env_remove(name);
        }
    }
    command.envs(settings.iter().copied()).output().unwrap()
}

#[test]
fn the_key_is_made_once_readable_by_its_owner_alone() {
    let store = Store::empty_sqlite();
    let file = store.folder().unwrap().join("rostrum.key");
    let key = load_key(&file, [9; 32]).unwrap();
    assert_eq!(key, [9; 32]);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        load_key(&file, [1; 32]).unwrap(),
        [9; 32],
        "an existing key is kept"
    );
}

#[test]
fn a_key_that_others_can_read_or_that_is_broken_is_refused_by_name() {
    let store = Store::empty_sqlite();
    let file = store.folder().unwrap().join("rostrum.key");
    load_key(&file, [9; 32]).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let error = load_key(&file, [1; 32]).unwrap_err().to_string();
    assert!(
        error.contains("ROSTRUM_KEY_FILE") && error.contains("chmod 600"),
        "{error}"
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    for broken in ["", "abc", &"x".repeat(64), &"0".repeat(66)] {
        fs::write(&file, broken).unwrap();
        let error = load_key(&file, [1; 32]).unwrap_err().to_string();
        assert!(
            error.contains("ROSTRUM_KEY_FILE") && !error.contains('\n'),
            "{error}"
        );
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            broken,
            "a broken key is not written over"
        );
    }
    let nowhere = store.folder().unwrap().join("no/such/folder/key");
    let error = load_key(&nowhere, [1; 32]).unwrap_err().to_string();
    assert!(error.contains("ROSTRUM_KEY_FILE"), "{error}");
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_line_that_names_it() {
    let store = Store::empty_sqlite();
    for (name, value) in [
        ("ROSTRUM_LISTEN", "here"),
        ("ROSTRUM_LISTEN", "0.0.0.0:8080"),
        ("ROSTRUM_PUBLIC_URL", "http://dtp.example"),
        ("ROSTRUM_PUBLIC_URL", "dtp.example"),
        ("ROSTRUM_TIMEZONE", "PKT"),
        ("ROSTRUM_ANSWER_HOURS", "soon"),
        ("ROSTRUM_MAIL", "pigeon"),
        ("ROSTRUM_DATABASE_URL", "mysql://x"),
        ("ROSTRUM_DATABSE_URL", "sqlite://x.db"),
    ] {
        let output = rostrum(&store, &["check"], &[(name, value)]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}={value}: {error}");
        assert_eq!(
            error.trim_end().lines().count(),
            1,
            "{name}={value}: {error}"
        );
        // The listening address alone can make the public one wrong; figment says keys in lower case.
        let short = name.trim_start_matches("ROSTRUM_");
        let named = error.contains(short) || error.contains(&short.to_lowercase());
        assert!(named, "{name}={value}: {error}");
    }
    let left: Vec<_> = fs::read_dir(store.folder().unwrap()).unwrap().collect();
    assert!(left.is_empty(), "something was written: {left:?}");
}

#[test]
fn a_wrong_file_stops_the_start_with_one_line() {
    let store = Store::empty_sqlite();
    for (text, named) in [
        ("listne = 'x'", "listne"),
        ("answer_hours = 'soon'", "answer_hours"),
        ("answer_hours = ", "rostrum.toml"),
    ] {
        fs::write(store.folder().unwrap().join("rostrum.toml"), text).unwrap();
        let output = rostrum(&store, &["check"], &[]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}: {error}");
        assert_eq!(error.trim_end().lines().count(), 1, "{text}: {error}");
        assert!(error.contains(named), "{text}: {error}");
    }
}
