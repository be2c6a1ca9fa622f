//! What is forgotten of comments after some days.

use crate::app::App;
use crate::domain::changes::{Audience, Op};
use crate::domain::comments::Seal;
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::store::comments::{self as store, erased, personal};
use crate::usecases::comments::change;

/// How many texts are forgotten in a run; the next goes on.
const AT_ONCE: u64 = 500;

/// Forgets from which networks comments, reports and reactions came, after as many days as are set. The key under which a network is kept is gone
/// sooner; this takes the rest of it.
///
/// # Errors
/// When the database fails; the next run goes on.
pub async fn forget_networks(app: &App) -> Result<()> {
    let first = Seal::day(app.now()) - i64::from(app.config.comments.comment_network_days);
    if !store::has_networks(&app.store.reader(), first).await? {
        return Ok(());
    }
    let tx = app.store.begin().await?;
    store::forget_networks(&tx.conn(), first).await?;
    personal::forget_senders(&tx.conn(), first).await?;
    tx.commit(Vec::new(), app.now()).await
}

/// Forgets the texts of comments that were rejected, taken for spam or taken back so many days ago as are set, former texts
/// and notes too. Where they stood, who wrote them and what was decided stays.
///
/// # Errors
/// When the database fails; the next run goes on.
pub async fn forget_texts(app: &App) -> Result<()> {
    let days = i64::from(app.config.comments.comment_rejected_days);
    if days == 0 {
        return Ok(());
    }
    let before = app.now().plus_seconds(-days * 86_400);
    let old = erased::unseen_since(&app.store.reader(), before, AT_ONCE).await?;
    for group in old.chunk_by(|(a, _), (b, _)| a == b) {
        let Some((article, _)) = group.first() else { continue };
        let tx = app.store.begin().await?;
        store::hold(&tx.conn(), *article).await?;
        let ids: Vec<CommentId> = group.iter().map(|(_, id)| *id).collect();
        let mut log = Vec::new();
        // What a moderator let pass meanwhile is read again.
        for comment in store::by_ids(&tx.conn(), &ids).await?.iter().filter(|comment| comment.status.is_bare()) {
            erased::forget_text(&tx.conn(), comment.id).await?;
            log.push(change(comment, Op::Updated, None, Audience::Staff));
        }
        tx.commit(log, app.now()).await?;
    }
    Ok(())
}
