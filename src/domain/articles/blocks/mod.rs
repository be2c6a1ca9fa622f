//! A body as a flat list of typed blocks, for apps that do not render HTML.
//!
//! A block's text and its spans are what counts; its HTML is made of them. The texts of all blocks, one after another,
//! are the words of the body's plain text in their order.

mod done;
mod embeds;
mod flow;
mod split;

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

pub use embeds::{EmbedProvider, provider};
pub use split::blocks;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BlockKind {
    /// A paragraph: `text`.
    Paragraph,
    /// A heading: `text` and `level`.
    Heading,
    /// A list: `items` and `ordered`.
    List,
    /// A quotation: `text`, in which a blank line parts paragraphs.
    Quote,
    /// A picture: `src`, and as far as they are known `alt`, `width`, `height`, `href`; `text` is its caption.
    Image,
    /// A table: `rows`.
    Table,
    /// A paragraph that is nothing but a link to a post or a video elsewhere: `url`, `provider`, and the link's `text`.
    Embed,
    /// Text whose spaces and line breaks are as they were written: `text`.
    Code,
    /// A line between two parts.
    Divider,
}

/// A block of a body. Which fields it has follows from its kind; an app passes over kinds that it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The plain text; `\n` breaks a line. Of a picture it is the caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The text as inline HTML; left out where it is the text letter for letter, so that «html, or else text» is always
    /// HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What is bold, a link and so on in the text, in the order of their beginnings; left out where nothing is. They lie
    /// apart or inside one another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<BlockSpan>>,
    /// Of a heading: its level, 2 to 4; the article's headline is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2, maximum = 4)]
    pub level: Option<i32>,
    /// Of a list: whether its outermost items are numbered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordered: Option<bool>,
    /// Of a list: its items, those of lists in it among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<BlockItem>>,
    /// Of a table: its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<BlockRow>>,
    /// Of a picture: its address (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
    /// Of a picture: what it shows, for those who do not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Of a picture: its width in pixels, as the body says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub width: Option<i32>,
    /// Of a picture: its height in pixels, as the body says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub height: Option<i32>,
    /// Of a picture: where it leads (http, https, mailto).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Of an embed: the address of the post or video (http or https).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of an embed: whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<EmbedProvider>,
}

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Enum, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BlockSpanKind {
    /// Bold.
    Bold,
    /// Italic: stress, titles of works.
    Italic,
    /// Underlined.
    Underline,
    /// Struck out.
    Strikethrough,
    /// Code, in letters of one width.
    Code,
    /// Below the line.
    Subscript,
    /// Above the line.
    Superscript,
    /// A quotation inside the text; quotation marks are to be put around it.
    Quotation,
    /// A link; its address is in `href`.
    Link,
}

/// A part of a text that is bold, a link and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockSpan {
    /// Where it begins in the text, in UTF-16 code units, from 0.
    #[schema(minimum = 0)]
    pub start: i32,
    /// How long it is, in UTF-16 code units.
    #[schema(minimum = 1)]
    pub length: i32,
    /// What it is.
    pub kind: BlockSpanKind,
    /// Of a link: where it leads (http, https, mailto).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockItem {
    /// In how many lists its own list stands: 0 for items of the outermost one.
    #[schema(minimum = 0)]
    pub depth: i32,
    /// The number that is printed before it; left out in lists without numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i32>,
    /// Whether it only goes on with an item before it, after a list or a picture inside that one: it has no mark of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continues: Option<bool>,
    /// The plain text; `\n` breaks a line, a blank line parts paragraphs.
    pub text: String,
    /// The text as inline HTML, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What is bold, a link and so on in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<BlockSpan>>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockRow {
    /// Its cells, from the first column on.
    pub cells: Vec<BlockCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockCell {
    /// Whether it heads a column or a row.
    pub header: bool,
    /// How many columns it spans, where more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2, maximum = 1000)]
    pub columns: Option<i32>,
    /// How many rows it spans, where more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2, maximum = 1000)]
    pub rows: Option<i32>,
    /// The plain text, which may be empty.
    pub text: String,
    /// The text as inline HTML, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What is bold, a link and so on in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spans: Option<Vec<BlockSpan>>,
}

impl Block {
    const fn bare(kind: BlockKind) -> Self {
        Self {
            kind,
            text: None,
            html: None,
            spans: None,
            level: None,
            ordered: None,
            items: None,
            rows: None,
            src: None,
            alt: None,
            width: None,
            height: None,
            href: None,
            url: None,
            provider: None,
        }
    }

    /// All of its text, as it stands in the body's plain text: items and rows on lines of their own.
    #[must_use]
    pub fn whole_text(&self) -> String {
        let mut lines: Vec<String> = self.text.iter().cloned().collect();
        lines.extend(self.items.iter().flatten().map(|item| item.text.clone()));
        let cells = |row: &BlockRow| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" ");
        lines.extend(self.rows.iter().flatten().map(cells));
        lines.join("\n")
    }
}
