//! A body as blocks: what becomes what, and that no word is lost or moved.

use dateline::domain::articles::blocks::{BlockSpan, EmbedProvider, provider};
use dateline::domain::articles::{Block, blocks};
use dateline::domain::text::html::{plain, sanitize};
use proptest::prelude::*;
use serde_json::{Value, json};

fn of(html: &str) -> Value {
    serde_json::to_value(blocks(&sanitize(html))).unwrap()
}

fn span(start: i32, length: i32, kind: &str) -> Value {
    json!({ "start": start, "length": length, "kind": kind })
}

#[test]
fn each_kind_of_block_has_its_fields() {
    let link = "https://a.example/?a=1&b=2";
    for (html, expected) in [
        ("<p>Текст</p>", json!([{ "kind": "PARAGRAPH", "text": "Текст" }])),
        ("Без абзаца", json!([{ "kind": "PARAGRAPH", "text": "Без абзаца" }])),
        ("<h3>Глава</h3>", json!([{ "kind": "HEADING", "text": "Глава", "level": 3 }])),
        ("<p>А &lt; Б</p>", json!([{ "kind": "PARAGRAPH", "text": "А < Б", "html": "А &lt; Б" }])),
        ("<p>А<br>Б</p>", json!([{ "kind": "PARAGRAPH", "text": "А\nБ", "html": "А<br>Б" }])),
        (
            "<blockquote><p>Раз</p><p>Два</p></blockquote>",
            json!([{ "kind": "QUOTE", "text": "Раз\n\nДва", "html": "Раз<br><br>Два" }]),
        ),
        ("<pre>  а\n\tб\n</pre>", json!([{ "kind": "CODE", "text": "  а\n\tб", "html": "  а<br>\tб" }])),
        (
            "<p>А</p><hr><p>Б</p>",
            json!([{ "kind": "PARAGRAPH", "text": "А" }, { "kind": "DIVIDER" },
            { "kind": "PARAGRAPH", "text": "Б" }]),
        ),
        (
            "<ul><li>а</li><li>б</li></ul>",
            json!([{ "kind": "LIST", "ordered": false, "items": [{ "depth": 0, "text": "а" }, { "depth": 0, "text": "б" }] }]),
        ),
        (
            "<ol start=3><li>а</li><li>б<ul><li>в</li></ul>г</li><li>д</li></ol>",
            json!([{ "kind": "LIST", "ordered": true, "items": [
                { "depth": 0, "number": 3, "text": "а" },
                { "depth": 0, "number": 4, "text": "б" },
                { "depth": 1, "text": "в" },
                { "depth": 0, "continues": true, "text": "г" },
                { "depth": 0, "number": 5, "text": "д" },
            ] }]),
        ),
        (
            "<ul><li>а<img src=https://a.example/1.png>б</li></ul>",
            json!([
                { "kind": "LIST", "ordered": false, "items": [{ "depth": 0, "text": "а" }] },
                { "kind": "IMAGE", "src": "https://a.example/1.png" },
                { "kind": "LIST", "ordered": false, "items": [{ "depth": 0, "continues": true, "text": "б" }] },
            ]),
        ),
        (
            "<figure><img src=https://a.example/1.png alt=' Вид ' width=640 height=50%><figcaption>Фото <i>А</i></figcaption></figure>",
            json!([{ "kind": "IMAGE", "src": "https://a.example/1.png", "alt": "Вид", "width": 640, "text": "Фото А",
                "html": "Фото <i>А</i>", "spans": [span(5, 1, "ITALIC")] }]),
        ),
        (
            "<figure><figcaption>До</figcaption><img src=https://a.example/1.png></figure>",
            json!([{ "kind": "IMAGE", "src": "https://a.example/1.png", "text": "До" }]),
        ),
        (
            "<figure><figcaption>Ничья</figcaption></figure><p>А</p>",
            json!([{ "kind": "PARAGRAPH", "text": "Ничья" }, { "kind": "PARAGRAPH", "text": "А" }]),
        ),
        (
            "<p>А <a href=\"https://a.example/?a=1&amp;b=2\"><img src=https://a.example/1.png></a> Б</p>",
            json!([{ "kind": "PARAGRAPH", "text": "А" },
                { "kind": "IMAGE", "src": "https://a.example/1.png", "href": link },
                { "kind": "PARAGRAPH", "text": "Б" }]),
        ),
        ("<p><img alt=без src=/x>А</p>", json!([{ "kind": "PARAGRAPH", "text": "А" }])),
        (
            "<table><thead><tr><th>Год</th><th colspan=2>Сом</th></tr></thead><tr><td>2020</td><td><b>5</b></td><td></td></tr></table>",
            json!([{ "kind": "TABLE", "rows": [
                { "cells": [{ "header": true, "text": "Год" }, { "header": true, "columns": 2, "text": "Сом" }] },
                { "cells": [{ "header": false, "text": "2020" },
                    { "header": false, "text": "5", "html": "<b>5</b>", "spans": [span(0, 1, "BOLD")] },
                    { "header": false, "text": "" }] },
            ] }]),
        ),
        (
            "<table><tr><td>а<img src=https://a.example/1.png><ul><li>б</li></ul></td></tr></table>",
            json!([
                { "kind": "TABLE", "rows": [{ "cells": [{ "header": false, "text": "а\n\nб", "html": "а<br><br>б" }] }] },
                { "kind": "IMAGE", "src": "https://a.example/1.png" },
            ]),
        ),
        (
            "<p><a href=https://youtu.be/abc>Видео</a></p>",
            json!([{ "kind": "EMBED", "text": "Видео", "html": "<a href=\"https://youtu.be/abc\">Видео</a>",
                "spans": [{ "start": 0, "length": 5, "kind": "LINK", "href": "https://youtu.be/abc" }],
                "url": "https://youtu.be/abc", "provider": "YOUTUBE" }]),
        ),
        (
            "<p>https://t.me/kabar/15</p>",
            json!([{ "kind": "EMBED", "text": "https://t.me/kabar/15", "url": "https://t.me/kabar/15", "provider": "TELEGRAM" }]),
        ),
        ("<ul></ul><table></table><p> </p><blockquote></blockquote>", json!([])),
        ("", json!([])),
    ] {
        assert_eq!(of(html), expected, "{html}");
    }
    assert_eq!(of("<p>Смотрите <a href=https://youtu.be/abc>видео</a></p>")[0]["kind"], "PARAGRAPH");
    assert_eq!(of("<p><a href=https://youtu.be/a>а</a> <a href=https://youtu.be/b>б</a></p>")[0]["kind"], "PARAGRAPH");
}

