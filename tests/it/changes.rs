//! Following the log: nothing missed, nothing told twice, and only what the reader may know.

use std::collections::HashSet;

use dateline::domain::keys::Actor;
use dateline::domain::sections::NewSection;
use dateline::store::Store;
use dateline::usecases::reading::Reading;
use dateline::usecases::{changes, sections, tags};
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::Program;
use crate::support::samples::{self, article, published};
use crate::support::{TestApp, settings};

/// Follows the log from a position to its end by REST; the changes and the new position.
async fn follow(app: &TestApp, key: Option<&str>, after: &str, limit: u32) -> (Vec<Value>, String) {
    let (mut found, mut position) = (Vec::new(), after.to_owned());
    loop {
        let path = format!("/v1/changes?after={position}&limit={limit}");
        let page = match key {
            Some(key) => app.get_as(key, &path).await.expect(200),
            None => app.get(&path).await.expect(200),
        };
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        position = page["position"].as_str().unwrap().to_owned();
        if page["hasMore"] == false {
            return (found, position);
        }
    }
}

fn told(changes: &[Value]) -> Vec<(String, String)> {
    let text = |change: &Value, name: &str| change[name].as_str().unwrap().to_owned();
    changes.iter().map(|change| (text(change, "type"), text(change, "op"))).collect()
}

