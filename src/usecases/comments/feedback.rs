//! What reactions and reports have in common: of which comments they are taken, and from whom.

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::comments::{Comment, CommentMode, Network, Person, Seal};
use crate::domain::ids::CommentId;
use crate::domain::keys::Actor;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::Conn;
use crate::usecases::comments::{flood, judge, policy};

/// A comment that readers see, with its article, whose comments nobody else writes until the transaction ends.
pub(super) async fn held(
    app: &App,
    conn: &Conn<'_>,
    actor: &Actor,
    id: CommentId,
    now: Instant,
) -> Result<(Article, Comment)> {
    let (article, comment) = judge::held(conn, actor, id, now).await?;
    let is_hidden = policy::of_article(app, conn, &article).await?.mode == CommentMode::Hidden;
    if comment.status.is_visible() && article.visibility.holds(now) && !is_hidden {
        return Ok((article, comment));
    }
    Err(Error::not_found("comment", &id.to_string()))
}

/// Lets pass whoever speaks for themselves.
pub(super) fn check(actor: &Actor) -> Result<()> {
    if actor.is_reader() {
        return Ok(());
    }
    Err(Error::new(Code::Forbidden, "A key is no reader: reactions and reports are of readers alone."))
}

/// Who says something; a reader of whom there is no row yet has said nothing. The seal of the day holds at least for so
/// many seconds.
pub(super) async fn person(
    conn: &Conn<'_>,
    actor: &Actor,
    network: &Network,
    (memory, now): (i64, Instant),
) -> Result<Person> {
    if let Some(id) = actor.reader() {
        return Ok(Person::Reader(id));
    }
    let seal = flood::today(conn, now.plus_seconds(-memory), now).await?;
    Ok(Person::Network { sealed: seal.network(network), day: Seal::day(now) })
}
