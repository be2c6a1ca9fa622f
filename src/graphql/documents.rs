//! Documents that were parsed, kept for a while: a program sends the same few again and again.
//!
//! They stand in two generations: when the young one is full it becomes the old one, and the old one is forgotten. Whatever is
//! asked for comes back into the young one, so documents that differ each time push out no more than each other.

use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Response;
use async_graphql::parser::types::ExecutableDocument;

use crate::app::App;
use crate::domain::keys::Actor;
use crate::usecases::reading::Reading;

/// How much memory a generation takes at most, in bytes as [`weight`] estimates them.
const MOST: u64 = 4_000_000;
/// What a lexical token becomes when it is parsed, in bytes; measured generously.
const TOKEN: u64 = 300;

/// About how many bytes a document takes: its text twice, here and in its names and strings, and its tokens.
fn weight(text: &str, tokens: u64) -> u64 {
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    bytes.saturating_mul(2).saturating_add(tokens.saturating_mul(TOKEN))
}

/// A document that was parsed, and what was seen of it when it ran.
#[derive(Debug)]
pub struct Known {
    /// The document.
    pub document: ExecutableDocument,
    statements: AtomicU8,
}

/// Nothing was seen yet.
const UNSEEN: u8 = 0;
/// One statement answered it.
const ONE: u8 = 1;
/// One statement was not enough, at least once.
const SEVERAL: u8 = 2;

impl Known {
    const fn new(document: ExecutableDocument) -> Self {
        Self { document, statements: AtomicU8::new(UNSEEN) }
    }

    /// Runs a query over one view of the database: with nothing begun for it where one statement was enough whenever it ran.
    /// That is no promise, because other variables or other data may need more: then it runs anew.
    pub async fn read(
        &self,
        app: &App,
        actor: &Actor,
        run: impl AsyncFn(&Arc<Reading>) -> Response,
    ) -> (Arc<Reading>, Response) {
        if self.statements.load(Ordering::Relaxed) == ONE {
            let reading = Arc::new(Reading::single(app, actor.clone()));
            let response = run(&reading).await;
            if !reading.is_torn() {
                return (reading, response);
            }
        }
        let reading = Arc::new(Reading::held(app, actor.clone()));
        let response = run(&reading).await;
        if reading.was_single() {
            let _ = self.statements.compare_exchange(UNSEEN, ONE, Ordering::Relaxed, Ordering::Relaxed);
        } else {
            self.statements.store(SEVERAL, Ordering::Relaxed);
        }
        (reading, response)
    }
}

/// The documents of all clients. What one client may ask is looked at each time, before and after.
#[derive(Debug, Default)]
pub struct Documents(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Kept>,
    old: HashMap<String, Kept>,
    weight: u64,
}

#[derive(Debug, Clone)]
struct Kept {
    document: Arc<Known>,
    weight: u64,
}

impl Documents {
    /// The document with this text of so many tokens, parsed where it is not known.
    ///
    /// # Errors
    /// What `parse` reports; then nothing is kept.
    pub fn get<E>(
        &self,
        text: &str,
        tokens: u64,
        parse: impl FnOnce(&str) -> Result<ExecutableDocument, E>,
    ) -> Result<Arc<Known>, E> {
        if let Some(known) = self.lock(|generations| generations.find(text)) {
            return Ok(known);
        }
        // Others may parse the same meanwhile; nobody waits for anybody.
        let document = Arc::new(Known::new(parse(text)?));
        let kept = Kept { document: Arc::clone(&document), weight: weight(text, tokens) };
        self.lock(|generations| generations.keep(text.to_owned(), kept));
        Ok(document)
    }

    /// How many documents are kept.
    #[must_use]
    pub fn known(&self) -> usize {
        self.lock(|generations| generations.young.len() + generations.old.len())
    }

    fn lock<T>(&self, done: impl FnOnce(&mut Generations) -> T) -> T {
        done(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Generations {
    fn find(&mut self, text: &str) -> Option<Arc<Known>> {
        if let Some(kept) = self.young.get(text) {
            return Some(Arc::clone(&kept.document));
        }
        let (text, kept) = self.old.remove_entry(text)?;
        self.keep(text, kept.clone());
        Some(kept.document)
    }

    fn keep(&mut self, text: String, kept: Kept) {
        if self.weight.saturating_add(kept.weight) > MOST {
            self.old = mem::take(&mut self.young);
            self.weight = 0;
        }
        let weight = kept.weight;
        if self.young.insert(text, kept).is_none() {
            self.weight = self.weight.saturating_add(weight);
        }
    }
}
