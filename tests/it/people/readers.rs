//! Readers: names and ids over comments, and what moderators say of them.

use dateline::config::identity::Algorithm;
use dateline::domain::ids::ReaderId;
use dateline::domain::keys::{Actor, Scope};
use dateline::domain::paging::PageRequest;
use dateline::usecases::readers;
use dateline::usecases::reading::Reading;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::provider::{Provider, claims};
use super::{code, say, send};
use crate::comments::{judge, moderator, story, without_nulls};
use crate::support::TestApp;

const READER: &str = "id name created banned suspendedUntil alwaysPremod trusted note version
    counts { written visible held rejected }";

async fn app_of(provider: &Provider) -> TestApp {
    let trusted = provider.trusted();
    TestApp::spawn_with(|settings| {
        trusted(settings);
        (settings.comments.comments_per_minute, settings.comments.comments_per_ten_minutes) = (1000, 1000);
    })
    .await
}

#[tokio::test]
async fn a_comment_stands_under_the_name_and_the_id_of_who_signed_in() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let story = story(&app, "Имена").await;
    let token = provider.token("42", Some("  Айгүл   Садыкова\u{200b}\u{7} "));
    let made = say(&app, &token, &story, "Первый").await.expect(201);
    assert_eq!(made["author"]["name"], "Айгүл Садыкова");
    let id = made["author"]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("reader_"));
    assert_eq!(app.get_as(&token, "/v1/me").await.expect(200)["id"], json!(id));
    let shown = app.get(&format!("/v1/comments/{}", made["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(shown["author"], json!({ "name": "Айгүл Садыкова", "id": id }));
    // A name of their own wins, on the other door too, and the id stays.
    let query = "mutation ($story: ID!, $input: NewCommentInput!) { createComment(articleId: $story, input: $input) { author { name id } } }";
    let given = json!({ "story": story, "input": { "text": "Второй", "author": { "name": "Айгүл" } } });
    let answer = app.gql_as(Some(&token), query, given).await;
    assert_eq!(answer["data"]["createComment"]["author"], json!({ "name": "Айгүл", "id": id }), "{answer}");
    // The same subject of a token with another name is the same reader; another subject is not.
    let renamed = say(&app, &provider.token("42", Some("А. Садыкова")), &story, "Третий").await.expect(201);
    assert_eq!(renamed["author"], json!({ "name": "А. Садыкова", "id": id }));
    let other = say(&app, &provider.token("43", Some("Айгүл Садыкова")), &story, "Четвёртый").await.expect(201);
    assert_ne!(other["author"]["id"], json!(id));
    // Names that nobody should have to read are not taken from the provider.
    for (name, why) in [
        (None, "none"),
        (Some("aigul@example.kg"), "an address"),
        (Some("\u{200b}\u{202e}"), "unseen"),
        (Some("!!!"), "signs"),
    ] {
        let token = provider.token("44", name);
        let reply = say(&app, &token, &story, "Пятый").await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{why}");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/author", "{why}");
        let given = json!({ "story": story, "input": { "text": "Пятый" } });
        assert_eq!(code(&app.gql_as(Some(&token), query, given).await), Some("UNPROCESSABLE_CONTENT"), "{why}");
        assert!(app.get_as(&token, "/v1/me").await.expect(200).get("name").is_none(), "{why}");
    }
    let long = provider.token("45", Some(&"Ы".repeat(80)));
    assert_eq!(say(&app, &long, &story, "Шестой").await.expect(201)["author"]["name"], json!("Ы".repeat(60)));
    // Whoever is not signed in gives a name.
    let reply =
        send(&app, None, Method::POST, &format!("/v1/articles/{story}/comments"), Some(&json!({ "text": "Кто я" })))
            .await;
    assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
    let made = send(
        &app,
        None,
        Method::POST,
        &format!("/v1/articles/{story}/comments"),
        Some(&json!({ "author": { "name": "Я" }, "text": "Это я" })),
    )
    .await;
    assert!(made.expect(201)["author"].get("id").is_none());
}

#[tokio::test]
async fn there_is_no_row_before_a_reader_writes_and_one_however_often_they_do() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let (story, key) = (story(&app, "Строки").await, moderator(&app).await);
    let token = provider.token("42", Some("Бакыт"));
    app.get_as(&token, "/v1/me").await.expect(200);
    app.get_as(&token, &format!("/v1/articles/{story}/comments")).await.expect(200);
    assert_eq!(app.get_as(&key, "/v1/readers").await.expect(200)["items"], json!([]));
    let texts: Vec<String> = (0..6).map(|number| format!("Сразу {number}")).collect();
    let said = futures_util::future::join_all(texts.iter().map(|text| say(&app, &token, &story, text))).await;
    let ids: Vec<Value> = said.iter().map(|reply| reply.expect(201)["author"]["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0] && id.is_string()), "{ids:?}");
    let list = app.get_as(&key, "/v1/readers").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["counts"], json!({ "written": 6, "visible": 6, "held": 0, "rejected": 0 }));
    // What is sent again before and after the first row is the same request.
    let token = provider.token("43", Some("Нурлан"));
    let once = async || {
        let request = app.request(Method::POST, &format!("/v1/articles/{story}/comments")).bearer_auth(&token);
        app.send(request.header("idempotency-key", "k1").json(&json!({ "text": "Один раз" }))).await
    };
    let (first, again) = (once().await, once().await);
    assert_eq!(first.expect(201)["id"], again.expect(201)["id"]);
    assert_eq!(again.header("idempotency-replayed"), "true");
}

#[tokio::test]
async fn moderators_find_readers_and_say_what_holds_for_them() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let (story, key) = (story(&app, "Читатели").await, moderator(&app).await);
    for (number, name) in ["Айбек", "айгүл", "Bermet 100%", "АЙЖАН_1"].iter().enumerate() {
        let token = provider.token(&format!("reader {number}"), Some(name));
        say(&app, &token, &story, &format!("Я {name}")).await.expect(201);
        app.pass(60);
    }
    let names = async |query: &str| -> Vec<String> {
        let list = app.get_as(&key, &format!("/v1/readers?{query}")).await.expect(200);
        list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await, ["АЙЖАН_1", "Bermet 100%", "айгүл", "Айбек"], "the newest first");
    assert_eq!(names("name=%D0%B0%D0%B9").await, ["АЙЖАН_1", "айгүл", "Айбек"], "in any case");
    assert_eq!(names("name=0%25").await, ["Bermet 100%"], "no sign means anything");
    assert_eq!(names("name=_").await, ["АЙЖАН_1"]);
    assert_eq!(names("name=xyz").await, Vec::<String>::new());
    let page = app.get_as(&key, "/v1/readers?limit=3").await.expect(200);
    let rest = app.get_as(&key, &format!("/v1/readers?limit=3&after={}", page["nextCursor"].as_str().unwrap())).await;
    assert_eq!(rest.expect(200)["items"][0]["name"], "Айбек");
    let cursor = page["nextCursor"].as_str().unwrap();
    assert_eq!(app.get_as(&key, &format!("/v1/readers?name=a&after={cursor}")).await.problem(400), "BAD_USER_INPUT");
    for bad in ["name=", "name=%E2%80%8B", &format!("name={}", "a".repeat(61)), "limit=0"] {
        assert_eq!(app.get_as(&key, &format!("/v1/readers?{bad}")).await.problem(400), "BAD_USER_INPUT", "{bad}");
    }
    let reader = page["items"][0].clone();
    let id = reader["id"].as_str().unwrap();
    let graphql = app.gql_as(Some(&key), &format!("{{ reader(id: \"{id}\") {{ {READER} }} readers(first: 1) {{ nodes {{ {READER} }} }} node(id: \"{id}\") {{ ... on Reader {{ {READER} }} }} }}"), json!({})).await;
    for found in [&graphql["data"]["reader"], &graphql["data"]["readers"]["nodes"][0], &graphql["data"]["node"]] {
        assert_eq!(without_nulls(found), reader, "{graphql}");
    }
    // A change names the version, and the newsroom is told of it.
    let editor = app.editor().await;
    let position = app.get_as(&editor, "/v1/changes?limit=100").await.json()["position"].as_str().unwrap().to_owned();
    let path = format!("/v1/readers/{id}");
    let change = json!({ "banned": true, "suspendedUntil": app.at(3600), "alwaysPremod": true, "trusted": true, "note": " Спорит\r\nмного " });
    let changed = app.patch(&key, &path, 1, &change).await.expect(200);
    assert_eq!(changed["note"], "Спорит\nмного");
    assert_eq!(
        (&changed["version"], &changed["banned"], &changed["suspendedUntil"]),
        (&json!(2), &json!(true), &json!(app.at(3600)))
    );
    assert_eq!(app.get_as(&key, &path).await.expect(200), changed);
    assert_eq!(app.patch(&key, &path, 1, &json!({ "banned": false })).await.problem(412), "PRECONDITION_FAILED");
    assert_eq!(app.patch(&key, &path, 2, &json!({})).await.expect(200)["version"], 2, "nothing is no change");
    let told = app.get_as(&editor, &format!("/v1/changes?after={position}")).await.expect(200);
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!((&told["items"][0]["type"], &told["items"][0]["id"]), (&json!("READER"), &json!(id)));
    let public = app.get(&format!("/v1/changes?after={position}")).await.expect(200);
    assert_eq!(public["items"], json!([]), "readers are not told");
    let query = "mutation ($id: ID!, $version: Int!, $patch: ReaderPatchInput!) { updateReader(id: $id, version: $version, patch: $patch) { version suspendedUntil note trusted } }";
    let patch = json!({ "id": id, "version": 2, "patch": { "suspendedUntil": null, "note": null, "trusted": false } });
    let answer = app.gql_as(Some(&key), query, patch.clone()).await;
    assert_eq!(
        answer["data"]["updateReader"],
        json!({ "version": 3, "suspendedUntil": null, "note": null, "trusted": false }),
        "{answer}"
    );
    assert_eq!(code(&app.gql_as(Some(&key), query, patch).await), Some("PRECONDITION_FAILED"));
    for (bad, pointer) in [
        (json!({ "banned": null }), "/banned"),
        (json!({ "trusted": null }), "/trusted"),
        (json!({ "alwaysPremod": null }), "/alwaysPremod"),
        (json!({ "suspendedUntil": app.at(0) }), "/suspendedUntil"),
        (json!({ "note": "" }), "/note"),
        (json!({ "note": "a\u{7}" }), "/note"),
        (json!({ "note": "я".repeat(1001) }), "/note"),
    ] {
        let reply = app.patch(&key, &path, 3, &bad).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{bad}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
        let given = json!({ "id": id, "version": 3, "patch": bad });
        assert_eq!(code(&app.gql_as(Some(&key), query, given).await), Some("UNPROCESSABLE_CONTENT"));
    }
}

