//! Floods: what one network may post without a key, on both doors together, over servers, midnights and races.

use dateline::domain::comments::{CommentAuthorInput, Network, NewComment};
use dateline::domain::ids::ArticleId;
use dateline::domain::keys::Actor;
use dateline::error::{Code, Result};
use dateline::usecases::comments;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::{comment, post, settings, story};
use crate::support::{Reply, TestApp};

fn wait(reply: &Reply) -> i64 {
    assert_eq!(reply.problem(429), "RATE_LIMITED");
    reply.header("retry-after").parse().unwrap()
}

/// Posts without a key from an address, past the doors.
async fn from(app: &TestApp, address: &str, story: &str, text: &str) -> Result<()> {
    let network = Network::of(Some(address.parse().unwrap()));
    let new = NewComment::plain(CommentAuthorInput { name: "А".to_owned() }, text.to_owned(), None);
    let article: ArticleId = story.parse().unwrap();
    comments::create(&app.app, &Actor::Anonymous, &network, article, new, None).await.map(drop)
}

/// All that the database holds of networks and seals.
async fn kept(app: &TestApp) -> (Vec<(String, String)>, Vec<i64>) {
    let conn = app.app.store.reader();
    let query =
        async |sql: &str| conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let posts = query("SELECT network, text FROM comment_posts ORDER BY at").await;
    let posts = posts.iter().map(|row| (row.try_get("", "network").unwrap(), row.try_get("", "text").unwrap()));
    let days = query("SELECT day FROM comment_seals ORDER BY day").await;
    (posts.collect(), days.iter().map(|row| row.try_get("", "day").unwrap()).collect())
}

#[tokio::test]
async fn two_a_minute_and_six_in_ten_minutes_and_not_one_more() {
    let app = TestApp::spawn().await;
    let story = story(&app, "Потоп").await;
    let say = async |text: &str| post(&app, &story, &comment(text, None)).await;
    say("1").await.expect(201);
    app.pass(20);
    say("2").await.expect(201);
    assert_eq!(wait(&say("3").await), 40, "the first must be a minute old");
    app.pass(39);
    assert_eq!(wait(&say("3").await), 1);
    let query = format!(
        "mutation {{ createComment(articleId: \"{story}\", input: {{ author: {{ name: \"А\" }}, text: \"3\" }}) {{ id }} }}"
    );
    let answer = app.gql_as(None, &query, json!({})).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!((&extensions["code"], &extensions["retryAfter"]), (&json!("RATE_LIMITED"), &json!(1)), "{answer}");
    app.pass(1);
    let answer = app.gql_as(None, &query, json!({})).await;
    assert!(answer["data"]["createComment"]["id"].is_string(), "{answer}");
    assert_eq!(wait(&say("4").await), 20, "one budget for both doors");
    for text in ["4", "5", "6"] {
        app.pass(60);
        say(text).await.expect(201);
    }
    app.pass(60);
    // The first is 300 seconds old now: nothing more for another 300.
    assert_eq!(wait(&say("7").await), 300);
    app.pass(299);
    assert_eq!(wait(&say("7").await), 1);
    app.pass(1);
    say("7").await.expect(201);
    let list = app.get(&format!("/v1/articles/{story}/comments")).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 7, "what was refused was not stored");
    assert_eq!(app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"], 7);
}

#[tokio::test]
async fn the_limits_are_settings_and_no_key_meets_them() {
    let small = settings(|comments| {
        (comments.comments_per_minute, comments.comments_per_ten_minutes) = (5, 3);
        comments.comment_repeat_seconds = 0;
    });
    let app = TestApp::spawn_with(small).await;
    let story = story(&app, "Настройки").await;
    for _ in 0..3 {
        post(&app, &story, &comment("Одно и то же", None)).await.expect(201);
    }
    assert_eq!(wait(&post(&app, &story, &comment("Одно и то же", None)).await), 600);
    let key = app.key(&[dateline::domain::keys::Scope::RatesWrite]).await;
    for _ in 0..10 {
        super::say(&app, &key, &story, "Одно и то же", None).await;
    }
}

#[tokio::test]
async fn the_same_text_is_refused_for_six_minutes() {
    let app = TestApp::spawn().await;
    let (one, two) = (story(&app, "Первая").await, story(&app, "Вторая").await);
    post(&app, &one, &comment("Купите слона", None)).await.expect(201);
    app.pass(120);
    for (story, text) in [(&one, "Купите слона"), (&two, "купите  СЛОНА\n"), (&two, "Купи\u{200b}те слона")]
    {
        let reply = post(&app, story, &comment(text, None)).await;
        assert_eq!(reply.problem(409), "CONFLICT");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/text");
        let create = "mutation($story: ID!, $input: NewCommentInput!) { createComment(articleId: $story, input: $input) { id } }";
        let given = json!({ "story": story, "input": comment(text, None) });
        assert_eq!(app.gql_code(None, create, given).await, "CONFLICT");
    }
    app.pass(239);
    assert_eq!(post(&app, &two, &comment("Купите слона", None)).await.problem(409), "CONFLICT");
    app.pass(1);
    post(&app, &two, &comment("Купите слона", None)).await.expect(201);
}

