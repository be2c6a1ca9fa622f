//! The pieces that a page is taken apart into, whether it was text or HTML, and the body's HTML put together of them.

use super::ChannelLink;

/// A piece of the page that is printed as one line or paragraph.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Its text, cleaned; empty for a picture or for links that are icons.
    pub(crate) text: String,
    /// Its own HTML, with the element around it; empty for text pages.
    pub(crate) html: String,
    /// The list it is an item of, so that items of one list stay together.
    pub(crate) list: Option<List>,
    /// The http(s) links in it.
    pub(crate) links: Vec<ChannelLink>,
    /// Whether all of its text is inside links.
    pub(crate) linked: bool,
    /// Whether it is the caption of a picture.
    pub(crate) caption: bool,
    /// The address of a picture, when there is nothing but one.
    pub(crate) picture: Option<String>,
    /// Whether it may be part of the body.
    pub(crate) inside: bool,
}

/// A list of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct List {
    /// Its number on the page.
    pub(crate) id: usize,
    /// Whether its items are numbered.
    pub(crate) ordered: bool,
}

impl Block {
    /// A paragraph of a text page.
    pub(crate) fn plain(text: String) -> Self {
        Self { text, inside: true, ..Self::default() }
    }
}

/// The paragraphs' HTML, one a line, with items of one list inside that list.
pub(crate) fn print_body(body: &[(String, Option<List>)]) -> String {
    let mut printed = String::new();
    let mut open: Option<List> = None;
    let tag = |list: List| if list.ordered { "ol" } else { "ul" };
    for (html, list) in body {
        if open != *list {
            close_list(&mut printed, open.map(tag));
            if let Some(list) = *list {
                printed.push_str(&format!("<{}>\n", tag(list)));
            }
            open = *list;
        }
        printed.push_str(html);
        printed.push('\n');
    }
    close_list(&mut printed, open.map(tag));
    printed.truncate(printed.trim_end().len());
    printed
}

fn close_list(printed: &mut String, tag: Option<&str>) {
    if let Some(tag) = tag {
        printed.push_str(&format!("</{tag}>\n"));
    }
}
