//! What an article leads to.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context};

use crate::app::App;
use crate::domain::articles::{
    Article, ArticleAlias, ArticleBody, Block, Correction, Embed, Kin, RELATED_DEFAULT, Translation, TranslationOf,
    blocks,
};
use crate::domain::authors::Author;
use crate::domain::comments::{Comment, CommentOrder};
use crate::domain::currencies::Currency;
use crate::domain::datelines::{Dateline, PrintStyle};
use crate::domain::ids::{ArticleId, AuthorId, TagId};
use crate::domain::lang::Lang;
use crate::domain::media::{ArticleMedia, MediaRole};
use crate::domain::rates::{ArticleDays, ArticleRates, ArticleRatesFilter, RatesAsOf};
use crate::domain::revisions::{ArticleRevision, RevisionDiff};
use crate::domain::sections::Section;
use crate::domain::tags::{Tag, in_order};
use crate::error::{Error, Result};
use crate::graphql::errors::{or_fail, or_null, shared};
use crate::graphql::loaders::parts::{self, PartFound, PartOf};
use crate::graphql::loaders::{
    AliasesOf, ArticleOf, CorrectionsOf, NextVersionOf, RatesOf, RelatedOf, RelationLoader, SectionsOf, ThreadsOf,
    TranslationsOf,
};
use crate::graphql::pages::{Connection, PageArguments, connection};
use crate::usecases::reading::Reading;
use crate::usecases::{articles, authors, tags};

/// The tags of a former version, in their order.
async fn former_tags(ctx: &Context<'_>, ids: &[TagId]) -> Result<Vec<Tag>> {
    let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
    let found = Box::pin(tags::by_ids(app, reading, ids)).await?;
    Ok(in_order(ids, &found))
}

/// The authors of a former version, in their order.
async fn former_authors(ctx: &Context<'_>, ids: &[AuthorId]) -> Result<Vec<Author>> {
    let found = Box::pin(authors::by_ids(ctx.data_unchecked::<Arc<Reading>>(), ids)).await?;
    Ok(ids.iter().filter_map(|id| found.iter().find(|author| author.id == *id).cloned()).collect())
}

/// A version of an article with the article as it was, whose relations are asked for field by field.
async fn version_of(ctx: &Context<'_>, id: ArticleId, version: i32) -> Result<ArticleRevision> {
    let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
    ctx.data_unchecked::<RelationLoader>().loader().one_more_version()?;
    Box::pin(articles::revision(app, reading, id, version, Embed::NONE, &[])).await
}

/// Whether an article comes with what it leads to: a preview does, as readers will see it, whoever asks.
const fn is_opened(article: &Article) -> bool {
    article.translations.is_some()
}

#[ComplexObject]
impl Article {
    /// The section in which the article stands; its name is in the article's language unless another is asked for.
    #[graphql(name = "section")]
    async fn section_link(&self, ctx: &Context<'_>) -> Option<Section> {
        let id = self.section_id?;
        let found = parts::section(ctx.data_unchecked::<RelationLoader>(), id).await;
        or_null(ctx, found)
            .flatten()
            .map(|section| section.named(&ctx.data_unchecked::<App>().preference(std::slice::from_ref(&self.language))))
    }

