//! Looking for faults in a database: what must hold of its rows, whoever wrote them.

use std::collections::HashMap;
use std::path::Path;

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::comments::CommentStatus;
use crate::error::{Error, Result};
use crate::store::dialect::{self, Engine};
use crate::store::error::internal;
use crate::store::{Conn, Store};

/// Rows that must not be there: each statement counts them.
const NEVER: &[(&str, &str)] = &[
    (
        "articles without a body",
        "SELECT COUNT(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM article_bodies b WHERE b.article_id = a.id)",
    ),
    (
        "articles whose number of seen comments is not what it says",
        "SELECT COUNT(*) FROM articles a LEFT JOIN comment_counts k ON k.article_id = a.id WHERE COALESCE(k.visible, 0) <>
         (SELECT COUNT(*) FROM comments c WHERE c.article_id = a.id AND c.status IN ('PUBLISHED', 'APPROVED'))",
    ),
    (
        "articles that the log does not know",
        "SELECT COUNT(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = a.id)",
    ),
    (
        "articles that are taken back and would be seen",
        "SELECT COUNT(*) FROM articles WHERE pub_status <> 'usable' AND visible_from IS NOT NULL",
    ),
    (
        "articles that name another one that is not there",
        "SELECT COUNT(*) FROM articles a WHERE
         (a.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.id = a.parent_id)) OR
         (a.source_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.id = a.source_id)) OR
         (a.replaced_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles o WHERE o.id = a.replaced_by))",
    ),
    (
        "articles of which versions are missing",
        "SELECT COUNT(*) FROM articles a JOIN (SELECT article_id, COUNT(*) AS kept, MIN(version) AS low, MAX(version) AS high
         FROM article_revisions GROUP BY article_id) r ON r.article_id = a.id
         WHERE r.high - r.low + 1 <> r.kept OR r.high <> a.version - 1",
    ),
    (
        "former addresses that articles have now",
        "SELECT COUNT(*) FROM article_aliases x JOIN articles a ON a.slug = x.slug AND a.language = x.language",
    ),
    (
        "sections to which their own slug does not lead",
        "SELECT COUNT(*) FROM sections s WHERE NOT EXISTS
         (SELECT 1 FROM section_slugs k WHERE k.slug = s.slug AND k.section_id = s.id)",
    ),
    (
        "tags to which their own slug does not lead",
        "SELECT COUNT(*) FROM tags t WHERE NOT EXISTS (SELECT 1 FROM tag_slugs k WHERE k.slug = t.slug AND k.tag_id = t.id)",
    ),
    (
        "authors to which their own slug does not lead",
        "SELECT COUNT(*) FROM authors a WHERE NOT EXISTS
         (SELECT 1 FROM author_slugs k WHERE k.slug = a.slug AND k.author_id = a.id)",
    ),
    (
        "tags that were merged and are still there",
        "SELECT COUNT(*) FROM merged_tags m JOIN tags t ON t.id = m.id",
    ),
];

/// How many comments are read at once.
const PIECE: u64 = 5000;

/// Opens a SQLite file that is there, to look at it.
///
/// # Errors
/// When there is no such file, or it is no database.
pub async fn open(file: &Path) -> Result<Store> {
    let connection = dialect::existing(file).await?;
    Ok(Store::new((connection.clone(), connection), Engine::Sqlite, Some(file.to_owned())))
}

impl Store {
    /// Everything that is wrong, in words for the operator; all statements look at the same moment.
    ///
    /// # Errors
    /// When the database fails, or belongs to a newer program.
    pub async fn faults(&self) -> Result<Vec<String>> {
        let mut faults = self.engine_faults().await?;
        let lacking: Vec<_> = self.schema().await?.into_iter().filter(|step| !step.applied).collect();
        if !lacking.is_empty() {
            faults.extend(lacking.into_iter().map(|step| format!("the schema lacks {}", step.name)));
            return Ok(faults);
        }
        let snapshot = self.snapshot();
        let conn = snapshot.conn().await?;
        for (what, sql) in NEVER {
            let count: i64 = number(&conn, sql).await?;
            if count > 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        faults.extend(gap(&conn).await?);
        faults.extend(wrong_threads(&conn).await?);
        Ok(faults)
    }

    /// What SQLite itself finds: damaged pages and indexes, and references to rows that are not there. PostgreSQL looks
    /// after these by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn engine_faults(&self) -> Result<Vec<String>> {
        if self.engine() == Engine::Postgres {
            return Ok(Vec::new());
        }
        let mut faults = Vec::new();
        for row in rows(&self.reader(), "PRAGMA integrity_check").await? {
            let said: String = row.try_get_by_index(0).map_err(internal)?;
            if said != "ok" {
                faults.push(said);
            }
        }
        let mut dangling: HashMap<String, u64> = HashMap::new();
        for row in rows(&self.reader(), "PRAGMA foreign_key_check").await? {
            let table = row.try_get_by_index(0).map_err(internal)?;
            *dangling.entry(table).or_default() += 1;
        }
        faults.extend(
            dangling.iter().map(|(table, count)| format!("{count} rows of {table} refer to rows that are not there")),
        );
        Ok(faults)
    }
}

