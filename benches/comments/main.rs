//! `cargo bench --bench comments`: what pages of comments cost, 10,000 of them under one article, from the question to its
//! JSON and without a socket: any page of any order, however deep, to be had in under 3 ms of CPU. Then how many comments a
//! second are taken.

mod filled;
mod posting;

use std::process::ExitCode;
use std::time::Instant;

use dateline::app::App;
use dateline::domain::comments::{Comment, CommentOrder};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::Actor;
use dateline::domain::paging::{Page, PageRequest, Position};
use dateline::usecases::comments::{self, Since};
use dateline::usecases::reading::Reading;
use serde_json::json;

use filled::{Filled, told};

/// What may go wrong while measuring; it is told and ends the run.
type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Milliseconds of CPU that no page may cost.
const MOST: f64 = 3.0;
const ASKED: u32 = 200;
/// The ticks of a second in which Linux tells programs their CPU time, on every machine.
const TICKS: f64 = 100.0;

fn main() -> ExitCode {
    let measured = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(measure()));
    match measured {
        Ok((worst, _)) if worst >= MOST => failed(&format!("{worst:.2} ms are more than {MOST} ms")),
        Ok((_, rate)) if rate < posting::LEAST => failed(&format!("{rate:.0} posts a second are too few")),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("benches/comments: {why}");
    ExitCode::FAILURE
}

/// The CPU time of this process in milliseconds, its threads and the system's part together.
fn cpu() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after) = text.rsplit_once(") ").ok_or("no name in /proc/self/stat")?;
    let fields: Vec<&str> = after.split(' ').collect();
    let ticks = |place: usize| -> Result<f64> { Ok(fields.get(place).ok_or("a short line")?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) * 1_000.0 / TICKS)
}

/// A list of comments.
#[derive(Debug, Clone, Copy)]
enum List {
    Threads(ArticleId, CommentOrder),
    Replies(CommentId, CommentOrder),
    Thread(CommentId),
}

impl List {
    async fn page(self, app: &App, request: &PageRequest) -> Result<Page<Comment>> {
        let reading = Reading::new(app, Actor::Anonymous);
        let page = match self {
            Self::Threads(article, order) => comments::threads(&reading, article, order, request).await,
            Self::Replies(comment, order) => comments::replies(&reading, comment, order, request).await,
            Self::Thread(comment) => comments::thread(&reading, comment, request).await,
        };
        page.map_err(told)
    }

    /// The first page, one of the middle and the last, by their positions.
    async fn pages(self, app: &App, limit: u32) -> Result<[(&'static str, Position); 3]> {
        let mut cursors: Vec<String> = Vec::new();
        let mut position = Position::Start;
        loop {
            let page = self.page(app, &PageRequest { limit: 100, position }).await?;
            let Some(next) = page.next_cursor() else { break };
            cursors.push(next.to_owned());
            position = Position::After(next.to_owned());
        }
        let middle = cursors.get(cursors.len() / 2).ok_or("a list of one page")?;
        let last = self.page(app, &PageRequest { limit, position: Position::End }).await?;
        let before = last.previous_cursor().ok_or("a list of one page")?;
        let before_last =
            self.page(app, &PageRequest { limit: 1, position: Position::Before(before.to_owned()) }).await?;
        let (cursor, _) = before_last.rows.first().ok_or("a list of one page")?;
        Ok([
            ("first", Position::Start),
            ("middle", Position::After(middle.clone())),
            ("last", Position::After(cursor.clone())),
        ])
    }
}

/// Asks again and again; the milliseconds of CPU of one answer.
async fn cost(name: &str, answer: impl AsyncFn() -> Result<Vec<u8>>) -> Result<f64> {
    let size = answer().await?.len();
    let (before, start) = (cpu()?, Instant::now());
    for _ in 0..ASKED {
        answer().await?;
    }
    let (cpu, wall) = (cpu()? - before, start.elapsed().as_secs_f64() * 1_000.0);
    let each = |whole: f64| whole / f64::from(ASKED);
    println!("{name:<44} {:>5.2} ms of CPU {:>6.2} ms on the clock {size:>7} bytes", each(cpu), each(wall));
    Ok(each(cpu))
}

async fn measure() -> Result<(f64, f64)> {
    let folder = tempfile::tempdir()?;
    let Filled { app, article, wide, deep } = filled::run(folder.path()).await?;
    let mut lists: Vec<(String, List)> = Vec::new();
    for order in CommentOrder::ALL {
        lists.push((format!("threads {}", order.as_str()), List::Threads(article, order)));
    }
    for order in CommentOrder::ALL {
        lists.push((format!("replies {}", order.as_str()), List::Replies(wide, order)));
    }
    lists.push(("flat thread, wide".to_owned(), List::Thread(wide)));
    lists.push(("flat thread, deep".to_owned(), List::Thread(deep)));
    let mut worst: f64 = 0.0;
    for (name, list) in lists {
        for limit in [20, 100] {
            for (place, position) in list.pages(&app, limit).await? {
                let request = PageRequest { limit, position };
                let answer = async || {
                    let page = list.page(&app, &request).await?;
                    let items: Vec<&Comment> = page.rows.iter().map(|(_, comment)| comment).collect();
                    Ok(serde_json::to_vec(&json!({ "items": items, "nextCursor": page.next_cursor() }))?)
                };
                worst = worst.max(cost(&format!("{name}, {limit} of the {place} page"), answer).await?);
            }
        }
    }
    let answer = async || {
        let reading = Reading::new(&app, Actor::Anonymous);
        let page = comments::changed(&app, &reading, article, Since::default(), 100).await.map_err(told)?;
        Ok(serde_json::to_vec(&page)?)
    };
    worst = worst.max(cost("what changed, 100", answer).await?);
    app.store.close().await?;
    println!("the most: {worst:.2} ms of CPU; it may be {MOST} ms");
    Ok((worst, posting::run(folder.path()).await?))
}
