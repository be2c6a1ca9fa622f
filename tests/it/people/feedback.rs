//! Reactions: counted once for each reader, shown to everybody, and taken back.

use dateline::config::identity::Algorithm;
use dateline::domain::comments::Network;
use dateline::domain::ids::CommentId;
use dateline::domain::keys::Actor;
use dateline::usecases::comments;
use reqwest::Method;
use serde_json::{Value, json};

use super::provider::Provider;
use super::{code, send};
use crate::comments::{comment, id, judge, moderator, post, story};
use crate::support::{Reply, TestApp};

async fn react(app: &TestApp, bearer: Option<&str>, method: Method, comment: &str, kind: &str) -> Reply {
    send(app, bearer, method, &format!("/v1/comments/{comment}/reactions/{kind}"), None).await
}

async fn shown(app: &TestApp, comment: &str) -> Value {
    app.get(&format!("/v1/comments/{comment}")).await.expect(200)["reactions"].clone()
}

#[tokio::test]
async fn a_reader_reacts_once_and_takes_it_back_on_both_doors() {
    let provider = Provider::start(Algorithm::EdDsa);
    let trusted = provider.trusted();
    let app = TestApp::spawn_with(|settings| {
        trusted(settings);
        settings.feedback.comment_reactions = "LIKE, ANGRY,LIKE".parse().unwrap();
    })
    .await;
    let story = story(&app, "Отклики").await;
    let made = post(&app, &story, &comment("Хорошо", None)).await.expect(201);
    let at = id(&made);
    let (one, two) = (provider.token("1", Some("А")), provider.token("2", None));
    let position = app.get("/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    let first = react(&app, Some(&one), Method::PUT, at, "LIKE").await.expect(200);
    assert_eq!(first["viewerReactions"], json!(["LIKE"]));
    assert_eq!(first["comment"]["reactions"], json!([{ "kind": "LIKE", "count": 1 }]));
    assert_eq!(first["comment"]["version"], made["version"], "a reaction is no decision");
    let again = react(&app, Some(&one), Method::PUT, at, "LIKE").await.expect(200);
    assert_eq!(again, first, "once");
    let add = "mutation ($id: ID!, $kind: String!) { addReaction(id: $id, kind: $kind) { viewerReactions comment { reactions { kind count } } } }";
    let answer = app.gql_as(Some(&two), add, json!({ "id": at, "kind": "LIKE" })).await;
    assert_eq!(
        answer["data"]["addReaction"],
        json!({ "viewerReactions": ["LIKE"], "comment": { "reactions": [{ "kind": "LIKE", "count": 2 }] } }),
        "{answer}"
    );
    let both = react(&app, Some(&two), Method::PUT, at, "ANGRY").await.expect(200);
    assert_eq!(both["viewerReactions"], json!(["ANGRY", "LIKE"]));
    assert_eq!(shown(&app, at).await, json!([{ "kind": "ANGRY", "count": 1 }, { "kind": "LIKE", "count": 2 }]));
    let told = app.get(&format!("/v1/changes?after={position}")).await.expect(200);
    let rows = told["items"].as_array().unwrap();
    assert_eq!(rows.len(), 3, "those that changed what is shown: {told}");
    assert!(rows.iter().all(|row| row["id"] == made["id"] && row["op"] == "UPDATED"));
    assert!(app.get(&format!("/v1/comments/{at}")).await.expect(200).get("viewerReactions").is_none());
    let remove = "mutation ($id: ID!, $kind: String!) { removeReaction(id: $id, kind: $kind) { viewerReactions comment { reactions { kind count } } } }";
    let answer = app.gql_as(Some(&one), remove, json!({ "id": at, "kind": "LIKE" })).await;
    assert_eq!(answer["data"]["removeReaction"]["viewerReactions"], json!([]), "{answer}");
    for _ in 0..2 {
        let left = react(&app, Some(&two), Method::DELETE, at, "LIKE").await.expect(200);
        assert_eq!(
            (&left["viewerReactions"], &left["comment"]["reactions"]),
            (&json!(["ANGRY"]), &json!([{ "kind": "ANGRY", "count": 1 }]))
        );
    }
    react(&app, Some(&one), Method::DELETE, at, "ANGRY").await.expect(200);
    assert_eq!(shown(&app, at).await, json!([{ "kind": "ANGRY", "count": 1 }]), "nobody takes another's back");
}

#[tokio::test]
async fn reactions_are_refused_for_good_reasons() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = provider.app().await;
    let (story, key) = (story(&app, "Отказы").await, moderator(&app).await);
    let made = post(&app, &story, &comment("Спорно", None)).await.expect(201);
    let (at, token) = (id(&made), provider.token("1", Some("А")));
    let add = "mutation ($id: ID!, $kind: String!) { addReaction(id: $id, kind: $kind) { viewerReactions } }";
    let both = async |bearer: Option<&str>, comment: &str, kind: &str, status: u16, name: &str| {
        let reply = react(&app, bearer, Method::PUT, comment, kind).await;
        assert_eq!(reply.problem(status), name, "{kind}");
        let answer = app.gql_as(bearer, add, json!({ "id": comment, "kind": kind })).await;
        assert_eq!(code(&answer), Some(name), "{answer}");
        reply.json()
    };
    let unknown = both(Some(&token), at, "HEART", 400, "BAD_USER_INPUT").await;
    assert!(unknown["detail"].as_str().unwrap().contains("LIKE"), "it names those that are taken");
    both(Some(&token), at, "like", 400, "BAD_USER_INPUT").await;
    both(None, at, "LIKE", 401, "UNAUTHENTICATED").await;
    both(Some(&key), at, "LIKE", 403, "FORBIDDEN").await;
    both(Some(&token), "comment_01h455vb4pex5vsknk084sn02q", "LIKE", 404, "NOT_FOUND").await;
    both(Some(&token), "42", "LIKE", 400, "BAD_USER_INPUT").await;
    assert_eq!(react(&app, Some(&token), Method::DELETE, at, "like").await.problem(400), "BAD_USER_INPUT");
    react(&app, Some(&token), Method::PUT, at, "LIKE").await.expect(200);
    // What readers do not see has no reactions, of answers above which its place stands neither.
    let answer = post(&app, &story, &comment("Ответ", Some(at))).await.expect(201);
    judge(&app, &key, &made, "reject").await;
    both(Some(&token), at, "LIKE", 404, "NOT_FOUND").await;
    assert_eq!(react(&app, Some(&token), Method::DELETE, at, "LIKE").await.problem(404), "NOT_FOUND");
    react(&app, Some(&token), Method::PUT, id(&answer), "LIKE").await.expect(200);
    let editor = app.editor().await;
    let version = app.get(&format!("/v1/articles/{story}")).await.json()["version"].as_i64().unwrap();
    app.patch(&editor, &format!("/v1/articles/{story}"), version, &json!({ "expires": app.at(60) })).await.expect(200);
    app.pass(60);
    both(Some(&token), id(&answer), "LIKE", 404, "NOT_FOUND").await;
    let trusted = provider.trusted();
    let off = app
        .beside(|settings| {
            trusted(settings);
            settings.feedback.comment_reactions = "".parse().unwrap();
        })
        .await;
    assert_eq!(react(&off, Some(&token), Method::PUT, at, "LIKE").await.problem(403), "FORBIDDEN");
    assert!("LIKE,love".parse::<dateline::config::feedback::ReactionKinds>().is_err());
}

