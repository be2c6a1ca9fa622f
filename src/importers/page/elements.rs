//! What single HTML elements are to the reader of a page, and how they are written again.

use scraper::ElementRef;
use scraper::node::Element;

use super::furniture;

/// Elements whose text is never the page's.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "iframe", "object", "svg", "math", "select", "textarea", "head",
    "canvas", "audio", "video", "map",
];
/// Elements that begin a new line.
const LINES: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
/// Elements without content that leave no trace in the body.
pub(crate) const EMPTY: &[&str] =
    &["area", "base", "col", "embed", "input", "link", "meta", "param", "source", "track", "wbr"];

/// What a block is printed as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tag {
    #[default]
    Paragraph,
    Heading(char),
    Item,
    Quote,
    Caption,
}

/// Puts the element around a block's inline HTML that it stood in.
pub(crate) fn wrap(html: &str, tag: Tag, in_list: bool) -> String {
    match tag {
        Tag::Heading('1') => format!("<h2>{html}</h2>"),
        Tag::Heading(level) => format!("<h{level}>{html}</h{level}>"),
        Tag::Item if in_list => format!("<li>{html}</li>"),
        Tag::Quote => format!("<blockquote><p>{html}</p></blockquote>"),
        Tag::Paragraph | Tag::Item | Tag::Caption => format!("<p>{html}</p>"),
    }
}

pub(crate) fn is_skipped(value: &Element) -> bool {
    let style = value.attr("style").unwrap_or_default();
    let hidden = style.len() <= 200 && style.to_ascii_lowercase().replace(' ', "").contains("display:none");
    SKIPPED.contains(&value.name())
        || value.attr("hidden").is_some()
        || value.attr("role") == Some("navigation")
        || hidden
}

pub(crate) fn is_line(value: &Element) -> bool {
    LINES.contains(&value.name()) || has_itemprop(value, "articleBody")
}

pub(crate) fn has_itemprop(value: &Element, name: &str) -> bool {
    value.attr("itemprop").is_some_and(|names| names.split_whitespace().any(|word| word == name))
}

/// Some content systems put the whole page into one form, which is then no form for the reader to fill in.
pub(crate) fn holds_page(form: ElementRef<'_>) -> bool {
    form.descendent_elements().any(|inner| matches!(inner.value().name(), "h1" | "article" | "main"))
}

/// Whether a form is for comments: it says so in words, or it has a field for text and is named after comments.
pub(crate) fn offers_comments(form: ElementRef<'_>) -> bool {
    let says = |element: ElementRef<'_>| {
        let spoken = ["value", "placeholder", "aria-label"];
        spoken.iter().filter_map(|name| element.attr(name)).any(furniture::is_comment_form)
    };
    let mut fields = form.descendent_elements().filter(|inner| inner.value().name() == "textarea");
    form.text().any(furniture::is_comment_form)
        || form.descendent_elements().any(says)
        || fields.any(|field| names_comments(form.value()) || names_comments(field.value()))
}

pub(crate) fn names_comments(value: &Element) -> bool {
    ["id", "name", "class"]
        .iter()
        .filter_map(|name| value.attr(name))
        .any(|name| name.to_ascii_lowercase().contains("comment"))
}

pub(crate) fn opening_tag(value: &Element) -> String {
    let mut tag = format!("<{}", value.name());
    for (name, content) in value.attrs() {
        tag.push_str(&format!(" {name}=\"{}\"", escape(content).replace('"', "&quot;")));
    }
    tag.push('>');
    tag
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
