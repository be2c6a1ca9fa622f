//! Which comments readers see at once: one pure function over what was written, what is wanted under this article, and who
//! writes. It is asked when a comment is posted and again when it is edited.

mod author;
mod policy;

pub use author::AuthorStats;
pub use policy::{CommentMode, CommentPolicy, PolicyOverrides, RuleAction, WordActions, WordOverrides};

use crate::domain::comments::detect::Findings;
use crate::domain::comments::detect::form::TokenFault;
use crate::domain::comments::detect::words::Category;
use crate::domain::comments::{CommentReason, CommentStatus};
use crate::domain::time::Instant;
use crate::error::{Code, Error};

/// What the rules look at. What is left at its default does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// When it is decided, UTC.
    pub at: Instant,
    /// What is done.
    pub purpose: Purpose,
    /// What the detectors find in name and text.
    pub findings: Findings,
    /// A text of the same key stands elsewhere, or came before, by the same author or network.
    pub seen_before: bool,
    /// What is wrong with the token of the form, where one is wanted.
    pub token: Option<TokenFault>,
    /// The field was filled that people do not see.
    pub trapped: bool,
    /// What the newsroom's own service says.
    pub opinion: Opinion,
}

impl Submission {
    /// A comment that is posted at this instant, of which the detectors found this.
    #[must_use]
    pub const fn posted(at: Instant, findings: Findings) -> Self {
        Self {
            at,
            purpose: Purpose::Post,
            findings,
            seen_before: false,
            token: None,
            trapped: false,
            opinion: Opinion::None,
        }
    }

    /// A comment that is edited at this instant; `was` is where it stands and `reasons` why. Its form is not asked for.
    #[must_use]
    pub fn edited(at: Instant, findings: Findings, was: CommentStatus, reasons: Vec<CommentReason>) -> Self {
        Self { purpose: Purpose::Edit { was, reasons }, ..Self::posted(at, findings) }
    }
}

/// What is done with a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// It is new.
    Post,
    /// Its author writes it anew.
    Edit {
        /// Where it stands.
        was: CommentStatus,
        /// Why it stands there.
        reasons: Vec<CommentReason>,
    },
}

/// What the newsroom's own service says of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Opinion {
    /// Nothing, or it was not asked.
    #[default]
    None,
    /// A moderator should look.
    Hold,
    /// It is refused.
    Reject,
    /// It is spam.
    Spam,
    /// It did not answer in time, or not in a way that is understood. Then the comments of anonymous authors wait.
    Failed,
}

/// Where a comment stands, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its status.
    pub status: CommentStatus,
    /// Every reason for it, not only the first: those of the place and the author, of the text, the name, the form, the
    /// newsroom's service; at an edit of what is held those that it had before.
    pub reasons: Vec<CommentReason>,
}

/// Why a comment is not taken at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No comments are taken here any more; what is there stays readable.
    Closed,
    /// There are no comments here, neither to read nor to write.
    Hidden,
    /// Only those who are signed in may write here.
    SignInNeeded,
    /// The author may not write.
    Banned,
    /// The author may not write until this instant.
    Suspended(Instant),
    /// A comment that stands so cannot be edited.
    NotEditable(CommentStatus),
}

impl Refusal {
    /// What is answered to the author.
    #[must_use]
    pub fn error(&self) -> Error {
        match self {
            Self::Closed => Error::new(Code::CommentsClosed, "Comments are closed here: no new ones are taken."),
            Self::Hidden => Error::new(Code::CommentsClosed, "There are no comments here."),
            Self::SignInNeeded => Error::new(Code::Unauthenticated, "Only those who are signed in may write here."),
            Self::Banned => Error::new(Code::ReaderBanned, "You may not write here any more."),
            Self::Suspended(until) => {
                Error::new(Code::ReaderSuspended, format!("You may not write here until {until}."))
            }
            Self::NotEditable(_) => Error::new(Code::Conflict, "A comment that was taken away cannot be changed."),
        }
    }
}

/// What follows from a reason; the last in this order decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Consequence {
    Hold,
    Reject,
    Spam,
}

impl Consequence {
    const fn status(self) -> CommentStatus {
        match self {
            Self::Hold => CommentStatus::Held,
            Self::Reject => CommentStatus::Rejected,
            Self::Spam => CommentStatus::Spam,
        }
    }
}

/// Decides over a comment.
///
/// A trusted author passes by the rules that are there for strangers: premoderation, first comment, share of rejected
/// ones, links, shouting and repetition; not by words, names, direction of text, form and the newsroom's own service. An
/// author whose comments always wait is never taken for trusted.
///
/// An edit does not release what is held: it stays so, with its old reasons and the new ones. What was approved and is
/// edited is merely published, because nobody has approved what it says now.
///
/// # Errors
/// Every [`Refusal`] that applies, when the comment is not taken.
pub fn decide(submission: &Submission, policy: &CommentPolicy, author: &AuthorStats) -> Result<Decision, Vec<Refusal>> {
    let refusals = refusals(submission, policy, author);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let mut found = of_author(policy, author);
    found.extend(of_text(submission, policy, author));
    found.extend(of_name(&submission.findings));
    found.extend(of_form(submission));
    found.extend(of_service(submission.opinion, author));
    let mut status = found.iter().map(|(_, consequence)| *consequence).max().map(Consequence::status);
    let mut reasons: Vec<CommentReason> = found.into_iter().map(|(reason, _)| reason).collect();
    if let Purpose::Edit { was: CommentStatus::Held, reasons: before } = &submission.purpose {
        status = status.or(Some(CommentStatus::Held));
        let old: Vec<CommentReason> = before.iter().copied().filter(|reason| !reasons.contains(reason)).collect();
        reasons.extend(old);
    }
    Ok(Decision { status: status.unwrap_or(CommentStatus::Published), reasons })
}

