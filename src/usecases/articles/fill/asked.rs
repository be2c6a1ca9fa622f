//! What articles have besides their rows, asked for in one statement: in the one that finds them, or in one after it.

use std::sync::Arc;

use crate::domain::articles::{Article, ArticleBody, Embed, EmbedMedia, Sight};
use crate::domain::authors::Author;
use crate::domain::datelines::Dateline;
use crate::domain::ids::{ArticleId, SectionId};
use crate::domain::media::{Media, MediaLink};
use crate::domain::revisions::Version;
use crate::domain::sections::Section;
use crate::domain::tags::TagName;
use crate::domain::time::Instant;
use crate::error::Result;
use crate::store::articles::aliases::Alias;
use crate::store::articles::chain::Near;
use crate::store::articles::translations::Member;
use crate::store::articles::{self as store, aliases, chain, revisions, translations};
use crate::store::gather::{Gather, Gathered, Of, Ticket};
use crate::store::links::{self, Linked, linked};
use crate::store::{comments, datelines, media, sections};
use crate::usecases::articles::translate::original;

/// The tickets for what was asked for.
#[derive(Debug, Clone, Default)]
pub(in crate::usecases::articles) struct Asked {
    tags: Option<Linked<TagName>>,
    authors: Option<Linked<Author>>,
    datelines: Option<Ticket<(ArticleId, Dateline)>>,
    pictures: Option<Ticket<(ArticleId, MediaLink, Media)>>,
    bodies: Option<Ticket<(ArticleId, ArticleBody)>>,
    further: Option<Ticket<(ArticleId, SectionId)>>,
    sections: Option<Ticket<Section>>,
    counts: Option<Ticket<(ArticleId, i32)>>,
    versions: Option<Ticket<Version>>,
    near: Option<Ticket<Near>>,
    members: Option<Ticket<Member>>,
    aliases: Option<Ticket<Alias>>,
}

/// What was found: nothing of what was not asked for.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) tags: Vec<(ArticleId, Arc<TagName>)>,
    pub(super) authors: Vec<(ArticleId, Arc<Author>)>,
    pub(super) datelines: Vec<(ArticleId, Dateline)>,
    pub(super) pictures: Vec<(ArticleId, MediaLink, Media)>,
    pub(super) bodies: Vec<(ArticleId, ArticleBody)>,
    pub(super) further: Vec<(ArticleId, SectionId)>,
    pub(super) sections: Vec<Section>,
    pub(super) counts: Vec<(ArticleId, i32)>,
    pub(super) versions: Vec<Version>,
    pub(super) near: Vec<Near>,
    pub(super) members: Vec<Member>,
    pub(super) aliases: Vec<Alias>,
}

impl Asked {
    /// Asks for what the articles on the page of a statement have.
    pub(in crate::usecases::articles) fn of_page(
        gather: &mut Gather,
        embed: Embed,
        (sight, now): (Sight, Instant),
    ) -> Self {
        let mut asked = Self::default();
        asked.present(gather, Of::Page, embed);
        asked.sections = (embed.section || embed.sections).then(|| gather.ask(sections::of_page(embed.sections)));
        asked.counts = embed.comment_count.then(|| gather.ask(comments::counts_among(Of::Page)));
        asked.versions = embed.corrections.then(|| gather.ask(revisions::among(Of::Page)));
        asked.near = embed.chain.then(|| gather.ask(chain::among(Of::Page, sight, now)));
        asked.members = embed.translations.then(|| gather.ask(translations::among(Of::Page, sight, now)));
        asked.aliases = embed.aliases.then(|| gather.ask(aliases::aliases_among(Of::Page)));
        asked
    }

    /// Asks for what articles have that were found before. What is linked to them now is theirs where they are in their
    /// present version.
    pub(super) fn of(
        gather: &mut Gather,
        articles: &[&mut Article],
        embed: Embed,
        (sight, now): (Sight, Instant),
    ) -> Self {
        let mut asked = Self::default();
        let ids: Vec<ArticleId> = articles.iter().map(|article| article.id).collect();
        let here: Vec<ArticleId> =
            articles.iter().filter(|article| article.former.is_none()).map(|article| article.id).collect();
        if !here.is_empty() {
            asked.present(gather, Of::Ids(&here), embed);
        }
        let first = sections_named(articles, embed);
        let further = (embed.sections && !here.is_empty()).then_some(Of::Ids(&here));
        asked.sections =
            (!first.is_empty() || further.is_some()).then(|| gather.ask(sections::named_by(&first, further)));
        asked.counts = embed.comment_count.then(|| gather.ask_of(&ids, comments::counts_among)).flatten();
        // A first version has nothing before it, so nothing was corrected.
        let later: Vec<ArticleId> =
            articles.iter().filter(|article| article.version > 1).map(|article| article.id).collect();
        asked.versions = embed.corrections.then(|| gather.ask_of(&later, revisions::among)).flatten();
        asked.near = embed.chain.then(|| gather.ask_of(&around(articles), |of| chain::among(of, sight, now))).flatten();
        let originals: Vec<ArticleId> = articles.iter().map(|article| original(article)).collect();
        asked.members =
            embed.translations.then(|| gather.ask_of(&originals, |of| translations::among(of, sight, now))).flatten();
        asked.aliases = embed.aliases.then(|| gather.ask_of(&ids, aliases::aliases_among)).flatten();
        asked
    }

    /// Asks for what present versions alone have.
    fn present(&mut self, gather: &mut Gather, of: Of<'_>, embed: Embed) {
        let leading = embed.media == EmbedMedia::Leading;
        self.tags = embed.tags.then(|| links::ask_tag_names(gather, of));
        self.authors = embed.authors.then(|| links::ask_authors(gather, of));
        self.datelines = embed.dateline.then(|| gather.ask(datelines::among(of)));
        self.pictures = (embed.media != EmbedMedia::None).then(|| gather.ask(media::among(of, leading)));
        self.bodies = (embed.body || embed.blocks).then(|| gather.ask(store::bodies_among(of)));
        self.further = embed.sections.then(|| gather.ask(links::sections_among(of)));
    }

    /// Takes what was found.
    pub(super) fn take(self, from: &mut Gathered) -> Result<Found> {
        Ok(Found {
            tags: linked(self.tags, from)?,
            authors: linked(self.authors, from)?,
            datelines: from.take_if_asked(self.datelines)?,
            pictures: from.take_if_asked(self.pictures)?,
            bodies: from.take_if_asked(self.bodies)?,
            further: from.take_if_asked(self.further)?,
            sections: from.take_if_asked(self.sections)?,
            counts: from.take_if_asked(self.counts)?,
            versions: from.take_if_asked(self.versions)?,
            near: from.take_if_asked(self.near)?,
            members: from.take_if_asked(self.members)?,
            aliases: from.take_if_asked(self.aliases)?,
        })
    }
}

/// Articles and those out of which they came.
pub(super) fn around(articles: &[&mut Article]) -> Vec<ArticleId> {
    let parents = articles.iter().filter_map(|article| article.parent);
    articles.iter().map(|article| article.id).chain(parents).collect()
}

/// The sections that the rows of articles and their former versions name.
fn sections_named(articles: &[&mut Article], embed: Embed) -> Vec<SectionId> {
    if !embed.section && !embed.sections {
        return Vec::new();
    }
    let first = articles.iter().filter_map(|article| article.section_id);
    let former = articles.iter().filter_map(|article| article.former.as_ref()).filter(|_| embed.sections);
    let mut ids: Vec<SectionId> = first.chain(former.flat_map(|former| former.sections.iter().copied())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
