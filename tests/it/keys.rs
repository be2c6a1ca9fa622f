//! Keys: what they open, how they are kept, how they end; and what only the newsroom sees.

use dateline::domain::keys::{Actor, Scope, Token};
use dateline::domain::time::Instant;
use dateline::error::Code;
use dateline::store::keys as store;
use dateline::usecases::keys;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::samples::{self, article, published};
use crate::support::{START, TestApp};

/// An answer to an `Authorization` header as it is written; both doors agree.
async fn status(app: &TestApp, authorization: &str) -> u16 {
    let rest = app.send(app.request(Method::GET, "/v1/articles").header("authorization", authorization)).await;
    let query = json!({ "query": "{ __typename }" });
    let request = app.request(Method::POST, "/graphql").header("authorization", authorization);
    let graphql = app.send(request.json(&query)).await;
    assert_eq!(rest.status, graphql.status, "{authorization}");
    if rest.status == 401 {
        for reply in [&rest, &graphql] {
            assert_eq!(reply.header("www-authenticate"), "Bearer", "{authorization}");
        }
        let code = graphql.json()["errors"][0]["extensions"]["code"].clone();
        assert_eq!((rest.problem(401), code), ("UNAUTHENTICATED".to_owned(), json!("UNAUTHENTICATED")));
        assert!(!rest.text.contains(authorization), "the key is not repeated");
    }
    rest.status
}

#[tokio::test]
async fn a_key_is_kept_as_a_hash_and_found_by_its_prefix() {
    let app = TestApp::spawn().await;
    let scopes = [Scope::Imports, Scope::ArticlesWrite, Scope::Imports];
    let (token, key) = keys::create(&app.app, &Actor::System, "ЦМС", &scopes, None).await.unwrap();
    let text = token.reveal().to_owned();
    let (prefix, secret) = (&text[3..11], &text[12..]);
    assert_eq!((text.len(), &text[..3], &text[11..12]), (55, "dl_", "_"));
    assert_eq!(key.scopes, [Scope::ArticlesWrite, Scope::Imports], "each once");

    let settings = &app.app.config.database.database_url;
    let connection = Database::connect(settings).await.unwrap();
    let backend = if settings.starts_with("sqlite") { DbBackend::Sqlite } else { DbBackend::Postgres };
    let select = Statement::from_string(backend, "SELECT prefix, hash, label, scopes FROM api_keys");
    let rows = connection.query_all_raw(select).await.unwrap();
    let columns = ["prefix", "hash", "label", "scopes"].map(|name| rows[0].try_get::<String>("", name).unwrap());
    connection.close().await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!([&columns[0], &columns[2], &columns[3]], [prefix, "ЦМС", "articles:write imports"]);
    assert_eq!(columns[1], token.hash());
    assert_eq!(columns[1].len(), 64, "SHA-256 in hex");
    assert!(columns.iter().all(|column| !column.contains(secret)), "the secret is nowhere in the row");

    let found = store::by_prefix(&app.app.store.reader(), prefix).await.unwrap().unwrap();
    assert_eq!(found, key);
    assert_eq!(store::by_prefix(&app.app.store.reader(), "AAAAAAAA").await.unwrap(), None);
    assert_eq!(keys::list(&app.app, &Actor::System).await.unwrap(), [key]);
    assert_eq!(status(&app, &format!("Bearer {text}")).await, 200);
}

