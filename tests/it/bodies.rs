//! Bodies over both doors: Markdown, blocks, measures, and what nobody sees in a text.

use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value, json};

use crate::support::TestApp;
use crate::support::samples::article;

const CREATE: &str =
    "mutation($input: NewArticleInput!) { createArticle(input: $input) { id headline body { html text } } }";
const BLOCKS: &str = "blocks { kind text html spans { start length kind href } level ordered
    items { depth number continues text html spans { start length kind href } }
    rows { cells { header columns rows text html spans { start length kind href } } }
    src alt width height href url provider }";

/// A body with every kind of block.
const EVERYTHING: &str = concat!(
    "<p>Бишкек, 27.08.20. /Кабар/. Да <b>жирно и <a href=\"https://a.example/?a=1&amp;b=2\">ссылка</a></b> &lt; 😀 <i>ы</i></p>",
    "<h2>Глава</h2><ol start=\"2\"><li>а<ul><li>б</li></ul></li></ol><blockquote><p>Слова</p></blockquote>",
    "<figure><img src=\"https://a.example/1.png\" alt=\"Вид\" width=\"640\" height=\"480\"><figcaption>Фото</figcaption></figure>",
    "<table><tr><th colspan=\"2\">Год</th></tr><tr><td>2020</td><td>5</td></tr></table><pre>а  б</pre><hr>",
    "<p><a href=\"https://youtu.be/abc\">Видео</a></p>",
);

fn with_body(headline: &str, body: Value) -> Value {
    let mut new = article(headline);
    new["body"] = body;
    new
}

fn path(article: &Value) -> String {
    format!("/v1/articles/{}", article["id"].as_str().unwrap())
}

/// GraphQL's answer in REST's form: what is null there is absent here.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[tokio::test]
async fn blocks_are_the_same_by_both_doors_and_come_only_when_asked_for() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = with_body("Блоки", json!({ "html": EVERYTHING }));
    new["published"] = json!(app.at(-60));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    assert_eq!(made.get("blocks"), None);

    let plain = app.get(&path(&made)).await.expect(200);
    assert_eq!((plain["body"].is_object(), plain.get("blocks")), (true, None));
    let rest = app.get(&format!("{}?include=blocks", path(&made))).await.expect(200);
    assert_eq!(rest["body"], plain["body"]);
    let kinds: Vec<&str> = rest["blocks"].as_array().unwrap().iter().map(|b| b["kind"].as_str().unwrap()).collect();
    let expected = ["PARAGRAPH", "HEADING", "LIST", "QUOTE", "IMAGE", "TABLE", "CODE", "DIVIDER", "EMBED"];
    assert_eq!(kinds, expected);
    let first = &rest["blocks"][0];
    assert_eq!(first["text"], "Да жирно и ссылка < 😀 ы", "without the dateline");
    assert_eq!(
        first["spans"][1],
        json!({ "start": 11, "length": 6, "kind": "LINK", "href": "https://a.example/?a=1&b=2" })
    );
    assert_eq!(first["spans"][2], json!({ "start": 23, "length": 1, "kind": "ITALIC" }), "an emoji counts two");

    let data = app.gql(&format!("{{ article(id: \"{}\") {{ {BLOCKS} }} }}", made["id"].as_str().unwrap())).await;
    assert_eq!(without_nulls(&data["article"]["blocks"]), rest["blocks"]);
    let data = app.gql(&format!("{{ articles(first: 1) {{ nodes {{ {BLOCKS} body {{ html }} }} }} }}")).await;
    assert_eq!(without_nulls(&data["articles"]["nodes"][0]["blocks"]), rest["blocks"]);

    for (asked, body, blocks) in [
        ("", false, false),
        ("?include=body", true, false),
        ("?include=blocks", false, true),
        ("?include=body,blocks", true, true),
        ("?fields=blocks", false, true),
        ("?fields=headline&include=blocks", false, true),
        ("?fields=body", true, false),
        ("?fields=headline", false, false),
    ] {
        let item = app.get(&format!("/v1/articles{asked}")).await.expect(200)["items"][0].clone();
        assert_eq!((item.get("body").is_some(), item.get("blocks").is_some()), (body, blocks), "{asked}");
    }
    let alone = app.get(&format!("{}?fields=blocks", path(&made))).await.expect(200);
    assert_eq!(alone, json!({ "id": made["id"], "blocks": rest["blocks"] }));
    assert_eq!(app.get(&format!("{}?include=comments", path(&made))).await.problem(400), "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_body_says_how_long_it_is_and_how_long_it_takes_to_read() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (text, expected) in
        [("Три коротких слова.".to_owned(), (3, 19, 1)), ("слово ".repeat(181), (181, 181 * 6 - 1, 2))]
    {
        let made = app.post(&key, "/v1/articles", &with_body("Мера", json!({ "text": text }))).await.expect(201);
        let query = "query($id: ID!) { article(id: $id) { wordCount readingTimeMinutes body { charCount } } }";
        let answer = app.gql_as(Some(&key), query, json!({ "id": made["id"] })).await;
        for article in [&made, &answer["data"]["article"]] {
            let numbers = (&article["wordCount"], &article["body"]["charCount"], &article["readingTimeMinutes"]);
            assert_eq!(numbers, (&json!(expected.0), &json!(expected.1), &json!(expected.2)));
        }
    }
}

