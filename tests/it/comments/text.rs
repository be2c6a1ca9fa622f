//! Plain text as HTML: everything escaped, addresses linked, and nothing else in it.

use dateline::domain::text::links::{count, html};
use dateline::domain::text::{likeness, lines};
use proptest::prelude::*;
use scraper::{Html, Node};

fn link(address: &str) -> String {
    format!("<a href=\"{address}\" rel=\"nofollow ugc noopener\">{address}</a>")
}

#[test]
fn paragraphs_line_breaks_and_escapes() {
    for (text, expected) in [
        ("", ""),
        ("раз", "<p>раз</p>"),
        ("раз\nдва\n\nтри", "<p>раз<br>два</p><p>три</p>"),
        ("раз\n \n\n\n  два ", "<p>раз</p><p>два</p>"),
        (
            "<script>alert(\"1\")</script> & 'q'",
            "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;q&#39;</p>",
        ),
        ("&lt; javascript:alert(1)", "<p>&amp;lt; javascript:alert(1)</p>"),
    ] {
        assert_eq!(html(text), expected, "{text:?}");
    }
}

#[test]
fn addresses_are_linked_where_they_begin_and_end() {
    let (kg, url) = (link("https://kabar.kg"), link("https://kabar.kg/a_(b)"));
    for (text, expected) in [
        ("https://kabar.kg", kg.clone()),
        ("См. https://kabar.kg.", format!("См. {kg}.")),
        ("См.https://kabar.kg!", format!("См.{kg}!")),
        ("(https://kabar.kg)", format!("({kg})")),
        ("«https://kabar.kg»", format!("«{kg}»")),
        ("https://kabar.kg/a_(b)", url.clone()),
        ("(https://kabar.kg/a_(b)).", format!("({url}).")),
        ("HTTP://KABAR.KG/", link("HTTP://KABAR.KG/")),
        ("http://пример.кг/путь", link("http://пример.кг/путь")),
        ("https://[2001:db8::1]/", link("https://[2001:db8::1]/")),
        ("https://a.kg https://b.kg", format!("{} {}", link("https://a.kg"), link("https://b.kg"))),
        ("https://a.kg/?x=1&y=\"2", format!("{}&quot;2", link("https://a.kg/?x=1&amp;y="))),
        ("https://a.kg/'onclick='x", link("https://a.kg/&#39;onclick=&#39;x")),
        ("https://a.kg<b>", format!("{}&lt;b&gt;", link("https://a.kg"))),
        ("https://a.kg\\@b.kg", format!("{}\\@b.kg", link("https://a.kg"))),
        // What only looks like an address stays text.
        ("https://", "https://".to_owned()),
        ("https:// a", "https:// a".to_owned()),
        ("https://...", "https://...".to_owned()),
        ("https://kabar.kg@evil.example/", "https://kabar.kg@evil.example/".to_owned()),
        ("ftp://a.kg javascript://a.kg/%0aalert(1)", "ftp://a.kg javascript://a.kg/%0aalert(1)".to_owned()),
        ("xhttps://a.kg", "xhttps://a.kg".to_owned()),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>"), "{text:?}");
    }
}

#[test]
fn links_are_counted_however_they_are_hidden() {
    for (text, links) in [
        ("нет", 0),
        ("https://a.kg", 1),
        ("https://a.kg http://b.kg HTTPS://C.KG", 3),
        ("xhttps://a.kg,yhttp://b.kg", 2),
        ("https://user@a.kg https://", 2),
        ("ftp://a.kg ://", 0),
    ] {
        assert_eq!(count(text), links, "{text}");
    }
}

#[test]
fn texts_are_alike_when_readers_would_say_so() {
    for (one, other) in [
        ("Купите СЛОНА", "купите слона"),
        ("купите  слона\n", "купите слона"),
        ("ку\u{200b}пите слона", "купите слона"),
        ("ｋｕｐｉ", "kupi"),
        ("и\u{306}", "й"),
    ] {
        assert_eq!(likeness(one), likeness(other), "{one:?}");
    }
    assert_ne!(likeness("купите слона"), likeness("купите слонов"));
}

/// The visible text of HTML, after a look at everything else in it.
fn only_text_and_links(html: &str) -> String {
    let mut text = String::new();
    for node in Html::parse_fragment(html).tree.nodes() {
        match node.value() {
            Node::Text(found) => text.push_str(found),
            Node::Element(element) => {
                let attributes: Vec<(&str, &str)> = element.attrs().collect();
                match element.name() {
                    "html" | "body" | "p" | "br" => assert!(attributes.is_empty(), "{html}"),
                    "a" => {
                        let value = |name| attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
                        assert_eq!(attributes.len(), 2, "{html}");
                        assert_eq!(value("rel"), Some("nofollow ugc noopener"));
                        let href = value("href").unwrap().to_ascii_lowercase();
                        assert!(href.starts_with("https://") || href.starts_with("http://"), "{html}");
                    }
                    other => panic!("an element «{other}» in {html}"),
                }
            }
            Node::Document | Node::Fragment => {}
            other => panic!("{other:?} in {html}"),
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_becomes_markup_and_no_character_is_lost(
        parts in prop::collection::vec(
            prop_oneof![
                Just("https://".to_owned()), Just("HTTP://a.kg".to_owned()), Just("<a href=".to_owned()),
                Just("</p><script>".to_owned()), Just("&amp;&#60;".to_owned()), Just("\"'`>".to_owned()),
                Just("\n\n".to_owned()), Just("\\@".to_owned()), Just("<!--".to_owned()), Just("]]>".to_owned()),
                "\\PC{0,12}", "[ -~]{0,12}",
            ],
            0..12,
        )
    ) {
        let text = lines(&parts.concat());
        let shown = only_text_and_links(&html(&text));
        let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\0').collect::<String>();
        prop_assert_eq!(seen(&shown), seen(&text));
    }
}

/// Thousands of marks behind an address must cost no more than their number.
#[test]
fn the_work_for_an_address_grows_with_its_length_alone() {
    let took = |count: usize| {
        let text = format!("https://a{}", ")".repeat(count));
        let one = || {
            let began = std::time::Instant::now();
            let made = html(&text);
            assert!(made.contains("https://a</a>)"), "{made}");
            began.elapsed()
        };
        (0..5).map(|_| one()).min().unwrap()
    };
    let (short, long) = (took(4_000), took(64_000));
    // With the square it would be 256 times as long.
    assert!(long < short * 64, "{short:?} for 4,000, {long:?} for 64,000");
}
