//! What is kept of a reader, for whoever may ask for it: the reader, and the newsroom that is asked by them.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::comments::{Comment, CommentFlag, CommentRevision, PersonalAccount, PersonalKind, PersonalRecord};
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, CommentId, FlagId, ReaderId};
use crate::domain::keys::{Actor, Scope};
use crate::domain::paging::{ListName, Order, Page, PageRequest, Seek};
use crate::domain::time::Instant;
use crate::error::{Error, Result};
use crate::store::comments::personal::{self as store, Deed};
use crate::store::comments::{by_ids, flags, revisions};
use crate::store::{Conn, articles, readers};
use crate::usecases::comments::bounds;
use crate::usecases::reading::Reading;

/// How many things are read at a time.
const AT_ONCE: u64 = 200;

/// Lets pass who may ask for everything of this reader: they themselves, and whoever exports comments.
async fn check(conn: &Conn<'_>, actor: &Actor, reader: ReaderId) -> Result<()> {
    if actor.reader() == Some(reader) {
        return Ok(());
    }
    actor.require(Scope::Exports)?;
    bounds::check_everywhere(conn, actor).await
}

/// A page of what a reader did, the oldest first; without an id of the reader who asks. Of one who is not there it is empty.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` for whoever is neither that reader nor holds `exports`; `BAD_USER_INPUT` for a wrong
/// limit or cursor.
pub async fn personal_records(
    reading: &Reading,
    reader: Option<ReaderId>,
    page: &PageRequest,
) -> Result<Page<PersonalRecord>> {
    let reader = reader.map_or_else(|| reading.actor().require_reader(), Ok)?;
    let conn = reading.conn().await?;
    check(&conn, reading.actor(), reader).await?;
    let list = ListName::new(&format!("personal data of {reader}"), Order::Number);
    let seek = page.seek(list)?;
    reading.note_all([Facet::AllComments, Facet::Articles, Facet::Reader(reader)]);
    reading.keep_private();
    let deeds = store::deeds(&conn, reader, &seek).await?;
    let Page { rows, has_previous, has_next } = Page::new(deeds, &seek, list, Deed::cursor);
    let (cursors, deeds): (Vec<String>, Vec<Deed>) = rows.into_iter().unzip();
    let records = told(&conn, reader, &deeds, reading.now()).await?;
    Ok(Page { rows: cursors.into_iter().zip(records).collect(), has_previous, has_next })
}

/// Everything that is kept of a reader, piece by piece. No connection is held between two pieces.
#[derive(Debug)]
pub struct PersonalExport {
    app: App,
    /// Who they are.
    pub reader: PersonalAccount,
    seek: Option<Seek>,
}

/// Begins an export of everything that is kept of a reader.
///
/// # Errors
/// As [`personal_records`]; `NOT_FOUND`.
pub async fn personal_data(app: &App, actor: &Actor, reader: ReaderId) -> Result<PersonalExport> {
    let conn = app.store.reader();
    check(&conn, actor, reader).await?;
    let account = readers::account(&conn, reader).await?;
    let reader = account.ok_or_else(|| Error::not_found("reader", &reader.to_string()))?;
    let seek = Some(Seek { limit: AT_ONCE, from: None, backwards: false });
    Ok(PersonalExport { app: app.clone(), reader, seek })
}

/// Begins an export of everything that is kept of the reader who asks.
///
/// # Errors
/// `UNAUTHENTICATED` for one who is not signed in, `FORBIDDEN` for a key, `NOT_FOUND` for one who has not written yet: of
/// them nothing is kept.
pub async fn own_data(app: &App, actor: &Actor) -> Result<PersonalExport> {
    personal_data(app, actor, actor.require_reader()?).await
}

