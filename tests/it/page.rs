//! The reader of saved news pages: every fixture, its refusals, and the real page. Single rules are tested in the files of
//! the folder beside this one.

mod hostile;
mod html;
mod lines;

use std::path::{Path, PathBuf};

use dateline::importers::page::{ChannelLink, LeftOutKind, Page, PageError, guess_language, read};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn page(name: &str) -> Page {
    read(&fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn refusal(bytes: &[u8]) -> PageError {
    match read(bytes) {
        Ok(page) => panic!("read as {page:?}"),
        Err(error) => error,
    }
}

fn left_out(page: &Page, kind: LeftOutKind) -> Vec<&str> {
    page.left_out.iter().filter(|left| left.kind == kind).map(|left| left.text.as_str()).collect()
}

struct Expected {
    file: &'static str,
    headline: &'static str,
    section: Option<&'static str>,
    count: Option<u32>,
    rates: &'static [&'static str],
    paragraphs: usize,
    first: &'static str,
    last: &'static str,
    form: bool,
    language: &'static str,
}

const GOOD: &[Expected] = &[
    Expected {
        file: "ru_plain.txt",
        headline: "В Таласе после ремонта открыли детскую библиотеку",
        section: Some("Культура"),
        count: Some(0),
        rates: &["87.45", "101.51", "1.23", "0.19"],
        paragraphs: 4,
        first: "Талас, 14.05.21. /Тест-Агентство/. В Таласе",
        last: "кроме воскресенья.",
        form: true,
        language: "ru",
    },
    Expected {
        file: "ru_crlf_bom.txt",
        headline: "На озере очистили два километра берега",
        section: Some("Экология"),
        count: Some(12),
        rates: &["84,77", "92,05", "0,94", "0,18"],
        paragraphs: 3,
        first: "Балыкчы, 27.04.22. /Тест-Агентство/. Волонтеры",
        last: "сказала координатор группы.",
        form: true,
        language: "ru",
    },
    Expected {
        file: "ky_plain.txt",
        headline: "Нарында жаңы спорт аянтчасы ачылды",
        section: Some("Коом"),
        count: Some(3),
        rates: &["89.10", "96.40", "0.98", "0.2"],
        paragraphs: 3,
        first: "Нарын, 03.09.23. /Сыноо/. Нарын шаарында",
        last: "окуучу катышты.",
        form: true,
        language: "ky",
    },
    Expected {
        file: "en_plain.txt",
        headline: "Osh school garden gives its first harvest",
        section: Some("Society"),
        count: Some(2),
        rates: &["89.51", "97.09", "0.97", "0.2"],
        paragraphs: 3,
        first: "OSH, Sept. 5, 2023 (Test Agency) — Pupils",
        last: "went to the school kitchen.",
        form: true,
        language: "en",
    },
    Expected {
        file: "ru_bare.txt",
        headline: "В Караколе высадили пятьсот саженцев",
        section: None,
        count: None,
        rates: &[],
        paragraphs: 2,
        first: "Каракол, 12.10.20. /Тест-Агентство/. Жители",
        last: "поливать школьники.",
        form: false,
        language: "ru",
    },
    Expected {
        file: "ru_lines.txt",
        headline: "Эксперты обсудили расписание автобусов",
        section: Some("Регионы"),
        count: Some(4),
        rates: &["85.1", "93.7", "1.12", "0.19", "12.4"],
        paragraphs: 6,
        first: "Джалал-Абад, 02.02.22. /Тест-Агентство/. В городе",
        last: "самого загруженного маршрута.",
        form: true,
        language: "ru",
    },
    Expected {
        file: "en_wrapped.txt",
        headline: "A footbridge over the Chu reopens after repairs that took the whole summer and part of the autumn",
        section: Some("Regions"),
        count: Some(1),
        rates: &["89.5", "97.1", "0.97", "0.2"],
        paragraphs: 2,
        first: "TOKMOK, Oct. 18, 2022 (Test Agency) — A footbridge over the Chu has been reopened",
        last: "market and to the school on the other bank.",
        form: true,
        language: "en",
    },
    Expected {
        file: "ru_article.html",
        headline: "В Бишкеке открыли веломаршрут",
        section: Some("Общество"),
        count: Some(7),
        rates: &["84.20", "102.6", "1.15", "0.2"],
        paragraphs: 6,
        first: "Бишкек, 03.06.21. /Тест-Агентство/. В столице открылся веломаршрут длиной 6 км",
        last: "на сайте города.",
        form: true,
        language: "ru",
    },
    Expected {
        file: "ky_itemprop.html",
        headline: "Чолпон-Атада китеп жарманкеси өтөт",
        section: Some("Маданият"),
        count: Some(0),
        rates: &["89.5", "97.1", "0.97", "0.2"],
        paragraphs: 3,
        first: "Чолпон-Ата, 01.07.23. /Сыноо/. Чолпон-Атада үч",
        last: "өзүнчө бөлүм болот.",
        form: true,
        language: "ky",
    },
    Expected {
        file: "en_paragraphs.html",
        headline: "Naryn weather station gets new instruments",
        section: Some("Science"),
        count: Some(1),
        rates: &["89.51", "97.09", "0.97", "0.2"],
        paragraphs: 3,
        first: "NARYN, March 3, 2022 (Test Agency) — The weather station",
        last: "founded in 1885.",
        form: true,
        language: "en",
    },
    Expected {
        file: "ru_table.html",
        headline: "В Сузаке построили мост",
        section: Some("Регионы"),
        count: Some(0),
        rates: &["84,1", "92,0", "1,1"],
        paragraphs: 3,
        first: "Сузак, 11.11.19. /Тест-Агентство/. В Сузакском",
        last: "откроют в декабре.",
        form: false,
        language: "ru",
    },
];

#[test]
fn every_good_fixture_is_read() {
    for expected in GOOD {
        let file = expected.file;
        let page = page(file);
        assert_eq!(page.headline, expected.headline, "{file}");
        assert_eq!(page.section.as_deref(), expected.section, "{file}");
        assert_eq!(page.comment_count, expected.count, "{file}");
        assert_eq!(page.rates, expected.rates, "{file}");
        assert_eq!(page.paragraphs.len(), expected.paragraphs, "{file}: {:#?}", page.paragraphs);
        assert!(page.paragraphs[0].starts_with(expected.first), "{file}: {}", page.paragraphs[0]);
        assert!(page.paragraphs.last().unwrap().ends_with(expected.last), "{file}: {:?}", page.paragraphs.last());
        assert_eq!(page.comment_form, expected.form, "{file}");
        assert_eq!(guess_language(&page.paragraphs.join("\n")), expected.language, "{file}");
        assert_eq!(page.body_html.is_some(), file.ends_with(".html"), "{file}");
    }
}

#[test]
fn every_good_fixture_of_the_folder_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with("bad_") || GOOD.iter().any(|expected| expected.file == name), "{name}");
    }
}

