//! The rules that decide over a comment: each cause by itself, all of them together, at posting and at edit; refusals; what
//! narrower places change.

use dateline::domain::comments::detect::Findings;
use dateline::domain::comments::detect::form::TokenFault;
use dateline::domain::comments::detect::words::{Category, Hit, Tongue};
use dateline::domain::comments::rules::{
    AuthorStats, CommentMode, CommentPolicy, Opinion, PolicyOverrides, Purpose, Refusal, RuleAction, Submission,
    WordActions, WordOverrides, decide,
};
use dateline::domain::comments::{CommentReason as Reason, CommentStatus as Status};
use dateline::domain::time::Instant;

fn now() -> Instant {
    Instant::from_seconds(1_000_000)
}

fn reader() -> AuthorStats {
    AuthorStats { signed_in: true, approved: 9, ..AuthorStats::default() }
}

/// A comment with everything around it.
#[derive(Clone)]
struct Case {
    submission: Submission,
    policy: CommentPolicy,
    author: AuthorStats,
}

impl Case {
    fn new() -> Self {
        let submission = Submission::posted(now(), Findings::default());
        Self { submission, policy: CommentPolicy::default(), author: reader() }
    }

    fn word(&mut self, category: Category) {
        self.submission.findings.words.push(Hit { category, stem: "x", tongue: Tongue::English });
    }

    fn decided(&self) -> (Status, Vec<Reason>) {
        let decision = decide(&self.submission, &self.policy, &self.author).unwrap();
        (decision.status, decision.reasons)
    }

    fn refused(&self) -> Vec<Refusal> {
        decide(&self.submission, &self.policy, &self.author).err().unwrap_or_default()
    }
}

/// A cause: how it comes, the reason that is told, the status that follows, whether a trusted author passes by it, whether
/// it counts at an edit.
type Cause = (fn(&mut Case), Reason, Status, bool, bool);

/// Every cause, in the order in which reasons are told.
const CAUSES: [Cause; 19] = [
    (|case| case.policy.mode = CommentMode::Premod, Reason::Premoderation, Status::Held, true, true),
    (
        |case| {
            case.policy.first_comment_held = true;
            case.author.approved = 0;
        },
        Reason::FirstComment,
        Status::Held,
        true,
        true,
    ),
    (|case| (case.author.judged, case.author.rejected) = (10, 3), Reason::RejectedShare, Status::Held, true, true),
    (|case| case.submission.findings.links = 3, Reason::Links, Status::Held, true, true),
    (|case| case.submission.seen_before = true, Reason::Duplicate, Status::Held, false, true),
    (|case| case.word(Category::Insult), Reason::InsultWords, Status::Held, false, true),
    (
        |case| {
            case.word(Category::Profanity);
            case.policy.words.profanity = RuleAction::Reject;
        },
        Reason::ProfanityWords,
        Status::Rejected,
        false,
        true,
    ),
    (|case| case.word(Category::Threat), Reason::ThreatWords, Status::Held, false, true),
    (|case| case.word(Category::Hate), Reason::HateWords, Status::Held, false, true),
    (
        |case| {
            case.word(Category::Spam);
            case.policy.words.spam = RuleAction::Reject;
        },
        Reason::SpamWords,
        Status::Spam,
        false,
        true,
    ),
    (|case| case.submission.findings.turns = true, Reason::TextDirection, Status::Held, false, true),
    (|case| case.submission.findings.shouts = true, Reason::Shouting, Status::Held, true, true),
    (|case| case.submission.findings.repeats = true, Reason::Repetition, Status::Held, true, true),
    (|case| case.submission.findings.mixed_name = true, Reason::MixedName, Status::Held, false, true),
    (|case| case.submission.findings.reserved_name = true, Reason::ReservedName, Status::Held, false, true),
    (|case| case.submission.token = Some(TokenFault::TooOld), Reason::FormToken, Status::Held, false, false),
    (|case| case.submission.trapped = true, Reason::Honeypot, Status::Spam, false, false),
    (|case| case.submission.opinion = Opinion::Reject, Reason::Service, Status::Rejected, false, true),
    (|_| {}, Reason::Other, Status::Published, true, true),
];

