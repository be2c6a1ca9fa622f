//! Reading the translations of articles, and choosing among them.

use crate::domain::articles::{Article, ChangeKind, PubStatus, Sight, Translation, TranslationOf};
use crate::domain::changes::{Audience, NewChange, Op, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::Conn;
use crate::store::articles;
use crate::store::articles::translations::{self as store, Member};
use crate::usecases::articles::versions::linked_of;
use crate::usecases::articles::{changes, read};
use crate::usecases::reading::Reading;

/// The original of an article: that which it translates, or itself.
pub(super) fn original(article: &Article) -> ArticleId {
    article.source_article.unwrap_or(article.id)
}

/// How an article stands among its translations.
#[derive(Debug, Clone, Default)]
pub struct Translations {
    /// That which it translates, where it does and the original is or was seen.
    pub of: Option<TranslationOf>,
    /// The others that are seen, in the order of their languages.
    pub others: Vec<Translation>,
}

fn is_stale(member: &Member, source: Option<&Member>) -> bool {
    let Some(source) = source else { return false };
    source.status != PubStatus::Usable || member.source_version.is_some_and(|version| source.content_version > version)
}

fn among(article: &Article, members: &[Member], sees_all: bool) -> Translations {
    let source = article.source_article.and_then(|id| members.iter().find(|member| member.id == id));
    let own = members.iter().find(|member| member.id == article.id);
    let of = source.filter(|source| sees_all || source.is_seen || source.was_seen).and_then(|source| {
        Some(TranslationOf {
            id: source.id,
            source_version: article.source_version?,
            is_stale: own.is_some_and(|own| is_stale(own, Some(source))),
            source_status: source.status,
        })
    });
    let root = original(article);
    let others = members.iter().filter(|member| member.is_seen && member.id != article.id);
    let others = others.filter(|member| member.id == root || member.source == Some(root)).map(|member| Translation {
        id: member.id,
        language: member.language.clone(),
        slug: member.slug.clone(),
        headline: member.headline.clone(),
        is_source: member.source.is_none(),
        is_stale: member.source.is_some_and(|id| is_stale(member, members.iter().find(|source| source.id == id))),
    });
    Translations { of, others: others.collect() }
}

/// Fills the translations of articles in; gives the facets of what it looked at.
pub(super) fn fill(articles: &mut [&mut Article], members: &[Member], (sight, now): (Sight, Instant)) -> Vec<Facet> {
    let until = members.iter().filter_map(|member| member.next_transition(now)).min();
    for article in articles.iter_mut() {
        let found = among(article, members, sight == Sight::Staff);
        article.translation_of = found.of;
        article.translations = Some(found.others);
        article.chain_until = [article.chain_until, until].into_iter().flatten().min();
    }
    articles.iter().map(|article| Facet::Translations(original(article))).collect()
}

/// The translations of articles that the caller may see and has noted, each in the place of its article: several versions of
/// one may be among them.
///
/// # Errors
/// When the database fails.
pub async fn translations_of(reading: &Reading, articles: &[Article]) -> Result<Vec<Translations>> {
    let (conn, now) = (reading.conn().await?, reading.now());
    let sight = Sight::of(reading.actor());
    let originals: Vec<ArticleId> = articles.iter().map(original).collect();
    reading.note_all(originals.iter().copied().map(Facet::Translations));
    let members = store::of(&conn, &originals, sight, now).await?;
    reading.holds_until(members.iter().filter_map(|member| member.next_transition(now)).min());
    Ok(articles.iter().map(|article| among(article, &members, sight == Sight::Staff)).collect())
}

/// The article or its translation in the first of these languages in which there is one; the article itself when there is
/// none in any.
pub(super) async fn in_language(
    conn: &Conn<'_>,
    reading: &Reading,
    article: Article,
    wanted: &[Lang],
) -> Result<Article> {
    if wanted.first().is_none_or(|first| *first == article.language) {
        return Ok(article);
    }
    let (sight, now) = (Sight::of(reading.actor()), reading.now());
    let root = original(&article);
    reading.note(Facet::Translations(root));
    let members = store::of(conn, &[root], sight, now).await?;
    reading.holds_until(members.iter().filter_map(|member| member.next_transition(now)).min());
    let in_this = |lang: &Lang| {
        let exact = members.iter().find(|member| member.is_seen && member.language == *lang);
        // A region says nothing of a text: ru-KG is answered with ru where nothing is in ru-KG.
        exact.or_else(|| members.iter().find(|member| member.is_seen && member.language == lang.base()))
    };
    let chosen = wanted.iter().find_map(in_this).map(|member| member.id);
    match chosen.filter(|id| *id != article.id) {
        None => Ok(article),
        Some(id) => read::one(conn, reading, id).await.map(|found| found.unwrap_or(article)),
    }
}

/// What the log is told of the translations of an article that was corrected or taken back: somebody must look at them.
pub(super) async fn told_of(conn: &Conn<'_>, source: &Article, reason: Option<Reason>) -> Result<Vec<NewChange>> {
    let reason = match reason {
        Some(Reason::Withheld | Reason::Canceled) => Reason::SourceRecalled,
        None if source.change_kind.is_some_and(ChangeKind::is_told) => Reason::SourceCorrected,
        _ => return Ok(Vec::new()),
    };
    let now = source.version_created;
    let members = store::of(conn, &[source.id], Sight::Staff, now).await?;
    let ids: Vec<ArticleId> = members.iter().map(|member| member.id).filter(|id| *id != source.id).collect();
    let mut rows = Vec::new();
    for article in articles::by_ids(conn, &ids, Sight::Staff, now).await? {
        let linked = linked_of(conn, &article).await?;
        rows.extend(changes(Op::Updated, Some(reason), Some((&article, &linked)), Some((&article, &linked))));
    }
    if !source.seen {
        // That there is an original, and what becomes of it, is nothing for who never could see it.
        rows.iter_mut().for_each(|row| row.audience = Audience::Staff);
    }
    Ok(rows)
}
