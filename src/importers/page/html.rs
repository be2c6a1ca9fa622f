//! Finds the headline and the body of an HTML page; the order of the parts is the same as for text.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use scraper::Html;

use super::blocks::Block;
use super::elements::Tag;
use super::head::{Head, instant};
use super::shape::Shape;
use super::walk::{Place, Walked, walk};
use super::{Page, PageError, furniture, text};
use crate::domain::text::weight;

/// Titles shorter than this, in bytes, are too common to find a headline by.
const SHORTEST_TITLE: usize = 10;
/// Longest headline that is found by its place alone, in characters.
const LONGEST_HEADLINE: usize = 300;

/// The element that holds the body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Body(usize),
    Article(usize),
    Main,
}

impl Holder {
    fn holds(self, place: &Place) -> bool {
        !place.aside
            && match self {
                Self::Body(number) => place.body == Some(number),
                Self::Article(number) => place.article == Some(number),
                Self::Main => place.main,
            }
    }
}

/// Reads a page of HTML.
pub(crate) fn read(source: &str) -> Result<Page, PageError> {
    if weight::is_tangled(source) {
        return Err(PageError::TooTangled);
    }
    let html = Html::parse_document(source);
    let head = Head::read(&html);
    let mut walked = walk(&html);
    let at = headline(&walked, &head);
    let printed = at.and_then(|at| walked.blocks.get_mut(at)).map(std::mem::take);
    let headline = printed.map(|block| block.text).or(head.og_title.clone()).ok_or(PageError::NoHeadline)?;
    forget_repeats(&mut walked.blocks, &headline);

    let mut holders: Vec<Option<Holder>> = holders(&walked, at).into_iter().map(Some).collect();
    holders.push(None);
    for holder in holders {
        let start = mark_body(&mut walked, holder, at);
        let shape = read_shape(&walked, start);
        if shape.has_body() {
            let mut page = shape.into_page(headline)?;
            page.published = head.published.or_else(|| published(&walked, at.unwrap_or(start), start));
            page.language = head.language;
            page.canonical_url = head.canonical_url;
            return Ok(page);
        }
    }
    Err(PageError::NoBody)
}

fn read_shape(walked: &Walked, start: usize) -> Shape {
    let mut shape = Shape::new();
    shape.read_before(walked.blocks.get(..start).unwrap_or_default(), false);
    shape.read_after(walked.blocks.get(start..).unwrap_or_default());
    if walked.comment_forms.iter().any(|at| *at >= start) {
        shape.note_comment_form();
    }
    shape
}

/// The block that is the headline: the `<h1>` that the page also calls its title, or the one where the body is, or the
/// first; without any, a block that the page calls its title, or the one above the section line.
fn headline(walked: &Walked, head: &Head) -> Option<usize> {
    let candidates = || {
        let blocks = walked.blocks.iter().zip(&walked.places).enumerate();
        blocks.filter(|(_, (block, place))| !place.aside && !block.text.is_empty())
    };
    let top = |place: &Place| place.tag == Tag::Heading('1');
    let first_heading = |wanted: &dyn Fn(&Block, &Place) -> bool| {
        let mut tops = candidates().filter(|(_, (block, place))| top(place) && !text::is_before_headline(&block.text));
        tops.find(|(_, (block, place))| wanted(block, place)).map(|(at, _)| at)
    };
    let og = head.og_title.as_deref().unwrap_or_default();
    let titled = |title: &str, block: &Block| block.text == title || is_title_of(&block.text, title);
    first_heading(&|block, _| titled(og, block))
        .or_else(|| first_heading(&|_, place| place.main || place.article.is_some() || place.body.is_some()))
        .or_else(|| first_heading(&|_, _| true))
        .or_else(|| candidates().find(|(_, (block, _))| titled(og, block)).map(|(at, _)| at))
        .or_else(|| candidates().find(|(_, (block, _))| titled(&head.title, block)).map(|(at, _)| at))
        .or_else(|| if og.is_empty() { headline_by_place(walked) } else { None })
}

