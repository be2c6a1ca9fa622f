//! Moderators of sections, the comments of an author, and threads that leave as lines of JSON.

use dateline::domain::comments::Moderation;
use dateline::domain::keys::{Actor, Scope};
use dateline::usecases::keys;
use reqwest::Method;
use serde_json::{Value, json};

use super::queues::ids;
use super::{comment, id, judge, moderator, say, settings};
use crate::program::Program;
use crate::support::TestApp;
use crate::support::samples::{names, published};

/// An article of a section that readers see; its id.
async fn story_in(app: &TestApp, key: &str, headline: &str, section: Option<&str>, further: &[&str]) -> String {
    let mut new = published(app, headline, 60);
    if let Some(section) = section {
        new["section"] = json!(section);
    }
    new["sections"] = json!(further);
    let made = app.post(key, "/v1/articles", &new).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}

async fn section(app: &TestApp, key: &str, slug: &str, parent: Option<&str>) {
    let mut new = json!({ "slug": slug, "names": names(slug, slug, slug) });
    if let Some(parent) = parent {
        new["parent"] = json!(parent);
    }
    app.post(key, "/v1/sections", &new).await.expect(201);
}

/// The key of a moderator of sections, with its id.
async fn bound(app: &TestApp, sections: &[&str]) -> (String, String) {
    let sections: Vec<String> = sections.iter().map(|slug| (*slug).to_owned()).collect();
    let of_key = ("bound", [Scope::CommentsModerate].as_slice(), None);
    let (token, key) = keys::create_within(&app.app, &Actor::System, of_key, &sections).await.unwrap();
    (token.reveal().to_owned(), key.id.to_string())
}

#[tokio::test]
async fn a_moderator_of_a_section_judges_there_and_nowhere_else() {
    let app = TestApp::spawn().await;
    let pre = app.beside(settings(|comments| comments.moderation = Moderation::Pre)).await;
    let (editor, everywhere) = (app.editor().await, moderator(&app).await);
    for (slug, parent) in [("sport", None), ("football", Some("sport")), ("culture", None)] {
        section(&app, &editor, slug, parent).await;
    }
    let mut held = Vec::new();
    for (headline, main, further) in [
        ("Спорт", Some("sport"), [].as_slice()),
        ("Футбол", Some("football"), [].as_slice()),
        ("Культура", Some("culture"), ["sport"].as_slice()),
        ("Ничья", None, [].as_slice()),
    ] {
        let story = story_in(&app, &editor, headline, main, further).await;
        held.push(say(&pre, &editor, &story, headline, None).await);
        app.pass(1);
    }
    let (key, key_id) = bound(&app, &["sport"]).await;
    let (inside, outside) = (&held[..2], &held[2..]);
    let queue = async |key: &str, more: &str| {
        ids(&app.get_as(key, &format!("/v1/moderation/comments?queue=PENDING{more}")).await.expect(200))
    };
    assert_eq!(queue(&everywhere, "").await.len(), 4);
    assert_eq!(queue(&everywhere, "&section=sport").await, [id(&held[0]), id(&held[1])], "with those below it");
    assert_eq!(queue(&everywhere, "&section=culture").await, [id(&held[2])], "by the main section");
    assert_eq!(queue(&key, "").await, [id(&held[0]), id(&held[1])]);
    assert_eq!(queue(&key, "&section=football").await, [id(&held[1])]);
    assert_eq!(queue(&key, "&section=culture").await, [""; 0]);
    let query = "{ moderationQueue(queue: PENDING) { nodes { id } } moderationCounts { pending } }";
    let by_graphql = app.gql_as(Some(&key), query, json!({})).await["data"].clone();
    let expected = json!([{ "id": held[0]["id"] }, { "id": held[1]["id"] }]);
    assert_eq!(
        (&by_graphql["moderationQueue"]["nodes"], &by_graphql["moderationCounts"]["pending"]),
        (&expected, &json!(2))
    );
    let counts = app.get_as(&key, "/v1/moderation/counts").await.expect(200);
    assert_eq!(counts, json!({ "pending": 2, "reported": 0, "unjudged": 0 }));
    let author = app.get_as(&key, "/v1/moderation/authors?name=%D0%90%D0%B9%D0%B3%D2%AF%D0%BB").await.expect(200);
    assert_eq!(ids(&author), [id(&held[1]), id(&held[0])]);
    assert_eq!(author["counts"], json!([{ "status": "HELD", "count": 2 }]));
    assert_eq!(app.get_as(&key, "/v1/comments?status=HELD").await.problem(403), "FORBIDDEN");
    assert_eq!(app.get_as(&everywhere, "/v1/comments?status=HELD").await.status, 200);

    for one in outside {
        let path = format!("/v1/comments/{}", id(one));
        for verdict in ["approve", "reject", "spam", "hold"] {
            let reply = app.change(Method::POST, &key, &format!("{path}/{verdict}"), 1, None).await;
            assert_eq!(reply.problem(403), "FORBIDDEN", "{verdict}");
        }
        for told in ["decisions", "flags", "revisions"] {
            assert_eq!(app.get_as(&key, &format!("{path}/{told}")).await.problem(403), "FORBIDDEN", "{told}");
        }
        let put = app.request(Method::PUT, &format!("{path}/assignment"));
        assert_eq!(app.send(put.bearer_auth(&key)).await.problem(403), "FORBIDDEN");
        let put = app.request(Method::PUT, &format!("{path}/assignment")).json(&json!({ "key": key_id }));
        let reply = app.send(put.bearer_auth(&everywhere)).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "to a key that does not judge it");
        for told in ["decisions", "revisions", "flags"] {
            let query = format!("{{ comment(id: \"{}\") {{ {told} {{ id: __typename }} }} }}", id(one));
            assert_eq!(app.gql_code(Some(&key), &query, json!({})).await, "FORBIDDEN", "{told}");
        }
        for act in ["approveComment", "rejectComment", "holdComment", "eraseComment"] {
            let query = format!("mutation {{ {act}(id: \"{}\", version: 1) {{ id }} }}", id(one));
            assert_eq!(app.gql_code(Some(&key), &query, json!({})).await, "FORBIDDEN", "{act}");
        }
        let item = json!({ "id": one["id"], "version": 1, "decision": "APPROVE" });
        let batch = app.post(&key, "/v1/moderation/decisions", &json!({ "items": [item] })).await.expect(200);
        assert_eq!(batch["items"][0]["error"]["code"], "FORBIDDEN");
    }
    for one in inside {
        assert_eq!(judge(&app, &key, one, "approve").await["status"], "APPROVED");
        let decisions = app.get_as(&key, &format!("/v1/comments/{}/decisions", id(one))).await.expect(200);
        assert_eq!(decisions["items"].as_array().unwrap().last().unwrap()["decidedBy"], key_id);
    }
    let key_id = key_id.parse().unwrap();
    keys::set_sections(&app.app, &Actor::System, key_id, &["culture".to_owned()]).await.unwrap();
    assert_eq!(queue(&key, "").await, [id(&held[2])]);
    keys::set_sections(&app.app, &Actor::System, key_id, &[]).await.unwrap();
    assert_eq!(queue(&key, "").await, [id(&held[2]), id(&held[3])], "everywhere again");
    let missing = keys::set_sections(&app.app, &Actor::System, key_id, &["nowhere".to_owned()]).await.unwrap_err();
    assert_eq!(missing.code, dateline::error::Code::UnprocessableContent);
}

