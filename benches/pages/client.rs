//! A client that keeps its connection and its cookie, as a browser does.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, COOKIE, HOST};
use hyper_util::client::legacy::Client as Legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Somebody who is signed in.
pub struct Client {
    http: Legacy<HttpConnector, Body>,
    host: String,
    cookie: String,
}

/// What came back.
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Bytes of the body.
    pub size: usize,
    /// From the request to the last byte.
    pub took: Duration,
}

impl Client {
    /// A client of that host with this cookie.
    pub fn new(host: &str, cookie: String) -> Self {
        Self {
            http: Legacy::builder(TokioExecutor::new()).build_http(),
            host: host.to_owned(),
            cookie,
        }
    }

    /// Asks once.
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(format!("http://{}{path}", self.host))
            .header(HOST, &self.host)
            .header(COOKIE, &self.cookie)
            .header(ACCEPT, "text/html")
            .body(Body::empty())
            .expect("a request");
        let since = Instant::now();
        let answer = self.http.request(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let body = Body::new(answer.into_body());
        let bytes = axum::body::to_bytes(body, 256 << 20).await.expect("a body");
        Answer {
            status,
            size: bytes.len(),
            took: since.elapsed(),
        }
    }
}
