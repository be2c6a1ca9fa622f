//! The pure rules of the domain: HTML and plain text, slugs, and in the folder beside this ids, time, languages, cursors.

mod blocks;
mod diff;
mod hostile;
mod markdown;
mod unseen;
mod values;

use dateline::domain::text::html::{escape, from_plain, plain, sanitize, without_head};
use dateline::domain::text::slug::{from_text, is_slug};
use dateline::domain::text::{excerpt, line};
use proptest::prelude::*;

#[test]
fn only_flowing_text_survives() {
    for (dirty, clean) in [
        ("<p>Текст</p>", "<p>Текст</p>"),
        ("<p onclick=\"x()\" class=a style=b id=c>Текст</p>", "<p>Текст</p>"),
        ("<script>alert(1)</script><p>А</p><style>p{}</style>", "<p>А</p>"),
        ("<svg><script>x</script><p>А</p></svg>", "<p>А</p>"),
        ("<math><mi>x</mi></math>А", "А"),
        ("<iframe src=\"https://a.example\"></iframe>А", "А"),
        ("<form><input value=x><button>Нажми</button></form>", "Нажми"),
        ("<h1>Глава</h1><h2>Часть</h2>", "<h2>Глава</h2><h2>Часть</h2>"),
        ("<!-- тайна --><p>А</p>", "<p>А</p>"),
        ("<p>А<p>Б", "<p>А</p><p>Б</p>"),
        ("  <b>А</b>  ", "<b>А</b>"),
        ("<p lang=ky dir=ltr>Ө</p>", "<p lang=\"ky\" dir=\"ltr\">Ө</p>"),
        ("А &lt;b&gt; &amp;amp; Б", "А &lt;b&gt; &amp;amp; Б"),
        ("", ""),
    ] {
        assert_eq!(sanitize(dirty), clean, "{dirty}");
    }
}

#[test]
fn links_and_pictures_lead_only_outside() {
    for (href, kept) in [
        ("https://a.example/b?c=1", true),
        ("http://a.example", true),
        ("mailto:desk@a.example", true),
        ("HTTPS://a.example", true),
        ("javascript:alert(1)", false),
        ("jav&#x09;ascript:alert(1)", false),
        ("data:text/html,x", false),
        ("vbscript:x", false),
        ("ftp://a.example", false),
        ("/path", false),
        ("//a.example", false),
        ("#top", false),
        ("path.html", false),
    ] {
        let link = sanitize(&format!("<a href=\"{href}\">А</a>"));
        assert_eq!(link.contains("href"), kept, "{link}");
        assert!(link.contains("rel=\"noopener noreferrer\"") && link.ends_with(">А</a>"), "{link}");
        let image = sanitize(&format!("<img src=\"{href}\" alt=А>"));
        assert_eq!(image.contains("src"), kept, "{image}");
    }
}

#[test]
fn plain_text_of_html_keeps_its_blocks_and_lines() {
    for (html, text) in [
        ("<p>А</p><p>Б</p>", "А\n\nБ"),
        ("<p>А<br>Б</p>", "А\nБ"),
        ("<p>А <b>Б</b>\n   В</p>", "А Б В"),
        ("<ul><li>А</li><li>Б</li></ul><p>В</p>", "А\nБ\n\nВ"),
        ("<h2>А</h2>Б", "А\n\nБ"),
        ("<table><tr><td>А</td><td>Б</td></tr><tr><td>В</td></tr></table>", "А Б\nВ"),
        ("<p>6&nbsp;км</p>", "6\u{a0}км"),
        ("<p>&lt;b&gt; &amp; &amp;lt; &quot;</p>", "<b> & &lt; \""),
        ("<a href=\"https://a.example/?a=1&amp;b=%3E\" title=\"x > y\">А</a>", "А"),
        ("<blockquote><p>А</p></blockquote><hr><p>Б</p>", "А\n\nБ"),
        ("<p></p>", ""),
        ("", ""),
    ] {
        assert_eq!(plain(&sanitize(html)), text, "{html}");
    }
}