#[tokio::test]
async fn only_moderators_see_readers() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let story = story(&app, "Сторонние").await;
    let token = provider.token("42", Some("Бакыт"));
    let id = say(&app, &token, &story, "Мой").await.expect(201)["author"]["id"].as_str().unwrap().to_owned();
    let editor = app.key(&[Scope::ArticlesWrite]).await;
    for (bearer, status, name) in
        [(None, 401, "UNAUTHENTICATED"), (Some(&token), 403, "FORBIDDEN"), (Some(&editor), 403, "FORBIDDEN")]
    {
        let bearer = bearer.map(String::as_str);
        for path in ["/v1/readers".to_owned(), format!("/v1/readers/{id}")] {
            assert_eq!(send(&app, bearer, Method::GET, &path, None).await.problem(status), name);
        }
        let request = app
            .request(Method::PATCH, &format!("/v1/readers/{id}"))
            .header("if-match", "\"1\"")
            .json(&json!({ "trusted": true }));
        let request = if let Some(bearer) = bearer { request.bearer_auth(bearer) } else { request };
        assert_eq!(app.send(request).await.problem(status), name);
        let query = "{ readers { nodes { id } } }";
        assert_eq!(code(&app.gql_as(bearer, query, json!({})).await), Some(name));
        let query = format!("{{ reader(id: \"{id}\") {{ id }} }}");
        assert_eq!(code(&app.gql_as(bearer, &query, json!({})).await), Some(name));
        let query =
            format!("mutation {{ updateReader(id: \"{id}\", version: 1, patch: {{ trusted: true }}) {{ id }} }}");
        assert_eq!(code(&app.gql_as(bearer, &query, json!({})).await), Some(name));
        let node = app.gql_as(bearer, &format!("{{ node(id: \"{id}\") {{ id }} }}"), json!({})).await;
        assert_eq!(node["data"]["node"], Value::Null);
    }
    assert_eq!(app.get("/v1/me").await.problem(401), "UNAUTHENTICATED");
    assert_eq!(app.get_as(&editor, "/v1/me").await.problem(403), "FORBIDDEN");
    assert_eq!(code(&app.gql_as(None, "{ viewer { name } }", json!({})).await), Some("UNAUTHENTICATED"));
    let key = moderator(&app).await;
    let nobody = "/v1/readers/reader_01h455vb4pex5vsknk084sn02q";
    assert_eq!(app.get_as(&key, nobody).await.problem(404), "NOT_FOUND");
    assert_eq!(app.patch(&key, nobody, 1, &json!({})).await.problem(404), "NOT_FOUND");
    assert_eq!(app.get_as(&key, "/v1/readers/42").await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn who_is_banned_or_suspended_writes_nothing_and_reads_on() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let (story, key) = (story(&app, "Запреты").await, moderator(&app).await);
    let mut long = claims("42");
    (long["exp"], long["name"]) = (json!(2_000_000_000), json!("Бакыт"));
    let token = provider.signer.token(&provider.head(), &long);
    let made = say(&app, &token, &story, "Ещё можно").await.expect(201);
    let (comment, reader) = (made["id"].as_str().unwrap(), made["author"]["id"].as_str().unwrap());
    let path = format!("/v1/readers/{reader}");
    let until = app.at(7200);
    let create =
        format!("mutation {{ createComment(articleId: \"{story}\", input: {{ text: \"Нельзя\" }}) {{ id }} }}");
    let react = format!("mutation {{ addReaction(id: \"{comment}\", kind: \"LIKE\") {{ viewerReactions }} }}");
    let report = format!("mutation {{ flagComment(id: \"{comment}\", input: {{ reason: SPAM }}) {{ id }} }}");
    let refused = async |name: &str| {
        let mut details = Vec::new();
        for (method, path, body) in [
            (Method::POST, format!("/v1/articles/{story}/comments"), Some(json!({ "text": "Нельзя" }))),
            (Method::PUT, format!("/v1/comments/{comment}/reactions/LIKE"), None),
            (Method::POST, format!("/v1/comments/{comment}/flags"), Some(json!({ "reason": "SPAM" }))),
        ] {
            let reply = send(&app, Some(&token), method, &path, body.as_ref()).await;
            assert_eq!(reply.problem(403), name, "{path}");
            details.push(reply.json()["detail"].as_str().unwrap().to_owned());
        }
        for query in [&create, &react, &report] {
            assert_eq!(code(&app.gql_as(Some(&token), query, json!({})).await), Some(name));
        }
        app.get_as(&token, &format!("/v1/articles/{story}/comments")).await.expect(200);
        details
    };
    app.patch(&key, &path, 1, &json!({ "suspendedUntil": until })).await.expect(200);
    assert!(refused("READER_SUSPENDED").await.iter().all(|detail| detail.contains(&until)));
    let me = app.get_as(&token, "/v1/me").await.expect(200);
    assert_eq!((&me["mayWrite"], &me["suspendedUntil"]), (&json!(false), &json!(until)));
    app.patch(&key, &path, 2, &json!({ "banned": true })).await.expect(200);
    refused("READER_BANNED").await;
    let me = app.get_as(&token, "/v1/me").await.expect(200);
    assert_eq!((&me["mayWrite"], me.get("suspendedUntil")), (&json!(false), None), "for good");
    app.patch(&key, &path, 3, &json!({ "banned": false })).await.expect(200);
    refused("READER_SUSPENDED").await;
    app.pass(7199);
    refused("READER_SUSPENDED").await;
    app.pass(1);
    assert_eq!(app.get_as(&token, "/v1/me").await.expect(200)["mayWrite"], true);
    say(&app, &token, &story, "Снова можно").await.expect(201);
}

