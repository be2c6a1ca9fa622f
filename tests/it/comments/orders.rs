//! The orders that move: what is frozen, what comes after it, and that whoever turns pages meets each comment once.

use dateline::jobs::{Outcome, ranks};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::threads::{counted, texts};
use super::{id, judge, moderator, say, story};
use crate::support::TestApp;

const MOVING: [&str; 3] = ["TOP", "MOST_REPLIED", "ACTIVE"];

/// Freezes a second later, so that all that was written has its place.
async fn freeze(app: &TestApp) -> Outcome {
    app.pass(1);
    ranks::run_once(&app.app, "test").await.unwrap()
}

/// Gives comments their reactions.
async fn react(app: &TestApp, scores: &[(&str, i32)]) {
    let tx = app.app.store.begin().await.unwrap();
    for (text, score) in scores {
        let update = format!("UPDATE comments SET score = {score} WHERE text = '{text}'");
        tx.conn().execute_unprepared(&update).await.unwrap();
    }
    tx.conn().execute_unprepared("UPDATE comment_counts SET moved = frozen").await.unwrap();
    tx.commit(Vec::new(), app.app.now()).await.unwrap();
}

/// Walks a list of REST to its end; between pages something may be done.
async fn walk(app: &TestApp, start: &str, between: impl AsyncFn(usize)) -> Vec<String> {
    let (mut found, mut path, mut turned) = (Vec::new(), start.to_owned(), 0);
    loop {
        let page = app.get(&path).await.expect(200);
        found.extend(texts(&page["items"]));
        let Some(next) = page["nextCursor"].as_str() else { return found };
        path = format!("{start}&after={next}");
        between(turned).await;
        turned += 1;
        assert!(turned < 50, "the walk does not end");
    }
}

/// The same list by GraphQL, from its end to its beginning.
async fn back(app: &TestApp, list: &str, order: &str, last: usize) -> Vec<String> {
    let (mut found, mut before): (Vec<String>, Value) = (Vec::new(), Value::Null);
    loop {
        let list = list.replace(
            "LIST",
            &format!("(last: {last}, before: $before, order: {order}) {{ nodes {{ text }} pageInfo {{ hasPreviousPage startCursor }} }}"),
        );
        let answer =
            app.gql_as(None, &format!("query($before: String) {{ {list} }}"), json!({ "before": before })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let data = &answer["data"];
        let page = if data["article"].is_object() { &data["article"]["comments"] } else { &data["comment"]["replies"] };
        found.splice(0..0, texts(&page["nodes"]));
        before = page["pageInfo"]["startCursor"].clone();
        if page["pageInfo"]["hasPreviousPage"] == false {
            return found;
        }
    }
}

/// Eight things to say, with what moves them, under an article or a comment: the expected order of each kind.
async fn talk(app: &TestApp, key: &str, story: &str, under: Option<&str>) -> [Vec<&'static str>; 3] {
    let mut made = Vec::new();
    for text in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        made.push(say(app, key, story, text, under).await);
        app.pass(1);
    }
    // «b» has three below it, two of them at one remove; «d» and «g» have one.
    let first = say(app, key, story, "под b", Some(id(&made[1]))).await;
    for text in ["под b раз", "под b два"] {
        say(app, key, story, text, Some(id(&first))).await;
    }
    app.pass(1);
    say(app, key, story, "под g", Some(id(&made[6]))).await;
    app.pass(1);
    say(app, key, story, "под d", Some(id(&made[3]))).await;
    react(app, &[("c", 5), ("e", 5), ("a", 9), ("h", 1)]).await;
    [
        vec!["a", "e", "c", "h", "g", "f", "d", "b"],
        vec!["b", "g", "d", "h", "f", "e", "c", "a"],
        vec!["d", "g", "b", "h", "f", "e", "c", "a"],
    ]
}

#[tokio::test]
async fn the_moving_orders_are_as_they_say_both_ways_and_on_both_doors() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Порядок").await, app.editor().await);
    let of_threads = talk(&app, &key, &story, None).await;
    let top = app.get(&format!("/v1/articles/{story}/comments?order=OLDEST&limit=1")).await.json()["items"][0].clone();
    let list = format!("/v1/articles/{story}/comments?order=");
    // Before anything is frozen all of it came since: the oldest first.
    let since: Vec<&str> = vec!["a", "b", "c", "d", "e", "f", "g", "h"];
    for order in MOVING {
        assert_eq!(walk(&app, &format!("{list}{order}&limit=3"), async |_| ()).await, since, "{order}");
    }
    assert_eq!(freeze(&app).await, Outcome::Done(1));
    for (order, expected) in MOVING.into_iter().zip(&of_threads) {
        for limit in [1, 3, 8, 20] {
            let walked = walk(&app, &format!("{list}{order}&limit={limit}"), async |_| ()).await;
            assert_eq!(&walked, expected, "{order} by {limit}");
        }
        let query = format!("article(id: \"{story}\") {{ comments LIST }}");
        assert_eq!(&back(&app, &query, order, 3).await, expected, "{order} from the end");
    }
    let of_replies = talk(&app, &key, &story, Some(id(&top))).await;
    assert_eq!(freeze(&app).await, Outcome::Done(1));
    let list = format!("/v1/comments/{}/replies?order=", id(&top));
    for (order, expected) in MOVING.into_iter().zip(&of_replies) {
        assert_eq!(&walk(&app, &format!("{list}{order}&limit=3"), async |_| ()).await, expected, "replies {order}");
        let query = format!("comment(id: \"{}\") {{ replies LIST }}", id(&top));
        assert_eq!(&back(&app, &query, order, 3).await, expected, "replies {order} from the end");
    }
    assert_eq!(walk(&app, &format!("{list}OLDEST&limit=3"), async |_| ()).await, since);
    assert_eq!(walk(&app, &format!("/v1/comments/{}/replies?limit=3", id(&top)), async |_| ()).await, since);
    let newest: Vec<&str> = since.into_iter().rev().collect();
    assert_eq!(walk(&app, &format!("{list}NEWEST&limit=3"), async |_| ()).await, newest);
}

