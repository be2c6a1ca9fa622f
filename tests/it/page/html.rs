//! What only HTML pages have.

use dateline::importers::page::read;

use super::page;

#[test]
fn html_tells_its_language_address_and_time() {
    let ru = page("ru_article.html");
    assert_eq!(ru.language.as_deref(), Some("ru"));
    assert_eq!(ru.canonical_url.as_deref(), Some("https://news.example/ru/velo"));
    assert_eq!(ru.published.unwrap().to_rfc3339(), "2021-06-03T04:30:15+00:00");
    let ky = page("ky_itemprop.html");
    assert_eq!(ky.language.as_deref(), Some("ky-KG"));
    assert_eq!(ky.canonical_url.as_deref(), Some("https://news.example/ky/kitep"));
    assert_eq!(ky.published.unwrap().to_rfc3339(), "2023-07-01T02:05:00+00:00");
    let text = page("ru_plain.txt");
    assert_eq!((text.language, text.canonical_url, text.published), (None, None, None));
}

#[test]
fn the_body_keeps_its_own_html() {
    let html = page("ru_article.html").body_html.unwrap();
    let expected = "<p>Бишкек, 03.06.21. /Тест-Агентство/. В столице открылся <b>веломаршрут</b> длиной 6\u{a0}км, \
сообщает мэрия.</p>
<h2>Что построено</h2>
<p>На маршруте появились:</p>
<ul>
<li>разметка &amp; знаки;</li>
<li>12 стоянок.</li>
</ul>
<p>Подробности — на <a href=\"https://city.example/velo?a=1&amp;b=2\">сайте города</a>.</p>";
    assert_eq!(html, expected);
    let broken = page("en_paragraphs.html").body_html.unwrap();
    assert!(broken.contains("received <i>new instruments</i>.</p>\n<p>They measure wind and snow<br>"), "{broken}");
    let quoted = page("ky_itemprop.html").body_html.unwrap();
    assert!(quoted.ends_with("<blockquote><p>Балдар үчүн өзүнчө бөлүм болот.</p></blockquote>"), "{quoted}");
}

#[test]
fn html_headlines_are_found_where_they_are() {
    let headline = |html: &str| read(html.as_bytes()).map(|page| (page.headline, page.paragraphs));
    let found = Ok(("Мост через реку открыт".to_owned(), vec!["Ош, 1.2.21. /Тест/. Мост открыт.".to_owned()]));
    let body = "<p>Ош, 1.2.21. /Тест/. Мост открыт.</p>";
    for html in [
        format!("<h1>Мост через реку открыт</h1>{body}"),
        format!("<h1>Тест</h1><main><h1>Мост через реку открыт</h1>{body}</main>"),
        format!("<meta property=og:title content='Мост через реку открыт'><article>{body}</article>"),
        format!("<meta property=og:title content='Мост через реку открыт'><p>Тест сегодня</p>{body}"),
        format!("<title>Мост через реку открыт | Тест</title><h2>Мост через реку открыт</h2>{body}"),
        format!("<div>Мост через реку открыт</div><div>Регионы 0</div>{body}"),
        format!("<article><header><h1>Мост <br>через реку открыт</h1></header><b>{body}</b></article>"),
        format!("\u{feff} \n<?xml version='1.0'?><html><h1>Мост через реку открыт</h1>{body}</html>"),
        format!(
            "<a>Мост через реку открыт</a><article><p>Мост через реку открыт</p><h1>Мост через реку открыт</h1>{body}</article>"
        ),
        format!(
            "<h1>Мост через реку открыт</h1>{body}<p hidden>нет</p><p style='display: none'>нет</p><aside>нет</aside>"
        ),
        format!(
            "<h1>Мост через реку открыт</h1>{body}<nav>нет</nav><form>нет</form><script>нет</script><style>нет</style>"
        ),
    ] {
        assert_eq!(headline(&html), found, "{html}");
    }
}
