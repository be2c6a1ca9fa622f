//! The demonstration edition: a data file that goes in through the ordinary use-cases.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::app::App;
use crate::domain::articles::{Draft, NewArticle};
use crate::domain::authors::NewAuthor;
use crate::domain::channels::NewChannel;
use crate::domain::keys::Actor;
use crate::domain::rates::Quotation;
use crate::domain::sections::NewSection;
use crate::domain::tags::NewTag;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};
use crate::sources::nbkr::SOURCE;
use crate::usecases::{Outcome, articles, authors, channels, rates, sections, tags};

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
    let count = |outcome: Outcome| written.iter().filter(|item| item.outcome == outcome).count();
    let (created, updated) = (count(Outcome::Created), count(Outcome::Updated));
    Ok(format!("{created} articles new, {updated} brought up to date, {} as they were", count(Outcome::Unchanged)))
}
