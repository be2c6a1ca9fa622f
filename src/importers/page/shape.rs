//! The order of a page: what stands before the headline, between headline and body, in the body, and after it. Text and
//! HTML are both brought to blocks first, so that this order is written down once.

use super::blocks::{Block, List, print_body};
use super::text::clean;
use super::{Channels, LeftOut, LeftOutKind, Page, PageError, furniture};

/// Longest text in a report, in characters.
const LONGEST_REPORTED: usize = 200;

/// Where on the page the reader is.
#[derive(PartialEq, Eq)]
enum Zone {
    Head,
    Body,
    After,
}

/// A run of lines of numbers.
#[derive(Default)]
struct Numbers {
    printed: Vec<String>,
    numbers: Vec<String>,
    labelled: bool,
}

/// What has been read of a page so far.
pub(crate) struct Shape {
    zone: Zone,
    section: Option<String>,
    count: Option<u32>,
    earlier_section: Option<(String, u32)>,
    heading_count: Option<u32>,
    rates: Vec<String>,
    run: Numbers,
    channels: Option<Channels>,
    channels_open: bool,
    comment_form: bool,
    left_out: Vec<LeftOut>,
    paragraphs: Vec<String>,
    body: Vec<(String, Option<List>)>,
}

impl Shape {
    pub(crate) fn new() -> Self {
        Self {
            zone: Zone::Head,
            section: None,
            count: None,
            earlier_section: None,
            heading_count: None,
            rates: Vec::new(),
            run: Numbers::default(),
            channels: None,
            channels_open: false,
            comment_form: false,
            left_out: Vec::new(),
            paragraphs: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Reads what stands before the headline: the rates bar, perhaps a section line, and menus. `channels` says whether a
    /// channels line there belongs to the article; on HTML pages it is the site's own.
    pub(crate) fn read_before(&mut self, blocks: &[Block], channels: bool) {
        for block in blocks.iter().filter(|block| !block.text.is_empty()) {
            if self.takes_numbers(&block.text) {
                continue;
            }
            if let Some((name, count, true)) = furniture::section_line(&block.text) {
                self.earlier_section = Some((name, count));
            } else if channels && furniture::may_be_channels_line(&block.text) {
                self.open_channels(block);
            } else {
                let section = furniture::is_known_section(&block.text) || block.linked;
                let other = if section { LeftOutKind::Menu } else { LeftOutKind::BeforeHeadline };
                self.leave_out(furniture::before_body(&block.text).unwrap_or(other), &block.text);
            }
        }
        self.close_run();
        self.channels_open = false;
    }

    /// Reads what stands after the headline, to the end of the page.
    pub(crate) fn read_after(&mut self, blocks: &[Block]) {
        let last_heading = blocks.iter().rposition(|block| furniture::comments_heading(&block.text).is_some());
        let last_inside = blocks.iter().rposition(|block| block.inside);
        for (at, block) in blocks.iter().enumerate() {
            let next = blocks.get(at.saturating_add(1)).map_or("", |block| block.text.as_str());
            let past_body = last_inside.is_none_or(|last| at > last);
            if !self.ends_at(block, last_heading.is_some_and(|last| at < last), block.inside || past_body) {
                match self.zone {
                    Zone::Head => self.read_head(block, next),
                    Zone::Body => self.read_body(block),
                    Zone::After => self.leave_out(LeftOutKind::AfterBody, &block.text),
                }
            }
        }
        self.close_run();
    }

    /// Whether the block is a heading of the comments or of their form; both end the body. A heading before any paragraph
    /// is a link to the comments when it prints a count and another heading follows.
    fn ends_at(&mut self, block: &Block, another_follows: bool, may_end: bool) -> bool {
        if furniture::is_comment_form(&block.text) {
            self.comment_form = true;
            self.leave_out(LeftOutKind::CommentForm, &block.text);
            if may_end && !(self.zone == Zone::Head && another_follows) {
                self.zone = Zone::After;
            }
            return true;
        }
        let Some(count) = furniture::comments_heading(&block.text) else {
            return false;
        };
        if self.zone != Zone::After {
            self.heading_count = count.or(self.heading_count);
            let only_link = self.zone == Zone::Head && count.is_some() && another_follows;
            if may_end && !only_link {
                self.zone = Zone::After;
            }
        }
        self.leave_out(LeftOutKind::CommentsHeading, &block.text);
        true
    }

    fn read_head(&mut self, block: &Block, next: &str) {
        if self.takes_numbers(&block.text) {
            return;
        }
        self.close_run();
        if block.text.is_empty() {
            self.read_textless(block);
        } else if self.takes_section(&block.text, next) {
            self.channels_open = false;
        } else if furniture::may_be_channels_line(&block.text) {
            self.open_channels(block);
        } else if self.channels_open && (block.linked || furniture::is_channel_names(&block.text)) {
            self.add_channels(block);
        } else if let Some(kind) = furniture::before_body(&block.text) {
            self.leave_out(kind, &block.text);
        } else if block.caption {
            self.leave_out(LeftOutKind::Caption, &block.text);
        } else if block.inside {
            self.zone = Zone::Body;
            self.channels_open = false;
            self.add_paragraph(block);
        } else {
            self.leave_out(LeftOutKind::OutsideBody, &block.text);
        }
    }

    fn read_body(&mut self, block: &Block) {
        if block.text.is_empty() {
            self.read_textless(block);
        } else if self.channels.is_none() && furniture::is_channels_line(&block.text) {
            self.open_channels(block);
        } else if self.channels_open
            && (furniture::is_channel_names(&block.text) || block.linked && !block.links.is_empty())
        {
            self.add_channels(block);
        } else if let Some(kind) = furniture::anywhere(&block.text) {
            self.leave_out(kind, &block.text);
        } else if block.caption {
            self.leave_out(LeftOutKind::Caption, &block.text);
        } else if block.inside {
            self.channels_open = false;
            self.add_paragraph(block);
        } else {
            self.leave_out(LeftOutKind::OutsideBody, &block.text);
        }
    }

    /// Icons that link to channels, or a picture.
    fn read_textless(&mut self, block: &Block) {
        if self.channels_open && !block.links.is_empty() {
            self.add_channels(block);
        } else if let (true, Some(picture)) = (block.inside, &block.picture) {
            self.leave_out(LeftOutKind::Picture, picture);
        }
    }

    fn add_paragraph(&mut self, block: &Block) {
        self.paragraphs.push(block.text.clone());
        if !block.html.is_empty() {
            self.body.push((block.html.clone(), block.list));
        }
    }

    /// Takes the section line: a name with its count, or a name alone when it is a known one or when its count or the
    /// channels line comes next.
    fn takes_section(&mut self, text: &str, next: &str) -> bool {
        if self.section.is_some() {
            return false;
        }
        if let Some((name, count, known)) = furniture::section_line(text)
            && (known || self.channels.is_none())
        {
            self.section = Some(name);
            self.count = Some(count);
            return true;
        }
        let followed = furniture::may_be_channels_line(next) || next.parse::<u32>().is_ok();
        let alone = furniture::is_known_section(text) || furniture::is_section_name(text) && followed;
        if alone && furniture::before_body(text).is_none() && !next.is_empty() {
            self.section = Some(text.to_owned());
        }
        self.section.is_some()
    }

    fn open_channels(&mut self, block: &Block) {
        if self.channels.is_some() {
            self.leave_out(LeftOutKind::Channel, &block.text);
            return;
        }
        let mut links = block.links.clone();
        if links.is_empty() {
            links.extend(furniture::printed_link(&block.text));
        }
        self.channels = Some(Channels { line: block.text.clone(), links });
        self.channels_open = true;
    }

    fn add_channels(&mut self, block: &Block) {
        let printed = if block.links.is_empty() { furniture::printed_link(&block.text) } else { None };
        if printed.is_none() && block.links.is_empty() {
            self.leave_out(LeftOutKind::Channel, &block.text);
        }
        if let Some(channels) = &mut self.channels {
            channels.links.extend(block.links.iter().cloned().chain(printed));
        }
    }

    /// Takes a line of numbers: of the rates bar, or the comment count under the section's name.
    fn takes_numbers(&mut self, text: &str) -> bool {
        let Some(line) = furniture::bar_line(text) else {
            if !text.is_empty() {
                self.close_run();
            }
            return false;
        };
        if self.section.is_some() && self.count.is_none() && self.run.printed.is_empty() && !line.labelled {
            self.count = text.parse().ok();
            if self.count.is_some() {
                return true;
            }
        }
        self.run.printed.push(text.to_owned());
        self.run.numbers.extend(line.numbers);
        self.run.labelled |= line.labelled;
        true
    }

    /// Decides what the numbers since the last other line were: the rates bar, or nothing known.
    fn close_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        let decimal = run.numbers.iter().any(|number| number.contains(['.', ',']));
        if self.rates.is_empty() && !run.labelled && decimal && (3..=6).contains(&run.numbers.len()) {
            self.rates = run.numbers;
        } else if !run.printed.is_empty() {
            self.leave_out(LeftOutKind::Numbers, &run.printed.join(" "));
        }
    }

    pub(crate) fn leave_out(&mut self, kind: LeftOutKind, text: &str) {
        if !text.is_empty() {
            let text = text.chars().take(LONGEST_REPORTED).collect();
            self.left_out.push(LeftOut { kind, text });
        }
    }

    /// Whether any paragraph was found.
    pub(crate) fn has_body(&self) -> bool {
        !self.paragraphs.is_empty()
    }

    /// Notes a comment form that the HTML shows by its elements.
    pub(crate) fn note_comment_form(&mut self) {
        self.comment_form = true;
    }

    /// The page; what only HTML can tell is left open.
    pub(crate) fn into_page(self, headline: String) -> Result<Page, PageError> {
        if headline.is_empty() {
            return Err(PageError::NoHeadline);
        }
        if self.paragraphs.is_empty() {
            return Err(PageError::NoBody);
        }
        let body_html = (!self.body.is_empty()).then(|| print_body(&self.body));
        let (earlier, earlier_count) = self.earlier_section.unzip();
        Ok(Page {
            headline: clean(&headline),
            comment_count: if self.section.is_some() { self.count } else { earlier_count }.or(self.heading_count),
            section: self.section.or(earlier),
            rates: self.rates,
            channels: self.channels,
            paragraphs: self.paragraphs,
            body_html,
            language: None,
            canonical_url: None,
            published: None,
            comment_form: self.comment_form,
            left_out: self.left_out,
        })
    }
}
