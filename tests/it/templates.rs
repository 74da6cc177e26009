//! Every template, rendered with the data of a whole small programme, in English and in Urdu.
//!
//! Everybody walks through the service as a reader does: from `/`, along every link that a page shows
//! them, pressing every button once with a form that is right and once with one that is wrong. Each page
//! on the way is [`checked`](Tour::check); a template that nobody came past, a page that no link leads
//! to, and a link that leads nowhere fail.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};

use axum::http::Method;
use rostrum::accounts::{kept_forms, links, policy};
use rostrum::web::{Access, routes};
use sea_orm::ConnectionTrait;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{Answer, Browser, TestApp, Things};

/// Notes the templates that are rendered on this thread.
#[derive(Clone, Default)]
struct Rendered(Arc<Mutex<Vec<u8>>>);

impl io::Write for Rendered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Rendered {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Rendered {
    fn names(&self) -> BTreeSet<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .filter_map(|line| line.split_once("template=\"")?.1.split('"').next())
            .map(str::to_owned)
            .collect()
    }
}

struct Tour {
    language: &'static str,
    direction: &'static str,
    /// Paths that answered with a page, a file or a way on, without what follows the question mark.
    reached: BTreeSet<String>,
}

impl Tour {
    /// What every page has to be.
    fn check(&self, who: &str, path: &str, answer: &Answer) {
        if !answer.header("content-type").starts_with("text/html") {
            return;
        }
        let html = answer.text();
        let at = format!("{who}, {path}");
        let root = format!(
            "<html lang=\"{}\" dir=\"{}\">",
            self.language, self.direction
        );
        // A mail link is read in its owner's language, whoever holds it.
        assert!(
            html.contains(&root),
            "{at}: {}",
            html.lines().nth(1).unwrap_or_default()
        );
        assert_eq!(
            html.matches("<h1").count(),
            1,
            "{at}: one heading says what the page is"
        );
        let title = html
            .split("<title>")
            .nth(1)
            .unwrap()
            .split("</title>")
            .next()
            .unwrap();
        assert!(
            !title.trim_start().starts_with('·'),
            "{at}: the title is empty"
        );
        if let Some(key) = unworded(html) {
            panic!("{at}: {key} has no words");
        }
        if let Some(fault) = malformed(html) {
            panic!("{at}: {fault}");
        }
    }

    /// Follows every link from `/`.
    async fn walk(&mut self, who: &str, browser: &mut Browser) {
        let mut waiting = VecDeque::from(["/".to_owned()]);
        let mut seen: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
        let mut variants: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(address) = waiting.pop_front() {
            let path = address.split('?').next().unwrap().to_owned();
            // Weeks go on without end; a few of them show what there is.
            let variant = variants.entry(path.clone()).or_default();
            *variant += 1;
            if *variant > 12 {
                continue;
            }
            let answer = browser.get(&address).await;
            let status = answer.status.as_u16();
            assert!(
                [200, 303].contains(&status),
                "{who}: a link leads to {address}: {status}"
            );
            self.reached.insert(path);
            self.check(who, &address, &answer);
            let mut found = vec![answer.header("location").to_owned()];
            if answer.header("content-type").starts_with("text/html") {
                found.extend(values(answer.text(), "href"));
                found.extend(values(answer.text(), "src"));
            }
            for link in found {
                let link = link
                    .replace("&amp;", "&")
                    .split('#')
                    .next()
                    .unwrap()
                    .to_owned();
                if link.starts_with('/') && seen.insert(link.clone()) {
                    waiting.push_back(link);
                } else {
                    let known = link.is_empty()
                        || link.starts_with('/')
                        || ["webcal://127.0.0.1", "mailto:", "tel:"]
                            .iter()
                            .any(|scheme| link.starts_with(scheme));
                    assert!(known, "{who}: {address} links to {link}");
                }
            }
        }
    }
}

/// Something that looks like a key, a placeholder or template text instead of words.
fn unworded(html: &str) -> Option<String> {
    for sign in ["{{", "{%", "{$", "{ $", "__tera"] {
        if html.contains(sign) {
            return Some(sign.to_owned());
        }
    }
    html.split('[').skip(1).find_map(|after| {
        let inside = after.split_once(']')?.0;
        let key = inside.len() > 1
            && inside
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
        key.then(|| format!("[{inside}]"))
    })
}

/// The values of an attribute.
fn values(html: &str, name: &str) -> Vec<String> {
    html.split(&format!(" {name}=\""))
        .skip(1)
        .map(|after| after.split('"').next().unwrap().to_owned())
        .collect()
}

