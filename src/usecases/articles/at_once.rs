//! An article with all that is asked for, where one statement is enough.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::app::App;
use crate::domain::articles::{Article, ArticleOrder, Embed, Sight};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::domain::lang::Lang;
use crate::domain::paging::Seek;
use crate::domain::text::slug::is_slug;
use crate::error::Result;
use crate::store::articles::{Kept, ListQuery, Named};
use crate::store::dialect::Engine;
use crate::usecases::articles::fill::{Asked, fill_found};
use crate::usecases::articles::parts::{PageParts, Tickets};
use crate::usecases::articles::read::rank;
use crate::usecases::reading::Reading;

/// The article with this id, or with this slug in the language given or the first of the site's that has it. `None` when that
/// took more to know: there is none that the reader sees, or it is not in the first of the languages `wanted`. What was read
/// is dropped then, and the answer is begun anew.
pub(super) async fn at_once(
    app: &App,
    reading: &Reading,
    (name, language): (&str, Option<&Lang>),
    wanted: &[Lang],
    embed: Embed,
    asked: &[Lang],
) -> Result<Option<Article>> {
    let (sight, now) = (Sight::of(reading.actor()), reading.now());
    let named = if ArticleId::looks_like(name) {
        Named::Id(name.parse()?)
    } else if is_slug(name) {
        reading.note(Facet::ArticleSlug(name.to_owned()));
        Named::Slug(name, language)
    } else {
        return Ok(None);
    };
    let (kept, tickets) = &*kept(app, named, sight, embed);
    let (gather, found) = kept.asking(named, now);
    let answer = found.take(reading.last(gather).await?, now)?;
    let here = |article: &Article| language.is_none_or(|language| article.language == *language);
    let found = answer.articles.into_iter().filter(here).min_by_key(|article| rank(app, &article.language));
    let Some(found) = found.filter(|article| wanted.first().is_none_or(|first| *first == article.language)) else {
        reading.hold();
        return Ok(None);
    };
    reading.note(Facet::Article(found.id));
    reading.holds_until(answer.next);
    reading.holds_until(found.next_transition(now));
    let mut article = found.for_actor(reading.actor(), now);
    fill_found(app, reading, &mut [&mut article], (tickets.clone(), answer.rest), embed, asked)?;
    Ok(Some(article))
}

/// By what questions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    /// For an article, by its id or by its slug, and whether in a language.
    Article { by_id: bool, in_language: bool },
    /// For a page of the list of all, whether from a cursor and against its order.
    Page { order: ArticleOrder, from: bool, backwards: bool },
}

/// Questions that were written, by their shape, by who asks, and by what is asked of the articles.
type Questions<W, T> = LazyLock<Mutex<HashMap<(Engine, Shape, Sight, W), Arc<(Kept, T)>>>>;

/// The most questions that are kept. Clients ask in a few ways; who chooses other fields each time is not to fill the memory.
const MOST: usize = 64;

/// With all that articles have filled in.
static WHOLE: Questions<Embed, Asked> = LazyLock::new(Mutex::default);
/// With what is taken field by field.
static BY_PARTS: Questions<PageParts, Tickets> = LazyLock::new(Mutex::default);

/// The question for an article.
fn kept(app: &App, named: Named<'_>, sight: Sight, embed: Embed) -> Arc<(Kept, Asked)> {
    let in_language = matches!(named, Named::Slug(_, Some(_)));
    let shape = Shape::Article { by_id: matches!(named, Named::Id(_)), in_language };
    question(app, &WHOLE, (shape, sight, embed), || {
        Kept::write(&app.store, named, sight, |gather, now| Asked::of_page(gather, embed, (sight, now)))
    })
}

/// The question for a page of the list of all.
pub(super) fn kept_page(app: &App, query: &ListQuery, seek: &Seek, embed: Embed) -> Arc<(Kept, Asked)> {
    let sight = query.sight;
    question(app, &WHOLE, (Shape::of(query, seek), sight, embed), || {
        Kept::write_list(&app.store, query, seek, |gather, now| Asked::of_page(gather, embed, (sight, now)))
    })
}

/// The same for an answer that takes field by field what the articles have.
pub(super) fn kept_parts(app: &App, query: &ListQuery, seek: &Seek, which: PageParts) -> Arc<(Kept, Tickets)> {
    question(app, &BY_PARTS, (Shape::of(query, seek), query.sight, which), || {
        Kept::write_list(&app.store, query, seek, |gather, _| Tickets::of_page(gather, which))
    })
}

impl Shape {
    const fn of(query: &ListQuery, seek: &Seek) -> Self {
        Self::Page { order: query.order, from: seek.from.is_some(), backwards: seek.backwards }
    }
}

/// The question of a shape, written when it is asked for the first time.
fn question<W: Eq + Hash, T>(
    app: &App,
    questions: &Questions<W, T>,
    (shape, sight, what): (Shape, Sight, W),
    write: impl FnOnce() -> (Kept, T),
) -> Arc<(Kept, T)> {
    let key = (app.store.engine(), shape, sight, what);
    // What was kept is whole, whoever stopped while he kept it.
    let mut questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = questions.get(&key) {
        return Arc::clone(known);
    }
    let written = Arc::new(write());
    if questions.len() >= MOST {
        questions.clear();
    }
    questions.insert(key, Arc::clone(&written));
    written
}
