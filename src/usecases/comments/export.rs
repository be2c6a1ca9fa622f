//! Threads from end to end, one comment a line: JSON Lines, as <https://github.com/ndjson/ndjson-spec> has it.

use std::collections::VecDeque;

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::comments::{Comment, CommentDecision, ExportedComment};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::{Actor, Scope};
use crate::error::{Error, Result};
use crate::store::articles;
use crate::store::comments::{decisions, export as store};

/// How many comments are read at a time.
const ROWS: u64 = 500;
/// How many articles are looked up at a time.
const ARTICLES: u64 = 100;

/// An export in progress. Articles come in the order of their ids and each thread in its path order, so that the export of
/// the same comments has the same bytes. No connection is held between two pieces.
#[derive(Debug)]
pub struct Export {
    app: App,
    with_decisions: bool,
    /// The articles that are known to come, and the last that was looked up; `None` when there are no more.
    articles: VecDeque<ArticleId>,
    beyond: Option<Option<ArticleId>>,
    /// The article under which it stands, and the last of its comments that was told.
    current: Option<(Box<Article>, Option<Box<Comment>>)>,
}

/// Begins an export of all comments, or of those of an article, with everything that the newsroom may see of them.
///
/// # Errors
/// `UNAUTHENTICATED` or `FORBIDDEN` without `exports`; `NOT_FOUND` for an article that is not there.
pub async fn export(app: &App, actor: &Actor, article: Option<ArticleId>, with_decisions: bool) -> Result<Export> {
    actor.require(Scope::Exports)?;
    let mut export = Export {
        app: app.clone(),
        with_decisions,
        articles: article.into_iter().collect(),
        beyond: article.is_none().then_some(None),
        current: None,
    };
    if let Some(id) = article {
        export.advance().await?;
        export.current.as_ref().ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    }
    Ok(export)
}

impl Export {
    /// The next piece, whole lines of it; `None` at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if self.current.is_none() {
                self.advance().await?;
            }
            let Some((article, last)) = &self.current else { return Ok(None) };
            let conn = self.app.store.reader();
            let found = store::of_article(&conn, article.id, last.as_deref(), ROWS).await?;
            let Some(newest) = found.last().cloned() else {
                self.current = None;
                continue;
            };
            let piece = self.lines(article, found).await?;
            if let Some((_, last)) = &mut self.current {
                *last = Some(Box::new(newest));
            }
            return Ok(Some(piece));
        }
    }

    /// Goes on to the next article, where there is one.
    async fn advance(&mut self) -> Result<()> {
        let conn = self.app.store.reader();
        loop {
            if let (true, Some(after)) = (self.articles.is_empty(), self.beyond) {
                self.articles = store::articles(&conn, after, ARTICLES).await?.into();
                self.beyond = self.articles.back().map(|last| Some(*last));
            }
            let Some(id) = self.articles.pop_front() else { return Ok(()) };
            let found = articles::by_ids(&conn, &[id], Sight::Staff, self.app.now()).await?.pop();
            if let Some(article) = found {
                self.current = Some((Box::new(article), None));
                return Ok(());
            }
        }
    }

    async fn lines(&self, article: &Article, comments: Vec<Comment>) -> Result<Vec<u8>> {
        let mut history = match self.with_decisions {
            true => Some(self.history(&comments).await?),
            false => None,
        };
        let mut out = Vec::new();
        for comment in comments {
            let decisions = history.as_mut().map(|history| {
                let of = |history: &mut VecDeque<(CommentId, CommentDecision)>| {
                    history.pop_front_if(|(id, _)| *id == comment.id).map(|(_, decision)| decision)
                };
                std::iter::from_fn(|| of(history)).collect()
            });
            let line = ExportedComment {
                comment,
                article_slug: article.slug.clone(),
                article_url: article.canonical_url.clone(),
                decisions,
            };
            serde_json::to_writer(&mut out, &line).map_err(Error::internal)?;
            out.push(b'\n');
        }
        Ok(out)
    }

    /// The histories of comments, in the order of the comments.
    async fn history(&self, comments: &[Comment]) -> Result<VecDeque<(CommentId, CommentDecision)>> {
        let ids: Vec<CommentId> = comments.iter().map(|comment| comment.id).collect();
        let mut found = decisions::of(&self.app.store.reader(), &ids).await?;
        let place = |id: &CommentId| ids.iter().position(|other| other == id);
        found.sort_by_cached_key(|(id, _)| place(id));
        Ok(found.into())
    }
}
