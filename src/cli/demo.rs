//! The demonstration edition: a data file that goes in through the ordinary use-cases.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::domain::articles::{Article, Draft, NewArticle};
use crate::domain::authors::NewAuthor;
use crate::domain::channels::NewChannel;
use crate::domain::comments::{CommentAuthor, CommentReason, CommentStatus, NewComment};
use crate::domain::ids::{ArticleId, Id, Noun};
use crate::domain::keys::Actor;
use crate::domain::rates::Quotation;
use crate::domain::sections::NewSection;
use crate::domain::tags::NewTag;
use crate::domain::time::{Date, Instant};
use crate::error::{Code, Error, Result};
use crate::sources::nbkr::SOURCE;
use crate::usecases::comments::GivenThreads;
use crate::usecases::{Outcome, articles, authors, channels, comments, rates, sections, tags};

const EDITION: &str = include_str!("demo/edition.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    sections: Vec<NewSection>,
    tags: Vec<NewTag>,
    authors: Vec<NewAuthor>,
    channels: Vec<NewChannel>,
    rates: Vec<Day>,
    articles: Vec<NewArticle>,
    later: Vec<Later>,
    threads: Vec<Threads>,
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
            let author = CommentAuthor { name: remark.name };
            given.push(comments::Given {
                id: id_of(remark.at, &format!("comment {} {number}", self.article)),
                created: remark.at,
                status: remark.status,
                reasons: remark.reasons,
                new: NewComment { author, text: remark.text, in_reply_to: answered },
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

/// Loads the edition; returns what went in, in words.
pub(super) async fn load(app: &App) -> Result<String> {
    let edition: Edition = serde_json::from_str(EDITION).map_err(Error::internal)?;
    let editor = Actor::System;
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
    let draft = |article| Draft { keeps_edits: true, ..Draft::from(article) };
    let drafts = edition.articles.into_iter().map(draft).collect();
    let written = articles::import_many(app, &editor, drafts).await?;
    load_later(app, edition.later).await?;
    load_threads(app, edition.threads, &written).await?;
    let count = |outcome: Outcome| written.iter().filter(|item| item.outcome == outcome).count();
    let (created, updated) = (count(Outcome::Created), count(Outcome::Updated));
    Ok(format!("{created} articles new, {updated} brought up to date, {} as they were", count(Outcome::Unchanged)))
}

/// The article that waits for its hour and the one under embargo; a second load leaves them where they are.
async fn load_later(app: &App, later: Vec<Later>) -> Result<()> {
    let now = app.now();
    let given = later.into_iter().enumerate().map(|(number, later)| later.given(number, now));
    let ready: Vec<articles::Ready> = given.map(|given| articles::ready(app, given)).collect::<Result<_>>()?;
    articles::load(app, &Actor::System, ready).await?;
    Ok(())
}

/// The comments, under those articles that readers see now.
async fn load_threads(app: &App, threads: Vec<Threads>, written: &[articles::Upserted]) -> Result<()> {
    let seen = |threads: &Threads| {
        let is_it = |article: &&Article| {
            let known = article.external_id.as_ref().is_some_and(|external| external.id == threads.article);
            known && article.visibility.holds(app.now())
        };
        written.iter().map(|item| &item.article).find(is_it).map(|article| article.id)
    };
    let given = threads.into_iter().filter_map(|threads| seen(&threads).map(|article| threads.given(article)));
    comments::load(app, &Actor::System, given.collect()).await?;
    Ok(())
}