/// Whether a title is this text and perhaps the site's name after it.
fn is_title_of(text: &str, title: &str) -> bool {
    text.len() >= SHORTEST_TITLE
        && title.strip_prefix(text).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The first line that could be a headline, if what follows it is what follows a headline.
fn headline_by_place(walked: &Walked) -> Option<usize> {
    let usable = |block: &Block, place: &Place| !place.aside && !block.linked && !text::is_before_headline(&block.text);
    let at = walked.blocks.iter().zip(&walked.places).position(|(block, place)| usable(block, place))?;
    let headline = walked.blocks.get(at)?;
    let next = &walked.blocks.iter().skip(at.saturating_add(1)).find(|block| !block.text.is_empty())?.text;
    let shaped = furniture::section_line(next).is_some()
        || furniture::is_known_section(next)
        || furniture::may_be_channels_line(next)
        || furniture::opens_like_dateline(next);
    let fits = headline.text.chars().count() <= LONGEST_HEADLINE && !furniture::opens_like_dateline(&headline.text);
    (shaped && fits).then_some(at)
}

/// A headline that is printed again, in a path of links for example, is no part of the article.
fn forget_repeats(blocks: &mut [Block], headline: &str) {
    for block in blocks.iter_mut().filter(|block| block.text == headline) {
        *block = Block::default();
    }
}

/// The elements that may hold the body, the surest first.
fn holders(walked: &Walked, headline: Option<usize>) -> Vec<Holder> {
    let mut bodies: HashMap<usize, usize> = HashMap::new();
    let mut articles: HashMap<usize, usize> = HashMap::new();
    let mut total = 0_usize;
    for (block, place) in walked.blocks.iter().zip(&walked.places).filter(|(_, place)| !place.aside) {
        let length = block.text.len();
        total = total.saturating_add(length);
        for (lengths, number) in [(&mut bodies, place.body), (&mut articles, place.article)] {
            if let Some(number) = number {
                let sum = lengths.entry(number).or_default();
                *sum = sum.saturating_add(length);
            }
        }
    }
    // Of equally long elements the earlier one, so that the same page always gives the same answer.
    let longest = |lengths: &HashMap<usize, usize>| {
        lengths
            .iter()
            .map(|(number, length)| (*length, std::cmp::Reverse(*number)))
            .max()
            .map(|(length, number)| (number.0, length))
    };
    let around_headline = headline.and_then(|at| walked.places.get(at)).and_then(|place| place.article);
    let article = longest(&articles)
        .filter(|(number, length)| around_headline == Some(*number) || length.saturating_mul(2) >= total);
    let mut holders: Vec<Holder> = longest(&bodies).map(|(number, _)| Holder::Body(number)).into_iter().collect();
    holders.extend(article.map(|(number, _)| number).or(around_headline).map(Holder::Article));
    if walked.places.iter().any(|place| place.main) {
        holders.push(Holder::Main);
    }
    holders
}

/// Marks the blocks that may be the body's and says at which block the part after the headline begins.
fn mark_body(walked: &mut Walked, holder: Option<Holder>, headline: Option<usize>) -> usize {
    for (block, place) in walked.blocks.iter_mut().zip(&walked.places) {
        block.inside = match holder {
            Some(holder) => holder.holds(place),
            // Without such an element a line of nothing but links is a menu.
            None => !place.aside && !block.linked,
        };
    }
    let first = walked.blocks.iter().position(|block| block.inside && !block.text.is_empty());
    let last = walked.blocks.iter().rposition(|block| block.inside && !block.text.is_empty());
    match (headline, first.filter(|_| holder.is_some())) {
        (Some(at), Some(first)) if last.is_some_and(|last| last < at) => first,
        (Some(at), _) => at,
        (None, Some(first)) => first,
        (None, None) => walked.blocks.iter().position(|block| furniture::opens_like_dateline(&block.text)).unwrap_or(0),
    }
}

/// The first time with an offset that is printed between the headline, or the start of the body's element, and the comments.
fn published(walked: &Walked, headline: usize, start: usize) -> Option<DateTime<Utc>> {
    let inside = walked.blocks.iter().position(|block| block.inside).unwrap_or(start);
    let first = headline.min(start).min(inside);
    let comments =
        walked.blocks.iter().skip(start).position(|block| furniture::comments_heading(&block.text).is_some());
    let end = comments.map_or(usize::MAX, |at| at.saturating_add(start));
    let near = walked.times.iter().filter(|(at, _)| (first..=end).contains(at));
    near.filter_map(|(_, written)| instant(written)).next()
}
