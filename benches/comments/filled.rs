//! One article with 10,000 comments: 4,000 threads, 3,000 answers under one of them, and 3,000 one below the other.

use std::path::Path;

use clap::Parser;
use dateline::app::App;
use dateline::config::Settings;
use dateline::domain::comments::{CommentAuthorInput, CommentStatus, NewComment};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::Actor;
use dateline::domain::time::{Clock, Instant};
use dateline::error::Error;
use dateline::store::Store;
use dateline::usecases::articles;
use dateline::usecases::comments::{self, Given, GivenThreads};
use serde_json::json;

use crate::Result;

const THREADS: u32 = 4_000;
const WIDE: u32 = 3_000;
const DEEP: u32 = 3_000;
/// Of what readers write in a few lines.
const SAID: &str = "Вчера проезжали там вечером: дорогу уже убирают, но у моста стоит вода, и маршрутки идут в объезд. \
                    Спасибо за новость, хорошо бы ещё знать, когда откроют рынок.";

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

/// The application over the database, the article, and the tops of its wide and its deep thread.
pub(super) struct Filled {
    pub(super) app: App,
    pub(super) article: ArticleId,
    pub(super) wide: CommentId,
    pub(super) deep: CommentId,
}

pub(super) fn told(error: Error) -> Box<dyn std::error::Error> {
    format!("{}: {:?}", error.detail, error.cause).into()
}

fn given(number: u32, from: Instant, answered: Option<CommentId>) -> Given {
    let created = from.plus_seconds(i64::from(number) * 7);
    let mut bytes = [0; 10];
    for (to, from) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *to = from;
    }
    let author = CommentAuthorInput { name: format!("Читатель {}", number % 700) };
    // One in fifty was rejected.
    let status = if number % 50 == 49 { CommentStatus::Rejected } else { CommentStatus::Published };
    Given {
        id: CommentId::derived(created, &bytes),
        created,
        status,
        reasons: Vec::new(),
        new: NewComment::plain(author, format!("{number}. {SAID}"), answered.map(|id| id.to_string())),
    }
}

pub(super) async fn run(folder: &Path) -> Result<Filled> {
    let url = format!("sqlite:{}", folder.join("comments.db").display());
    let Arguments { settings } = Arguments::try_parse_from(["comments", "--database-url", &url])?;
    let store = Store::open(&settings.database).await?;
    store.migrate().await?;
    let now: Instant = "2026-11-23T06:00:00Z".parse().map_err(told)?;
    let app = App::new(settings, store, Clock::from_fn(move || now));
    let from = now.plus_seconds(-200_000);
    let new = json!({ "language": "ru", "headline": "Наводнение", "body": { "html": "<p>Вода спадает.</p>" }, "published": from.to_string() });
    let made = articles::create(&app, &Actor::System, serde_json::from_value(new)?, None).await.map_err(told)?;
    let article = made.article.id;
    let mut all: Vec<Given> = (0..THREADS).map(|number| given(number, from, None)).collect();
    let id = |all: &[Given], place: usize| all.get(place).map(|given| given.id).ok_or("no such comment");
    let (wide, deep) = (id(&all, 10)?, id(&all, 20)?);
    all.extend((0..WIDE).map(|number| given(THREADS + number, from, Some(wide))));
    let mut last = deep;
    for number in 0..DEEP {
        let next = given(THREADS + WIDE + number, from, Some(last));
        last = next.id;
        all.push(next);
    }
    let loaded =
        comments::load(&app, &Actor::System, vec![GivenThreads { article, comments: all }]).await.map_err(told)?;
    println!("{loaded} comments under one article in SQLite");
    Ok(Filled { app, article, wide, deep })
}
