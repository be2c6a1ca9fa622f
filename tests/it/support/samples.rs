//! Things to write in tests.

use serde_json::{Value, json};

use super::TestApp;

/// A new article with a dateline of the house style at its head.
pub fn article(headline: &str) -> Value {
    json!({
        "language": "ru",
        "headline": headline,
        "body": { "html": "<p>Бишкек, 27.08.20. /Кабар/. Первый абзац.</p><p>Второй абзац.</p>" },
    })
}

/// The same, published so many seconds before the test's clock.
pub fn published(app: &TestApp, headline: &str, seconds_ago: i64) -> Value {
    let mut article = article(headline);
    article["published"] = json!(app.at(-seconds_ago));
    article
}

/// Two sections, three tags and two authors: `society`, `economy`; `osh`, `weather`, `sport`; `aigul`, `emil`.
pub async fn nouns(app: &TestApp, key: &str) {
    for (slug, ky, ru, en) in
        [("society", "Коом", "Общество", "Society"), ("economy", "Экономика", "Экономика", "Economy")]
    {
        app.post(key, "/v1/sections", &json!({ "slug": slug, "names": names(ky, ru, en) })).await.expect(201);
    }
    for (slug, ky, ru, en) in [
        ("osh", "Ош", "Ош", "Osh"),
        ("weather", "Аба ырайы", "Погода", "Weather"),
        ("sport", "Спорт", "Спорт", "Sport"),
    ] {
        app.post(key, "/v1/tags", &json!({ "slug": slug, "names": names(ky, ru, en) })).await.expect(201);
    }
    for (slug, name) in [("aigul", "Айгүл Сыдыкова"), ("emil", "Emil Sarybaev")] {
        let author = json!({ "slug": slug, "name": name, "email": format!("{slug}@example.com") });
        app.post(key, "/v1/authors", &author).await.expect(201);
    }
}

/// A name in the site's three languages.
pub fn names(ky: &str, ru: &str, en: &str) -> Value {
    json!([
        { "language": "ky", "value": ky },
        { "language": "ru", "value": ru },
        { "language": "en", "value": en },
    ])
}

/// So many published articles, a minute apart, the newest first; each with section, tags, authors and dateline.
pub async fn many(app: &TestApp, key: &str, count: i64) {
    for i in 0..count {
        let mut article = published(app, &format!("Новость номер {i}"), 60 * (i + 1));
        article["section"] = json!(if i % 2 == 0 { "society" } else { "economy" });
        article["tags"] = json!(["osh", "weather"]);
        article["authors"] = json!(["aigul", "emil"]);
        app.post(key, "/v1/articles", &article).await.expect(201);
    }
}

/// What stands around the articles of a front page: the bank's rates of yesterday, two channels, and a comment under the
/// newest article.
pub async fn surroundings(app: &TestApp, key: &str) {
    let day = app.at(-86_400)[..10].split('-').rev().collect::<Vec<_>>().join(".");
    let rows = [("USD", "1", "87,4500"), ("EUR", "1", "101,5076"), ("KZT", "1", "0,1859"), ("RUB", "1", "1,2263")];
    crate::rates::bank(app, &day, &rows).await;
    for (kind, url) in [("TELEGRAM", "https://t.me/example"), ("YOUTUBE", "https://youtube.com/@example")] {
        let channel = json!({ "kind": kind, "label": "Читайте нас", "language": "ru", "url": url });
        app.post(key, "/v1/channels", &channel).await.expect(201);
    }
    let newest = app.get("/v1/articles/novost-nomer-0").await.expect(200);
    let comments = format!("/v1/articles/{}/comments", newest["id"].as_str().unwrap());
    app.post(key, &comments, &json!({ "author": { "name": "Айгүл" }, "text": "Спасибо." })).await.expect(201);
}
