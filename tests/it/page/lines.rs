//! Single lines of a text page: what is furniture, and what must not be mistaken for it.

use dateline::importers::page::{LeftOutKind, Page, read};

use super::left_out;

/// A text page around the given lines of the body.
fn with_body(body: &str) -> Page {
    let source = format!(
        "Мост открыли досрочно\n\nОбщество 0\n\nОш, 01.02.21. /Тест/. Мост открыт.\n\n{body}\n\nКомментарии\n\nпервый"
    );
    read(source.as_bytes()).unwrap()
}

#[test]
fn paragraphs_that_look_like_furniture_stay() {
    for paragraph in [
        "Комментарии экспертов расходятся.",
        "Комментарии экспертов расходятся",
        "Читайте нас внимательно, просят авторы книги.",
        "Поделиться впечатлениями можно на форуме.",
        "Спорт",
        "27 августа 2020 года",
        "1885",
        "Автор: неизвестен",
        "* * *",
    ] {
        assert_eq!(with_body(paragraph).paragraphs[1..], [paragraph], "{paragraph}");
    }
    for furniture in ["Поделиться", "Читайте нас в Telegram и YouTube", "Бөлүшүү: Facebook", "Share", "© 2020 Тест"]
    {
        let page = with_body(furniture);
        assert_eq!(page.paragraphs.len(), 1, "{furniture}");
        assert!(page.channels.is_some() || page.left_out.iter().any(|left| left.text == furniture), "{furniture}");
    }
}

#[test]
fn comments_and_their_form_are_known_in_three_languages() {
    for (heading, count) in [
        ("Комментарии", None),
        ("КОММЕНТАРИИ:", None),
        ("Комментарии (3)", Some(3)),
        ("3 комментария", Some(3)),
        ("Нет комментариев", Some(0)),
        ("Пикирлер", None),
        ("Пикирлер: 5", Some(5)),
        ("Comments", None),
        ("Comments 11", Some(11)),
    ] {
        let page = read(format!("Заголовок\n\nТекст.\n\n{heading}\n\nчужой текст").as_bytes()).unwrap();
        assert_eq!(page.paragraphs, ["Текст."], "{heading}");
        assert_eq!(page.comment_count, count, "{heading}");
        assert!(!page.comment_form, "{heading}");
    }
    for form in ["Оставить комментарий", "Пикир калтыруу", "Leave a comment", "Добавить комментарий »"]
    {
        let page = read(format!("Заголовок\n\nТекст.\n\n{form}\n\nИмя").as_bytes()).unwrap();
        assert_eq!(page.paragraphs, ["Текст."], "{form}");
        assert!(page.comment_form, "{form}");
    }
}

#[test]
fn a_link_to_the_comments_above_the_body_does_not_end_it() {
    let page = read("Заголовок\n\nКомментарии 4\n\nТекст.\n\nКомментарии\n\nчужой".as_bytes()).unwrap();
    assert_eq!((page.paragraphs, page.comment_count), (vec!["Текст.".to_owned()], Some(4)));
}

#[test]
fn section_lines_are_read_in_their_forms() {
    for (line, section, count) in [
        ("Общество 0", Some("Общество"), Some(0)),
        ("Общество\u{a0}(15)", Some("Общество"), Some(15)),
        ("Общество | 1 204", Some("Общество"), Some(1204)),
        ("Новости компаний 2", Some("Новости компаний"), Some(2)),
        ("Общество", Some("Общество"), None),
        ("Общество\n\n8", Some("Общество"), Some(8)),
        ("Жашыл бет\n\nБизди окуңуз / көрүңүз", Some("Жашыл бет"), None),
        ("Read and watch us on", None, None),
    ] {
        let page = read(format!("Заголовок\n\n{line}\n\nТекст статьи.").as_bytes()).unwrap();
        assert_eq!(page.section.as_deref(), section, "{line}");
        assert_eq!(page.comment_count, count, "{line}");
        assert_eq!(page.paragraphs, ["Текст статьи."], "{line}");
    }
    let above = read("Спорт 3\n\nЗаголовок\n\nТекст статьи.".as_bytes()).unwrap();
    assert_eq!((above.section.as_deref(), above.comment_count), (Some("Спорт"), Some(3)));
}

#[test]
fn only_a_bar_of_bare_numbers_is_rates() {
    let rates = |bar: &str| {
        let page = read(format!("{bar}\n\nЗаголовок 2020\n\nТекст.").as_bytes()).unwrap();
        assert_eq!(page.headline, "Заголовок 2020", "{bar}");
        let reported = !left_out(&page, LeftOutKind::Numbers).is_empty();
        (page.rates, reported)
    };
    assert_eq!(rates("• 90\n• 97,5\n• 1").0, ["90", "97,5", "1"]);
    assert_eq!(rates("89.5 97.0 0.9 0.2 12.1 0.01").0.len(), 6);
    for bar in [
        "89.5",
        "89.5 97.0",
        "1 2 3 4",
        "USD 89.51 EUR 97.09 RUB 0.97",
        "89.5 97.0 -0.5 +0.1",
        "1.1 1.2 1.3 1.4 1.5 1.6 1.7",
    ] {
        assert_eq!(rates(bar), (vec![], true), "{bar}");
    }
}

#[test]
fn line_endings_and_white_space_do_not_matter() {
    let source = "• 89.5\n• 97.0\n• 0.9\n\nЗаголовок новости\n\nОбщество 0\n\nОш. Текст статьи.\n\nЕщё абзац.\n";
    let expected = read(source.as_bytes()).unwrap();
    for ending in ["\r\n", "\r", "\u{2028}", "\u{85}"] {
        assert_eq!(read(source.replace('\n', ending).as_bytes()).unwrap(), expected, "{ending:?}");
    }
    assert_eq!(read(source.replace(' ', "\u{a0}\u{a0}").as_bytes()).unwrap(), expected);
    assert_eq!(read(source.replace("новости", "но\u{ad}вос\u{200b}ти").as_bytes()).unwrap(), expected);
}
