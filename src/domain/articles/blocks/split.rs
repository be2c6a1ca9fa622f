//! From sanitised HTML to blocks, in one pass over its tags.
//!
//! Whichever of quotation, list and table begins first takes in what stands inside of it: a list in a quotation becomes
//! lines of the quotation, a table in an item lines of the item. Pictures alone come out of all of them.

use super::done::{Done, Ground, Level, List, Role, Table, cell, filled};
use super::flow::{Content, Flow};
use super::{Block, BlockCell, BlockItem, BlockKind, BlockRow};
use crate::domain::text::html::{Piece, attribute, breaks_line, is_block, pieces, unescape};
use crate::domain::text::line;

/// The blocks of sanitised HTML, in their order.
#[must_use]
pub fn blocks(html: &str) -> Vec<Block> {
    let mut split = Split::default();
    for piece in pieces(html) {
        match piece {
            Piece::Text(source) => split.text(&unescape(source)),
            Piece::Tag { name, .. } if piece.closes() => split.close(name),
            Piece::Tag { name, source } => split.open(name, source),
        }
    }
    split.finish()
}

/// An element that is open.
struct Element<'a> {
    name: &'a str,
    /// Whether it makes something of its text that ends with it.
    styled: bool,
    /// Whether it is what opened the quotation, list, table or role in which the text stands.
    leads: bool,
}

#[derive(Default)]
struct Split<'a> {
    done: Done,
    flow: Flow,
    ground: Ground,
    roles: Vec<Role>,
    elements: Vec<Element<'a>>,
}

const VOID: [&str; 3] = ["br", "hr", "img"];

impl<'a> Split<'a> {
    fn text(&mut self, text: &str) {
        let as_it_is = matches!((&self.ground, self.roles.last()), (Ground::Body, Some(Role::Code)));
        self.flow.push(text, as_it_is);
    }

    fn open(&mut self, name: &'a str, tag: &str) {
        let leads = self.begin(name, tag);
        match name {
            "img" => self.image(tag),
            "hr" if matches!(self.ground, Ground::Body) => {
                self.flush();
                self.done.push(Block::bare(BlockKind::Divider));
            }
            _ => {}
        }
        if !VOID.contains(&name) {
            // A block of code says already what it is.
            let said = name == "code" && matches!(self.roles.last(), Some(Role::Code));
            let styled = !said && self.flow.open(name, tag);
            self.elements.push(Element { name, styled, leads });
        }
    }

    /// What an opening tag ends and begins; says whether its closing tag ends that.
    fn begin(&mut self, name: &str, tag: &str) -> bool {
        match (&mut self.ground, name) {
            (Ground::List(_), "ul" | "ol") => self.begin_list(name, tag),
            (Ground::List(_), "li") => {
                self.flush();
                if let Ground::List(list) = &mut self.ground
                    && let Some(level) = list.open.last_mut()
                {
                    level.mark = Some(level.next);
                    level.next = level.next.map(|next| next.saturating_add(1));
                }
                true
            }
            (Ground::Table(table), "table") => {
                table.depth += 1;
                self.flow.line_break(2);
                true
            }
            (Ground::Table(table), "tr") if table.depth == 1 => {
                self.flush();
                if let Ground::Table(table) = &mut self.ground {
                    table.rows.push(BlockRow { cells: Vec::new() });
                }
                false
            }
            (Ground::Table(table), "td" | "th") if table.depth == 1 => {
                self.flush();
                if let Ground::Table(table) = &mut self.ground {
                    table.cell = Some(cell(name, tag));
                }
                true
            }
            (Ground::Body, "ul" | "ol") => {
                self.flush();
                self.ground = Ground::List(List { ordered: name == "ol", ..List::default() });
                self.begin_list(name, tag)
            }
            (Ground::Body, "table") => {
                self.flush();
                self.ground = Ground::Table(Table { depth: 1, ..Table::default() });
                true
            }
            (Ground::Body, "blockquote") => {
                self.flush();
                self.ground = Ground::Quote;
                true
            }
            (Ground::Body, "h2") => self.begin_role(Role::Heading(2)),
            (Ground::Body, "h3") => self.begin_role(Role::Heading(3)),
            (Ground::Body, "h4") => self.begin_role(Role::Heading(4)),
            (Ground::Body, "pre") => self.begin_role(Role::Code),
            (Ground::Body, "figcaption") if self.done.in_figure() => self.begin_role(Role::Caption),
            (Ground::Body, "figure") => {
                self.flush();
                self.done.begin_figure();
                true
            }
            _ => {
                self.part(name);
                false
            }
        }
    }

    fn begin_role(&mut self, role: Role) -> bool {
        self.flush();
        self.roles.push(role);
        true
    }

