//! The demonstration edition: a data file that goes in through the ordinary use-cases.

mod pictures;

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::articles::{Article, ArticlePatch, Draft, NewArticle, TranslationSource};
use crate::domain::authors::NewAuthor;
use crate::domain::channels::NewChannel;
use crate::domain::comments::{CommentAuthorInput, CommentReason, CommentStatus, NewComment};
use crate::domain::ids::{ArticleId, Id, Noun};
use crate::domain::keys::Actor;
use crate::domain::lists::{NewArticleList, NewListItem};
use crate::domain::rates::Quotation;
use crate::domain::sections::NewSection;
use crate::domain::site::SitePatch;
use crate::domain::tags::NewTag;
use crate::domain::time::{Clock, Date, Instant};
use crate::error::{Code, Error, Result};
use crate::sources::nbkr::SOURCE;
use crate::usecases::comments::GivenThreads;
use crate::usecases::reading::Reading;
use crate::usecases::{Outcome, articles, authors, channels, comments, lists, rates, sections, site, tags};

const EDITION: &str = include_str!("demo/edition.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    site: SitePatch,
    sections: Vec<NewSection>,
    tags: Vec<NewTag>,
    authors: Vec<NewAuthor>,
    channels: Vec<NewChannel>,
    rates: Vec<Day>,
    articles: Vec<NewArticle>,
    later: Vec<Later>,
    threads: Vec<Threads>,
    /// The numbers of translations, each with that of its original.
    translations: BTreeMap<String, String>,
    /// The numbers of articles that were put right, each with how.
    corrections: BTreeMap<String, Correction>,
    lists: Vec<Curated>,
}

/// An article whose instants are counted from the first load.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Later {
    publish_in_hours: i64,
    #[serde(default)]
    embargo_in_hours: Option<i64>,
    article: NewArticle,
}

/// What was put right in an article after readers had seen it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    at: Instant,
    patch: ArticlePatch,
}

/// A curated list and the numbers of the articles that stand in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Curated {
    list: NewArticleList,
    articles: Vec<String>,
    /// Those of them that are pinned.
    #[serde(default)]
    pinned: Vec<String>,
}

/// The comments under an article of the edition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Threads {
    /// The number of the article in the edition.
    article: String,
    comments: Vec<Remark>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remark {
    at: Instant,
    name: String,
    text: String,
    /// The place of the comment that it answers among those before it.
    #[serde(default)]
    answers: Option<usize>,
    #[serde(default = "published")]
    status: CommentStatus,
    #[serde(default)]
    reasons: Vec<CommentReason>,
}

const fn published() -> CommentStatus {
    CommentStatus::Published
}

/// An id that is the same at every load.
fn id_of<N: Noun>(at: Instant, name: &str) -> Id<N> {
    let [a, b, c, d, e, f, g, h, i, j, ..]: [u8; 32] = Sha256::digest(format!("demo {name}")).into();
    Id::derived(at, &[a, b, c, d, e, f, g, h, i, j])
}

impl Later {
    fn given(self, number: usize, now: Instant) -> articles::Given {
        let after = |hours: i64| now.plus_seconds(hours * 3_600);
        let article = NewArticle {
            published: Some(after(self.publish_in_hours)),
            embargoed_until: self.embargo_in_hours.map(after),
            ..self.article
        };
        articles::Given { id: id_of(Instant::from_seconds(0), &format!("later {number}")), created: now, article }
    }
}

impl Threads {
    fn given(self, article: ArticleId) -> GivenThreads {
        let mut given: Vec<comments::Given> = Vec::with_capacity(self.comments.len());
        for (number, remark) in self.comments.into_iter().enumerate() {
            let answered = remark.answers.and_then(|place| given.get(place)).map(|answered| answered.id.to_string());
            let author = CommentAuthorInput { name: remark.name };
            given.push(comments::Given {
                id: id_of(remark.at, &format!("comment {} {number}", self.article)),
                created: remark.at,
                status: remark.status,
                reasons: remark.reasons,
                new: NewComment::plain(author, remark.text, answered),
            });
        }
        GivenThreads { article, comments: given }
    }
}