#[tokio::test]
async fn readers_follow_what_they_may_know_and_the_newsroom_everything() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    assert_eq!(app.get("/v1/changes").await.expect(200), json!({ "items": [], "position": "0", "hasMore": false }));
    samples::nouns(&app, &key).await;
    let (_, start) = follow(&app, None, "0", 3).await;
    let draft = app.post(&key, "/v1/articles", &article("Черновик")).await.expect(201);
    let (seen, position) = follow(&app, None, &start, 100).await;
    assert!(seen.is_empty(), "a draft is not told");
    assert_ne!(position, start, "and is passed");
    let path = format!("/v1/articles/{}", draft["id"].as_str().unwrap());
    app.change(Method::POST, &key, &format!("{path}/publish"), 1, None).await.expect(200);
    app.patch(&key, &path, 2, &json!({ "headline": "Новость" })).await.expect(200);
    let (seen, _) = follow(&app, None, &position, 1).await;
    let of_articles = |op: &str| ("ARTICLE".to_owned(), op.to_owned());
    assert_eq!(told(&seen), [of_articles("PUBLISHED"), of_articles("UPDATED")]);
    assert!(seen.iter().all(|change| change["id"] == draft["id"] && change["at"] == app.at(0)));
    let (all, _) = follow(&app, Some(&key), &start, 2).await;
    assert_eq!(told(&all), [of_articles("CREATED"), of_articles("PUBLISHED"), of_articles("UPDATED")]);

    let query = "query($after: String, $types: [ChangeType!]) {
        changes(after: $after, types: $types, first: 50) { items { seq type id op reason at } position hasMore } }";
    let answer = app.gql_as(Some(&key), query, json!({ "after": start, "types": ["ARTICLE"] })).await;
    let items = answer["data"]["changes"]["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let pairs = items.iter().zip(&all);
    assert!(pairs.clone().count() == 3 && pairs.clone().all(|(one, other)| one["seq"] == other["seq"]));
    let tags = app.get("/v1/changes?types=tag,author&limit=100").await.expect(200);
    assert_eq!(tags["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_wrong_position_type_or_limit_is_refused_by_both_doors() {
    let app = TestApp::spawn().await;
    for query in ["after=x", "after=-1", "after=1", "after=99999999999999999999", "types=draft", "limit=0", "limit=101"]
    {
        assert_eq!(app.get(&format!("/v1/changes?{query}")).await.problem(400), "BAD_USER_INPUT", "{query}");
    }
    for arguments in ["after: \"x\"", "after: \"1\"", "first: 101"] {
        let query = format!("{{ changes({arguments}) {{ position }} }}");
        assert_eq!(app.gql_code(None, &query, json!({})).await, "BAD_USER_INPUT", "{arguments}");
    }
}

#[tokio::test]
async fn a_follower_beside_eight_writers_misses_nothing_and_sees_nothing_twice() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let (app, key) = (&app, key.as_str());
    let writer = |number: i64| async move {
        for i in 0..12 {
            let new = published(app, &format!("Писатель {number}, запись {i}"), i);
            app.post(key, "/v1/articles", &new).await.expect(201);
        }
    };
    let writers = futures_util::future::join_all((0..8).map(writer));
    let follower = async {
        let (mut seen, mut position) = (Vec::new(), "0".to_owned());
        while seen.len() < 96 {
            let (more, next) = follow(app, None, &position, 7).await;
            seen.extend(more);
            position = next;
            tokio::task::yield_now().await;
        }
        seen
    };
    let (_, seen) =
        tokio::time::timeout(std::time::Duration::from_secs(60), futures_util::future::join(writers, follower))
            .await
            .expect("the follower sees every change");
    let ids: HashSet<&str> = seen.iter().map(|change| change["id"].as_str().unwrap()).collect();
    assert_eq!((seen.len(), ids.len()), (96, 96));
    let seqs: Vec<u64> = seen.iter().map(|change| change["seq"].as_str().unwrap().parse().unwrap()).collect();
    assert!(seqs.is_sorted() && seqs.windows(2).all(|pair| pair[0] < pair[1]));
}

#[tokio::test]
async fn a_follower_sees_what_another_store_on_the_same_database_writes() {
    let app = TestApp::spawn().await;
    let url = app.app.config.database.database_url.clone();
    let mut other = app.app.clone();
    other.store = Store::open(&settings(&url).database).await.unwrap();
    for i in 0..20 {
        let names = serde_json::from_value(samples::names("Т", "Т", "T")).unwrap();
        if i % 2 == 0 {
            let new = NewSection { slug: Some(format!("s-{i}")), names, ..NewSection::default() };
            sections::create(&other, &Actor::System, new, None).await.unwrap();
        } else {
            let new =
                serde_json::from_value(json!({ "slug": format!("t-{i}"), "names": samples::names("Т", "Т", "T") }));
            tags::create(&app.app, &Actor::System, new.unwrap(), None).await.unwrap();
        }
    }
    let (seen, position) = follow(&app, None, "0", 3).await;
    assert_eq!((seen.len(), position.as_str()), (20, "20"));
    let page = changes::list(&Reading::new(&other, Actor::Anonymous), Some("18"), &[], 100).await.unwrap();
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn two_processes_on_one_database_write_and_followers_of_both_miss_nothing() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    // The program itself runs beside the test's own server, on the same database.
    let program = Program::on(&app);
    let other = program.serve(&[]);
    let (app, key, base) = (&app, key.as_str(), other.base.as_str());
    let client = &crate::support::client();
    let writer = |number: i64| async move {
        for i in 0..12 {
            let new = published(app, &format!("Процесс {number}, запись {i}"), i);
            if number % 2 == 0 {
                app.post(key, "/v1/articles", &new).await.expect(201);
            } else {
                let post = client.post(format!("{base}/v1/articles")).bearer_auth(key).json(&new);
                let reply = post.send().await.unwrap();
                assert_eq!(reply.status(), 201, "{}", reply.text().await.unwrap());
            }
        }
    };
    let follower = |base: String| async move {
        let (mut seen, mut position) = (Vec::<String>::new(), "0".to_owned());
        while seen.len() < 96 {
            let page = client.get(format!("{base}/v1/changes?after={position}&limit=9")).send().await.unwrap();
            let page: Value = page.json().await.unwrap();
            let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}")).iter();
            seen.extend(items.map(|change| change["id"].as_str().unwrap().to_owned()));
            position = page["position"].as_str().unwrap().to_owned();
            tokio::task::yield_now().await;
        }
        seen
    };
    let followers = futures_util::future::join(follower(base.to_owned()), follower(app.base.clone()));
    let writers = futures_util::future::join_all((0..8).map(writer));
    let done = futures_util::future::join(writers, followers);
    let limit = std::time::Duration::from_secs(60);
    let (_, (one, two)) = tokio::time::timeout(limit, done).await.expect("the followers see every change");
    assert_eq!(one, two, "both processes tell the same in the same order");
    assert_eq!((one.len(), one.iter().collect::<HashSet<_>>().len()), (96, 96));
}