    /// The further sections in which it stands.
    #[graphql(name = "sections")]
    async fn section_links(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Section>> {
        let loader = ctx.data_unchecked::<RelationLoader>();
        let ids = match &self.former {
            Some(former) => Ok(former.sections.clone()),
            None => loader.load_one(SectionsOf(self.id)).await.map_err(shared).map(Option::unwrap_or_default),
        };
        let ids = or_fail(ctx, ids)?;
        let found = loader.load_many(ids.iter().copied().map(PartOf::Section)).await.map_err(shared);
        let found = or_fail(ctx, found)?;
        let preference = ctx.data_unchecked::<App>().preference(std::slice::from_ref(&self.language));
        let in_order = ids.into_iter().filter_map(|id| match found.get(&PartOf::Section(id))? {
            PartFound::Section(section) => Some(section.clone().named(&preference)),
            _ => None,
        });
        Ok(in_order.collect())
    }

    /// The article out of which this one came, where it is seen: an earlier report of the story (ninjs `evolvedFrom`).
    #[graphql(name = "evolvedFrom")]
    async fn parent_link(&self, ctx: &Context<'_>) -> Option<Article> {
        let id = if is_opened(self) { self.evolved_from } else { self.parent }?;
        let found = ctx.data_unchecked::<RelationLoader>().load_one(ArticleOf(id)).await.map_err(shared);
        or_null(ctx, found).flatten()
    }

    /// The article that came out of this one and is seen now: a reader may want that instead.
    #[graphql(name = "nextVersion")]
    async fn child_link(&self, ctx: &Context<'_>) -> Option<Article> {
        let loader = ctx.data_unchecked::<RelationLoader>();
        let id = if is_opened(self) {
            self.next_version?
        } else {
            or_null(ctx, loader.load_one(NextVersionOf(self.id)).await.map_err(shared)).flatten()?
        };
        or_null(ctx, loader.load_one(ArticleOf(id)).await.map_err(shared)).flatten()
    }

    /// The article of which this one is a translation.
    #[graphql(name = "translationOf")]
    async fn source_link(&self, ctx: &Context<'_>) -> Option<TranslationOf> {
        if is_opened(self) {
            return self.translation_of.clone();
        }
        let found = ctx.data_unchecked::<RelationLoader>().load_one(TranslationsOf(Box::new(self.clone()))).await;
        or_null(ctx, found.map_err(shared)).flatten().and_then(|found| found.of)
    }

    /// The others of its translations that are seen, the original among them, in the order of their languages.
    #[graphql(name = "translations")]
    async fn translation_list(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Translation>> {
        if let Some(others) = &self.translations {
            return Ok(others.clone());
        }
        let found = ctx.data_unchecked::<RelationLoader>().load_one(TranslationsOf(Box::new(self.clone()))).await;
        Ok(or_fail(ctx, found.map_err(shared))?.unwrap_or_default().others)
    }

    /// The former addresses of it, the newest first.
    #[graphql(name = "aliases")]
    async fn alias_list(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ArticleAlias>> {
        let found = ctx.data_unchecked::<RelationLoader>().load_one(AliasesOf(self.id)).await.map_err(shared);
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// What was corrected, clarified or retracted while readers saw the article, the newest first.
    #[graphql(name = "corrections")]
    async fn correction_list(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Correction>> {
        if let Some(told) = &self.corrections {
            return Ok(told.clone());
        }
        let loader = ctx.data_unchecked::<RelationLoader>();
        let found = or_fail(ctx, loader.load_one(CorrectionsOf(self.id)).await.map_err(shared))?;
        Ok(self.corrected_by(found.unwrap_or_default()))
    }

    /// The versions of it, the newest first: those that readers could see; a key of the newsroom is shown all of them. An
    /// answer holds at most 20 such lists, and at most 40 articles as they were in a version.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
    ) -> Option<Connection<ArticleRevision>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            ctx.data_unchecked::<RelationLoader>().loader().one_more_history()?;
            articles::revisions(app, reading, self.id, &page).await
        };
        or_null(ctx, Box::pin(page).await).map(connection)
    }

    /// One version of it; null beside an error when there is none, or none that readers could see.
    async fn revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version, from 1.")] version: i32,
    ) -> Option<ArticleRevision> {
        or_null(ctx, Box::pin(version_of(ctx, self.id, version)).await)
    }

    /// What changed in its words from one version to another, word by word: the pieces that are not `INSERTED` make the
    /// earlier text, those that are not `DELETED` the later one. An answer holds at most 10 comparisons.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The earlier version; the one told before the later one when left out.")] from: Option<i32>,
        #[graphql(desc = "The later version.")] to: i32,
    ) -> Option<RevisionDiff> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let diff = async {
            ctx.data_unchecked::<RelationLoader>().loader().one_more_diff()?;
            Box::pin(articles::diff(app, reading, self.id, from, to)).await
        };
        or_null(ctx, Box::pin(diff).await)
    }

    /// The tags, the most important first; their names are in the article's language unless another is asked for.
    #[graphql(name = "tags")]
    async fn tag_links(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Tag>> {
        let found = match &self.former {
            Some(former) => former_tags(ctx, &former.tags).await.map(Some),
            None => parts::tags(ctx.data_unchecked::<RelationLoader>(), self.id).await,
        };
        let preference = ctx.data_unchecked::<App>().preference(std::slice::from_ref(&self.language));
        let tags = or_fail(ctx, found)?.unwrap_or_default();
        Ok(tags.into_iter().map(|tag| tag.named(&preference)).collect())
    }

    /// The authors in their printed order.
    #[graphql(name = "authors")]
    async fn author_links(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Author>> {
        let found = match &self.former {
            Some(former) => former_authors(ctx, &former.authors).await.map(Some),
            None => parts::authors(ctx.data_unchecked::<RelationLoader>(), self.id).await,
        };
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The dateline at the head of the body, read into its parts; with a style, `printed` has it as that prints it.
    #[graphql(name = "dateline")]
    async fn dateline_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The style in which `printed` is.")] style: Option<PrintStyle>,
        #[graphql(desc = "The language of `printed` (BCP 47); the article's when left out. It goes with a style.")]
        lang: Option<Lang>,
    ) -> Option<Dateline> {
        if style.is_none() && lang.is_some() {
            return or_null(ctx, Err(Error::parameter("lang", "goes with style")));
        }
        let found = match &self.former {
            Some(former) => former.dateline.clone(),
            None => or_null(ctx, parts::dateline(ctx.data_unchecked::<RelationLoader>(), self.id).await).flatten(),
        };
        let lang = lang.as_ref().unwrap_or(&self.language);
        found.map(|dateline| match style {
            Some(style) => dateline.printed_as(style, lang),
            None => dateline,
        })
    }

    /// The pictures in their order; their descriptions are in the article's language unless another is asked for.
    #[graphql(name = "media")]
    async fn media_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this part; FEATURED is what a list needs.")] role: Option<MediaRole>,
        #[graphql(desc = "The language of descriptions (BCP 47); where there is none, the site's languages follow.")]
        lang: Option<Lang>,
    ) -> async_graphql::Result<Vec<ArticleMedia>> {
        let (app, reading) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Arc<Reading>>());
        let found = match &self.former {
            Some(former) => Box::pin(articles::media_of_former(app, reading, former)).await.map(Some),
            None => parts::media(ctx.data_unchecked::<RelationLoader>(), self.id).await,
        };
        let asked: Vec<Lang> = lang.into_iter().chain([self.language.clone()]).collect();
        let preference = app.preference(&asked);
        let pictures = or_fail(ctx, found)?.unwrap_or_default().into_iter();
        let pictures = pictures.filter(|(link, _)| role.is_none_or(|role| link.role == role));
        Ok(pictures.map(|(link, media)| ArticleMedia::new(link, media, &preference)).collect())
    }

    /// The text without its dateline.
    #[graphql(name = "body")]
    async fn body_link(&self, ctx: &Context<'_>) -> Option<ArticleBody> {
        if let Some(former) = &self.former {
            return former.body.clone();
        }
        or_null(ctx, parts::body(ctx.data_unchecked::<RelationLoader>(), self.id).await).flatten()
    }

    /// The same text as a flat list of blocks, for apps that do not render HTML.
    #[graphql(name = "blocks")]
    async fn body_blocks(&self, ctx: &Context<'_>) -> Option<Vec<Block>> {
        if let Some(former) = &self.former {
            return former.body.as_ref().map(|body| blocks(&body.html));
        }
        or_null(ctx, parts::body(ctx.data_unchecked::<RelationLoader>(), self.id).await)
            .flatten()
            .map(|body| blocks(&body.html))
    }

    /// The exchange rates of the article's own day: what its bank said when it was written, not what it says now. Null for a draft
    /// without a dateline.
    #[graphql(name = "rates")]
    async fn rates_of_day(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which day of the article; DATELINE when left out.")] as_of: Option<RatesAsOf>,
        #[graphql(desc = "These currencies, in this order; the main ones of the source when left out.")]
        symbols: Option<Vec<Currency>>,
        #[graphql(
            desc = "The key of a source. Without one: the bank, and the bar of imported pages where the bank has none of the currencies."
        )]
        source: Option<String>,
    ) -> Option<ArticleRates> {
        let loader = ctx.data_unchecked::<RelationLoader>();
        let filter = ArticleRatesFilter { as_of: as_of.unwrap_or_default(), symbols, source };
        let found = async {
            let dateline = match (filter.as_of, &self.former) {
                (RatesAsOf::Dateline, Some(former)) => former.dateline.clone(),
                (RatesAsOf::Dateline, None) => parts::dateline(loader, self.id).await?,
                _ => None,
            };
            let days =
                ArticleDays { dateline: dateline.as_ref().and_then(Dateline::certain_date), published: self.published };
            loader.load_one(RatesOf { days, filter }).await.map_err(shared)?.transpose().map_err(shared)
        };
        or_null(ctx, Box::pin(found).await).flatten().flatten()
    }

    /// How many comments and answers readers see under it.
    #[graphql(name = "commentCount")]
    async fn count_of_comments(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let found = parts::comment_count(ctx.data_unchecked::<RelationLoader>(), self.id).await;
        Ok(or_fail(ctx, found)?.unwrap_or_default())
    }

    /// The articles related to it, the nearest first and one of a story: those that share its tags, of which rare ones count
    /// more, its own language and section before others, and articles of its days before those long before or after it.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 20; 5 when left out.")] first: Option<i32>,
    ) -> Option<Vec<Article>> {
        let found = async {
            let limit = first.map_or(Ok(RELATED_DEFAULT), |first| articles::check_related(first.into(), "first"))?;
            let key = RelatedOf { article: Kin::of(self), limit };
            ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)
        };
        or_null(ctx, Box::pin(found).await).map(Option::unwrap_or_default)
    }

    /// The tops of the threads under it, the newest first unless another order is asked for.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the beginning, or after a cursor: 1 to 100; 20 when left out.")] first: Option<
            i32,
        >,
        #[graphql(desc = "What follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before a cursor: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "What precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "In which order; NEWEST when left out.")] order: Option<CommentOrder>,
    ) -> Option<Connection<Comment>> {
        let page = async {
            let page = PageArguments { first, after, last, before }.page()?;
            let key = ThreadsOf { article: self.id, order: order.unwrap_or_default(), page };
            let found = ctx.data_unchecked::<RelationLoader>().load_one(key).await.map_err(shared)?;
            found.transpose().map_err(shared)
        };
        or_null(ctx, Box::pin(page).await).flatten().map(connection)
    }
}

#[ComplexObject]
impl ArticleRevision {
    /// The article as it was in this version.
    #[graphql(name = "article")]
    async fn article_link(&self, ctx: &Context<'_>) -> Option<Article> {
        if let Some(article) = &self.article {
            return Some(article.clone());
        }
        or_null(ctx, Box::pin(version_of(ctx, self.article_id, self.version)).await)
            .and_then(|revision| revision.article)
    }
}