/// What the National Bank of the Kyrgyz Republic published for a day: som for one unit of each currency.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Day {
    date: Date,
    values: BTreeMap<String, String>,
}

impl Day {
    fn quotations(&self) -> Result<Vec<Quotation>> {
        let quotation = |(base, value): (&String, &String)| {
            Ok(Quotation {
                base: base.parse()?,
                quote: SOURCE.pivot,
                effective_date: self.date,
                nominal: 1,
                value: value.parse()?,
                rounded: false,
                valid_for: None,
                published_at: None,
            })
        };
        self.values.iter().map(quotation).collect()
    }
}

/// A noun that is there already is left as it is.
fn unless_there<T>(created: Result<T>) -> Result<()> {
    match created {
        Err(error) if error.code != Code::Conflict => Err(error),
        _ => Ok(()),
    }
}

/// Gives the site its names, unless the newsroom has said something of it.
async fn name_site(app: &App, names: SitePatch) -> Result<()> {
    let stored = site::get(app, &Reading::live(app, Actor::System), &[]).await?;
    if stored.version == 1 {
        site::update(app, &Actor::System, stored.version, names).await?;
    }
    Ok(())
}

/// Loads the edition; returns what went in, in words.
pub(super) async fn load(app: &App) -> Result<String> {
    let edition: Edition = serde_json::from_str(EDITION).map_err(Error::internal)?;
    let editor = Actor::System;
    name_site(app, edition.site).await?;
    for section in edition.sections {
        unless_there(sections::create(app, &editor, section, None).await)?;
    }
    for tag in edition.tags {
        unless_there(tags::create(app, &editor, tag, None).await)?;
    }
    for author in edition.authors {
        unless_there(authors::create(app, &editor, author, None).await)?;
    }
    channels::import(app, &editor, edition.channels).await?;
    // Where the clock stands before a day of the edition, the bank could not have published it.
    let today = SOURCE.today(app.now(), app.config.site.time_zone);
    for day in edition.rates.iter().filter(|day| day.date <= today) {
        rates::import(app, &editor, &SOURCE, day.quotations()?, app.now()).await?;
    }
    let mut pictures = pictures::load(app).await?;
    let draft = |mut article: NewArticle| {
        let number = article.external_id.as_ref().map(|external| external.id.as_str()).unwrap_or_default();
        article.media = pictures.remove(number).unwrap_or_default();
        Draft { keeps_edits: true, ..Draft::from(article) }
    };
    let drafts: Vec<Draft> = edition.articles.into_iter().map(draft).collect();
    let (corrected, drafts) = with_history(app, drafts, edition.corrections);
    let mut written = load_corrected(app, corrected).await?;
    written.extend(load_articles(app, drafts, &edition.translations).await?);
    load_later(app, edition.later).await?;
    load_threads(app, edition.threads, &written).await?;
    load_lists(app, edition.lists, &written).await?;
    let count = |outcome: Outcome| written.iter().filter(|item| item.outcome == outcome).count();
    let (created, updated) = (count(Outcome::Created), count(Outcome::Updated));
    Ok(format!("{created} articles new, {updated} brought up to date, {} as they were", count(Outcome::Unchanged)))
}

/// An article with what was put right in it.
type Corrected = (Draft, Instant, Correction);

/// Takes out the articles that have been put right by now; where the clock stands before that day, they have not been yet.
fn with_history(
    app: &App,
    drafts: Vec<Draft>,
    mut corrections: BTreeMap<String, Correction>,
) -> (Vec<Corrected>, Vec<Draft>) {
    corrections.retain(|_, correction| correction.at <= app.now());
    let (mut corrected, mut others) = (Vec::new(), Vec::new());
    for draft in drafts {
        let number = draft.article.external_id.as_ref().map(|external| external.id.as_str()).unwrap_or_default();
        match (corrections.remove(number), draft.article.published) {
            (Some(correction), Some(published)) => corrected.push((draft, published, correction)),
            _ => others.push(draft),
        }
    }
    (corrected, others)
}

