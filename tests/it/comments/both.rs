//! What readers must not see, and what is said of it, on both doors.

use std::net::IpAddr;

use dateline::domain::comments::{CommentAuthorInput, EditComment, Network, NewComment};
use dateline::domain::ids::ArticleId;
use dateline::domain::keys::{Actor, Scope};
use dateline::error::Code;
use dateline::usecases::comments;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::{comment, id, judge, moderator, post, say, settings, story};
use crate::support::{Reply, TestApp};

/// A comment as readers get it in every way, the same in each.
async fn everywhere(app: &TestApp, story: &str, of: &str, answer: &str) -> Value {
    let shown = "id status text html author { name }";
    let query = format!(
        "{{ comment(id: \"{of}\") {{ {shown} thread {{ nodes {{ {shown} }} }} }}
            article(id: \"{story}\") {{ comments {{ nodes {{ {shown} }} }} }}
            answer: comment(id: \"{answer}\") {{ parents {{ {shown} }} }}
            commentChanges(articleId: \"{story}\") {{ items {{ comment {{ {shown} }} }} }} }}"
    );
    let data = app.gql(&query).await;
    let mut ways = vec![app.get(&format!("/v1/comments/{of}")).await.expect(200), data["comment"].clone()];
    let listed = [
        app.get(&format!("/v1/articles/{story}/comments")).await.expect(200)["items"].clone(),
        app.get(&format!("/v1/comments/{of}/thread")).await.expect(200)["items"].clone(),
        app.get(&format!("/v1/comments/{answer}/parents")).await.expect(200)["items"].clone(),
        data["comment"]["thread"]["nodes"].clone(),
        data["article"]["comments"]["nodes"].clone(),
        data["answer"]["parents"].clone(),
    ];
    for list in listed {
        ways.push(list.as_array().unwrap().iter().find(|one| id(one) == of).unwrap().clone());
    }
    let changes = app.get(&format!("/v1/articles/{story}/comments/changes")).await.expect(200);
    for items in [&changes["items"], &data["commentChanges"]["items"]] {
        let found = items.as_array().unwrap().iter().find(|one| one["comment"]["id"] == of).unwrap();
        ways.push(found["comment"].clone());
    }
    let seen = |way: &Value| json!([way["status"], way["text"], way["html"], way["author"]["name"]]);
    for way in &ways {
        assert_eq!(seen(way), seen(&ways[0]), "{way}");
    }
    seen(&ways[0])
}

async fn edit(app: &TestApp, made: &Value, version: i64, text: &str) -> Reply {
    let request = app.request(Method::PATCH, &format!("/v1/comments/{}", id(made)));
    let request = request.header("If-Match", format!("\"{version}\"")).json(&json!({ "text": text }));
    app.send(request.header("Edit-Token", made["editToken"].as_str().unwrap())).await
}

/// The comments' rows of the log beyond a position: operation and reason, the same by both doors.
async fn told(app: &TestApp, after: &str) -> Vec<String> {
    let rest = app.get(&format!("/v1/changes?types=comment&limit=100&after={after}")).await.expect(200);
    let query = format!(
        "{{ changes(types: [COMMENT], first: 100, after: \"{after}\") {{ items {{ op reason articleId }} position }} }}"
    );
    let gql = app.gql(&query).await["changes"].clone();
    let rows = |page: &Value| -> Vec<String> {
        let row = |change: &Value| {
            assert!(change["articleId"].is_string(), "{change}");
            format!("{} {}", change["op"].as_str().unwrap(), change["reason"].as_str().unwrap_or("-"))
        };
        page["items"].as_array().unwrap().iter().map(row).collect()
    };
    assert_eq!((rows(&gql), &gql["position"]), (rows(&rest), &rest["position"]));
    rows(&rest)
}

async fn position(app: &TestApp) -> String {
    app.get("/v1/changes?limit=100").await.expect(200)["position"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_waits_above_an_answer_is_a_bare_place_in_every_way() {
    let app = TestApp::spawn_with(settings(|comments| comments.comments_per_minute = 9)).await;
    let (story, key) = (story(&app, "Над ответом").await, moderator(&app).await);
    let made = post(&app, &story, &comment("Сначала тихо", None)).await.expect(201);
    let answer = post(&app, &story, &comment("Ответ", Some(id(&made)))).await.expect(201);
    let shown = json!(["PUBLISHED", "Сначала тихо", "<p>Сначала тихо</p>", "Айгүл"]);
    assert_eq!(everywhere(&app, &story, id(&made), id(&answer)).await, shown);
    let before = position(&app).await;
    let edited = edit(&app, &made, 1, "Потом http://a.kg http://b.kg http://c.kg").await.expect(200);
    assert_eq!(edited["status"], "HELD");
    assert!(edited["text"].as_str().unwrap().starts_with("Потом"), "its author is told: {edited}");
    let bare = json!(["HELD", null, null, null]);
    assert_eq!(everywhere(&app, &story, id(&made), id(&answer)).await, bare);
    let seen = app.get_as(&key, &format!("/v1/comments/{}", id(&made))).await.expect(200);
    assert!(seen["text"].as_str().unwrap().starts_with("Потом") && seen["reasons"] == json!(["LINKS"]), "{seen}");
    let counts = app.get(&format!("/v1/comments/counts?articles={story}")).await.expect(200);
    assert_eq!(counts["items"][0]["count"], 1);
    // So it is when a moderator has it wait.
    let approved = judge(&app, &key, &seen, "approve").await;
    assert_eq!(everywhere(&app, &story, id(&made), id(&answer)).await[0], "APPROVED");
    judge(&app, &key, &approved, "hold").await;
    assert_eq!(everywhere(&app, &story, id(&made), id(&answer)).await, bare);
    assert_eq!(told(&app, &before).await, ["UPDATED held", "UPDATED released", "UPDATED held"]);
}

#[tokio::test]
async fn what_became_of_a_comment_is_told_with_its_cause_by_both_doors() {
    let app = TestApp::spawn_with(settings(|comments| comments.comments_per_minute = 9)).await;
    let (story, key) = (story(&app, "Причины").await, moderator(&app).await);
    let before = position(&app).await;
    let first = post(&app, &story, &comment("Первое", None)).await.expect(201);
    let second = post(&app, &story, &comment("Второе", None)).await.expect(201);
    let third = post(&app, &story, &comment("Третье", None)).await.expect(201);
    edit(&app, &first, 1, "Первое, но лучше").await.expect(200);
    let token = first["editToken"].as_str().unwrap();
    let delete = |token: &str, version: i64| {
        format!(
            "mutation {{ deleteComment(id: \"{}\", version: {version}, editToken: \"{token}\") {{ status text }} }}",
            id(&first)
        )
    };
    let foreign = second["editToken"].as_str().unwrap();
    assert_eq!(app.gql_code(None, &delete(foreign, 2), json!({})).await, "FORBIDDEN");
    assert_eq!(app.gql_code(None, &delete(token, 1), json!({})).await, "PRECONDITION_FAILED");
    let place = json!({ "status": "DELETED_BY_AUTHOR", "text": null });
    assert_eq!(app.gql(&delete(token, 2)).await["deleteComment"], place);
    app.get(&format!("/v1/comments/{}", id(&first))).await.refused(404, "NOT_FOUND");
    judge(&app, &key, &second, "spam").await;
    let erase =
        format!("mutation {{ eraseComment(id: \"{}\", version: 1) {{ status text author {{ name }} }} }}", id(&third));
    let erased = app.gql_as(Some(&key), &erase, json!({})).await["data"]["eraseComment"].clone();
    assert_eq!(erased, json!({ "status": "ERASED", "text": null, "author": null }));
    assert_eq!(
        told(&app, &before).await,
        [
            "CREATED -",
            "CREATED -",
            "CREATED -",
            "UPDATED edited",
            "DELETED takenBack",
            "DELETED rejected",
            "DELETED erased"
        ]
    );
    // The doors refuse the same edits.
    let fourth = post(&app, &story, &comment("Четвёртое", None)).await.expect(201);
    let edit = |version: i64, token: &str, text: &str| {
        format!(
            "mutation {{ editComment(id: \"{}\", version: {version}, editToken: \"{token}\", input: {{ text: \"{text}\" }}) {{ id }} }}",
            id(&fourth)
        )
    };
    let own = fourth["editToken"].as_str().unwrap();
    for (query, code) in [
        (edit(1, foreign, "Чужое"), "FORBIDDEN"),
        (edit(7, own, "Старое"), "PRECONDITION_FAILED"),
        (edit(1, own, &"я".repeat(4_001)), "UNPROCESSABLE_CONTENT"),
    ] {
        assert_eq!(app.gql_code(None, &query, json!({})).await, code);
    }
}

#[tokio::test]
async fn a_copy_learns_that_comments_are_hidden_and_seen_again() {
    let app = TestApp::spawn().await;
    let (story, key, admin) = (story(&app, "Спрятанное").await, moderator(&app).await, app.key(&[Scope::Admin]).await);
    let made = say(&app, &key, &story, "Видно", None).await;
    let sync = async || {
        let rest = app.get(&format!("/v1/articles/{story}/comments/changes")).await.expect(200);
        let query = format!("{{ commentChanges(articleId: \"{story}\") {{ mode items {{ id }} }} }}");
        let gql = app.gql(&query).await["commentChanges"].clone();
        let ids: Vec<Value> =
            rest["items"].as_array().unwrap().iter().map(|item| json!({ "id": item["id"] })).collect();
        assert_eq!(gql, json!({ "mode": rest["mode"], "items": ids }));
        (rest["mode"].as_str().unwrap().to_owned(), ids.len())
    };
    let path = format!("/v1/articles/{story}/comment-policy");
    let set = async |path: &str, key: &str, version: i64, mode: Value| {
        app.change(Method::PATCH, key, path, version, Some(&json!({ "mode": mode }))).await.expect(200);
    };
    assert_eq!(sync().await, ("OPEN".to_owned(), 1));
    let log = async |after: &str| {
        let page = app.get(&format!("/v1/changes?limit=100&after={after}")).await.expect(200);
        let row = |change: &Value| format!("{} {}", change["type"].as_str().unwrap(), change["op"].as_str().unwrap());
        page["items"].as_array().unwrap().iter().map(row).collect::<Vec<String>>()
    };
    let before = position(&app).await;
    set(&path, &key, 0, json!("CLOSED")).await;
    assert_eq!((sync().await, log(&before).await.len()), (("CLOSED".to_owned(), 1), 0), "what is seen stays as it is");
    set(&path, &key, 1, json!("HIDDEN")).await;
    assert_eq!((sync().await, log(&before).await), (("HIDDEN".to_owned(), 0), vec!["ARTICLE UPDATED".to_owned()]));
    let one = format!("/v1/comments/{}", id(&made));
    for address in [one.clone(), format!("{one}/replies"), format!("{one}/thread"), format!("{one}/parents")] {
        app.get(&address).await.refused(404, "NOT_FOUND");
    }
    set(&path, &key, 2, json!(null)).await;
    assert_eq!((sync().await, log(&before).await.len()), (("OPEN".to_owned(), 1), 2));
    // The same for the whole site.
    let before = position(&app).await;
    set("/v1/site/comment-policy", &admin, 0, json!("HIDDEN")).await;
    assert_eq!((sync().await, log(&before).await), (("HIDDEN".to_owned(), 0), vec!["SITE UPDATED".to_owned()]));
    app.get(&one).await.refused(404, "NOT_FOUND");
    // Who goes on with the position of a hidden answer begins anew when they are seen again: an article may differ from the site.
    let hidden = app.get(&format!("/v1/articles/{story}/comments/changes")).await.expect(200);
    let before = position(&app).await;
    set(&path, &key, 3, json!("OPEN")).await;
    assert_eq!(log(&before).await, ["ARTICLE UPDATED"]);
    let after = hidden["position"].as_str().unwrap();
    let page = app.get(&format!("/v1/articles/{story}/comments/changes?after={after}")).await.expect(200);
    assert_eq!((&page["mode"], &page["items"][0]["id"]), (&json!("OPEN"), &made["id"]));
    set(&path, &key, 4, json!(null)).await;
    assert_eq!(log(&before).await.len(), 2);
}

#[tokio::test]
async fn an_edit_into_what_others_posted_waits_and_one_back_does_not() {
    looked_through(TestApp::spawn().await).await;
    // The same where no network is kept.
    looked_through(TestApp::spawn_with(settings(|comments| comments.comment_network_days = 0)).await).await;
}

async fn looked_through(app: TestApp) {
    let article: ArticleId = story(&app, "Правки").await.parse().unwrap();
    let from = async |last: u8, text: &str| {
        let network = Network::of(Some(IpAddr::from([198, 51, last, 7])));
        let new = NewComment::plain(CommentAuthorInput { name: "Б".to_owned() }, text.to_owned(), None);
        comments::create(&app.app, &Actor::Anonymous, &network, article, new, None).await.unwrap()
    };
    let spam = "Все идите на площадь сегодня вечером";
    from(1, spam).await;
    let quiet = from(2, "Дорогу у рынка уже почистили с утра").await;
    let change = async |version: i32, text: &str| {
        let new = EditComment { text: text.to_owned() };
        let network = Network::of(Some(IpAddr::from([198, 51, 2, 7])));
        comments::edit(&app.app, (&Actor::Anonymous, &network), quiet.id, version, (new, quiet.edit_token.as_deref()))
            .await
    };
    let other = change(1, "Дорогу у рынка ещё не почистили вовсе").await.unwrap();
    assert_eq!(other.status.as_str(), "PUBLISHED");
    let back = change(2, "Дорогу у рынка уже почистили с утра").await.unwrap();
    assert_eq!(back.status.as_str(), "PUBLISHED", "its own text of before");
    let refused = change(3, spam).await.unwrap_err();
    assert_eq!(refused.code, Code::RateLimited, "edits of a comment are counted, too");
    app.pass(61);
    assert_eq!(change(3, spam).await.unwrap().status.as_str(), "HELD");
    let key = moderator(&app).await;
    let seen = app.get_as(&key, &format!("/v1/comments/{}", quiet.id)).await.expect(200);
    assert_eq!(seen["reasons"], json!(["DUPLICATE"]));
    // What its author wrote in an edit, they may post themselves.
    let own = from(2, "Дорогу у рынка ещё не почистили вовсе").await;
    assert_eq!(own.status.as_str(), "PUBLISHED");
    // An erasure forgets what is remembered of posts and edits, where it is known from where they came.
    if app.app.config.comments.comment_network_days > 0 {
        for (id, version) in [(quiet.id, 4), (own.id, 1)] {
            comments::erase(&app.app, &Actor::System, id, version).await.unwrap();
        }
        let sql = "SELECT COUNT(*) AS kept FROM comment_posts";
        let conn = app.app.store.reader();
        let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "kept").unwrap(), 1, "that of the other network");
    }
}

#[tokio::test]
async fn words_names_strangers_and_first_comments_are_judged_at_both_doors() {
    let app = TestApp::spawn_with(settings(|comments| {
        (comments.comments_per_minute, comments.comments_per_ten_minutes) = (90, 90);
    }))
    .await;
    let (story, key) = (story(&app, "Правила").await, moderator(&app).await);
    let path = format!("/v1/articles/{story}/comment-policy");
    let mut version = 0;
    let mut set = async |patch: Value| {
        app.change(Method::PATCH, &key, &path, version, Some(&patch)).await.expect(200);
        version += 1;
    };
    let reasons = async |name: &str, text: &str| {
        let new = json!({ "author": { "name": name }, "text": format!("{text} раз") });
        let rest = post(&app, &story, &new).await.expect(201)["id"].clone();
        let query = "mutation($name: String!, $text: String!, $article: ID!) {
            createComment(articleId: $article, input: { author: { name: $name }, text: $text }) { id } }";
        let variables = json!({ "name": name, "text": format!("{text} два"), "article": story });
        let gql = app.gql_as(None, query, variables).await["data"]["createComment"]["id"].clone();
        let mut all = Vec::new();
        for made in [rest, gql] {
            let seen = app.get_as(&key, &format!("/v1/comments/{}", made.as_str().unwrap())).await.expect(200);
            all.push(seen["reasons"].clone());
        }
        assert_eq!(all[0], all[1], "{text}");
        all.swap_remove(0)
    };
    assert_eq!(reasons("Айгүл", "Спокойно").await, json!([]));
    assert_eq!(reasons("Айгүл", "Какой же ты дебил").await, json!(["INSULT_WORDS"]));
    assert_eq!(reasons("Редакция", "Слово").await, json!(["RESERVED_NAME"]));
    assert_eq!(reasons("Aйгүл", "Другое слово").await, json!(["MIXED_NAME"]));
    assert_eq!(reasons("Айгүл", "КОГДА ЖЕ УБЕРУТ ЭТУ ДОРОГУ НАКОНЕЦ").await, json!(["SHOUTING"]));
    assert_eq!(reasons("Айгүл", "Даааааааааааааааааааааааааа").await, json!(["REPETITION"]));
    set(json!({ "firstCommentHeld": true })).await;
    assert_eq!(reasons("Айгүл", "Впервые").await, json!(["FIRST_COMMENT"]));
    set(json!({ "anonymousAllowed": false })).await;
    post(&app, &story, &comment("Без имени", None)).await.refused(401, "UNAUTHENTICATED");
    let query = format!(
        "mutation {{ createComment(articleId: \"{story}\", input: {{ author: {{ name: \"Б\" }}, text: \"Нет\" }}) {{ id }} }}"
    );
    assert_eq!(app.gql_code(None, &query, json!({})).await, "UNAUTHENTICATED");
    set(json!({ "anonymousAllowed": true, "firstCommentHeld": false, "maxDepth": 0 })).await;
    let top = post(&app, &story, &comment("Сверху", None)).await.expect(201);
    let beside = post(&app, &story, &comment("Рядом", Some(id(&top)))).await.expect(201);
    assert_eq!((&beside["depth"], &beside["inReplyTo"]), (&json!(0), &top["id"]));
}
