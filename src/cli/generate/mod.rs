//! `dateline generate`: invented news in three languages, the same for the same numbers, to try and to measure with.

mod articles;
mod chance;
mod comments;
mod people;
mod pictures;
mod plan;
mod rates;
mod words;

use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::cli::{application, say};
use crate::config::{DatabaseSettings, Settings, SiteSettings};
use crate::domain::ids::{AuthorId, SectionId, TagId};
use crate::domain::keys::Actor;
use crate::domain::sections::NewSection;
use crate::domain::tags::{NewTag, TagKind};
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};
use crate::sources::nbkr::SOURCE;
use crate::usecases;
use crate::usecases::articles::Ready;
use articles::World;
use people::{AUTHORS, Person, TAGGED};
use plan::{Plan, Slot};
use words::Tongue;

/// How many articles are written in one transaction.
const BATCH: usize = 500;
/// How many comments are written in one transaction, or some more.
const COMMENTS: usize = 2_000;
/// How many days of rates are written in one transaction.
const DAYS: usize = 30;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    site: SiteSettings,
    /// How many articles; the same number, days, seed and end make the same articles, and twice adds nothing.
    #[arg(long, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    articles: u32,
    /// How many comments, most of them under the newest articles.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=10_000_000))]
    comments: u32,
    /// Over how many days they are spread; each day has rates of exchange, invented under the key nbkr.
    #[arg(long, default_value_t = 1_826, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: u32,
    /// Another seed makes other content.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day before which all of it was made: today or a day before.
    #[arg(long, default_value = "2026-11-23", value_parser = parse_date)]
    until: Date,
}

/// The settings that are no flags here, because `--comments` is one of them.
#[derive(Debug, Parser)]
struct FromEnvironment {
    #[command(flatten)]
    settings: Settings,
}

fn settings(database: DatabaseSettings, site: SiteSettings) -> Result<Settings> {
    let read = FromEnvironment::try_parse_from(["dateline"]);
    let read = read.map_err(|error| Error::new(Code::BadUserInput, error.to_string()))?;
    Ok(Settings { database, site, ..read.settings })
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|error: Error| error.detail)
}

/// What a run added.
#[derive(Debug, Default)]
struct Added {
    nouns: usize,
    articles: usize,
    comments: usize,
    rates: usize,
    channels: usize,
}

pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let app = application(settings(arguments.database, arguments.site)?).await?;
    let zone = app.config.site.time_zone;
    let today = app.now().date_in(zone);
    if arguments.until > today {
        let detail = format!("--until {} lies in the future: today is {today}", arguments.until);
        return Err(Error::new(Code::BadUserInput, detail));
    }
    let count = |number: u32| usize::try_from(number).map_err(Error::internal);
    let (articles, comments) = (count(arguments.articles)?, count(arguments.comments)?);
    let plan = Plan::new(arguments.seed, articles, comments, arguments.days, arguments.until, zone);
    let bar = bar(articles + comments)?;
    let began = std::time::Instant::now();
    let added = generate(&app, World::new(plan)?, &bar).await;
    bar.finish_and_clear();
    app.store.renew_statistics().await?;
    app.store.close().await?;
    say(&summary(&added?, began.elapsed()));
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error; nothing where that is no terminal.
fn bar(length: usize) -> Result<ProgressBar> {
    let style =
        ProgressStyle::with_template("{elapsed_precise} [{wide_bar}] {human_pos}/{human_len} {msg}, {eta} left");
    let bar = ProgressBar::new(u64::try_from(length).map_err(Error::internal)?);
    Ok(bar.with_style(style.map_err(Error::internal)?))
}

fn summary(added: &Added, time: Duration) -> String {
    let Added { nouns, articles, comments, rates, channels } = added;
    format!(
        "{articles} articles, {comments} comments, {rates} rates, {nouns} sections, tags and authors and {channels} \
         channels are new ({}.{} s). All of it is invented, the rates too.",
        time.as_secs(),
        time.subsec_millis() / 100
    )
}

async fn generate(app: &App, mut world: World, bar: &ProgressBar) -> Result<Added> {
    world.pictures = pictures::load(app, &world.plan).await?;
    let world = Arc::new(world);
    let mut added = Added { nouns: nouns(app, &world).await?, ..Added::default() };
    added.channels = usecases::channels::import(app, &Actor::System, world.words.channels.clone()).await?.created;
    bar.set_message("rates");
    added.rates = rates(app, &world).await?;
    let slots = world.plan.slots();
    bar.set_message("articles");
    added.articles = load_articles(app, &world, &slots, bar).await?;
    bar.set_message("comments");
    added.comments = load_comments(app, &world, &slots, bar).await?;
    Ok(added)
}