#[test]
fn spans_count_in_utf16_and_lie_apart_or_inside_one_another() {
    for (html, text, spans) in [
        ("<p>Да <b>жирно</b>.</p>", "Да жирно.", json!([span(3, 5, "BOLD")])),
        // White space at the ends of a span is not in it.
        ("<p>Да<b> жирно </b>.</p>", "Да жирно .", json!([span(3, 5, "BOLD")])),
        ("<p>😀😀<i>ы</i></p>", "😀😀ы", json!([span(4, 1, "ITALIC")])),
        (
            "<p><b>а<i>б</i></b><i>в</i></p>",
            "абв",
            json!([span(0, 2, "BOLD"), span(1, 1, "ITALIC"), span(2, 1, "ITALIC")]),
        ),
        ("<p><b><i>а</i></b></p>", "а", json!([span(0, 1, "BOLD"), span(0, 1, "ITALIC")])),
        // What is bold already does not become bolder.
        ("<p><b>а<strong>б</strong></b></p>", "аб", json!([span(0, 2, "BOLD")])),
        ("<p><b> </b><i></i>а</p>", "а", Value::Null),
        (
            "<p>x<sub>2</sub><sup>3</sup><u>а</u><s>б</s><q>в</q><cite>г</cite><code>д</code></p>",
            "x23абвгд",
            json!([
                span(1, 1, "SUBSCRIPT"),
                span(2, 1, "SUPERSCRIPT"),
                span(3, 1, "UNDERLINE"),
                span(4, 1, "STRIKETHROUGH"),
                span(5, 1, "QUOTATION"),
                span(6, 1, "ITALIC"),
                span(7, 1, "CODE")
            ]),
        ),
        (
            "<p><a href=mailto:a@a.example>а</a><a>б</a></p>",
            "аб",
            json!([{ "start": 0, "length": 1, "kind": "LINK", "href": "mailto:a@a.example" }]),
        ),
    ] {
        let found = of(html);
        assert_eq!((&found[0]["text"], &found[0]["spans"]), (&json!(text), &spans), "{html}");
    }
    // What is open over several paragraphs is told of each.
    let found = of("<b><p>а</p><p>б</p></b>");
    assert_eq!((&found[0]["spans"], &found[1]["spans"]), (&json!([span(0, 1, "BOLD")]), &json!([span(0, 1, "BOLD")])));
}

