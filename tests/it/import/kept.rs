//! What the newsroom set on an imported article stays.

use dateline::domain::keys::Actor;
use dateline::importers::page;
use dateline::usecases::{Outcome, articles};
use serde_json::json;

use crate::support::{TestApp, samples};

#[tokio::test]
async fn a_second_import_leaves_the_newsrooms_section_tags_and_authors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let page = |last: &str| {
        format!("Мост открыт после ремонта\n\nКультура 0\n\nОш, 21.11.26. /Кабар/. Первый абзац.\n\n{last}\n")
    };
    let import = async |text: String| {
        let draft = page::read(text.as_bytes()).unwrap().draft(None, app.app.now(), chrono_tz::Asia::Bishkek).unwrap();
        let mut written = articles::import_many(&app.app, &Actor::System, vec![draft]).await.unwrap();
        written.pop().unwrap()
    };
    let first = import(page("Второй абзац, довольно длинный, чтобы быть абзацем.")).await;
    assert_eq!(first.article.section.as_ref().unwrap().name, "Культура");
    let path = format!("/v1/articles/{}", first.article.id);
    let patch = json!({ "section": "society", "tags": ["osh"], "authors": ["aigul"] });
    app.patch(&key, &path, 1, &patch).await.expect(200);
    let same = import(page("Второй абзац, довольно длинный, чтобы быть абзацем.")).await;
    assert_eq!(same.outcome, Outcome::Unchanged);
    let changed = import(page("Второй абзац исправлен и всё ещё довольно длинный.")).await;
    assert_eq!((changed.outcome, changed.article.version), (Outcome::Updated, 3));
    let read = app.get(&path).await.expect(200);
    assert_eq!(read["section"]["slug"], "society");
    assert_eq!((&read["tags"][0]["slug"], &read["authors"][0]["slug"]), (&json!("osh"), &json!("aigul")));
    assert!(read["body"]["text"].as_str().unwrap().ends_with("довольно длинный."));
}
