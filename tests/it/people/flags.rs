//! Reports: one open one of each reader, told to moderators alone, and what follows when there are many.

use dateline::config::identity::Algorithm;
use dateline::domain::comments::{FlagComment, FlagReason, Network};
use dateline::domain::ids::CommentId;
use dateline::domain::keys::{Actor, Scope};
use dateline::error::Code;
use dateline::usecases::comments;
use reqwest::Method;
use serde_json::{Value, json};

use super::provider::Provider;
use super::{code, send};
use crate::comments::{comment, id, judge, moderator, post, story, without_nulls};
use crate::support::{Reply, TestApp};

async fn report(app: &TestApp, bearer: Option<&str>, comment: &str, body: &Value) -> Reply {
    send(app, bearer, Method::POST, &format!("/v1/comments/{comment}/flags"), Some(body)).await
}

/// An app in which one may report as often as one likes.
async fn app_of(provider: &Provider, hold: u32) -> TestApp {
    let trusted = provider.trusted();
    TestApp::spawn_with(|settings| {
        trusted(settings);
        (settings.comments.comments_per_minute, settings.comments.comments_per_ten_minutes) = (1000, 1000);
        settings.feedback.comment_flags_hold = hold;
    })
    .await
}

#[tokio::test]
async fn a_report_is_kept_once_and_only_moderators_see_it() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider, 5).await;
    let (story, key) = (story(&app, "Жалобы").await, moderator(&app).await);
    let made = post(&app, &story, &comment("Плохо", None)).await.expect(201);
    let (at, token) = (id(&made), provider.token("1", Some("А")));
    let editor = app.editor().await;
    let position = app.get_as(&editor, "/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    let reply = report(&app, Some(&token), at, &json!({ "reason": "HATE", "note": " Это\r\nвражда " })).await;
    assert_eq!(reply.header("location"), format!("/v1/comments/{at}/flags"));
    let flag = reply.expect(201);
    assert!(flag["id"].as_str().unwrap().starts_with("flag_"));
    assert_eq!(
        flag,
        json!({ "id": flag["id"], "commentId": at, "revision": 1, "reason": "HATE", "note": "Это\nвражда",
            "readerId": flag["readerId"], "created": app.at(0) })
    );
    let again = report(&app, Some(&token), at, &json!({ "reason": "SPAM" })).await;
    assert_eq!(again.expect(200), flag, "the open one stays as it is");
    app.pass(5);
    let mutation = "mutation ($id: ID!, $input: FlagCommentInput!) { flagComment(id: $id, input: $input) { id commentId revision reason note readerId created closed } }";
    let answer = app.gql_as(None, mutation, json!({ "id": at, "input": { "reason": "OFF_TOPIC" } })).await;
    let anonymous = without_nulls(&answer["data"]["flagComment"]);
    assert_eq!((&anonymous["reason"], anonymous.get("readerId")), (&json!("OFF_TOPIC"), None), "{answer}");
    let answer = app.gql_as(None, mutation, json!({ "id": at, "input": { "reason": "OTHER" } })).await;
    assert_eq!(without_nulls(&answer["data"]["flagComment"]), anonymous);
    // Moderators read them, page by page and beside the comment.
    let path = format!("/v1/comments/{at}/flags");
    let list = app.get_as(&key, &path).await.expect(200);
    assert_eq!(list["items"], json!([anonymous, flag]), "the newest first");
    let page = app.get_as(&key, &format!("{path}?limit=1")).await.expect(200);
    let rest =
        app.get_as(&key, &format!("{path}?limit=1&after={}", page["nextCursor"].as_str().unwrap())).await.expect(200);
    assert_eq!(rest["items"], json!([flag]));
    let query = format!(
        "{{ comment(id: \"{at}\") {{ flagCount flags {{ id commentId revision reason note readerId created closed }} }} }}"
    );
    let graphql = app.gql_as(Some(&key), &query, json!({})).await;
    assert_eq!(without_nulls(&graphql["data"]["comment"]["flags"]), list["items"], "{graphql}");
    assert_eq!(graphql["data"]["comment"]["flagCount"], 2);
    for bearer in [None, Some(&token), Some(&editor)] {
        let bearer = bearer.map(String::as_str);
        let hidden = app.gql_as(bearer, &query, json!({})).await;
        assert_eq!(hidden["data"]["comment"], json!({ "flagCount": null, "flags": null }), "{hidden}");
        let status = if bearer.is_none() { 401 } else { 403 };
        send(&app, bearer, Method::GET, &path, None).await.problem(status);
    }
    assert_eq!(
        app.get_as(&key, "/v1/comments/comment_01h455vb4pex5vsknk084sn02q/flags").await.problem(404),
        "NOT_FOUND"
    );
    let told = app.get_as(&editor, &format!("/v1/changes?after={position}")).await.expect(200);
    let rows: Vec<&Value> = told["items"].as_array().unwrap().iter().filter(|row| row["type"] == "COMMENT").collect();
    assert_eq!(rows.len(), 2, "{told}");
    assert_eq!(app.get(&format!("/v1/changes?after={position}")).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn reports_are_refused_for_good_reasons() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider, 5).await;
    let (story, key) = (story(&app, "Отказы").await, moderator(&app).await);
    let made = post(&app, &story, &comment("Плохо", None)).await.expect(201);
    let token = provider.token("1", Some("А"));
    let mutation = "mutation ($id: ID!, $input: FlagCommentInput!) { flagComment(id: $id, input: $input) { id } }";
    let both = async |bearer: Option<&str>, comment: &str, body: Value, status: u16, name: &str| {
        let reply = report(&app, bearer, comment, &body).await;
        assert_eq!(reply.problem(status), name, "{body}");
        let answer = app.gql_as(bearer, mutation, json!({ "id": comment, "input": body })).await;
        let told = code(&answer).unwrap_or_default();
        assert!(told == name || told == "GRAPHQL_VALIDATION_FAILED", "{answer}");
        reply.json()
    };
    for bad in [json!({ "reason": "BORING" }), json!({}), json!({ "reason": "SPAM", "extra": 1 })] {
        both(None, id(&made), bad, 422, "UNPROCESSABLE_CONTENT").await;
    }
    for note in ["я".repeat(501), "a\u{7}".to_owned(), "a\u{202e}b".to_owned()] {
        let problem =
            both(None, id(&made), json!({ "reason": "SPAM", "note": note }), 422, "UNPROCESSABLE_CONTENT").await;
        assert_eq!(problem["errors"][0]["pointer"], "/note");
    }
    let good = json!({ "reason": "SPAM", "note": "я".repeat(500) });
    both(Some(&key), id(&made), good.clone(), 403, "FORBIDDEN").await;
    both(None, "comment_01h455vb4pex5vsknk084sn02q", good.clone(), 404, "NOT_FOUND").await;
    both(None, "42", good.clone(), 400, "BAD_USER_INPUT").await;
    judge(&app, &key, &made, "reject").await;
    for bearer in [None, Some(token.as_str())] {
        both(bearer, id(&made), good.clone(), 404, "NOT_FOUND").await;
    }
    let held = app.beside(|settings| settings.comments.moderation = dateline::domain::comments::Moderation::Pre).await;
    let unseen = post(&held, &story, &comment("Ждёт", None)).await.expect(201);
    both(None, id(&unseen), good, 404, "NOT_FOUND").await;
}