    fn begin_list(&mut self, name: &str, tag: &str) -> bool {
        self.flush();
        if let Ground::List(list) = &mut self.ground {
            let start = || attribute(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            list.open.push(Level { next: (name == "ol").then(start), mark: None });
        }
        true
    }

    /// What a tag that opens or ends nothing of its own does to the text around it.
    fn part(&mut self, name: &str) {
        if is_block(name) {
            if matches!(self.ground, Ground::Body) && self.roles.is_empty() {
                self.flush();
            }
            self.flow.line_break(2);
        } else if breaks_line(name) {
            self.flow.line_break(1);
        } else if matches!(name, "td" | "th") {
            self.flow.space();
        }
    }

    fn close(&mut self, name: &str) {
        if !self.elements.iter().any(|element| element.name == name) {
            return;
        }
        while let Some(element) = self.elements.pop() {
            if element.styled {
                self.flow.close();
            }
            if element.leads {
                self.end(element.name);
            } else {
                self.part(element.name);
            }
            if element.name == name {
                break;
            }
        }
    }

    /// Ends what the opening tag of an element began.
    fn end(&mut self, name: &str) {
        match name {
            "figure" => {
                self.flush();
                self.done.end_figure();
            }
            "h2" | "h3" | "h4" | "pre" | "figcaption" => {
                self.flush();
                self.roles.pop();
            }
            "blockquote" => {
                self.flush();
                self.ground = Ground::Body;
            }
            "table" => match &mut self.ground {
                Ground::Table(table) if table.depth > 1 => {
                    table.depth -= 1;
                    self.flow.line_break(2);
                }
                _ => self.end_ground(),
            },
            "ul" | "ol" => {
                self.flush();
                if let Ground::List(list) = &mut self.ground {
                    list.open.pop();
                    if list.open.is_empty() {
                        self.end_ground();
                    }
                }
            }
            "td" | "th" => self.flush(),
            "li" => {
                self.flush();
                if let Ground::List(list) = &mut self.ground
                    && let Some(level) = list.open.last_mut()
                {
                    level.mark = None;
                }
            }
            _ => {}
        }
    }

    fn end_ground(&mut self) {
        self.flush();
        match std::mem::take(&mut self.ground) {
            Ground::List(list) => self.done.push_list(list.ordered, list.items),
            Ground::Table(table) => {
                self.done.push_table(table.rows);
                for image in table.images {
                    self.done.push(image);
                }
            }
            Ground::Body | Ground::Quote => {}
        }
    }

    /// Puts the running text where it belongs.
    fn flush(&mut self) {
        let content = self.flow.take();
        if let Ground::Table(table) = &mut self.ground
            && let Some(cell) = table.cell.take()
        {
            let cell = match content {
                Some(Content { text, html, spans }) => BlockCell { text, html, spans, ..cell },
                None => cell,
            };
            match table.rows.last_mut() {
                Some(row) => row.cells.push(cell),
                None => table.rows.push(BlockRow { cells: vec![cell] }),
            }
            return;
        }
        let Some(content) = content else { return };
        match &mut self.ground {
            Ground::Body => self.done.push_text(self.roles.last().copied(), content),
            Ground::Quote => self.done.push(filled(BlockKind::Quote, content)),
            Ground::List(list) => {
                let depth = i32::try_from(list.open.len()).unwrap_or(i32::MAX).saturating_sub(1);
                let mark = list.open.last_mut().and_then(|level| level.mark.take());
                let Content { text, html, spans } = content;
                let (number, continues) = (mark.flatten(), mark.is_none().then_some(true));
                list.items.push(BlockItem { depth, number, continues, text, html, spans });
            }
            Ground::Table(table) => {
                // Text between the cells: no parser leaves any there.
                let rows = std::mem::take(&mut table.rows);
                self.done.push_table(rows);
                self.done.push(filled(BlockKind::Paragraph, content));
            }
        }
    }

    /// A picture stands for itself: the text around it parts. One without an address of the web cannot be shown.
    fn image(&mut self, tag: &str) {
        let of_web = |src: &String| src.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
        let Some(src) = attribute(tag, "src").filter(of_web) else { return };
        let pixels = |name| attribute(tag, name).and_then(|value| value.trim().parse().ok()).filter(|size| *size > 0);
        let alt = attribute(tag, "alt").map(|alt| line(&alt)).filter(|alt| !alt.is_empty());
        let image = Block {
            src: Some(src),
            alt,
            width: pixels("width"),
            height: pixels("height"),
            href: self.flow.href(),
            ..Block::bare(BlockKind::Image)
        };
        match &mut self.ground {
            Ground::Table(table) => table.images.push(image),
            Ground::List(_) => {
                self.flush();
                if let Ground::List(list) = &mut self.ground {
                    let (ordered, items) = (list.ordered, std::mem::take(&mut list.items));
                    self.done.push_list(ordered, items);
                }
                self.done.push(image);
            }
            Ground::Body | Ground::Quote => {
                self.flush();
                self.done.push(image);
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_ground();
        self.done.into_blocks()
    }
}