#[tokio::test]
async fn tokens_differ_and_only_the_whole_token_opens() {
    let app = TestApp::spawn().await;
    let (one, two) = (app.editor().await, app.editor().await);
    assert_ne!(one[3..11], two[3..11]);
    assert_ne!(one[12..], two[12..]);
    assert_ne!(Token::read(&one).unwrap().hash(), Token::read(&two).unwrap().hash());
    let (prefix, secret) = one.split_at(12);
    let swapped = if secret.starts_with('A') { "B" } else { "A" };
    for good in [format!("Bearer {one}"), format!("bearer {one}"), format!("BEARER   {one}")] {
        assert_eq!(status(&app, &good).await, 200, "{good}");
    }
    for bad in [
        format!("Bearer {prefix}{swapped}{}", &secret[1..]),
        format!("Bearer {}{}", prefix, &two[12..]),
        format!("Bearer {}{}", &two[..12], secret),
        format!("Bearer {}", one.to_lowercase()),
        format!("Bearer {one}="),
        format!("Bearer {}", &one[..one.len() - 1]),
        format!("Bearer {one} {two}"),
        format!("Bearer {one},{two}"),
        format!("Bearer \"{one}\""),
        format!("Bearer{one}"),
        format!("Basic {one}"),
        format!("Token {one}"),
        one.clone(),
        "Bearer".to_owned(),
        "Bearer dl_".to_owned(),
        "Bearer null".to_owned(),
        format!("Bearer dl_{}", "_".repeat(52)),
        format!("Bearer dl_%_______{}", &one[11..]),
        format!("Bearer {}", "x".repeat(4000)),
    ] {
        assert_eq!(status(&app, &bad).await, 401, "{bad}");
    }
    let twice = app.request(Method::GET, "/v1/articles").bearer_auth(&one).header("authorization", "Bearer x");
    assert_eq!(app.send(twice).await.problem(400), "BAD_USER_INPUT");
    let bytes = app.request(Method::GET, "/v1/articles").header("authorization", b"Bearer \xd0\x9a".as_slice());
    assert_eq!(app.send(bytes).await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_key_ends_at_its_instant_and_at_once_when_it_is_taken_back() {
    let app = TestApp::spawn().await;
    let end = Instant::from_seconds(START + 60);
    let (token, _) = keys::create(&app.app, &Actor::System, "short", &[Scope::Admin], Some(end)).await.unwrap();
    let (other, key) = keys::create(&app.app, &Actor::System, "other", &[Scope::Admin], None).await.unwrap();
    let (token, other) = (format!("Bearer {}", token.reveal()), format!("Bearer {}", other.reveal()));
    app.pass(59);
    assert_eq!(status(&app, &token).await, 200, "a second before its end");
    app.pass(1);
    assert_eq!(status(&app, &token).await, 401, "at its end");
    assert_eq!(status(&app, &other).await, 200, "the other has none");
    keys::revoke(&app.app, &Actor::System, key.id).await.unwrap();
    assert_eq!(status(&app, &other).await, 401, "the next request");
    let again = keys::revoke(&app.app, &Actor::System, key.id).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
    let listed = keys::list(&app.app, &Actor::System).await.unwrap();
    let ends: Vec<_> = listed.iter().filter(|listed| listed.id == key.id).map(|listed| listed.revoked).collect();
    assert_eq!(ends, [Some(end)]);
    for (scopes, end) in [(&[][..], None), (&[Scope::Admin][..], Some(end))] {
        let refused = keys::create(&app.app, &Actor::System, "x", scopes, end).await.err().unwrap();
        assert_eq!(refused.code, Code::UnprocessableContent);
    }
}

#[tokio::test]
async fn only_admin_manages_keys() {
    let app = TestApp::spawn().await;
    for scope in Scope::ALL {
        let (_, key) = keys::create(&app.app, &Actor::System, "x", &[scope], None).await.unwrap();
        let actor = Actor::Key { id: key.id, scopes: key.scopes };
        let made = keys::create(&app.app, &actor, "y", &[Scope::RatesWrite], None).await.map(|_| ());
        let code = made.as_ref().err().map(|error| error.code);
        assert_eq!(code, (scope != Scope::Admin).then_some(Code::Forbidden), "{scope}");
        assert_eq!(keys::list(&app.app, &actor).await.is_ok(), scope == Scope::Admin);
        assert_eq!(keys::revoke(&app.app, &actor, key.id).await.is_ok(), scope == Scope::Admin);
    }
    let anonymous = keys::list(&app.app, &Actor::Anonymous).await.unwrap_err();
    assert_eq!(anonymous.code, Code::Unauthenticated);
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_say_and_admin_opens_all() {
    let app = TestApp::spawn().await;
    let editor = app.editor().await;
    let names = samples::names("Ош", "Ош", "Osh");
    for (i, scope) in Scope::ALL.into_iter().enumerate() {
        let key = app.key(&[scope]).await;
        let has = |needed: &[Scope]| scope == Scope::Admin || needed == [scope];
        let draft = app.post(&editor, "/v1/articles", &article(&format!("Черновик {i}"))).await.expect(201);
        let path = format!("/v1/articles/{}", draft["id"].as_str().unwrap());
        let ready = published(&app, &format!("Готово {i}"), 1);
        let write = has(&[Scope::ArticlesWrite]);
        let named = |noun: &str| json!({ "slug": format!("{noun}-{i}"), "names": names });
        let mut replies = Vec::new();
        for (path, body) in [
            ("/v1/articles", article(&format!("Новый {i}"))),
            ("/v1/sections", named("section")),
            ("/v1/tags", named("tag")),
            ("/v1/authors", json!({ "slug": format!("author-{i}"), "name": "A" })),
        ] {
            replies.push((path, write, app.post(&key, path, &body).await));
        }
        replies.push(("patch", write, app.patch(&key, &path, 1, &json!({ "headline": "Иначе" })).await));
        // Publishing at creation needs both.
        replies.push(("published", scope == Scope::Admin, app.post(&key, "/v1/articles", &ready).await));
        let version = if write { 2 } else { 1 };
        let publish = format!("{path}/publish");
        let reply = app.change(Method::POST, &key, &publish, version, Some(&json!({}))).await;
        replies.push(("publish", has(&[Scope::ArticlesPublish]), reply));
        let embargoed = scope == Scope::Admin || scope == Scope::ArticlesEmbargoed;
        let staff = has(&[Scope::ArticlesWrite]) || has(&[Scope::ArticlesPublish]);
        for (state, open) in [("PUBLISHED", true), ("EMBARGOED", embargoed || staff), ("DRAFT", staff)] {
            let reply = app.get_as(&key, &format!("/v1/articles?state={state}")).await;
            replies.push((state, open, reply));
        }
        for (what, open, reply) in replies {
            if open {
                assert!((200..300).contains(&reply.status), "{scope} {what}: {}", reply.text);
            } else {
                assert_eq!(reply.problem(403), "FORBIDDEN", "{scope} {what}");
            }
        }
        let create = r#"mutation($n: String!) { createAuthor(input: { name: "B", slug: $n }) { id } }"#;
        let answer = app.gql_as(Some(&key), create, json!({ "n": format!("b-{i}") })).await;
        assert_eq!(answer["data"]["createAuthor"].is_object(), write, "{scope}: {answer}");
    }
}

#[tokio::test]
async fn what_is_internal_is_shown_to_the_newsroom_alone_on_both_doors() {
    let app = TestApp::spawn().await;
    let editor = app.editor().await;
    samples::nouns(&app, &editor).await;
    let mut new = published(&app, "Вышла", 10);
    new["authors"] = json!(["emil"]);
    new["edNote"] = json!("Проверить цифры");
    new["externalId"] = json!({ "source": "cms", "id": "42" });
    let made = app.post(&editor, "/v1/articles", &new).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let mut callers = vec![(None, false)];
    for scope in Scope::ALL {
        let staff = matches!(scope, Scope::ArticlesWrite | Scope::ArticlesPublish | Scope::Admin);
        callers.push((Some(app.key(&[scope]).await), staff));
    }
    let query = r#"query($id: ID!) {
        article(id: $id) { edNote externalId { source id } authors { email } }
        articles { nodes { edNote externalId { id } authors { email } } }
        authors(first: 2) { nodes { email } }
        author(id: "emil") { email }
        node(id: $id) { ... on Article { edNote externalId { id } authors { email } } }
        nodes(ids: [$id]) { ... on Article { edNote externalId { id } } }
    }"#;
    for (key, staff) in callers {
        let get = async |path: &str| match &key {
            Some(key) => app.get_as(key, path).await,
            None => app.get(path).await,
        };
        let paths = [
            format!("/v1/articles/{id}"),
            "/v1/articles/vyshla?fields=edNote,externalId".to_owned(),
            "/v1/articles".to_owned(),
            "/v1/articles?fields=edNote,externalId".to_owned(),
            "/v1/authors".to_owned(),
            "/v1/authors/emil".to_owned(),
        ];
        let mut texts = Vec::new();
        for path in &paths {
            let reply = get(path).await;
            reply.expect(200);
            texts.push((path.as_str(), reply.text));
        }
        let answer = app.gql_as(key.as_deref(), query, json!({ "id": id })).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        for name in ["article", "articles", "authors", "author", "node", "nodes"] {
            texts.push((name, answer["data"][name].to_string()));
        }
        for (place, text) in texts {
            let hidden = ["Проверить цифры", "\"42\"", "emil@example.com"];
            let shown: Vec<&str> = hidden.into_iter().filter(|secret| text.contains(secret)).collect();
            let of_author = place.contains("author");
            let expected: &[&str] = match (staff, of_author) {
                (false, _) => &[],
                (true, true) => &["emil@example.com"],
                // REST shows an author there as a reference without the address; `nodes` asks for no author.
                (true, false) if place.starts_with('/') || place == "nodes" => &["Проверить цифры", "\"42\""],
                (true, false) => &hidden,
            };
            assert_eq!(shown, expected, "{key:?} {place}: {text}");
        }
    }
    let null = app.gql(r#"{ article(id: "vyshla") { edNote externalId { id } authors { email } } }"#).await;
    let expected = json!({ "edNote": null, "externalId": null, "authors": [{ "email": null }] });
    assert_eq!(null["article"], expected, "null and no error: the fields look as if they were empty");
    let list = app.get("/v1/authors").await.json();
    assert!(
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|author| author.get("email") == Some(&Value::Null) || author.get("email").is_none())
    );
}