#[test]
fn posts_and_videos_are_told_from_channels() {
    use EmbedProvider::{Facebook, Instagram, Telegram, Tiktok, Vimeo, X, Youtube};
    for (url, expected) in [
        ("https://www.youtube.com/watch?v=abc&t=1", Some(Youtube)),
        ("HTTPS://M.YouTube.com/watch?t=1&v=abc", Some(Youtube)),
        ("https://youtube.com/shorts/abc", Some(Youtube)),
        ("https://youtube.com/@channel", None),
        ("https://youtube.com/watch", None),
        ("https://youtu.be/abc?si=x", Some(Youtube)),
        ("https://youtu.be/", None),
        ("https://vimeo.com/123", Some(Vimeo)),
        ("https://vimeo.com/about", None),
        ("https://x.com/kabar/status/1", Some(X)),
        ("https://mobile.twitter.com/kabar/status/1?s=20", Some(X)),
        ("https://x.com/kabar", None),
        ("https://t.me/kabar/15", Some(Telegram)),
        ("https://t.me/kabar", None),
        ("https://www.instagram.com/reel/abc/", Some(Instagram)),
        ("https://instagram.com/kabar", None),
        ("https://www.facebook.com/kabar/posts/abc", Some(Facebook)),
        ("https://www.facebook.com/watch/?v=1", Some(Facebook)),
        ("https://fb.watch/abc/", Some(Facebook)),
        ("https://facebook.com/kabar", None),
        ("https://www.tiktok.com/@kabar/video/1", Some(Tiktok)),
        ("https://vm.tiktok.com/abc/", Some(Tiktok)),
        ("https://youtube.com.evil.example/watch?v=1", None),
        ("https://youtube.com@evil.example/watch?v=1", None),
        ("https://evil.example/https://youtu.be/abc", None),
        ("javascript://youtu.be/abc", None),
        ("youtu.be/abc", None),
        ("", None),
    ] {
        assert_eq!(provider(url), expected, "{url}");
    }
}

/// Tags that nest, close and leave open as they like, with words between them.
fn soup() -> impl Strategy<Value = String> {
    let tags = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=\"https://a.example/?x=1&amp;y=2\">",
        "</a>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<blockquote>",
        "</blockquote>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th>",
        "<h2>",
        "</h2>",
        "<h4>",
        "<pre>",
        "</pre>",
        "<figure>",
        "</figure>",
        "<figcaption>",
        "</figcaption>",
        "<br>",
        "<hr>",
        "<img src=\"https://a.example/1.png\">",
        "<img src=x>",
        "<code>",
        "</code>",
        "<div>",
        "</div>",
        "<q>",
        "<sup>",
        "</sup>",
        "<caption>",
        " ",
        "\n",
    ];
    let word = "[а-яөңa-z]{1,3}|😀|&lt;|&amp;|&nbsp;";
    let piece = prop_oneof![3 => prop::sample::select(tags.to_vec()).prop_map(str::to_owned), 2 => word];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Every text of a block with its spans and its HTML.
fn texts(block: &Block) -> Vec<(&str, &[BlockSpan], Option<&str>)> {
    let own = block.text.as_deref().map(|text| (text, block.spans.as_deref(), block.html.as_deref()));
    let items = block.items.iter().flatten();
    let items = items.map(|item| (item.text.as_str(), item.spans.as_deref(), item.html.as_deref()));
    let cells = block.rows.iter().flatten().flat_map(|row| &row.cells);
    let cells = cells.map(|cell| (cell.text.as_str(), cell.spans.as_deref(), cell.html.as_deref()));
    let all = own.into_iter().chain(items).chain(cells);
    all.map(|(text, spans, html)| (text, spans.unwrap_or_default(), html)).collect()
}

