//! The counts: after any sequence of writes by several at once they are what a query and what the pages say.

use std::collections::{HashMap, HashSet};

use dateline::domain::comments::detect::form::FormKey;
use dateline::domain::comments::own::edit_token;
use dateline::domain::comments::{
    Comment, CommentAuthorInput, CommentOrder, CommentStatus, CommentVerdict, EditComment, FlagComment, FlagReason,
    JudgeComment, Network, NewComment, RejectComment,
};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::Actor;
use dateline::domain::paging::{PageRequest, Position};
use dateline::error::{Code, Result};
use dateline::jobs::ranks;
use dateline::usecases::comments;
use dateline::usecases::reading::Reading;
use futures_util::future::join_all;

use super::story;
use crate::support::TestApp;

/// Numbers that follow from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// Every comment of the site, whatever its status, as a moderator reads them page by page.
async fn everything(app: &TestApp) -> Vec<Comment> {
    let reading = Reading::new(&app.app, Actor::System);
    let mut found = Vec::new();
    for status in CommentStatus::ALL {
        let mut position = Position::Start;
        loop {
            let page = PageRequest { limit: 7, position };
            let page = comments::list(&reading, Some(status), CommentOrder::Newest, &page).await.unwrap();
            let next = page.next_cursor().map(str::to_owned);
            found.extend(page.rows.into_iter().map(|(_, comment)| comment));
            match next {
                Some(cursor) => position = Position::After(cursor),
                None => break,
            }
        }
    }
    found
}

/// What a reader meets under an article, page by page and level by level.
async fn met(app: &TestApp, article: ArticleId, order: CommentOrder) -> Vec<Comment> {
    let reading = Reading::new(&app.app, Actor::Anonymous);
    let (mut found, mut open): (Vec<Comment>, Vec<Option<CommentId>>) = (Vec::new(), vec![None]);
    while let Some(parent) = open.pop() {
        let mut position = Position::Start;
        loop {
            let page = PageRequest { limit: 3, position };
            let page = match parent {
                None => comments::threads(&reading, article, order, &page).await,
                Some(id) => comments::replies(&reading, id, order, &page).await,
            };
            let page = page.unwrap();
            let next = page.next_cursor().map(str::to_owned);
            open.extend(page.rows.iter().map(|(_, comment)| Some(comment.id)));
            found.extend(page.rows.into_iter().map(|(_, comment)| comment));
            match next {
                Some(cursor) => position = Position::After(cursor),
                None => break,
            }
        }
    }
    found
}

/// The token with which its author comes back.
async fn comments_token(app: &TestApp, comment: &Comment) -> String {
    let conn = app.app.store.reader();
    let stored = dateline::store::secrets::get(&conn, "comment form").await.unwrap().unwrap();
    edit_token(&FormKey::from_stored(&stored).unwrap(), comment.id)
}

/// What readers do who do not write: reactions and reports, of which two hold a comment back.
async fn touch(app: &TestApp, comment: &Comment, dice: &mut Dice) -> Result<Comment> {
    let network = Network::of(Some(std::net::IpAddr::from([198, 51, u8::try_from(dice.roll(200)).unwrap(), 7])));
    if dice.roll(2) == 0 {
        let done = comments::add_reaction(&app.app, &Actor::Anonymous, &network, comment.id, "LIKE").await;
        return done.map(|reaction| reaction.comment);
    }
    let how = FlagComment { reason: FlagReason::Spam, note: None };
    let done = comments::flag(&app.app, &Actor::Anonymous, &network, comment.id, how).await;
    done.map(|_| comment.clone())
}

