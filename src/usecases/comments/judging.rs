//! What the rules are told of a text, and the history of what they decided.

use crate::domain::comments::detect::Findings;
use crate::domain::comments::rules::Opinion;
use crate::domain::comments::{Comment, CommentReason, CommentStatus, Decided, Decider};
use crate::domain::site::StoredSite;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::comments::decisions;

/// What the detectors find; nobody may bear the titles of the site.
pub(super) fn findings(site: &StoredSite, name: &str, text: &str) -> Findings {
    let own: Vec<&str> = site.titles.iter().map(|title| title.value.as_str()).collect();
    Findings::of(name, text, &own)
}

/// Keeps in the history what the rules decided over a comment that stood as `before`, nowhere when it is new, and of which the
/// newsroom's service had this opinion.
pub(super) async fn keep(
    conn: &Conn<'_>,
    before: Option<CommentStatus>,
    after: &Comment,
    opinion: Opinion,
    now: Instant,
) -> Result<()> {
    // Where the service is the only reason, it is the service's word.
    let said = matches!(opinion, Opinion::Hold | Opinion::Reject | Opinion::Spam);
    let by = match after.reasons.as_deref() {
        Some([CommentReason::Service]) if said => Decider::Service,
        _ => Decider::Rules,
    };
    let decided = Decided {
        comment: after.id,
        revision: after.revision,
        by,
        before,
        after: after.status,
        reasons: after.reasons.clone().unwrap_or_default(),
        note: None,
        at: now,
    };
    decisions::append(conn, &decided).await
}
