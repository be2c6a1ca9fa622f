//! Datelines at the doors: choosing articles by them, their places, reading them on demand, printing them again, giving them
//! by hand, and reading all of them again.

mod filters;
mod given;
mod parsing;
mod places;
mod reparse;

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::published;

/// Bishkek, Osh and London in the gazetteer.
const BISHKEK: &str = "geonames:1528675";
const OSH: &str = "geonames:1527534";
const LONDON: &str = "geonames:2643743";

/// An article of this text, published a minute before the test's clock, 2026-11-23; gives what was made of it.
async fn article(app: &TestApp, key: &str, slug: &str, text: &str) -> Value {
    let mut new = published(app, slug, 60);
    new["slug"] = json!(slug);
    new["body"] = json!({ "text": text });
    app.post(key, "/v1/articles", &new).await.expect(201)
}

/// Five articles: of yesterday in Bishkek, of three days ago in London, with a correspondent in Osh, without a dateline, and
/// one of 2020 in Bishkek, which is suspect.
async fn five(app: &TestApp, key: &str) {
    for (slug, text) in [
        ("a", "Бишкек, 22.11.26. /Кабар/. Первый снег."),
        ("b", "LONDON, Nov 20 (Reuters) - First snow."),
        ("c", "ОШ, 21 ноя — РИА Новости, Александр Логунов. Первый снег."),
        ("d", "Первый снег выпал сегодня утром."),
        ("e", "Бишкек, 27.08.20. /Кабар/. Последний снег."),
    ] {
        article(app, key, slug, text).await;
    }
}
