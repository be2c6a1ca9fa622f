//! What one request has taken from its client's budgets: written while it is answered, told and settled at its end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};

use super::buckets::{Level, Quota};
use super::budgets::{Budget, Client, headers, seconds};
use super::{Limiter, Permit};
use crate::config::limits::Class;
use crate::error::{Code, Error, Result};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE: HeaderName = HeaderName::from_static("ratelimit");

/// The account of a request, kept among its extensions.
pub(super) struct Ledger {
    limiter: Data<Limiter>,
    client: Client,
    taken: RefCell<Vec<(Budget, u32)>>,
    levels: RefCell<Vec<(Budget, Quota, Level)>>,
    retry_after: Cell<Option<u64>>,
    is_write: Cell<bool>,
    reads_body: Rc<Cell<bool>>,
    // Given up with the answer, and with the request, which a write in progress keeps beyond its answer.
    permit: Rc<Permit>,
}

impl Ledger {
    pub(super) fn new(limiter: Data<Limiter>, client: Client, permit: Rc<Permit>) -> Self {
        Self {
            limiter,
            client,
            taken: RefCell::default(),
            levels: RefCell::default(),
            retry_after: Cell::default(),
            is_write: Cell::default(),
            reads_body: Rc::default(),
            permit,
        }
    }

    /// Takes from a budget, or tells when to come back.
    pub(super) fn take(&self, budget: Budget, amount: u32) -> Result<()> {
        let quota = self.quota(budget);
        let level = self.limiter.buckets.take((budget, self.client), quota, amount, self.limiter.ticks.passed());
        self.note(budget, quota, level);
        if level.granted {
            self.taken.borrow_mut().push((budget, amount));
            return Ok(());
        }
        let wait = seconds(level.wait).max(1);
        self.retry_after.set(Some(wait));
        Err(refused(budget.refusal(), wait))
    }

    /// Takes for a write, and remembers that the request is one.
    pub(super) fn take_writes(&self, writes: u32) -> Result<()> {
        self.is_write.set(true);
        self.take(Budget::Writes, writes)?;
        self.take(Budget::WritesHour, writes)
    }

    /// Refuses by itself, without a budget.
    pub(super) fn refuse(&self, detail: &str, wait: u64) -> Error {
        self.retry_after.set(Some(wait));
        refused(detail, wait)
    }

    /// Ends the account: a request whose answer the client had is given back, and the headers tell what is left.
    pub(super) fn settle(&self, had_it: bool, answer: &mut HeaderMap) {
        if had_it {
            // The points paid for work that was done all the same.
            for (budget, amount) in self.taken.take().into_iter().filter(|(budget, _)| *budget == Budget::Requests) {
                let quota = self.quota(budget);
                let now = self.limiter.ticks.passed();
                let level = self.limiter.buckets.give_back((budget, self.client), quota, amount, now);
                self.note(budget, quota, level);
            }
        }
        let (policy, rate) = headers(&self.levels.borrow(), self.client.class());
        for (name, value) in [(POLICY, policy), (RATE, rate)] {
            if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(&value)) {
                answer.insert(name, value);
            }
        }
        if let Some(wait) = self.retry_after.get() {
            answer.insert(RETRY_AFTER, wait.into());
        }
    }

    fn quota(&self, budget: Budget) -> Quota {
        budget.quota(&self.limiter.settings, self.client.class())
    }

    /// The newest level of a budget is the one that is told.
    fn note(&self, budget: Budget, quota: Quota, level: Level) {
        let mut levels = self.levels.borrow_mut();
        levels.retain(|(known, ..)| *known != budget);
        levels.push((budget, quota, level));
        levels.sort_by_key(|(budget, ..)| *budget);
    }
}

pub(super) fn refused(detail: &str, wait: u64) -> Error {
    Error::new(Code::RateLimited, format!("{detail} Come back in {wait} s."))
}

fn with<T>(request: &HttpRequest, use_it: impl FnOnce(&Ledger) -> T) -> Option<T> {
    request.extensions().get::<Ledger>().map(use_it)
}

/// Which limits hold for a request.
#[must_use]
pub fn class(request: &HttpRequest) -> Class {
    with(request, |ledger| ledger.client.class()).unwrap_or(Class::Anonymous)
}

/// Counts the points of a GraphQL operation, before it runs.
///
/// # Errors
/// `RATE_LIMITED` when the client has not so many left.
pub fn charge_points(request: &HttpRequest, points: u64) -> Result<()> {
    let points = u32::try_from(points).unwrap_or(u32::MAX);
    with(request, |ledger| ledger.take(Budget::Points, points)).unwrap_or(Ok(()))
}

/// Counts the writes of a GraphQL operation, before it runs; those of REST are counted already.
///
/// # Errors
/// `RATE_LIMITED` when the client has not so many left.
pub fn charge_writes(request: &HttpRequest, writes: u64) -> Result<()> {
    let writes = u32::try_from(writes).unwrap_or(u32::MAX);
    with(request, |ledger| ledger.take_writes(writes)).unwrap_or(Ok(()))
}

/// The place of a request among those in progress.
pub(super) fn place(request: &HttpRequest) -> Option<Rc<Permit>> {
    with(request, |ledger| Rc::clone(&ledger.permit))
}

/// Whether the request changes something: its answer must be told, however large it is.
pub(super) fn is_write(request: &HttpRequest) -> bool {
    with(request, |ledger| ledger.is_write.get()).unwrap_or(false)
}

/// Whether the request's body is on its way still.
pub(super) fn is_reading(request: &HttpRequest) -> bool {
    with(request, |ledger| ledger.reads_body.get()).unwrap_or(false)
}

/// Stands for the reading of a body, as long as it is kept: a request that runs out of time then is told that it came late.
#[must_use]
#[derive(Debug)]
pub struct BodyWatch(Option<Rc<Cell<bool>>>);

/// Says that the body is being read.
pub fn watch_body(request: &HttpRequest) -> BodyWatch {
    let flag = with(request, |ledger| Rc::clone(&ledger.reads_body));
    if let Some(flag) = &flag {
        flag.set(true);
    }
    BodyWatch(flag)
}

impl Drop for BodyWatch {
    fn drop(&mut self) {
        if let Some(flag) = &self.0 {
            flag.set(false);
        }
    }
}
