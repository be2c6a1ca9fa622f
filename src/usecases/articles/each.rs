//! Many articles in one request, each in a transaction of its own.

use crate::app::App;
use crate::domain::articles::{NewArticle, UpsertError, UpsertResult, UpsertStatus, check_batch};
use crate::domain::keys::{Actor, Scope};
use crate::error::{Code, Error, Result};
use crate::usecases::Outcome;
use crate::usecases::articles::batch::{Upserted, create};
use crate::usecases::once::Once;

/// Creates articles or brings them up to date by their `externalId`: each for itself, in their order. One that is refused
/// leaves the others, and so does one that could not be read; a database that fails ends the batch, and what was written until then stays.
///
/// # Errors
/// `FORBIDDEN` without `articles:write`, `UNPROCESSABLE_CONTENT` for an empty batch, `PAYLOAD_TOO_LARGE` for more than 500.
pub async fn upsert_each(
    app: &App,
    actor: &Actor,
    items: Vec<Result<NewArticle>>,
    once: Option<&Once>,
) -> Result<Vec<UpsertResult>> {
    actor.require(Scope::ArticlesWrite)?;
    check_batch(&items)?;
    let mut results = Vec::with_capacity(items.len());
    for (index, item) in (0_i32..).zip(items) {
        let done = match item {
            Ok(item) => create(app, actor, item, once).await,
            Err(error) => Err(error),
        };
        if let Err(error) = done.as_ref().map(drop)
            && matches!(error.code, Code::InternalServerError | Code::ServiceUnavailable | Code::IdempotencyKeyInUse)
        {
            return done.map(|_| results);
        }
        results.push(result(index, done));
    }
    Ok(results)
}

fn result(index: i32, done: Result<Upserted, Error>) -> UpsertResult {
    let written = match done {
        Ok(written) => written,
        Err(error) => {
            let error = Some(UpsertError::from(&error));
            return UpsertResult { index, status: UpsertStatus::Failed, id: None, version: None, slug: None, error };
        }
    };
    let status = match written.outcome {
        Outcome::Created => UpsertStatus::Created,
        Outcome::Updated => UpsertStatus::Updated,
        Outcome::Unchanged => UpsertStatus::Unchanged,
    };
    let article = written.article;
    UpsertResult {
        index,
        status,
        id: Some(article.id),
        version: Some(article.version),
        slug: Some(article.slug),
        error: None,
    }
}
