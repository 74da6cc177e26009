//! A real browser, driven over WebDriver: what a person sees, clicks and types.
//!
//! Where `ROSTRUM_TEST_CHROMIUM` and `ROSTRUM_TEST_CHROMEDRIVER` name no programs, its tests note
//! themselves as skipped. Every page that was shown is checked for messages in the console (a refused
//! script, a broken policy) and for text that runs out of the window.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, PrintConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::TestApp;
use super::store::skip;

/// A desk's window, and a phone's.
pub const DESK: (u32, u32) = (1280, 900);
/// A phone's window.
pub const PHONE: (u32, u32) = (390, 844);

/// How often something that scripts may bring later is looked for, each twentieth of a second: a machine may
/// have other things to do.
const PATIENCE: usize = 400;

/// A browser with one window; it ends with the value.
pub struct Chromium {
    client: Client,
    driver: Child,
    root: String,
}

/// A command of the driver beyond the standard: what stands in the console since the last time.
#[derive(Debug)]
struct Console;

impl WebDriverCompatibleCommand for Console {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// A command of the driver beyond the standard: something that only the browser's own tools can do.
#[derive(Debug)]
struct Devtools(Value);

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

impl Chromium {
    /// Starts one for this service; none, and noted as skipped, where there is no browser. Without
    /// `scripts` pages have to do without them.
    pub async fn start(test: &str, app: &TestApp, scripts: bool) -> Option<Self> {
        let name = |variable| std::env::var(variable).ok().filter(|path| !path.is_empty());
        let (Some(binary), Some(driver)) = (
            name("ROSTRUM_TEST_CHROMIUM"),
            name("ROSTRUM_TEST_CHROMEDRIVER"),
        ) else {
            skip(&format!(
                "{test} in a real browser: chromium and chromedriver are not named"
            ));
            return None;
        };
        let (driver, mut said, port) = drive(&driver);
        // Nobody reads the rest, but a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let mut options = json!({
            "binary": binary,
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--lang=en-US"],
        });
        if !scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        let browser = Self {
            client,
            driver,
            root: app.address(""),
        };
        browser.window(DESK).await;
        Some(browser)
    }

    /// Makes the window this large.
    pub async fn window(&self, (width, height): (u32, u32)) {
        self.client.set_window_size(width, height).await.unwrap();
    }

    /// Opens a page.
    pub async fn open(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.root))
            .await
            .unwrap();
        self.check().await;
    }

    /// Signs in by a single-use link, as another person than before.
    pub async fn sign_in(&self, link: &str) {
        self.client.delete_all_cookies().await.unwrap();
        self.open(link).await;
        self.press("Sign in").await;
    }

    /// Becomes somebody whom the service does not know.
    pub async fn sign_out(&self) {
        self.client.delete_all_cookies().await.unwrap();
    }

    /// Chooses a file for the field of this name.
    pub async fn attach(&self, name: &str, file: &std::path::Path) {
        let css = format!("input[type=file][name={name}]");
        let field = self.client.find(Locator::Css(&css)).await.unwrap();
        field.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Presses the button or follows the link of this name, and waits for the page it leads to.
    pub async fn press(&self, name: &str) {
        let element = self.named(name).await;
        element.click().await.unwrap();
        self.settle().await;
        self.check().await;
    }

    /// Waits for the page that a script of the driver's leads to.
    pub async fn arrive(&self) {
        self.settle().await;
        self.check().await;
    }

    async fn named(&self, name: &str) -> Element {
        let path = format!(
            "//main//*[self::button or self::a][normalize-space()='{name}'] \
             | //header//*[self::button or self::a][normalize-space()='{name}']"
        );
        match self.client.find(Locator::XPath(&path)).await {
            Ok(element) => element,
            Err(_) => panic!("nothing is called {name:?} on\n{}", self.words().await),
        }
    }

    /// Waits until a page that is being loaded is there.
    async fn settle(&self) {
        for _ in 0..PATIENCE {
            let ready = self
                .client
                .execute("return document.readyState", Vec::new())
                .await;
            if ready.is_ok_and(|state| state == "complete") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the page is never complete");
    }

    async fn field(&self, id: &str) -> Element {
        match self.client.find(Locator::Id(id)).await {
            Ok(element) => element,
            Err(_) => panic!("there is no field {id:?} on\n{}", self.words().await),
        }
    }

    /// Types into a field, after what stands there is taken away. Dates and times as a keyboard
    /// enters them in American English: `04222026`, `1130AM`.
    pub async fn type_into(&self, id: &str, text: &str) {
        let field = self.field(id).await;
        let kind = field.attr("type").await.unwrap().unwrap_or_default();
        if !matches!(kind.as_str(), "date" | "time") {
            field.clear().await.unwrap();
        }
        field.send_keys(text).await.unwrap();
    }

    /// Chooses the line that has this in its words.
    pub async fn choose(&self, id: &str, words: &str) {
        let path = format!("//select[@id='{id}']/option[contains(., '{words}')]");
        match self.client.find(Locator::XPath(&path)).await {
            Ok(option) => option.click().await.unwrap(),
            Err(_) => panic!(
                "{id} offers no {words:?}: {}",
                self.field(id).await.text().await.unwrap()
            ),
        }
    }

    /// Ticks or chooses what has this label.
    pub async fn tick(&self, label: &str) {
        let path = format!("//main//label[normalize-space()='{label}']");
        match self.client.find(Locator::XPath(&path)).await {
            Ok(element) => element.click().await.unwrap(),
            Err(_) => panic!("no label says {label:?} on\n{}", self.words().await),
        }
    }

    /// The words that stand on the page, in one question: between two the next page may come.
    pub async fn words(&self) -> String {
        let words = self.ask("return document.body ? document.body.innerText : ''");
        words.await.as_str().unwrap_or_default().to_owned()
    }

    /// The text of an element.
    pub async fn text_of(&self, css: &str) -> String {
        let element = self.client.find(Locator::Css(css)).await.unwrap();
        element.text().await.unwrap()
    }

    /// Waits until the page shows this; scripts may bring it later.
    pub async fn shows(&self, text: &str) {
        for _ in 0..PATIENCE {
            if self.words().await.contains(text) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the page does not show {text:?}:\n{}", self.words().await);
    }

    /// Path of the page.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let element = self.client.active_element().await.unwrap();
        element.send_keys(keys).await.unwrap();
        self.settle().await;
    }

    /// Runs a script of the driver's own, which the page's policy does not touch.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs a script of the driver's own with these arguments, the last of which it calls with its answer.
    pub async fn ask_for(&self, script: &str, arguments: Vec<Value>) -> Value {
        let asked = self.client.execute_async(script, arguments).await;
        asked.unwrap()
    }

    /// Brings a script of the tests' own into every page from now on, which no page's policy touches.
    pub async fn bring(&self, source: &str) {
        let command = Devtools(json!({
            "cmd": "Page.addScriptToEvaluateOnNewDocument", "params": { "source": source },
        }));
        self.client.issue_cmd(command).await.unwrap();
    }

    /// Dark or light colours, as the machine of whoever looks prefers them.
    pub async fn prefer(&self, colours: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        let command = Devtools(json!({
            "cmd": "Emulation.setEmulatedMedia", "params": { "features": features },
        }));
        self.client.issue_cmd(command).await.unwrap();
    }

    /// How many pages of paper the page takes.
    pub async fn sheets(&self) -> usize {
        let pdf = self
            .client
            .print(PrintConfiguration::default())
            .await
            .unwrap();
        let text = String::from_utf8_lossy(&pdf);
        let pages = text.matches("/Type /Page").count() - text.matches("/Type /Pages").count();
        assert!(pages > 0, "no page is found in {} bytes", pdf.len());
        pages
    }

    /// Nothing in the console, nothing beyond the window's edge.
    async fn check(&self) {
        let at = self.client.current_url().await.unwrap();
        let lines = self.complaints().await;
        assert!(lines.is_empty(), "{at}: {lines:?}");
        let over = self
            .ask("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            .await;
        assert_eq!(over, 0, "{at} is wider than its window");
    }

    /// What stands in the console since the last time: refused scripts, broken policies, faults of scripts.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.client.issue_cmd(Console).await.unwrap();
        let lines = log.as_array().into_iter().flatten();
        lines
            // The browser's advice to password managers is no fault of the page.
            .filter(|line| line["level"] != "DEBUG")
            .filter_map(|line| line["message"].as_str())
            // A page that refuses something says so by its status, which the console repeats.
            .filter(|line| !(line.starts_with(&self.root) && line.contains("a status of 4")))
            .map(str::to_owned)
            .collect()
    }

    /// Closes it.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}

/// Starts a driver on a port of its own, and says which. The driver looks for a port that is free for
/// IPv4 and then takes the same for IPv6; where another test's took it in between, it ends at once, and
/// is started anew.
fn drive(program: &str) -> (Child, BufReader<ChildStdout>, String) {
    for _ in 0..10 {
        let mut driver = Command::new(program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let mut line = String::new();
        while said.read_line(&mut line).unwrap() > 0 {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port = port.trim().trim_end_matches('.').to_owned();
                return (driver, said, port);
            }
            line.clear();
        }
        let _ = driver.kill();
        let _ = driver.wait();
    }
    panic!("{program} says no port in ten starts");
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
