//! `dateline import page`: saved pages become articles that both doors serve; twice changes nothing, bad ones are refused.

mod bar;
mod kept;
mod refused;
mod source_page;

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::program::Program;
use crate::support::TestApp;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages").join(name)
}

fn import(program: &Program, files: &[PathBuf]) -> crate::program::Done {
    let mut arguments = vec!["import", "page"];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    program.run(&arguments)
}

/// How many rows every table holds.
async fn rows(app: &TestApp) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for table in [
        "articles",
        "article_bodies",
        "datelines",
        "sections",
        "tags",
        "authors",
        "article_tags",
        "article_authors",
        "observations",
        "channels",
        "changes",
    ] {
        let conn = app.app.store.reader();
        let sql = Statement::from_string(conn.get_database_backend(), format!("SELECT COUNT(*) FROM {table}"));
        counts.push((table, conn.query_one_raw(sql).await.unwrap().unwrap().try_get_by_index(0).unwrap()));
    }
    counts
}

async fn count(app: &TestApp, table: &str) -> i64 {
    rows(app).await.into_iter().find(|(name, _)| *name == table).unwrap().1
}

/// The one article with this headline, whole.
async fn article(app: &TestApp, key: &str, headline: &str) -> Value {
    let list = app.get("/v1/articles?limit=100").await.json();
    let mut found = list["items"].as_array().unwrap().iter().filter(|item| item["headline"] == headline);
    let id = found.next().unwrap_or_else(|| panic!("no article «{headline}»"))["id"].as_str().unwrap().to_owned();
    assert_eq!(found.next(), None, "«{headline}» is there twice");
    app.get_as(key, &format!("/v1/articles/{id}")).await.expect(200)
}

