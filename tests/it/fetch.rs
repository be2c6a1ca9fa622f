//! The floor for outbound HTTP: whom it asks, how far it follows, and how much it takes.

mod addresses;
mod answers;
mod hostile;
mod redirects;
pub mod server;
mod settings;
mod tls;
mod vectors;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use dateline::config::FetchSettings;
use dateline::error::{Code, Error};
use dateline::fetch::{Body, Fetch, FetchRequest, Fetched, Resolve};
use futures_util::future::BoxFuture;

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn settings(allow: &str) -> FetchSettings {
    FetchSettings {
        fetch_allow: allow.parse().unwrap(),
        fetch_ports: vec![80, 443],
        fetch_seconds: 10,
        fetch_bytes: 1_000_000,
    }
}

/// What it says of a name, one answer after the other; the last one stays. It counts how often it is asked.
#[derive(Default)]
struct Names {
    answers: Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl Names {
    fn say(&self, name: &str, answers: &[&[IpAddr]]) {
        let answers = answers.iter().rev().map(|answer| answer.to_vec()).collect();
        self.answers.lock().unwrap().insert(name.to_owned(), answers);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Names {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.get_mut(name) {
            Some(answers) if answers.len() > 1 => answers.pop(),
            Some(answers) => answers.last().cloned(),
            None => None,
        };
        Box::pin(async move { answer.ok_or_else(|| io::ErrorKind::NotFound.into()) })
    }
}

fn fetch(settings: &FetchSettings, names: &Arc<Names>) -> Fetch {
    Fetch::with(settings, Arc::clone(names) as Arc<dyn Resolve>, Vec::new())
}

/// A fetcher that may ask the servers of the tests.
fn local() -> Fetch {
    Fetch::new(&settings("127.0.0.1"))
}

async fn get(fetch: &Fetch, url: impl Into<String>) -> Result<Body, Error> {
    match fetch.get(&FetchRequest::new(url)).await? {
        Fetched::Body(body) => Ok(body),
        Fetched::NotModified => panic!("no copy was named"),
    }
}

/// The words of a refusal: the URL may not be fetched.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, words: &str) -> String {
    told(result, Code::BadUserInput, words)
}

/// The words about an answer that cannot be used.
#[track_caller]
fn failed<T: std::fmt::Debug>(result: Result<T, Error>, words: &str) -> String {
    told(result, Code::ServiceUnavailable, words)
}

#[track_caller]
fn told<T: std::fmt::Debug>(result: Result<T, Error>, code: Code, words: &str) -> String {
    let error = result.unwrap_err();
    assert!(error.code == code && error.detail.contains(words), "{words:?}: {error:?}");
    error.detail
}
