//! Imports that are refused, that meet each other, and that meet a server.

use std::path::PathBuf;
use std::process::Stdio;

use super::{article, count, fixture, import, rows};
use crate::program::{Program, finish};
use crate::support::TestApp;

const BAD: &[(&str, &str)] = &[
    ("bad_no_headline.txt", "no headline"),
    ("bad_no_headline.html", "no headline"),
    ("bad_only_furniture.txt", "no headline"),
    ("bad_no_body.txt", "no body"),
    ("bad_no_body.html", "no body"),
    ("bad_empty.txt", "the page is empty"),
    ("bad_windows_1251.txt", "windows-1251"),
    ("bad_utf16.txt", "utf-16"),
    ("bad_binary.html", "binary"),
    ("not_there.txt", "No such file"),
];

#[tokio::test]
async fn a_bad_page_is_refused_by_name_and_leaves_nothing() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    import(&program, &[fixture("ru_bare.txt")]).expect(0);
    let before = rows(&app).await;
    for (file, reason) in BAD {
        let path = fixture(file);
        let refused = import(&program, std::slice::from_ref(&path));
        assert_eq!(refused.expect(1), "0 of 1 pages are in.\n", "{file}");
        assert_eq!(refused.err.matches(file).count(), 1, "{}", refused.err);
        assert!(refused.err.starts_with(&format!("dateline: {}: ", path.display())), "{}", refused.err);
        assert!(refused.err.contains(reason), "{file}: {}", refused.err);
        assert_eq!(rows(&app).await, before, "{file}: something was written");
    }
}

#[tokio::test]
async fn a_page_whose_values_are_refused_leaves_not_even_its_section() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let before = rows(&app).await;
    let long = format!("<h1>{}</h1><p>Ош, 14.05.21. /Кабар/. Текст новости.</p>", "слово ".repeat(60));
    // Of this one the fault shows only when its section has been made.
    let only_head = "<h1>Новость</h1><div>Редкий раздел <span>1</span></div><p>Ош, 14.05.21. /Кабар/.</p>".to_owned();
    for (name, page, reason) in [
        ("long.html", long, "/headline: must have at most 300 characters"),
        ("head.html", only_head, "/body: holds no text besides markup and dateline"),
    ] {
        let refused = import(&program, &[program.file(name, page)]);
        refused.expect(1);
        assert!(refused.err.contains(&format!("{name}: {reason}")), "{}", refused.err);
    }
    assert_eq!(rows(&app).await, before);
}

#[tokio::test]
async fn good_pages_of_a_call_are_in_though_others_are_refused() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let names = ["bad_no_body.txt", "ru_plain.txt", "bad_empty.txt", "en_plain.txt"];
    let done = import(&program, &names.map(fixture));
    assert!(done.expect(1).ends_with("2 of 4 pages are in.\n"), "{}", done.out);
    assert_eq!(done.err.lines().filter(|line| line.starts_with("dateline: ")).count(), 2, "{}", done.err);
    let key = app.editor().await;
    article(&app, &key, "В Таласе после ремонта открыли детскую библиотеку").await;
    article(&app, &key, "Osh school garden gives its first harvest").await;
    assert_eq!(count(&app, "articles").await, 2);
}

#[tokio::test]
async fn an_import_beside_a_running_server_is_served_at_once() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let serving = program.serve(&[]);
    assert_eq!(serving.items("/v1/articles").await.len(), 0);
    import(&program, &[fixture("ky_plain.txt")]).expect(0);
    let items = serving.items("/v1/articles?include=body").await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["headline"], "Нарында жаңы спорт аянтчасы ачылды");
    assert_eq!(items[0]["section"]["name"], "Коом");
    let (status, answer) = serving.get("/graphql?query={articles(first:5){nodes{headline,section{name}}}}").await;
    assert_eq!(status, 200);
    assert_eq!(answer["data"]["articles"]["nodes"][0]["section"]["name"], "Коом");
}

/// Starts an import of each list of files at once, and waits for all.
fn side_by_side(program: &Program, calls: &[Vec<PathBuf>]) -> Vec<crate::program::Done> {
    let start = |files: &Vec<PathBuf>| {
        let mut command = program.command(&["import", "page"]);
        command.args(files).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = calls.iter().map(start).collect();
    children.into_iter().map(finish).collect()
}

#[tokio::test]
async fn four_imports_of_a_page_at_once_make_one_article() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let done = side_by_side(&program, &vec![vec![fixture("ru_article.html")]; 4]);
    let all: String = done.iter().map(|done| done.expect(0)).collect();
    assert_eq!((all.matches("(new)").count(), all.matches("(unchanged)").count()), (1, 3), "{all}");
    assert_eq!((count(&app, "articles").await, count(&app, "sections").await), (1, 1));
    // The article, its section, and two channels.
    assert_eq!((count(&app, "channels").await, count(&app, "changes").await), (2, 4));
}

#[tokio::test]
async fn four_imports_at_once_of_pages_of_one_section_and_headline_get_along() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let page = |i: usize| {
        let text = format!(
            "Погода на завтра\n\nПогода 0\n\nОш, {:02}.05.21. /Кабар/. Завтра будет {i} градусов тепла.\n",
            i + 1
        );
        vec![program.file(&format!("{i}.txt"), text)]
    };
    let done = side_by_side(&program, &(0..4).map(page).collect::<Vec<_>>());
    for done in &done {
        assert!(done.expect(0).contains("(new)"), "{}", done.out);
    }
    assert_eq!((count(&app, "articles").await, count(&app, "sections").await), (4, 1));
    let list = app.get("/v1/articles").await.json();
    let mut slugs: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap()).collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["pogoda-na-zavtra", "pogoda-na-zavtra-2", "pogoda-na-zavtra-3", "pogoda-na-zavtra-4"]);
    // The log has no gap and no seq twice, whoever wrote first.
    assert_eq!(dateline::store::changes::newest(&app.app.store.reader()).await.unwrap(), 5);
    assert_eq!(count(&app, "changes").await, 5);
}