/// What is worse wins; spam is kept apart from what a moderator reads.
fn weight(status: Status) -> u8 {
    match status {
        Status::Published => 0,
        Status::Held => 1,
        Status::Rejected => 2,
        _ => 3,
    }
}

#[test]
fn a_comment_without_a_cause_is_published() {
    assert_eq!(Case::new().decided(), (Status::Published, vec![]));
    let anonymous = Case { author: AuthorStats::anonymous(), ..Case::new() };
    assert_eq!(anonymous.decided(), (Status::Published, vec![]));
}

/// All sets of up to four causes and those that lack up to two, for a reader and a trusted one, at posting and at edit: 17,000
/// decisions.
#[test]
fn every_combination_tells_all_its_reasons_and_the_worst_status() {
    let causes = &CAUSES[..CAUSES.len() - 1];
    let is_asked = |set: &u32| set.count_ones() <= 4 || set.count_ones() + 2 >= u32::try_from(causes.len()).unwrap();
    for set in (0..1_u32 << causes.len()).filter(is_asked) {
        let mut case = Case::new();
        let within: Vec<&Cause> = (0..causes.len()).filter(|i| set >> i & 1 == 1).map(|i| &causes[i]).collect();
        within.iter().for_each(|cause| cause.0(&mut case));
        for (trusted, edited) in [(false, false), (true, false), (false, true), (true, true)] {
            case.author.trusted = trusted;
            case.submission.purpose = match edited {
                true => Purpose::Edit { was: Status::Published, reasons: vec![] },
                false => Purpose::Post,
            };
            let counts = |cause: &&&Cause| !(trusted && cause.3) && (!edited || cause.4);
            let reasons: Vec<Reason> = within.iter().filter(counts).map(|cause| cause.1).collect();
            let status = within.iter().filter(counts).map(|cause| cause.2).max_by_key(|status| weight(*status));
            let expected = (status.unwrap_or(Status::Published), reasons);
            assert_eq!(case.decided(), expected, "{set:b} trusted {trusted} edited {edited}");
        }
    }
}

#[test]
fn words_do_what_the_policy_says_of_their_category() {
    for category in Category::ALL {
        for (action, status) in [
            (RuleAction::Pass, Status::Published),
            (RuleAction::Hold, Status::Held),
            (RuleAction::Reject, Status::Rejected),
        ] {
            let mut case = Case::new();
            case.word(category);
            case.word(category);
            case.policy.words = WordActions::all(action);
            let (found, reasons) = case.decided();
            let spam = category == Category::Spam && action == RuleAction::Reject;
            assert_eq!(found, if spam { Status::Spam } else { status }, "{category:?} {action:?}");
            assert_eq!(reasons.len(), usize::from(action != RuleAction::Pass), "each reason once");
        }
    }
}

#[test]
fn who_always_waits_is_not_trusted() {
    let mut case = Case::new();
    case.author.always_premod = true;
    assert_eq!(case.decided(), (Status::Held, vec![Reason::AuthorPremoderated]));
    case.author.trusted = true;
    case.submission.findings.links = 9;
    assert_eq!(case.decided(), (Status::Held, vec![Reason::AuthorPremoderated, Reason::Links]));
}

#[test]
fn limits_hold_at_their_edges() {
    for (most, links, held) in [(2, 2, false), (2, 3, true), (0, 0, false), (0, 1, true), (u32::MAX, 4_000, false)] {
        let mut case = Case::new();
        (case.policy.most_links, case.submission.findings.links) = (most, links);
        assert_eq!(case.decided().0 == Status::Held, held, "{most} {links}");
    }
    for (judged, rejected, percent, held) in [
        (4, 4, 30, false),
        (5, 1, 30, false),
        (5, 2, 30, true),
        (10, 3, 30, true),
        (1000, 299, 30, false),
        (5, 5, 101, false),
        (5, 0, 0, true),
        (u32::MAX, u32::MAX, 100, true),
    ] {
        let mut case = Case::new();
        (case.author.judged, case.author.rejected, case.policy.most_rejected) = (judged, rejected, percent);
        assert_eq!(case.decided().0 == Status::Held, held, "{judged} {rejected} {percent}");
    }
    let mut quiet = Case::new();
    quiet.submission.findings.shouts = true;
    quiet.policy.shouting_held = false;
    assert_eq!(quiet.decided(), (Status::Published, vec![]));
}

