//! Flat threads and what stands above a comment: the same on both doors, from any comment of the thread.

use dateline::domain::comments::{CommentAuthorInput, CommentStatus, NewComment};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::Actor;
use dateline::domain::time::Instant;
use dateline::usecases::comments::{self, Given, GivenThreads};
use serde_json::{Value, json};

use super::threads::{counted, texts};
use super::{COMMENT, comment, id, judge, moderator, post, say, story, without_nulls};
use crate::support::TestApp;

/// A thread of seven with a place without a text, and one beside it.
async fn talk(app: &TestApp, key: &str, moderator: &str, story: &str) -> Vec<Value> {
    let mut made = vec![say(app, key, story, "1", None).await];
    for (text, above) in [("1.1", 0), ("1.2", 0), ("1.1.1", 1), ("1.2.1", 2), ("1.1.2", 1), ("1.1.1.1", 3)] {
        let above = id(&made[above]).to_owned();
        made.push(say(app, key, story, text, Some(&above)).await);
        app.pass(1);
    }
    say(app, key, story, "2", None).await;
    judge(app, moderator, &made[1], "reject").await;
    judge(app, moderator, &made[4], "reject").await;
    made
}

#[tokio::test]
async fn a_flat_thread_is_in_path_order_both_ways_and_on_both_doors() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Нить").await, app.editor().await, moderator(&app).await);
    let made = talk(&app, &key, &moderator, &story).await;
    // What waits for a moderator is not in it.
    let links = "https://a.kg https://b.kg https://c.kg";
    assert_eq!(post(&app, &story, &comment(links, Some(id(&made[0])))).await.expect(201)["status"], "HELD");
    let expected = [("1", 0), ("-", 1), ("1.1.1", 2), ("1.1.1.1", 3), ("1.1.2", 2), ("1.2", 1)];
    for from in [&made[0], &made[1], &made[6]] {
        let path = format!("/v1/comments/{}/thread", id(from));
        let whole = app.get(&path).await.expect(200);
        let items = whole["items"].as_array().unwrap();
        assert_eq!(texts(&whole["items"]), expected.map(|(text, _)| text));
        assert!(items.iter().zip(expected).all(|(item, (_, depth))| item["depth"] == depth), "{whole}");
        let query = format!("{{ comment(id: \"{}\") {{ thread {{ nodes {{ {COMMENT} }} }} }} }}", id(from));
        let data = without_nulls(&app.gql(&query).await);
        assert_eq!(data["comment"]["thread"]["nodes"], whole["items"]);
        for limit in 1..=6 {
            let (mut walked, mut after) = (Vec::new(), String::new());
            loop {
                let page = app.get(&format!("{path}?limit={limit}{after}")).await.expect(200);
                walked.extend(page["items"].as_array().unwrap().clone());
                let Some(next) = page["nextCursor"].as_str() else { break };
                after = format!("&after={next}");
            }
            assert_eq!(&walked, items, "{limit}");
        }
        let (mut walked, mut before) = (Vec::new(), Value::Null);
        loop {
            let query = format!(
                "query($before: String) {{ comment(id: \"{}\") {{ thread(last: 2, before: $before) {{ nodes {{ text }}
                    pageInfo {{ hasPreviousPage startCursor }} }} }} }}",
                id(from)
            );
            let answer = app.gql_as(None, &query, json!({ "before": before })).await;
            let page = &answer["data"]["comment"]["thread"];
            walked.splice(0..0, texts(&page["nodes"]));
            before = page["pageInfo"]["startCursor"].clone();
            if page["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
        }
        assert_eq!(walked, expected.map(|(text, _)| text), "from the end");
    }
    let cursor = app.get(&format!("/v1/comments/{}/thread?limit=1", id(&made[0]))).await.json()["nextCursor"].clone();
    let other = app.get(&format!("/v1/articles/{story}/comments?limit=1")).await.json()["items"][0].clone();
    for foreign in [
        format!("/v1/comments/{}/thread?after={}", id(&other), cursor.as_str().unwrap()),
        format!("/v1/comments/{}/replies?after={}", id(&made[0]), cursor.as_str().unwrap()),
        format!("/v1/comments/{}/thread?order=TOP", id(&made[0])),
    ] {
        assert_eq!(app.get(&foreign).await.problem(400), "BAD_USER_INPUT", "{foreign}");
    }
    let nowhere = "/v1/comments/comment_01h455vb4pex5vsknk084sn02q/thread";
    assert_eq!(app.get(nowhere).await.problem(404), "NOT_FOUND");
    // The rejected one without answers is seen by nobody but moderators.
    let gone = format!("/v1/comments/{}/thread", id(&made[4]));
    assert_eq!(app.get(&gone).await.problem(404), "NOT_FOUND");
    assert_eq!(texts(&app.get_as(&moderator, &gone).await.expect(200)["items"]).len(), 6);
}

