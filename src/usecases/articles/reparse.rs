//! Reading the datelines of stored articles again, after the rules of the parser or the gazetteer have changed.

use std::collections::HashMap;

use serde::Serialize;

use crate::app::App;
use crate::domain::articles::{Article, ChangeKind, lead_of, words};
use crate::domain::changes::{NewChange, Op, Reason};
use crate::domain::datelines::{Dateline, Difference, differences};
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::error::Result;
use crate::store::articles::{self as store, StoredBody};
use crate::store::{Conn, datelines};
use crate::usecases::articles::versions::{After, Before, Told, advance};
use crate::usecases::articles::{changes, heads};

/// How many articles are read at a time, and written in one transaction.
const BATCH: u64 = 100;

/// An article whose dateline is another now.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reread {
    /// The article.
    pub article: ArticleId,
    /// The version of the parser that read it before; absent where it found nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_version: Option<i32>,
    /// The version that reads it now; absent where it finds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_version: Option<i32>,
    /// The fields that differ; none where only the version does.
    pub differences: Vec<Difference>,
    /// Whether the text begins elsewhere, so that the body changed too, in a new version of the article.
    pub body_changed: bool,
}

/// What became of a batch of articles.
#[derive(Debug, Clone, Default)]
pub struct Reparsed {
    /// The last article that was looked at; none at the end.
    pub last: Option<ArticleId>,
    /// How many were looked at.
    pub examined: usize,
    /// How many were left alone, because an editor or a feed gave their datelines.
    pub given: usize,
    /// Those whose datelines are others now.
    pub changed: Vec<Reread>,
}

/// Reads the datelines of the articles after one again, some at a time, and stores what differs; nothing is stored when it
/// is only tried. What an editor or a feed gave is left alone.
///
/// An article of which only the dateline's fields differ keeps its version: nobody wrote it. Where its body begins elsewhere
/// now, it gets a new one, a minor change.
///
/// # Errors
/// `FORBIDDEN` without `admin`.
pub async fn reparse(app: &App, actor: &Actor, after: Option<ArticleId>, is_trial: bool) -> Result<Reparsed> {
    actor.require(Scope::Admin)?;
    let mut done = Reparsed::default();
    let conn = app.store.reader();
    let batch = store::following(&conn, after, BATCH).await?;
    let mut differing = Vec::new();
    let ids: Vec<ArticleId> = batch.iter().map(|article| article.id).collect();
    let mut read: HashMap<ArticleId, Dateline> = datelines::of(&conn, &ids).await?.into_iter().collect();
    for article in batch {
        let stored = read.remove(&article.id);
        done.examined += 1;
        done.last = Some(article.id);
        if !heads::is_read(stored.as_ref()) {
            done.given += 1;
            continue;
        }
        let body = heads::again(app, &conn, &article).await?;
        if let Some(reread) = compare(&article, stored.as_ref(), body.prepared.dateline.as_ref()) {
            differing.push(article.id);
            done.changed.push(reread);
        }
    }
    if !is_trial && !differing.is_empty() {
        done.changed = write(app, &differing).await?;
    }
    Ok(done)
}

/// What differs, where anything does.
fn compare(article: &Article, before: Option<&Dateline>, after: Option<&Dateline>) -> Option<Reread> {
    if before == after {
        return None;
    }
    let offset = |dateline: Option<&Dateline>| dateline.map_or(0, |dateline| dateline.body_offset.bytes);
    Some(Reread {
        article: article.id,
        from_version: before.map(|before| before.parser_version),
        to_version: after.map(|after| after.parser_version),
        differences: differences(before, after),
        body_changed: offset(before) != offset(after),
    })
}

/// Reads and stores some articles in one transaction, under a lock each: another writer may have been there before.
async fn write(app: &App, ids: &[ArticleId]) -> Result<Vec<Reread>> {
    let tx = app.store.begin().await?;
    let mut log = Vec::new();
    let mut changed = Vec::new();
    for id in ids {
        let Some(article) = store::lock(&tx.conn(), *id).await? else { continue };
        let before = Before::of(&tx.conn(), article).await?;
        if !heads::is_read(before.dateline.as_ref()) {
            continue;
        }
        let body = heads::again(app, &tx.conn(), &before.article).await?;
        let read = body.prepared.dateline.as_ref();
        let Some(reread) = compare(&before.article, before.dateline.as_ref(), read) else { continue };
        log.extend(if reread.body_changed {
            rewrite(app, &tx.conn(), &before, &body).await?
        } else {
            heads::put(app, &tx.conn(), &before.article, read).await?;
            let same = (&before.article, &before.linked);
            changes(Op::Updated, Some(Reason::Reparsed), Some(same), Some(same))
        });
        changed.push(reread);
    }
    tx.commit(log, app.now()).await?;
    Ok(changed)
}

/// The body begins elsewhere: what was the head is text now, or the other way round, and the article a version further.
async fn rewrite(app: &App, conn: &Conn<'_>, before: &Before, body: &StoredBody) -> Result<Vec<NewChange>> {
    let mut article = before.article.clone();
    article.word_count = words(&body.prepared.text);
    if !article.lead_is_own {
        article.lead = lead_of(&body.prepared.text);
    }
    heads::replace(conn, &before.article, body).await?;
    let dateline = body.prepared.dateline.clone();
    let mut after = After { dateline, rewritten: true, ..After::of(article, before) };
    let kind = Told { kind: Some(ChangeKind::Minor), note: None };
    advance(app, conn, before, &mut after, kind, app.now()).await?;
    let (then, is) = ((&before.article, &before.linked), (&after.article, &after.linked));
    Ok(changes(Op::Updated, Some(Reason::Reparsed), Some(then), Some(is)))
}