#[test]
fn the_newsrooms_service_fails_closed_for_anonymous_authors_alone() {
    for (opinion, reader, anonymous) in [
        (Opinion::None, (Status::Published, vec![]), (Status::Published, vec![])),
        (Opinion::Hold, (Status::Held, vec![Reason::Service]), (Status::Held, vec![Reason::Service])),
        (Opinion::Reject, (Status::Rejected, vec![Reason::Service]), (Status::Rejected, vec![Reason::Service])),
        (Opinion::Spam, (Status::Spam, vec![Reason::Service]), (Status::Spam, vec![Reason::Service])),
        (Opinion::Failed, (Status::Published, vec![]), (Status::Held, vec![Reason::ServiceFailed])),
    ] {
        let mut case = Case::new();
        case.submission.opinion = opinion;
        assert_eq!(case.decided(), reader, "{opinion:?}");
        case.author = AuthorStats::anonymous();
        assert_eq!(case.decided(), anonymous, "{opinion:?}");
    }
}

#[test]
fn an_edit_releases_nothing_and_forgets_no_reason() {
    let edited = |was, before: &[Reason], links| {
        let findings = Findings { links, ..Findings::default() };
        let submission = Submission::edited(now(), findings, was, before.to_vec());
        Case { submission, ..Case::new() }
    };
    for (was, before, links, status, reasons) in [
        (Status::Published, &[][..], 0, Status::Published, &[][..]),
        (Status::Published, &[], 3, Status::Held, &[Reason::Links]),
        (Status::Approved, &[], 0, Status::Published, &[]),
        (Status::Approved, &[], 3, Status::Held, &[Reason::Links]),
        (Status::Held, &[Reason::Links], 0, Status::Held, &[Reason::Links]),
        (Status::Held, &[Reason::Links], 3, Status::Held, &[Reason::Links]),
        (Status::Held, &[Reason::InsultWords], 3, Status::Held, &[Reason::Links, Reason::InsultWords]),
        (Status::Held, &[], 0, Status::Held, &[]),
    ] {
        assert_eq!(edited(was, before, links).decided(), (status, reasons.to_vec()), "{was:?} {before:?} {links}");
    }
    for was in Status::ALL {
        let refused = edited(was, &[], 0).refused();
        assert_eq!(refused, if was.is_bare() { vec![Refusal::NotEditable(was)] } else { vec![] });
        assert!(!(was.is_bare() && was.is_visible()));
    }
}

#[test]
fn all_refusals_are_told_and_come_before_everything_else() {
    let until = now().plus_seconds(1);
    type Change = fn(&mut Case);
    let changes: [(Change, Refusal); 4] = [
        (|case| case.policy.mode = CommentMode::Closed, Refusal::Closed),
        (
            |case| {
                case.author.signed_in = false;
                case.policy.anonymous_allowed = false;
            },
            Refusal::SignInNeeded,
        ),
        (|case| case.author.banned = true, Refusal::Banned),
        (|case| case.author.suspended_until = Some(now().plus_seconds(1)), Refusal::Suspended(until)),
    ];
    for set in 0..16_u32 {
        let mut case = Case::new();
        case.submission.trapped = true;
        case.author.trusted = true;
        let within: Vec<_> = (0..4).filter(|i| set >> i & 1 == 1).map(|i| changes[i]).collect();
        within.iter().for_each(|(change, _)| change(&mut case));
        let expected: Vec<Refusal> = within.iter().map(|(_, refusal)| *refusal).collect();
        assert_eq!(case.refused(), expected, "{set:b}");
    }
    let mut over = Case::new();
    over.author.suspended_until = Some(now());
    assert_eq!(over.refused(), [], "a suspension ends at its instant");
    let hidden =
        Case { policy: CommentPolicy { mode: CommentMode::Hidden, ..CommentPolicy::default() }, ..Case::new() };
    assert_eq!(hidden.refused(), [Refusal::Hidden]);
    assert!(hidden.policy.is_closed(now()));
    for (seconds, closed) in [(-1, true), (0, true), (1, false)] {
        let mut case = Case::new();
        case.policy.closes_at = Some(now().plus_seconds(seconds));
        assert_eq!(case.refused(), if closed { vec![Refusal::Closed] } else { vec![] }, "{seconds}");
        case.submission.purpose = Purpose::Edit { was: Status::Published, reasons: vec![] };
        assert_eq!(case.refused().is_empty(), !closed, "an edit after the close is refused too");
    }
}

