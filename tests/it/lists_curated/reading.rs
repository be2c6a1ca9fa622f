//! What readers see in lists: by the clock, filled up, page by page, in how many statements, and for how long.

use serde_json::{Value, json};

use super::{article, front, id, put, seen};
use crate::support::TestApp;
use crate::support::samples::{self, published};

#[tokio::test]
async fn readers_see_an_item_while_its_article_is_seen_and_its_place_holds() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut ids = Vec::new();
    ids.push(article(&app, &key, "Всегда", 60).await);
    let with = async |headline: &str, at: i64, field: &str, until: i64| {
        let mut new = published(&app, headline, -at);
        new[field] = json!(app.at(until));
        id(&app.post(&key, "/v1/articles", &new).await)
    };
    ids.push(with("Назначена", 100, "expires", 10_000).await);
    ids.push(with("Под эмбарго", -60, "embargoedUntil", 200).await);
    ids.push(with("Кончится", -60, "expires", 300).await);
    ids.push(article(&app, &key, "Встанет", 60).await);
    ids.push(article(&app, &key, "Уйдёт", 60).await);
    ids.push(id(&app.post(&key, "/v1/articles", &samples::article("Черновик")).await));
    let mut items: Vec<Value> = ids.iter().map(|id| json!({ "article": id })).collect();
    items[4]["validFrom"] = json!(app.at(400));
    items[5]["validUntil"] = json!(app.at(500));
    let mut new = front();
    new["items"] = json!(items);
    app.post(&key, "/v1/lists", &new).await.expect(201);

    let steps: [(i64, &[&str]); 6] = [
        (0, &["Всегда", "Кончится", "Уйдёт"]),
        (100, &["Всегда", "Назначена", "Кончится", "Уйдёт"]),
        (200, &["Всегда", "Назначена", "Под эмбарго", "Кончится", "Уйдёт"]),
        (300, &["Всегда", "Назначена", "Под эмбарго", "Уйдёт"]),
        (400, &["Всегда", "Назначена", "Под эмбарго", "Встанет", "Уйдёт"]),
        (500, &["Всегда", "Назначена", "Под эмбарго", "Встанет"]),
    ];
    let mut passed = 0;
    for (at, expected) in steps {
        if at > passed {
            // A second before, the answer says that it holds for a second more.
            app.pass(at - passed - 1);
            assert!(app.get("/v1/lists/front").await.header("cache-control").contains("s-maxage=1"), "before {at}");
            app.pass(1);
            passed = at;
        }
        assert_eq!(seen(&app, "front").await, expected, "at {at}");
        let for_staff = app.get_as(&key, "/v1/lists/front").await.expect(200);
        assert_eq!(for_staff["items"].as_array().unwrap().len(), expected.len(), "the newsroom sees what readers see");
    }
}

#[tokio::test]
async fn a_list_is_filled_up_with_the_newest_that_it_does_not_name() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 8).await;
    let mut other = published(&app, "Кыргызча", 30);
    other["language"] = json!("ky");
    app.post(&key, "/v1/articles", &other).await.expect(201);
    let news = |numbers: &[usize]| -> Vec<String> {
        numbers.iter().map(|n| format!("Новость номер {n}")).collect()
    };
    let list = app.get("/v1/articles?limit=100").await.json();
    let id_of = |headline: &str| {
        let found = list["items"].as_array().unwrap().iter().find(|item| item["headline"] == headline).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let make = async |slug: &str, fill: Value, items: Value| {
        let new = json!({ "slug": slug, "names": samples::names("Т", "Т", "T"), "fill": fill, "items": items });
        app.post(&key, "/v1/lists", &new).await.expect(201);
        seen(&app, slug).await
    };
    let picks =
        json!([{ "article": id_of("Новость номер 5") }, { "article": id_of("Новость номер 3"), "pinned": true }]);
    assert_eq!(make("all", json!({ "limit": 4 }), picks.clone()).await[..2], news(&[3, 5]));
    assert_eq!(seen(&app, "all").await[2..], ["Кыргызча".to_owned(), "Новость номер 0".to_owned()]);
    assert_eq!(make("ru", json!({ "limit": 4, "language": "ru" }), picks.clone()).await, news(&[3, 5, 0, 1]));
    assert_eq!(make("section", json!({ "limit": 10, "section": "society" }), json!([])).await, news(&[0, 2, 4, 6]));
    assert_eq!(
        make("tag", json!({ "limit": 3, "tag": "osh", "section": "economy" }), picks.clone()).await,
        news(&[3, 5, 1])
    );
    assert_eq!(make("none", json!({ "limit": 3, "tag": "sport" }), json!([])).await, [""; 0]);
    assert_eq!(make("full", json!({ "limit": 1 }), picks.clone()).await, news(&[3, 5]), "what was picked is never cut");

    // A list for readers of one language is filled up in it; named ones stay out also when their place no longer holds.
    let over = json!([{ "article": id_of("Новость номер 0"), "validUntil": app.at(10) }]);
    let new = json!({ "slug": "mine", "names": samples::names("Т", "Т", "T"), "language": "ru", "fill": { "limit": 2 }, "items": over });
    let made = app.post(&key, "/v1/lists", &new).await.expect(201);
    assert_eq!(seen(&app, "mine").await, news(&[0, 1]));
    app.pass(10);
    assert_eq!(seen(&app, "mine").await, news(&[1, 2]));
    put(&app, &key, made["id"].as_str().unwrap(), 1, json!([])).await.expect(200);
    assert_eq!(seen(&app, "mine").await, news(&[0, 1]));
    app.post(&key, "/v1/articles", &published(&app, "Только что", 0)).await.expect(201);
    assert_eq!(seen(&app, "mine").await, ["Только что".to_owned(), "Новость номер 0".to_owned()]);
    app.post(&key, "/v1/articles", &published(&app, "Скоро", -20)).await.expect(201);
    app.pass(19);
    assert!(app.get("/v1/lists/mine").await.header("cache-control").contains("s-maxage=1"));
    app.pass(1);
    assert_eq!(seen(&app, "mine").await, ["Скоро", "Только что"]);
}