#[test]
fn plain_text_becomes_paragraphs_and_comes_back() {
    assert_eq!(from_plain("А < Б & В\r\nГ\r\n\r\n\r\n Д "), "<p>А &lt; Б &amp; В<br>Г</p><p>Д</p>");
    assert_eq!(from_plain(" \n\n \r\r "), "");
    assert_eq!(plain(&from_plain("А <b>\nБ\n\nВ &amp;")), "А <b>\nБ\n\nВ &amp;");
    assert_eq!(escape("<&>\"'"), "&lt;&amp;&gt;\"'");
}

#[test]
fn a_head_is_taken_off_with_what_it_leaves_empty() {
    let head = "Ош, 1 мая. /Кабар/. ";
    for (html, rest) in [
        ("<p>Ош, 1 мая. /Кабар/. Текст</p>", "<p>Текст</p>"),
        ("<p><b>Ош, 1 мая. /Кабар/.</b> Текст</p>", "<p>Текст</p>"),
        ("<p><b>Ош</b>, 1&nbsp;мая. <i>/Кабар/</i>. Текст</p>", "<p>Текст</p>"),
        ("<p>Ош, 1 мая. /Кабар/.</p><p>Текст</p>", "<p>Текст</p>"),
        ("<p>Ош, 1 мая. /Кабар/.<br>Текст</p>", "<p>Текст</p>"),
        ("<p><strong><em>Ош, 1 мая. /Кабар/.</em></strong>Текст</p>", "<p>Текст</p>"),
        ("<p>Ош, 1 мая. /Кабар/. <b>А</b> &lt;Б&gt; &amp; В</p>", "<p><b>А</b> &lt;Б&gt; &amp; В</p>"),
        ("<p><b>Ош, 1 мая. /Кабар/. Текст</b></p>", "<p><b>Текст</b></p>"),
        ("<h4>Ош, 1 мая. /Кабар/.</h4><p>Текст.</p>", "<p>Текст.</p>"),
        ("<p lang=\"ru\">Ош, 1 мая. /Кабар/.</p><p>Текст.</p>", "<p>Текст.</p>"),
        ("<p><a href=\"https://example.com\">Ош, 1 мая. /Кабар/.</a> Текст</p>", "<p>Текст</p>"),
        ("<blockquote><p>Ош, 1 мая. /Кабар/.</p></blockquote><p>Да</p>", "<p>Да</p>"),
        ("<p>Ош, 1 мая. /Кабар/. А</p><p></p><p><br>Б<b></b></p>", "<p>А</p><p></p><p><br>Б<b></b></p>"),
    ] {
        assert_eq!(without_head(html, head), rest, "{html}");
    }
    assert_eq!(without_head("<p>А</p>", ""), "<p>А</p>");
    assert_eq!(plain(&without_head("<p>А</p>", "А")), "");
}

#[test]
fn slugs_are_ascii_from_any_script() {
    for (text, slug) in [
        ("Первая новость", "pervaya-novost"),
        ("Объявлено подъёмное", "obyavleno-podemnoe"),
        ("Жаңы көпүрө ачылды", "zhangy-kopuro-achyldy"),
        ("  COVID-19: что — нового?! ", "covid-19-chto-novogo"),
        ("Café Zürich", "cafe-zurich"),
        ("don't", "dont"),
        ("«…»", ""),
        ("", ""),
    ] {
        assert_eq!(from_text(text), slug, "{text}");
    }
    assert_eq!(from_text(&"слово ".repeat(50)).len(), 13 * 6 - 1, "whole words up to 80 characters");
    assert_eq!(from_text(&"а".repeat(200)), "a".repeat(80));
    for good in ["a", "1", "a-b", "osh-2020", &"a".repeat(120)] {
        assert!(is_slug(good), "{good}");
    }
    for bad in ["", "-", "-a", "a-", "a--b", "A", "ош", "a b", "a_b", "a.b", &"a".repeat(121)] {
        assert!(!is_slug(bad), "{bad}");
    }
}

#[test]
fn a_line_is_composed_and_folded() {
    for (text, folded) in [("  А \t\n Б\u{a0}В ", "А Б В"), ("и\u{306}", "й"), ("", ""), ("\n", "")] {
        assert_eq!(line(text), folded, "{text:?}");
    }
}