async fn rows(conn: &Conn<'_>, sql: &str) -> Result<Vec<QueryResult>> {
    let statement = sea_orm::Statement::from_string(conn.get_database_backend(), sql);
    conn.query_all_raw(statement).await.map_err(internal)
}

async fn number(conn: &Conn<'_>, sql: &str) -> Result<i64> {
    let found = rows(conn, sql).await?;
    let row = found.first().ok_or_else(|| Error::internal("a count without a row"))?;
    row.try_get_by_index(0).map_err(internal)
}

/// What is missing in the log.
async fn gap(conn: &Conn<'_>) -> Result<Option<String>> {
    let count = number(conn, "SELECT COUNT(*) FROM changes").await?;
    let first = number(conn, "SELECT COALESCE(MIN(seq), 1) FROM changes").await?;
    let last = number(conn, "SELECT COALESCE(MAX(seq), 0) FROM changes").await?;
    let lacking = last.saturating_sub(first).saturating_add(1).saturating_sub(count);
    Ok((lacking != 0).then(|| format!("{lacking} rows are missing in the change log between {first} and {last}")))
}

/// A comment's own numbers beside those that its answers give.
#[derive(Default)]
struct Thread {
    told: (i32, i32),
    counted: (i32, i32),
}

/// The comments whose numbers of answers are not those that readers see.
async fn wrong_threads(conn: &Conn<'_>) -> Result<Option<String>> {
    let mut threads: HashMap<Uuid, Thread> = HashMap::new();
    let mut last = Uuid::nil();
    loop {
        let piece = comments_after(conn, last).await?;
        for row in &piece {
            last = row.try_get("", "id").map_err(internal)?;
            let told =
                (row.try_get("", "replies").map_err(internal)?, row.try_get("", "descendants").map_err(internal)?);
            threads.entry(last).or_default().told = told;
            let status: String = row.try_get("", "status").map_err(internal)?;
            if CommentStatus::from_name(&status).is_some_and(CommentStatus::is_visible) {
                count_above(row, &mut threads)?;
            }
        }
        if piece.is_empty() {
            let wrong = threads.values().filter(|thread| thread.told != thread.counted).count();
            return Ok((wrong > 0).then(|| format!("{wrong} comments whose numbers of answers are not what they say")));
        }
    }
}

async fn comments_after(conn: &Conn<'_>, last: Uuid) -> Result<Vec<QueryResult>> {
    let select = Query::select()
        .columns(["id", "status", "parent_id", "ancestors", "replies", "descendants"])
        .from("comments")
        .and_where(Expr::col("id").gt(last))
        .order_by("id", Order::Asc)
        .limit(PIECE)
        .to_owned();
    conn.query_all(&select).await.map_err(internal)
}

/// Counts a comment that is seen in those above it.
fn count_above(row: &QueryResult, threads: &mut HashMap<Uuid, Thread>) -> Result<()> {
    let ancestors: String = row.try_get("", "ancestors").map_err(internal)?;
    let ancestors: Vec<Uuid> = serde_json::from_str(&ancestors).map_err(Error::internal)?;
    for ancestor in ancestors {
        threads.entry(ancestor).or_default().counted.1 += 1;
    }
    let parent: Option<Uuid> = row.try_get("", "parent_id").map_err(internal)?;
    if let Some(parent) = parent {
        threads.entry(parent).or_default().counted.0 += 1;
    }
    Ok(())
}
