//! Former versions of articles: each is written down when the next one comes. The present version has no row here.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::row::{self as article_row, fields};
use crate::domain::articles::{Article, ArticleBody, ChangeKind, Visibility};
use crate::domain::datelines::Dateline;
use crate::domain::ids::{ArticleId, AuthorId, SectionId, TagId};
use crate::domain::media::MediaLink;
use crate::domain::revisions::Version;
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Of, Part};

#[expect(unreachable_pub, reason = "the derives of sea-orm name these as public")]
mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_revisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i32,
        pub created: i64,
        pub ended: i64,
        pub visible_from: Option<i64>,
        pub visible_until: Option<i64>,
        pub change_kind: Option<String>,
        pub change_note: Option<String>,
        pub changed_fields: Option<String>,
        pub content: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity};

/// A version with what stood beside its row; its body is read by [`body`].
#[derive(Debug, Clone)]
pub struct Content {
    /// The article as it was.
    pub article: Article,
    /// Its further sections.
    pub sections: Vec<SectionId>,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Its authors.
    pub authors: Vec<AuthorId>,
    /// Its pictures.
    pub media: Vec<MediaLink>,
    /// Its dateline.
    pub dateline: Option<Dateline>,
}

/// The content as it is stored: JSON, in which what later programs add is missing.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    article: article_row::Model,
    sections: Vec<Uuid>,
    tags: Vec<Uuid>,
    authors: Vec<Uuid>,
    media: Vec<MediaLink>,
    dateline: Option<Dateline>,
}

/// Writes a version down; the next one takes its place at `ended`.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &Conn<'_>, content: &Content, ended: Instant) -> Result<()> {
    let article = &content.article;
    let stored = Stored {
        article: article_row::write(article)?,
        sections: content.sections.iter().map(|id| id.uuid()).collect(),
        tags: content.tags.iter().map(|id| id.uuid()).collect(),
        authors: content.authors.iter().map(|id| id.uuid()).collect(),
        media: content.media.clone(),
        dateline: content.dateline.clone(),
    };
    let fields = &article.changed_fields;
    let record = row::ActiveModel {
        article_id: Set(article.id.uuid()),
        version: Set(article.version),
        created: Set(article.version_created.seconds()),
        ended: Set(ended.seconds()),
        visible_from: Set(article.visibility.from.map(Instant::seconds)),
        visible_until: Set(article.visibility.until.map(Instant::seconds)),
        change_kind: Set(article.change_kind.map(|kind| kind.as_str().to_owned())),
        change_note: Set(article.change_note.clone()),
        changed_fields: Set((!fields.is_empty()).then(|| fields.join(","))),
        content: Set(serde_json::to_string(&stored).map_err(Error::internal)?),
    };
    Entity::insert(record).exec_without_returning(conn).await.map_err(internal)?;
    Ok(())
}

/// Writes down the body that an article has now, before it gets another: `last` is the version that had it last.
///
/// # Errors
/// When the database fails.
pub async fn keep_body(conn: &Conn<'_>, article: ArticleId, last: i32) -> Result<()> {
    const PARTS: [&str; 5] = ["original", "original_is_html", "form", "html", "text"];
    let select = Query::select()
        .column("article_id")
        .expr(Expr::value(last))
        .columns(PARTS)
        .from("article_bodies")
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table("article_revision_bodies");
    insert.columns(["article_id", "last_version"].into_iter().chain(PARTS));
    insert.select_from(select).map_err(Error::internal)?;
    conn.execute(&insert).await.map_err(internal)?;
    Ok(())
}

type Told = (Uuid, i32, i64, i64, Option<i64>, Option<i64>, Option<String>, Option<String>, Option<String>);

fn told(row: Told) -> Result<Version> {
    let (article, version, created, ended, from, until, kind, note, changed) = row;
    let unknown = || Error::internal("the stored kind of a change is unknown");
    let kind = kind.map(|name| ChangeKind::from_stored(&name).ok_or_else(unknown)).transpose()?;
    let instant = |seconds: Option<i64>| seconds.map(Instant::from_seconds);
    Ok(Version {
        article: ArticleId::from_uuid(article),
        number: version,
        created: Instant::from_seconds(created),
        ended: Some(Instant::from_seconds(ended)),
        visibility: Visibility { from: instant(from), until: instant(until) },
        kind,
        note,
        fields: fields(changed.as_deref()),
    })
}

fn told_by(select: Select<Entity>) -> Part<Version> {
    const COLUMNS: [(Column, &str, Kind); 9] = [
        (Column::ArticleId, "article_id", Kind::Uuid),
        (Column::Version, "version", Kind::Plain),
        (Column::Created, "created", Kind::Plain),
        (Column::Ended, "ended", Kind::Plain),
        (Column::VisibleFrom, "visible_from", Kind::Plain),
        (Column::VisibleUntil, "visible_until", Kind::Plain),
        (Column::ChangeKind, "change_kind", Kind::Plain),
        (Column::ChangeNote, "change_note", Kind::Plain),
        (Column::ChangedFields, "changed_fields", Kind::Plain),
    ];
    let select = select.select_only().columns(COLUMNS.map(|(column, ..)| column));
    let row = Cell::Row(COLUMNS.map(|(_, name, kind)| Cell::Column(name, kind)).to_vec());
    Part::new(select.into_query(), row, |text| gather::each(text, told))
}

