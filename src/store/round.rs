//! Queries that several parts of one answer ask at the same time, in one statement.
//!
//! The first to ask leads: it waits for a connection where one is needed, and whoever asks meanwhile comes with it. The fields at the root of a
//! GraphQL query ask so, because they are resolved beside each other.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::error::{Code, Error, Result};
use crate::store::gather::{Gather, Gathered};
use crate::store::snapshot::Snapshot;

/// Who waits for the next statement.
#[derive(Debug, Default)]
pub struct Round {
    waiting: Mutex<Vec<Waiting>>,
}

#[derive(Debug)]
struct Waiting {
    gather: Box<Gather>,
    give: oneshot::Sender<Given>,
}

#[derive(Debug)]
enum Given {
    Answer(Result<Gathered>),
    /// The one who led was stopped before the statement: whoever waited asks again.
    Back(Box<Gather>),
}

/// The one who leads. When it is stopped before its statement, the others get back what they asked.
struct Lead<'a>(&'a Round);

impl Lead<'_> {
    /// Those who wait; what comes later is another round.
    fn take(self) -> Vec<Waiting> {
        let waiting = std::mem::take(&mut *self.0.waiting());
        std::mem::forget(self);
        waiting
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        let waiting = std::mem::take(&mut *self.0.waiting());
        for Waiting { gather, give } in waiting {
            // Who no longer waits needs nothing.
            let _ = give.send(Given::Back(gather));
        }
    }
}

impl Round {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // A list of those who wait is whole, whoever stopped while he changed it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks what `gather` holds.
    ///
    /// # Errors
    /// When there is no connection, or the database fails: then for everybody whose queries were in the statement.
    pub async fn ask(&self, gather: Gather, snapshot: &Snapshot) -> Result<Gathered> {
        let mut gather = Box::new(gather);
        loop {
            let (give, given) = oneshot::channel();
            let leads = {
                let mut waiting = self.waiting();
                waiting.push(Waiting { gather, give });
                waiting.len() == 1
            };
            if leads {
                let lead = Lead(self);
                let ready = snapshot.ready().await;
                // It may be ready at once, before the others were asked what they want.
                tokio::task::yield_now().await;
                serve(lead.take(), snapshot, ready).await;
            }
            match given.await {
                Ok(Given::Answer(answer)) => return answer,
                Ok(Given::Back(back)) => gather = back,
                Err(_) => return Err(Error::new(Code::ServiceUnavailable, "The answer was broken off; try again.")),
            }
        }
    }
}

/// Answers everybody of a round: in one statement those that go into one, which has one page at most, then the others.
async fn serve(mut round: Vec<Waiting>, snapshot: &Snapshot, ready: Result<()>) {
    let mut is_first = true;
    while !round.is_empty() {
        let (mut all, mut served) = (Gather::default(), Vec::new());
        for Waiting { gather, give } in std::mem::take(&mut round) {
            match all.absorb(gather) {
                Ok(parts) => served.push((give, parts)),
                Err(gather) => round.push(Waiting { gather, give }),
            }
        }
        let is_alone = is_first && round.is_empty();
        is_first = false;
        let mut found = match &ready {
            Ok(()) => snapshot.run(all, is_alone).await,
            Err(error) => Err(error.copy()),
        };
        for (give, parts) in served {
            let answer = match &mut found {
                Ok(found) => Ok(found.split_off_first(parts)),
                // The cause goes to the log with the first of them.
                Err(error) => Err(std::mem::replace(error, error.copy())),
            };
            let _ = give.send(Given::Answer(answer));
        }
    }
}
