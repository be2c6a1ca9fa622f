//! What authors do with their own comments, what comes with a form, and what the newsroom's own service says.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{comment, id, judge, moderator, post, settings, story};
use crate::support::{Reply, TestApp};

async fn edit(app: &TestApp, made: &Value, version: i64, text: &str) -> Reply {
    let request = app.request(Method::PATCH, &format!("/v1/comments/{}", id(made)));
    let request = request.header("If-Match", format!("\"{version}\"")).json(&json!({ "text": text }));
    app.send(request.header("Edit-Token", made["editToken"].as_str().unwrap())).await
}

async fn delete(app: &TestApp, made: &Value, version: i64) -> Reply {
    let request = app.request(Method::DELETE, &format!("/v1/comments/{}", id(made)));
    let request = request.header("If-Match", format!("\"{version}\""));
    app.send(request.header("Edit-Token", made["editToken"].as_str().unwrap())).await
}

#[tokio::test]
async fn an_author_edits_for_a_while_and_the_former_text_is_kept_for_moderators() {
    let app = TestApp::spawn_with(settings(|comments| comments.comments_per_minute = 9)).await;
    let key = moderator(&app).await;
    let story = story(&app, "Правка").await;
    let made = post(&app, &story, &comment("Первый текст", None)).await.expect(201);
    assert!(made["editToken"].as_str().unwrap().len() > 40, "{made}");
    assert!(app.get(&format!("/v1/comments/{}", id(&made))).await.expect(200)["editToken"].is_null());
    app.pass(10);
    let edited = edit(&app, &made, 1, "Второй текст").await.expect(200);
    assert_eq!(
        (&edited["text"], &edited["revision"], &edited["version"]),
        (&json!("Второй текст"), &json!(2), &json!(2))
    );
    assert_eq!((&edited["edited"], &edited["editedAfterReply"]), (&json!(app.at(0)), &json!(false)));
    edit(&app, &made, 1, "Третий").await.refused(412, "PRECONDITION_FAILED");
    // The same text again changes nothing.
    assert_eq!(edit(&app, &made, 2, " Второй текст ").await.expect(200)["version"], 2);

    post(&app, &story, &comment("Ответ", Some(id(&made)))).await.expect(201);
    let query = format!(
        "mutation {{ editComment(id: \"{}\", version: 2, editToken: \"{}\", input: {{ text: \"Третий http://a.kg http://b.kg http://c.kg\" }})
            {{ text status editedAfterReply revision }} }}",
        id(&made),
        made["editToken"].as_str().unwrap()
    );
    let edited = app.gql(&query).await["editComment"].clone();
    assert_eq!(
        (&edited["status"], &edited["editedAfterReply"], &edited["revision"]),
        (&json!("HELD"), &json!(true), &json!(3))
    );
    let counts = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200);
    assert_eq!(counts["items"][0]["count"], 1, "what is held by an edit is seen no longer");

    let former = app.get_as(&key, &format!("/v1/comments/{}/revisions", id(&made))).await.expect(200);
    assert_eq!(former["items"][0]["text"], "Первый текст");
    assert_eq!((&former["items"][1]["text"], &former["items"][1]["revision"]), (&json!("Второй текст"), &json!(2)));
    let query = format!("{{ comment(id: \"{}\") {{ revisions {{ revision written text }} }} }}", id(&made));
    assert_eq!(app.gql_as(Some(&key), &query, json!({})).await["data"]["comment"]["revisions"], former["items"]);
    app.get(&format!("/v1/comments/{}/revisions", id(&made))).await.refused(401, "UNAUTHENTICATED");
    app.pass(300);
    edit(&app, &made, 3, "Поздно").await.refused(403, "FORBIDDEN");
}