#[test]
fn bad_fixtures_are_refused_for_their_reason() {
    for (file, error) in [
        ("bad_no_headline.txt", PageError::NoHeadline),
        ("bad_no_headline.html", PageError::NoHeadline),
        ("bad_no_body.txt", PageError::NoBody),
        ("bad_no_body.html", PageError::NoBody),
        ("bad_empty.txt", PageError::Empty),
        ("bad_only_furniture.txt", PageError::NoHeadline),
    ] {
        assert_eq!(refusal(&fixture(file)), error, "{file}");
    }
    for (file, hint) in [
        ("bad_windows_1251.txt", "iconv -f windows-1251 -t utf-8"),
        ("bad_utf16.txt", "iconv -f utf-16 -t utf-8"),
        ("bad_binary.html", "binary"),
    ] {
        let error = refusal(&fixture(file));
        assert!(matches!(error, PageError::NotText { .. }), "{file}: {error}");
        assert!(error.to_string().contains(hint), "{file}: {error}");
    }
    assert_eq!(refusal(b""), PageError::Empty);
    assert!(matches!(refusal("Ош \u{1}".as_bytes()), PageError::NotText { at: 5, .. }));
    let archive = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n\r\n<html></html>";
    assert!(refusal(archive.as_bytes()).to_string().contains("HTML only"));
}