#[tokio::test]
async fn the_command_binds_a_key_to_sections_and_says_so() {
    let app = TestApp::spawn().await;
    let editor = app.editor().await;
    section(&app, &editor, "sport", None).await;
    let story = story_in(&app, &editor, "Без раздела", None, &[]).await;
    let made = say(&app, &editor, &story, "Слово", None).await;
    let program = Program::on(&app);
    let key = program
        .run(&["keys", "create", "--scope", "comments:moderate", "--section", "sport"])
        .expect(0)
        .trim()
        .to_owned();
    let path = format!("/v1/comments/{}/approve", id(&made));
    assert_eq!(app.change(Method::POST, &key, &path, 1, None).await.problem(403), "FORBIDDEN");
    let list = program.run(&["keys", "list"]).expect(0).to_owned();
    let line = list.lines().find(|line| line.contains("  in sport")).unwrap_or_else(|| panic!("{list}"));
    let key_id = line.split_whitespace().next().unwrap();
    assert_ne!(program.run(&["keys", "sections", key_id, "--section", "nowhere"]).code, Some(0));
    program.run(&["keys", "sections", key_id]).expect(0);
    assert!(!program.run(&["keys", "list"]).expect(0).contains("  in "));
    app.change(Method::POST, &key, &path, 1, None).await.expect(200);
}

#[tokio::test]
async fn an_author_is_looked_at_with_every_comment_and_their_numbers() {
    let app = TestApp::spawn().await;
    let (editor, moderator) = (app.editor().await, moderator(&app).await);
    let story = story_in(&app, &editor, "Автор", None, &[]).await;
    let mut made = Vec::new();
    for i in 0..5 {
        made.push(say(&app, &editor, &story, &format!("Слово {i}"), None).await);
        app.pass(1);
    }
    let mut other = comment("Чужое", None);
    other["author"]["name"] = json!("Бакыт");
    app.post(&editor, &format!("/v1/articles/{story}/comments"), &other).await.expect(201);
    judge(&app, &moderator, &made[0], "spam").await;
    judge(&app, &moderator, &made[1], "reject").await;
    judge(&app, &moderator, &made[2], "reject").await;
    let name = "name=%D0%90%D0%B9%D0%B3%D2%AF%D0%BB";
    let first = app.get_as(&moderator, &format!("/v1/moderation/authors?{name}&limit=3")).await.expect(200);
    let numbers = json!([{ "status": "PUBLISHED", "count": 2 }, { "status": "REJECTED", "count": 2 },
        { "status": "SPAM", "count": 1 }]);
    assert_eq!(first["counts"], numbers);
    assert_eq!(ids(&first), [id(&made[4]), id(&made[3]), id(&made[2])]);
    let after = first["nextCursor"].as_str().unwrap();
    let path = format!("/v1/moderation/authors?{name}&limit=3&after={after}");
    let second = app.get_as(&moderator, &path).await.expect(200);
    assert_eq!(ids(&second), [id(&made[1]), id(&made[0])]);
    let query = "{ a: commentAuthor(name: \"Айгүл\") { counts { status count }
        comments(first: 3) { nodes { id text status } pageInfo { endCursor } } } }";
    let answer = app.gql_as(Some(&moderator), query, json!({})).await;
    let data = &answer["data"]["a"];
    assert_eq!(data["counts"], numbers, "{answer}");
    let found: Vec<&str> = data["comments"]["nodes"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(found, ids(&first));
    assert_eq!(data["comments"]["pageInfo"]["endCursor"], after);
    let nobody = app.get_as(&moderator, "/v1/moderation/authors?reader=reader_01h455vb4pex5vsknk084sn02q").await;
    assert_eq!((&nobody.expect(200)["counts"], ids(&nobody.json())), (&json!([]), Vec::new()));
    for wrong in ["", "?name=", "?reader=none", "?name=A&reader=reader_01h455vb4pex5vsknk084sn02q"] {
        let reply = app.get_as(&moderator, &format!("/v1/moderation/authors{wrong}")).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{wrong}");
    }
    assert_eq!(
        app.gql_code(Some(&moderator), "{ commentAuthor { counts { count } } }", json!({})).await,
        "BAD_USER_INPUT"
    );
}

