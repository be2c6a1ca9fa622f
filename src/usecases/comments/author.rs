//! Who writes: what the rules are told of them, and under which name and id their comments stand.

use crate::domain::changes::{NewChange, Op};
use crate::domain::comments::CommentAuthor;
use crate::domain::comments::rules::{AuthorStats, Refusal};
use crate::domain::ids::ReaderId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::comments as store;
use crate::store::{Conn, readers};

/// Days for which it counts what was judged of an author.
const DAYS: i64 = 90;

/// What is known of who writes. Of whoever is not signed in nothing is; a key that may judge comments, and the server
/// itself, vouch for those whose comments they bring.
pub(super) async fn stats(conn: &Conn<'_>, actor: &Actor, now: Instant) -> Result<AuthorStats> {
    let nothing = AuthorStats::anonymous();
    let Some(id) = actor.reader() else {
        return Ok(AuthorStats { signed_in: actor.has(Scope::CommentsModerate), ..nothing });
    };
    let signed_in = AuthorStats { signed_in: true, ..nothing };
    // There is no row before they write.
    let Some(reader) = readers::by_id(conn, id).await? else { return Ok(signed_in) };
    let standing = store::standing(conn, id, now.plus_seconds(-DAYS * 86_400)).await?;
    Ok(AuthorStats {
        banned: reader.banned,
        suspended_until: reader.suspended_until,
        always_premod: reader.always_premod,
        trusted: reader.trusted,
        approved: standing.visible,
        judged: standing.judged,
        rejected: standing.rejected,
        ..signed_in
    })
}

/// Lets pass whoever may write: readers who were banned or suspended may not.
pub(super) async fn check(conn: &Conn<'_>, actor: &Actor, now: Instant) -> Result<()> {
    let Some(id) = actor.reader() else { return Ok(()) };
    let Some(reader) = readers::by_id(conn, id).await? else { return Ok(()) };
    if reader.banned {
        return Err(Refusal::Banned.error());
    }
    reader.suspended_until.filter(|until| *until > now).map_or(Ok(()), |until| Err(Refusal::Suspended(until).error()))
}

/// The name under which comments stand that name no author.
pub(super) fn own_name(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Reader { name, .. } => name.as_deref(),
        _ => None,
    }
}

/// The author of a comment under this name, and the row for the log of a reader who is new here.
pub(super) async fn of(
    conn: &Conn<'_>,
    actor: &Actor,
    name: &str,
    now: Instant,
) -> Result<(CommentAuthor, Vec<NewChange>)> {
    let (id, log) = reader(conn, actor, Some(name), now).await?;
    Ok((CommentAuthor { name: name.to_owned(), id }, log))
}

/// The signed-in reader, of whom a row is made where there is none, and the row for the log of it.
pub(super) async fn reader(
    conn: &Conn<'_>,
    actor: &Actor,
    name: Option<&str>,
    now: Instant,
) -> Result<(Option<ReaderId>, Vec<NewChange>)> {
    let Actor::Reader { id, subject, .. } = actor else { return Ok((None, Vec::new())) };
    let (id, is_new) = readers::ensure(conn, (*id, subject), name, now).await?;
    Ok((Some(id), is_new.then(|| NewChange::of_reader(id, Op::Created)).into_iter().collect()))
}