#[tokio::test]
async fn whoever_turns_pages_meets_each_comment_once_while_others_write() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Движение").await, app.editor().await, moderator(&app).await);
    let expected = talk(&app, &key, &story, None).await[1].clone();
    freeze(&app).await;
    let start = format!("/v1/articles/{story}/comments?order=MOST_REPLIED&limit=2");
    let all = app.get(&format!("/v1/articles/{story}/comments?limit=100")).await.json()["items"].clone();
    let named = |text: &str| all.as_array().unwrap().iter().find(|item| item["text"] == text).unwrap().clone();
    let walked = walk(&app, &start, async |turned| {
        if turned == 0 {
            // The last becomes the first, one that is ahead goes, and a new one comes; the orders are frozen anew.
            for i in 0..5 {
                say(&app, &key, &story, &format!("под a {i}"), Some(id(&named("a")))).await;
            }
            judge(&app, &moderator, &named("e"), "reject").await;
            say(&app, &key, &story, "i", None).await;
            assert_eq!(freeze(&app).await, Outcome::Done(1));
            say(&app, &key, &story, "j", None).await;
        }
    })
    .await;
    let mut then: Vec<&str> = expected.iter().copied().filter(|text| *text != "e").collect();
    then.extend(["i", "j"]);
    assert_eq!(walked, then);
    let walked = walk(&app, &start, async |_| ()).await;
    assert_eq!(walked, ["a", "b", "g", "d", "i", "h", "f", "c", "j"], "whoever begins meets the new order");
    // From the end, over the place where the frozen ones begin.
    let query = format!("article(id: \"{story}\") {{ comments LIST }}");
    assert_eq!(back(&app, &query, "MOST_REPLIED", 4).await, walked);
    // What was rejected when the order was frozen comes back in its place behind the others, before those that came since.
    let rejected = app.get_as(&moderator, "/v1/comments?status=REJECTED").await.json()["items"][0].clone();
    judge(&app, &moderator, &rejected, "approve").await;
    assert_eq!(walk(&app, &start, async |_| ()).await, ["a", "b", "g", "d", "i", "h", "f", "c", "e", "j"]);
}