/// One writer's random work; what it does in vain (a stale version, an answer to what is gone) is in vain for good reasons.
async fn work(app: &TestApp, articles: &[ArticleId], seed: u64, steps: usize) {
    let mut dice = Dice(seed);
    let network = Network::of(None);
    for step in 0..steps {
        let known = {
            let reading = Reading::new(&app.app, Actor::System);
            let status = CommentStatus::ALL[dice.roll(5)];
            let page = PageRequest { limit: 100, position: Position::Start };
            comments::list(&reading, Some(status), CommentOrder::Newest, &page).await.unwrap().rows
        };
        let target = if known.is_empty() { None } else { Some(&known[dice.roll(known.len())].1) };
        let verdict = [CommentVerdict::Hold, CommentVerdict::Spam, CommentVerdict::Approve][dice.roll(3)];
        let done = match (dice.roll(9), target) {
            (6, Some(comment)) => {
                let how = JudgeComment::default();
                comments::judge(&app.app, &Actor::System, comment.id, comment.version, verdict, how).await
            }
            (7, Some(comment)) if dice.roll(3) == 0 => {
                comments::erase(&app.app, &Actor::System, comment.id, comment.version).await
            }
            (7, Some(comment)) => touch(app, comment, &mut dice).await,
            (8, Some(comment)) => {
                let token = comments_token(app, comment).await;
                let how = EditComment {
                    text: format!("{seed} {step} иначе {}", ["", "http://a.kg http://b.kg http://c.kg"][dice.roll(2)]),
                };
                match dice.roll(3) {
                    0 => comments::delete(&app.app, &Actor::Anonymous, comment.id, comment.version, Some(&token)).await,
                    _ => {
                        comments::edit(
                            &app.app,
                            (&Actor::Anonymous, &network),
                            comment.id,
                            comment.version,
                            (how, Some(&token)),
                        )
                        .await
                    }
                }
            }
            (0, Some(comment)) => comments::approve(&app.app, &Actor::System, comment.id, comment.version).await,
            (1 | 2, Some(comment)) => {
                let how = RejectComment::default();
                comments::reject(&app.app, &Actor::System, comment.id, comment.version, how).await
            }
            (choice, target) => {
                let answered = target.filter(|_| choice > 3);
                let links = if dice.roll(4) == 0 { "https://a.kg https://b.kg https://c.kg" } else { "" };
                let new = NewComment::plain(
                    CommentAuthorInput { name: format!("Автор {seed}") },
                    format!("{seed} {step} {links}"),
                    answered.map(|comment| comment.id.to_string()),
                );
                let article = answered.map_or(articles[dice.roll(articles.len())], |comment| comment.article_id);
                comments::create(&app.app, &Actor::System, &network, article, new, None).await
            }
        };
        if let Err(error) = done {
            let in_vain =
                [Code::PreconditionFailed, Code::BadUserInput, Code::Conflict, Code::NotFound, Code::RateLimited];
            assert!(in_vain.contains(&error.code), "{error:?}");
        }
    }
}

async fn check(app: &TestApp, articles: &[ArticleId]) -> usize {
    let all = everything(app).await;
    let by_id: HashMap<CommentId, &Comment> = all.iter().map(|comment| (comment.id, comment)).collect();
    assert_eq!(by_id.len(), all.len(), "each once");
    for comment in &all {
        let visible = |other: &&Comment| other.status.is_visible();
        let direct = all.iter().filter(visible).filter(|other| other.parent_id == Some(comment.id)).count();
        assert_eq!(usize::try_from(comment.reply_count).unwrap(), direct, "{comment:?}");
        let below = all.iter().filter(visible).filter(|other| other.ancestors.contains(&comment.id)).count();
        assert_eq!(usize::try_from(comment.descendant_count).unwrap(), below, "{comment:?}");
        let parent = comment.parent_id.map(|id| by_id[&id]);
        let mut above: Vec<CommentId> = parent.map(|parent| parent.ancestors.clone()).unwrap_or_default();
        above.extend(parent.map(|parent| parent.id));
        assert_eq!(comment.ancestors, above, "{comment:?}");
        assert!(comment.depth <= 5 && comment.depth == i32::try_from(above.len()).unwrap());
    }
    let reading = Reading::new(&app.app, Actor::System);
    for count in comments::counts(&app.app, &reading, articles, "articles").await.unwrap() {
        let waits =
            |comment: &&Comment| comment.article_id == count.article_id && comment.status == CommentStatus::Held;
        assert_eq!(usize::try_from(count.pending.unwrap()).unwrap(), all.iter().filter(waits).count());
    }
    assert_eq!(comments::drifts(&app.app, &Actor::System).await.unwrap(), Vec::new());
    let reading = Reading::new(&app.app, Actor::Anonymous);
    for count in comments::counts(&app.app, &reading, articles, "articles").await.unwrap() {
        let here = |comment: &&Comment| comment.article_id == count.article_id;
        let visible = all.iter().filter(here).filter(|comment| comment.status.is_visible()).count();
        assert_eq!(usize::try_from(count.count).unwrap(), visible);
        for order in CommentOrder::ALL {
            let met = met(app, count.article_id, order).await;
            let each: HashSet<CommentId> = met.iter().map(|comment| comment.id).collect();
            assert_eq!(each.len(), met.len(), "{order:?}: each once");
            let seen = met.iter().filter(|comment| comment.text.is_some()).count();
            assert_eq!(seen, visible, "{order:?}: the sum over the pages");
            assert!(met.iter().all(|comment| comment.text.is_some() == comment.status.is_visible()));
            let places = met.iter().filter(|comment| comment.text.is_none());
            assert!(places.clone().all(|place| place.descendant_count > 0));
            let hidden_above = |comment: &&Comment| !comment.status.is_visible() && comment.descendant_count > 0;
            assert_eq!(places.count(), all.iter().filter(here).filter(hidden_above).count(), "{order:?}");
        }
    }
    all.len()
}

