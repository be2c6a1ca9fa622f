//! The clock and the log: what the passing of time changes is told, once, whoever runs the job and whenever.

use std::collections::HashMap;
use std::time::{Duration, Instant as Moment};

use dateline::app::App;
use dateline::domain::articles::{Draft, NewArticle};
use dateline::domain::keys::{Actor, Scope};
use dateline::domain::time::Instant;
use dateline::jobs::{self, Outcome, clock};
use dateline::store::{Store, jobs as leases};
use dateline::usecases::articles;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::samples::{self, article};

/// The changes of articles beyond a position, as a reader or as the newsroom, in short: op, reason, id.
async fn told(app: &TestApp, key: Option<&str>, after: &str) -> Vec<(String, String, String)> {
    let path = format!("/v1/changes?types=article&limit=100&after={after}");
    let page = match key {
        Some(key) => app.get_as(key, &path).await.expect(200),
        None => app.get(&path).await.expect(200),
    };
    let text = |change: &Value, name: &str| change[name].as_str().unwrap_or_default().to_owned();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|change| (text(change, "op"), text(change, "reason"), text(change, "id"))).collect()
}

async fn position(app: &TestApp) -> String {
    app.get("/v1/changes?limit=100").await.expect(200)["position"].as_str().unwrap().to_owned()
}

fn short(changes: &[(String, String, String)]) -> Vec<(&str, &str)> {
    changes.iter().map(|(op, reason, _)| (op.as_str(), reason.as_str())).collect()
}

async fn tick(app: &TestApp) -> usize {
    match clock::run_once(&app.app, "test").await.unwrap() {
        Outcome::Done(count) => count,
        Outcome::HeldElsewhere => panic!("nobody else holds the lease"),
    }
}

async fn publisher(app: &TestApp) -> String {
    app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish]).await
}

/// An article with instants so many seconds from now; gives its address.
async fn dated(app: &TestApp, key: &str, headline: &str, instants: &[(&str, i64)]) -> String {
    let mut new = article(headline);
    for (name, seconds) in instants {
        new[*name] = json!(app.at(*seconds));
    }
    let made = app.post(key, "/v1/articles", &new).await.expect(201);
    format!("/v1/articles/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn what_is_scheduled_embargoed_and_ends_is_told_in_its_time_and_only_once() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    let scheduled = dated(&app, &key, "По времени", &[("published", 60)]).await;
    let embargoed = dated(&app, &key, "Под эмбарго", &[("published", -5), ("embargoedUntil", 90)]).await;
    let ending = dated(&app, &key, "На час", &[("published", -5), ("expires", 120)]).await;
    let start = position(&app).await;
    assert_eq!(tick(&app).await, 0, "nothing is due");
    app.get(&scheduled).await.problem(404);

    app.pass(60);
    // Readers need no job; the log has one.
    app.get(&scheduled).await.expect(200);
    assert!(told(&app, None, &start).await.is_empty());
    assert_eq!((tick(&app).await, tick(&app).await), (1, 0));
    assert_eq!(short(&told(&app, None, &start).await), [("PUBLISHED", "scheduled")]);
    app.pass(30);
    assert_eq!((tick(&app).await, tick(&app).await), (1, 0));
    app.get(&embargoed).await.expect(200);
    app.pass(30);
    assert_eq!((tick(&app).await, tick(&app).await), (1, 0));
    app.get(&ending).await.problem(404);

    let seen = told(&app, None, &start).await;
    let expected = [("PUBLISHED", "scheduled"), ("PUBLISHED", "embargoLifted"), ("DELETED", "expired")];
    assert_eq!(short(&seen), expected);
    assert!(seen.iter().zip([scheduled, embargoed, ending]).all(|(change, path)| path.ends_with(&change.2)));
    // The newsroom still sees what ended, and is told so after the tombstone.
    assert_eq!(short(&told(&app, Some(&key), &start).await)[3], ("UPDATED", "expired"));
}

#[tokio::test]
async fn a_change_of_dates_that_hides_or_shows_an_article_is_told_to_readers_as_such() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    let path = dated(&app, &key, "Прячется", &[("published", -60)]).await;
    let start = position(&app).await;
    app.patch(&key, &path, 1, &json!({ "embargoedUntil": app.at(60) })).await.expect(200);
    app.get(&path).await.problem(404);
    app.patch(&key, &path, 2, &json!({ "headline": "Прячется и меняется" })).await.expect(200);
    app.patch(&key, &path, 3, &json!({ "embargoedUntil": null })).await.expect(200);
    app.patch(&key, &path, 4, &json!({ "expires": app.at(1) })).await.expect(200);
    app.pass(2);
    // The end has come and the job has not run yet: the change itself must take the article back.
    app.patch(&key, &path, 5, &json!({ "headline": "После конца" })).await.expect(200);
    assert_eq!(tick(&app).await, 0);
    let public = told(&app, None, &start).await;
    let expected = [("DELETED", "hidden"), ("PUBLISHED", ""), ("UPDATED", ""), ("DELETED", "hidden")];
    assert_eq!(short(&public), expected, "a draft's change between is not told");
    let all = told(&app, Some(&key), &start).await;
    let expected = [
        ("DELETED", "hidden"),
        ("UPDATED", ""),
        ("UPDATED", ""),
        ("PUBLISHED", ""),
        ("UPDATED", ""),
        ("DELETED", "hidden"),
        ("UPDATED", ""),
    ];
    assert_eq!(short(&all), expected);
}

