//! Looking for faults in a database: what must hold of its rows, whoever wrote them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::domain::ids::CommentId;
use crate::error::{Error, Result};
use crate::store::comments::recount;
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
        faults.extend(wrong_counts(&conn).await?);
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

/// The numbers of comments that are not what their rows say.
async fn wrong_counts(conn: &Conn<'_>) -> Result<Vec<String>> {
    let mut wrong: BTreeMap<&str, HashSet<Uuid>> = BTreeMap::new();
    for drift in recount::drifts(conn).await? {
        let of = drift.comment.map_or(drift.article.uuid(), CommentId::uuid);
        wrong.entry(drift.kept.fault()).or_default().insert(of);
    }
    Ok(wrong.iter().map(|(fault, of)| format!("{} {fault}", of.len())).collect())
}
