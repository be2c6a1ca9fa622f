//! Which articles share a tag with an article, within bounds that no tag can break.

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::visible;
use crate::domain::articles::{Candidate, Kin, Sight};
use crate::domain::ids::{ArticleId, SectionId, StoryId, TagId};
use crate::domain::lang::Lang;
use crate::domain::tags::TagKind;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::error::internal;

/// How much is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// So many tags of an article count, its first ones.
    pub tags: i32,
    /// So many articles of a tag are looked at, those whose records were made last.
    pub newest: u64,
}

/// The stored kind of tags that name places.
const PLACE: &str = TagKind::Place.as_str();

/// The record before the newest ones of a tag of `own`; the nil UUID, which is before all, where there are no more.
fn threshold(bounds: Bounds) -> Expr {
    let last = Query::select()
        .column(("every", "article_id"))
        .from_as("article_tags", "every")
        .and_where(Expr::col(("every", "tag_id")).equals(("own", "tag_id")))
        .order_by(("every", "article_id"), Order::Desc)
        .offset(bounds.newest)
        .limit(1)
        .to_owned();
    Expr::from(last).if_null(Uuid::nil())
}

/// In words: each tag of the articles with the newest articles that have it. One that is not seen comes without its
/// values, so that each tag comes at least once: an answer depends on it also when it has no other article yet.
fn select(articles: &[ArticleId], bounds: Bounds, now: Instant) -> SelectStatement {
    let same_tag = Expr::col(("other", "tag_id")).equals(("own", "tag_id"));
    let within = Expr::col(("other", "article_id")).gt(threshold(bounds));
    let is_it = Expr::col((Entity, Column::Id)).equals(("other", "article_id"));
    Query::select()
        .columns([("own", "article_id"), ("own", "tag_id")])
        .column(("tags", "kind"))
        .columns([(Entity, Column::Id), (Entity, Column::SectionId), (Entity, Column::Language)])
        .columns([(Entity, Column::Listed), (Entity, Column::StoryId)])
        .from_as("article_tags", "own")
        .inner_join("tags", Expr::col(("tags", "id")).equals(("own", "tag_id")))
        .join_as(JoinType::InnerJoin, "article_tags", "other", same_tag.and(within))
        .join(JoinType::LeftJoin, Entity, Condition::all().add(is_it).add(visible(Sight::Public, now)))
        .and_where(Expr::col(("own", "article_id")).is_in(articles.iter().map(|id| id.uuid())))
        .and_where(Expr::col(("own", "position")).lt(bounds.tags))
        .to_owned()
}

/// The articles that share a tag with these, those themselves among them; in no order.
///
/// # Errors
/// When the database fails.
pub async fn candidates(
    conn: &Conn<'_>,
    articles: &[ArticleId],
    bounds: Bounds,
    now: Instant,
) -> Result<Vec<Candidate>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conn.query_all(&select(articles, bounds, now)).await.map_err(internal)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let article = ArticleId::from_uuid(row.try_get_by_index(0).map_err(internal)?);
        let tag = TagId::from_uuid(row.try_get_by_index(1).map_err(internal)?);
        let kind: String = row.try_get_by_index(2).map_err(internal)?;
        let id: Option<Uuid> = row.try_get_by_index(3).map_err(internal)?;
        let kin = match id {
            Some(id) => {
                let section: Option<Uuid> = row.try_get_by_index(4).map_err(internal)?;
                let language: String = row.try_get_by_index(5).map_err(internal)?;
                let story: Option<Uuid> = row.try_get_by_index(7).map_err(internal)?;
                Some(Kin {
                    id: ArticleId::from_uuid(id),
                    // An article without a story of its own name is its own.
                    story: StoryId::from_uuid(story.unwrap_or(id)),
                    section: section.map(SectionId::from_uuid),
                    language: Lang::from_stored(&language),
                    listed: Instant::from_seconds(row.try_get_by_index(6).map_err(internal)?),
                })
            }
            None => None,
        };
        found.push(Candidate { article, tag, is_place: kind == PLACE, kin });
    }
    Ok(found)
}
