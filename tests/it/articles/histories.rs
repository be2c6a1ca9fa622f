//! Long histories: read page by page, the same however they are read, and no more of them than is shown.

use dateline::domain::ids::ArticleId;
use dateline::domain::keys::Actor;
use dateline::domain::revisions::{Version, seen};
use dateline::domain::time::Instant;
use dateline::store::articles::revisions as kept;
use dateline::usecases::articles;
use dateline::usecases::reading::Reading;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::path;
use crate::honesty::random::Random;
use crate::support::TestApp;
use crate::support::samples::article;

/// An article after many changes, some of them unseen and some within one second; readers see it at the end.
async fn history(app: &TestApp, key: &str, seed: u64, steps: i64) -> String {
    let mut random = Random::new(seed);
    let made = app.post(key, "/v1/articles", &article("Долгая история")).await.expect(201);
    let path = path(&made);
    let (mut version, mut withheld, mut published) = (1, false, false);
    for step in 0..steps {
        app.pass(random.below(3) as i64);
        let last = step == steps - 1;
        let action = match random.below(6) {
            _ if !published && (last || step > 3) => "publish",
            _ if withheld && last => "restore",
            0 if withheld => "restore",
            0 if published && !last => "withhold",
            _ => "",
        };
        let reply = if action.is_empty() {
            let patch = match random.below(4) {
                0 => json!({ "edNote": format!("заметка {step}") }),
                1 => {
                    json!({ "urgency": step % 9 + 1, "changeKind": "CORRECTION", "changeNote": format!("исправлено {step}") })
                }
                2 => json!({ "body": { "text": format!("Текст {step}.") } }),
                _ => json!({ "headline": format!("Заголовок {step}"), "lead": format!("Лид {step}") }),
            };
            app.patch(key, &path, version, &patch).await
        } else {
            (withheld, published) = (action == "withhold", true);
            app.change(Method::POST, key, &format!("{path}/{action}"), version, None).await
        };
        let shown = reply.expect(200)["version"].as_i64().unwrap();
        version = shown;
    }
    app.pass(5);
    path
}

/// All versions with the present one, as they are kept.
async fn versions(app: &TestApp, path: &str) -> Vec<Version> {
    let id: ArticleId = path.rsplit('/').next().unwrap().parse().unwrap();
    let mut versions = kept::of(&app.app.store.reader(), &[id]).await.unwrap();
    let reading = Reading::live(&app.app, Actor::System);
    versions.push(Version::present(&articles::by_ids(&reading, &[id]).await.unwrap()[0]));
    versions
}

/// What is told of versions, the newest first.
fn told(versions: Vec<Version>, now: Instant) -> Vec<Value> {
    versions.into_iter().rev().map(|version| serde_json::to_value(version.told(now)).unwrap()).collect()
}

async fn read(app: &TestApp, key: Option<&str>, path: &str) -> Value {
    match key {
        Some(key) => app.get_as(key, path).await.expect(200),
        None => app.get(path).await.expect(200),
    }
}