fn lines(text: &str) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn threads_leave_as_lines_of_json_the_same_each_time() {
    let app = TestApp::spawn().await;
    let (editor, moderator, exporter) = (app.editor().await, moderator(&app).await, app.key(&[Scope::Exports]).await);
    let first = story_in(&app, &editor, "Первая", None, &[]).await;
    let mut second = published(&app, "Вторая", 30);
    second["canonicalUrl"] = json!("https://kabar.kg/vtoraya");
    let second = app.post(&editor, "/v1/articles", &second).await.expect(201)["id"].as_str().unwrap().to_owned();
    let none = app.get_as(&exporter, "/v1/comments/export").await;
    assert_eq!((none.status, none.text.as_str()), (200, ""));
    let top = say(&app, &editor, &first, "Верх", None).await;
    let next = say(&app, &editor, &first, "Рядом\n«строка»", None).await;
    let answer = say(&app, &editor, &first, "Ответ", Some(id(&top))).await;
    let deep = say(&app, &editor, &first, "Глубже", Some(id(&answer))).await;
    let beside = say(&app, &editor, &first, "Второй ответ", Some(id(&top))).await;
    let alone = say(&app, &editor, &second, "Один", None).await;
    judge(&app, &moderator, &answer, "spam").await;

    let reply = app.get_as(&exporter, "/v1/comments/export").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(reply.header("cache-control"), "private, no-store");
    let found = lines(&reply.text);
    let order: Vec<&str> = found.iter().map(id).collect();
    let in_order = [&top, &answer, &deep, &beside, &next, &alone].map(id);
    assert_eq!(order, in_order, "an answer after what it answers");
    assert_eq!((&found[1]["status"], &found[1]["text"]), (&json!("SPAM"), &json!("Ответ")));
    assert_eq!((&found[1]["reasons"], &found[4]["text"]), (&json!([]), &json!("Рядом\n«строка»")));
    assert_eq!((&found[0]["articleId"], &found[0]["articleSlug"]), (&json!(first), &json!("pervaya")));
    assert_eq!((found[0].get("articleUrl"), &found[5]["articleUrl"]), (None, &json!("https://kabar.kg/vtoraya")));
    assert_eq!(found[0].get("decisions"), None);
    assert_eq!(app.get_as(&exporter, "/v1/comments/export").await.text, reply.text, "the same bytes");

    let with = app.get_as(&exporter, &format!("/v1/comments/export?decisions=true&article={first}")).await;
    let with = lines(&with.text);
    assert_eq!(with.iter().map(id).collect::<Vec<_>>(), in_order[..5]);
    for line in &with {
        let path = format!("/v1/comments/{}/decisions", id(line));
        assert_eq!(line["decisions"], app.get_as(&moderator, &path).await.expect(200)["items"]);
    }
    assert_eq!(with[1]["decisions"].as_array().unwrap().last().unwrap()["after"], "SPAM");
    let nowhere = "/v1/comments/export?article=article_01h455vb4pex5vsknk084sn02q";
    assert_eq!(app.get_as(&exporter, nowhere).await.problem(404), "NOT_FOUND");
    assert_eq!(app.get_as(&exporter, "/v1/comments/export?decisions=yes").await.problem(400), "BAD_USER_INPUT");

    let program = Program::on(&app);
    assert_eq!(program.run(&["comments", "export"]).expect(0), reply.text);
    program.run(&["comments", "export", "--article", &second, "alone.ndjson"]).expect(0);
    let file = std::fs::read_to_string(program.folder().join("alone.ndjson")).unwrap();
    assert_eq!(lines(&file), [found[5].clone()]);
    assert_ne!(program.run(&["comments", "export", "--article", "none"]).code, Some(0));
}
