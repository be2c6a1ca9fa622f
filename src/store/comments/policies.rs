//! What is wanted of comments, a row for each place of which something was said.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, OnConflict, Query, SelectStatement, SimpleExpr};
use uuid::Uuid;

use crate::domain::comments::PolicyPlace;
use crate::domain::comments::rules::{CommentMode, PolicyOverrides};
use crate::domain::ids::{ArticleId, SiteId};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;
use crate::store::gather::{self, Cell, Kind, Part};

const TABLE: &str = "comment_policies";
const HIDDEN: &str = "HIDDEN";

/// What was said of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The place's id, of the site that of zeros.
    pub place: Uuid,
    /// The version of the record.
    pub version: i32,
    /// Where it differs from what is around it.
    pub overrides: PolicyOverrides,
}

/// What was said of these places; those without a word are left out.
///
/// # Errors
/// When the database fails, or holds something else.
pub async fn said(conn: &Conn<'_>, places: &[Uuid]) -> Result<Vec<Said>> {
    said_of(places.iter().copied().map(Into::into)).all(conn).await
}

/// What was said of an article, of its section and of the site; to be asked for together with others.
#[must_use]
pub fn said_around(article: ArticleId) -> Part<Said> {
    said_of([SiteId::ONE.uuid().into(), article.uuid().into(), section_of(article.uuid())])
}

fn said_of(places: impl IntoIterator<Item = SimpleExpr>) -> Part<Said> {
    let mut select = Query::select();
    select.columns(["place", "version", "overrides"]).from(TABLE);
    select.and_where(Expr::col("place").is_in(places));
    let plain = |name| Cell::Column(name, Kind::Plain);
    let row = Cell::Row(vec![Cell::Column("place", Kind::Uuid), plain("version"), plain("overrides")]);
    Part::new(select, row, |rows| {
        gather::each(rows, |(place, version, text): (Uuid, i32, String)| {
            Ok(Said { place, version, overrides: serde_json::from_str(&text).map_err(Error::internal)? })
        })
    })
}

/// Holds the record of a place until the transaction ends, so that changes of it come one after another.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &Conn<'_>, place: PolicyPlace, now: Instant) -> Result<Said> {
    let mut insert = Query::insert();
    insert.into_table(TABLE).columns(["place", "version", "updated", "overrides"]);
    insert.values_panic([place.uuid().into(), 0.into(), now.seconds().into(), "{}".into()]);
    // To set a row to what it is locks it.
    let unchanged = OnConflict::column("place").value("version", Expr::col((TABLE, "version"))).to_owned();
    conn.execute(insert.on_conflict(unchanged)).await.map_err(internal)?;
    let found = said(conn, &[place.uuid()]).await?.pop();
    found.ok_or_else(|| Error::internal("a policy that is held and gone"))
}

/// Stores what is said of a place, which the caller holds.
///
/// # Errors
/// When the database fails.
pub async fn store(conn: &Conn<'_>, said: &Said, now: Instant) -> Result<()> {
    let overrides = serde_json::to_string(&said.overrides).map_err(Error::internal)?;
    let update = Query::update()
        .table(TABLE)
        .value("version", said.version)
        .value("updated", now.seconds())
        .value("mode", said.overrides.mode.map(CommentMode::as_str))
        .value("overrides", overrides)
        .and_where(Expr::col("place").eq(said.place))
        .to_owned();
    conn.execute(&update).await.map_err(internal)?;
    Ok(())
}

fn mode_of(place: impl Into<SimpleExpr>) -> SimpleExpr {
    let mut select = Query::select();
    select.column((TABLE, "mode")).from(TABLE).and_where(Expr::col((TABLE, "place")).eq(place));
    SimpleExpr::SubQuery(None, Box::new(select.into()))
}

fn section_of(article: impl Into<SimpleExpr>) -> SimpleExpr {
    let of = Alias::new("of_policy");
    let mut select = Query::select();
    select.column((of.clone(), "section_id")).from_as("articles", of.clone());
    select.and_where(Expr::col((of, "id")).eq(article));
    SimpleExpr::SubQuery(None, Box::new(select.into()))
}

/// Whether anything is hidden anywhere: asked once a statement, so that where nothing is the rest costs nothing.
fn any_hidden() -> SimpleExpr {
    let mut select: SelectStatement = Query::select();
    select.expr(Expr::val(1)).from(TABLE).and_where(Expr::col((TABLE, "mode")).eq(HIDDEN));
    Expr::exists(select)
}

/// Whether readers see nothing of the comments under the article in this column.
pub(super) fn is_hidden(article: impl Into<SimpleExpr> + Clone) -> SimpleExpr {
    let modes = [mode_of(article.clone()), mode_of(section_of(article)), mode_of(SiteId::ONE.uuid())];
    any_hidden().and(Func::coalesce(modes).eq(HIDDEN))
}

/// Those of these articles of whose comments readers see nothing.
///
/// # Errors
/// When the database fails.
pub async fn hidden_among(conn: &Conn<'_>, articles: &[ArticleId]) -> Result<Vec<ArticleId>> {
    let mut select = Query::select();
    select.column(("articles", "id")).from("articles");
    select.and_where(Expr::col(("articles", "id")).is_in(articles.iter().map(|id| id.uuid())));
    select.and_where(is_hidden(Expr::col(("articles", "id"))));
    let rows = conn.query_all(&select).await.map_err(internal)?;
    rows.iter().map(|row| row.try_get("", "id").map(ArticleId::from_uuid).map_err(internal)).collect()
}

/// A count of comments of the article in this column, as readers are told it: 0 where they see none.
pub(super) fn told(count: impl Into<SimpleExpr>, article: impl Into<SimpleExpr> + Clone) -> SimpleExpr {
    CaseStatement::new().case(is_hidden(article), 0).finally(count).into()
}
