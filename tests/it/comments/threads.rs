//! Threads: their order and pages, how deep they grow, and how many statements a page of them takes.

use serde_json::{Value, json};

use super::{id, judge, moderator, say, settings, story};
use crate::support::TestApp;

pub(super) fn texts(items: &Value) -> Vec<String> {
    items.as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap_or("-").to_owned()).collect()
}

/// Walks a list of REST to its end.
async fn walk(app: &TestApp, start: &str, parameter: &str, cursor: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), start.to_owned());
    loop {
        let page = app.get(&path).await.expect(200);
        found.push(texts(&page["items"]));
        match page[cursor].as_str() {
            Some(next) => path = format!("{start}&{parameter}={next}"),
            None => break,
        }
        assert!(found.len() < 50, "the walk does not end");
    }
    found.concat()
}

#[tokio::test]
async fn a_walk_gives_every_comment_once_in_each_order_and_both_ways() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Порядок").await, app.editor().await, moderator(&app).await);
    let mut made = Vec::new();
    for i in 0..9 {
        made.push(say(&app, &key, &story, &format!("{i}"), None).await);
        // Several of one second: the id decides.
        app.pass(i64::from(i % 3 == 2));
    }
    for reply in 0..5 {
        say(&app, &key, &story, &format!("ответ {reply}"), Some(id(&made[0]))).await;
    }
    judge(&app, &moderator, &made[4], "reject").await;
    let base = format!("/v1/articles/{story}/comments?order=");
    let newest = texts(&app.get(&format!("{base}NEWEST")).await.json()["items"]);
    assert_eq!(newest.len(), 8);
    let seconds = |text: &String| text.parse::<u32>().unwrap() / 3;
    assert!(newest.windows(2).all(|pair| seconds(&pair[0]) >= seconds(&pair[1])), "{newest:?}");
    for limit in [1, 3, 8, 20] {
        let walked = walk(&app, &format!("{base}NEWEST&limit={limit}"), "after", "nextCursor").await;
        assert_eq!(walked, newest, "{limit}");
        let mut walked = walk(&app, &format!("{base}OLDEST&limit={limit}"), "after", "nextCursor").await;
        walked.reverse();
        assert_eq!(walked, newest, "{limit}");
    }
    let query = format!(
        "query($before: String) {{ article(id: \"{story}\") {{ comments(last: 3, before: $before) {{
            nodes {{ text }} pageInfo {{ hasPreviousPage startCursor }} }} }} }}"
    );
    let (mut found, mut before) = (Vec::new(), Value::Null);
    loop {
        let answer = app.gql_as(None, &query, json!({ "before": before })).await;
        let page = &answer["data"]["article"]["comments"];
        found.splice(0..0, texts(&page["nodes"]));
        before = page["pageInfo"]["startCursor"].clone();
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
    }
    assert_eq!(found, newest, "from the end to the beginning");
    let replies = format!("/v1/comments/{}/replies", id(&made[0]));
    let whole = texts(&app.get(&replies).await.json()["items"]);
    assert_eq!(whole.len(), 5);
    assert_eq!(walk(&app, &format!("{replies}?limit=2"), "after", "nextCursor").await, whole);
    let site = walk(&app, "/v1/comments?limit=4", "after", "nextCursor").await;
    assert_eq!(site.len(), 13, "threads and answers of the whole site");
}

#[tokio::test]
async fn cursors_belong_to_their_list() {
    let app = TestApp::spawn().await;
    let (one, other, key) = (story(&app, "Одна").await, story(&app, "Другая").await, app.editor().await);
    let mut made = Vec::new();
    for story in [&one, &other] {
        for i in 0..3 {
            made.push(say(&app, &key, story, &format!("{i}"), None).await);
        }
    }
    let page = app.get(&format!("/v1/articles/{one}/comments?limit=1")).await.json();
    let cursor = page["nextCursor"].as_str().unwrap();
    app.get(&format!("/v1/articles/{one}/comments?limit=2&after={cursor}")).await.expect(200);
    for foreign in [
        format!("/v1/articles/{other}/comments?after={cursor}"),
        format!("/v1/articles/{one}/comments?order=OLDEST&after={cursor}"),
        format!("/v1/comments?after={cursor}"),
        format!("/v1/comments/{}/replies?after={cursor}", id(&made[0])),
    ] {
        assert_eq!(app.get(&foreign).await.problem(400), "BAD_USER_INPUT", "{foreign}");
    }
    // Of many lists at once the cursor turns the page of its own; the others say that it is not theirs.
    let query = "query($ids: [ID!]!, $after: String) { nodes(ids: $ids) { ... on Article { id comments(first: 1, after: $after) { nodes { text } } } } }";
    let answer = app.gql_as(None, query, json!({ "ids": [one, other], "after": cursor })).await;
    assert_eq!(answer["data"]["nodes"][0]["comments"]["nodes"].as_array().unwrap().len(), 1, "{answer}");
    assert_eq!(answer["data"]["nodes"][1]["comments"], Value::Null);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert_eq!(answer["errors"][0]["path"], json!(["nodes", 1, "comments"]));
}