#[tokio::test]
async fn a_cursor_holds_for_two_generations_and_says_when_it_does_not() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Поколения").await, app.editor().await);
    for text in ["a", "b", "c"] {
        say(&app, &key, &story, text, None).await;
    }
    let start = format!("/v1/articles/{story}/comments?order=ACTIVE&limit=1");
    let first = app.get(&start).await.json()["nextCursor"].as_str().unwrap().to_owned();
    freeze(&app).await;
    let cursor = app.get(&start).await.json()["nextCursor"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let next = app.get(&format!("{start}&after={cursor}")).await.expect(200);
        assert_eq!(texts(&next["items"]), ["b"]);
        say(&app, &key, &story, "d", None).await;
        assert_eq!(freeze(&app).await, Outcome::Done(1));
    }
    for parameter in ["after", "before"] {
        let reply = app.get(&format!("{start}&{parameter}={cursor}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(parameter) && detail.contains("start again"), "{detail}");
    }
    let query = format!(
        "{{ article(id: \"{story}\") {{ comments(first: 1, after: \"{cursor}\", order: ACTIVE) {{ nodes {{ id }} }} }} }}"
    );
    assert_eq!(app.gql_code(None, &query, json!({})).await, "BAD_USER_INPUT");
    // Before the first generation there was nothing that could go.
    assert_eq!(texts(&app.get(&format!("{start}&after={first}")).await.expect(200)["items"]), ["b"]);
    for foreign in [
        format!("/v1/articles/{story}/comments?order=TOP&after={cursor}"),
        format!("/v1/articles/{story}/comments?after={cursor}"),
    ] {
        assert_eq!(app.get(&foreign).await.problem(400), "BAD_USER_INPUT", "{foreign}");
    }
    for order in MOVING {
        let reply = app.get(&format!("/v1/comments?order={order}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT");
        assert!(reply.json()["detail"].as_str().unwrap().contains("order"), "{order}");
        let query = format!("{{ comments(order: {order}) {{ nodes {{ id }} }} }}");
        assert_eq!(app.gql_code(None, &query, json!({})).await, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn what_did_not_move_is_not_frozen_again_and_the_log_tells_what_was() {
    let app = TestApp::spawn().await;
    let (one, other, key) = (story(&app, "Одна").await, story(&app, "Другая").await, app.editor().await);
    let said = say(&app, &key, &one, "a", None).await;
    say(&app, &key, &other, "b", None).await;
    assert_eq!(freeze(&app).await, Outcome::Done(2));
    assert_eq!(freeze(&app).await, Outcome::Done(0));
    let position = app.get("/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    let under = say(&app, &key, &one, "под a", Some(id(&said))).await;
    // What comes in the very second of the freezing has its place after the next one.
    assert_eq!(ranks::run_once(&app.app, "test").await.unwrap(), Outcome::Done(1));
    assert_eq!(ranks::run_once(&app.app, "test").await.unwrap(), Outcome::Done(0));
    assert_eq!(freeze(&app).await, Outcome::Done(1));
    assert_eq!(freeze(&app).await, Outcome::Done(0));
    let told = app.get(&format!("/v1/changes?after={position}")).await.json()["items"].clone();
    let told: Vec<(&str, &str, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["op"].as_str().unwrap(), row["id"].as_str().unwrap(), row["reason"].as_str().unwrap_or("-")))
        .collect();
    let ranked = ("UPDATED", id(&said), "ranked");
    assert_eq!(told, [("CREATED", id(&under), "-"), ranked, ranked]);
    let page = app.get(&format!("/v1/articles/{one}/comments?order=TOP")).await;
    let facets = page.header("surrogate-key").to_owned();
    assert!(facets.contains(&format!("comments:{one}")), "{facets}");
    // Another process does it.
    say(&app, &key, &one, "c", None).await;
    app.pass(1);
    let held = ranks::run_once(&app.app, "another").await.unwrap();
    assert_eq!(held, Outcome::HeldElsewhere);
    app.pass(60);
    assert_eq!(ranks::run_once(&app.app, "another").await.unwrap(), Outcome::Done(1));
}

#[tokio::test]
async fn many_lists_in_a_moving_order_take_as_many_statements_as_one() {
    let app = TestApp::spawn().await;
    let (key, mut stories) = (app.editor().await, Vec::new());
    for i in 0..4 {
        let story = story(&app, &format!("Статья {i}")).await;
        for j in 0..3 {
            let top = say(&app, &key, &story, &format!("{i}.{j}"), None).await;
            for k in 0..j {
                say(&app, &key, &story, &format!("{i}.{j}.{k}"), Some(id(&top))).await;
            }
        }
        stories.push(story);
        // Articles of several generations, and one of none.
        if i < 3 {
            freeze(&app).await;
            say(&app, &key, &stories[0], "после", None).await;
        }
    }
    let page = async |articles: usize| {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Article { comments(first: 3, order: MOST_REPLIED) { nodes {
                text replies(last: 1, order: TOP) { nodes { text } pageInfo { hasPreviousPage } } }
                pageInfo { hasNextPage endCursor } } } } }";
        let answer = app.gql_as(None, query, json!({ "ids": stories[..articles] })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["nodes"].clone()
    };
    let (_, one) = counted(&app, page(1)).await;
    let (found, many) = counted(&app, page(4)).await;
    assert_eq!(one, many);
    for (i, article) in found.as_array().unwrap().iter().enumerate() {
        let list = &article["comments"];
        // Under the first stand three more: two that were frozen with it later, and one that came since.
        let (first, rest) = match i {
            0 => (["0.2", "0.1", "после"].map(str::to_owned), vec!["после", "0.0", "после"]),
            3 => ([0, 1, 2].map(|j| format!("3.{j}")), Vec::new()),
            _ => ([2, 1, 0].map(|j| format!("{i}.{j}")), Vec::new()),
        };
        assert_eq!(texts(&list["nodes"]), first, "{list}");
        assert_eq!(list["pageInfo"]["hasNextPage"], json!(i == 0), "{list}");
        // The last answer in TOP where none has a reaction: the oldest, or where nothing is frozen the newest.
        let two = &list["nodes"][if i == 3 { 2 } else { 0 }]["replies"];
        assert_eq!(texts(&two["nodes"]), [format!("{i}.2.{}", if i == 3 { 1 } else { 0 })], "{list}");
        assert_eq!(two["pageInfo"]["hasPreviousPage"], true);
        let cursor = list["pageInfo"]["endCursor"].as_str().unwrap();
        let path = format!("/v1/articles/{}/comments?order=MOST_REPLIED&after={cursor}", stories[i]);
        assert_eq!(texts(&app.get(&path).await.expect(200)["items"]), rest);
    }
    let (_, alone) = counted(&app, app.get(&format!("/v1/articles/{}/comments?order=TOP", stories[0]))).await;
    assert_eq!(alone, 3, "the article, its generations and the page");
}
