//! A program: holds a token, speaks JSON, and reads what comes back.

use axum::body::Body;
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use rostrum::accounts::policy::Action;
use rostrum::accounts::tokens::{self, NewToken};
use serde_json::Value;

use super::{Answer, Browser, Someone, TestApp};

/// A program of one person.
#[derive(Clone)]
pub struct Program {
    line: Browser,
    /// Its token, if it has one.
    pub token: Option<String>,
    version: Option<String>,
}

impl TestApp {
    /// A program without a token.
    pub fn stranger(&self) -> Program {
        Program {
            line: self.visitor(),
            token: None,
            version: None,
        }
    }

    /// A program that may do all that this person may.
    pub async fn program(&self, someone: &Someone) -> Program {
        self.narrow(someone, &tokens::scopes(&someone.actor)).await
    }

    /// A program that may do no more than this.
    pub async fn narrow(&self, someone: &Someone, scopes: &[Action]) -> Program {
        let mut program = self.stranger();
        if scopes.is_empty() {
            return program;
        }
        let new = NewToken {
            name: "A program".to_owned(),
            scopes: scopes.to_vec(),
            days: 90,
        };
        let token = self
            .write_as(&someone.actor, async |work| tokens::create(work, new).await)
            .await;
        program.token = Some(token);
        program
    }
}

impl Program {
    /// The same program, which names the version that it has read.
    pub fn seen(&self, version: i64) -> Self {
        Self {
            version: Some(format!("\"{version}\"")),
            ..self.clone()
        }
    }

    /// Reads.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// Acts, with a body or without.
    pub async fn post(&mut self, path: &str, body: Option<Value>) -> Answer {
        self.ask(Method::POST, path, body).await
    }

    /// Any method; paths are those of the document.
    pub async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|value| value.to_string());
        self.send(method, path, "application/json", body).await
    }

    /// Sends a body that need not be what it says.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        kind: &str,
        body: Option<String>,
    ) -> Answer {
        let mut request = self.line.request(method, &format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(version) = &self.version {
            request = request.header(IF_MATCH, version);
        }
        let body = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, kind);
                Body::from(body)
            }
            None => Body::empty(),
        };
        self.line.send(request.body(body).unwrap()).await
    }
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("{}", self.words()))
    }

    /// Fails unless this is a problem of this kind; gives it.
    #[track_caller]
    pub fn problem(&self, status: u16, kind: &str) -> Value {
        self.status(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:rostrum:problem:{kind}"));
        assert_eq!(problem["status"], status);
        assert!(!problem["title"].as_str().unwrap().contains('['));
        assert!(!problem["detail"].as_str().unwrap().contains('['));
        problem
    }
}
