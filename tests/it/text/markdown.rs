//! Markdown: what it becomes, and what it costs.

use dateline::domain::articles::{BodyForm, prepare_body};
use dateline::domain::text::html::sanitize;
use dateline::domain::text::{counts, markdown};
use proptest::prelude::*;

fn of(source: &str) -> String {
    sanitize(&markdown::html(source).unwrap())
}

#[test]
fn markdown_becomes_the_html_that_is_kept() {
    for (source, html) in [
        ("Абзац\nдальше\n\nВторой", "<p>Абзац\nдальше</p>\n<p>Второй</p>"),
        (
            "# Первый\n## Второй\n### Третий\n##### Пятый",
            "<h2>Первый</h2>\n<h2>Второй</h2>\n<h3>Третий</h3>\n<h4>Пятый</h4>",
        ),
        ("**Жирно** и *косо*, ~~нет~~", "<p><strong>Жирно</strong> и <em>косо</em>, <s>нет</s></p>"),
        ("Строка  \nи строка", "<p>Строка<br>\nи строка</p>"),
        ("- а\n- б\n\n3. в", "<ul>\n<li>а</li>\n<li>б</li>\n</ul>\n<ol start=\"3\">\n<li>в</li>\n</ol>"),
        ("> Слова", "<blockquote>\n<p>Слова</p>\n</blockquote>"),
        ("[а](https://a.example)", "<p><a href=\"https://a.example\" rel=\"noopener noreferrer\">а</a></p>"),
        ("![вид](https://a.example/1.png)", "<p><img src=\"https://a.example/1.png\" alt=\"вид\"></p>"),
        ("---", "<hr>"),
        ("<b>Да</b><script>x</script>", "<p><b>Да</b></p>"),
        ("а < б & в", "<p>а &lt; б &amp; в</p>"),
    ] {
        assert_eq!(of(source), html, "{source}");
    }
    let table = of("| Год | Сом |\n|---|--:|\n| 2020 | 5 |");
    for part in ["<th>Год</th>", "<td>2020</td>", "<td>5</td>"] {
        assert!(table.contains(part), "{table}");
    }
    assert!(!table.contains("style"), "{table}");
}

#[test]
fn the_dateline_is_taken_off_and_the_original_kept() {
    let source = "**Бишкек, 27.08.20. /Кабар/.** Текст *косо*.\n\n## Глава\n\nЕщё.";
    let prepared = prepare_body(source.to_owned(), BodyForm::Markdown, None, chrono_tz::UTC);
    assert_eq!(prepared.original, source);
    assert_eq!(prepared.html, "<p>Текст <em>косо</em>.</p>\n<h2>Глава</h2>\n<p>Ещё.</p>");
    assert_eq!(prepared.text, "Текст косо.\n\nГлава\n\nЕщё.");
    assert_eq!(prepared.dateline.unwrap().raw, "Бишкек, 27.08.20. /Кабар/.");
    for form in [BodyForm::Text, BodyForm::Html, BodyForm::Markdown] {
        assert_eq!(BodyForm::from_stored(form.as_str()), Some(form));
    }
    assert_eq!(BodyForm::from_stored("docx"), None);
}

/// What costs parsers of Markdown most, as long as a body may be.
#[test]
fn the_worst_markdown_costs_a_bounded_time() {
    const LONGEST: usize = 500_000;
    let full = |piece: &str| piece.repeat(LONGEST / piece.chars().count());
    let wide = format!("{}\n{}\n", "|a".repeat(1_000), "|-".repeat(1_000));
    for source in [
        full("["),
        full("[a]("),
        full("![["),
        full("*a "),
        full("a**b"),
        full("*a_ "),
        full("`a``"),
        full("> "),
        full("- "),
        full("1. "),
        full("<!--"),
        full("<a "),
        full("&"),
        full("~~a"),
        full("[a]: b\n"),
        full("[a]"),
        format!("{wide}{}", full("|\n")),
        full("a\n\n"),
        full("\\"),
    ] {
        let begin = std::time::Instant::now();
        let html = markdown::html(&source);
        let head: String = source.chars().take(8).collect();
        println!("{head:?}: {:?}, {:?} bytes", begin.elapsed(), html.as_ref().map(String::len));
        assert!(begin.elapsed().as_secs() < 20, "{head:?} took {:?}", begin.elapsed());
        assert!(html.is_none_or(|html| html.len() <= markdown::LONGEST));
    }
}

#[test]
fn words_and_minutes_are_counted_alike_in_every_script() {
    for (text, words) in [
        ("", 0),
        ("Бишкек шаарында жаңы көпүрө ачылды.", 5),
        ("Новость — не новость…", 3),
        ("по-русски", 2),
        ("It doesn't cost 3.14, or 1,000!", 6),
        ("«А»\n\nб", 2),
        ("😀 — !", 0),
        ("и\u{306}од", 1),
        ("人民日报", 4),
        ("слово\u{ad}форма", 1),
    ] {
        assert_eq!(counts::words(text), words, "{text}");
    }
    for (words, minutes) in [(0, 1), (1, 1), (180, 1), (181, 2), (360, 2), (361, 3), (-5, 1)] {
        assert_eq!(counts::reading_minutes(words), minutes, "{words}");
    }
    assert_eq!(counts::characters("Аө 😀\n"), 5);
}

proptest! {
    #[test]
    fn any_text_is_markdown(source in "[а-яa-z #>*_`\\[\\]()!|~<&\n-]{0,80}") {
        let html = of(&source);
        prop_assert_eq!(sanitize(&html), html);
    }
}
