//! Who writes: what the rules are told of them, and under which name and id their comments stand.

use crate::domain::comments::rules::AuthorStats;
use crate::domain::comments::{CommentAuthor, NewComment};
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

/// Under which name and id a comment stands.
pub(super) fn of(actor: &Actor, new: &NewComment) -> Result<CommentAuthor> {
    Ok(CommentAuthor { name: new.author.name.clone(), id: actor.reader() })
}
