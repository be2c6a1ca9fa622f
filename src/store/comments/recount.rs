//! Counting comments anew: what is kept in numbers beside what the rows themselves say.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::Conn;
use crate::store::error::internal;

/// That readers see a comment `b`.
const SEEN: &str = "b.status IN ('PUBLISHED', 'APPROVED')";
/// That a comment `b` stands below the one that is looked at.
const BELOW: &str = "b.root_id = comments.root_id AND b.path > comments.path AND b.path < comments.path || 'g'";

/// A number that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// How many comments readers see under an article.
    Visible,
    /// How many comments wait for a moderator under an article.
    Pending,
    /// How many answers that readers see stand directly under a comment.
    Replies,
    /// How many stand below it at any depth.
    Descendants,
    /// Whether readers meet it: 1 or 0.
    Shown,
    /// How many reactions it has.
    Score,
    /// How many reports of it wait for a moderator.
    Flags,
    /// The newest instant of what readers see at it and below it, in seconds since 1970-01-01, UTC.
    Active,
}

impl Kept {
    /// All of them; what depends on another one comes after it.
    pub const ALL: [Self; 8] = [
        Self::Visible,
        Self::Pending,
        Self::Replies,
        Self::Descendants,
        Self::Shown,
        Self::Score,
        Self::Flags,
        Self::Active,
    ];

    /// The column that keeps it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Pending => "pending",
            Self::Replies => "replies",
            Self::Descendants => "descendants",
            Self::Shown => "shown",
            Self::Score => "score",
            Self::Flags => "flags",
            Self::Active => "active",
        }
    }

    /// What is wrong where it is not what it says, after the number of things of which it is not.
    #[must_use]
    pub const fn fault(self) -> &'static str {
        match self {
            Self::Visible => "articles whose number of seen comments is not what it says",
            Self::Pending => "articles whose number of waiting comments is not what it says",
            Self::Replies | Self::Descendants => "comments whose numbers of answers are not what they say",
            Self::Shown => "comments that are met otherwise than they stand",
            Self::Score => "comments whose number of reactions is not what it says",
            Self::Flags => "comments whose number of open reports is not what it says",
            Self::Active => "comments whose newest answer is not what it says",
        }
    }

    const fn is_of_article(self) -> bool {
        matches!(self, Self::Visible | Self::Pending)
    }

    /// What the rows say, for a row of `articles` or of `comments`.
    fn counted(self) -> SimpleExpr {
        let text = match self {
            Self::Visible => format!("(SELECT COUNT(*) FROM comments b WHERE b.article_id = articles.id AND {SEEN})"),
            Self::Pending => {
                // An expression, so that the comments of the article are looked up and not all that wait.
                "(SELECT COUNT(*) FROM comments b WHERE b.article_id = articles.id AND COALESCE(b.status, '') = 'HELD')"
                    .to_owned()
            }
            Self::Replies => format!("(SELECT COUNT(*) FROM comments b WHERE b.parent_id = comments.id AND {SEEN})"),
            Self::Descendants => format!("(SELECT COUNT(*) FROM comments b WHERE {BELOW} AND {SEEN})"),
            Self::Shown => format!(
                "(CASE WHEN comments.status IN ('PUBLISHED', 'APPROVED') OR EXISTS (SELECT 1 FROM comments b WHERE {BELOW} \
                 AND {SEEN}) THEN 1 ELSE 0 END)"
            ),
            Self::Score => "(SELECT COUNT(*) FROM comment_reactions r WHERE r.comment_id = comments.id)".to_owned(),
            Self::Flags => {
                "(SELECT COUNT(*) FROM comment_flags f WHERE f.comment_id = comments.id AND f.closed IS NULL)"
                    .to_owned()
            }
            Self::Active => format!(
                "COALESCE((SELECT MAX(b.created) FROM comments b WHERE b.root_id = comments.root_id AND b.path >= \
                 comments.path AND b.path < comments.path || 'g' AND {SEEN}), comments.created)"
            ),
        };
        Expr::cust(text)
    }

    /// Every row with what is kept of it and what is counted.
    fn beside(self) -> SelectStatement {
        let told = self.as_str();
        let mut select = Query::select();
        if self.is_of_article() {
            let kept = Func::coalesce([Expr::col(("comment_counts", told)), Expr::val(0)]);
            let of = Expr::col(("comment_counts", "article_id")).equals(("articles", "id"));
            select.expr_as(Expr::col(("articles", "id")), "article").expr_as(Expr::col(("articles", "id")), "id");
            select.expr_as(big(kept), "told").from("articles").left_join("comment_counts", of);
        } else {
            select
                .expr_as(Expr::col(("comments", "article_id")), "article")
                .expr_as(Expr::col(("comments", "id")), "id");
            select.expr_as(big(Expr::col(("comments", told))), "told").from("comments");
        }
        select.expr_as(big(self.counted()), "counted").take()
    }
}