/// Freezes the orders again and again beside the writers.
async fn freeze(app: &TestApp, times: usize) {
    for _ in 0..times {
        ranks::run_once(&app.app, "beside").await.unwrap();
        tokio::task::yield_now().await;
    }
}

/// What readers see of an article.
fn seen(all: &[Comment], article: ArticleId) -> HashMap<CommentId, i32> {
    let here = all.iter().filter(|comment| comment.article_id == article && comment.status.is_visible());
    here.map(|comment| (comment.id, comment.version)).collect()
}

/// Turns pages of an order while others write, each page at a moment of its own: nothing is met twice. Returns what was met.
async fn walk(app: &TestApp, article: ArticleId, order: CommentOrder) -> HashSet<CommentId> {
    let (mut met, mut position) = (HashSet::new(), Position::Start);
    loop {
        let reading = Reading::new(&app.app, Actor::Anonymous);
        let page = PageRequest { limit: 2, position };
        let page = comments::threads(&reading, article, order, &page).await.unwrap();
        let next = page.next_cursor().map(str::to_owned);
        for (_, comment) in page.rows {
            assert!(met.insert(comment.id), "{order:?}: met twice");
        }
        match next {
            Some(cursor) => position = Position::After(cursor),
            None => return met,
        }
    }
}

#[tokio::test]
async fn the_counts_are_the_query_and_the_pages_after_any_work_of_several() {
    let app = TestApp::spawn_with(|settings| {
        settings.feedback.comment_flags_hold = 2;
        settings.feedback.comment_anonymous_reactions = true;
    })
    .await;
    let mut articles: Vec<ArticleId> = Vec::new();
    for i in 0..2 {
        articles.push(story(&app, &format!("Спор {i}")).await.parse().unwrap());
    }
    let mut total = 0;
    for round in 0..4 {
        let before = everything(&app).await;
        let writers = join_all((0..4).map(|writer| work(&app, &articles, round * 10 + writer, 12)));
        let walks = join_all(CommentOrder::ALL.map(|order| walk(&app, articles[0], order)));
        let (_, (), walks) = tokio::join!(writers, freeze(&app, 1), walks);
        let after = everything(&app).await;
        let still = seen(&after, articles[0]);
        let of_threads = before.iter().filter(|comment| comment.depth == 0);
        let stayed = of_threads.filter(|comment| still.get(&comment.id) == Some(&comment.version));
        for comment in stayed.filter(|comment| comment.status.is_visible()) {
            assert!(walks.iter().all(|met| met.contains(&comment.id)), "{comment:?} was missed");
        }
        app.pass(1);
        total = check(&app, &articles).await;
    }
    assert!(total > 60, "{total} comments are too few to show anything");
}
