//! Which pages are asked for, by whom, and how long they took.

use rostrum::accounts::{self, PersonId, Role, links};
use rostrum::actor::Actor;
use rostrum::app::App;
use rostrum::db::Work;
use rostrum::{courses, offers, planning, sessions, slots, trainers};

use crate::client::Client;

/// All answers of one page.
pub struct Timing {
    /// Who asks.
    pub who: &'static str,
    /// The address, without numbers.
    pub what: &'static str,
    took: Vec<f64>,
    size: usize,
}

impl Timing {
    /// Milliseconds under which this part of the answers (in percent) came.
    pub fn quantile(&self, percent: usize) -> f64 {
        let mut sorted = self.took.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Size of the page in thousands of bytes.
    pub fn kilobytes(&self) -> f64 {
        self.size as f64 / 1000.0
    }

    /// All answers of all pages together.
    pub fn all(rows: &[Self]) -> Self {
        Self {
            who: "",
            what: "",
            took: rows.iter().flat_map(|row| row.took.clone()).collect(),
            size: 0,
        }
    }
}

/// Pages by who opens them; `{…}` stands for a thing of the database.
const PAGES: &[(&str, &str)] = &[
    ("coordinator", "/desk"),
    ("coordinator", "/coverage"),
    ("coordinator", "/fairness"),
    ("coordinator", "/requests"),
    ("coordinator", "/requests/{request}"),
    ("coordinator", "/search?q=lahore"),
    ("coordinator", "/search?q=DTP-2026-00"),
    ("coordinator", "/cohorts"),
    ("coordinator", "/cohorts/{cohort}"),
    ("coordinator", "/courses"),
    ("coordinator", "/courses/1"),
    ("coordinator", "/institutes"),
    ("coordinator", "/institutes/1"),
    ("coordinator", "/plans"),
    ("coordinator", "/plans/{plan}"),
    ("coordinator", "/offers"),
    ("coordinator", "/offers/{offer}"),
    ("coordinator", "/roster"),
    ("coordinator", "/roster?view=week"),
    ("coordinator", "/sessions/{session}"),
    ("coordinator", "/messages"),
    ("coordinator", "/trainers"),
    ("coordinator", "/trainers/{trainer}"),
    ("coordinator", "/calendar"),
    ("officer", "/desk"),
    ("officer", "/requests"),
    ("officer", "/requests/new?cohort={cohort}"),
    ("officer", "/cohorts"),
    ("officer", "/roster"),
    ("trainer", "/desk"),
    ("trainer", "/roster"),
    ("trainer", "/offers"),
    ("trainer", "/calendar"),
    ("administrator", "/people"),
];

/// Asks for every page so many times.
pub async fn measure(app: &App, again: usize, only: &str) -> Vec<Timing> {
    let actor = Actor::system("bench");
    let work = app.read(&actor).await.expect("the database reads");
    let things = Things::find(&work).await.expect("the database has data");
    drop(work);
    let mut rows = Vec::new();
    for (who, what) in PAGES.iter().filter(|(_, what)| what.contains(only)) {
        let client = things.client(app, who).await;
        let path = things.fill(what);
        let mut row = Timing {
            who,
            what,
            took: Vec::new(),
            size: 0,
        };
        // The first answers fill caches, as the first visitors of a day do.
        for n in 0..again + 3 {
            let answer = client.get(&path).await;
            assert_eq!(answer.status, 200, "{who} {path}");
            row.size = answer.size;
            if n >= 3 {
                row.took.push(answer.took.as_secs_f64() * 1000.0);
            }
        }
        rows.push(row);
    }
    rows
}

struct Things {
    people: Vec<(&'static str, PersonId)>,
    words: Vec<(&'static str, String)>,
}

impl Things {
    async fn find(work: &Work) -> rostrum::error::Result<Self> {
        let known = accounts::list(work).await?;
        let first = |role: Role| {
            let holders = known
                .iter()
                .filter(|person| person.roles.iter().any(|(held, _)| *held == role));
            holders
                .map(|person| person.id)
                .min()
                .expect("one of each role")
        };
        let (requests, _) = slots::inbox(work, None, None).await?;
        let request = requests.last().expect("a request");
        let officer = first(Role::Officer);
        let mine = accounts::actor_of(work, officer)
            .await?
            .expect("an officer");
        let cohorts = courses::cohorts(work).await?;
        let cohort = cohorts
            .iter()
            .filter(|cohort| mine.institutes().contains(&cohort.institute))
            .max_by_key(|cohort| cohort.ends_on)
            .expect("a cohort");
        let session = sessions::list(work, &sessions::Filter::default()).await?;
        let session = session.last().expect("a session");
        let offer = offers::list(work, &offers::Filter::default()).await?;
        let offer = offer.last().expect("an offer");
        let all = trainers::list(work).await?;
        let busiest = all
            .iter()
            .filter(|trainer| trainer.standing == trainers::Standing::Active)
            .max_by_key(|trainer| (trainer.ahead, std::cmp::Reverse(trainer.id)))
            .expect("a trainer");
        let plan = planning::runs(work).await?;
        let plan = plan.first().expect("a run of the matcher").id;
        Ok(Self {
            people: vec![
                ("coordinator", first(Role::Coordinator)),
                ("officer", officer),
                ("trainer", busiest.person),
                ("administrator", first(Role::Administrator)),
            ],
            words: vec![
                ("{request}", request.id.to_string()),
                ("{cohort}", cohort.id.to_string()),
                ("{session}", session.id.to_string()),
                ("{offer}", offer.id.to_string()),
                ("{trainer}", busiest.id.to_string()),
                ("{plan}", plan.to_string()),
            ],
        })
    }

    fn fill(&self, what: &str) -> String {
        let fill = |path: String, (hole, word): &(&str, String)| path.replace(hole, word);
        self.words.iter().fold(what.to_owned(), fill)
    }

    async fn client(&self, app: &App, who: &str) -> Client {
        let (_, person) = self
            .people
            .iter()
            .find(|(role, _)| *role == who)
            .expect("a role");
        let work = app.write(&Actor::system("bench")).await.expect("a writer");
        let expires = work.now.plus(3600);
        let secret = links::mint_sign_in(&work, *person, expires)
            .await
            .expect("a link");
        let token = accounts::by_link(&work, &secret, "")
            .await
            .expect("a sign-in");
        work.commit().await.expect("a commit");
        Client::new(&app.config.host, format!("{}={token}", app.config.cookie()))
    }
}
