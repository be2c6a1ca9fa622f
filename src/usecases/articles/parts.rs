//! What articles have, for an answer that asks for it field by field: in one statement, whatever is asked for.

use std::sync::Arc;

use crate::app::App;
use crate::domain::articles::ArticleBody;
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::facets::Facet;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::media::{Media, MediaLink};
use crate::domain::sections::Section;
use crate::domain::tags::Tag;
use crate::error::Result;
use crate::store::gather::{Gather, Gathered, Of, Ticket};
use crate::store::links::{self, Linked, linked};
use crate::store::{articles as store, comments, datelines, media, sections};
use crate::usecases::reading::Reading;

/// Of which articles what is asked for.
#[derive(Debug, Default)]
pub struct PartsWanted {
    /// Those of which the tags are.
    pub tags: Vec<ArticleId>,
    /// Those of which the authors are.
    pub authors: Vec<ArticleId>,
    /// Those of which the dateline is.
    pub datelines: Vec<ArticleId>,
    /// Those of which the pictures are.
    pub media: Vec<ArticleId>,
    /// Those of which the body is.
    pub bodies: Vec<ArticleId>,
    /// Those of which the number of comments is.
    pub comment_counts: Vec<ArticleId>,
    /// These sections.
    pub sections: Vec<SectionId>,
}

/// What is asked for of every article on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PageParts {
    /// The tags.
    pub tags: bool,
    /// The authors.
    pub authors: bool,
    /// The dateline.
    pub dateline: bool,
    /// The pictures.
    pub media: bool,
    /// The body.
    pub body: bool,
    /// The number of comments.
    pub comment_count: bool,
    /// The section.
    pub section: bool,
}

/// What was found of it: each article's in their order, nothing of those that have none.
#[derive(Debug)]
pub struct Parts {
    /// The tags.
    pub tags: Vec<(ArticleId, Tag)>,
    /// The authors.
    pub authors: Vec<(ArticleId, Author)>,
    /// The datelines.
    pub datelines: Vec<(ArticleId, Dateline)>,
    /// The pictures.
    pub media: Vec<(ArticleId, (MediaLink, Media))>,
    /// The bodies.
    pub bodies: Vec<(ArticleId, ArticleBody)>,
    /// The numbers of comments that readers see.
    pub comment_counts: Vec<(ArticleId, i32)>,
    /// The sections.
    pub sections: Vec<Section>,
}

/// The tickets for what was asked for.
#[derive(Debug, Clone)]
pub(super) struct Tickets {
    tags: Option<Linked<Tag>>,
    authors: Option<Linked<Author>>,
    datelines: Option<Ticket<(ArticleId, Dateline)>>,
    media: Option<Ticket<(ArticleId, MediaLink, Media)>>,
    bodies: Option<Ticket<(ArticleId, ArticleBody)>>,
    comment_counts: Option<Ticket<(ArticleId, i32)>>,
    sections: Option<Ticket<Section>>,
}

impl Tickets {
    /// Asks for it in the statement that finds the page.
    pub(super) fn of_page(gather: &mut Gather, which: PageParts) -> Self {
        Self {
            tags: which.tags.then(|| links::ask_tags(gather, Of::Page)),
            authors: which.authors.then(|| links::ask_authors(gather, Of::Page)),
            datelines: which.dateline.then(|| gather.ask(datelines::among(Of::Page))),
            media: which.media.then(|| gather.ask(media::among(Of::Page, false))),
            bodies: which.body.then(|| gather.ask(store::bodies_among(Of::Page))),
            comment_counts: which.comment_count.then(|| gather.ask(comments::counts_among(Of::Page))),
            sections: which.section.then(|| gather.ask(sections::of_page(false))),
        }
    }

    fn of(gather: &mut Gather, wanted: &PartsWanted) -> Self {
        let sections = &wanted.sections;
        Self {
            tags: (!wanted.tags.is_empty()).then(|| links::ask_tags(gather, Of::Ids(&wanted.tags))),
            authors: (!wanted.authors.is_empty()).then(|| links::ask_authors(gather, Of::Ids(&wanted.authors))),
            datelines: gather.ask_of(&wanted.datelines, datelines::among),
            media: gather.ask_of(&wanted.media, |of| media::among(of, false)),
            bodies: gather.ask_of(&wanted.bodies, store::bodies_among),
            comment_counts: gather.ask_of(&wanted.comment_counts, comments::counts_among),
            sections: (!sections.is_empty()).then(|| gather.ask(sections::named_by(sections, None))),
        }
    }

    /// Takes what was found and notes it.
    pub(super) fn take(self, app: &App, reading: &Reading, mut found: Gathered) -> Result<Parts> {
        let preference = app.preference(&[]);
        let with_addresses =
            |(id, link, media): (ArticleId, MediaLink, Media)| (id, (link, media.with_addresses(app.public_base())));
        let for_reader = |(id, author): (ArticleId, Author)| (id, author.for_actor(reading.actor()));
        let sections = found.take_if_asked(self.sections)?;
        let parts = Parts {
            tags: own(linked(self.tags, &mut found)?).collect(),
            authors: own(linked(self.authors, &mut found)?).map(for_reader).collect(),
            datelines: found.take_if_asked(self.datelines)?,
            media: found.take_if_asked(self.media)?.into_iter().map(with_addresses).collect(),
            bodies: found.take_if_asked(self.bodies)?,
            comment_counts: found.take_if_asked(self.comment_counts)?,
            sections: sections.into_iter().map(|section| section.named(&preference)).collect(),
        };
        reading.note_all(parts.tags.iter().map(|(_, tag)| Facet::Tag(tag.id)));
        reading.note_all(parts.authors.iter().map(|(_, author)| Facet::Author(author.id)));
        reading.note_all(parts.media.iter().map(|(_, (link, _))| Facet::Media(link.media)));
        Ok(parts)
    }
}

/// What articles share, for each its own.
fn own<T: Clone>(shared: Vec<(ArticleId, Arc<T>)>) -> impl Iterator<Item = (ArticleId, T)> {
    shared.into_iter().map(|(id, shared)| (id, Arc::unwrap_or_clone(shared)))
}

/// What is asked for; the caller may see the articles and has noted them.
///
/// # Errors
/// When the database fails.
pub async fn parts(app: &App, reading: &Reading, wanted: &PartsWanted) -> Result<Parts> {
    reading.note_all(wanted.sections.iter().copied().map(Facet::Section));
    reading.note_all(wanted.comment_counts.iter().copied().flat_map(Facet::of_comments));
    let mut gather = Gather::default();
    let tickets = Tickets::of(&mut gather, wanted);
    let found = reading.gather(gather).await?;
    tickets.take(app, reading, found)
}
