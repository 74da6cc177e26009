//! The command line as an operator meets it: the first start, people, check, and stopping.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};

use crate::support::store::Store;

/// The program, in a folder of its own, told nothing but this.
fn rostrum(store: &Store, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rostrum"));
    command.args(words).current_dir(store.folder().unwrap());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ROSTRUM_")) {
        command.env_remove(name);
    }
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[track_caller]
fn done(output: &Output) -> &str {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn refused(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    let error = text(&output.stderr).trim_end();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    said: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(store: &Store) -> Self {
        // Free a moment ago; nobody else takes ports of this machine while tests run.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut child = rostrum(store, &["serve"])
            .env("ROSTRUM_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self { child, port, said }
    }

    /// What it says up to the line that it serves.
    fn greeting(&mut self) -> String {
        let mut greeting = String::new();
        while !greeting.contains("Rostrum serves") {
            let length = self.said.read_line(&mut greeting).unwrap();
            assert_ne!(length, 0, "it ended: {greeting}");
        }
        greeting
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Length: 0\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Tells it to stop, as a service manager does, and waits.
    fn stop(mut self) {
        let told = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success(), "it did not end well");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_first_start_prints_the_set_up_link_and_a_later_one_does_not() {
    let store = Store::empty_sqlite();
    let mut server = Server::start(&store);
    let greeting = server.greeting();
    let at = greeting
        .find("/set-up/")
        .unwrap_or_else(|| panic!("{greeting}"));
    let link = greeting[at..].split_whitespace().next().unwrap();
    assert!(greeting.contains(&format!("http://127.0.0.1:{}/set-up/", server.port)));
    assert!(server.get(link).starts_with("HTTP/1.1 200"), "{link}");
    assert!(server.get("/health/live").ends_with("ok\n"));
    // A second server can't take the port, and says so in one line.
    let second = rostrum(&store, &["serve"])
        .env("ROSTRUM_LISTEN", format!("127.0.0.1:{}", server.port))
        .output()
        .unwrap();
    assert!(refused(&second).contains("ROSTRUM_LISTEN"));
    server.stop();

    let add = [
        "users",
        "add",
        "--name",
        "Amna",
        "--email",
        "amna@example.org",
        "--role",
        "administrator",
    ];
    done(&rostrum(&store, &add).output().unwrap());
    let mut server = Server::start(&store);
    assert!(!server.greeting().contains("/set-up/"));
    // The start holds nothing: the one writer is free for whoever comes.
    let answer = server.ask("POST", "/link/opens-nothing");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    server.stop();
    done(&rostrum(&store, &["check"]).output().unwrap());
}

#[test]
fn people_are_added_listed_linked_and_disabled() {
    let store = Store::empty_sqlite();
    let run = |words: &[&str]| rostrum(&store, words).output().unwrap();
    let officer = [
        "users",
        "add",
        "--name",
        "Omar",
        "--email",
        "omar@example.org",
        "--role",
        "officer",
    ];
    let with_institute = [&officer[..], &["--institute", "nipa-lhr"]].concat();
    let link = run(&with_institute);
    assert!(done(&link).starts_with("http://127.0.0.1:8080/link/"));
    let list = run(&["users", "list"]);
    let line = done(&list);
    for part in ["Omar", "omar@example.org", "officer of NIPA Lahore"] {
        assert!(line.contains(part), "{line}");
    }
    let id = line.split_whitespace().next().unwrap();
    assert!(done(&run(&["users", "link", id])).contains("/link/"));
    done(&run(&["users", "disable", id]));
    assert!(done(&run(&["users", "list"])).contains("disabled"));

    let new = [
        "users",
        "add",
        "--name",
        "Nadia",
        "--email",
        "nadia@example.org",
        "--role",
        "officer",
    ];
    for (words, named) in [
        (vec!["users", "link", id], "no person"),
        (vec!["users", "link", "99"], "no person"),
        (vec!["users", "disable", "99"], "no such person"),
        (new.to_vec(), "institute"),
        (
            [&new[..], &["--institute", "atlantis"]].concat(),
            "atlantis",
        ),
        (with_institute.clone(), "address"),
        (
            vec![
                "users",
                "add",
                "--name",
                "",
                "--email",
                "x",
                "--role",
                "administrator",
            ],
            "name",
        ),
        (
            vec![
                "users", "add", "--name", "X", "--email", "x@y.pk", "--role", "king",
            ],
            "--role",
        ),
    ] {
        let output = run(&words);
        assert!(
            refused(&output).contains(named),
            "{words:?}: {}",
            text(&output.stderr)
        );
    }
    assert_eq!(
        done(&run(&["users", "list"])).lines().count(),
        1,
        "a refusal left somebody behind"
    );
}

#[test]
fn a_database_that_cannot_be_opened_names_its_key() {
    let store = Store::empty_sqlite();
    for url in [
        "sqlite://no/such/folder/rostrum.db?mode=rwc",
        "postgres://nobody@127.0.0.1:1/none",
    ] {
        let mut list = rostrum(&store, &["users", "list"]);
        let error = list.env("ROSTRUM_DATABASE_URL", url).output().unwrap();
        let said = refused(&error);
        assert!(said.contains("ROSTRUM_DATABASE_URL"), "{url}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_written_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let store = Store::empty_sqlite();
    done(&rostrum(&store, &["users", "list"]).output().unwrap());
    for entry in std::fs::read_dir(store.folder().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?} {mode:o}", entry.file_name());
    }
}

#[test]
fn check_makes_nothing_and_says_what_is_wrong() {
    let store = Store::empty_sqlite();
    let error = rostrum(&store, &["check"]).output().unwrap();
    assert!(refused(&error).contains("ROSTRUM_DATABASE_URL"));
    assert_eq!(
        std::fs::read_dir(store.folder().unwrap()).unwrap().count(),
        0,
        "it made a file"
    );

    done(&rostrum(&store, &["users", "list"]).output().unwrap());
    let sound = rostrum(&store, &["check"]).output().unwrap();
    assert!(done(&sound).contains("sound"));

    let newer =
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_future', 0)";
    edit(&store, newer);
    let mut serve = rostrum(&store, &["serve"]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let error = serve.env("ROSTRUM_LISTEN", address).output().unwrap();
    assert!(refused(&error).contains("m20991231_000001_future"));
    let error = rostrum(&store, &["check"]).output().unwrap();
    assert!(
        refused(&error).contains("m20991231_000001_future"),
        "{}",
        text(&error.stderr)
    );
}

/// Changes the database behind the program's back.
fn edit(store: &Store, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        use sea_orm::{ConnectionTrait, Database};
        let file = store.folder().unwrap().join("rostrum.db");
        let url = format!("sqlite://{}", file.display());
        let db = Database::connect(url).await.unwrap();
        db.execute_unprepared(sql).await.unwrap();
        db.close().await.unwrap();
    });
}

#[test]
fn expertise_goes_in_and_out_on_the_command_line() {
    let store = Store::empty_sqlite();
    let run = |words: &[&str]| rostrum(&store, words).output().unwrap();
    let folder = store.folder().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write(
        "trainers.csv",
        "email,name,pool,university,home,languages,subjects\n\
         amna@uet.edu.pk,Amna Khan,academic,uet-lhr,Lahore,en,IR-01:3\n",
    );
    done(&run(&["import", "trainers", "trainers.csv"]));
    // Run out long ago, whatever day it is.
    let head =
        "email,subject,level,evidence_kind,evidence,evidence_on,verified_level,verified_until,why";
    let row = "amna@uet.edu.pk,IR-04,3,paper,On custody,2015-03-01,2,2018-03-01,Read";
    write("new.csv", &format!("{head}\n{row}\n"));
    let look = run(&["import", "expertise", "new.csv", "--dry-run"]);
    assert!(done(&look).contains("would be taken in: 1 new"));
    let take = run(&["import", "expertise", "new.csv"]);
    assert!(done(&take).contains("taken in: 1 new"));
    for end in ["csv", "xlsx"] {
        let file = format!("out.{end}");
        done(&run(&["export", "expertise", "-o", &file]));
        let said = run(&["import", "expertise", &file]);
        assert!(
            done(&said).contains("0 new, 0 changed; 2 as they are"),
            "{end}"
        );
    }
    let out = std::fs::read_to_string(folder.join("out.csv")).unwrap();
    assert!(out.contains("\"IR-04\",\"3\",") && out.contains("\"2018-03-01\",\"Read\""));
    let bad = row.replace("IR-04", "IR-99").replace("2018", "2999");
    write("bad.csv", &format!("{head}\n{bad}\n"));
    let bad = run(&["import", "expertise", "bad.csv"]);
    assert!(refused(&bad).contains("nothing was taken in"));
    let told = text(&bad.stdout);
    assert!(told.contains("B2 subject:"), "{told}");
    let known = std::fs::read(folder.join("out.csv")).unwrap();
    assert_eq!(run(&["export", "expertise"]).stdout, known);
}

#[test]
fn tables_go_in_and_out_on_the_command_line() {
    let store = Store::empty_sqlite();
    let run = |words: &[&str]| rostrum(&store, words).output().unwrap();
    let folder = store.folder().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    for kind in ["institutes", "courses"] {
        for end in ["csv", "xlsx"] {
            let file = format!("{kind}.{end}");
            done(&run(&["export", kind, "-o", &file]));
            let said = run(&["import", kind, &file]);
            assert!(done(&said).contains("0 new, 0 changed"), "{kind} {end}");
        }
    }
    assert!(
        run(&["export", "courses"])
            .stdout
            .starts_with(b"\xEF\xBB\xBF\"code\"")
    );
    let good = "code,name,short,city\nnew-one,New,New One,Lahore\n";
    write("new.csv", good);
    let look = run(&["import", "institutes", "new.csv", "--dry-run"]);
    assert!(done(&look).contains("would be taken in: 1 new"));
    let take = run(&["import", "institutes", "new.csv"]);
    assert!(done(&take).contains("taken in: 1 new"));
    assert!(done(&run(&["import", "institutes", "new.csv"])).contains("0 new"));
    // Everything that is wrong is named by its cell, and nothing is done.
    write(
        "bad.csv",
        "code,name,short,city\nx-1,\u{1b}[31m,,Atlantis\n",
    );
    let bad = run(&["import", "institutes", "bad.csv"]);
    assert!(refused(&bad).contains("nothing was taken in"));
    let told = text(&bad.stdout);
    assert!(told.contains("C2 short: Please fill this in."), "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    for (words, named) in [
        (vec!["import", "planets", "new.csv"], "planets"),
        (vec!["import", "courses", "none.csv"], "none.csv"),
        (vec!["import", "timetable", "new.csv"], "--by"),
        (
            vec!["import", "timetable", "new.csv", "--by", "9"],
            "person 9",
        ),
        (
            vec!["import", "courses", "new.csv", "--encoding", "morse"],
            "utf-8",
        ),
        (
            vec!["export", "courses", "-o", "no/where.csv"],
            "no/where.csv",
        ),
    ] {
        assert!(refused(&run(&words)).contains(named), "{words:?}");
    }
}
