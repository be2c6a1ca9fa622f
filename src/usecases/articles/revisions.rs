//! Reading former versions: which there were, one of them, and the article as readers saw it at an instant.

use std::collections::HashMap;

use crate::app::App;
use crate::domain::articles::{Article, ArticleBody, Correction, Embed, Former};
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::paging::{Cursor, Key, ListName, Order, Page, PageRequest, Seek};
use crate::domain::revisions::{self, ArticleRevision, RevisionDiff, Version};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};
use crate::store::Conn;
use crate::store::articles::{self as store, revisions as kept, revisions::Which};
use crate::usecases::articles::fill::fill_noted;
use crate::usecases::articles::read;
use crate::usecases::reading::Reading;
use crate::usecases::resolve;

/// The versions of an article, the newest first: those that readers could see, and to the newsroom all of them.
///
/// # Errors
/// As [`get`](super::get); `BAD_USER_INPUT` for a wrong limit or cursor.
pub async fn revisions(
    app: &App,
    reading: &Reading,
    id: ArticleId,
    page: &PageRequest,
) -> Result<Page<ArticleRevision>> {
    let name = ListName::new(&format!("revisions {id}"), Order::Number);
    let seek = page.seek(name)?;
    let article = present(app, reading, id).await?;
    let versions = told(&reading.conn().await?, reading, &article, Stretch::of(&seek)).await?;
    let cursor = |version: &Version| Cursor { key: Key::Number(version.number.into()), id: id.uuid() };
    let rows = Page::new(versions, &seek, name, cursor);
    Ok(rows.map(|version| version.told(reading.now())))
}

/// One version of an article with the article as it was.
///
/// # Errors
/// As [`get`](super::get); `NOT_FOUND` for a version that there is not, or that readers could not see.
pub async fn revision(
    app: &App,
    reading: &Reading,
    id: ArticleId,
    number: i32,
    embed: Embed,
    asked: &[Lang],
) -> Result<ArticleRevision> {
    let article = present(app, reading, id).await?;
    let conn = reading.conn().await?;
    let (version, before) = find(&conn, reading, &article, number).await?;
    let at = version.span().map_or(version.created, |(from, _)| from.min(reading.now()));
    // The newsroom is told of versions that readers did not see too.
    let seen_before = (!reading.actor().is_staff()).then_some(before.is_some() || version.kind.is_some());
    let former = at_version(app, reading, (article, seen_before), (number, at), embed, asked).await?;
    Ok(ArticleRevision { article: Some(former), ..version.told(reading.now()) })
}

/// What changed in the words of an article from one version to another, both of which the reader may see; from the one told
/// before it when `from` is left out.
///
/// # Errors
/// As [`revision`]; `NOT_FOUND` too when nothing was told before it, `BAD_USER_INPUT` when `from` is not the earlier one.
pub async fn diff(app: &App, reading: &Reading, id: ArticleId, from: Option<i32>, to: i32) -> Result<RevisionDiff> {
    if from.is_some_and(|from| from >= to) {
        return Err(Error::parameter("from", "must be an earlier version than the other"));
    }
    let article = present(app, reading, id).await?;
    let conn = reading.conn().await?;
    let (_, before) = find(&conn, reading, &article, to).await?;
    let missing = || Error::new(Code::NotFound, format!("There is no version before {to} of the article «{id}»."));
    let earlier = match from {
        Some(from) => find(&conn, reading, &article, from).await?.0.number,
        None => before.ok_or_else(missing)?,
    };
    let (old, new) = (worded(&conn, &article, earlier).await?, worded(&conn, &article, to).await?);
    // Long texts take some milliseconds to compare, in which others want the thread.
    tokio::task::spawn_blocking(move || RevisionDiff::between(&old, &new)).await.map_err(Error::internal)
}

