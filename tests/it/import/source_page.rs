//! The real page that the reader was built for.

use std::path::PathBuf;

use serde_json::Value;

use super::{article, count, import};
use crate::program::Program;
use crate::support::TestApp;

const HEADLINE: &str = "Госорганы и органы МСУ обсудили вопросы, возникшие в работе во время пандемии";

fn check_body(text: &str, html: &str) {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 9, "{text}");
    assert_eq!(
        paragraphs[0],
        "Госорганы и органы местного самоуправления (МСУ) обсудили вопросы, возникшие в работе во время пандемии, \
         сообщает Союз МСУ КР."
    );
    assert_eq!(
        paragraphs[8],
        "Данное онлайн совещание и анкетирование органов МСУ проведено в рамках Проекта USAID \"Жигердуу жарандар\"."
    );
    for furniture in ["Читайте и смотрите", "89.51", "97.09", "Комментари", "27.08.20", "/Кабар/"]
    {
        assert!(!text.contains(furniture) && !html.contains(furniture), "{furniture}");
    }
}

fn check_dateline(dateline: &Value) {
    assert_eq!(dateline["raw"], "Бишкек, 27.08.20. /Кабар/.");
    assert_eq!(dateline["places"][0]["name"], "Бишкек");
    assert_eq!(dateline["country"], "KG");
    assert_eq!(dateline["date"], "2020-08-27");
    assert_eq!(dateline["agency"]["slug"], "kabar");
    assert_eq!(dateline["agency"]["raw"], "Кабар");
}

#[tokio::test]
async fn the_source_page_is_served_by_both_doors() {
    let Some(corpus) = std::env::var_os("DATELINE_CORPUS") else {
        println!("left out: DATELINE_CORPUS is not set, so there is no ../source-page/page.txt to import");
        return;
    };
    let file = PathBuf::from(corpus).join("../source-page/page.txt").canonicalize().unwrap();
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    import(&program, std::slice::from_ref(&file)).expect(0);
    let key = app.editor().await;

    let rest = article(&app, &key, HEADLINE).await;
    assert_eq!(rest["section"]["name"], "Общество");
    assert_eq!(rest["language"], "ru");
    assert_eq!(rest["published"], "2020-08-26T18:00:00Z", "the beginning of the day in Bishkek");
    check_dateline(&rest["dateline"]);
    check_body(rest["body"]["text"].as_str().unwrap(), rest["body"]["html"].as_str().unwrap());

    let query = "{ articles(first: 1, filter: { date: \"2020-08-27\" }) { nodes { id headline section { name }
        dateline { raw country date places { name } agency { slug raw } } body { text html } } } }";
    let graphql = app.gql(query).await["articles"]["nodes"][0].clone();
    assert_eq!((&graphql["id"], &graphql["headline"]), (&rest["id"], &rest["headline"]));
    assert_eq!(graphql["section"]["name"], "Общество");
    check_dateline(&graphql["dateline"]);
    check_body(graphql["body"]["text"].as_str().unwrap(), graphql["body"]["html"].as_str().unwrap());

    let log = count(&app, "changes").await;
    assert!(import(&program, &[file]).expect(0).contains("(unchanged)"));
    assert_eq!(count(&app, "changes").await, log);
}
