//! Previews: a token shows one article before readers see it, to whoever has it, for a while, and nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dateline::domain::keys::{Actor, Scope};
use dateline::domain::preview::PreviewSecret;
use dateline::error::Code;
use dateline::usecases::articles;
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::Program;
use crate::support::samples::{self, article, published};
use crate::support::{Reply, TestApp};

/// What a preview shows is what readers will see, so GraphQL asks for all of it.
const SHOWN: &str = "query($id: ID!, $preview: String) { article(id: $id, preview: $preview) {
    id slug state version headline edNote externalId { id } body { text } section { slug } tags { slug } authors { name }
    dateline { raw } commentCount related { id } } }";

/// A draft with all relations and with what only the newsroom sees.
async fn draft(app: &TestApp, key: &str) -> Value {
    samples::nouns(app, key).await;
    let mut new = article("Тайная новость");
    new["section"] = json!("society");
    new["tags"] = json!(["osh"]);
    new["authors"] = json!(["aigul"]);
    new["edNote"] = json!("Не показывать");
    new["externalId"] = json!({ "source": "cms", "id": "1" });
    app.post(key, "/v1/articles", &new).await.expect(201)
}

async fn preview(app: &TestApp, key: &str, id: &str, body: Value) -> Value {
    app.post(key, &format!("/v1/articles/{id}/preview"), &body).await.expect(200)
}

#[track_caller]
fn refused(reply: &Reply) -> String {
    assert_eq!(reply.problem(403), "FORBIDDEN");
    assert_eq!(reply.json()["errors"][0]["parameter"], "preview");
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.json()["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_shows_a_draft_as_readers_will_see_it_on_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let (id, slug) = (made["id"].as_str().unwrap(), made["slug"].as_str().unwrap());
    let given = preview(&app, &key, id, json!({})).await;
    assert_eq!(given["expires"], app.at(3600));
    let token = given["token"].as_str().unwrap();
    assert_eq!(given["url"], format!("/v1/articles/{id}?preview={token}"));

    let bare = format!("/v1/articles/{id}");
    assert_eq!(app.get(&bare).await.problem(404), "NOT_FOUND");
    let by_slug = format!("/v1/articles/{slug}?preview={token}");
    for request in [
        app.request(Method::GET, given["url"].as_str().unwrap()),
        app.request(Method::GET, &by_slug),
        app.request(Method::GET, &by_slug).bearer_auth(&key),
    ] {
        let reply = app.send(request).await;
        let shown = reply.expect(200);
        let mut expected = made.clone();
        for hidden in ["edNote", "externalId"] {
            assert!(expected.as_object_mut().unwrap().remove(hidden).is_some());
        }
        assert_eq!(shown, expected, "all of it but what only the newsroom sees");
        assert_eq!((&shown["state"], &shown["tags"][0]["slug"]), (&json!("DRAFT"), &json!("osh")));
        assert_eq!(reply.header("cache-control"), "private, no-store");
        assert_eq!(reply.header("x-robots-tag"), "noindex");
        assert_eq!((reply.header("etag"), reply.header("surrogate-key")), ("", ""));
    }
    let sparse = app.get(&format!("{by_slug}&fields=headline,state")).await.expect(200);
    assert_eq!(sparse, json!({ "id": id, "headline": "Тайная новость", "state": "DRAFT" }));

    let answer = app.gql_as(None, SHOWN, json!({ "id": id, "preview": token })).await;
    let shown = &answer["data"]["article"];
    assert_eq!(
        (&shown["state"], &shown["edNote"], &shown["externalId"]),
        (&json!("DRAFT"), &Value::Null, &Value::Null),
        "{answer}"
    );
    assert_eq!(
        (&shown["section"]["slug"], &shown["authors"][0]["name"]),
        (&json!("society"), &made["authors"][0]["name"])
    );
    assert_eq!((&shown["body"]["text"], &shown["dateline"]["raw"]), (&made["body"]["text"], &made["dateline"]["raw"]));
    // By GET, which caches may keep otherwise.
    let query = format!("{{ article(id: \"{slug}\", preview: \"{token}\") {{ headline }} }}");
    for request in [
        app.request(Method::GET, "/graphql").query(&[("query", &query)]),
        app.request(Method::POST, "/graphql").json(&json!({ "query": query })),
    ] {
        let reply = app.send(request).await;
        assert_eq!(reply.expect(200)["data"]["article"]["headline"], "Тайная новость");
        assert_eq!((reply.header("cache-control"), reply.header("x-robots-tag")), ("private, no-store", "noindex"));
        assert_eq!(reply.header("etag"), "");
    }
}

#[tokio::test]
async fn a_token_opens_its_article_in_every_state_and_nothing_else() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let id = made["id"].as_str().unwrap();
    let mut scheduled = published(&app, "Назначенная", -3000);
    scheduled["embargoedUntil"] = json!(app.at(4000));
    scheduled["expires"] = json!(app.at(5000));
    let other = app.post(&key, "/v1/articles", &scheduled).await.expect(201);
    let other = other["id"].as_str().unwrap();
    let day = json!({ "expiresIn": 86_400 });
    let token = preview(&app, &key, id, day.clone()).await["token"].as_str().unwrap().to_owned();
    let others = preview(&app, &key, other, day).await["token"].as_str().unwrap().to_owned();
    for (wait, state) in [(0, "SCHEDULED"), (3000, "EMBARGOED"), (1000, "PUBLISHED"), (1000, "EXPIRED")] {
        app.pass(wait);
        let shown = app.get(&format!("/v1/articles/{other}?preview={others}")).await.expect(200);
        assert_eq!(shown["state"], state);
    }

    assert!(refused(&app.get(&format!("/v1/articles/{other}?preview={token}")).await).contains("another article"));
    assert_eq!(app.get(&format!("/v1/articles/{id}?preview={token}&language=ky")).await.problem(404), "NOT_FOUND");
    for path in ["/v1/articles", &format!("/v1/articles/{id}/comments"), &format!("/v1/articles/{id}/related")] {
        assert_eq!(app.get(&format!("{path}?preview={token}")).await.problem(400), "BAD_USER_INPUT", "{path}");
    }
    // Beside the preview in one document everything is as it is for this reader.
    let query = "query($id: ID!, $preview: String) { open: article(id: $id, preview: $preview) { id }
        shut: article(id: $id) { id } node(id: $id) { id } articles { nodes { id } } }";
    let answer = app.gql_as(None, query, json!({ "id": id, "preview": token })).await;
    let expected = json!({ "open": { "id": id }, "shut": null, "node": null, "articles": { "nodes": [] } });
    assert_eq!(answer["data"], expected, "{answer}");
}