/// A good page: its file, headline, section, language, what its dateline says, and the ends of its body.
struct Good {
    file: &'static str,
    headline: &'static str,
    section: Option<&'static str>,
    language: &'static str,
    /// Place, day and agency as printed; none where the head is not read as a dateline.
    dateline: Option<(&'static str, &'static str, &'static str)>,
    published: &'static str,
    first: &'static str,
    last: &'static str,
}

const GOOD: &[Good] = &[
    Good {
        file: "ru_plain.txt",
        headline: "В Таласе после ремонта открыли детскую библиотеку",
        section: Some("Культура"),
        language: "ru",
        dateline: Some(("Талас", "2021-05-14", "Тест-Агентство")),
        published: "2021-05-13T18:00:00Z",
        first: "В Таласе после ремонта",
        last: "кроме воскресенья.",
    },
    Good {
        file: "ru_crlf_bom.txt",
        headline: "На озере очистили два километра берега",
        section: Some("Экология"),
        language: "ru",
        dateline: Some(("Балыкчы", "2022-04-27", "Тест-Агентство")),
        published: "2022-04-26T18:00:00Z",
        first: "Волонтеры очистили",
        last: "сказала координатор группы.",
    },
    Good {
        file: "ru_bare.txt",
        headline: "В Караколе высадили пятьсот саженцев",
        section: None,
        language: "ru",
        dateline: Some(("Каракол", "2020-10-12", "Тест-Агентство")),
        published: "2020-10-11T18:00:00Z",
        first: "Жители Каракола",
        last: "поливать школьники.",
    },
    Good {
        file: "ru_lines.txt",
        headline: "Эксперты обсудили расписание автобусов",
        section: Some("Регионы"),
        language: "ru",
        dateline: Some(("Джалал-Абад", "2022-02-02", "Тест-Агентство")),
        published: "2022-02-01T18:00:00Z",
        first: "В городе обсудили",
        last: "самого загруженного маршрута.",
    },
    Good {
        file: "ru_article.html",
        headline: "В Бишкеке открыли веломаршрут",
        section: Some("Общество"),
        language: "ru",
        dateline: Some(("Бишкек", "2021-06-03", "Тест-Агентство")),
        published: "2021-06-03T04:30:15Z",
        first: "В столице открылся веломаршрут длиной",
        last: "на сайте города.",
    },
    // Neither this village nor this agency is known to the parser, and one of the two is needed.
    Good {
        file: "ru_table.html",
        headline: "В Сузаке построили мост",
        section: Some("Регионы"),
        language: "ru",
        dateline: Some(("Сузак", "2019-11-11", "Тест-Агентство")),
        published: "",
        first: "В Сузакском",
        last: "откроют в декабре.",
    },
    Good {
        file: "ky_plain.txt",
        headline: "Нарында жаңы спорт аянтчасы ачылды",
        section: Some("Коом"),
        language: "ky",
        dateline: Some(("Нарын", "2023-09-03", "Сыноо")),
        published: "2023-09-02T18:00:00Z",
        first: "Нарын шаарында",
        last: "окуучу катышты.",
    },
    Good {
        file: "ky_itemprop.html",
        headline: "Чолпон-Атада китеп жарманкеси өтөт",
        section: Some("Маданият"),
        language: "ky",
        dateline: Some(("Чолпон-Ата", "2023-07-01", "Сыноо")),
        published: "2023-07-01T02:05:00Z",
        first: "Чолпон-Атада үч",
        last: "өзүнчө бөлүм болот.",
    },
    Good {
        file: "en_plain.txt",
        headline: "Osh school garden gives its first harvest",
        section: Some("Society"),
        language: "en",
        dateline: Some(("OSH", "2023-09-05", "Test Agency")),
        published: "2023-09-04T18:00:00Z",
        first: "Pupils of an Osh school",
        last: "went to the school kitchen.",
    },
    Good {
        file: "en_wrapped.txt",
        headline: "A footbridge over the Chu reopens after repairs that took the whole summer and part of the autumn",
        section: Some("Regions"),
        language: "en",
        dateline: Some(("TOKMOK", "2022-10-18", "Test Agency")),
        published: "2022-10-17T18:00:00Z",
        first: "A footbridge over the Chu has been",
        last: "on the other bank.",
    },
    Good {
        file: "en_paragraphs.html",
        headline: "Naryn weather station gets new instruments",
        section: Some("Science"),
        language: "en",
        dateline: Some(("NARYN", "2022-03-03", "Test Agency")),
        published: "2022-03-02T18:00:00Z",
        first: "The weather station in Naryn",
        last: "founded in 1885.",
    },
];

/// What stands on the pages around the articles and must not get into them.
const FURNITURE: &[&str] = &[
    "Telegram",
    "Facebook",
    "Спасибо ребятам",
    "Отличная новость",
    "давно ждали",
    "Куттуктайбыз",
    "Good to know",
    "track()",
    "87.45",
    "84.20",
    "89.5",
    "Теги:",
    "velo.jpg",
];
/// The same where it is a whole line; a sentence may begin with these words.
const LINES: &[&str] = &[
    "Читайте и смотрите нас в",
    "Бизди окуңуз / көрүңүз",
    "Read and watch us in",
    "Read and watch us on YouTube",
    "Комментарии",
    "Пикирлер",
    "Comments",
    "Оставить комментарий",
    "Leave a comment",
];

fn check(good: &Good, article: &Value) {
    let file = good.file;
    assert_eq!(article["headline"], good.headline, "{file}");
    assert_eq!(article["section"]["name"].as_str(), good.section, "{file}");
    assert_eq!(article["language"], good.language, "{file}");
    assert_eq!((&article["version"], &article["state"]), (&json!(1), &json!("PUBLISHED")), "{file}");
    assert_eq!(article["externalId"]["source"], "page", "{file}");
    let dateline = &article["dateline"];
    let read = dateline.is_object().then(|| {
        assert_eq!(dateline["places"].as_array().unwrap().len(), 1, "{file}");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&dateline["places"][0]["name"]), text(&dateline["date"]), text(&dateline["agency"]["raw"]))
    });
    println!("{file}: {read:?}");
    let read = read.as_ref().map(|(place, day, agency)| (place.as_str(), day.as_str(), agency.as_str()));
    assert_eq!(read, good.dateline, "{file}");
    if !good.published.is_empty() {
        assert_eq!(article["published"], good.published, "{file}");
    }
    let text = article["body"]["text"].as_str().unwrap();
    assert!(text.starts_with(good.first) && text.ends_with(good.last), "{file}: {text}");
    let html = article["body"]["html"].as_str().unwrap();
    for piece in FURNITURE {
        assert!(!text.contains(piece) && !html.contains(piece), "{file}: «{piece}» in {html}");
    }
    assert!(!text.lines().any(|line| LINES.contains(&line.trim())), "{file}: {text}");
    if good.dateline.is_some() {
        assert!(!text.contains(dateline["raw"].as_str().unwrap()), "{file}: {text}");
    }
    assert!(article["lead"].as_str().unwrap().starts_with(good.first), "{file}: {}", article["lead"]);
}

#[tokio::test]
async fn every_good_page_becomes_an_article() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let key = app.editor().await;
    let files: Vec<PathBuf> = GOOD.iter().map(|good| fixture(good.file)).collect();
    let done = import(&program, &files);
    assert!(done.expect(0).ends_with("11 of 11 pages are in.\n"), "{}", done.out);
    // The program's clock is the machine's; the test's stands still.
    app.pass(50 * 365 * 86_400);
    for good in GOOD {
        check(good, &article(&app, &key, good.headline).await);
    }
    let before = rows(&app).await;
    assert_eq!(before[0], ("articles", 11));
    // «Регионы» is printed on two pages and made once.
    assert_eq!(count(&app, "sections").await, 9);
    // «Читайте и смотрите нас в» and the like, in three languages and with several links.
    assert_eq!(count(&app, "channels").await, 9);
    // A row for each article, section and channel that was made.
    assert_eq!(count(&app, "changes").await, 29);

    let again = import(&program, &files);
    assert_eq!(again.expect(0).matches("(unchanged)").count(), 11, "{}", again.out);
    assert_eq!(rows(&app).await, before, "twice changes nothing");
    for good in GOOD {
        check(good, &article(&app, &key, good.headline).await);
    }
}

