//! The tokens of previews: the secret under which they are signed, and what one opens.

use crate::app::App;
use crate::domain::facets::Facet;
use crate::domain::preview::{Opened, PreviewSecret};
use crate::error::{Error, Result};
use crate::store::{Conn, secrets};
use crate::usecases::reading::Reading;

/// Under which name the secret stands in the database.
pub(super) const SECRET: &str = "preview";

/// A secret that nobody has.
pub(super) fn random() -> Result<PreviewSecret> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(PreviewSecret::from_random(bytes))
}

/// The secret under which tokens are signed now: the setting's, else the one in the database.
pub(super) async fn secret(app: &App, conn: &Conn<'_>) -> Result<Option<PreviewSecret>> {
    if let Some(secret) = &app.config.preview.preview_secret {
        return Ok(Some(secret.clone()));
    }
    let stored = secrets::get(conn, SECRET).await?;
    let unreadable = || Error::internal("the secret of previews cannot be read");
    stored.map(|text| PreviewSecret::from_stored(&text).ok_or_else(unreadable)).transpose()
}

/// What a token opens now. The answer is for who has the token alone, and depends on the article and on the token's end.
///
/// # Errors
/// `FORBIDDEN` naming the parameter for a token that is not good or has ended.
pub(super) async fn open(app: &App, reading: &Reading, token: &str) -> Result<Opened> {
    reading.keep_private();
    // Where no token was ever made, none is good.
    let secret = match secret(app, &reading.conn().await?).await? {
        Some(secret) => secret,
        None => random()?,
    };
    let opened = secret.open(token, reading.now())?;
    reading.note(Facet::Article(opened.article));
    reading.holds_until(Some(opened.expires));
    Ok(opened)
}
