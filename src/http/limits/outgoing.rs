//! How an answer goes out: in pieces, in its place among the requests in progress, and not more slowly than is allowed.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use super::{Limiter, Permit};
use crate::domain::time::Ticks;

/// The most bytes that a connection is given at once. It keeps a copy of what it was given and could not send yet; what it
/// was not given is there once.
const PIECE: usize = 32_768;
/// The bytes that a client has to take in each time that the settings allow.
const STRETCH: u64 = 65_536;

/// An answer on its way.
pub(super) struct Outgoing {
    body: BoxBody,
    /// What the body has given and the connection has not.
    rest: Bytes,
    /// Bytes that have not been given to the connection, where the body knows its length.
    left: Option<u64>,
    place: Option<Rc<Permit>>,
    pace: Pace,
}

impl Outgoing {
    /// `place` is kept until the connection has all of the body, or has gone.
    pub(super) fn new(body: BoxBody, place: Option<Rc<Permit>>, limiter: &Limiter) -> Self {
        let left = match body.size() {
            BodySize::Sized(length) => Some(length),
            BodySize::None | BodySize::Stream => None,
        };
        let stretch = Duration::from_secs(limiter.settings.answer_seconds.0.into());
        Self { body, rest: Bytes::new(), left, place, pace: Pace::new(limiter.ticks.clone(), stretch) }
    }

    fn piece(&mut self) -> Bytes {
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.pace.gave(length);
        self.left = self.left.map(|left| left.saturating_sub(length));
        if self.left == Some(0) {
            // The client may have all of it before the connection comes back here, and ask for something else.
            self.place = None;
        }
        piece
    }
}

impl MessageBody for Outgoing {
    type Error = Box<dyn StdError>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if !self.pace.keeps_up() {
            let slow = io::Error::new(io::ErrorKind::TimedOut, "the client takes its answer too slowly");
            return Poll::Ready(Some(Err(slow.into())));
        }
        // An empty piece would mean the end to the connection.
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(bytes)) => self.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        Poll::Ready(Some(Ok(self.piece())))
    }
}

/// How fast a client takes what it is given. Time in which there is nothing to give does not count.
struct Pace {
    ticks: Ticks,
    stretch: Duration,
    given: u64,
    waited: Duration,
    /// When the connection was given its last piece, until it asks for the next.
    since: Option<Duration>,
}

impl Pace {
    const fn new(ticks: Ticks, stretch: Duration) -> Self {
        Self { ticks, stretch, given: 0, waited: Duration::ZERO, since: None }
    }

    fn gave(&mut self, length: u64) {
        self.given = self.given.saturating_add(length);
        self.since = Some(self.ticks.passed());
    }

    /// The connection asks for more: whether the client has waited no longer than it may for what it was given.
    fn keeps_up(&mut self) -> bool {
        if let Some(since) = self.since.take() {
            self.waited = self.waited.saturating_add(self.ticks.passed().saturating_sub(since));
        }
        let stretches = u32::try_from(self.given / STRETCH).unwrap_or(u32::MAX).saturating_add(1);
        self.waited <= self.stretch.saturating_mul(stretches)
    }
}