#[tokio::test]
async fn a_network_reacts_once_a_day_where_that_is_wanted() {
    let app = TestApp::spawn_with(|settings| settings.feedback.comment_anonymous_reactions = true).await;
    let story = story(&app, "Без входа").await;
    let made = post(&app, &story, &comment("Хорошо", None)).await.expect(201);
    let at: CommentId = id(&made).parse().unwrap();
    let from = async |address: &str| {
        let network = Network::of(Some(address.parse().unwrap()));
        let done = comments::add_reaction(&app.app, &Actor::Anonymous, &network, at, "LIKE").await.unwrap();
        (done.comment.reactions[0].count, done.viewer_reactions)
    };
    let like = || vec!["LIKE".to_owned()];
    assert_eq!(from("198.51.100.1").await, (1, like()));
    assert_eq!(from("198.51.100.200").await, (1, like()), "the same network");
    assert_eq!(from("198.51.101.1").await, (2, like()));
    let reply = react(&app, None, Method::PUT, id(&made), "LIKE").await.expect(200);
    assert_eq!(reply["comment"]["reactions"][0]["count"], 3);
    let reply = react(&app, None, Method::DELETE, id(&made), "LIKE").await.expect(200);
    assert_eq!((&reply["comment"]["reactions"][0]["count"], &reply["viewerReactions"]), (&json!(2), &json!([])));
    app.pass(86_400);
    assert_eq!(from("198.51.100.1").await, (3, like()), "another day, another seal");
}

#[tokio::test]
async fn the_count_is_right_when_many_react_at_once() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = provider.app().await;
    let story = story(&app, "Толпа").await;
    let made = post(&app, &story, &comment("Популярно", None)).await.expect(201);
    let tokens: Vec<String> = (0..8).map(|number| provider.token(&number.to_string(), Some("Ч"))).collect();
    let all = tokens.iter().flat_map(|token| [token, token, token]);
    let put = |token: &String| {
        let token = token.clone();
        let (app, made) = (&app, &made);
        async move { react(app, Some(&token), Method::PUT, id(made), "LIKE").await.expect(200) }
    };
    futures_util::future::join_all(all.map(put)).await;
    assert_eq!(shown(&app, id(&made)).await, json!([{ "kind": "LIKE", "count": 8 }]));
    let away = tokens.iter().take(3).map(|token| react(&app, Some(token), Method::DELETE, id(&made), "LIKE"));
    futures_util::future::join_all(away).await;
    assert_eq!(shown(&app, id(&made)).await, json!([{ "kind": "LIKE", "count": 5 }]));
}