/// Sections, tags and authors, with ids of the last instant.
async fn nouns(app: &App, world: &World) -> Result<usize> {
    let (plan, words) = (&world.plan, &world.words);
    let at = plan.end();
    let sections = words.sections.iter().enumerate().map(|(number, section)| {
        let position = i32::try_from(number + 1).unwrap_or_default();
        let id: SectionId = plan.id(at, number);
        let (slug, names) = (Some(section.slug.clone()), section.names());
        let slugs = words::slugs(&section.slug, &names);
        (id, NewSection { slug, slugs, names, position, ..NewSection::default() })
    });
    let new = usecases::sections::load(app, &Actor::System, sections.collect()).await?;
    let place = words.places.iter().map(|place| (place.slug.clone(), TagKind::Place, place.names()));
    let topic = words.topics.iter().map(|topic| (topic.slug.clone(), TagKind::Keyword, topic.names()));
    let plain = place.chain(topic).map(|(slug, kind, names)| {
        let slugs = words::slugs(&slug, &names);
        NewTag { slug: Some(slug), slugs, kind, names, ..NewTag::default() }
    });
    let tags = plain.chain(world.people.iter().take(TAGGED).map(Person::tag));
    let tags = tags.enumerate().map(|(number, tag)| -> (TagId, NewTag) { (plan.id(at, number), tag) });
    let new = new + usecases::tags::load(app, &Actor::System, tags.collect()).await?;
    let tongue = |number: usize| if number % 4 == 3 { Tongue::En } else { Tongue::Ru };
    let newsroom = world.people.iter().take(AUTHORS).enumerate();
    let authors =
        newsroom.map(|(number, person)| -> (AuthorId, _) { (plan.id(at, number), person.author(tongue(number))) });
    Ok(new + usecases::authors::load(app, &Actor::System, authors.collect()).await?)
}

/// Rates of every day, as taken at its beginning: what a bank's file brings later goes before them.
async fn rates(app: &App, world: &World) -> Result<usize> {
    let mut new = 0;
    for part in rates::days(&world.plan)?.chunks(DAYS) {
        let Some(first) = part.iter().flatten().next() else { continue };
        let taken = first.effective_date.start_in(world.plan.zone);
        new += usecases::rates::import(app, &Actor::System, &SOURCE, part.concat(), taken).await?.created;
    }
    Ok(new)
}

/// Articles are made ready on every core while those before them are written; never more than a few batches wait.
async fn load_articles(app: &App, world: &Arc<World>, slots: &[Slot], bar: &ProgressBar) -> Result<usize> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let mut waiting: VecDeque<JoinHandle<Result<Vec<Ready>>>> = VecDeque::new();
    let mut batches = slots.chunks(BATCH);
    let mut new = 0;
    loop {
        while waiting.len() <= cores {
            let Some(batch) = batches.next() else { break };
            waiting.push_back(make(app, world, batch));
        }
        let Some(batch) = waiting.pop_front() else { return Ok(new) };
        let batch = batch.await.map_err(Error::internal)??;
        let length = u64::try_from(batch.len()).unwrap_or_default();
        new += usecases::articles::load(app, &Actor::System, batch).await?;
        bar.inc(length);
    }
}

fn make(app: &App, world: &Arc<World>, batch: &[Slot]) -> JoinHandle<Result<Vec<Ready>>> {
    let (app, world, batch) = (app.clone(), Arc::clone(world), batch.to_vec());
    tokio::task::spawn_blocking(move || {
        batch.into_iter().map(|slot| usecases::articles::ready(&app, world.article(slot)?)).collect()
    })
}

async fn load_comments(app: &App, world: &World, slots: &[Slot], bar: &ProgressBar) -> Result<usize> {
    let (mut new, mut gathered, mut count) = (0, Vec::new(), 0);
    let mut shares = comments::shares(world, slots).into_iter().peekable();
    while let Some((slot, share)) = shares.next() {
        gathered.push(comments::threads(world, slot, share));
        count += share;
        if count >= COMMENTS || shares.peek().is_none() {
            new += usecases::comments::load(app, &Actor::System, std::mem::take(&mut gathered)).await?;
            bar.inc(u64::try_from(count).unwrap_or_default());
            count = 0;
        }
    }
    Ok(new)
}
