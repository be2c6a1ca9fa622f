//! Bringing pictures in: as a body and as a form, each file once, and once under a key.

use dateline::domain::keys::Scope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{files, id, kept, send};
use crate::support::{Reply, TestApp};

/// A form of parts, each with a name, a file name or none, and content.
pub async fn form(app: &TestApp, key: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Reply {
    const BORDER: &str = "----border7d1";
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(format!("--{BORDER}--\r\n").into_bytes());
    let media = format!("multipart/form-data; boundary={BORDER}");
    send(app, key, &media, body).await
}

#[tokio::test]
async fn every_kind_is_known_by_its_bytes_and_told() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (announced, file, told) in [
        ("image/jpeg", files::jpeg(48, 32), "image/jpeg"),
        ("image/png", files::png(48, 32, 0), "image/png"),
        ("image/webp", files::webp(48, 32), "image/webp"),
        ("image/gif", files::gif(48, 32), "image/gif"),
        // The bytes are believed, not the type.
        ("image/png", files::jpeg(48, 33), "image/jpeg"),
        ("image/x-whatever; q=1", files::png(48, 33, 0), "image/png"),
    ] {
        let length = file.len();
        let reply = send(&app, &key, announced, file).await;
        let made = reply.expect(201);
        assert_eq!(reply.header("location"), format!("/v1/media/{}", id(&made)));
        assert_eq!((&made["contentType"], &made["width"]), (&json!(told), &json!(48)), "{announced}");
        assert_eq!((&made["bytes"], &made["version"]), (&json!(length), &json!(1)));
        assert_eq!((&made["altText"], made.get("credit"), made.get("focalPoint")), (&json!([]), None, None));
        assert_eq!(made["created"], app.at(0));
        assert_eq!(kept(&app, id(&made)), ["original"]);
        assert_eq!(app.get_as(&key, reply.header("location")).await.expect(200), made);
    }
}

#[tokio::test]
async fn a_form_brings_the_file_with_what_is_known_of_it() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let metadata = json!({
        "credit": " Айбек  Мамбетов ", "caption": "Ала-Арча",
        "altText": [{ "language": "ru", "value": "Горы под снегом" }, { "language": "en", "value": "Mountains" }],
        "rights": { "copyrightHolder": "Кабар", "usageTerms": "С указанием источника" },
        "focalPoint": { "x": 0.25, "y": 0.33333 },
    });
    let file = files::jpeg(64, 48);
    let reply =
        form(&app, &key, &[("file", Some("../../x.png"), &file), ("metadata", None, metadata.to_string().as_bytes())])
            .await;
    let made = reply.expect(201);
    assert_eq!(made["credit"], "Айбек Мамбетов", "one line, tidied");
    assert_eq!(made["altText"], metadata["altText"]);
    assert_eq!(made["rights"], metadata["rights"]);
    assert_eq!(made["focalPoint"], json!({ "x": 0.25, "y": 0.3333 }));
    let answer = app
        .gql_as(
            Some(&key),
            "query($id: ID!) { media(id: $id) { focalPoint { x y } rights { copyrightHolder copyrightNotice } } }",
            json!({ "id": id(&made) }),
        )
        .await;
    assert_eq!(
        answer["data"]["media"],
        json!({ "focalPoint": { "x": 0.25, "y": 0.3333 }, "rights": { "copyrightHolder": "Кабар", "copyrightNotice": null } })
    );

    // The same file again, as a body: the same picture, and nothing is changed of it.
    let again = send(&app, &key, "image/jpeg", file.clone()).await;
    assert_eq!(again.expect(200), made);
    let other = json!({ "credit": "Другой" }).to_string();
    let again = form(&app, &key, &[("file", Some("a.jpg"), &file), ("metadata", None, other.as_bytes())]).await;
    assert_eq!(again.problem(409), "CONFLICT", "what is said of it is not lost without a word");
    let detail = again.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(&format!("PATCH /v1/media/{}", id(&made))), "{detail}");
    let known = json!({ "credit": "  Айбек   Мамбетов " }).to_string();
    let again = form(&app, &key, &[("file", Some("a.jpg"), &file), ("metadata", None, known.as_bytes())]).await;
    assert_eq!(again.expect(200), made, "what is known of it already may be said");
    let list = app.get_as(&key, "/v1/media").await.expect(200);
    assert_eq!(list["items"], json!([made]));
}

