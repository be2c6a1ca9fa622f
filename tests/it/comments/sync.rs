//! Bringing a copy of an article's comments up to date: nothing is missed, and nothing shows that readers never saw.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{COMMENT, comment, id, judge, moderator, post, say, story, without_nulls};
use crate::support::TestApp;

/// A copy as an app keeps it.
#[derive(Default)]
struct Copy {
    comments: BTreeMap<String, Value>,
    position: Option<String>,
    /// Every id of which it was told.
    told: Vec<String>,
}

impl Copy {
    /// Asks until nothing follows, by REST and the same by GraphQL.
    async fn refresh(&mut self, app: &TestApp, story: &str) {
        loop {
            let after = self.position.as_ref().map(|position| format!("&after={position}")).unwrap_or_default();
            let page = app.get(&format!("/v1/articles/{story}/comments/changes?limit=2{after}")).await.expect(200);
            let query = format!(
                "query($after: String) {{ commentChanges(articleId: \"{story}\", first: 2, after: $after) {{
                    items {{ id gone comment {{ {COMMENT} descendantCount }} }} position hasMore }} }}"
            );
            let answer = app.gql_as(None, &query, json!({ "after": self.position })).await;
            let same = without_nulls(&answer["data"]["commentChanges"]);
            assert_eq!((&same["position"], &same["hasMore"]), (&page["position"], &page["hasMore"]), "{answer}");
            for (item, twin) in page["items"].as_array().unwrap().iter().zip(same["items"].as_array().unwrap()) {
                assert_eq!((&item["id"], &item["gone"]), (&twin["id"], &twin["gone"]));
                assert_eq!(item["comment"]["text"], twin["comment"]["text"]);
                let id = id(item).to_owned();
                self.told.push(id.clone());
                match item.get("comment") {
                    Some(comment) => self.comments.insert(id, comment.clone()),
                    None => {
                        assert_eq!(item["gone"], true);
                        self.comments.remove(&id)
                    }
                };
            }
            self.position = Some(page["position"].as_str().unwrap().to_owned());
            if page["hasMore"] == false {
                return;
            }
        }
    }
}

/// Everything that readers meet under an article.
async fn truth(app: &TestApp, story: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let tops = app.get(&format!("/v1/articles/{story}/comments?limit=100")).await.expect(200);
    for top in tops["items"].as_array().unwrap() {
        let thread = app.get(&format!("/v1/comments/{}/thread?limit=100", id(top))).await.expect(200);
        for comment in thread["items"].as_array().unwrap() {
            found.insert(id(comment).to_owned(), comment.clone());
        }
    }
    found
}