#[tokio::test]
async fn what_stands_above_a_comment_leads_to_it() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Ссылка").await, app.editor().await, moderator(&app).await);
    let made = talk(&app, &key, &moderator, &story).await;
    let path = |comment: &Value| format!("/v1/comments/{}/parents", id(comment));
    for key in [None, Some(moderator.as_str())] {
        let above = match key {
            Some(key) => app.get_as(key, &path(&made[6])).await.expect(200),
            None => app.get(&path(&made[6])).await.expect(200),
        };
        let bare = if key.is_some() { "1.1" } else { "-" };
        assert_eq!(texts(&above["items"]), ["1", bare, "1.1.1"]);
        assert_eq!(above["items"][1]["status"], "REJECTED");
        let query = format!("{{ comment(id: \"{}\") {{ parents {{ {COMMENT} }} }} }}", id(&made[6]));
        let answer = app.gql_as(key, &query, json!({})).await;
        assert_eq!(without_nulls(&answer["data"]["comment"]["parents"]), above["items"], "{answer}");
    }
    assert_eq!(app.get(&path(&made[0])).await.expect(200), json!({ "items": [] }));
    assert_eq!(app.get(&path(&made[4])).await.problem(404), "NOT_FOUND");
    let each = async |ids: &[&str]| {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Comment { text parents { text } thread(first: 2) { nodes { text } } } } }";
        let answer = app.gql_as(None, query, json!({ "ids": ids })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["nodes"].clone()
    };
    let (_, one) = counted(&app, each(&[id(&made[6])])).await;
    let second = app.get(&format!("/v1/articles/{story}/comments?limit=1")).await.json()["items"][0].clone();
    let (found, many) = counted(&app, each(&[id(&made[6]), id(&made[3]), id(&second)])).await;
    assert_eq!(one, many, "three comments of two threads, and one");
    assert_eq!(texts(&found[0]["thread"]["nodes"]), ["1", "-"]);
    assert_eq!(texts(&found[1]["parents"]), ["1", "-"]);
    assert_eq!((texts(&found[2]["parents"]).len(), texts(&found[2]["thread"]["nodes"])), (0, vec!["2".to_owned()]));
}

/// Ten thousand, each an answer to the one before it.
fn nested(article: ArticleId, from: Instant) -> GivenThreads {
    let mut comments: Vec<Given> = Vec::new();
    for i in 0..10_000_u32 {
        let created = from.plus_seconds(i.into());
        let mut bytes = [0; 10];
        bytes[..4].copy_from_slice(&i.to_be_bytes());
        let author = CommentAuthorInput { name: "Айгүл".to_owned() };
        let answered = comments.last().map(|given| given.id.to_string());
        comments.push(Given {
            id: CommentId::derived(created, &bytes),
            created,
            status: CommentStatus::Published,
            reasons: Vec::new(),
            new: NewComment::plain(author, format!("{i}"), answered),
        });
    }
    GivenThreads { article, comments }
}

#[tokio::test]
async fn ten_thousand_answers_one_below_the_other_stand_no_deeper_than_they_may() {
    let app = TestApp::spawn().await;
    let (story, key) = (story(&app, "Лестница").await, app.editor().await);
    let given = nested(story.parse().unwrap(), app.app.now().plus_seconds(-20_000));
    let ids: Vec<String> = given.comments.iter().map(|given| given.id.to_string()).collect();
    assert_eq!(comments::load(&app.app, &Actor::System, vec![given]).await.unwrap(), 10_000);
    let last = ids.last().unwrap();
    let read = app.get(&format!("/v1/comments/{last}")).await.expect(200);
    assert_eq!((&read["depth"], &read["parentId"], &read["inReplyTo"]), (&json!(5), &json!(ids[4]), &json!(ids[9998])));
    assert_eq!(
        texts(&app.get(&format!("/v1/comments/{last}/parents")).await.expect(200)["items"]),
        ["0", "1", "2", "3", "4"]
    );
    let top = app.get(&format!("/v1/comments/{}", ids[0])).await.expect(200);
    assert_eq!((&top["replyCount"], &top["descendantCount"]), (&json!(1), &json!(9999)));
    let deepest = app.get(&format!("/v1/comments/{}", ids[4])).await.expect(200);
    assert_eq!(deepest["replyCount"], 9995);
    // One more by each door.
    let made = say(&app, &key, &story, "ещё", Some(last)).await;
    assert_eq!((&made["depth"], &made["parentId"], &made["inReplyTo"]), (&json!(5), &json!(ids[4]), &json!(last)));
    let mutation = format!(
        "mutation($input: NewCommentInput!) {{ createComment(articleId: \"{story}\", input: $input) {{ depth parentId inReplyTo }} }}"
    );
    let answer = app.gql_as(Some(&key), &mutation, json!({ "input": comment("и ещё", Some(id(&made))) })).await;
    let expected = json!({ "depth": 5, "parentId": ids[4], "inReplyTo": made["id"] });
    assert_eq!(answer["data"]["createComment"], expected, "{answer}");
    let counted = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200);
    assert_eq!(counted["items"][0]["count"], 10_002);
    // The whole thread, page by page.
    let (mut sum, mut after, path) = (0, String::new(), format!("/v1/comments/{last}/thread?limit=100"));
    loop {
        let page = app.get(&format!("{path}{after}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        if sum < 10_000 {
            assert_eq!(items[0]["text"], sum.to_string());
        }
        sum += items.len();
        let Some(next) = page["nextCursor"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(sum, 10_002);
}
