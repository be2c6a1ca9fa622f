//! Posting a comment.

use crate::app::App;
use crate::domain::articles::{Article, Sight};
use crate::domain::changes::{Audience, NewChange, Op};
use crate::domain::comments::detect::Findings;
use crate::domain::comments::detect::form::{FormKey, is_trapped};
use crate::domain::comments::own::edit_token;
use crate::domain::comments::rules::{self, Opinion, Refusal, Submission};
use crate::domain::comments::service::Question;
use crate::domain::comments::{Checked, Comment, CommentStatus, Network, NewComment, Posted, Seal};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::keys::Actor;
use crate::domain::site::StoredSite;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::comments::{self as store, Origin, policies, policies::Said};
use crate::store::gather::Gather;
use crate::store::{Conn, articles, site};
use crate::usecases::Outcome;
use crate::usecases::comments::{author, change, flood, form, judging, policy, service, standing};
use crate::usecases::once::{Once, Part};

/// Posts a comment under an article that readers see, from a network. Without a key the network's limits hold. What the
/// rules hold back waits for a moderator and is shown to nobody but the author, in this answer.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` for its fields, `BAD_USER_INPUT` for an answer to what readers do not see under the article,
/// `NOT_FOUND` for an article that is not there or not to be seen, `COMMENTS_CLOSED` where no comments are taken,
/// `UNAUTHENTICATED` where only those may write who are signed in, `FORBIDDEN` for who may not write, `CONFLICT` for a text
/// that came just before, `RATE_LIMITED` when the network or the reader posted too much.
pub async fn create(
    app: &App,
    actor: &Actor,
    network: &Network,
    article: ArticleId,
    new: NewComment,
    once: Option<&Once>,
) -> Result<Comment> {
    let part = Part::next(once);
    let new = new.checked(author::own_name(actor))?;
    let opinion = opinion(app, (actor, network), article, &new, part).await?;
    let key = form::key(app).await?;
    let tx = app.store.begin().await?;
    let now = app.now();
    if let Some((id, _)) = part.made(&tx.conn()).await? {
        let made = store::by_ids(&tx.conn(), &[CommentId::from_uuid(id)]).await?.pop();
        let made = made.ok_or_else(|| Error::internal("a comment that is gone"))?;
        return Ok(told(actor, &key, made));
    }
    let limits = app.config.comments.flood();
    let ground = Ground::under(&tx.conn(), actor, article, (&flood::days(limits, now), now)).await?;
    let (article, policy) = (&ground.article, policy::over(app, &ground.said, &ground.article));
    let stats = author::stats(&tx.conn(), actor, now).await?;
    let mut submission = Submission::posted(now, judging::findings(&ground.site, &new.name, &new.text));
    if let Some(refusal) = rules::refusals(&submission, &policy, &stats).first() {
        return Err(refusal.error());
    }
    submission.opinion = opinion;
    let mut passed = None;
    if actor.is_reader() {
        let known = (limits, ground.seals);
        let post = flood::pass(&tx, (actor, network), &new.text, known, now).await?;
        submission.seen_before = post.seen_before;
        passed = Some(post);
        submission.trapped = is_trapped(new.website.as_deref());
        if !stats.signed_in {
            submission.token = form::fault(app, &key, new.form_token.as_deref(), article.id, now);
        }
    }
    // From here on the article's comments are ours alone: nobody judges the one that is answered meanwhile.
    store::hold(&tx.conn(), article.id).await?;
    // The instant is taken again under the hold, so that comments of an article come in the order of their instants: a
    // reader who has passed one meets none before it later.
    let now = app.now();
    submission.at = now;
    let decision = rules::decide(&submission, &policy, &stats);
    let decision = decision.map_err(|refusals| refusals.first().map_or_else(closed, Refusal::error))?;
    let answered = answered(&tx.conn(), article.id, &new).await?;
    let (author, mut log) = author::of(&tx.conn(), actor, &new.name, now).await?;
    let comment = Comment::posted(Posted {
        id: CommentId::generate(now),
        article_id: article.id,
        in_reply_to: answered.as_ref().map(|answered| answered.id),
        ancestors: answered.map(|answered| answered.above_answer(policy.max_depth)).unwrap_or_default(),
        author,
        text: new.text,
        decision,
        created: now,
    });
    part.keep(&tx.conn(), comment.id.uuid(), Outcome::Created, now).await?;
    if let Some(passed) = &passed {
        // At the instant of the comment, by which an erasure finds it.
        passed.remember(&tx.conn(), now).await?;
    }
    let passed = passed.filter(|_| app.config.comments.comment_network_days > 0);
    let origin = passed.map(|passed| passed.origin(network));
    log.push(write(&tx.conn(), &comment, (origin, submission.opinion), now).await?);
    tx.commit(log, now).await?;
    Ok(told(actor, &key, comment))
}

