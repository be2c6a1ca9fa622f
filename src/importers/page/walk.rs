//! HTML to blocks: one walk over the tree in the order of the page.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::blocks::{Block, List};
use super::elements::{
    EMPTY, Tag, escape, has_itemprop, holds_page, is_line, is_skipped, names_comments, offers_comments, opening_tag,
    wrap,
};
use super::head::address;
use super::text::clean;
use super::{ChannelLink, furniture};

/// Longest opening tag, in bytes, that is written again when its element goes on in the next paragraph.
const LONGEST_REPEATED: usize = 200;

/// Where in the tree a block stands. Elements are told apart by a number in the order of the page.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) tag: Tag,
    list: Option<List>,
    /// Inside `<aside>`, `<footer>` or a button.
    pub(crate) aside: bool,
    /// The innermost `<article>`.
    pub(crate) article: Option<usize>,
    /// The innermost element with `itemprop="articleBody"`.
    pub(crate) body: Option<usize>,
    /// Inside `<main>`.
    pub(crate) main: bool,
}

/// What the walk has found.
#[derive(Default)]
pub(crate) struct Walked {
    /// The blocks of the page.
    pub(crate) blocks: Vec<Block>,
    /// Where each of them stands; as many as there are blocks.
    pub(crate) places: Vec<Place>,
    /// The `datetime` of each `<time>` and the number of the block that it is part of.
    pub(crate) times: Vec<(usize, String)>,
    /// Before which blocks a form for comments stands.
    pub(crate) comment_forms: Vec<usize>,
}

/// Walks over the page.
pub(crate) fn walk(html: &Html) -> Walked {
    let mut walk = Walk::default();
    let root = *html.root_element();
    let mut node = root;
    loop {
        let enter = match (node.value(), ElementRef::wrap(node)) {
            (Node::Text(text), _) => {
                walk.read_text(text);
                false
            }
            (_, Some(element)) => walk.open(element),
            _ => false,
        };
        if let Some(child) = node.first_child().filter(|_| enter) {
            node = child;
            continue;
        }
        if enter && let Node::Element(element) = node.value() {
            walk.close(element);
        }
        // Up to the next sibling, closing what ends here.
        loop {
            if node == root {
                walk.flush();
                return walk.found;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return walk.found;
            };
            node = parent;
            if let Node::Element(element) = node.value() {
                walk.close(element);
            }
        }
    }
}

/// An inline element that is open.
struct Inline {
    name: String,
    /// Its opening tag for the next paragraph.
    again: String,
}

/// A link that is open.
struct Link {
    url: String,
    /// Its accessible name, for a link without text.
    name: String,
    text: String,
    /// Whether a part of its text already ended with an earlier block.
    used: bool,
}

#[derive(Default)]
struct Walk {
    found: Walked,
    places: Vec<Place>,
    numbered: usize,
    inline: Vec<Inline>,
    text: String,
    html: String,
    /// How many `<a>` are open, with an address that we keep or without.
    anchors: usize,
    /// Whether the text since the last flush has a word inside links.
    linked: bool,
    /// Whether it has one outside links.
    unlinked: bool,
    links: Vec<ChannelLink>,
    link: Option<Link>,
    picture: Option<String>,
    breaks: usize,
}

impl Walk {
    /// Opens an element; says whether to go into it.
    fn open(&mut self, element: ElementRef<'_>) -> bool {
        let value = element.value();
        let name = value.name();
        let form = name == "form" && !holds_page(element);
        if form && offers_comments(element) || name == "textarea" && names_comments(value) {
            self.found.comment_forms.push(self.found.blocks.len());
        }
        if form || is_skipped(value) {
            return false;
        }
        match name {
            _ if is_line(value) => {
                self.flush();
                let place = self.place(value);
                self.places.push(place);
            }
            "br" => self.breaks = self.breaks.saturating_add(1),
            "img" => self.read_picture(value),
            "td" | "th" => self.push_space(),
            _ if EMPTY.contains(&name) => return false,
            _ => self.open_inline(value),
        }
        true
    }

    fn close(&mut self, value: &Element) {
        let name = value.name();
        if is_line(value) {
            self.flush();
            self.places.pop();
        } else if !matches!(name, "br" | "img" | "td" | "th") {
            if name == "a" {
                self.close_link();
            }
            if let Some(inline) = self.inline.pop() {
                self.html.push_str(&format!("</{}>", inline.name));
            }
        } else if matches!(name, "td" | "th") {
            self.push_space();
        }
    }

