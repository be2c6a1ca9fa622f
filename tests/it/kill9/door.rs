//! The doors of one life of the server, and what became of a request: answered, or broken off by the kill.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The server was killed before its answer came.
#[derive(Debug)]
pub struct Broken;

/// A write, kept as it was sent, so that it can be sent again.
#[derive(Debug, Clone)]
pub struct Write {
    method: Method,
    path: String,
    body: Value,
    key: Option<String>,
    version: Option<u64>,
}

impl Write {
    pub fn rest(method: Method, path: impl Into<String>, body: Value) -> Self {
        Self { method, path: path.into(), body, key: None, version: None }
    }

    pub fn graphql(query: &str, variables: Value) -> Self {
        Self::rest(Method::POST, "/graphql", json!({ "query": query, "variables": variables }))
    }

    /// With an `Idempotency-Key`.
    pub fn keyed(self, key: Option<String>) -> Self {
        Self { key, ..self }
    }

    /// With an `If-Match`.
    pub fn of_version(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }
}

/// An answer to a write.
#[derive(Debug)]
pub enum Answer {
    /// It is done; the answer, of GraphQL the data.
    Done(Value),
    /// Its idempotency key belongs to a request that was broken off some seconds ago.
    InUse,
}

/// The doors of one life of the server.
pub struct Door {
    client: reqwest::Client,
    base: String,
    token: String,
    log: PathBuf,
    killed: Cell<bool>,
    /// The writes that were answered.
    pub acknowledged: Cell<u64>,
    /// Those among them that an earlier life had done and not told of.
    pub replayed: Cell<u64>,
}

impl Door {
    pub fn new(base: &str, token: &str, log: PathBuf) -> Self {
        Self {
            client: support::client(),
            base: base.to_owned(),
            token: token.to_owned(),
            log,
            killed: Cell::default(),
            acknowledged: Cell::default(),
            replayed: Cell::default(),
        }
    }

    /// Says that the server ends now: from here on its silence is no fault.
    pub fn close(&self) {
        self.killed.set(true);
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<(u16, bool, Value), Broken> {
        let asked = async {
            let response = request.send().await?;
            let status = response.status().as_u16();
            let replayed = response.headers().contains_key("idempotency-replayed");
            response.bytes().await.map(|bytes| (status, replayed, bytes))
        };
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok((status, _, bytes))) if bytes.is_empty() => Ok((status, false, Value::Null)),
            Ok(Ok((status, replayed, bytes))) => {
                let answer = serde_json::from_slice(&bytes);
                Ok((status, replayed, answer.unwrap_or_else(|_| panic!("not JSON: {status} {bytes:?}"))))
            }
            Ok(Err(_)) if self.killed.get() => Err(Broken),
            Ok(Err(error)) => {
                panic!("a server that nobody killed: {error:?}\n{}", std::fs::read_to_string(&self.log).unwrap())
            }
            Err(_) => panic!("no answer\n{}", std::fs::read_to_string(&self.log).unwrap()),
        }
    }

    /// Reads as the newsroom.
    pub async fn get(&self, path: &str) -> Result<(u16, Value), Broken> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        self.ask(request).await.map(|(status, _, answer)| (status, answer))
    }

    /// Reads as everybody.
    pub async fn get_as_reader(&self, path: &str) -> Result<(u16, Value), Broken> {
        self.ask(self.client.get(format!("{}{path}", self.base))).await.map(|(status, _, answer)| (status, answer))
    }

    /// Writes; whatever is refused is a fault of the test or of the server.
    pub async fn send(&self, write: &Write) -> Result<Answer, Broken> {
        let mut request = self.client.request(write.method.clone(), format!("{}{}", self.base, write.path));
        request = request.bearer_auth(&self.token).header("accept", "application/json, */*;q=0.1");
        if let Some(key) = &write.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(version) = write.version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if write.body != Value::Null {
            request = request.json(&write.body);
        }
        let (status, replayed, mut answer) = self.ask(request).await?;
        let code = answer["code"].as_str().or_else(|| answer["errors"][0]["extensions"]["code"].as_str());
        if write.key.is_some() && code == Some("IDEMPOTENCY_KEY_IN_USE") {
            return Ok(Answer::InUse);
        }
        let done = (200..300).contains(&status) && code.is_none() && answer.get("errors").is_none();
        assert!(done, "{write:?} was refused: {status} {answer}");
        self.acknowledged.set(self.acknowledged.get() + 1);
        self.replayed.set(self.replayed.get() + u64::from(replayed));
        Ok(Answer::Done(if write.path == "/graphql" { answer["data"].take() } else { answer }))
    }

    /// Every item of a list that is read in pages.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            let (status, mut page) = self.get(&format!("{path}limit=100{after}")).await.unwrap();
            assert_eq!(status, 200, "{page}");
            items.append(page["items"].as_array_mut().unwrap());
            match page["nextCursor"].as_str() {
                Some(cursor) => after = format!("&after={cursor}"),
                None => return items,
            }
        }
    }
}
