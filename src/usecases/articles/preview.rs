//! Previews: tokens that open one article, what they show, and taking them all back.

use crate::app::App;
use crate::domain::articles::{Article, Embed, PubStatus, Sight};
use crate::domain::ids::ArticleId;
use crate::domain::keys::{Actor, Scope};
use crate::domain::lang::Lang;
use crate::domain::preview::{ArticlePreview, NewPreview, Opened, PreviewSecret};
use crate::domain::time::Instant;
use crate::error::{Code, Error, Place, Result};
use crate::store::articles as store;
use crate::store::secrets;
use crate::usecases::articles::fill::fill;
use crate::usecases::articles::read::taken;
use crate::usecases::articles::recall::over;
use crate::usecases::opened::{self, SECRET, random, secret};
use crate::usecases::reading::Reading;

/// The secret of previews, made where there is none yet.
async fn secret_or_new(app: &App, now: Instant) -> Result<PreviewSecret> {
    if let Some(secret) = secret(app, &app.store.reader()).await? {
        return Ok(secret);
    }
    let tx = app.store.begin().await?;
    secrets::set_once(&tx.conn(), SECRET, &random()?.to_stored(), now).await?;
    // Another writer may have been first.
    let made = secret(app, &tx.conn()).await?;
    tx.commit(Vec::new(), now).await?;
    made.ok_or_else(|| Error::internal("a secret that was made is not there"))
}

/// Makes a token that opens an article, in every state but that of one cancelled, to whoever has it.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `NOT_FOUND`, `CONFLICT` for an article that was cancelled, `UNPROCESSABLE_CONTENT`
/// for its fields and for a version that the article does not have.
pub async fn preview(app: &App, actor: &Actor, id: ArticleId, new: NewPreview) -> Result<ArticlePreview> {
    actor.require(Scope::ArticlesWrite)?;
    let now = app.now();
    let expires = new.ends(now)?;
    let found = store::by_ids(&app.store.reader(), &[id], Sight::of(actor), now).await?.pop();
    let article = found.ok_or_else(|| Error::not_found("article", &id.to_string()))?;
    if article.pub_status == PubStatus::Canceled {
        return Err(over());
    }
    if new.version.is_some_and(|version| version != article.version) {
        return Err(Error::refused("/version", format!("the article has version {} now", article.version)));
    }
    let token = secret_or_new(app, now).await?.sign(&Opened { article: id, expires, version: new.version })?;
    let url = format!("/v1/articles/{id}?preview={token}");
    Ok(ArticlePreview { token, url, expires })
}

/// The article that a token opens, by its id or slug, as its readers will see it: whoever asks, what only the newsroom
/// sees is left out.
///
/// # Errors
/// `FORBIDDEN` naming the parameter for a token that is not good, has ended or opens another article; `NOT_FOUND` when the
/// article is gone; `GONE` when it was cancelled since: what is never to be seen again is not seen by a preview either.
pub async fn previewed(
    app: &App,
    reading: &Reading,
    (name, language): (&str, Option<&Lang>),
    token: &str,
    embed: Embed,
    asked: &[Lang],
) -> Result<Article> {
    let opened = opened::open(app, reading, token).await?;
    let now = reading.now();
    let conn = reading.conn().await?;
    let found = store::by_ids(&conn, &[opened.article], Sight::Opened(opened.article), now).await?.pop();
    let article = found.filter(|article| language.is_none_or(|language| article.language == *language));
    let article = article.ok_or_else(|| Error::not_found("article", name))?;
    opened.check([&article.id.to_string(), &article.slug], name, article.version)?;
    if let Some(recall) = article.recall.as_ref().filter(|recall| recall.status == PubStatus::Canceled) {
        return Err(Error::gone("article", name, taken(recall)));
    }
    let mut article = article.for_actor(&Actor::Anonymous, now);
    let view = (Sight::Public, now);
    reading.note_all(fill(app, &conn, &mut [&mut article], view, embed, asked).await?);
    reading.holds_until(article.chain_until);
    Ok(article)
}

/// Takes all previews back: a new secret is put in the place of the one under which they were signed.
///
/// # Errors
/// `FORBIDDEN` without `admin`; `CONFLICT` where the secret is a setting.
pub async fn rotate_previews(app: &App, actor: &Actor) -> Result<()> {
    actor.require(Scope::Admin)?;
    if app.config.preview.preview_secret.is_some() {
        let detail =
            "The secret of previews is the setting DATELINE_PREVIEW_SECRET: change it and start the server again.";
        return Err(Error::new(Code::Conflict, detail).with(Place::Parameter("preview-secret".to_owned()), detail));
    }
    let now = app.now();
    let tx = app.store.begin().await?;
    secrets::replace(&tx.conn(), SECRET, &random()?.to_stored(), now).await?;
    tx.commit(Vec::new(), now).await
}
