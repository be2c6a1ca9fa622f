//! Whom an identity provider signed in.

use crate::app::App;
use crate::domain::comments::shown_name;
use crate::domain::ids::ReaderId;
use crate::domain::keys::Actor;
use crate::error::Result;
use crate::store::readers;

/// The reader behind a token. One who has not written yet has no row: their id is a new one, which they keep when they do.
pub(super) async fn signed_in(app: &App, token: &str) -> Result<Actor> {
    let now = app.now();
    let found = app.identity.check(token, now, &app.fetch).await?;
    let known = readers::id_of(&app.store.reader(), &found.subject).await?;
    let name = found.name.as_deref().and_then(shown_name);
    Ok(Actor::Reader { id: known.unwrap_or_else(|| ReaderId::generate(now)), name, subject: found.subject })
}