/// The article as readers saw it at an instant: an article that they see no more is not shown.
///
/// # Errors
/// As [`get`](super::get); `BAD_USER_INPUT` for an instant that has not come, `NOT_FOUND` when readers saw nothing of it at
/// that instant.
pub async fn as_of(
    app: &App,
    reading: &Reading,
    (name, language): (&str, Option<&Lang>),
    at: Instant,
    embed: Embed,
    asked: &[Lang],
) -> Result<Article> {
    if at > reading.now() {
        return Err(Error::parameter("asOf", "must not lie in the future"));
    }
    let article = read::named(app, reading, name, language).await?;
    let conn = reading.conn().await?;
    let present = Version::present(&article);
    let seen = if present.is_seen_at(at) { Some(present) } else { kept::seen_at(&conn, article.id, at).await? };
    let Some(number) = seen.map(|version| version.number) else {
        return Err(Error::new(Code::NotFound, format!("There is no article «{name}» as of {at}.")));
    };
    at_version(app, reading, (article, None), (number, at), embed, asked).await
}

/// The version of this number, where the reader is told of it, and the number of the one told before it.
async fn find(conn: &Conn<'_>, reading: &Reading, article: &Article, number: i32) -> Result<(Version, Option<i32>)> {
    let stretch = Stretch { from: Some(number.saturating_add(1)), backwards: false, most: 2 };
    let mut told = told(conn, reading, article, stretch).await?.into_iter();
    let found = told.next().filter(|version| version.number == number);
    let missing =
        || Error::new(Code::NotFound, format!("There is no version {number} of the article «{}».", article.id));
    let version = found.ok_or_else(missing)?;
    Ok((version, told.next().map(|version| version.number)))
}

/// The article now, as a way to ask whether it may be seen at all.
async fn present(app: &App, reading: &Reading, id: ArticleId) -> Result<Article> {
    read::named(app, reading, &id.to_string(), None).await
}

/// A stretch of the versions of an article.
struct Stretch {
    /// The version from which on, itself left out.
    from: Option<i32>,
    /// Towards the newer ones, or towards the older ones.
    backwards: bool,
    /// How many versions at most.
    most: u64,
}

impl Stretch {
    /// The versions of a page, and one more, by which is known whether others follow.
    fn of(seek: &Seek) -> Self {
        let from = match seek.from.as_ref().map(|cursor| &cursor.key) {
            Some(Key::Number(number)) => Some(i32::try_from(*number).unwrap_or(i32::MAX)),
            _ => None,
        };
        Self { from, backwards: seek.backwards, most: seek.limit.saturating_add(1) }
    }

    const fn holds(&self, number: i32) -> bool {
        match self.from {
            Some(from) if self.backwards => number > from,
            Some(from) => number < from,
            None => true,
        }
    }
}

/// The versions of a stretch of which this reader is told, in its direction. Of those between them that readers never saw,
/// no more is read than what they changed; the last one of a stretch of older ones is told as if it were the first.
async fn told(conn: &Conn<'_>, reading: &Reading, article: &Article, stretch: Stretch) -> Result<Vec<Version>> {
    let seen = (!reading.actor().is_staff()).then(|| reading.now());
    let which = Which { article: article.id, seen, most: stretch.most };
    // The present one is not among those that are kept.
    let present = Some(Version::present(article));
    let present = present.filter(|it| stretch.holds(it.number) && seen.is_none_or(|now| it.was_seen(now)));
    let mut versions = if stretch.backwards {
        // One more, because the one before them leads.
        let which = Which { most: stretch.most.saturating_add(1), ..which };
        let mut found = kept::after(conn, which, stretch.from).await?;
        let reaches_end = u64::try_from(found.len()).is_ok_and(|found| found < which.most);
        found.extend(present.filter(|_| reaches_end));
        found
    } else {
        let most = stretch.most.saturating_sub(u64::from(present.is_some()));
        let mut found = kept::before(conn, Which { most, ..which }, stretch.from).await?;
        found.reverse();
        found.extend(present);
        found
    };
    if let Some(now) = seen {
        versions = revisions::seen(&with_unseen(conn, versions).await?, now);
        versions.retain(|version| stretch.holds(version.number));
    }
    if !stretch.backwards {
        versions.reverse();
    }
    versions.truncate(usize::try_from(stretch.most).unwrap_or(usize::MAX));
    Ok(versions)
}