/// What the newsroom's own service says. It is not asked of what was posted before, nor of what would be refused: it is slow,
/// and somebody else's.
async fn opinion(
    app: &App,
    (actor, network): (&Actor, &Network),
    article: ArticleId,
    new: &Checked,
    part: Part<'_>,
) -> Result<Opinion> {
    if app.config.comments.comment_service.is_none() {
        return Ok(Opinion::None);
    }
    let (conn, now, limits) = (app.store.reader(), app.now(), app.config.comments.flood());
    if part.made(&conn).await?.is_some() {
        return Ok(Opinion::None);
    }
    let ground = Ground::under(&conn, actor, article, (&flood::days(limits, now), now)).await?;
    let policy = policy::over(app, &ground.said, &ground.article);
    let stats = author::stats(&conn, actor, now).await?;
    if let Some(refusal) = rules::refusals(&Submission::posted(now, Findings::default()), &policy, &stats).first() {
        return Err(refusal.error());
    }
    if actor.is_reader() {
        flood::check(&conn, (actor, network), &new.text, (limits, &ground.seals), now).await?;
    }
    Ok(service::ask(app, &question(article, actor, new)).await)
}

fn closed() -> Error {
    Refusal::Closed.error()
}

fn question<'a>(article: ArticleId, actor: &Actor, new: &'a Checked) -> Question<'a> {
    Question {
        article_id: article,
        comment_id: None,
        in_reply_to: new.in_reply_to.as_deref(),
        reader_id: actor.reader(),
        author_name: &new.name,
        text: &new.text,
    }
}

/// What the author is told: the comment with the token by which it is changed, where the author is not signed in.
fn told(actor: &Actor, key: &FormKey, comment: Comment) -> Comment {
    let token = (*actor == Actor::Anonymous).then(|| edit_token(key, comment.id));
    Comment { edit_token: token, ..comment.for_author(actor) }
}

/// What is to be known where a comment is to stand.
struct Ground {
    /// The article, which readers see.
    article: Article,
    /// What was said of it and around it.
    said: Vec<Said>,
    site: StoredSite,
    /// The seals of the days asked for, where they have any.
    seals: Vec<(i64, Seal)>,
}

impl Ground {
    /// Asks for all of it in one statement; lets pass an article that readers see now.
    async fn under(conn: &Conn<'_>, actor: &Actor, id: ArticleId, (days, now): (&[i64], Instant)) -> Result<Self> {
        let mut gather = Gather::default();
        let article = gather.ask(articles::of_id(id, Sight::of(actor), now));
        let said = gather.ask(policies::said_around(id));
        let site = gather.ask(site::stored());
        let seals = gather.ask(store::seals(days));
        let mut found = gather.run(conn).await?;
        let article = found.take(article)?.pop().ok_or_else(|| Error::not_found("article", &id.to_string()))?;
        if !article.visibility.holds(now) {
            return Err(Error::new(Code::Conflict, "Readers do not see the article now, so it takes no comments."));
        }
        let site = found.take(site)?.pop().ok_or_else(site::missing)?;
        Ok(Self { article, said: found.take(said)?, site, seals: found.take(seals)? })
    }
}

/// The comment that is answered, which readers must see under the same article.
async fn answered(conn: &Conn<'_>, article: ArticleId, new: &Checked) -> Result<Option<Comment>> {
    const POINTER: &str = "/inReplyTo";
    let Some(name) = &new.in_reply_to else { return Ok(None) };
    let wrong = |detail: String| {
        Error::new(Code::BadUserInput, format!("{POINTER}: {detail}.")).with(Place::Pointer(POINTER.to_owned()), detail)
    };
    let id: CommentId = name.parse().map_err(|error: Error| wrong(error.detail))?;
    let found = store::by_ids(conn, &[id]).await?.pop();
    let found = found.filter(|comment| comment.article_id == article && comment.status.is_visible());
    found.map(Some).ok_or_else(|| wrong(format!("there is no comment «{id}» to answer under this article")))
}

async fn write(
    conn: &Conn<'_>,
    comment: &Comment,
    (origin, opinion): (Option<Origin>, Opinion),
    now: Instant,
) -> Result<NewChange> {
    store::insert(conn, comment, origin).await?;
    judging::keep(conn, None, comment, opinion, now).await?;
    if comment.status == CommentStatus::Held {
        store::add_pending(conn, comment.article_id, 1).await?;
    }
    let audience = if comment.status.is_visible() {
        store::count(conn, comment, 1).await?;
        Audience::Public
    } else {
        Audience::Staff
    };
    Ok(change(comment, Op::Created, standing::of_status(comment.status), audience))
}