#[tokio::test]
async fn after_a_pause_the_job_catches_up_and_what_came_and_went_unseen_is_not_told() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    for i in 0..250 {
        dated(&app, &key, &format!("Запланировано {i}"), &[("published", 60 + i)]).await;
    }
    dated(&app, &key, "Мимо", &[("published", 60), ("expires", 70)]).await;
    let start = position(&app).await;
    app.pass(10 * 86_400);
    assert_eq!(tick(&app).await, 250, "more than one batch");
    assert_eq!(tick(&app).await, 0);
    let first = told(&app, None, &start).await;
    assert_eq!(first.len(), 100);
    assert!(first.iter().all(|(op, reason, _)| (op.as_str(), reason.as_str()) == ("PUBLISHED", "scheduled")));
}

/// Another node on the same database and the same clock.
async fn node(app: &TestApp) -> App {
    App { store: Store::open(&app.app.config.database).await.unwrap(), ..app.app.clone() }
}

#[tokio::test]
async fn two_nodes_tell_each_transition_once_also_beside_writers() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    let (one, two) = (node(&app).await, node(&app).await);
    let mut paths = Vec::new();
    for i in 0..60 {
        paths.push(dated(&app, &key, &format!("Дважды {i}"), &[("published", 10), ("expires", 30)]).await);
    }
    let start = position(&app).await;
    for _ in 0..2 {
        app.pass(20);
        // The same holder on both, so that the lease keeps neither back: what is told must hold without it.
        let run = |node: App| async move {
            for _ in 0..20 {
                clock::run_once(&node, "both").await.unwrap();
            }
        };
        let writes = async {
            for path in &paths {
                let version = app.get_as(&key, path).await.expect(200)["version"].as_i64().unwrap();
                app.patch(&key, path, version, &json!({ "edNote": format!("после {version}") })).await.expect(200);
            }
        };
        futures_util::future::join3(run(one.clone()), run(two.clone()), writes).await;
        clock::run_once(&one, "both").await.unwrap();
    }
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    let (mut after, mut more) = (start, true);
    while more {
        let page = app.get(&format!("/v1/changes?types=article&limit=100&after={after}")).await.expect(200);
        for change in page["items"].as_array().unwrap() {
            let text = |name: &str| change[name].as_str().unwrap().to_owned();
            *counts.entry((text("id"), text("op"))).or_default() += 1;
        }
        after = page["position"].as_str().unwrap().to_owned();
        more = page["hasMore"] == true;
    }
    for path in &paths {
        let id = path.rsplit('/').next().unwrap().to_owned();
        for op in ["PUBLISHED", "DELETED"] {
            assert_eq!(counts.get(&(id.clone(), op.to_owned())), Some(&1), "{op} of {id}");
        }
    }
    one.store.close().await.unwrap();
    two.store.close().await.unwrap();
}

#[tokio::test]
async fn one_node_holds_the_job_and_another_takes_it_over_when_the_lease_ends() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    dated(&app, &key, "Смена", &[("published", 10)]).await;
    app.pass(10);
    let tx = app.app.store.begin().await.unwrap();
    let now = app.app.now();
    let until = Instant::from_seconds(now.seconds() + 5);
    assert!(leases::take(&tx.conn(), "clock", "died", now, until).await.unwrap());
    tx.commit(Vec::new(), now).await.unwrap();
    assert_eq!(clock::run_once(&app.app, "alive").await.unwrap(), Outcome::HeldElsewhere);
    app.pass(5);
    assert_eq!(clock::run_once(&app.app, "alive").await.unwrap(), Outcome::Done(1));
}

#[tokio::test]
async fn a_running_server_tells_within_a_second() {
    let app = TestApp::spawn().await;
    let key = publisher(&app).await;
    let running = jobs::spawn(app.app.clone());
    let mut best = Duration::MAX;
    for i in 0..3 {
        dated(&app, &key, &format!("Вовремя {i}"), &[("published", 5)]).await;
        let start = position(&app).await;
        app.pass(5);
        let began = Moment::now();
        while told(&app, None, &start).await.is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "never told");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        best = best.min(began.elapsed());
    }
    running.abort();
    assert!(best < Duration::from_secs(1), "{best:?}");
}

#[tokio::test]
async fn what_the_clock_tells_is_no_edit_of_the_newsroom() {
    let app = TestApp::spawn().await;
    samples::nouns(&app, &app.editor().await).await;
    let at = app.at(100);
    let draft = |headline: &str| {
        let mut new = article(headline);
        new["externalId"] = json!({ "source": "page", "id": "1" });
        new["published"] = json!(at);
        let new: NewArticle = serde_json::from_value(new).unwrap();
        Draft { keeps_edits: true, ..Draft::from(new) }
    };
    let first = articles::import_many(&app.app, &Actor::System, vec![draft("Первая")]).await.unwrap();
    app.pass(100);
    assert_eq!(tick(&app).await, 1);
    let second = articles::import_many(&app.app, &Actor::System, vec![draft("Вторая")]).await.unwrap();
    assert_eq!(second[0].article.id, first[0].article.id);
    assert_eq!(second[0].article.headline, "Вторая", "an import may still bring it up to date");
}