/// The articles with a history: each is written at its publication and put right on its day, as readers would have seen it.
async fn load_corrected(app: &App, corrected: Vec<Corrected>) -> Result<Vec<articles::Upserted>> {
    let on = |day: Instant| App { clock: Clock::from_fn(move || day), ..app.clone() };
    let mut written = Vec::with_capacity(corrected.len());
    for (draft, published, Correction { at, patch }) in corrected {
        for mut item in articles::import_many(&on(published), &Actor::System, vec![draft]).await? {
            if item.outcome == Outcome::Created {
                let (id, version) = (item.article.id, item.article.version);
                item.article = articles::update(&on(at), &Actor::System, id, version, patch.clone()).await?;
            }
            written.push(item);
        }
    }
    Ok(written)
}

/// The articles: first the originals, then what translates them, because it names them by their ids.
async fn load_articles(
    app: &App,
    drafts: Vec<Draft>,
    translations: &BTreeMap<String, String>,
) -> Result<Vec<articles::Upserted>> {
    let original = |draft: &Draft| translations.get(&draft.article.external_id.as_ref()?.id);
    let (mut translated, originals): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| original(draft).is_some());
    let mut written = articles::import_many(app, &Actor::System, originals).await?;
    for draft in &mut translated {
        let known = written.iter().map(|item| &item.article);
        let source = original(draft).and_then(|number| known.into_iter().find(|article| is_number(article, number)));
        draft.article.translation_of =
            source.map(|source| TranslationSource { id: source.id.to_string(), version: Some(1) });
    }
    written.extend(articles::import_many(app, &Actor::System, translated).await?);
    Ok(written)
}

/// The article that waits for its hour and the one under embargo; a second load leaves them where they are.
async fn load_later(app: &App, later: Vec<Later>) -> Result<()> {
    let now = app.now();
    let given = later.into_iter().enumerate().map(|(number, later)| later.given(number, now));
    let ready: Vec<articles::Ready> = given.map(|given| articles::ready(app, given)).collect::<Result<_>>()?;
    articles::load(app, &Actor::System, ready).await?;
    Ok(())
}

/// The curated lists; one that is there stays as the newsroom has arranged it.
async fn load_lists(app: &App, curated: Vec<Curated>, written: &[articles::Upserted]) -> Result<()> {
    for Curated { mut list, articles, pinned } in curated {
        let item = |number: &String| {
            let article = written.iter().map(|item| &item.article).find(|article| is_number(article, number))?;
            Some(NewListItem {
                article: article.id.to_string(),
                pinned: pinned.contains(number),
                valid_from: None,
                valid_until: None,
                note: None,
            })
        };
        list.items = articles.iter().filter_map(item).collect();
        unless_there(lists::create(app, &Actor::System, list, None).await)?;
    }
    Ok(())
}

fn is_number(article: &Article, number: &str) -> bool {
    article.external_id.as_ref().is_some_and(|external| external.id == number)
}

/// The comments, under those articles that readers see now.
async fn load_threads(app: &App, threads: Vec<Threads>, written: &[articles::Upserted]) -> Result<()> {
    let seen = |threads: &Threads| {
        let is_it = |article: &&Article| is_number(article, &threads.article) && article.visibility.holds(app.now());
        written.iter().map(|item| &item.article).find(is_it).map(|article| article.id)
    };
    let given = threads.into_iter().filter_map(|threads| seen(&threads).map(|article| threads.given(article)));
    comments::load(app, &Actor::System, given.collect()).await?;
    Ok(())
}
