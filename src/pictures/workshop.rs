//! How much work on pictures happens at once: a few at a time, apart from the threads that answer, and nothing twice.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard, Semaphore};

use crate::error::{Error, Result};

/// The places at which pictures are worked on; its clones are the same.
#[derive(Clone)]
pub struct Workshop(Arc<Parts>);

struct Parts {
    places: Arc<Semaphore>,
    turns: Mutex<HashMap<String, Weak<Turn<()>>>>,
}

impl fmt::Debug for Workshop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workshop").field("free", &self.0.places.available_permits()).finish_non_exhaustive()
    }
}

impl Workshop {
    /// A workshop with so many places.
    #[must_use]
    pub fn new(places: NonZeroUsize) -> Self {
        Self(Arc::new(Parts { places: Arc::new(Semaphore::new(places.get())), turns: Mutex::default() }))
    }

    /// Does work when a place is free. The place is held until the work has ended, also when nobody waits for it any more.
    ///
    /// # Errors
    /// Those of the work; `UNPROCESSABLE_CONTENT` when a file made it fail in a way that it did not foresee.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        match done.await {
            Ok(done) => done,
            Err(error) => Err(panicked(error.into_panic().as_ref())),
        }
    }

    /// Waits for its turn with this name: who comes second finds what the first has made.
    pub async fn turn(&self, name: &str) -> OwnedMutexGuard<()> {
        let turn = {
            // A thread that failed has left the table whole.
            let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| turn.strong_count() > 0);
            match turns.get(name).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    turns.insert(name.to_owned(), Arc::downgrade(&turn));
                    turn
                }
            }
        };
        turn.lock_owned().await
    }
}

/// A decoder that stumbles over a file says of the file that it is no good, not of us; the log has its words.
fn panicked(payload: &(dyn Any + Send)) -> Error {
    let words = payload.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
    tracing::error!(words, "work on a picture failed");
    Error::refused("", "cannot be read as a picture: the file is damaged")
}