/// Tags that don't match, ids that are there twice, fields without a label.
pub fn malformed(html: &str) -> Option<String> {
    const VOID: [&str; 9] = [
        "meta", "link", "br", "input", "img", "hr", "col", "wbr", "path",
    ];
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut unlabelled: BTreeSet<String> = BTreeSet::new();
    for piece in html.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            return Some(format!("a tag is not closed: <{piece}"));
        };
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '!')
            .collect();
        if tag.starts_with('/') {
            match open.pop() {
                Some(last) if last == name => {}
                last => return Some(format!("</{name}> closes {last:?}")),
            }
            continue;
        }
        for id in values(&format!(" {tag}"), "id") {
            if !ids.insert(id.clone()) {
                return Some(format!("the id {id} is there twice"));
            }
        }
        let field = ["input", "select", "textarea"].contains(&name.as_str());
        let hidden = tag.contains("type=\"hidden\"") || tag.contains("aria-label=\"");
        if field && !hidden && !open.iter().any(|parent| parent == "label") {
            match values(&format!(" {tag}"), "id").pop() {
                Some(id) => unlabelled.insert(id),
                None => return Some(format!("a field has neither label nor id: <{tag}>")),
            };
        }
        if !VOID.contains(&name.as_str()) && !name.starts_with('!') && !tag.ends_with('/') {
            open.push(name);
        }
    }
    for id in values(html, "for") {
        unlabelled.remove(&id);
    }
    for described in values(html, "aria-describedby") {
        if let Some(id) = described.split(' ').find(|id| !ids.contains(*id)) {
            return Some(format!("aria-describedby names {id}, which is not there"));
        }
    }
    if let Some(last) = open.pop() {
        return Some(format!("<{last}> is not closed"));
    }
    unlabelled
        .pop_first()
        .map(|id| format!("the field {id} has no label"))
}

/// Presses every button that somebody has, once with a form that is right and once with one that is wrong.
async fn press(tour: &Tour, app: &TestApp, things: &Things) {
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        for (name, who) in things.everybody() {
            let Some(who) = who else { continue };
            let may = match route.access {
                Access::Needs(action) => policy::may(&who.actor, action),
                _ => name == "officer",
            };
            if !may || route.path == "/sign-out" {
                continue;
            }
            let copy = app.copy().await;
            let mut browser = who.browse(&copy).await;
            let path = things.fill(route.path);
            for form in [
                vec![("unknown", "field".to_owned())],
                Vec::new(),
                things.form(route.path),
            ] {
                let fields: Vec<(&str, &str)> =
                    form.iter().map(|(k, v)| (*k, v.as_str())).collect();
                let answer = browser.post(&path, &fields).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{name}, {path}: {}",
                    answer.words()
                );
                tour.check(name, &path, &answer);
            }
        }
    }
}

/// What is said of a file: that it is wrong, that it does something, that it does nothing.
async fn tables(tour: &Tour, app: &TestApp, things: &Things) {
    let mut coordinator = things.world.coordinator.browse(app).await;
    for kind in ["institutes", "courses", "trainers", "timetable"] {
        let path = format!("/bulk/{kind}");
        let file = format!("{path}/file");
        let out = coordinator.get(&file).await.ok().bytes.clone();
        for file in [b"odd,code\n,\n".to_vec(), out] {
            let answer = coordinator.upload(&path, "a.csv", &file, &[]).await;
            assert!([200, 422].contains(&answer.status.as_u16()), "{path}");
            tour.check("the coordinator", &path, &answer);
        }
    }
    let new = "code,name,short,city\nnew-one,New One,New One,Lahore\nnipa-lhr,Renamed,NIPA Lahore,Lahore\n";
    let answer = coordinator
        .upload("/bulk/institutes", "a.csv", new.as_bytes(), &[])
        .await;
    tour.check("the coordinator", "/bulk/institutes", answer.ok());
}