#[tokio::test]
async fn forms_are_refused_by_their_parts() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let file = files::png(8, 8, 0);
    let good: (&str, Option<&str>, &[u8]) = ("file", Some("a.png"), &file);
    let pointer = |reply: &Reply| reply.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
    for (parts, status, at) in [
        (vec![], 422, "/file"),
        (vec![("metadata", None, b"{}".as_slice())], 422, "/file"),
        (vec![good, good], 422, "/file"),
        (vec![good, ("owner", None, b"x".as_slice())], 422, "/owner"),
        (vec![good, ("metadata", None, br#"{"credit": 1}"#.as_slice())], 422, "/credit"),
        (vec![good, ("metadata", None, br#"{"colour": "red"}"#.as_slice())], 422, "/colour"),
        (vec![good, ("metadata", None, br#"{"focalPoint": {"x": 2, "y": 0}}"#.as_slice())], 422, "/focalPoint/x"),
        (vec![good, ("metadata", None, b"{".as_slice())], 400, ""),
    ] {
        let reply = form(&app, &key, &parts).await;
        reply.problem(status);
        assert_eq!(pointer(&reply), at, "{}", reply.text);
    }
    for (media, body) in [
        ("multipart/form-data", file.clone()),
        ("multipart/form-data; boundary=x", file.clone()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc".to_vec(),
        ),
    ] {
        assert_eq!(send(&app, &key, media, body).await.problem(400), "BAD_USER_INPUT", "{media}");
    }
    assert_eq!(app.get_as(&key, "/v1/media").await.json()["items"], json!([]));
    assert!(!app.app.config.media.media_dir.as_ref().unwrap().exists(), "nothing was written");
}

#[tokio::test]
async fn only_the_newsroom_brings_pictures_in() {
    let app = TestApp::spawn().await;
    let file = files::png(8, 8, 0);
    let nobody = app.request(Method::POST, "/v1/media").header("content-type", "image/png").body(file.clone());
    assert_eq!(app.send(nobody).await.problem(401), "UNAUTHENTICATED");
    for scope in [Scope::CommentsModerate, Scope::ArticlesPublish] {
        let key = app.key(&[scope]).await;
        assert_eq!(send(&app, &key, "image/png", file.clone()).await.problem(403), "FORBIDDEN");
    }
}

async fn once(app: &TestApp, token: &str, key: &str, file: Vec<u8>) -> Reply {
    let request = app.request(Method::POST, "/v1/media").bearer_auth(token).header("idempotency-key", key);
    app.send(request.header("content-type", "image/png").body(file)).await
}

#[tokio::test]
async fn a_picture_is_brought_once_under_a_key() {
    let app = TestApp::spawn().await;
    let token = app.editor().await;
    let first = once(&app, &token, "one", files::png(20, 10, 1)).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, ""));
    let again = once(&app, &token, "one", files::png(20, 10, 1)).await;
    assert_eq!((again.expect(201), again.header("idempotency-replayed")), (first.json(), "true"));
    let other = once(&app, &token, "one", files::png(20, 10, 2)).await;
    assert_eq!(other.problem(422), "IDEMPOTENCY_KEY_REUSED", "another file is another request");
    // A file that was refused gives the key free.
    assert_eq!(once(&app, &token, "two", b"no picture".to_vec()).await.problem(415), "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(once(&app, &token, "two", files::png(20, 10, 3)).await.status, 201);
    // Under another key the file that is there is still one picture.
    assert_eq!(once(&app, &token, "three", files::png(20, 10, 1)).await.expect(200), first.json());
    assert_eq!(once(&app, &token, "three", files::png(20, 10, 1)).await.expect(200), first.json());
    assert_eq!(app.get_as(&token, "/v1/media").await.json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_same_file_sent_side_by_side_is_one_picture() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let file = files::png(300, 200, 7);
    let sent = futures_util::future::join_all((0..8).map(|_| send(&app, &key, "image/png", file.clone()))).await;
    let ids: Vec<Value> = sent.iter().map(|reply| reply.json()["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(sent.iter().filter(|reply| reply.status == 201).count(), 1);
    let folder = app.app.config.media.media_dir.clone().unwrap();
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [ids[0].as_str().unwrap()], "the others took their files back");
}