    fn place(&mut self, value: &Element) -> Place {
        let mut place = self.places.last().copied().unwrap_or_default();
        self.numbered = self.numbered.saturating_add(1);
        let number = Some(self.numbered);
        match value.name() {
            "article" => place = Place { article: number, tag: Tag::Paragraph, ..place },
            "main" => place.main = true,
            "aside" | "footer" | "button" => place.aside = true,
            "figcaption" | "caption" => place.tag = Tag::Caption,
            "blockquote" => place.tag = Tag::Quote,
            "li" => place.tag = Tag::Item,
            "ul" | "ol" => place.list = Some(List { id: self.numbered, ordered: value.name() == "ol" }),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                place.tag = Tag::Heading(value.name().chars().last().unwrap_or('2'))
            }
            _ => {}
        }
        if has_itemprop(value, "articleBody") {
            place.body = number;
        }
        place
    }

    fn open_inline(&mut self, value: &Element) {
        if value.name() == "time"
            && let Some(time) = value.attr("datetime")
            && !self.places.last().is_some_and(|place| place.aside)
        {
            self.found.times.push((self.found.blocks.len(), time.to_owned()));
        }
        self.write_breaks();
        let tag = opening_tag(value);
        self.html.push_str(&tag);
        let again = if tag.len() <= LONGEST_REPEATED { tag } else { format!("<{}>", value.name()) };
        self.inline.push(Inline { name: value.name().to_owned(), again });
        if value.name() != "a" {
            return;
        }
        self.anchors = self.anchors.saturating_add(1);
        if self.link.is_none() {
            let name = value.attr("aria-label").or(value.attr("title")).unwrap_or_default();
            self.link = value.attr("href").and_then(address).map(|url| Link {
                url,
                name: clean(name),
                text: String::new(),
                used: false,
            });
        }
    }

    fn close_link(&mut self) {
        self.anchors = self.anchors.saturating_sub(1);
        if let Some(link) = self.link.take().filter(|link| !link.used || !link.text.trim().is_empty()) {
            self.links.push(link.into_channel());
        }
    }

    fn read_picture(&mut self, value: &Element) {
        let alt = clean(value.attr("alt").unwrap_or_default());
        if let Some(link) = self.link.as_mut().filter(|link| link.name.is_empty()) {
            link.name = alt;
        }
        self.write_breaks();
        self.html.push_str(&opening_tag(value));
        let source = value.attr("src").or(value.attr("data-src")).map(str::to_owned);
        self.picture = self.picture.take().or(source);
    }

    fn read_text(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.push_space();
            return;
        }
        self.write_breaks();
        self.text.push_str(text);
        self.html.push_str(&escape(text));
        if let Some(link) = &mut self.link {
            link.text.push_str(text);
        }
        let words = text.contains(char::is_alphanumeric);
        self.linked |= words && self.anchors > 0;
        self.unlinked |= words && self.anchors == 0;
    }

    fn push_space(&mut self) {
        if self.breaks == 0 && !self.text.is_empty() {
            self.text.push(' ');
            self.html.push(' ');
        }
    }

    /// One `<br>` is a line of the same paragraph, two or more part paragraphs, as old content systems write them.
    fn write_breaks(&mut self) {
        let heading = matches!(self.places.last(), Some(Place { tag: Tag::Heading(_), .. }));
        match std::mem::take(&mut self.breaks) {
            0 => {}
            1 if self.text.is_empty() => {}
            1 => {
                self.text.push(' ');
                self.html.push_str("<br>");
            }
            _ if heading => self.text.push(' '),
            _ => self.flush(),
        }
    }

    /// Ends the block; inline elements that are open go on in the next one.
    fn flush(&mut self) {
        self.breaks = 0;
        let html = self.take_html();
        let links = self.take_links();
        let text = clean(&std::mem::take(&mut self.text));
        let linked = std::mem::take(&mut self.linked) && !self.unlinked;
        self.unlinked = false;
        let picture = self.picture.take().filter(|_| text.is_empty());
        if text.is_empty() && links.is_empty() && picture.is_none() {
            return;
        }
        let place = self.places.last().copied().unwrap_or_default();
        let list = place.list.filter(|_| place.tag == Tag::Item);
        let caption = place.tag == Tag::Caption;
        let html = wrap(html.trim(), place.tag, list.is_some());
        self.found.blocks.push(Block { text, html, list, links, linked, caption, picture, inside: false });
        self.found.places.push(place);
    }
}

impl Walk {
    /// The HTML since the last flush with its open elements closed; they are opened again for what follows.
    fn take_html(&mut self) -> String {
        let mut html = std::mem::take(&mut self.html);
        for inline in self.inline.iter().rev() {
            html.push_str(&format!("</{}>", inline.name));
        }
        self.html.extend(self.inline.iter().map(|inline| inline.again.as_str()));
        html
    }

    /// The links since the last flush, with the part of an open one that stands before it.
    fn take_links(&mut self) -> Vec<ChannelLink> {
        let mut links = std::mem::take(&mut self.links);
        if let Some(link) = self.link.as_mut().filter(|link| !link.text.trim().is_empty()) {
            let text = std::mem::take(&mut link.text);
            link.used = true;
            links.push(Link { url: link.url.clone(), name: String::new(), text, used: false }.into_channel());
        }
        links
    }
}

impl Link {
    fn into_channel(self) -> ChannelLink {
        let text = clean(&self.text);
        let label = [text, self.name].into_iter().find(|label| !label.is_empty());
        let label = label.unwrap_or_else(|| furniture::host(&self.url).to_owned());
        ChannelLink { label, url: self.url }
    }
}