#[tokio::test]
async fn markdown_is_written_by_both_doors_and_kept_in_its_form() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let markdown =
        "Бишкек, 27.08.20. /Кабар/. Да **нет**.\n\n# Глава\n\n<script>x</script>- раз\n\n| а |\n|---|\n| б |";
    let new = with_body("Маркдаун", json!({ "markdown": markdown }));
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    let html = made["body"]["html"].as_str().unwrap();
    assert!(html.starts_with("<p>Да <strong>нет</strong>.</p>\n<h2>Глава</h2>"), "{html}");
    assert!(html.contains("<td>б</td>") && !html.contains("script"), "{html}");
    assert_eq!(made["dateline"]["date"], "2020-08-27");
    assert_eq!(made["lead"], "Да нет.");
    let answer = app.gql_as(Some(&key), CREATE, json!({ "input": new })).await;
    assert_eq!(answer["data"]["createArticle"]["body"]["html"], made["body"]["html"]);

    let conn = app.app.store.reader();
    let sql = "SELECT original || '|' || form FROM article_bodies";
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    for row in rows {
        assert_eq!(row.try_get_by_index::<String>(0).unwrap(), format!("{markdown}|markdown"));
    }
    // The same again is no change; the same words in another form are one.
    let same = app.patch(&key, &path(&made), 1, &json!({ "body": { "markdown": markdown } })).await.expect(200);
    assert_eq!(same["version"], 1);
    let other = app.patch(&key, &path(&made), 1, &json!({ "body": { "text": markdown } })).await.expect(200);
    assert_eq!(other["version"], 2);
    assert!(other["body"]["text"].as_str().unwrap().contains("**нет**"));
}

#[tokio::test]
async fn rows_of_the_program_before_this_one_keep_their_form() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (body, other) in [(json!({ "html": "Слова" }), "text"), (json!({ "text": "Слова" }), "html")] {
        let made = app.post(&key, "/v1/articles", &with_body("Прежняя", body.clone())).await.expect(201);
        let tx = app.app.store.begin().await.unwrap();
        tx.conn().execute_unprepared("UPDATE article_bodies SET form = NULL").await.unwrap();
        tx.commit(Vec::new(), app.app.now()).await.unwrap();
        let same = app.patch(&key, &path(&made), 1, &json!({ "body": body })).await.expect(200);
        assert_eq!(same["version"], 1);
        let changed = app.patch(&key, &path(&made), 1, &json!({ "body": { other: "Слова" } })).await.expect(200);
        assert_eq!(changed["version"], 2);
    }
    // Down to before the column and up again: forms that were known then are filled in.
    let steps = crate::migrations::names().iter().rev().position(|name| name.ends_with("_bodies")).unwrap() + 1;
    app.app.store.migrate_down(u32::try_from(steps).unwrap()).await.unwrap();
    app.app.store.migrate().await.unwrap();
    let conn = app.app.store.reader();
    let sql = "SELECT COUNT(*) FROM article_bodies WHERE form = CASE WHEN original_is_html THEN 'html' ELSE 'text' END";
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from)).unwrap(), 2);
}