#[test]
fn the_real_page_is_read() {
    let Some(corpus) = std::env::var_os("DATELINE_CORPUS") else {
        println!("left out: DATELINE_CORPUS is not set");
        return;
    };
    let page = read(&std::fs::read(PathBuf::from(corpus).join("../source-page/page.txt")).unwrap()).unwrap();
    assert_eq!(page.headline, "Госорганы и органы МСУ обсудили вопросы, возникшие в работе во время пандемии");
    assert_eq!(page.section.as_deref(), Some("Общество"));
    assert_eq!(page.comment_count, Some(0));
    assert_eq!(page.rates, ["89.51", "97.09", "0.97", "0.2"]);
    assert_eq!(page.channels.unwrap().line, "Читайте и смотрите нас в");
    assert_eq!(page.paragraphs.len(), 9);
    assert!(page.paragraphs[0].starts_with("Бишкек, 27.08.20. /Кабар/. Госорганы"));
    assert!(page.paragraphs[8].ends_with("\"Жигердуу жарандар\"."));
    assert!(page.comment_form);
    let kinds: Vec<_> = page.left_out.iter().map(|left| left.kind).collect();
    assert_eq!(kinds, [LeftOutKind::CommentsHeading, LeftOutKind::CommentForm]);
}

#[test]
fn channels_are_read_with_their_links() {
    let link = |label: &str, url: &str| ChannelLink { label: label.into(), url: url.into() };
    let html = page("ru_article.html").channels.unwrap();
    assert_eq!(html.line, "Читайте и смотрите нас в");
    assert_eq!(
        html.links,
        [link("Telegram", "https://t.me/test_agency"), link("YouTube", "https://www.youtube.example/test")]
    );
    let ky = page("ky_itemprop.html").channels.unwrap();
    assert_eq!(ky.line, "Бизди окуңуз / көрүңүз Telegram, Instagram");
    assert_eq!(ky.links, [link("Telegram", "https://t.me/synoo"), link("Instagram", "https://ig.example/synoo")]);
    assert_eq!(page("ky_plain.txt").channels.unwrap().line, "Бизди окуңуз / көрүңүз");
    assert_eq!(page("en_plain.txt").channels.unwrap().links, []);
    let printed = page("ru_lines.txt").channels.unwrap();
    assert_eq!(printed.links, [link("Читайте нас в Telegram", "https://t.me/test_agency")]);
    assert_eq!(page("ru_bare.txt").channels, None);
}

#[test]
fn what_is_left_out_is_reported() {
    let text = page("ru_crlf_bom.txt");
    assert_eq!(left_out(&text, LeftOutKind::Share), ["Поделиться: Facebook, Twitter, WhatsApp"]);
    assert_eq!(left_out(&text, LeftOutKind::Date), ["27.04.2022 09:15"]);
    assert_eq!(left_out(&text, LeftOutKind::Channel), ["Telegram", "Instagram"]);
    assert_eq!(left_out(&text, LeftOutKind::Tags), ["Теги: озеро, волонтеры"]);
    assert_eq!(left_out(&text, LeftOutKind::AfterBody), ["Айбек: Спасибо ребятам!", "Имя", "Отправить"]);
    let html = page("ru_article.html");
    assert_eq!(left_out(&html, LeftOutKind::Picture), ["/velo.jpg"]);
    assert_eq!(left_out(&html, LeftOutKind::Caption), ["Открытие маршрута"]);
    assert_eq!(
        left_out(&html, LeftOutKind::AfterBody),
        ["Отличная новость, буду ездить на работу!", "© 2021 Тест-Агентство"]
    );
    assert!(html.left_out.iter().all(|left| !left.text.contains("track") && !left.text.contains("Спорт")));
    let ky = page("ky_itemprop.html");
    assert_eq!(left_out(&ky, LeftOutKind::OutsideBody), ["Ошондой эле башка кабарларды караңыз"]);
}

#[test]
fn languages_are_guessed_by_their_letters() {
    for (text, language) in [
        ("Жаңы көпүрө ачылды", "ky"),
        ("ЖАҢЫ КӨПҮРӨ", "ky"),
        ("Новый мост открыли в понедельник", "ru"),
        ("Жаңа көпір ашылды, қала әкімі", "ru"),
        ("A new bridge in Osh, Кыргызстан", "en"),
        ("", "en"),
        ("123", "en"),
    ] {
        assert_eq!(guess_language(text), language, "{text}");
    }
    let russian = "В Бишкеке прошла выставка. ".repeat(20);
    assert_eq!(guess_language(&format!("{russian} «Көч»")), "ru");
}