#[tokio::test]
async fn what_is_forged_has_ended_or_was_taken_back_opens_nothing() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let id = made["id"].as_str().unwrap();
    let path = |token: &str| format!("/v1/articles/{id}?preview={token}");
    assert!(refused(&app.get(&path("x")).await).contains("not a token"), "before any token was made");
    let token = preview(&app, &key, id, json!({ "expiresIn": 60 })).await["token"].as_str().unwrap().to_owned();
    app.get(&path(&token)).await.expect(200);

    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    let mut forged: Vec<String> = (0..bytes.len())
        .map(|at| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            URL_SAFE_NO_PAD.encode(bytes)
        })
        .collect();
    let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
    forged.extend([URL_SAFE_NO_PAD.encode(longer), URL_SAFE_NO_PAD.encode(&bytes[..29]), String::new()]);
    let guess = PreviewSecret::from_random([0; 32]);
    let opened = dateline::domain::preview::Opened {
        article: id.parse().unwrap(),
        expires: app.app.now().plus_seconds(60),
        version: None,
    };
    forged.push(guess.sign(&opened).unwrap());
    forged.push("%D0%96".to_owned());
    for token in &forged {
        assert!(refused(&app.get(&path(token)).await).contains("not a token"), "{token}");
    }
    let document = "query($id: ID!, $preview: String) { article(id: $id, preview: $preview) { id } }";
    let code = app.gql_code(None, document, json!({ "id": id, "preview": forged[3] })).await;
    assert_eq!(code, "FORBIDDEN");
    // A key of the newsroom does not make a wrong token right.
    refused(&app.get_as(&key, &path(&forged[0])).await);

    app.pass(59);
    app.get(&path(&token)).await.expect(200);
    app.pass(1);
    assert!(refused(&app.get(&path(&token)).await).contains("ended at"));

    let (first, second) = (preview(&app, &key, id, json!({})).await, preview(&app, &key, id, json!({})).await);
    let rotated = Program::on(&app).run(&["preview", "rotate"]);
    assert!(rotated.expect(0).contains("has ended"));
    for token in [first, second] {
        assert!(refused(&app.get(&path(token["token"].as_str().unwrap())).await).contains("taken back"));
    }
    let anew = preview(&app, &key, id, json!({})).await;
    app.get(anew["url"].as_str().unwrap()).await.expect(200);
    let editor =
        Actor::Key { id: dateline::domain::ids::KeyId::generate(app.app.now()), scopes: vec![Scope::ArticlesPublish] };
    assert_eq!(articles::rotate_previews(&app.app, &editor).await.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn no_token_opens_what_was_cancelled() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = app.post(&key, "/v1/articles", &published(&app, "Клевета", 60)).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let given = preview(&app, &key, id, json!({})).await;
    let url = given["url"].as_str().unwrap();
    app.change(Method::POST, &key, &format!("/v1/articles/{id}/withhold"), 1, None).await.expect(200);
    assert_eq!(app.get(url).await.expect(200)["state"], "WITHHELD", "it may still be talked about");
    let why = json!({ "reason": "Иск." });
    app.change(Method::POST, &key, &format!("/v1/articles/{id}/cancel"), 2, Some(&why)).await.expect(200);
    let reply = app.get(url).await;
    assert_eq!((reply.problem(410), &reply.json()["recall"]["reason"]), ("GONE".to_owned(), &json!("Иск.")));
    let variables = json!({ "id": id, "preview": given["token"] });
    let query = "query($id: ID!, $preview: String) { article(id: $id, preview: $preview) { headline body { text } } }";
    let answer = app.gql_as(None, query, variables).await;
    assert_eq!(
        (&answer["data"]["article"], &answer["errors"][0]["extensions"]["code"]),
        (&Value::Null, &json!("GONE"))
    );
    assert_eq!(app.post(&key, &format!("/v1/articles/{id}/preview"), &json!({})).await.problem(409), "CONFLICT");
}

