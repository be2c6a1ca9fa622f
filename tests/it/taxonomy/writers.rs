//! Merges of many articles: in pieces, beside other writers, broken off and finished.

use std::collections::BTreeSet;
use std::time::Duration;

use dateline::app::App;
use dateline::domain::articles::NewArticle;
use dateline::domain::ids::{ArticleId, TagId};
use dateline::domain::keys::Actor;
use dateline::error::Code;
use dateline::usecases::articles::{self, Given};
use dateline::usecases::reading::Reading;
use dateline::usecases::tags;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::text;
use crate::support::TestApp;
use crate::support::samples::article;

async fn tag(app: &App, slug: &str) -> TagId {
    let new = serde_json::from_value(json!({ "slug": slug, "names": [text("ru", slug)] })).unwrap();
    tags::create(app, &Actor::System, new, None).await.unwrap().id
}

/// So many published articles with these tags.
async fn load(app: &App, count: usize, tags: &[&str]) {
    let now = app.now();
    for part in (0..count).collect::<Vec<_>>().chunks(500) {
        let ready = part.iter().map(|i| {
            let new = json!({
                "language": "ru", "headline": format!("Статья {i}"), "slug": format!("s-{i}"), "published": now.to_string(),
                "body": { "text": "Текст." }, "tags": tags,
            });
            let article: NewArticle = serde_json::from_value(new).unwrap();
            articles::ready(app, Given { id: ArticleId::generate(now), created: now, article }).unwrap()
        });
        articles::load(app, &Actor::System, ready.collect()).await.unwrap();
    }
}

async fn rows(app: &App, sql: &str) -> Vec<Vec<String>> {
    let conn = app.store.reader();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect()).collect()
}