/// The facets of all rows of the log, told to whomever, after so many.
async fn facets_after(app: &TestApp, rows: usize) -> Vec<Vec<String>> {
    let conn = app.app.store.reader();
    let sql = "SELECT facets FROM changes ORDER BY seq";
    let found = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let read =
        |row: &sea_orm::QueryResult| serde_json::from_str(&row.try_get::<String>("", "facets").unwrap()).unwrap();
    found.iter().skip(rows).map(read).collect()
}

#[tokio::test]
async fn what_is_told_of_readers_changes_with_what_it_noted_and_not_else() {
    let provider = Provider::start(Algorithm::EdDsa);
    let app = app_of(&provider).await;
    let (story, key) = (story(&app, "Честность").await, moderator(&app).await);
    let token = provider.token("42", Some("Бакыт"));
    let first = say(&app, &token, &story, "Первый").await.expect(201);
    let reader: ReaderId = first["author"]["id"].as_str().unwrap().parse().unwrap();
    let actor = dateline::usecases::keys::authenticate(&app.app, Some(&format!("Bearer {token}"))).await.unwrap();
    let told = async || {
        let (staff, own) = (Reading::new(&app.app, Actor::System), Reading::new(&app.app, actor.clone()));
        let page = PageRequest::default();
        let list = readers::list(&staff, None, &page).await.unwrap();
        let noted: Vec<String> = staff.noted().facets.iter().map(ToString::to_string).collect();
        let staff = Reading::new(&app.app, Actor::System);
        let one = readers::get(&staff, reader).await.unwrap();
        let of_one: Vec<String> = staff.noted().facets.iter().map(ToString::to_string).collect();
        let me = readers::viewer(&own).await.unwrap();
        let of_me: Vec<String> = own.noted().facets.iter().map(ToString::to_string).collect();
        [(format!("{:?}", list.rows), noted), (format!("{one:?}"), of_one), (format!("{me:?}"), of_me)]
    };
    let path = format!("/v1/readers/{reader}");
    let mut changed = 0;
    for step in 0..5 {
        let (before, rows) = (told().await, facets_after(&app, 0).await.len());
        match step {
            0 => drop(say(&app, &token, &story, "Второй").await.expect(201)),
            1 => drop(say(&app, &provider.token("43", Some("Нурлан")), &story, "Другой").await.expect(201)),
            2 => drop(say(&app, &provider.token("42", Some("Бакыт Осмонов")), &story, "Третий").await.expect(201)),
            3 => drop(judge(&app, &key, &first, "reject").await),
            _ => drop(app.patch(&key, &path, 1, &json!({ "banned": true })).await.expect(200)),
        }
        let moved: Vec<String> = facets_after(&app, rows).await.concat();
        for (before, after) in before.iter().zip(told().await) {
            if before.0 != after.0 {
                changed += 1;
                assert!(before.1.iter().any(|facet| moved.contains(facet)), "{step}: {:?} {moved:?}", before.1);
            }
        }
    }
    assert!(changed >= 9, "{changed}");
}