#[tokio::test]
async fn nobody_else_edits_or_deletes_and_a_deleted_comment_leaves_its_place_above_answers() {
    let app = TestApp::spawn_with(settings(|comments| comments.comments_per_minute = 9)).await;
    let key = moderator(&app).await;
    let story = story(&app, "Чужое").await;
    let made = post(&app, &story, &comment("Моё", None)).await.expect(201);
    let other = post(&app, &story, &comment("Другое", None)).await.expect(201);
    let path = format!("/v1/comments/{}", id(&made));
    let bare = |request: reqwest::RequestBuilder| request.header("If-Match", "\"1\"").json(&json!({ "text": "Чужое" }));
    app.send(bare(app.request(Method::PATCH, &path))).await.refused(401, "UNAUTHENTICATED");
    let foreign = bare(app.request(Method::PATCH, &path)).header("Edit-Token", other["editToken"].as_str().unwrap());
    app.send(foreign).await.refused(403, "FORBIDDEN");
    app.change(Method::PATCH, &key, &path, 1, Some(&json!({ "text": "Чужое" }))).await.refused(403, "FORBIDDEN");
    edit(&app, &made, 1, "\u{202e}оборот").await.refused(422, "UNPROCESSABLE_CONTENT");
    edit(&app, &made, 1, &"я".repeat(4_001)).await.refused(422, "UNPROCESSABLE_CONTENT");

    let answer = post(&app, &story, &comment("Ответ", Some(id(&made)))).await.expect(201);
    assert_eq!(delete(&app, &made, 1).await.status, 204);
    let place = app.get(&path).await.expect(200);
    assert_eq!(
        (&place["status"], &place["text"], &place["author"]),
        (&json!("DELETED_BY_AUTHOR"), &Value::Null, &Value::Null)
    );
    delete(&app, &made, 2).await.refused(409, "CONFLICT");
    edit(&app, &made, 2, "Снова").await.refused(409, "CONFLICT");
    // With the last answer that is seen the place goes too.
    judge(&app, &key, &answer, "reject").await;
    app.get(&path).await.refused(404, "NOT_FOUND");
    let counts = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200);
    assert_eq!(counts["items"][0]["count"], 1);
}

#[tokio::test]
async fn a_form_shows_that_it_was_open_and_what_fills_the_trap_is_spam() {
    let app = TestApp::spawn_with(settings(|comments| {
        comments.comment_form_token = true;
        (comments.comments_per_minute, comments.comments_per_ten_minutes) = (90, 90);
    }))
    .await;
    let key = moderator(&app).await;
    let story = story(&app, "Форма").await;
    let form = app.get(&format!("/v1/articles/{story}/comments/form")).await;
    assert!(form.headers["cache-control"].to_str().unwrap().contains("no-store"), "{:?}", form.headers);
    let form = form.expect(200);
    assert_eq!(
        (&form["mode"], &form["tokenRequired"], &form["longestText"]),
        (&json!("OPEN"), &json!(true), &json!(4000))
    );
    let query = format!("{{ commentForm(articleId: \"{story}\") {{ mode token tokenMinSeconds maxDepth }} }}");
    assert_eq!(app.gql(&query).await["commentForm"]["tokenMinSeconds"], form["tokenMinSeconds"]);
    let reasons = async |text: &str, more: Value| {
        let mut new = comment(text, None);
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = post(&app, &story, &new).await.expect(201);
        let seen = app.get_as(&key, &format!("/v1/comments/{}", id(&made))).await.expect(200);
        // The other door judges it alike.
        new["text"] = json!(format!("{text}, ещё раз"));
        let query = "mutation($article: ID!, $new: NewCommentInput!) { createComment(articleId: $article, input: $new) { id } }";
        let twin =
            app.gql_as(None, query, json!({ "article": story, "new": new })).await["data"]["createComment"].clone();
        let twin = app.get_as(&key, &format!("/v1/comments/{}", id(&twin))).await.expect(200);
        assert_eq!((&twin["status"], &twin["reasons"]), (&seen["status"], &seen["reasons"]), "{text}");
        (seen["status"].as_str().unwrap().to_owned(), seen["reasons"].clone())
    };
    let held = ("HELD".to_owned(), json!(["FORM_TOKEN"]));
    assert_eq!(reasons("Без всего", json!({})).await, held);
    assert_eq!(reasons("Слишком скоро", json!({ "formToken": form["token"] })).await, held);
    app.pass(3);
    assert_eq!(reasons("Вовремя", json!({ "formToken": form["token"] })).await, ("PUBLISHED".to_owned(), json!([])));
    assert_eq!(reasons("Подделка", json!({ "formToken": "abc" })).await, held);
    let spam = reasons("Купите", json!({ "formToken": form["token"], "website": "http://spam.example" })).await;
    assert_eq!(spam, ("SPAM".to_owned(), json!(["HONEYPOT"])));
    app.pass(7_200);
    assert_eq!(reasons("Слишком поздно", json!({ "formToken": form["token"] })).await, held);
}