#[tokio::test]
async fn bodies_that_cannot_be_taken_are_refused_with_their_place() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for (body, pointer, detail) in [
        (json!({}), "/body", "exactly one of html, text and markdown"),
        (json!({ "html": "а", "markdown": "б" }), "/body", "exactly one"),
        (json!({ "text": "а", "html": "б", "markdown": "в" }), "/body", "exactly one"),
        (json!({ "markdown": " \n" }), "/body", "must not be empty"),
        (json!({ "markdown": "а\u{0}б" }), "/body", "NUL"),
        (json!({ "markdown": "[](https://a.example)" }), "/body", "holds no text"),
        (json!({ "markdown": "<!-- x -->" }), "/body", "holds no text"),
        (json!({ "text": "\u{200b}\u{feff}\u{202e}" }), "/body", "holds no text"),
        (json!({ "html": "<p>&#8203;&shy;</p>" }), "/body", "holds no text"),
        (json!({ "markdown": "> ".repeat(100) + "а" }), "/body/markdown", "64 elements"),
        (json!({ "markdown": "<b>".repeat(100) + "а" }), "/body/markdown", "64 elements"),
        (json!({ "html": "<b>".repeat(100) + "а" }), "/body/html", "64 elements"),
        (json!({ "text": "а".repeat(500_001) }), "/body", "500000 characters"),
        (json!({ "markdown": "а".repeat(500_001) }), "/body", "500000 characters"),
        (json!({ "markdown": 5 }), "/body/markdown", "must be a string"),
    ] {
        let new = with_body("Отказ", body.clone());
        let reply = app.post(&key, "/v1/articles", &new).await;
        if new.to_string().len() > 1_048_576 {
            assert_eq!(reply.problem(413), "PAYLOAD_TOO_LARGE");
            continue;
        }
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{detail}");
        let fault = reply.json()["errors"][0].clone();
        assert_eq!(fault["pointer"], pointer, "{fault}");
        assert!(fault["detail"].as_str().unwrap().contains(detail), "{fault}");
        if new.to_string().len() < 200_000 && body["markdown"] != json!(5) {
            assert_eq!(
                app.gql_code(Some(&key), CREATE, json!({ "input": new })).await,
                "UNPROCESSABLE_CONTENT",
                "{detail}"
            );
        }
    }
    // Five megabytes are not even read.
    let huge = with_body("Пять", json!({ "html": "<p>а</p>".repeat(650_000) }));
    assert!(huge.to_string().len() > 5_000_000);
    assert_eq!(app.post(&key, "/v1/articles", &huge).await.problem(413), "PAYLOAD_TOO_LARGE");
    assert_eq!(app.gql_code(Some(&key), CREATE, json!({ "input": huge })).await, "PAYLOAD_TOO_LARGE");
    let drafts = app.get_as(&key, "/v1/articles?state=DRAFT").await.expect(200);
    assert_eq!(drafts["items"], json!([]), "nothing was kept");
}