#[tokio::test]
async fn a_comment_that_many_report_waits_for_a_moderator() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider, 3).await;
    let (story, key) = (story(&app, "Порог").await, moderator(&app).await);
    let made = post(&app, &story, &comment("Спорно", None)).await.expect(201);
    let answer = post(&app, &story, &comment("Ответ", Some(id(&made)))).await.expect(201);
    let tokens: Vec<String> = (0..5).map(|number| provider.token(&number.to_string(), Some("Ч"))).collect();
    let why = json!({ "reason": "ABUSIVE" });
    let count = async || app.get(&format!("/v1/articles/{story}")).await.json()["commentCount"].as_i64().unwrap();
    for token in [&tokens[0], &tokens[0], &tokens[1], &tokens[1]] {
        report(&app, Some(token), id(&answer), &why).await;
    }
    assert_eq!((count().await, app.get(&format!("/v1/comments/{}", id(&answer))).await.status), (2, 200), "two people");
    let position = app.get("/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    report(&app, Some(&tokens[2]), id(&answer), &why).await.expect(201);
    assert_eq!((count().await, app.get(&format!("/v1/comments/{}", id(&answer))).await.status), (1, 404));
    let parent = app.get(&format!("/v1/comments/{}", id(&made))).await.expect(200);
    assert_eq!((&parent["replyCount"], &parent["descendantCount"]), (&json!(0), &json!(0)));
    let told = app.get(&format!("/v1/changes?after={position}")).await.expect(200);
    assert_eq!((&told["items"][0]["op"], &told["items"][0]["id"]), (&json!("DELETED"), &answer["id"]));
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    let held = app.get_as(&key, "/v1/comments?status=HELD").await.expect(200)["items"][0].clone();
    assert_eq!((&held["id"], &held["reasons"], &held["flagCount"]), (&answer["id"], &json!(["REPORTED"]), &json!(3)));
    assert_eq!(held["version"], 2);
    // What a moderator approved stays, however many report it.
    let approved = judge(&app, &key, &held, "approve").await;
    assert_eq!((approved["status"].as_str(), count().await), (Some("APPROVED"), 2));
    for token in &tokens {
        report(&app, Some(token), id(&answer), &why).await;
    }
    assert_eq!((count().await, app.get(&format!("/v1/comments/{}", id(&answer))).await.status), (2, 200));
    // Where it is switched off, nobody takes a comment away.
    let never = app.beside(|settings| settings.feedback.comment_flags_hold = 0).await;
    for token in &tokens {
        report(&never, Some(token), id(&made), &why).await.expect(201);
    }
    assert_eq!(app.get(&format!("/v1/comments/{}", id(&made))).await.status, 200);
}

