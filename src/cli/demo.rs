//! The demonstration edition: a data file that goes in through the ordinary use-cases.

use serde::Deserialize;

use crate::app::App;
use crate::domain::articles::{Draft, NewArticle};
use crate::domain::authors::NewAuthor;
use crate::domain::keys::Actor;
use crate::domain::sections::NewSection;
use crate::domain::tags::NewTag;
use crate::error::{Code, Error, Result};
use crate::usecases::{Outcome, articles, authors, sections, tags};

const EDITION: &str = include_str!("demo/edition.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    sections: Vec<NewSection>,
    tags: Vec<NewTag>,
    authors: Vec<NewAuthor>,
    articles: Vec<NewArticle>,
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
    let draft = |article| Draft { keeps_edits: true, ..Draft::from(article) };
    let drafts = edition.articles.into_iter().map(draft).collect();
    let written = articles::import_many(app, &editor, drafts).await?;
    let count = |outcome: Outcome| written.iter().filter(|item| item.outcome == outcome).count();
    let (created, updated) = (count(Outcome::Created), count(Outcome::Updated));
    Ok(format!("{created} articles new, {updated} brought up to date, {} as they were", count(Outcome::Unchanged)))
}