fn headlines(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["headline"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_walk_gives_every_article_once_both_ways_and_goes_on_when_the_list_changes() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 9).await;
    let list = app.get("/v1/articles?limit=100").await.json();
    let ids: Vec<&str> = list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    let items: Vec<Value> = [4, 2, 7, 0].iter().map(|at| json!({ "article": ids[*at] })).collect();
    let mut new = front();
    new["items"] = json!(items);
    new["fill"] = json!({ "limit": 8 });
    let made = id(&app.post(&key, "/v1/lists", &new).await);
    let whole = seen(&app, "front").await;
    assert_eq!(whole.len(), 8);
    for limit in 1..=9 {
        for (cursor, relation, start) in [("nextCursor", "after", ""), ("prevCursor", "before", "last")] {
            let (mut walked, mut next, mut pages) = (Vec::new(), None::<String>, 0);
            loop {
                let page = match (&next, start) {
                    (None, "last") => {
                        // REST begins at the front; its last page is found by GraphQL's `last`.
                        let query = format!("{{ list(slug: \"front\") {{ articles(last: {limit}) {{ edges {{ cursor node {{ headline }} }}
                            pageInfo {{ hasPreviousPage hasNextPage }} }} }} }}");
                        let found = app.gql(&query).await["list"]["articles"].clone();
                        let edges = found["edges"].as_array().unwrap();
                        assert_eq!(found["pageInfo"]["hasNextPage"], false);
                        let items: Vec<Value> = edges.iter().map(|edge| edge["node"].clone()).collect();
                        let more = found["pageInfo"]["hasPreviousPage"] == true;
                        let mut page = json!({ "items": items });
                        if more {
                            page["prevCursor"] = edges[0]["cursor"].clone();
                        }
                        page
                    }
                    (None, _) => app.get(&format!("/v1/lists/front?limit={limit}")).await.expect(200),
                    (Some(at), _) => {
                        app.get(&format!("/v1/lists/front?limit={limit}&{relation}={at}")).await.expect(200)
                    }
                };
                let found = headlines(&page);
                if relation == "after" {
                    walked.extend(found)
                } else {
                    walked.splice(0..0, found);
                }
                pages += 1;
                assert!(pages < 20);
                next = page.get(cursor).map(|cursor| cursor.as_str().unwrap().to_owned());
                if next.is_none() {
                    break;
                }
            }
            assert_eq!(walked, whole, "{relation}, {limit} a page");
        }
    }
    let first = app.get("/v1/lists/front?limit=3").await;
    let cursor = first.json()["nextCursor"].as_str().unwrap().to_owned();
    assert!(first.header("link").contains(&format!("after={cursor}>; rel=\"next\"")), "{}", first.header("link"));
    let on = format!("/v1/lists/front?limit=2&after={cursor}");
    assert_eq!(headlines(&app.get(&on).await.json()), whole[3..5]);
    // The article at which the reader stands moves up: they go on behind it where it stands now.
    let items: Vec<Value> = [7, 4, 2, 0].iter().map(|at| json!({ "article": ids[*at] })).collect();
    put(&app, &key, &made, 1, json!(items)).await.expect(200);
    assert_eq!(headlines(&app.get(&on).await.json()), [&*whole[0], &*whole[1]]);
    // It leaves the list: they go on where it stood when they saw it.
    let mut items: Vec<Value> = [7, 4, 2, 0].iter().map(|at| json!({ "article": ids[*at] })).collect();
    items[0]["validUntil"] = json!(app.at(0));
    put(&app, &key, &made, 2, json!(items)).await.expect(200);
    assert_eq!(headlines(&app.get(&on).await.json())[0], whole[3]);

    app.post(&key, "/v1/lists", &json!({ "slug": "other", "names": samples::names("Т", "Т", "T") })).await.expect(201);
    for foreign in [format!("/v1/lists/other?after={cursor}"), format!("/v1/articles?after={cursor}")] {
        assert_eq!(app.get(&foreign).await.problem(400), "BAD_USER_INPUT", "{foreign}");
    }
}