async fn number(app: &App, sql: &str) -> i64 {
    let conn = app.store.reader();
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Articles that a row of the log names with the reason of a merge, counted.
const TOLD: &str = "SELECT COUNT(*) FROM changes WHERE noun = 'article' AND reason = 'merged'";

#[tokio::test]
async fn ten_thousand_articles_move_in_pieces_and_each_is_told_once() {
    const COUNT: i64 = 10_000;
    let app = TestApp::spawn().await;
    let (old, new, other) = (tag(&app.app, "old").await, tag(&app.app, "new").await, tag(&app.app, "other").await);
    load(&app.app, 10_000, &["other", "old"]).await;
    let start = std::time::Instant::now();
    let merged = articles::merge_tags(&app.app, &Actor::System, old, 1, "new").await.unwrap();
    println!("{COUNT} articles were merged in {:?}", start.elapsed());
    assert_eq!(merged.id, new);
    assert_eq!(number(&app.app, TOLD).await, COUNT);
    let told = "SELECT COUNT(DISTINCT id) FROM changes WHERE noun = 'article' AND reason = 'merged'";
    assert_eq!(number(&app.app, told).await, COUNT);
    assert_eq!(number(&app.app, "SELECT COUNT(*) FROM article_tags").await, 2 * COUNT);
    let moved =
        "SELECT COUNT(*) FROM article_tags l JOIN tags t ON t.id = l.tag_id WHERE t.slug = 'new' AND l.position = 1";
    assert_eq!(number(&app.app, moved).await, COUNT);
    let facets = rows(&app.app, "SELECT DISTINCT facets FROM changes WHERE reason = 'merged' ORDER BY 1 LIMIT 5").await;
    for row in &facets[..4] {
        let facets: Vec<String> = serde_json::from_str(&row[0]).unwrap();
        for facet in
            [format!("articles:{old}"), format!("articles:{new}"), format!("articles:{other}"), "articles".into()]
        {
            assert!(facets.contains(&facet), "{facet}: {facets:?}");
        }
    }
    let count = app.get("/v1/tags/old?include=articleCount").await.expect(200)["articleCount"].clone();
    assert_eq!(count, COUNT);
}

#[tokio::test]
async fn a_merge_that_is_broken_off_is_finished_by_the_next_one() {
    let app = TestApp::spawn().await;
    let (old, _) = (tag(&app.app, "old").await, tag(&app.app, "new").await);
    load(&app.app, 1_500, &["old"]).await;
    let mut told = 0;
    while told == 0 {
        let merge = articles::merge_tags(&app.app, &Actor::System, old, 1, "new");
        let watch = async {
            while number(&app.app, TOLD).await == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            biased;
            () = watch => {}
            done = merge => panic!("nobody looked in between: {done:?}"),
        }
        told = number(&app.app, TOLD).await;
    }
    assert!(told < 1_500 && told % 200 == 0, "{told}: whole pieces");
    // Both tags stand, and each article has one of them.
    let with = async |slug: &str| {
        let path = format!("/v1/tags/{slug}?include=articleCount");
        app.get(&path).await.expect(200)["articleCount"].as_i64().unwrap()
    };
    let (before, after) = (with("old").await, with("new").await);
    assert_eq!((before + after, after > 0, before > 0), (1_500, true, true));
    articles::merge_tags(&app.app, &Actor::System, old, 1, "new").await.unwrap();
    assert_eq!(with("new").await, 1_500);
    assert_eq!(number(&app.app, TOLD).await, 1_500, "none twice");
}

#[tokio::test]
async fn writers_beside_a_merge_lose_nothing_and_no_article_keeps_the_old_tag() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (old, new) = (tag(&app.app, "old").await, tag(&app.app, "new").await);
    tag(&app.app, "other").await;
    load(&app.app, 600, &["old"]).await;
    let some: Vec<String> =
        rows(&app.app, "SELECT slug FROM articles ORDER BY slug LIMIT 40").await.into_iter().flatten().collect();
    let mut paths = Vec::new();
    for slug in &some {
        let article = app.get(&format!("/v1/articles/{slug}")).await.expect(200);
        paths.push(format!("/v1/articles/{}", article["id"].as_str().unwrap()));
    }
    let merge = articles::merge_tags(&app.app, &Actor::System, old, 1, "new");
    let creating = async {
        let mut made = Vec::new();
        for i in 0..40 {
            let mut new = article(&format!("Рядом {i}"));
            new["tags"] = json!(["other", "old"]);
            made.push(app.post(&key, "/v1/articles", &new).await);
        }
        made
    };
    let changing = async {
        let mut made = Vec::new();
        for path in &paths {
            made.push(app.patch(&key, path, 1, &json!({ "tags": ["old", "other"] })).await);
        }
        made
    };
    let deleting = async {
        let mut codes = BTreeSet::new();
        for _ in 0..20 {
            let reading = Reading::live(&app.app, Actor::System);
            let other = tags::get(&app.app, &reading, "other", false, &[]).await.unwrap().tag;
            codes.insert(match tags::delete(&app.app, &Actor::System, other.id, other.version).await {
                Ok(()) => "deleted".to_owned(),
                Err(error) => error.code.as_str().to_owned(),
            });
            if codes.contains("deleted") {
                break;
            }
        }
        codes
    };
    let (merged, created, changed, codes) = tokio::join!(merge, creating, changing, deleting);
    assert_eq!(merged.unwrap().id, new);
    let deleted = codes.contains("deleted");
    assert!(codes.iter().all(|code| ["deleted", Code::Conflict.as_str()].contains(&code.as_str())), "{codes:?}");
    for reply in created.iter().chain(&changed) {
        // Without the other tag an article is refused, never half written.
        assert!([200, 201].contains(&reply.status) || deleted && reply.status == 422, "{}", reply.text);
    }
    let left = "SELECT COUNT(*) FROM article_tags l WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.id = l.tag_id)";
    assert_eq!(number(&app.app, left).await, 0);
    assert_eq!(app.get("/v1/tags/old").await.expect(200)["id"], json!(new.to_string()));
    let written = created.iter().filter(|reply| reply.status == 201).count() as i64;
    let links = "SELECT COUNT(*) FROM article_tags l JOIN tags t ON t.id = l.tag_id WHERE t.slug = 'new'";
    assert_eq!(number(&app.app, links).await, 600 + written);
    let seen: Value = app.get("/v1/tags/new?include=articleCount").await.expect(200);
    assert_eq!(seen["articleCount"], 600, "the others are drafts");
}