/// Everything on the way from one end to the other, in the order of the list.
async fn walk(app: &TestApp, key: Option<&str>, path: &str, limit: usize, backwards: bool) -> Vec<Value> {
    let (parameter, cursor) = if backwards { ("before", "prevCursor") } else { ("after", "nextCursor") };
    let mut all: Vec<Value> = Vec::new();
    // The way back begins at a cursor that stands behind the last row: that of the last page, which is asked for whole.
    let mut at = String::new();
    if backwards {
        let mut page = read(app, key, &format!("{path}/revisions?limit=1")).await;
        all.extend(page["items"].as_array().unwrap().clone());
        while let Some(next) = page["nextCursor"].as_str().map(str::to_owned) {
            page = read(app, key, &format!("{path}/revisions?limit=1&after={next}")).await;
            all = page["items"].as_array().unwrap().clone();
            at = page["prevCursor"].as_str().unwrap().to_owned();
        }
    }
    loop {
        let from = if at.is_empty() { String::new() } else { format!("&{parameter}={at}") };
        if backwards && at.is_empty() {
            return all;
        }
        let page = read(app, key, &format!("{path}/revisions?limit={limit}{from}")).await;
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= limit);
        all = if backwards { [items, all].concat() } else { [all, items].concat() };
        match page[cursor].as_str() {
            Some(next) => next.clone_into(&mut at),
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_history_is_told_alike_however_it_is_read() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for seed in 0..4 {
        let path = history(&app, &key, seed, 40).await;
        let id = path.rsplit('/').next().unwrap();
        let all = versions(&app, &path).await;
        let now = app.app.now();
        let public = told(seen(&all, now), now);
        assert!(public.len() > 3 && public.len() < all.len(), "{}: {} of {}", seed, public.len(), all.len());
        let staff = told(all.clone(), now);
        for (key, expected) in [(None, &public), (Some(key.as_str()), &staff)] {
            for (limit, backwards) in [(1, false), (2, true), (3, false), (7, true), (100, false)] {
                let walked = walk(&app, key, &path, limit, backwards).await;
                assert_eq!(&walked, expected, "{seed}: {limit} at a time, backwards: {backwards}");
            }
            // By GraphQL the last ones too, from the end.
            for page in ["first: 100", "last: 100", "first: 3", "last: 3", "last: 1"] {
                let query = format!(
                    "{{ article(id: \"{id}\") {{ revisions({page}) {{ nodes {{ version versionCreated changeKind changeNote
                        changedFields seenFrom seenUntil }} }} }} }}"
                );
                let answer = app.gql_as(key, &query, json!({})).await;
                let nodes = crate::taxonomy::without_nulls(&answer["data"]["article"]["revisions"]["nodes"]);
                let count: usize = page.split(' ').next_back().unwrap().parse().unwrap();
                let count = count.min(expected.len());
                let part =
                    if page.starts_with("first") { &expected[..count] } else { &expected[expected.len() - count..] };
                assert_eq!(nodes, json!(part), "{seed}: {page}");
            }
        }
        // One version and the list say the same of it; what is not listed is not there.
        for version in &all {
            let reply = app.get(&format!("{path}/revisions/{}", version.number)).await;
            match public.iter().position(|told| told["version"] == version.number) {
                Some(at) => {
                    let mut shown = reply.expect(200);
                    let was = shown.as_object_mut().unwrap().remove("article").unwrap();
                    assert_eq!((&shown, &was["version"]), (&public[at], &json!(version.number)));
                    let diff = app.get(&format!("{path}/revisions/{}/diff", version.number)).await;
                    match public.get(at + 1) {
                        Some(before) => assert_eq!(diff.expect(200)["from"], before["version"]),
                        None => assert_eq!(diff.problem(404), "NOT_FOUND"),
                    }
                }
                None => assert_eq!(reply.problem(404), "NOT_FOUND", "{}", version.number),
            }
        }
        // As of every instant of it, the version that was seen then.
        for at in all[0].created.seconds()..=now.seconds() {
            let at = Instant::from_seconds(at);
            let number = all.iter().find(|version| version.is_seen_at(at)).map(|version| version.number);
            let reply = app.get(&format!("{path}?asOf={at}&fields=version")).await;
            match number {
                Some(number) => assert_eq!(reply.expect(200)["version"], number, "{seed} as of {at}"),
                None => assert_eq!(reply.problem(404), "NOT_FOUND", "{seed} as of {at}"),
            }
        }
    }
}

#[tokio::test]
async fn a_page_of_versions_reads_what_it_shows_in_as_many_statements_for_long_histories() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let short = history(&app, &key, 7, 8).await;
    let long = history(&app, &key, 7, 90).await;
    let spent = async |key: Option<&str>, path: &str| {
        let before = app.app.store.statements();
        read(&app, key, path).await;
        app.app.store.statements() - before
    };
    // The article, the versions, and those between them that readers did not see; the key is one more.
    for (key, most) in [(None, 3), (Some(key.as_str()), 3)] {
        for path in [&short, &long] {
            let spent = spent(key, &format!("{path}/revisions?limit=5")).await;
            assert!((2..=most).contains(&spent), "{spent}");
        }
    }
    // What stands outside a page is not read: it could not be, and no content at all is.
    let newest = read(&app, Some(&key), &format!("{long}/revisions?limit=4")).await;
    let lowest = newest["items"][3]["version"].as_i64().unwrap();
    let expected = read(&app, Some(&key), &format!("{long}/revisions?limit=3")).await;
    for sql in [
        "UPDATE article_revisions SET content = 'unreadable'".to_owned(),
        format!("UPDATE article_revisions SET change_kind = 'unreadable' WHERE version < {lowest}"),
    ] {
        let tx = app.app.store.begin().await.unwrap();
        tx.conn().execute_unprepared(&sql).await.unwrap();
        tx.commit(Vec::new(), app.app.now()).await.unwrap();
    }
    assert_eq!(read(&app, Some(&key), &format!("{long}/revisions?limit=3")).await, expected);
    let whole = app.get_as(&key, &format!("{long}/revisions?limit=100")).await;
    assert_eq!(whole.problem(500), "INTERNAL_SERVER_ERROR", "which the whole list shows");
}