#[tokio::test]
async fn a_network_is_known_by_its_seal_alone_also_over_midnight() {
    let app = TestApp::spawn().await;
    let story = story(&app, "Полночь").await;
    let say = async |address: &str, text: &str| from(&app, address, &story, text).await.map_err(|error| error.code);
    app.pass(18 * 3600 - 20);
    assert_eq!(say("198.51.100.1", "Вечер").await, Ok(()));
    assert_eq!(say("198.51.100.77", "Поздний вечер").await, Ok(()));
    assert_eq!(say("198.51.100.200", "Ещё").await, Err(Code::RateLimited));
    assert_eq!(say("198.51.101.1", "Вечер").await, Ok(()), "another network");
    let (before, days) = kept(&app).await;
    assert_eq!((before.len(), days.len()), (3, 1));
    app.pass(30);
    assert_eq!(say("198.51.100.1", "Ночь").await, Err(Code::RateLimited), "yesterday's count holds");
    app.pass(60);
    assert_eq!(say("::ffff:198.51.100.1", "Вечер").await, Err(Code::Conflict), "and yesterday's text");
    assert_eq!(say("198.51.100.1", "Ночь").await, Ok(()));
    let (posts, days) = kept(&app).await;
    assert_eq!((posts.len(), days.len()), (4, 2));
    assert_ne!(posts[3].0, posts[0].0, "under another seal");
    for (network, text) in &posts {
        assert!(
            [network, text].iter().all(|sealed| sealed.len() == 64 && sealed.bytes().all(|b| b.is_ascii_hexdigit()))
        );
    }
    app.pass(2 * 86_400);
    assert_eq!(say("2001:db8::1", "Утро").await, Ok(()));
    assert_eq!(say("2001:db8:0:9::2", "Ещё утро").await, Ok(()));
    assert_eq!(say("2001:db8:0:ffff::3", "И ещё").await, Err(Code::RateLimited));
    let (posts, days) = kept(&app).await;
    assert_eq!((posts.len(), days.len()), (2, 1), "what is a day old is forgotten, with its seal");
}

#[tokio::test]
async fn the_count_holds_over_another_server_on_the_same_database() {
    let app = TestApp::spawn().await;
    let other = app.beside(|_| {}).await;
    let story = story(&app, "Два сервера").await;
    post(&app, &story, &comment("1", None)).await.expect(201);
    post(&other, &story, &comment("2", None)).await.expect(201);
    for server in [&app, &other] {
        assert_eq!(wait(&post(server, &story, &comment("3", None)).await), 60);
    }
}

#[tokio::test]
async fn of_many_at_the_same_moment_only_so_many_pass() {
    let app = TestApp::spawn().await;
    let other = app.beside(|_| {}).await;
    let stories = [story(&app, "Раз").await, story(&app, "Два").await];
    let posts = (0..24).map(|i| {
        let (server, story) = ([&app, &other][i % 2], &stories[i / 2 % 2]);
        async move { post(server, story, &comment(&format!("Текст {i}"), None)).await.status }
    });
    let statuses = futures_util::future::join_all(posts).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 2, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 22, "{statuses:?}");

    app.pass(600);
    let same = (0..8).map(|i| {
        let (server, story) = ([&app, &other][i % 2], &stories[0]);
        async move { post(server, story, &comment("Одно на всех", None)).await.status }
    });
    let statuses = futures_util::future::join_all(same).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7, "{statuses:?}");
}

#[tokio::test]
async fn a_post_that_is_sent_again_under_its_key_is_neither_a_flood_nor_a_repetition() {
    let app = TestApp::spawn().await;
    let story = story(&app, "Связь рвётся").await;
    let send = async |key: &str, text: &str| {
        let request = app.request(Method::POST, &format!("/v1/articles/{story}/comments"));
        app.send(request.header("idempotency-key", key).json(&comment(text, None))).await
    };
    let first = send("a", "Раз").await.expect(201);
    for _ in 0..3 {
        let again = send("a", "Раз").await;
        assert_eq!(again.expect(201), first);
        assert_eq!(again.header("idempotency-replayed"), "true");
    }
    assert_eq!(send("b", "Раз").await.problem(409), "CONFLICT", "another key, the same text");
    send("c", "Два").await.expect(201);
    assert_eq!(wait(&send("d", "Три").await), 60);
    app.pass(60);
    send("d", "Три").await.expect(201);
    let list = app.get(&format!("/v1/articles/{story}/comments")).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    app.pass(600);
    let query = format!(
        "mutation {{ createComment(articleId: \"{story}\", input: {{ author: {{ name: \"Б\" }}, text: \"Пять\" }}) {{ id }} }}"
    );
    let by_graphql = async || {
        let request = app.request(Method::POST, "/graphql").header("idempotency-key", "e");
        app.send(request.json(&serde_json::json!({ "query": query }))).await.expect(200)["data"].clone()
    };
    let first = by_graphql().await;
    assert!(first["createComment"]["id"].is_string(), "{first}");
    assert_eq!(by_graphql().await, first);
}

#[tokio::test]
async fn a_network_is_what_a_trusted_proxy_says_and_nobody_else() {
    let app = TestApp::spawn().await;
    let behind = app.beside(|settings| settings.http.trusted_proxies = "127.0.0.0/8".parse().unwrap()).await;
    let story = story(&app, "За посредником").await;
    let send = async |server: &TestApp, address: &str, text: &str| {
        let request = server.request(Method::POST, &format!("/v1/articles/{story}/comments"));
        server.send(request.header("x-forwarded-for", address).json(&comment(text, None))).await.status
    };
    for (address, text, status) in [
        ("198.51.100.1", "1", 201),
        ("203.0.113.9, 198.51.100.2", "2", 201),
        ("198.51.100.3", "3", 429),
        ("198.51.101.1", "4", 201),
        ("2001:db8:1::1", "5", 201),
        ("2001:db8:1:2:3::1", "6", 201),
        ("2001:db8:1:ffff::1", "7", 429),
    ] {
        assert_eq!(send(&behind, address, text).await, status, "{address}");
    }
    for (address, text, status) in [("198.51.102.1", "8", 201), ("198.51.103.1", "9", 201), ("198.51.104.1", "10", 429)]
    {
        assert_eq!(send(&app, address, text).await, status, "an untrusted word changes nothing: {address}");
    }
}
