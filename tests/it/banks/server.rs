//! A server in the banks' place: it says what a test wants, by path.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use dateline::config::Settings;

use crate::fetch::server::{Server, Wire};
pub use crate::fetch::server::{answer, to};
use crate::support::TestApp;

type Answers = Arc<Mutex<BTreeMap<String, Vec<Vec<u8>>>>>;

/// All six banks at one address.
pub struct Banks {
    pub server: Server,
    answers: Answers,
}

impl Banks {
    pub fn start() -> Self {
        let answers = Answers::default();
        let kept = Arc::clone(&answers);
        let server = Server::start(move |path, wire: &mut dyn Wire| {
            let said = {
                let mut answers = kept.lock().unwrap();
                match answers.get_mut(path) {
                    Some(said) if said.len() > 1 => said.remove(0),
                    Some(said) => said[0].clone(),
                    None => answer(404, "", b"not here"),
                }
            };
            // No answer at all: the client has to give up.
            if said.is_empty() { wire.wait() } else { wire.say(&said) }
        });
        Self { server, answers }
    }

    /// What is said at a path, one answer after the other; the last one stays.
    pub fn say(&self, path: &str, answers: &[Vec<u8>]) {
        self.answers.lock().unwrap().insert(path.to_owned(), answers.to_vec());
    }

    /// A good answer.
    pub fn file(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.say(path, &[answer(200, "", bytes.as_ref())]);
    }

    /// The paths that were asked for, in their order.
    pub fn asked(&self) -> Vec<String> {
        self.server.heads().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect()
    }

    /// An app that finds the banks here.
    pub async fn app(&self) -> TestApp {
        let address = self.server.url("");
        TestApp::spawn_with(|settings| here(settings, &address)).await
    }
}

pub fn here(settings: &mut Settings, address: &str) {
    settings.fetch.fetch_allow = "127.0.0.1".parse().unwrap();
    settings.fetch.fetch_seconds = 1;
    let url = Some(address.parse().unwrap());
    let rates = &mut settings.rates;
    rates.rates_sources = ["nbkr", "cbr", "ecb", "nbk", "cbu", "nbt"].map(str::to_owned).to_vec();
    for setting in [
        &mut rates.rates_nbkr_url,
        &mut rates.rates_cbr_url,
        &mut rates.rates_ecb_url,
        &mut rates.rates_nbk_url,
        &mut rates.rates_cbu_url,
        &mut rates.rates_nbt_url,
    ] {
        setting.clone_from(&url);
    }
}