/// The pages that only a secret opens, each before and after its button was pressed.
async fn secrets(tour: &Tour, app: &TestApp, things: &Things) {
    let set_up = app
        .write(async |work| links::mint_set_up(work, work.now.plus(3600)).await)
        .await;
    let officer = things.world.officer.id;
    let sign_in = app
        .write(async |work| links::mint_sign_in(work, officer, work.now.plus(3600)).await)
        .await;
    let letters = app.letters().await;
    let invitation = letters
        .iter()
        .find_map(|letter| letter.text.split("/invitation/").nth(1))
        .and_then(|after| after.split_whitespace().next())
        .unwrap()
        .to_owned();
    for letter in &letters {
        assert_eq!(unworded(&letter.subject), None, "{letter:?}");
        assert_eq!(unworded(&letter.text), None, "{letter:?}");
        assert!(
            !letter.subject.contains('\n') && !letter.to.is_empty(),
            "{letter:?}"
        );
    }
    let answers: Vec<String> = letters
        .iter()
        .filter_map(|letter| letter.text.split("/answer/").nth(1))
        .map(|after| after.split_whitespace().next().unwrap().to_owned())
        .collect();
    assert!(
        answers.len() >= 2,
        "no letter has an answer link: {letters:?}"
    );
    let mut reader = things.world.trainer.browse(app).await;
    for path in [
        format!("/set-up/{set_up}"),
        format!("/link/{sign_in}"),
        format!("/invitation/{invitation}"),
    ] {
        let answer = reader.get(&path).await;
        tour.check("the holder", &path, answer.ok());
        let answer = reader
            .post(&path, &[("name", ""), ("email", "x"), ("password", "x")])
            .await;
        tour.check("the holder", &path, &answer);
    }
    let mut late = things.world.officer.browse(app).await;
    let token = late.cookies[app.app.config.cookie()].clone();
    let typed = [("title".to_owned(), "Phishing".to_owned())];
    let kept = kept_forms::keep(&app.app.db, &token, "/requests", &typed).await;
    let path = format!("/kept/{}", kept.unwrap().unwrap());
    let answer = late.get(&path).await;
    tour.check("the officer", &path, answer.ok());
    tables(tour, app, things).await;
    let mut reader = things.world.trainer.browse(app).await;
    for (n, secret) in answers.iter().enumerate() {
        let path = format!("/answer/{secret}");
        let answer = reader.get(&path).await;
        tour.check("the trainer", &path, answer.ok());
        let answer = reader
            .post(&format!("{path}/decline"), &[("reason", "nonsense")])
            .await;
        tour.check("the trainer", &path, answer.status(422));
        let (button, fields): (_, &[(&str, &str)]) = match n % 2 {
            0 => ("accept", &[]),
            _ => (
                "decline",
                &[("reason", "not-free"), ("note", "An examination")],
            ),
        };
        reader
            .post(&format!("{path}/{button}"), fields)
            .await
            .leads_to(&path);
        let answer = reader.get(&path).await;
        tour.check("the trainer", &path, answer.ok());
        let answer = reader.post(&format!("{path}/accept"), &[]).await;
        tour.check("the trainer", &path, answer.status(409));
    }
}

async fn tour(language: &'static str, direction: &'static str) {
    let rendered = Rendered::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("rostrum=trace")
        .with_ansi(false)
        .with_writer(rendered.clone())
        .finish();
    let _noting = tracing::subscriber::set_default(subscriber);

    let app = TestApp::sqlite().await;
    let things = Things::build(&app).await;
    // Nobody can choose it in the service yet.
    app.app
        .db
        .connection()
        .execute_unprepared(&format!("UPDATE person SET language = '{language}'"))
        .await
        .unwrap();
    let mut tour = Tour {
        language,
        direction,
        reached: BTreeSet::new(),
    };
    for (name, who) in things.everybody() {
        let Some(who) = who else { continue };
        let mut browser = who.browse(&app).await;
        tour.walk(name, &mut browser).await;
        for lost in [
            "/no/such/page",
            "/requests/999999",
            "/people",
            "/sign-in",
            "/roster?view=week&from=2026-05-27",
        ] {
            let answer = browser.get(lost).await;
            tour.check(name, lost, &answer);
        }
    }
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let path = things.fill(route.path);
        let path = path.split('?').next().unwrap();
        let secret = route.path.contains("{token}") || route.path.starts_with("/assets");
        // Machines ask for the one, the other is where strangers are led.
        let unlinked = secret || ["/health/live", "/sign-in"].contains(&path);
        assert!(
            unlinked || tour.reached.contains(path),
            "no link leads to {path}"
        );
    }
    press(&tour, &app, &things).await;
    secrets(&tour, &app, &things).await;

    let came_past = rendered.names();
    let missed: Vec<String> = app
        .app
        .templates
        .names()
        .into_iter()
        .filter(|name| name != "base.html" && !name.starts_with("components/"))
        .filter(|name| !came_past.contains(name))
        .collect();
    assert!(
        missed.is_empty(),
        "nobody came past {missed:?}; passed: {came_past:?}"
    );
}

#[tokio::test]
async fn every_template_is_rendered_and_whole_in_english() {
    tour("en", "ltr").await;
}

#[tokio::test]
async fn every_template_is_rendered_and_whole_in_urdu() {
    tour("ur", "rtl").await;
}

#[test]
fn the_checks_of_a_page_can_fail() {
    assert_eq!(
        unworded("<p>[state-open]</p>").as_deref(),
        Some("[state-open]")
    );
    assert_eq!(unworded("<p>{$name}</p>").as_deref(), Some("{$"));
    assert_eq!(unworded("<p>[1] [A b] x[0]</p>"), None);
    for wrong in [
        "<p><b></p></b>",
        "<p>",
        "<i id=\"a\"></i><i id=\"a\"></i>",
        "<input id=\"x\" name=\"x\">",
        "<input name=\"x\">",
        "<i aria-describedby=\"b\"></i>",
    ] {
        assert!(malformed(wrong).is_some(), "{wrong}");
    }
    for right in [
        "<!doctype html><p>a<br>b</p>",
        "<label for=\"x\">X</label><input id=\"x\">",
        "<label>X <input name=\"x\"></label>",
        "<input type=\"hidden\" name=\"x\">",
    ] {
        assert_eq!(malformed(right), None, "{right}");
    }
}