#[tokio::test]
async fn answers_stand_no_deeper_than_the_setting_says() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Глубина").await, app.editor().await);
    let mut chain = vec![say(&app, &key, &story, "0", None).await];
    for i in 1..=8 {
        let answered = id(chain.last().unwrap()).to_owned();
        let made = say(&app, &key, &story, &format!("{i}"), Some(&answered)).await;
        assert_eq!(made["inReplyTo"], answered.as_str());
        assert_eq!(made["rootId"], chain[0]["id"]);
        let depth = i.min(5);
        assert_eq!(made["depth"], depth);
        assert_eq!(made["parentId"], chain[depth - 1]["id"], "{i}");
        chain.push(made);
    }
    let fifth = app.get(&format!("/v1/comments/{}", id(&chain[4]))).await.expect(200);
    assert_eq!(fifth["replyCount"], 4, "5 to 8 stand under the fourth");
    let flat = app.beside(settings(|comments| comments.comment_depth = 0)).await;
    let made = say(&flat, &key, &story, "плоско", Some(id(&chain[3]))).await;
    assert_eq!((&made["depth"], made.get("parentId"), &made["rootId"]), (&json!(0), None, &made["id"]));
    assert_eq!(made["inReplyTo"], chain[3]["id"]);
    let one = app.beside(settings(|comments| comments.comment_depth = 1)).await;
    let made = say(&one, &key, &story, "мельче", Some(id(&chain[8]))).await;
    assert_eq!((&made["depth"], &made["parentId"]), (&json!(1), &chain[0]["id"]), "below what was deeper once");
}

/// Runs something and counts the SQL statements that it took.
pub(super) async fn counted<T>(app: &TestApp, done: impl Future<Output = T>) -> (T, u64) {
    let before = app.app.store.statements();
    let value = done.await;
    (value, app.app.store.statements() - before)
}

#[tokio::test]
async fn a_page_of_threads_takes_as_many_statements_for_one_as_for_twenty() {
    let app = TestApp::spawn().await;
    let (key, mut stories) = (app.editor().await, Vec::new());
    for i in 0..5 {
        stories.push(story(&app, &format!("Статья {i}")).await);
    }
    for story in &stories {
        for i in 0..4 {
            let top = say(&app, &key, story, &format!("нить {i}"), None).await;
            for j in 0..3 {
                let reply = say(&app, &key, story, &format!("ответ {i}.{j}"), Some(id(&top))).await;
                say(&app, &key, story, &format!("ответ {i}.{j}.0"), Some(id(&reply))).await;
            }
        }
    }
    let page = async |articles: i32, threads: i32| {
        let query = format!(
            "{{ articles(first: {articles}) {{ nodes {{ id commentCount comments(first: {threads}, order: OLDEST) {{ nodes {{
                text replyCount article {{ id }}
                replies(first: 2) {{ nodes {{ text replies(first: 2) {{ nodes {{ text }} }} }} pageInfo {{ hasNextPage }} }}
            }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
        );
        let answer = app.gql_as(None, &query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["articles"]["nodes"].clone()
    };
    let (_, one) = counted(&app, page(1, 1)).await;
    let (found, many) = counted(&app, page(5, 4)).await;
    assert_eq!(one, many, "one article with one thread, and five with four");
    for article in found.as_array().unwrap() {
        assert_eq!(article["commentCount"], 4 * 7);
        let threads = article["comments"]["nodes"].as_array().unwrap();
        assert_eq!((threads.len(), &article["comments"]["pageInfo"]["hasNextPage"]), (4, &json!(false)));
        for thread in threads {
            assert_eq!(thread["article"]["id"], article["id"], "its own thread");
            assert_eq!(
                (&thread["replyCount"], &thread["replies"]["pageInfo"]["hasNextPage"]),
                (&json!(3), &json!(true))
            );
            let name = thread["text"].as_str().unwrap().replace("нить", "ответ");
            let replies = thread["replies"]["nodes"].as_array().unwrap();
            assert_eq!(replies.len(), 2);
            for reply in replies {
                let text = reply["text"].as_str().unwrap();
                assert!(text.starts_with(&name), "{thread}");
                assert_eq!(texts(&reply["replies"]["nodes"]), [format!("{text}.0")]);
            }
        }
    }
    let (reply, one) = counted(&app, app.get(&format!("/v1/articles/{}/comments?limit=1", stories[0]))).await;
    reply.expect(200);
    let (_, four) = counted(&app, app.get(&format!("/v1/articles/{}/comments?limit=4", stories[0]))).await;
    assert_eq!((one, four), (2, 2), "the article and the page");
    let list = stories.join(",");
    let (reply, counts) = counted(&app, app.get(&format!("/v1/comments/counts?articles={list},{}", stories[0]))).await;
    assert_eq!(reply.expect(200)["items"].as_array().unwrap().len(), 5, "each once");
    assert_eq!(counts, 3, "the articles, their counts, what is wanted of comments there");
}

#[tokio::test]
async fn what_could_hold_too_many_rows_is_refused_before_it_runs() {
    let app = TestApp::spawn().await;
    for query in [
        "{ articles(first: 20) { nodes { comments(first: 20) { nodes { replies(first: 5) { nodes { id } } } } } } }",
        "{ comments(first: 100) { nodes { replies { nodes { id } } } } }",
        "{ comments(first: 100) { nodes { replies { pageInfo { endCursor } } } } }",
    ] {
        assert_eq!(app.gql_code(None, query, json!({})).await, "QUERY_TOO_COMPLEX", "{query}");
    }
}