#[tokio::test]
async fn what_nobody_sees_goes_from_lines_and_is_refused_where_it_cannot_be_mended() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = article("\u{feff}Пра\u{ad}ви\u{200b}тельство \u{202e}Кыргызстана\u{202c} и\u{306} ❤\u{fe0f}");
    new["byline"] = json!("Айгу\u{308}л\u{2069}");
    new["lead"] = json!("Лид\u{2028}в\nдве\u{ad} строки");
    let tidy = "Правительство Кыргызстана й ❤\u{fe0f}";
    let made = app.post(&key, "/v1/articles", &new).await.expect(201);
    assert_eq!((&made["headline"], &made["byline"]), (&json!(tidy), &json!("Айгӱл")));
    assert_eq!(made["lead"], "Лид в две строки");
    let answer = app.gql_as(Some(&key), CREATE, json!({ "input": new })).await;
    assert_eq!(answer["data"]["createArticle"]["headline"], tidy);
    let section = json!({ "names": [{ "language": "ru", "value": "Об\u{200b}щест\u{ad}во" }] });
    assert_eq!(app.post(&key, "/v1/sections", &section).await.expect(201)["name"], "Общество");
    let author = json!({ "name": "\u{202a}Эмиль\u{202c} Сарыбаев" });
    assert_eq!(app.post(&key, "/v1/authors", &author).await.expect(201)["name"], "Эмиль Сарыбаев");

    for (headline, detail) in [
        ("\u{200b}\u{ad}", "must not be empty"),
        ("Ош\u{0}", "control characters"),
        ("Ош\u{9b}", "control characters"),
        ("Ош\u{e001}", "U+E001"),
        ("Ош\u{ffff}", "U+FFFF"),
    ] {
        let new = article(headline);
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{headline:?}");
        let fault = reply.json()["errors"][0].clone();
        assert_eq!(fault["pointer"], "/headline");
        assert!(fault["detail"].as_str().unwrap().contains(detail), "{fault}");
        assert_eq!(app.gql_code(Some(&key), CREATE, json!({ "input": new })).await, "UNPROCESSABLE_CONTENT");
    }
    for field in ["lead", "byline", "edNote"] {
        for wrong in ["\u{200b}", "а\u{1}", "а\u{9b}"] {
            let mut new = article("Поле");
            new[field] = json!(wrong);
            let reply = app.post(&key, "/v1/articles", &new).await;
            assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT", "{field} {wrong:?}");
            assert_eq!(reply.json()["errors"][0]["pointer"], format!("/{field}"));
        }
    }
}

#[tokio::test]
async fn half_a_character_is_no_text_at_either_door() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    for escape in [r"\ud800", r"\udc00", r"\ud800\ud800", r"\udc00\ud800", r"\ud83dx"] {
        let body = format!(r#"{{"language":"ru","headline":"Ош{escape}","body":{{"text":"а"}}}}"#);
        let request = app.request(Method::POST, "/v1/articles").bearer_auth(&key);
        let reply = app.send(request.header("content-type", "application/json").body(body)).await;
        assert_eq!(reply.problem(400), "BAD_USER_INPUT", "{escape}");
        let variables = format!(r#"{{"input":{{"language":"ru","headline":"Ош{escape}","body":{{"text":"а"}}}}}}"#);
        let query = json!({ "query": CREATE }).to_string();
        let body = format!("{},\"variables\":{variables}}}", query.strip_suffix('}').unwrap());
        let request = app.request(Method::POST, "/graphql").bearer_auth(&key);
        let reply = app.send(request.header("content-type", "application/json").body(body)).await;
        assert_eq!(reply.status, 400, "{escape}: {}", reply.text);
        let document = format!(
            r#"mutation {{ createArticle(input: {{ language: "ru", headline: "Ош{escape}", body: {{ text: "а" }} }}) {{ id }} }}"#
        );
        let answer = app.gql_as(Some(&key), &document, json!({})).await;
        assert!(answer.get("data").is_none() && answer["errors"][0]["message"].is_string(), "{escape}: {answer}");
    }
    // A whole pair is one.
    let body = r#"{"language":"ru","headline":"Ош \ud83d\ude00","body":{"text":"а"}}"#;
    let request = app.request(Method::POST, "/v1/articles").bearer_auth(&key);
    let reply = app.send(request.header("content-type", "application/json").body(body)).await;
    assert_eq!(reply.expect(201)["headline"], "Ош 😀");
    assert_eq!(app.get_as(&key, "/v1/articles?state=DRAFT").await.json()["items"].as_array().unwrap().len(), 1);
}
