//! What is wanted of comments: of the site, of a section, under an article.

use std::collections::HashMap;

use uuid::Uuid;

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::{Audience, ChangeType, NewChange, Op};
use crate::domain::comments::{CommentMode, CommentPolicy, CommentPolicyPatch, CommentPolicyRecord, PolicyPlace};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments::policies::{self as store, Said};
use crate::store::{Conn, articles, sections};
use crate::usecases::check_version;
use crate::usecases::reading::Reading;

/// What is wanted of comments in a place.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `comments:moderate`, `NOT_FOUND` for a section or an article that is not there.
pub async fn get(app: &App, reading: &Reading, place: PolicyPlace) -> Result<CommentPolicyRecord> {
    reading.actor().require(Scope::CommentsModerate)?;
    let conn = reading.conn().await?;
    reading.note_all([Facet::CommentPolicies, Facet::Site]);
    let (around, _) = around(&conn, reading.actor(), place, reading.now()).await?;
    match place {
        PolicyPlace::Site => {}
        PolicyPlace::Section(id) => reading.note(Facet::Section(id)),
        PolicyPlace::Article(id) => reading.note(Facet::Article(id)),
    }
    let said = store::said(&conn, &around).await?;
    let known = said.iter().find(|said| said.place == place.uuid());
    let (version, overrides) = known.map(|said| (said.version, said.overrides)).unwrap_or_default();
    let effective = whole(app, &said, &around);
    Ok(CommentPolicyRecord { place: place.to_string(), version, overrides, effective })
}

/// Changes what is wanted of comments in a place of a known version, 0 where nothing was ever said of it.
///
/// # Errors
/// `FORBIDDEN` without `admin` for the site and a section, without `comments:moderate` for an article; `NOT_FOUND`,
/// `PRECONDITION_FAILED` for a stale version, `UNPROCESSABLE_CONTENT` for fields.
pub async fn update(
    app: &App,
    actor: &Actor,
    place: PolicyPlace,
    version: i32,
    patch: CommentPolicyPatch,
) -> Result<CommentPolicyRecord> {
    actor.require(match place {
        PolicyPlace::Article(_) => Scope::CommentsModerate,
        PolicyPlace::Site | PolicyPlace::Section(_) => Scope::Admin,
    })?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let (around, is_seen) = around(&tx.conn(), actor, place, now).await?;
    let before = store::hold(&tx.conn(), place, now).await?;
    let former = whole(app, &store::said(&tx.conn(), &around).await?, &around).mode;
    check_version(before.version, version)?;
    let mut after = Said { overrides: patch.apply(&before.overrides)?, ..before };
    let is_changed = after != before;
    if is_changed {
        after.version += 1;
        store::store(&tx.conn(), &after, now).await?;
    }
    let said = store::said(&tx.conn(), &around).await?;
    let effective = whole(app, &said, &around);
    if is_changed {
        let is_hidden = |mode| mode == CommentMode::Hidden;
        let is_public = is_seen && is_hidden(former) != is_hidden(effective.mode);
        tx.commit(vec![row(place, is_public)], now).await?;
    }
    let (version, overrides) = (after.version, after.overrides);
    Ok(CommentPolicyRecord { place: place.to_string(), version, overrides, effective })
}

/// What a policy does to answers is told by its facet. Nothing of the place itself has changed, so only the newsroom learns of
/// it in the log; but whoever keeps a copy of comments must learn that readers see none of them any more, or see them again.
fn row(place: PolicyPlace, is_public: bool) -> NewChange {
    let kind = match place {
        PolicyPlace::Site => ChangeType::Site,
        PolicyPlace::Section(_) => ChangeType::Section,
        PolicyPlace::Article(_) => ChangeType::Article,
    };
    let facets = vec![Facet::CommentPolicies];
    let audience = if is_public { Audience::Public } else { Audience::Staff };
    NewChange { kind, id: place.uuid(), op: Op::Updated, reason: None, audience, facets }
}

/// The places that have a say in this one, the widest first; itself is the last. The second value tells whether readers know
/// of the place.
async fn around(conn: &Conn<'_>, actor: &Actor, place: PolicyPlace, now: Instant) -> Result<(Vec<Uuid>, bool)> {
    let site = SiteId::ONE.uuid();
    match place {
        PolicyPlace::Site => Ok((vec![site], true)),
        PolicyPlace::Section(id) => {
            let found = sections::by_ids(conn, &[id]).await?.pop();
            found.ok_or_else(|| Error::not_found("section", &id.to_string()))?;
            Ok((vec![site, id.uuid()], true))
        }
        PolicyPlace::Article(id) => {
            let found = articles::by_ids(conn, &[id], Sight::of(actor), now).await?.pop();
            let article = found.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
            Ok((places_of(&article), article.visibility.holds(now)))
        }
    }
}

fn places_of(article: &Article) -> Vec<Uuid> {
    let section = article.section_id.map(|id| id.uuid());
    [Some(SiteId::ONE.uuid()), section, Some(article.id.uuid())].into_iter().flatten().collect()
}

/// What holds where these places have a say.
fn whole(app: &App, said: &[Said], places: &[Uuid]) -> CommentPolicy {
    let own = places.iter().filter_map(|place| said.iter().find(|said| said.place == *place));
    own.fold(app.config.comments.policy(), |policy, said| policy.with(&said.overrides))
}

/// What holds under an article of which, and around which, this was said.
pub(super) fn over(app: &App, said: &[Said], article: &Article) -> CommentPolicy {
    whole(app, said, &places_of(article))
}

/// What holds under an article.
pub(super) async fn of_article(app: &App, conn: &Conn<'_>, article: &Article) -> Result<CommentPolicy> {
    Ok(over(app, &store::said(conn, &places_of(article)).await?, article))
}

/// What holds under each of these articles, which the reader may see and has noted: until a policy is changed, or the end
/// of one comes.
pub(super) async fn of_articles(
    app: &App,
    reading: &Reading,
    articles: &[Article],
) -> Result<HashMap<ArticleId, CommentPolicy>> {
    reading.note(Facet::CommentPolicies);
    let mut places: Vec<Uuid> = articles.iter().flat_map(places_of).collect();
    places.sort_unstable();
    places.dedup();
    let said = store::said(&reading.conn().await?, &places).await?;
    let policies: HashMap<ArticleId, CommentPolicy> =
        articles.iter().map(|article| (article.id, over(app, &said, article))).collect();
    let ends = policies.values().filter_map(|policy| policy.closes_at).filter(|end| *end > reading.now());
    reading.holds_until(ends.min());
    Ok(policies)
}