/// The former versions of articles without their content: each article's from the first on.
///
/// # Errors
/// When the database fails.
pub async fn of(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<Version>> {
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    among(Of::Ids(articles)).all(conn).await
}

/// As [`of`], to be asked together with others.
#[must_use]
pub fn among(articles: Of<'_>) -> Part<Version> {
    let select = articles.narrowed(Entity::find(), Column::ArticleId);
    told_by(select.order_by_asc(Column::ArticleId).order_by_asc(Column::Version))
}

/// Which of the former versions of an article are read, without their content.
#[derive(Debug, Clone, Copy)]
pub struct Which {
    /// The article.
    pub article: ArticleId,
    /// Only those that readers saw at this instant or before.
    pub seen: Option<Instant>,
    /// How many at most.
    pub most: u64,
}

impl Which {
    fn condition(self) -> Condition {
        let all = Condition::all().add(Column::ArticleId.eq(self.article.uuid()));
        match self.seen {
            Some(now) => all.add(was_seen(now)),
            None => all,
        }
    }

    async fn read(self, conn: &Conn<'_>, beyond: Option<Condition>, order: Order) -> Result<Vec<Version>> {
        let all = self.condition();
        let all = beyond.map_or(all.clone(), |beyond| all.add(beyond));
        told_by(Entity::find().filter(all).order_by(Column::Version, order).limit(self.most)).all(conn).await
    }
}

/// That readers saw a version at `now` or before: [`Version::was_seen`] in SQL.
fn was_seen(now: Instant) -> Condition {
    let earlier = |name: &'static str, other: &'static str| Expr::col(name).lt(Expr::col(other));
    let before_its_end = Condition::all().add(earlier("visible_from", "visible_until"));
    let before_its_end = before_its_end.add(earlier("created", "visible_until"));
    Condition::all()
        .add(Column::VisibleFrom.lte(now.seconds()))
        .add(Column::Created.lte(now.seconds()))
        .add(earlier("visible_from", "ended"))
        .add(earlier("created", "ended"))
        .add(Condition::any().add(Column::VisibleUntil.is_null()).add(before_its_end))
}

/// Former versions below a number, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn before(conn: &Conn<'_>, which: Which, below: Option<i32>) -> Result<Vec<Version>> {
    let beyond = below.map(|below| Condition::all().add(Column::Version.lt(below)));
    which.read(conn, beyond, Order::Desc).await
}

/// Former versions above a number, the oldest first; where only those that readers saw are asked for, led by the one that
/// they saw before these.
///
/// # Errors
/// When the database fails.
pub async fn after(conn: &Conn<'_>, which: Which, above: Option<i32>) -> Result<Vec<Version>> {
    let beyond = above.map(|above| {
        let last = Query::select()
            .expr(Expr::col("version").max())
            .from("article_revisions")
            .cond_where(which.condition())
            .and_where(Expr::col("version").lte(above))
            .to_owned();
        let led = which.seen.map(|_| Column::Version.in_subquery(last));
        Condition::any().add(Column::Version.gt(above)).add_option(led)
    });
    which.read(conn, beyond, Order::Asc).await
}

/// The former versions of an article from one number to another, both among them, and those before them that ended at
/// `began` or later, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn between(
    conn: &Conn<'_>,
    article: ArticleId,
    (from, to): (i32, i32),
    began: Instant,
) -> Result<Vec<Version>> {
    let at_once = Condition::all().add(Column::Version.lt(from)).add(Column::Ended.gte(began.seconds()));
    let wanted = Condition::any().add(Column::Version.between(from, to)).add(at_once);
    let select = Entity::find().filter(Column::ArticleId.eq(article.uuid())).filter(wanted);
    told_by(select.order_by_asc(Column::Version)).all(conn).await
}

/// The former version that readers saw at an instant.
///
/// # Errors
/// When the database fails.
pub async fn seen_at(conn: &Conn<'_>, article: ArticleId, at: Instant) -> Result<Option<Version>> {
    let lasted = Condition::any().add(Column::VisibleUntil.is_null()).add(Column::VisibleUntil.gt(at.seconds()));
    let then = Condition::all().add(Column::Ended.gt(at.seconds())).add(lasted);
    let which = Which { article, seen: Some(at), most: 1 };
    Ok(which.read(conn, Some(then), Order::Asc).await?.pop())
}

/// A former version with its content.
///
/// # Errors
/// When the database fails.
pub async fn content(conn: &Conn<'_>, article: ArticleId, version: i32) -> Result<Option<Content>> {
    let select = Entity::find_by_id((article.uuid(), version)).select_only().column(Column::Content);
    let Some(text): Option<String> = select.into_tuple().one(conn).await.map_err(internal)? else { return Ok(None) };
    let stored: Stored = serde_json::from_str(&text).map_err(Error::internal)?;
    Ok(Some(Content {
        article: article_row::read(stored.article)?,
        sections: stored.sections.into_iter().map(SectionId::from_uuid).collect(),
        tags: stored.tags.into_iter().map(TagId::from_uuid).collect(),
        authors: stored.authors.into_iter().map(AuthorId::from_uuid).collect(),
        media: stored.media,
        dateline: stored.dateline,
    }))
}

/// The body that a former version had, where it is no longer the article's.
///
/// # Errors
/// When the database fails.
pub async fn body(conn: &Conn<'_>, article: ArticleId, version: i32) -> Result<Option<ArticleBody>> {
    let select = Query::select()
        .columns(["html", "text"])
        .from("article_revision_bodies")
        .and_where(Expr::col("article_id").eq(article.uuid()))
        .and_where(Expr::col("last_version").gte(version))
        .order_by("last_version", Order::Asc)
        .limit(1)
        .to_owned();
    let Some(row) = conn.query_one(&select).await.map_err(internal)? else { return Ok(None) };
    let html = row.try_get("", "html").map_err(internal)?;
    Ok(Some(ArticleBody::new(html, row.try_get("", "text").map_err(internal)?)))
}