#[tokio::test]
async fn lists_cost_as_many_statements_for_many_articles_as_for_few() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 120).await;
    let all = [app.get("/v1/articles?limit=100").await.json()];
    let ids: Vec<&Value> = all[0]["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
    for (slug, count) in [("few", 2), ("many", 60)] {
        let items: Vec<Value> = ids.iter().take(count).map(|id| json!({ "article": id })).collect();
        let new =
            json!({ "slug": slug, "names": samples::names("Т", "Т", "T"), "fill": { "limit": 100 }, "items": items });
        app.post(&key, "/v1/lists", &new).await.expect(201);
    }
    let rest = async |path: &str, count: usize| {
        let before = app.app.store.statements();
        assert_eq!(app.get(path).await.expect(200)["items"].as_array().unwrap().len(), count);
        app.app.store.statements() - before
    };
    // The list, what it names, which of that is seen, until when, what fills it up, the articles, and one for sections,
    // tags, authors, datelines, pictures and counts.
    assert_eq!(rest("/v1/lists/few?limit=5", 5).await, 7);
    assert_eq!(rest("/v1/lists/many?limit=100", 100).await, 7);
    let gql = async |query: &str| {
        let before = app.app.store.statements();
        app.gql(query).await;
        app.app.store.statements() - before
    };
    let one = gql("{ list(slug: \"many\") { name articles(first: 100) { nodes { headline tags { slug } } } } }").await;
    let two = gql("{ lists { name articles(first: 50) { nodes { headline tags { slug } } } } }").await;
    for i in 0..10 {
        let new = json!({ "slug": format!("more-{i}"), "names": samples::names("Т", "Т", "T"), "fill": { "limit": 20, "section": "society" } });
        app.post(&key, "/v1/lists", &new).await.expect(201);
    }
    let twelve = gql("{ lists { name articles(first: 5) { nodes { headline tags { slug } } } } }").await;
    // Two more ask which sections stand below others, and in which of them articles of others stand.
    assert_eq!((one, two, twelve), (7, 7, 9), "for twelve lists as for one");
}

#[tokio::test]
async fn an_answer_names_what_it_depends_on_and_nothing_that_is_hidden() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let shown = article(&app, &key, "Видна", 60).await;
    let draft = id(&app.post(&key, "/v1/articles", &samples::article("Черновик")).await);
    let mut new = front();
    new["items"] = json!([{ "article": shown }]);
    let list = id(&app.post(&key, "/v1/lists", &new).await);
    let reply = app.get("/v1/lists/front").await;
    let keys: Vec<&str> = reply.header("surrogate-key").split(' ').collect();
    assert!(
        keys.contains(&format!("list:{list}").as_str()) && keys.contains(&format!("article:{shown}").as_str()),
        "{keys:?}"
    );
    assert!(!keys.contains(&"articles"), "{keys:?}");
    assert_eq!(app.get("/v1/lists").await.header("surrogate-key"), "lists");
    let known = app
        .send(app.request(reqwest::Method::GET, "/v1/lists/front").header("if-none-match", reply.header("etag")))
        .await;
    assert_eq!(known.status, 304);

    put(&app, &key, &list, 1, json!([{ "article": shown }, { "article": draft }])).await.expect(200);
    let reply = app.get("/v1/lists/front").await;
    assert!(!reply.header("surrogate-key").contains(&draft), "{}", reply.header("surrogate-key"));
    assert!(reply.header("surrogate-key").split(' ').any(|key| key == "articles"));
    let published = json!({});
    app.change(reqwest::Method::POST, &key, &format!("/v1/articles/{draft}/publish"), 1, Some(&published))
        .await
        .expect(200);
    let anew = app
        .send(app.request(reqwest::Method::GET, "/v1/lists/front").header("if-none-match", reply.header("etag")))
        .await;
    assert_eq!(anew.expect(200)["items"].as_array().unwrap().len(), 2);
}
