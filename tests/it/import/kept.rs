//! What the newsroom set on an imported article stays.

use dateline::domain::keys::Actor;
use dateline::importers::page;
use dateline::usecases::{Outcome, articles};
use serde_json::json;

use crate::support::{TestApp, samples};

#[tokio::test]
async fn a_second_import_leaves_alone_what_the_newsroom_has_changed() {
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
    let corrected = import(page("Второй абзац исправлен и всё ещё довольно длинный.")).await;
    assert_eq!((corrected.outcome, corrected.article.version), (Outcome::Updated, 2), "nobody has changed it here");
    let path = format!("/v1/articles/{}", first.article.id);
    let patch = json!({ "section": "society", "tags": ["osh"], "authors": ["aigul"], "expires": app.at(-1),
                        "edNote": "Снято по решению суда", "lead": "Свой лид." });
    let changed = app.patch(&key, &path, 2, &patch).await.expect(200);
    assert_eq!(app.get(&path).await.status, 404);
    for last in
        ["Второй абзац исправлен и всё ещё довольно длинный.", "Второй абзац исправлен ещё раз, и он всё ещё длинный."]
    {
        let again = import(page(last)).await;
        assert_eq!(again.outcome, Outcome::Unchanged);
        assert_eq!(app.get_as(&key, &path).await.expect(200), changed, "the newsroom's word holds");
        assert_eq!(app.get(&path).await.status, 404, "what was taken down stays down");
    }
}
