//! The files: the roster as a table, and the feeds as a calendar app would fetch them.

use std::path::Path;

use super::super::line;
use super::people::Cast;
use crate::accounts::Language;
use crate::actor::Actor;
use crate::app::App;
use crate::courses;
use crate::feeds;
use crate::sessions::{self, Filter};
use crate::trainers::{self, Pool};
use crate::{accounts, reports};

/// Writes `roster.csv` and four calendars.
pub(super) async fn write(app: &App, cast: &Cast, folder: &Path) -> Result<(), String> {
    let work = app.read(&Actor::system("demo")).await.map_err(line)?;
    let sessions = sessions::list(&work, &Filter::default())
        .await
        .map_err(line)?;
    let roster = reports::roster_csv(&sessions, work.zone(), Language::English).map_err(line)?;
    put(folder, "roster.csv", &roster)?;
    let busiest = trainers::list(&work)
        .await
        .map_err(line)?
        .into_iter()
        .filter(|trainer| trainer.pool == Pool::Academic)
        .max_by_key(|trainer| (trainer.ahead, std::cmp::Reverse(trainer.id)))
        .ok_or("no trainer")?;
    let trainer = accounts::actor_of(&work, busiest.person)
        .await
        .map_err(line)?
        .ok_or("no trainer")?;
    let catalogue = courses::catalogue(&work).await.map_err(line)?;
    let mcmc = catalogue
        .iter()
        .find(|course| course.code == "MCMC")
        .ok_or("no MCMC")?
        .id;
    let (institute, officer) = cast.officers.first().ok_or("no officer")?;
    let lahore = cast.officers.iter().find(|(id, _)| {
        sessions
            .iter()
            .any(|s| s.institute == *id && s.institute_name == "NIPA Lahore")
    });
    let (institute, officer) = lahore.map_or((institute, officer), |(id, actor)| (id, actor));
    drop(work);
    for (name, actor, choice) in [
        ("programme.ics", &cast.coordinator, "programme:0".to_owned()),
        (
            "course-mcmc.ics",
            &cast.coordinator,
            format!("course:{mcmc}"),
        ),
        (
            "institute-nipa-lahore.ics",
            officer,
            format!("institute:{institute}"),
        ),
        ("trainer.ics", &trainer, format!("trainer:{}", busiest.id)),
    ] {
        let work = app.write(actor).await.map_err(line)?;
        let (_, secret) = feeds::create(&work, &choice, "demo file", false)
            .await
            .map_err(line)?;
        let feed = feeds::fetch(&work, &secret).await.map_err(line)?;
        // The file is here; the link behind it is nobody's: it goes with the unit of work.
        drop(work);
        put(folder, name, &feed.bytes)?;
    }
    Ok(())
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}
