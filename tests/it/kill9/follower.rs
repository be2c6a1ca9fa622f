//! Somebody who follows the log over all lives of the server and keeps a position.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use super::door::{Broken, Door};

/// How often a follower asks when there is nothing new.
const EVERY: Duration = Duration::from_millis(10);

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub seq: u64,
    pub id: String,
    pub op: String,
    pub reason: Option<String>,
}

impl Row {
    /// Whether it tells of a write, and not of the clock.
    pub fn is_written(&self) -> bool {
        self.reason.as_deref() != Some("scheduled")
    }
}

#[derive(Debug)]
pub struct Follower {
    is_staff: bool,
    limit: u32,
    position: String,
    pub seen: Vec<Row>,
}

impl Follower {
    pub fn new(is_staff: bool, limit: u32) -> Self {
        Self { is_staff, limit, position: "0".to_owned(), seen: Vec::new() }
    }

    /// One piece of the log; whether there is more.
    async fn step(&mut self, door: &Door) -> Result<bool, Broken> {
        let path = format!("/v1/changes?after={}&limit={}", self.position, self.limit);
        let (status, page) = if self.is_staff { door.get(&path).await? } else { door.get_as_reader(&path).await? };
        assert_eq!(status, 200, "{page}");
        self.seen.extend(page["items"].as_array().unwrap().iter().map(row));
        self.position = page["position"].as_str().unwrap().to_owned();
        Ok(page["hasMore"] == true)
    }

    /// Follows until the server is gone.
    pub async fn follow(&mut self, door: &Door) {
        while let Ok(more) = self.step(door).await {
            if !more {
                tokio::time::sleep(EVERY).await;
            }
        }
    }

    /// Reads to the end.
    pub async fn catch_up(&mut self, door: &Door) {
        while self.step(door).await.unwrap() {}
    }

    /// What it saw of each thing.
    pub fn by_id(&self) -> HashMap<&str, Vec<&Row>> {
        let mut rows: HashMap<&str, Vec<&Row>> = HashMap::new();
        for row in &self.seen {
            rows.entry(&row.id).or_default().push(row);
        }
        rows
    }
}

fn row(change: &Value) -> Row {
    let text = |name: &str| change[name].as_str().map(str::to_owned);
    Row {
        seq: text("seq").unwrap().parse().unwrap(),
        id: text("id").unwrap(),
        op: text("op").unwrap(),
        reason: text("reason"),
    }
}
