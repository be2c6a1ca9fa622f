//! Articles under strain: hostile HTML, many writers at once, publication that moves.

use serde_json::json;

use crate::support::TestApp;
use crate::support::samples::article;

#[tokio::test]
async fn html_that_would_take_long_to_clean_is_refused_before_it_is_parsed() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let begun = std::time::Instant::now();
    for html in [
        (0..1500).map(|i| format!("<p><b lang=a{i}>x")).collect::<String>(),
        "<blockquote>".repeat(30_000),
        "<ul><li>".repeat(5_000),
        "<div>".repeat(65) + "x",
        "<A HREF=https://example.com>".repeat(70),
        "<div title='</div>'>".repeat(3_000),
        "<div></span>".repeat(3_000),
        "<div><?</div>".repeat(3_000),
        "<div><object></div></object>".repeat(3_000),
        "<li><h2>".repeat(3_000),
        "<custom-thing>".repeat(3_000),
        format!("<p {}>x", (0..3_000).map(|i| format!("a{i}=1 ")).collect::<String>()),
    ] {
        let mut new = article("Узлы");
        new["body"] = json!({ "html": html });
        let reply = app.post(&key, "/v1/articles", &new).await;
        assert_eq!(reply.problem(422), "UNPROCESSABLE_CONTENT");
        assert_eq!(reply.json()["errors"][0]["pointer"], "/body/html");
    }
    let mut new = article("Длинный список");
    new["body"] = json!({ "html": format!("<ul>{}</ul>{}", "<li><b>x</b> <a href=https://example.com>y</a>".repeat(5_000), "<p>z".repeat(3_000)) });
    app.post(&key, "/v1/articles", &new).await.expect(201);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn many_writers_of_one_headline_all_get_a_slug() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let new = article("Один на всех");
    let made = futures_util::future::join_all((0..24).map(|_| app.post(&key, "/v1/articles", &new))).await;
    let slugs: std::collections::HashSet<String> =
        made.iter().map(|reply| reply.expect(201)["slug"].to_string()).collect();
    assert_eq!(slugs.len(), 24);
    let mut known = article("Известна другой системе");
    known["slug"] = json!("izvestna");
    known["externalId"] = json!({ "source": "cms", "id": "9" });
    let made = futures_util::future::join_all((0..12).map(|_| app.post(&key, "/v1/articles", &known))).await;
    assert_eq!(made.iter().filter(|reply| reply.status == 201).count(), 1);
    assert_eq!(made.iter().filter(|reply| reply.status == 200).count(), 11);
}

#[tokio::test]
async fn the_first_publication_is_the_first_that_came() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let mut new = article("Перенесена");
    new["externalId"] = json!({ "source": "cms", "id": "11" });
    new["published"] = json!(app.at(3600));
    app.post(&key, "/v1/articles", &new).await.expect(201);
    new["published"] = json!(app.at(-60));
    let moved = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!(moved["firstPublished"], app.at(-60), "what was only planned has not come");
    new["published"] = json!(app.at(-10));
    let moved = app.post(&key, "/v1/articles", &new).await.expect(200);
    assert_eq!((&moved["firstPublished"], &moved["published"]), (&json!(app.at(-60)), &json!(app.at(-10))));
}