#[tokio::test]
async fn a_copy_is_what_readers_meet_after_each_refresh() {
    let app = TestApp::spawn().await;
    let (story, key, moderator) = (story(&app, "Без сети").await, app.editor().await, moderator(&app).await);
    let mut copy = Copy::default();
    copy.refresh(&app, &story).await;
    assert!(copy.comments.is_empty());
    let mut made = Vec::new();
    for text in ["a", "b", "c", "d", "e"] {
        made.push(say(&app, &key, &story, text, None).await);
    }
    copy.refresh(&app, &story).await;
    assert_eq!(copy.comments, truth(&app, &story).await);
    // In the same second: what came after the position is not missed.
    let answer = say(&app, &key, &story, "под b", Some(id(&made[1]))).await;
    let deeper = say(&app, &key, &story, "под под b", Some(id(&answer))).await;
    let links = "https://a.kg https://b.kg https://c.kg";
    let held = post(&app, &story, &comment(links, Some(id(&made[0])))).await.expect(201);
    assert_eq!(held["status"], "HELD");
    let refused = post(&app, &story, &comment(&format!("{links} ещё"), None)).await.expect(201);
    judge(&app, &moderator, &refused, "reject").await;
    copy.refresh(&app, &story).await;
    assert_eq!(copy.comments, truth(&app, &story).await);
    assert_eq!(copy.comments[id(&made[1])]["descendantCount"], 2, "its number changed with them");
    // One goes, one leaves its place, and that place goes with the last answer; then all come back.
    for seconds in [0, 10] {
        app.pass(seconds);
        for gone in [&made[2], &answer] {
            decide(&app, &moderator, gone, "reject").await;
        }
        copy.refresh(&app, &story).await;
        assert_eq!(copy.comments, truth(&app, &story).await);
        assert!(copy.comments[id(&answer)].get("text").is_none() && !copy.comments.contains_key(id(&made[2])));
        app.pass(seconds);
        decide(&app, &moderator, &deeper, "reject").await;
        copy.refresh(&app, &story).await;
        assert_eq!(copy.comments, truth(&app, &story).await);
        assert!(!copy.comments.contains_key(id(&answer)), "the place went with the last answer");
        for back in [&made[2], &answer, &deeper] {
            decide(&app, &moderator, back, "approve").await;
        }
        copy.refresh(&app, &story).await;
        assert_eq!(copy.comments, truth(&app, &story).await);
        assert_eq!(copy.comments.len(), 7);
    }
    for never in [&held, &refused] {
        assert!(!copy.told.iter().any(|told| told == id(never)), "readers never saw {never}");
    }
    // Another copy from the beginning is the same, and one since an instant has only what changed then.
    let mut other = Copy::default();
    other.refresh(&app, &story).await;
    assert_eq!(other.comments, copy.comments);
    app.pass(60);
    let since = app.at(0);
    say(&app, &key, &story, "f", None).await;
    let page = app.get(&format!("/v1/articles/{story}/comments/changes?since={since}")).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let query = format!("{{ commentChanges(articleId: \"{story}\", since: \"{since}\") {{ items {{ id gone }} }} }}");
    assert_eq!(app.gql(&query).await["commentChanges"]["items"][0]["id"], page["items"][0]["id"]);
}

/// Judges a comment as it is now.
async fn decide(app: &TestApp, key: &str, comment: &Value, decision: &str) {
    let now = app.get_as(key, &format!("/v1/comments/{}", id(comment))).await.expect(200);
    judge(app, key, &now, decision).await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_an_article_that_is_not_seen_tells_nothing() {
    let app = TestApp::spawn().await;
    let (one, other, key) = (story(&app, "Одна").await, story(&app, "Другая").await, app.editor().await);
    say(&app, &key, &one, "a", None).await;
    let path = |story: &str, rest: &str| format!("/v1/articles/{story}/comments/changes{rest}");
    let position = app.get(&path(&one, "")).await.expect(200)["position"].as_str().unwrap().to_owned();
    for wrong in [
        path(&other, &format!("?after={position}")),
        path(&one, "?after=no"),
        path(&one, "?since=yesterday"),
        path(&one, &format!("?since={}&after={position}", app.at(0))),
        path(&one, "?limit=101"),
        path(&one, "?order=TOP"),
    ] {
        assert_eq!(app.get(&wrong).await.problem(400), "BAD_USER_INPUT", "{wrong}");
    }
    for arguments in [format!("after: \"{position}\", since: \"{}\"", app.at(0)), "first: 101".to_owned()] {
        let query = format!("{{ commentChanges(articleId: \"{one}\", {arguments}) {{ position }} }}");
        assert_eq!(app.gql_code(None, &query, json!({})).await, "BAD_USER_INPUT", "{query}");
    }
    let nowhere = "article_01h455vb4pex5vsknk084sn02q";
    assert_eq!(app.get(&path(nowhere, "")).await.problem(404), "NOT_FOUND");
    let query = format!("{{ commentChanges(articleId: \"{nowhere}\") {{ position }} }}");
    assert_eq!(app.gql_code(None, &query, json!({})).await, "NOT_FOUND");
}