#[test]
fn an_excerpt_ends_with_a_sentence_or_a_word() {
    for (text, longest, expected) in [
        ("Коротко.", 20, "Коротко."),
        ("Ровно", 5, "Ровно"),
        ("Первое предложение. Второе предложение.", 25, "Первое предложение."),
        ("А. Второе длинное предложение без конца", 30, "А. Второе длинное предложение…"),
        ("Одно, два, три и четыре", 11, "Одно, два…"),
        ("Длинноеслово", 5, "Длинн…"),
        ("Что? Да! Итог… Конец истории", 18, "Что? Да! Итог…"),
    ] {
        assert_eq!(excerpt(text, longest), expected, "{text}");
    }
}

/// Text with all that HTML gives a meaning, and white space of several kinds.
fn words() -> impl Strategy<Value = String> {
    "[А-Яа-яөүңa-z0-9 .,/&<>\"'\u{a0}\n-]{0,24}"
}

/// Inline markup of generated words, of which the last stand outside of any element.
fn inline() -> impl Strategy<Value = String> {
    let piece = (0..7_usize, words()).prop_map(|(kind, text)| {
        let text = escape(&text).replace('\u{a0}', "&nbsp;");
        match kind {
            0 => format!("<b>{text}</b>"),
            1 => format!("<i><b>{text}</b></i>"),
            2 => format!("<a href=\"https://a.example/?x=1&amp;y=%22\" title=\"a > b\">{text}</a>"),
            3 => format!("{text}<br>"),
            4 => format!("<span>{text}</span>"),
            _ => text,
        }
    });
    let paragraph = prop::collection::vec(piece, 1..6).prop_map(|pieces| format!("<p>{}</p>", pieces.concat()));
    prop::collection::vec(paragraph, 1..4).prop_map(|paragraphs| paragraphs.concat())
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn sanitising_twice_is_sanitising_once(html in prop::collection::vec(
        prop::sample::select(&["<p>", "</p>", "<b", ">", "</b>", "<a href=\"https://a.example\">", "<svg>", "<![CDATA[",
            "<table>", "<td>", "<!--", "-->", "&amp;", "&nbsp;", "&", "\"", "Текст ", "<li>", "<br/>", "</", "<style>",
            "<title>", "<template>", "<img src=x onerror=y>", "\u{0}", "<math><mtext>"][..]), 0..24)) {
        let once = sanitize(&html.concat());
        prop_assert_eq!(sanitize(&once), once.clone());
        let lower = once.to_lowercase();
        for bad in ["<script", "<svg", "<math", "<style", "<template", "<!--"] {
            prop_assert!(!lower.contains(bad), "{}", once);
        }
        // Text is escaped, so every `<` begins a tag.
        for tag in lower.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
            prop_assert!(!tag.contains("onerror"), "{}", once);
        }
        let _ = plain(&once);
    }

    #[test]
    fn without_its_head_a_text_is_what_follows(html in inline(), part in 0.0..=1.0_f64) {
        let html = sanitize(&html);
        let text = plain(&html);
        let count = (text.chars().count() as f64 * part) as usize;
        let head: String = text.chars().take(count).collect();
        let rest = without_head(&html, &head);
        prop_assert_eq!(bare(&plain(&rest)), bare(&text)[bare(&head).len()..].to_owned(), "{}", rest);
        prop_assert_eq!(sanitize(&rest), rest.clone(), "the rest is still what the sanitiser writes");
    }

    #[test]
    fn plain_text_goes_through_html_unchanged(text in words()) {
        let html = from_plain(&text);
        prop_assert_eq!(bare(&plain(&html)), bare(&text));
        prop_assert_eq!(plain(&sanitize(&html)), plain(&html));
    }

    #[test]
    fn a_slug_from_any_text_is_a_slug_or_empty(text in "\\PC{0,200}") {
        let slug = from_text(&text);
        prop_assert!(slug.is_empty() || is_slug(&slug), "{}", slug);
        prop_assert!(slug.len() <= 80, "{}", slug);
        prop_assert_eq!(from_text(&slug), slug);
    }

    #[test]
    fn an_excerpt_begins_the_text_and_is_not_longer(text in "[а-я ,.!?…]{0,80}", longest in 1..60_usize) {
        let text = line(&text);
        let cut = excerpt(&text, longest);
        prop_assert!(text.starts_with(&cut) || text.starts_with(cut.strip_suffix('…').unwrap()), "{}", cut);
        prop_assert!(cut.chars().count() <= longest + 1, "{}", cut);
    }
}
