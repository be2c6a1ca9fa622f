//! Readers of many networks who post at once for some seconds, a third of them answers, under ten articles; then all numbers
//! are counted anew.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use clap::Parser;
use dateline::app::App;
use dateline::config::Settings;
use dateline::domain::comments::{CommentAuthorInput, Network, NewComment};
use dateline::domain::ids::ArticleId;
use dateline::domain::keys::Actor;
use dateline::domain::time::Clock;
use dateline::store::Store;
use dateline::usecases::reading::Reading;
use dateline::usecases::{articles, comments};
use serde_json::json;

use crate::Result;
use crate::filled::told;

/// Posts of a second that must be had.
pub(super) const LEAST: f64 = 500.0;
const SECONDS: u64 = 10;
/// Readers who write at the same moment.
const WRITERS: u32 = 16;
const ARTICLES: usize = 10;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
}

async fn opened(folder: &Path) -> Result<(App, Vec<ArticleId>)> {
    let url = format!("sqlite:{}", folder.join("posting.db").display());
    let Arguments { settings } = Arguments::try_parse_from(["comments", "--database-url", &url])?;
    let store = Store::open(&settings.database).await?;
    store.migrate().await?;
    let app = App::new(settings, store, Clock::system());
    let mut ids = Vec::new();
    for number in 0..ARTICLES {
        let new = json!({ "language": "ru", "headline": format!("Новость {number}"), "body": { "html": "<p>Текст.</p>" },
            "published": app.now().plus_seconds(-60).to_string() });
        let made = articles::create(&app, &Actor::System, serde_json::from_value(new)?, None).await.map_err(told)?;
        ids.push(made.article.id);
    }
    Ok((app, ids))
}

/// Posts until the time is over, each from a network of its own, as the flood limits would have it.
async fn write(app: App, articles: Vec<ArticleId>, count: Arc<AtomicU32>, until: Stopwatch) -> Result<(), String> {
    let mut last: HashMap<ArticleId, String> = HashMap::new();
    while Stopwatch::now() < until {
        let number = count.fetch_add(1, Ordering::Relaxed);
        let [_, a, b, c] = number.to_be_bytes();
        let network = Network::of(Some(IpAddr::V4(Ipv4Addr::new(a.saturating_add(1), b, c, 1))));
        let place = usize::try_from(number).unwrap_or_default() % articles.len();
        let article = *articles.get(place).ok_or("no article")?;
        let answered = last.remove(&article).filter(|_| number.is_multiple_of(3));
        let author = CommentAuthorInput { name: format!("Читатель {number}") };
        let new = NewComment::plain(author, format!("Слово {number}: дорогу уже убирают."), answered);
        let posted = comments::create(&app, &Actor::Anonymous, &network, article, new, None).await;
        let made = posted.map_err(|error| error.detail)?;
        last.insert(article, made.id.to_string());
    }
    Ok(())
}

/// Posts of a second, as they were taken.
pub(super) async fn run(folder: &Path) -> Result<f64> {
    let (app, articles) = opened(folder).await?;
    let count = Arc::new(AtomicU32::new(0));
    let start = Stopwatch::now();
    let until = start + Duration::from_secs(SECONDS);
    let writers: Vec<_> =
        (0..WRITERS).map(|_| tokio::spawn(write(app.clone(), articles.clone(), count.clone(), until))).collect();
    for writer in writers {
        writer.await??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let posted = count.load(Ordering::Relaxed);
    let drifts = comments::drifts(&app, &Actor::System).await.map_err(told)?;
    if !drifts.is_empty() {
        return Err(format!("{} numbers are not what they say, the first: {:?}", drifts.len(), drifts.first()).into());
    }
    let reading = Reading::new(&app, Actor::Anonymous);
    let seen = comments::counts(&app, &reading, &articles, "articles").await.map_err(told)?;
    let seen: i64 = seen.iter().map(|count| i64::from(count.count)).sum();
    // What it holds is waited for when the store closes.
    drop(reading);
    if seen != i64::from(posted) {
        return Err(format!("{posted} were posted, and {seen} are counted").into());
    }
    app.store.close().await?;
    let rate = f64::from(posted) / seconds;
    println!("{posted} posts in {seconds:.1} s on SQLite: {rate:.0} a second, every number right; it must be {LEAST}");
    Ok(rate)
}