#[tokio::test]
async fn the_same_long_text_from_several_networks_waits() {
    use dateline::domain::comments::{CommentAuthorInput, Network, NewComment};
    use dateline::domain::keys::Actor;
    use dateline::usecases::comments;
    let app = TestApp::spawn().await;
    let key = moderator(&app).await;
    let article = story(&app, "Повторы").await.parse().unwrap();
    let from = async |last: u8, text: &str| {
        let network = Network::of(Some(std::net::IpAddr::from([198, 51, last, 7])));
        let new = NewComment::plain(CommentAuthorInput { name: "Б".to_owned() }, text.to_owned(), None);
        let made = comments::create(&app.app, &Actor::Anonymous, &network, article, new, None).await.unwrap();
        app.get_as(&key, &format!("/v1/comments/{}", made.id)).await.expect(200)["reasons"].clone()
    };
    assert_eq!(from(1, "Все идите на площадь сегодня вечером").await, json!([]));
    assert_eq!(from(2, "ВСЕ  идите на пл\u{200b}ощадь, сегодня вечером!!!").await, json!(["DUPLICATE"]));
    assert_eq!(from(1, "Спасибо").await, json!([]));
    assert_eq!(from(2, "Спасибо").await, json!([]), "a short text tells nothing");
}

#[tokio::test]
async fn the_network_of_a_comment_is_kept_sealed_and_forgotten_after_some_days() {
    use sea_orm::{ConnectionTrait, Statement};
    let app = TestApp::spawn().await;
    let story = story(&app, "Откуда").await;
    post(&app, &story, &comment("Отсюда", None)).await.expect(201);
    let kept = async || {
        dateline::jobs::ranks::run_once(&app.app, "test").await.unwrap();
        let conn = app.app.store.reader();
        let sql = "SELECT network FROM comments";
        let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap().unwrap();
        row.try_get::<Option<String>>("", "network").unwrap()
    };
    let sealed = kept().await.unwrap();
    assert!(sealed.len() == 64 && !sealed.contains("127"), "{sealed}");
    app.pass(7 * 86_400);
    assert_eq!(kept().await, Some(sealed));
    app.pass(86_400);
    assert_eq!(kept().await, None);
}

/// A service that answers each question in turn; how often it was asked, and the last question.
async fn service(answers: Vec<String>) -> (String, Arc<AtomicUsize>, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/judge", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let turn = count.fetch_add(1, Ordering::SeqCst);
            let (answer, tell) = (answers[turn.min(answers.len() - 1)].clone(), tell.clone());
            tokio::spawn(async move {
                let mut bytes = vec![0; 65_536];
                let mut length = 0;
                loop {
                    let more = socket.read(&mut bytes[length..]).await.unwrap();
                    length += more;
                    let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
                    if more == 0 || text.contains("\"}") {
                        tell.send(text).unwrap();
                        break;
                    }
                }
                if answer == "never" {
                    std::future::pending::<()>().await;
                }
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
                socket.write_all(format!("{head}{answer}").as_bytes()).await.unwrap();
            });
        }
    });
    (url, asked, told)
}

#[tokio::test]
async fn the_newsrooms_service_is_asked_and_its_silence_holds_the_anonymous() {
    use dateline::domain::comments::ServiceSecret;
    let answers = [r#"{"decision":"PASS"}"#, r#"{"decision":"SPAM"}"#, r#"{"decision":"HOLD"}"#, "what?", "never"];
    let (url, asked, mut told) = service(answers.map(str::to_owned).to_vec()).await;
    let secret = ServiceSecret::new("a secret of thirty-two characters").unwrap();
    let app = TestApp::spawn_with(|settings| {
        settings.comments.comment_service = Some(url);
        settings.comments.comment_service_secret = Some(secret.clone());
        settings.comments.comments_per_minute = 9;
        settings.fetch.fetch_allow = "127.0.0.1".parse().unwrap();
    })
    .await;
    let key = moderator(&app).await;
    let story = story(&app, "Служба").await;
    let mut found = Vec::new();
    for text in ["Раз", "Два", "Три", "Четыре", "Пять"] {
        let made = post(&app, &story, &comment(text, None)).await.expect(201);
        let seen = app.get_as(&key, &format!("/v1/comments/{}", id(&made))).await.expect(200);
        found.push(json!([seen["status"], seen["reasons"]]));
    }
    let failed = json!(["HELD", ["SERVICE_FAILED"]]);
    let expected =
        [json!(["PUBLISHED", []]), json!(["SPAM", ["SERVICE"]]), json!(["HELD", ["SERVICE"]]), failed.clone(), failed];
    assert_eq!(found, expected);
    assert_eq!(asked.load(Ordering::SeqCst), 5);
    let question = told.recv().await.unwrap();
    let (head, body) = question.split_once("\r\n\r\n").unwrap();
    let body_json: Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        (&body_json["text"], &body_json["articleId"], &body_json["authorName"]),
        (&json!("Раз"), &json!(story), &json!("Айгүл"))
    );
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}: "))).unwrap();
        line.split_once(": ").unwrap().1.to_owned()
    };
    let at = dateline::domain::time::Instant::from_seconds(header("webhook-timestamp").parse().unwrap());
    assert_eq!(header("webhook-signature"), secret.sign(&header("webhook-id"), at, body));
}
