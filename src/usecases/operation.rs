//! What those ask who keep the server running: whether it may be sent requests, and what it counted.

use std::time::Duration;

use crate::app::App;
use crate::domain::health::{Check, Ready};
use crate::error::{Code, Error, Result};
use crate::store::changes;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Looks at everything that a server needs for its work.
///
/// # Errors
/// `SERVICE_UNAVAILABLE` with the names of the checks that fail. Causes are logged, not told: anybody may ask.
pub async fn ready(app: &App) -> Result<Ready> {
    let mut failing = Vec::new();
    if app.drain.has_begun() {
        failing.push(Check::Draining);
    }
    failing.extend(database(app).await);
    if !app.store.has_room().unwrap_or(true) {
        failing.push(Check::Disk);
    }
    if failing.is_empty() {
        return Ok(Ready { ready: true, checks: vec![Check::Draining, Check::Database, Check::Schema, Check::Disk] });
    }
    let words: Vec<String> = failing.iter().map(|check| format!("{} ({})", check.as_str(), check.failure())).collect();
    Err(Error::new(Code::ServiceUnavailable, format!("Not ready: {}.", words.join(", "))))
}

/// What fails of the database.
async fn database(app: &App) -> Option<Check> {
    let asked = async {
        app.store.ping().await.map_err(|error| (Check::Database, error))?;
        app.store.schema().await.map_err(|error| (Check::Schema, error))
    };
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(steps)) => steps.iter().any(|step| !step.applied).then_some(Check::Schema),
        Ok(Err((check, error))) => {
            let cause = error.cause.as_ref().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(check = check.as_str(), detail = error.detail, cause, "not ready");
            Some(check)
        }
        Err(_) => {
            tracing::warn!(check = Check::Database.as_str(), "not ready: no answer within a second");
            Some(Check::Database)
        }
    }
}

/// What the server counted, as text for Prometheus. The position of the log is the last one known while the database does
/// not answer.
pub async fn metrics(app: &App) -> String {
    if let Ok(Ok(position)) = tokio::time::timeout(PATIENCE, changes::newest(&app.store.reader())).await {
        app.metrics.position.set(position);
    }
    let (open, idle) = app.store.connections();
    app.metrics.connections.set(open);
    app.metrics.idle.set(idle);
    app.metrics.printed()
}