#[tokio::test]
async fn the_report_tells_what_was_found_and_what_was_left_out() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let done = import(&program, &[fixture("ru_article.html")]);
    let report = done.expect(0);
    for words in [
        "ru_article.html: article_",
        "(new)",
        "headline   В Бишкеке открыли веломаршрут\n",
        "section    Общество\n",
        "dateline   Бишкек · 2021-06-03 · Тест-Агентство   «Бишкек, 03.06.21. /Тест-Агентство/.»\n",
        "language   ru\n",
        "published  2021-06-03T04:30:15Z (as the page says)\n",
        "body       6 paragraphs, ",
        "channels   «Читайте и смотрите нас в» with 2 links: 2 new\n",
        "comments   7 on the page, 0 here\n",
        "left out   rates bar 84.20 · 102.6 · 1.15 · 0.2; comment form; ",
        "picture «/velo.jpg»",
        "share line «Поделиться Facebook»",
        "after the body «Отличная новость, буду ездить на работу!»",
        "1 of 1 pages are in.",
    ] {
        assert!(report.contains(words), "{words}\n{report}");
    }
    let bare = import(&program, &[fixture("ru_bare.txt")]);
    assert!(bare.expect(0).contains("section    none\n") && bare.out.contains("left out   nothing\n"), "{}", bare.out);
    assert!(bare.out.contains("(the day of the dateline; the page tells no time)"), "{}", bare.out);
}

#[tokio::test]
async fn an_edited_page_brings_its_article_up_to_date() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let key = app.editor().await;
    let page =
        |body: &str| format!("Мост открыли\n\nОбщество 2\n\nОш, 14.05.21. /Кабар/. Мост открыли в мае.\n\n{body}\n");
    let file = program.file("page.txt", page("Старый конец."));
    import(&program, std::slice::from_ref(&file)).expect(0);
    let first = article(&app, &key, "Мост открыли").await;
    let log = count(&app, "changes").await;

    program.file("page.txt", page("Новый конец."));
    let done = import(&program, std::slice::from_ref(&file));
    assert!(done.expect(0).contains("(brought up to date)"), "{}", done.out);
    let second = article(&app, &key, "Мост открыли").await;
    assert_eq!((&second["id"], &second["slug"]), (&first["id"], &first["slug"]));
    assert_eq!(second["version"], 2);
    assert_eq!(second["body"]["text"], "Мост открыли в мае.\n\nНовый конец.");
    assert_eq!(second["firstPublished"], first["firstPublished"]);
    assert_eq!(count(&app, "changes").await, log + 1);

    // More comments on the page are no change of the article.
    program.file("page.txt", page("Новый конец.").replace("Общество 2", "Общество 31"));
    assert!(import(&program, &[file]).expect(0).contains("(unchanged)"));
    assert_eq!(count(&app, "changes").await, log + 1);
}

#[tokio::test]
async fn a_page_without_any_date_keeps_the_instant_of_its_first_import() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let key = app.editor().await;
    let file = program.file("page.txt", "Новость без даты\n\nПервый абзац новости.\n\nВторой абзац.\n");
    let done = import(&program, std::slice::from_ref(&file));
    assert!(done.expect(0).contains("(the time of its first import; the page tells none)"), "{}", done.out);
    app.pass(50 * 365 * 86_400);
    let before = (rows(&app).await, article(&app, &key, "Новость без даты").await);
    // The instants of the store are whole seconds: the next import is to fall into another one.
    let imported: dateline::domain::time::Instant = before.1["published"].as_str().unwrap().parse().unwrap();
    let clock = dateline::domain::time::Clock::system();
    while clock.now() <= imported {
        std::thread::yield_now();
    }
    assert!(import(&program, std::slice::from_ref(&file)).expect(0).contains("(unchanged)"));
    assert_eq!((rows(&app).await, article(&app, &key, "Новость без даты").await), before);

    let given = program.run(&["import", "page", "page.txt", "--published", "2020-08-27T15:30:00+06:00"]);
    assert!(given.expect(0).contains("published  2020-08-27T09:30:00Z (as given)"), "{}", given.out);
    assert_eq!(article(&app, &key, "Новость без даты").await["published"], "2020-08-27T09:30:00Z");
}

#[tokio::test]
async fn a_printed_section_is_found_again_under_any_of_its_names() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let key = app.editor().await;
    crate::support::samples::nouns(&app, &key).await;
    let mut files = Vec::new();
    for (i, section) in ["Общество 5", "Коом 0", "SOCIETY 12", "общество"].into_iter().enumerate() {
        let page = format!("Новость номер {i} дня\n\n{section}\n\nОш, 14.05.21. /Кабар/. Текст новости номер {i}.\n");
        files.push(program.file(&format!("{i}.txt"), page));
    }
    import(&program, &files).expect(0);
    assert_eq!(count(&app, "sections").await, 2, "none is made");
    let society = app.get("/v1/articles?section=society").await.json();
    assert_eq!(society["items"].as_array().unwrap().len(), 4);
}