fn check_spans(text: &str, spans: &[BlockSpan]) {
    let edges: Vec<i32> = std::iter::once(0)
        .chain(text.chars().scan(0, |at, c| {
            *at += c.len_utf16() as i32;
            Some(*at)
        }))
        .collect();
    for (i, span) in spans.iter().enumerate() {
        let end = span.start + span.length;
        assert!(span.length > 0, "{text:?} {span:?}");
        assert!(edges.binary_search(&span.start).is_ok() && edges.binary_search(&end).is_ok(), "{text:?} {span:?}");
        for later in &spans[i + 1..] {
            let inside = later.start >= span.start && later.start + later.length <= end;
            assert!(later.start >= end || inside, "{text:?} {span:?} {later:?}");
        }
    }
}

#[track_caller]
fn check(html: &str) {
    let clean = sanitize(html);
    let (text, found) = (plain(&clean), blocks(&clean));
    let joined: Vec<String> = found.iter().map(Block::whole_text).collect();
    assert_eq!(words(&joined.join("\n\n")), words(&text), "{html:?} as {clean:?} gave {found:#?}");
    for block in &found {
        for (text, spans, html) in texts(block) {
            check_spans(text, spans);
            let html = html.unwrap_or(text);
            assert_eq!(
                sanitize(html).replace(" rel=\"noopener noreferrer\"", ""),
                as_stored(html),
                "html, or else text"
            );
            assert_eq!(words(&plain(&as_stored(html))), words(text), "{html:?}");
        }
    }
}

/// HTML as the sanitiser writes it: no-break spaces are named, and nothing stands at the ends.
fn as_stored(html: &str) -> String {
    html.replace('\u{a0}', "&nbsp;").trim().to_owned()
}

#[test]
fn no_word_is_lost_in_what_went_wrong_before() {
    for html in [
        "a<img src=\"https://a.example/1.png\">b",
        "<ul>a<li>b<table><tr><td>c<td>d</table>e</ul>f",
        "<blockquote>a<ul><li>b<li>c</ul>d<img src=\"https://a.example/1.png\">e</blockquote>f",
        "<figure>a<figcaption>b<figure><figcaption>c</figure>d",
        "<h2>a<p>b</p><ul><li>c</ul>d<pre>e</pre>f</h2>g",
        "<table>a<tr>b<td>c<table><tr><td>d<td>e</table>f",
        "<b><p>a<i>b<p>c</b>d</i>e",
        "<pre> a <b> b\n\n c </b> <code>d </code></pre>",
        "<li>a<li>b",
        "<table><tr><td>a<blockquote>b</blockquote><hr>c<h2>d</h2>",
        "<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>",
        "<figure><img src=\"https://a.example/1.png\"><figcaption>a</figcaption><figcaption>b</figcaption></figure>c",
        "<pre>a<br>  b</pre>",
    ] {
        check(html);
    }
}

#[test]
fn deep_and_long_bodies_are_split_in_one_pass() {
    // The deepest that is taken, and far beyond it: nothing here calls itself.
    for depth in [64, 20_000] {
        let nested = |tag: &str| format!("{}а{}", format!("<{tag}>").repeat(depth), format!("</{tag}>").repeat(depth));
        for html in [nested("b"), nested("blockquote"), nested("span"), nested("li"), nested("figure"), nested("table")]
        {
            assert_eq!(blocks(&html).len(), 1, "{}", &html[..40]);
        }
        let lists = format!("{}а{}", "<ul><li>".repeat(depth), "</li></ul>".repeat(depth));
        assert_eq!(blocks(&lists)[0].items.as_ref().unwrap()[0].depth, depth as i32 - 1);
    }
    let time = |count: usize| {
        let html = "<p>а <b>б <i>в</i></b></p><ul><li>г</li></ul>".repeat(count);
        let begin = std::time::Instant::now();
        assert_eq!(blocks(&html).len(), 2 * count);
        begin.elapsed()
    };
    let (short, long) = (time(2_000), time(20_000));
    println!("10 times the blocks: {short:?}, {long:?}");
    assert!(long < short * 40, "{short:?} became {long:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn blocks_have_the_words_of_the_plain_text_in_their_order(html in soup()) {
        check(&html);
    }
}