#[test]
fn a_narrower_place_has_the_last_word_and_inherits_the_rest() {
    let site = CommentPolicy { closes_at: Some(now()), most_links: 1, ..CommentPolicy::default() };
    assert_eq!(site.with(&PolicyOverrides::default()), site, "nothing said, all inherited");
    let section = PolicyOverrides {
        mode: Some(CommentMode::Premod),
        most_links: Some(4),
        words: WordOverrides { hate: Some(RuleAction::Reject), ..WordOverrides::default() },
        ..PolicyOverrides::default()
    };
    let article = PolicyOverrides {
        mode: Some(CommentMode::Open),
        never_closes: true,
        max_depth: Some(0),
        anonymous_allowed: Some(false),
        first_comment_held: Some(true),
        most_rejected: Some(50),
        shouting_held: Some(false),
        words: WordOverrides { spam: Some(RuleAction::Reject), ..WordOverrides::default() },
        ..PolicyOverrides::default()
    };
    let hold = RuleAction::Hold;
    let in_section = site.with(&section);
    assert_eq!(
        in_section,
        CommentPolicy {
            mode: CommentMode::Premod,
            most_links: 4,
            words: WordActions { hate: RuleAction::Reject, ..WordActions::all(hold) },
            ..site
        }
    );
    assert_eq!(
        in_section.with(&article),
        CommentPolicy {
            mode: CommentMode::Open,
            closes_at: None,
            most_links: 4,
            max_depth: 0,
            anonymous_allowed: false,
            first_comment_held: true,
            most_rejected: 50,
            shouting_held: false,
            words: WordActions { hate: RuleAction::Reject, spam: RuleAction::Reject, ..WordActions::all(hold) },
        }
    );
    let later = PolicyOverrides { closes_at: Some(now().plus_seconds(9)), ..PolicyOverrides::default() };
    assert_eq!(site.with(&later).closes_at, Some(now().plus_seconds(9)));
}

#[test]
fn overrides_are_stored_as_what_differs() {
    let none = serde_json::to_value(PolicyOverrides::default()).unwrap();
    assert_eq!(none, serde_json::json!({ "neverCloses": false, "words": {} }));
    let text = r#"{"mode":"PREMOD","neverCloses":true,"words":{"hate":"REJECT"}}"#;
    let read: PolicyOverrides = serde_json::from_str(text).unwrap();
    assert_eq!((read.mode, read.never_closes), (Some(CommentMode::Premod), true));
    assert_eq!(read.words.hate, Some(RuleAction::Reject));
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    for wrong in [r#"{"mode":"open"}"#, r#"{"links":1}"#, r#"{"mostLinks":-1}"#, r#"{"words":{"hate":"KILL"}}"#] {
        assert!(serde_json::from_str::<PolicyOverrides>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn statuses_and_reasons_keep_their_names() {
    let names = ["PUBLISHED", "APPROVED", "HELD", "REJECTED", "SPAM", "DELETED_BY_AUTHOR", "ERASED"];
    assert_eq!(Status::ALL.map(Status::as_str), names);
    for status in Status::ALL {
        assert_eq!(Status::from_name(status.as_str()), Some(status));
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        assert_eq!(status.is_visible(), Status::VISIBLE.contains(&status));
    }
    for cause in &CAUSES[..CAUSES.len() - 1] {
        assert!(cause.1.is_of_rules(), "{:?}", cause.1);
    }
    for reason in [Reason::Offensive, Reason::Spam, Reason::Hate, Reason::OffTopic, Reason::Other] {
        assert!(!reason.is_of_rules(), "{reason:?}");
    }
}
