//! Pictures: brought in, described, shown in sizes, seen while an article shows them, and kept beside the database.

mod articles;
mod bad;
mod bucket;
pub mod files;
mod kept;
mod sight;
mod sizes;
mod upload;
mod written;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::samples::article;
use crate::support::{Reply, TestApp};

/// Sends a file as the whole body.
pub async fn send(app: &TestApp, key: &str, media: &str, file: Vec<u8>) -> Reply {
    let request = app.request(Method::POST, "/v1/media").bearer_auth(key).header("content-type", media);
    app.send(request.body(file)).await
}

/// A picture of this size that is in; each call another one.
pub async fn picture(app: &TestApp, key: &str, width: u32, height: u32) -> Value {
    use std::sync::atomic::{AtomicU8, Ordering};
    static SHADE: AtomicU8 = AtomicU8::new(1);
    let file = files::png(width, height, SHADE.fetch_add(1, Ordering::SeqCst));
    send(app, key, "image/png", file).await.expect(201)
}

pub fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// An article of which a picture is the featured one, published so many seconds ago.
pub async fn article_with(app: &TestApp, key: &str, picture: &Value, seconds_ago: i64) -> Value {
    let mut new = article("С картинкой");
    new["media"] = json!([{ "media": id(picture), "role": "FEATURED", "caption": "Под картинкой" }]);
    new["published"] = json!(app.at(-seconds_ago));
    app.post(key, "/v1/articles", &new).await.expect(201)
}

/// A draft with such a picture.
pub async fn draft_with(app: &TestApp, key: &str, picture: &Value) -> Value {
    let mut new = article("Черновик с картинкой");
    new["media"] = json!([{ "media": id(picture), "role": "FEATURED" }]);
    app.post(key, "/v1/articles", &new).await.expect(201)
}

/// The names of a picture's files, without those of others.
pub fn kept(app: &TestApp, picture: &str) -> Vec<String> {
    let folder = app.app.config.media.media_dir.as_ref().unwrap().join(picture);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
