//! What becomes of a body's parts: what takes text in, and the blocks that are done.

use super::embeds::provider;
use super::flow::Content;
use super::{Block, BlockCell, BlockItem, BlockKind, BlockRow, BlockSpanKind};
use crate::domain::text::html::attribute;

/// What running text becomes outside of quotations, lists and tables.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Heading(i32),
    Code,
    Caption,
}

/// What takes the text in.
#[derive(Default)]
pub(super) enum Ground {
    #[default]
    Body,
    Quote,
    List(List),
    Table(Table),
}

#[derive(Default)]
pub(super) struct List {
    pub(super) ordered: bool,
    pub(super) items: Vec<BlockItem>,
    /// The lists that are open, the outermost first.
    pub(super) open: Vec<Level>,
}

/// A list that is open.
pub(super) struct Level {
    /// The number of the next item, in a list with numbers.
    pub(super) next: Option<i32>,
    /// The mark of the item that is open, until its text has taken it: its number, where it has one.
    pub(super) mark: Option<Option<i32>>,
}

#[derive(Default)]
pub(super) struct Table {
    pub(super) rows: Vec<BlockRow>,
    /// The cell that is open, its text still to come.
    pub(super) cell: Option<BlockCell>,
    /// Pictures in it, which follow it.
    pub(super) images: Vec<Block>,
    /// How many tables are open inside one another.
    pub(super) depth: usize,
}

/// A figure that is open.
struct Figure {
    /// How many blocks there were before it.
    from: usize,
    /// A caption that came before its picture.
    caption: Option<Content>,
}

/// The blocks that are done, and the figure in which the next ones stand.
#[derive(Default)]
pub(super) struct Done {
    blocks: Vec<Block>,
    figure: Option<Figure>,
}

impl Done {
    pub(super) fn begin_figure(&mut self) {
        self.end_figure();
        self.figure = Some(Figure { from: self.blocks.len(), caption: None });
    }

    pub(super) const fn in_figure(&self) -> bool {
        self.figure.is_some()
    }

    pub(super) fn into_blocks(mut self) -> Vec<Block> {
        self.end_figure();
        self.blocks
    }

    /// Running text outside of quotations, lists and tables.
    pub(super) fn push_text(&mut self, role: Option<Role>, content: Content) {
        match role {
            Some(Role::Heading(level)) => {
                self.push(Block { level: Some(level), ..filled(BlockKind::Heading, content) });
            }
            Some(Role::Code) => self.push(filled(BlockKind::Code, content)),
            Some(Role::Caption) => self.caption(content),
            None => match embedded(&content) {
                Some((url, provider)) => {
                    let embed = filled(BlockKind::Embed, content);
                    self.push(Block { url: Some(url), provider: Some(provider), ..embed });
                }
                None => self.push(filled(BlockKind::Paragraph, content)),
            },
        }
    }

    /// Gives a caption to the picture before it, or keeps it for the one that follows.
    fn caption(&mut self, content: Content) {
        let inside = self.figure.as_ref().map_or(usize::MAX, |figure| figure.from);
        let bare = |block: &&mut Block| block.kind == BlockKind::Image && block.text.is_none();
        if self.blocks.len() > inside
            && let Some(image) = self.blocks.last_mut().filter(bare)
        {
            (image.text, image.html, image.spans) = (Some(content.text), content.html, content.spans);
        } else {
            self.spill_caption();
            match &mut self.figure {
                Some(figure) => figure.caption = Some(content),
                None => self.push(filled(BlockKind::Paragraph, content)),
            }
        }
    }

    /// A caption that finds no picture is a paragraph.
    fn spill_caption(&mut self) {
        if let Some(caption) = self.figure.as_mut().and_then(|figure| figure.caption.take()) {
            self.blocks.push(filled(BlockKind::Paragraph, caption));
        }
    }

    pub(super) fn end_figure(&mut self) {
        self.spill_caption();
        self.figure = None;
    }

    pub(super) fn push(&mut self, block: Block) {
        let mut block = block;
        if block.kind == BlockKind::Image
            && let Some(caption) = self.figure.as_mut().and_then(|figure| figure.caption.take())
        {
            (block.text, block.html, block.spans) = (Some(caption.text), caption.html, caption.spans);
        }
        self.spill_caption();
        self.blocks.push(block);
    }

    pub(super) fn push_list(&mut self, ordered: bool, items: Vec<BlockItem>) {
        if !items.is_empty() {
            self.push(Block { ordered: Some(ordered), items: Some(items), ..Block::bare(BlockKind::List) });
        }
    }

    pub(super) fn push_table(&mut self, rows: Vec<BlockRow>) {
        let rows: Vec<BlockRow> = rows.into_iter().filter(|row| !row.cells.is_empty()).collect();
        if !rows.is_empty() {
            self.push(Block { rows: Some(rows), ..Block::bare(BlockKind::Table) });
        }
    }
}

pub(super) fn filled(kind: BlockKind, content: Content) -> Block {
    let Content { text, html, spans } = content;
    Block { text: Some(text), html, spans, ..Block::bare(kind) }
}

pub(super) fn cell(name: &str, tag: &str) -> BlockCell {
    let spanned = |name| attribute(tag, name).and_then(|count| count.trim().parse().ok());
    let several = |count: &i32| (2..=1000).contains(count);
    BlockCell {
        header: name == "th",
        columns: spanned("colspan").filter(several),
        rows: spanned("rowspan").filter(several),
        text: String::new(),
        html: None,
        spans: None,
    }
}

/// The post or video to which a paragraph leads that is nothing but a link to it, or nothing but its address.
fn embedded(content: &Content) -> Option<(String, super::EmbedProvider)> {
    let units = content.text.encode_utf16().count();
    let whole = |length: i32| usize::try_from(length).is_ok_and(|length| length == units);
    let mut links = content.spans.iter().flatten().filter(|span| span.kind == BlockSpanKind::Link);
    let url = match links.next() {
        Some(link) => link.href.clone().filter(|_| whole(link.length))?,
        None if content.text.contains(char::is_whitespace) => return None,
        None => content.text.clone(),
    };
    provider(&url).map(|provider| (url, provider))
}