#[tokio::test]
async fn a_token_of_a_version_ends_with_the_version() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let id = made["id"].as_str().unwrap();
    let any = preview(&app, &key, id, json!({})).await;
    let first = preview(&app, &key, id, json!({ "version": 1 })).await;
    app.get(first["url"].as_str().unwrap()).await.expect(200);
    app.patch(&key, &format!("/v1/articles/{id}"), 1, &json!({ "headline": "Иначе" })).await.expect(200);
    assert!(refused(&app.get(first["url"].as_str().unwrap()).await).contains("version"));
    assert_eq!(app.get(any["url"].as_str().unwrap()).await.expect(200)["headline"], "Иначе");
    let late = app.post(&key, &format!("/v1/articles/{id}/preview"), &json!({ "version": 1 })).await;
    assert_eq!(
        (late.problem(422), &late.json()["errors"][0]["pointer"]),
        ("UNPROCESSABLE_CONTENT".to_owned(), &json!("/version"))
    );
    app.change(Method::DELETE, &key, &format!("/v1/articles/{id}"), 2, None).await.expect(204);
    assert_eq!(app.get(any["url"].as_str().unwrap()).await.problem(404), "NOT_FOUND");
}

#[tokio::test]
async fn who_may_write_articles_makes_previews_of_at_most_seven_days() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/articles/{id}/preview");
    let document =
        "mutation($id: ID!, $input: NewPreviewInput) { previewArticle(id: $id, input: $input) { token url expires } }";
    for (body, pointer) in [
        (json!({ "expiresIn": 0 }), "/expiresIn"),
        (json!({ "expiresIn": 59 }), "/expiresIn"),
        (json!({ "expiresIn": 604_801 }), "/expiresIn"),
        (json!({ "version": 0 }), "/version"),
        (json!({ "version": 2 }), "/version"),
    ] {
        let reply = app.post(&key, &path, &body).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{body}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
        assert_eq!(
            app.gql_code(Some(&key), document, json!({ "id": id, "input": body })).await,
            "UNPROCESSABLE_CONTENT"
        );
    }
    assert_eq!(app.post(&key, &path, &json!({ "wrong": 1 })).await.problem(422), "UNPROCESSABLE_CONTENT");
    let week = preview(&app, &key, id, json!({ "expiresIn": 604_800 })).await;
    assert_eq!(week["expires"], app.at(604_800));
    let bare = app.send(app.request(Method::POST, &path).bearer_auth(&key)).await.expect(200);
    assert_eq!(bare["expires"], app.at(3600), "a body is not needed");
    let answer = app.gql_as(Some(&key), document, json!({ "id": id })).await;
    let given = &answer["data"]["previewArticle"];
    assert_eq!(given["expires"], app.at(3600), "{answer}");
    assert_eq!(app.get(given["url"].as_str().unwrap()).await.expect(200)["id"], id);

    for (scopes, status, code) in
        [(vec![Scope::ArticlesPublish], 403, "FORBIDDEN"), (vec![Scope::ArticlesEmbargoed], 403, "FORBIDDEN")]
    {
        let other = app.key(&scopes).await;
        assert_eq!(app.post(&other, &path, &json!({})).await.problem(status), code);
        assert_eq!(app.gql_code(Some(&other), document, json!({ "id": id })).await, code);
    }
    assert_eq!(app.send(app.request(Method::POST, &path).json(&json!({}))).await.problem(401), "UNAUTHENTICATED");
    assert_eq!(app.gql_code(None, document, json!({ "id": id })).await, "UNAUTHENTICATED");
    let nobody = "/v1/articles/article_01h455vb4pex5vsknk084sn02q/preview";
    assert_eq!(app.post(&key, nobody, &json!({})).await.problem(404), "NOT_FOUND");
    assert_eq!(app.post(&key, "/v1/articles/tainaya/preview", &json!({})).await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_secret_of_the_settings_is_shared_by_servers_and_not_rotated_by_them() {
    let secret = |words: &'static str| {
        move |settings: &mut dateline::config::Settings| settings.preview.preview_secret = Some(words.parse().unwrap())
    };
    let app = TestApp::spawn_with(secret("the first secret, of 32 characters and more")).await;
    let key = app.editor().await;
    let made = draft(&app, &key).await;
    let given = preview(&app, &key, made["id"].as_str().unwrap(), json!({})).await;
    let url = given["url"].as_str().unwrap();
    let same = app.beside(|_| {}).await;
    same.get(url).await.expect(200);
    let other = app.beside(secret("another secret, of 32 characters and more")).await;
    refused(&other.get(url).await);
    let error = articles::rotate_previews(&app.app, &Actor::System).await.unwrap_err();
    assert_eq!(error.code, Code::Conflict);
    assert!(error.detail.contains("DATELINE_PREVIEW_SECRET"), "{}", error.detail);
    app.get(url).await.expect(200);
    assert!("too short".parse::<PreviewSecret>().is_err());
    assert!(!format!("{:?}", app.app.config).contains("the first secret"));
    let refused = Program::on(&app).run(&["preview", "--preview-secret", "too short", "rotate"]);
    assert!(refused.err.contains("32 characters"), "{}", refused.err);
}

