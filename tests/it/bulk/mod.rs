//! Tables in and out: what goes out comes in again unchanged; what is wrong is named by its cell; nothing is
//! half done.

mod expertise;
mod files;
mod pages;
mod rows;
mod timetables;

use rostrum::actor::Actor;
use rostrum::bulk::{self, Encoding, Kind, Order, Report};

use crate::support::TestApp;

fn order(kind: Kind, bytes: impl Into<Vec<u8>>) -> Order {
    Order {
        kind,
        name: "test.csv".into(),
        bytes: bytes.into(),
        encoding: Encoding::default(),
        submit: false,
    }
}

pub async fn look(app: &TestApp, actor: &Actor, kind: Kind, file: impl Into<Vec<u8>>) -> Report {
    let done = bulk::dry_run(&app.app.db, actor, order(kind, file)).await;
    done.unwrap()
}

pub async fn take(app: &TestApp, actor: &Actor, kind: Kind, file: impl Into<Vec<u8>>) -> Report {
    let done = bulk::import(&app.app.db, actor, order(kind, file), None).await;
    done.unwrap()
}

/// Where something is wrong, and what: `C7 field-empty`.
pub fn faults(report: &Report) -> Vec<String> {
    report
        .faults
        .iter()
        .map(|fault| format!("{} {}", fault.at, fault.message.key))
        .collect()
}

pub fn counts(report: &Report) -> (usize, usize, usize) {
    assert_eq!(faults(report), [""; 0]);
    (report.new, report.changed, report.same)
}