#[tokio::test]
async fn who_reports_too_much_is_told_to_wait_and_may_write_on() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = provider.app().await;
    let story = story(&app, "Поток жалоб").await;
    let key = app.key(&[Scope::RatesWrite]).await;
    let mut all: Vec<CommentId> = Vec::new();
    for number in 0..4 {
        let made = crate::comments::say(&app, &key, &story, &format!("Номер {number}"), None).await;
        all.push(id(&made).parse().unwrap());
    }
    let from = async |address: &str, comment: CommentId| {
        let network = Network::of(Some(address.parse().unwrap()));
        let how = FlagComment { reason: FlagReason::Other, note: None };
        let done = comments::flag(&app.app, &Actor::Anonymous, &network, comment, how).await;
        done.map(|(_, is_new)| is_new).map_err(|error| error.code)
    };
    assert_eq!(from("198.51.100.1", all[0]).await, Ok(true));
    assert_eq!(from("198.51.100.2", all[0]).await, Ok(false), "the same network");
    assert_eq!(from("198.51.100.1", all[1]).await, Ok(true));
    assert_eq!(from("198.51.100.1", all[2]).await, Err(Code::RateLimited));
    assert_eq!(from("198.51.100.1", all[0]).await, Ok(false), "what is there is told all the same");
    assert_eq!(from("198.51.101.1", all[2]).await, Ok(true));
    // Each reader has a budget of their own, and reports do not use up what one may write.
    let token = provider.token("1", Some("А"));
    for (comment, status) in [(all[0], 201), (all[1], 201), (all[2], 429)] {
        let reply = report(&app, Some(&token), &comment.to_string(), &json!({ "reason": "SPAM" })).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(status == 429, !reply.header("retry-after").is_empty());
    }
    let other = provider.token("2", Some("Б"));
    report(&app, Some(&other), &all[2].to_string(), &json!({ "reason": "SPAM" })).await.expect(201);
    super::say(&app, &token, &story, "И всё же").await.expect(201);
    app.pass(60);
    report(&app, Some(&token), &all[2].to_string(), &json!({ "reason": "SPAM" })).await.expect(201);
}