impl PersonalExport {
    /// The next piece, the oldest first; `None` at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Option<Vec<PersonalRecord>>> {
        let Some(seek) = self.seek.take() else { return Ok(None) };
        let conn = self.app.store.reader();
        let mut deeds = store::deeds(&conn, self.reader.id, &seek).await?;
        let most = usize::try_from(seek.limit).unwrap_or(usize::MAX);
        if deeds.len() > most {
            deeds.truncate(most);
            self.seek = Some(Seek { from: deeds.last().map(Deed::cursor), ..seek });
        }
        told(&conn, self.reader.id, &deeds, self.app.now()).await.map(Some)
    }
}

/// The records of deeds, in their order.
async fn told(conn: &Conn<'_>, reader: ReaderId, deeds: &[Deed], now: Instant) -> Result<Vec<PersonalRecord>> {
    let found = Found::of(conn, reader, deeds).await?;
    let ids: Vec<ArticleId> = found.comments.values().map(|comment| comment.article_id).collect();
    let articles: HashMap<ArticleId, Article> =
        articles::by_ids(conn, &unique(ids), Sight::Staff, now).await?.into_iter().map(|one| (one.id, one)).collect();
    let record = |deed: &Deed| {
        let record = found.record(deed)?;
        Some(match articles.get(&record.article_id) {
            Some(article) => record.under(&article.slug, article.canonical_url.as_deref()),
            None => record,
        })
    };
    deeds.iter().map(|deed| record(deed).ok_or_else(|| Error::internal("a deed at no comment"))).collect()
}

fn unique<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

/// What deeds are about.
struct Found {
    comments: HashMap<CommentId, Comment>,
    former: HashMap<CommentId, Vec<CommentRevision>>,
    flags: HashMap<FlagId, CommentFlag>,
    reactions: HashMap<CommentId, Vec<String>>,
}

impl Found {
    async fn of(conn: &Conn<'_>, reader: ReaderId, deeds: &[Deed]) -> Result<Self> {
        let of = |kind: PersonalKind| deeds.iter().filter(move |deed| deed.kind == kind).map(|deed| deed.id);
        let written: Vec<CommentId> = of(PersonalKind::Comment).map(CommentId::from_uuid).collect();
        let reacted: Vec<CommentId> = of(PersonalKind::Reaction).map(CommentId::from_uuid).collect();
        let flagged: Vec<FlagId> = of(PersonalKind::Flag).map(FlagId::from_uuid).collect();
        let flags = flags::by_ids(conn, &flagged).await?;
        let ids = written.iter().chain(&reacted).copied().chain(flags.iter().map(|flag| flag.comment_id));
        let comments = by_ids(conn, &unique(ids.collect())).await?;
        let mut former: HashMap<CommentId, Vec<CommentRevision>> = HashMap::new();
        for (id, revision) in revisions::of_all(conn, &written).await? {
            former.entry(id).or_default().push(revision);
        }
        let mut reactions: HashMap<CommentId, Vec<String>> = HashMap::new();
        for (id, kind) in store::reactions_to(conn, reader, &reacted).await? {
            reactions.entry(id).or_default().push(kind);
        }
        Ok(Self {
            comments: comments.into_iter().map(|comment| (comment.id, comment)).collect(),
            former,
            flags: flags.into_iter().map(|flag| (flag.id, flag)).collect(),
            reactions,
        })
    }

    fn record(&self, deed: &Deed) -> Option<PersonalRecord> {
        let id = CommentId::from_uuid(deed.id);
        Some(match deed.kind {
            PersonalKind::Comment => {
                PersonalRecord::written(self.comments.get(&id)?, self.former.get(&id).cloned().unwrap_or_default())
            }
            PersonalKind::Flag => {
                let flag = self.flags.get(&FlagId::from_uuid(deed.id))?.clone();
                let comment = self.comments.get(&flag.comment_id)?;
                PersonalRecord::flagged(flag, comment)
            }
            PersonalKind::Reaction => {
                PersonalRecord::reacted(self.reactions.get(&id)?.clone(), deed.at, self.comments.get(&id)?)
            }
        })
    }
}
