//! Hostile HTML: whatever comes in, only the elements, attributes and addresses of the list come out.

use std::time::Instant;

use dateline::domain::articles::{BodyForm, blocks, prepare_body};
use dateline::domain::text::html::{ATTRIBUTES, ELEMENTS, plain, sanitize};
use dateline::domain::text::markdown;
use dateline::domain::text::weight::{is_deep, is_speckled};
use proptest::prelude::*;
use scraper::{Html, Node};

/// The snippets of the fixture.
fn snippets() -> Vec<String> {
    let lines = include_str!("../../fixtures/html/hostile.txt").lines().filter(|line| !line.starts_with('#'));
    let snippets: Vec<String> = lines
        .map(|line| line.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0"))
        .collect();
    assert!(snippets.len() >= 200, "{}", snippets.len());
    snippets
}

/// What is wrong with HTML that was sanitised, as another parser reads it.
fn faults(html: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    let mut faults = Vec::new();
    for node in page.tree.nodes() {
        match node.value() {
            // What the parser puts around a fragment; inside of one it makes no second.
            Node::Element(element) if matches!(element.name(), "html" | "body") => {}
            Node::Element(element) => {
                let name = element.name();
                if !ELEMENTS.contains(&name) {
                    faults.push(format!("element {name}"));
                }
                let own = ATTRIBUTES.iter().find(|(element, _)| *element == name).map_or(&[][..], |(_, names)| names);
                for (attribute, value) in element.attrs() {
                    if !own.contains(&attribute) && !matches!(attribute, "lang" | "dir") {
                        faults.push(format!("attribute {attribute} of {name}"));
                    }
                    let schemes: &[&str] = match attribute {
                        "href" | "cite" => &["http://", "https://", "mailto:"],
                        "src" => &["http://", "https://", "mailto:"],
                        _ => continue,
                    };
                    let lower = value.to_ascii_lowercase();
                    if !schemes.iter().any(|scheme| lower.starts_with(scheme)) {
                        faults.push(format!("{attribute}={value}"));
                    }
                }
            }
            Node::Comment(_) | Node::Doctype(_) | Node::ProcessingInstruction(_) => {
                faults.push(format!("{:?}", node.value()));
            }
            Node::Text(_) | Node::Document | Node::Fragment => {}
        }
    }
    faults
}

#[track_caller]
fn inert(dirty: &str) -> String {
    let clean = sanitize(dirty);
    assert_eq!(faults(&clean), [""; 0], "{dirty:?} became {clean:?}");
    assert_eq!(sanitize(&clean), clean, "{dirty:?} became {clean:?}, and that another thing again");
    // Text is escaped, so no angle bracket stands outside of a tag of ours.
    assert!(brackets_belong_to_tags(&clean), "{clean:?}");
    clean
}

/// Whether every angle bracket opens or closes a tag, or stands in the value of an attribute, where it needs no escape.
fn brackets_belong_to_tags(html: &str) -> bool {
    let (mut in_tag, mut in_value) = (false, false);
    for c in html.chars() {
        match c {
            '"' if in_tag => in_value = !in_value,
            '<' if in_tag && !in_value => return false,
            '<' if !in_tag => in_tag = true,
            '>' if !in_tag => return false,
            '>' if !in_value => in_tag = false,
            _ => {}
        }
    }
    !in_tag
}

#[test]
fn the_check_itself_finds_what_is_hostile() {
    for hostile in [
        "<script>x</script>",
        "<p onclick=\"x\">x</p>",
        "<a href=\"javascript:x\">x</a>",
        "<a href=\"/x\">x</a>",
        "<img src=\"data:image/png,x\">",
        "<svg></svg>",
        "<!-- x -->",
        "<q cite=\"vbscript:x\">x</q>",
        "<p style=\"x\">x</p>",
        "<iframe></iframe>",
    ] {
        assert!(!faults(hostile).is_empty(), "{hostile}");
    }
    assert!(faults("<p lang=\"ru\">x <a href=\"https://a.example\" rel=\"noopener noreferrer\">y</a></p>").is_empty());
}

#[test]
fn every_hostile_snippet_becomes_inert() {
    for snippet in snippets() {
        inert(&snippet);
        // In the middle of a text, in a list, in a cell, and left open around what follows.
        for around in [
            format!("<p>before {snippet} after</p>"),
            format!("<ul><li>{snippet}</li></ul>"),
            format!("<table><tr><td>{snippet}</td></tr></table>"),
            format!("<b><a href=\"https://a.example\">{snippet}"),
            format!("{snippet}{snippet}"),
        ] {
            inert(&around);
        }
    }
}

#[test]
fn every_hostile_snippet_in_markdown_becomes_inert_too() {
    for snippet in snippets() {
        for source in [
            snippet.clone(),
            format!("text {snippet} text"),
            format!("- {snippet}"),
            format!("> {snippet}\n\n| a |\n|---|\n| {snippet} |"),
            format!("[x]({snippet})"),
            format!("![{snippet}](https://a.example/x.png)"),
            format!("`{snippet}`\n\n    {snippet}\n\n```{snippet}\n{snippet}\n```"),
        ] {
            inert(&markdown::html(&source).unwrap());
        }
    }
    for (link, kept) in [
        ("[x](https://a.example)", true),
        ("[x](javascript:alert(1))", false),
        ("[x](<javascript:alert(1)>)", false),
        ("[x](data:text/html,x)", false),
        ("<javascript:alert(1)>", false),
        ("[x][y]\n\n[y]: javascript:alert(1)", false),
        ("![x](javascript:alert(1))", false),
        ("[x](/relative)", false),
        ("<https://a.example>", true),
    ] {
        let html = inert(&markdown::html(link).unwrap());
        assert_eq!(html.contains("href") || html.contains("src"), kept, "{link}: {html}");
    }
}

#[test]
fn blocks_of_hostile_html_are_inert_too() {
    for snippet in snippets() {
        for block in blocks(&sanitize(&format!("<p>a</p>{snippet}<p>b</p>"))) {
            let cells = block.rows.iter().flatten().flat_map(|row| &row.cells).filter_map(|cell| cell.html.as_ref());
            let items = block.items.iter().flatten().filter_map(|item| item.html.as_ref());
            for html in block.html.iter().chain(items).chain(cells) {
                assert_eq!(faults(html), [""; 0], "{snippet:?} became {html:?}");
            }
            let links = block.spans.iter().flatten().filter_map(|span| span.href.as_ref());
            for address in links.chain(&block.src).chain(&block.href).chain(&block.url) {
                let lower = address.to_ascii_lowercase();
                assert!(["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)), "{address}");
            }
        }
    }
}

#[test]
fn what_is_left_of_the_text_reads_on() {
    for (html, text) in [
        ("<div>Один</div><div>Два</div>", "Один\n\nДва"),
        ("<section><h1>Глава</h1><div>Текст<p>Абзац</p>ещё</div></section>", "Глава\n\nТекст\n\nАбзац\n\nещё"),
        ("<dl><dt>Слово</dt><dd>Смысл</dd></dl>", "Слово\n\nСмысл"),
        ("<h5>Пятый</h5>x", "Пятый\n\nx"),
        ("<table><caption>О чём</caption><tr><td>1</td></tr></table>", "О чём\n\n1"),
        ("<article><header>Верх</header><footer>Низ</footer></article>", "Верх\n\nНиз"),
    ] {
        assert_eq!(plain(&inert(html)), text, "{html}");
    }
    assert_eq!(sanitize("<div><p>А</p>\n<div><div>Б</div></div></div>"), "<p>А</p>\n<p>Б</p>");
    assert_eq!(sanitize("<h1>А</h1><h6>Б</h6><del>В</del>"), "<h2>А</h2><h4>Б</h4><s>В</s>");
}

/// Pieces of which the cleverest attacks are made.
fn tangle() -> impl Strategy<Value = String> {
    let pieces = [
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<mglyph>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<template>",
        "</template>",
        "<table>",
        "<td>",
        "<caption>",
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<h1>",
        "<a href=\"https://a.example\">",
        "</a>",
        "<form>",
        "</form>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<img src=x onerror=alert(1)>",
        "<script>",
        "</script>",
        "\"",
        "'",
        ">",
        "<",
        "&lt;",
        "text ",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "<foreignObject>",
        "<noscript>",
        "<xmp>",
        "\u{0}",
        "<select>",
        "<option>",
        "<figure>",
        "<figcaption>",
        "<blockquote>",
        "<pre>\n",
        "<del>",
        "<section>",
        "\u{338}",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_tangle_of_pieces_gets_through(html in tangle()) {
        let clean = sanitize(&html);
        prop_assert_eq!(faults(&clean), [""; 0], "{:?} became {:?}", html, clean);
        prop_assert_eq!(sanitize(&clean), clean.clone(), "{:?}", html);
    }
}

#[test]
fn what_would_be_written_again_in_every_paragraph_is_refused_beforehand() {
    let open = |count: usize, length: usize| -> String {
        (0..count).map(|i| format!("<b lang=\"{i}{}\">", "x".repeat(length))).collect()
    };
    let close = |count: usize| "</b>".repeat(count);
    let paragraphs = "<p>x".repeat(100_000);
    // A few kilobytes that would become 300 MB, and a few hundred of them that would become gigabytes.
    assert!(is_deep(&format!("<p>{}{paragraphs}{}", open(60, 40), close(60)), 64));
    assert!(is_deep(&format!("<p>{}{paragraphs}{}", open(1, 4_000), close(1)), 64));
    assert!(is_deep(&format!("<p><a href=\"https://a.example/{}\">{paragraphs}", "x".repeat(4_000)), 64));
    // A whole text in bold, and a text full of links, are as they should be.
    assert!(!is_deep(&format!("<b>{}</b>", "<p>x <i>y</i></p>".repeat(25_000)), 64));
    assert!(!is_deep(
        &"<p><a href=\"https://a.example/a/long/address/of/an/article\"><b>x</b></a></p>".repeat(6_000),
        64
    ));
    let worst = format!("<p>{}{}", open(60, 5), "<p>x".repeat(3_000));
    assert!(!is_deep(&worst, 64));
    assert!(sanitize(&worst).len() < 8_000_000);
}

#[test]
fn what_the_serialiser_would_look_through_again_and_again_is_refused_beforehand() {
    // Unrefused, each of these would take minutes in a debug build.
    for piece in ["&amp;", "«", "&nbsp;", "а\u{a0}", "»</x>"] {
        assert!(is_speckled(&piece.repeat(500_000 / piece.chars().count())), "{piece}");
    }
    // A book with quotations in every line, and a page of nothing but signs.
    let line = "Ал «эртең» келет,&nbsp;деди ал мага кечээ кечинде, үйгө кайтып баратып. ";
    assert!(!is_speckled(&line.repeat(500_000 / line.chars().count() / 2)));
    assert!(!is_speckled(&"&lt;&gt;«»".repeat(5_000)));
}

/// The largest bodies that are taken, of the shapes that cost a parser most: four times as much costs about four times as
/// long, where what looks back for each tag would cost sixteen times as long.
#[test]
fn the_worst_bodies_cost_what_their_length_costs() {
    const LONG: usize = 240_000;
    let time = |piece: &str, length: usize| {
        let body = piece.repeat(length / piece.chars().count());
        assert!(!is_speckled(&body), "{piece}");
        let begin = Instant::now();
        let prepared = prepare_body(body, BodyForm::Html, None, chrono_tz::UTC);
        assert!(blocks(&prepared.html).len() <= length);
        begin.elapsed()
    };
    let pieces = [
        "<p>а",
        "<div>а</div>",
        "<b></b>",
        "<a href=https://a.example>x</a>",
        "<li>а",
        "<td>а",
        "и\u{306}",
        "<p><b>x",
        "<ul><li>a</ul>",
    ];
    for piece in pieces {
        // Other tests run beside this one, so a single slow measure says nothing.
        let growths = (0..3).map(|_| (time(piece, LONG / 4), time(piece, LONG)));
        let told: Vec<_> = growths.take_while(|(short, long)| *long > *short * 9).collect();
        assert!(told.len() < 3, "{piece}: {told:?}");
    }
}