/// What an article leads to is part of what readers will see.
#[tokio::test]
async fn a_preview_leads_to_the_same_by_both_doors_whoever_asks() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let parent = app.post(&key, "/v1/articles", &published(&app, "Раньше", 600)).await.expect(201);
    let mut new = published(&app, "Школы", 60);
    new["evolvedFrom"] = parent["id"].clone();
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let id = made["id"].as_str().unwrap();
    let path = format!("/v1/articles/{id}");
    for (language, headline, shown) in [("ky", "Мектептер", true), ("en", "Schools", false)] {
        let mut other = if shown { published(&app, headline, 30) } else { article(headline) };
        other["language"] = json!(language);
        other["translationOf"] = json!({ "id": id });
        app.post(&key, "/v1/articles", &other).await.expect(201);
    }
    let mut next = article("Позже");
    next["evolvedFrom"] = made["id"].clone();
    app.post(&key, "/v1/articles", &next).await.expect(201);
    app.pass(10);
    let fix = json!({ "lead": "Одиннадцать.", "changeKind": "CORRECTION", "changeNote": "Не двенадцать." });
    app.patch(&key, &path, 1, &fix).await.expect(200);
    app.pass(10);
    app.change(Method::POST, &key, &format!("{path}/withhold"), 2, None).await.expect(200);
    let given = preview(&app, &key, id, json!({})).await;
    let token = given["token"].as_str().unwrap();
    let query = "query($id: ID!, $preview: String) { article(id: $id, preview: $preview) { corrections { note version }
        translations { language isSource } evolvedFrom { id } nextVersion { id } translationOf { id } } }";
    for key in [None, Some(key.as_str())] {
        let request = app.request(Method::GET, given["url"].as_str().unwrap());
        let rest = app.send(match key {
            Some(key) => request.bearer_auth(key),
            None => request,
        });
        let rest = rest.await.expect(200);
        assert_eq!(rest["corrections"][0]["note"], "Не двенадцать.");
        assert_eq!(rest["translations"].as_array().unwrap().len(), 1, "readers do not see the other one");
        assert_eq!((&rest["evolvedFrom"], rest.get("nextVersion")), (&parent["id"], None), "nor the draft");
        let answer = app.gql_as(key, query, json!({ "id": id, "preview": token })).await;
        let expected = json!({
            "corrections": [{ "note": "Не двенадцать.", "version": 2 }],
            "translations": [{ "language": "ky", "isSource": false }],
            "evolvedFrom": { "id": parent["id"] }, "nextVersion": null, "translationOf": null,
        });
        assert_eq!(answer["data"]["article"], expected, "{answer}");
    }
}