/// Why a comment is not taken at all, every reason; none when it is.
#[must_use]
pub fn refusals(submission: &Submission, policy: &CommentPolicy, author: &AuthorStats) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut add = |applies: bool, refusal: Refusal| refusals.extend(applies.then_some(refusal));
    add(policy.mode == CommentMode::Hidden, Refusal::Hidden);
    add(policy.mode != CommentMode::Hidden && policy.is_closed(submission.at), Refusal::Closed);
    add(!author.signed_in && !policy.anonymous_allowed, Refusal::SignInNeeded);
    add(author.banned, Refusal::Banned);
    if let Some(until) = author.suspended_until {
        add(until > submission.at, Refusal::Suspended(until));
    }
    if let Purpose::Edit { was, .. } = submission.purpose {
        add(was.is_bare(), Refusal::NotEditable(was));
    }
    refusals
}

type Found = Vec<(CommentReason, Consequence)>;

/// Adds a reason with its consequence when it applies.
fn hold_if(found: &mut Found, applies: bool, reason: CommentReason) {
    found.extend(applies.then_some((reason, Consequence::Hold)));
}

fn of_author(policy: &CommentPolicy, author: &AuthorStats) -> Found {
    let mut found = Found::new();
    let stranger = !author.passes();
    hold_if(&mut found, stranger && policy.mode == CommentMode::Premod, CommentReason::Premoderation);
    hold_if(&mut found, author.always_premod, CommentReason::AuthorPremoderated);
    let is_first = policy.first_comment_held && author.approved == 0;
    hold_if(&mut found, stranger && is_first, CommentReason::FirstComment);
    hold_if(&mut found, stranger && author.is_rejected_often(policy.most_rejected), CommentReason::RejectedShare);
    found
}

fn of_text(submission: &Submission, policy: &CommentPolicy, author: &AuthorStats) -> Found {
    let mut found = Found::new();
    let findings = &submission.findings;
    let stranger = !author.passes();
    let most_links = usize::try_from(policy.most_links).unwrap_or(usize::MAX);
    hold_if(&mut found, stranger && findings.links > most_links, CommentReason::Links);
    hold_if(&mut found, submission.seen_before, CommentReason::Duplicate);
    for category in Category::ALL {
        if findings.words.iter().any(|hit| hit.category == category) {
            let consequence = match (policy.words.of(category), category) {
                (RuleAction::Pass, _) => None,
                (RuleAction::Hold, _) => Some(Consequence::Hold),
                (RuleAction::Reject, Category::Spam) => Some(Consequence::Spam),
                (RuleAction::Reject, _) => Some(Consequence::Reject),
            };
            found.extend(consequence.map(|consequence| (reason_of(category), consequence)));
        }
    }
    hold_if(&mut found, findings.turns, CommentReason::TextDirection);
    hold_if(&mut found, stranger && findings.shouts && policy.shouting_held, CommentReason::Shouting);
    hold_if(&mut found, stranger && findings.repeats, CommentReason::Repetition);
    found
}

const fn reason_of(category: Category) -> CommentReason {
    match category {
        Category::Insult => CommentReason::InsultWords,
        Category::Profanity => CommentReason::ProfanityWords,
        Category::Threat => CommentReason::ThreatWords,
        Category::Hate => CommentReason::HateWords,
        Category::Spam => CommentReason::SpamWords,
    }
}

fn of_name(findings: &Findings) -> Found {
    let mut found = Found::new();
    hold_if(&mut found, findings.mixed_name, CommentReason::MixedName);
    hold_if(&mut found, findings.reserved_name, CommentReason::ReservedName);
    found
}

fn of_form(submission: &Submission) -> Found {
    let mut found = Found::new();
    if submission.purpose == Purpose::Post {
        hold_if(&mut found, submission.token.is_some(), CommentReason::FormToken);
        found.extend(submission.trapped.then_some((CommentReason::Honeypot, Consequence::Spam)));
    }
    found
}

fn of_service(opinion: Opinion, author: &AuthorStats) -> Found {
    let consequence = match opinion {
        Opinion::None => return Found::new(),
        Opinion::Hold => Consequence::Hold,
        Opinion::Reject => Consequence::Reject,
        Opinion::Spam => Consequence::Spam,
        Opinion::Failed if author.signed_in => return Found::new(),
        Opinion::Failed => return vec![(CommentReason::ServiceFailed, Consequence::Hold)],
    };
    vec![(CommentReason::Service, consequence)]
}
