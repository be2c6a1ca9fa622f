//! Following the change log.

use std::collections::HashMap;

use crate::domain::articles::Recall;
use crate::domain::changes::{Change, ChangePage, ChangeType, Reason};
use crate::domain::facets::Facet;
use crate::domain::ids::ArticleId;
use crate::error::{Error, Result};
use crate::store::changes::{self as store, Read};
use crate::store::{Conn, articles};
use crate::usecases::reading::Reading;

/// A piece of the log beyond a position, the oldest change first; readers without a key of the newsroom see what
/// everybody may know.
///
/// # Errors
/// `BAD_USER_INPUT` for a position that is no number or lies beyond the log, and for a wrong limit.
pub async fn list(reading: &Reading, after: Option<&str>, types: &[ChangeType], limit: u32) -> Result<ChangePage> {
    let after = after.map_or(Ok(0), position)?;
    reading.note(Facet::Changes);
    let conn = reading.conn().await?;
    // The end of the log is read first: whatever is committed later lies beyond it and is told next time.
    let newest = store::newest(&conn).await?;
    if after > newest {
        let detail = format!("lies beyond the log, which ends at {newest}; start again without it");
        return Err(Error::parameter("after", detail));
    }
    let read =
        Read { after, until: newest, types, public_only: !reading.actor().is_staff(), limit: u64::from(limit) + 1 };
    let mut items = store::read(&conn, &read).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    tell_recalls(&conn, &mut items).await?;
    let position = match items.last() {
        Some(last) if has_more => last.seq.clone(),
        // Rows that this reader may not see are passed too.
        _ => newest.to_string(),
    };
    Ok(ChangePage { items, position, has_more })
}

/// Adds to the tombstones of articles that are taken back how they were.
async fn tell_recalls(conn: &Conn<'_>, items: &mut [Change]) -> Result<()> {
    let recalled = |item: &Change| {
        let reasons = [Reason::Withheld, Reason::Canceled].map(Reason::as_str);
        item.r#type == ChangeType::Article && item.reason.as_deref().is_some_and(|reason| reasons.contains(&reason))
    };
    let ids: Vec<ArticleId> =
        items.iter().filter(|item| recalled(item)).filter_map(|item| item.id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found: HashMap<String, Recall> =
        articles::recalls(conn, &ids).await?.into_iter().map(|(id, recall)| (id.to_string(), recall)).collect();
    for item in items.iter_mut().filter(|item| recalled(item)) {
        item.recall = found.get(&item.id).cloned();
    }
    Ok(())
}

fn position(text: &str) -> Result<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.ok_or_else(|| Error::parameter("after", "must be the position of an answer, such as 42"))
}