fn big(number: impl Into<SimpleExpr>) -> SimpleExpr {
    let number: SimpleExpr = number.into();
    number.cast_as("bigint")
}

/// A number that is not what the rows say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drift {
    /// Which.
    pub kept: Kept,
    /// The article, also of a comment.
    pub article: ArticleId,
    /// The comment, where it is a number of one.
    pub comment: Option<CommentId>,
    /// What is kept.
    pub told: i64,
    /// What the rows say.
    pub counted: i64,
}

/// Every number that is not what the rows say.
///
/// # Errors
/// When the database fails.
pub async fn drifts(conn: &Conn<'_>) -> Result<Vec<Drift>> {
    let mut found = Vec::new();
    for kept in Kept::ALL {
        let select = Query::select()
            .columns(["article", "id", "told", "counted"])
            .from_subquery(kept.beside(), "rows")
            .and_where(Expr::col("told").ne(Expr::col("counted")))
            .order_by("article", Order::Asc)
            .order_by("id", Order::Asc)
            .to_owned();
        let rows = conn.query_all(&select).await.map_err(internal)?;
        found.extend(rows.iter().map(|row| drift(kept, row)).collect::<Result<Vec<_>>>()?);
    }
    Ok(found)
}

fn drift(kept: Kept, row: &QueryResult) -> Result<Drift> {
    let id: Uuid = row.try_get("", "id").map_err(internal)?;
    Ok(Drift {
        kept,
        article: ArticleId::from_uuid(row.try_get("", "article").map_err(internal)?),
        comment: (!kept.is_of_article()).then(|| CommentId::from_uuid(id)),
        told: row.try_get("", "told").map_err(internal)?,
        counted: row.try_get("", "counted").map_err(internal)?,
    })
}

/// Sets the numbers of an article and its comments to what the rows say; the caller holds its count.
///
/// # Errors
/// When the database fails.
pub async fn mend(conn: &Conn<'_>, article: ArticleId, now: Instant) -> Result<()> {
    mend_reactions(conn, article, now).await?;
    for kept in Kept::ALL {
        let mut update = Query::update();
        if kept.is_of_article() {
            let counted = Query::select()
                .expr(kept.counted())
                .from("articles")
                .and_where(Expr::col("id").eq(article.uuid()))
                .take();
            update.table("comment_counts").value(kept.as_str(), SimpleExpr::SubQuery(None, Box::new(counted.into())));
        } else {
            update.table("comments").value(kept.as_str(), kept.counted()).value("updated", now.seconds());
            update.and_where(Expr::col(kept.as_str()).ne(kept.counted()));
        }
        update.and_where(Expr::col("article_id").eq(article.uuid()));
        conn.execute(&update).await.map_err(internal)?;
    }
    Ok(())
}

/// Writes the reactions by kind anew where their number is not what the rows say.
async fn mend_reactions(conn: &Conn<'_>, article: ArticleId, now: Instant) -> Result<()> {
    let wrong = Query::select()
        .column(("comments", "id"))
        .from("comments")
        .and_where(Expr::col(("comments", "article_id")).eq(article.uuid()))
        .and_where(Expr::col(("comments", "score")).ne(Kept::Score.counted()))
        .take();
    let select = Query::select()
        .columns(["comment_id", "kind"])
        .expr_as(Func::count(Expr::col(Asterisk)), "number")
        .from("comment_reactions")
        .and_where(Expr::col("comment_id").in_subquery(wrong.clone()))
        .group_by_columns(["comment_id", "kind"])
        .to_owned();
    let mut kinds: BTreeMap<Uuid, BTreeMap<String, i64>> = BTreeMap::new();
    for row in conn.query_all(&wrong).await.map_err(internal)? {
        kinds.entry(row.try_get("", "id").map_err(internal)?).or_default();
    }
    for row in conn.query_all(&select).await.map_err(internal)? {
        let of = kinds.entry(row.try_get("", "comment_id").map_err(internal)?).or_default();
        of.insert(row.try_get("", "kind").map_err(internal)?, row.try_get("", "number").map_err(internal)?);
    }
    for (comment, kinds) in kinds {
        let update = Query::update()
            .table("comments")
            .value("reactions", serde_json::to_string(&kinds).map_err(Error::internal)?)
            .value("updated", now.seconds())
            .and_where(Expr::col("id").eq(comment))
            .to_owned();
        conn.execute(&update).await.map_err(internal)?;
    }
    Ok(())
}
