//! Comments: what is asked of them, and what is said and judged.

use dateline::app::App;
use dateline::domain::comments::{
    Comment, CommentAuthorInput, CommentOrder, CommentStatus, Network, NewComment, RejectComment,
};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::Actor;
use dateline::domain::paging::PageRequest;
use dateline::usecases::comments;
use dateline::usecases::reading::Reading;
use serde_json::json;

use super::asks::words;
use super::random::Random;
use super::steps::{some_article, tried};
use crate::support::TestApp;

/// A question about comments.
#[derive(Debug, Clone)]
pub enum Talk {
    Threads(ArticleId, CommentOrder, PageRequest),
    Replies(CommentId, CommentOrder, PageRequest),
    One(CommentId),
    Site(Option<CommentStatus>, PageRequest),
    Counts(Vec<ArticleId>),
}

/// What GraphQL asks of articles and their threads.
pub const QUERY: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { commentCount
        comments(first: 2) { nodes { text status replyCount replies(first: 2) { nodes { text author { name } } } }
            pageInfo { hasNextPage } } }
    ... on Comment { text status version reasons article { headline } } } }";

/// One of the newest comments, whatever its status.
async fn some_comment(app: &TestApp, random: &mut Random) -> Option<Comment> {
    let reading = Reading::live(&app.app, Actor::System);
    let status = *random.pick(&CommentStatus::ALL);
    let newest = PageRequest { limit: 8, ..PageRequest::default() };
    let page = comments::list(&reading, Some(status), CommentOrder::Newest, &newest).await.unwrap();
    if page.rows.is_empty() { None } else { Some(random.pick(&page.rows).1.clone()) }
}

/// The ids of an article and a comment, which may not be there.
pub async fn ids(app: &TestApp, random: &mut Random) -> (ArticleId, CommentId) {
    let article = some_article(app, random).await.map(|(id, _)| id);
    let comment = some_comment(app, random).await.map(|comment| comment.id);
    let now = app.app.now();
    (article.unwrap_or_else(|| ArticleId::generate(now)), comment.unwrap_or_else(|| CommentId::generate(now)))
}

impl Talk {
    pub async fn random(app: &TestApp, random: &mut Random) -> Self {
        let (article, comment) = ids(app, random).await;
        let page = PageRequest { limit: u32::try_from(random.below(4)).unwrap() + 1, ..PageRequest::default() };
        match random.below(6) {
            0 | 1 => Self::Threads(article, *random.pick(&CommentOrder::ALL), page),
            2 => Self::Replies(comment, *random.pick(&CommentOrder::ALL), page),
            3 => Self::One(comment),
            4 => Self::Site(random.some(&CommentStatus::ALL).first().map(|status| **status), page),
            _ => Self::Counts(vec![article, ids(app, random).await.0]),
        }
    }

    pub async fn answer(&self, app: &App, reading: &Reading) -> String {
        let page = match self {
            Self::Threads(article, order, page) => comments::threads(reading, *article, *order, page).await,
            Self::Replies(comment, order, page) => comments::replies(reading, *comment, *order, page).await,
            Self::One(comment) => return words(comments::get(reading, *comment).await),
            Self::Site(status, page) => comments::list(reading, *status, CommentOrder::Newest, page).await,
            Self::Counts(articles) => return words(comments::counts(app, reading, articles, "articles").await),
        };
        words(page.map(|page| json!({ "rows": page.rows, "more": [page.has_previous, page.has_next] })))
    }
}

/// Somebody says something, or a moderator judges.
pub async fn step(app: &TestApp, random: &mut Random) {
    let editor = Actor::System;
    match (random.below(7), some_comment(app, random).await) {
        (6, _) => {
            tried(comments::freeze_due(&app.app, "honesty").await);
        }
        (0, Some(comment)) => {
            tried(comments::approve(&app.app, &editor, comment.id, comment.version).await);
        }
        (1 | 2, Some(comment)) => {
            let how = RejectComment::default();
            tried(comments::reject(&app.app, &editor, comment.id, comment.version, how).await);
        }
        (choice, known) => {
            let answered = known.filter(|_| choice > 3);
            let Some((article, _)) = some_article(app, random).await else { return };
            let article = answered.as_ref().map_or(article, |comment| comment.article_id);
            let links = if random.chance(4) { "https://a.kg https://b.kg https://c.kg" } else { "" };
            let new = NewComment::plain(
                CommentAuthorInput { name: "Айгүл".to_owned() },
                format!("Слово {} {links}", random.below(100)),
                answered.map(|comment| comment.id.to_string()),
            );
            tried(comments::create(&app.app, &editor, &Network::of(None), article, new, None).await);
        }
    }
}