/// Versions in their order, with those between them, and those whose place the first took in the second in which it began.
async fn with_unseen(conn: &Conn<'_>, versions: Vec<Version>) -> Result<Vec<Version>> {
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return Ok(versions) };
    let mut pairs = versions.iter().zip(versions.iter().skip(1));
    let from = first.span().map_or(first.created, |(from, _)| from);
    // Only one that began as it was made can have taken the place of others within that second.
    let alone = first.number == 1 || from > first.created;
    if alone && pairs.all(|(one, next)| one.number.saturating_add(1) == next.number) {
        return Ok(versions);
    }
    let mut all = kept::between(conn, first.article, (first.number, last.number), from).await?;
    // The present one is not among those that are kept.
    all.extend(versions.into_iter().filter(|version| version.ended.is_none()));
    Ok(all)
}

/// An article as it was in a version, with what is asked for of that version; whether readers saw one before it is looked
/// up where it is not known.
async fn at_version(
    app: &App,
    reading: &Reading,
    (present, seen_before): (Article, Option<bool>),
    (number, at): (i32, Instant),
    embed: Embed,
    asked: &[Lang],
) -> Result<Article> {
    let conn = reading.conn().await?;
    let mut article = if number == present.version {
        present
    } else {
        let which = Which { article: present.id, seen: Some(reading.now()), most: 1 };
        let former = former(&conn, &present, number).await?;
        let seen_before = match seen_before {
            Some(known) => known,
            None => former.seen_before || !kept::before(&conn, which, Some(number)).await?.is_empty(),
        };
        Article { seen_before, ..former }
    };
    article = article.for_actor(reading.actor(), at);
    fill_noted(app, &conn, reading, &mut [&mut article], embed, asked).await?;
    Ok(article)
}

/// An article as it was in a former version.
async fn former(conn: &Conn<'_>, present: &Article, number: i32) -> Result<Article> {
    let lost = || Error::internal(format!("version {number} of {} is not kept", present.id));
    let content = kept::content(conn, present.id, number).await?.ok_or_else(lost)?;
    let body = match kept::body(conn, present.id, number).await? {
        Some(body) => Some(body),
        None => body_of(conn, present.id).await?,
    };
    let former = Former {
        sections: content.sections,
        tags: content.tags,
        authors: content.authors,
        media: content.media,
        dateline: content.dateline,
        body,
    };
    Ok(Article { former: Some(Box::new(former)), ..content.article })
}

async fn body_of(conn: &Conn<'_>, id: ArticleId) -> Result<Option<ArticleBody>> {
    Ok(store::bodies_of(conn, &[id]).await?.pop().map(|(_, body)| body))
}

/// An article as it was in a version, with its words and nothing else: what is compared.
async fn worded(conn: &Conn<'_>, present: &Article, number: i32) -> Result<Article> {
    if number == present.version {
        return Ok(Article { body: body_of(conn, present.id).await?, ..present.clone() });
    }
    let article = former(conn, present, number).await?;
    let body = article.former.as_ref().and_then(|former| former.body.clone());
    Ok(Article { body, ..article })
}

/// What was corrected of articles while readers saw them.
pub(super) async fn corrections_of(
    conn: &Conn<'_>,
    articles: &[&mut Article],
    now: Instant,
) -> Result<HashMap<ArticleId, Vec<Correction>>> {
    // A first version has nothing before it, so nothing was corrected.
    let ids: Vec<ArticleId> = articles.iter().filter(|article| article.version > 1).map(|article| article.id).collect();
    Ok(corrections_among(articles, kept::of(conn, &ids).await?, now))
}

/// What was corrected of articles among their former versions.
pub(super) fn corrections_among(
    articles: &[&mut Article],
    former: Vec<Version>,
    now: Instant,
) -> HashMap<ArticleId, Vec<Correction>> {
    let mut versions: HashMap<ArticleId, Vec<Version>> = HashMap::new();
    for version in former {
        versions.entry(version.article).or_default().push(version);
    }
    for article in articles.iter().filter(|article| article.former.is_none()) {
        versions.entry(article.id).or_default().push(Version::present(article));
    }
    versions.into_iter().map(|(id, versions)| (id, revisions::corrections(&versions, now))).collect()
}

/// What was corrected of articles while readers saw them, the newest first; only of those that the reader may see.
///
/// # Errors
/// When the database fails.
pub async fn corrections(reading: &Reading, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<Correction>>> {
    let conn = reading.conn().await?;
    let mut articles = resolve::articles_seen(&conn, reading, ids).await?;
    corrections_of(&conn, &articles.iter_mut().collect::<Vec<_>>(), reading.now()).await
}
