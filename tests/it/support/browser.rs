//! A browser: keeps cookies, follows nothing by itself, and reads what comes back.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use rostrum::config::Config;
use tower::ServiceExt;

/// One browser of one person.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    host: String,
    origin: String,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser without cookies.
    pub fn new(router: Router, config: &Config) -> Self {
        Self {
            router,
            host: config.host.clone(),
            origin: config.public_url.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Lays a cookie in.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Sends a form, as a browser does from a page of ours.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form with a file in it.
    pub async fn upload(
        &mut self,
        path: &str,
        name: &str,
        bytes: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        const EDGE: &str = "----edge-of-a-part";
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.as_bytes());
        }
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, path)
            .header(ORIGIN, &self.origin)
            .header("sec-fetch-site", "same-origin")
            .header(
                CONTENT_TYPE,
                format!("multipart/form-data; boundary={EDGE}"),
            )
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }

    /// A request with our host and cookies, for tests that need another header or body.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host);
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        request
    }

    /// Sends any request; keeps the cookies of the answer.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let shown = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        Answer {
            shown,
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }
}

/// What came back. Its checks say which request failed, and give themselves back for the next check.
pub struct Answer {
    shown: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The value of the page's first hidden field of this name.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let field = self
            .text()
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1);
        let field = field.unwrap_or_else(|| panic!("{name} is not there:\n{}", self.words()));
        field.split('"').next().unwrap().to_owned()
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Fails unless this is the status.
    #[track_caller]
    pub fn status(&self, status: u16) -> &Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{} (to {:?})\n{}",
            self.shown,
            self.header("location"),
            glance(&self.words())
        );
        self
    }

    /// Fails unless the page came.
    #[track_caller]
    pub fn ok(&self) -> &Self {
        self.status(200)
    }

    /// Fails unless the answer leads to this path.
    #[track_caller]
    pub fn leads_to(&self, path: &str) -> &Self {
        self.status(303);
        assert_eq!(self.headers[LOCATION], path, "{}", self.shown);
        self
    }

    /// Fails unless the body has this text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "{} does not show {text:?}:\n{}",
            self.shown,
            glance(self.text())
        );
        self
    }

    /// Fails if the body has this text.
    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(
            !self.text().contains(text),
            "{} shows {text:?}:\n{}",
            self.shown,
            glance(self.text())
        );
        self
    }

    /// Fails unless a header has this value.
    #[track_caller]
    pub fn shows_header(&self, name: &str, value: &str) -> &Self {
        assert_eq!(self.header(name), value, "{}: {name}", self.shown);
        self
    }

    /// What a form says is wrong, beside its fields and above them.
    pub fn faults(&self) -> Vec<String> {
        let parts = self.text().split("class=\"error\"").skip(1);
        parts
            .map(|part| {
                let text = part.split_once('>').unwrap().1.split('<').next().unwrap();
                text.replace("&#39;", "'").replace("&#x27;", "'")
            })
            .collect()
    }

    /// What a reader sees: the text between the tags, spaces squeezed.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for c in String::from_utf8_lossy(&self.bytes).chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                c if !inside => words.push(c),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// As much of a page as helps whoever reads the failure.
fn glance(text: &str) -> String {
    text.chars().take(4000).collect()
}
