//! XML files of banks as trees, within bounds.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bank::{LARGEST, refuse};
use super::text::declared;
use crate::domain::ids::short;
use crate::error::{Code, Error, Result};

/// The most elements inside one another; the banks have four.
const DEEPEST: usize = 8;
/// The most elements of a file; the longest history has a quarter of a million.
const MOST: usize = 500_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    refers: bool,
    pub(super) children: Vec<Element>,
}

/// The root of a file, one of those that are expected.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` above 10 MB; `UNPROCESSABLE_CONTENT` for anything but one whole tree under such a root.
pub(super) fn read(bytes: &[u8], root: &str) -> Result<Element> {
    if bytes.len() > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most"));
    }
    let text = declared(bytes)?;
    let mut tree = Tree { root, open: Vec::new(), done: None, count: 0 };
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|error| refuse(format!("the file is not XML: {error}")))? {
            Event::Start(element) => tree.open(&element)?,
            Event::Empty(element) => {
                tree.open(&element)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.text(&text.into_inner())?,
            Event::CData(text) => tree.text(&text.into_inner())?,
            Event::DocType(_) => return Err(refuse("the file declares a document type, which no file of rates does")),
            Event::GeneralRef(_) => tree.refer(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => {
                let whole = tree.done.filter(|_| tree.open.is_empty());
                return whole.ok_or_else(|| refuse(format!("the file ends before </{root}>")));
            }
        }
    }
}

struct Tree<'a> {
    root: &'a str,
    open: Vec<Element>,
    done: Option<Element>,
    count: usize,
}

impl Tree<'_> {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<()> {
        let name = start.name().0;
        let name = name.rsplit_once(':').map_or(name, |(_, local)| local).to_owned();
        if self.open.is_empty() && (self.done.is_some() || name != self.root) {
            return Err(refuse(format!("<{}> stands where one <{}> is expected", short(&name), self.root)));
        }
        if self.open.len() >= DEEPEST {
            return Err(refuse("the file is nested too deeply"));
        }
        self.count += 1;
        if self.count > MOST {
            return Err(refuse(format!("the file has more than {MOST} elements")));
        }
        let mut element = Element { name, ..Element::default() };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| refuse(format!("the file is not XML: {error}")))?;
            element.attributes.push((attribute.key.0.to_owned(), attribute.value.into_owned()));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.done = Some(element),
        }
    }

    fn text(&mut self, text: &str) -> Result<()> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(refuse(format!("the file has text outside <{}>", self.root))),
        }
        Ok(())
    }

    /// What an entity stands for is not looked up; a field that has one is refused when it is read.
    fn refer(&mut self) {
        if let Some(element) = self.open.last_mut() {
            element.refers = true;
        }
    }
}

impl Element {
    /// The text of the element, with nothing else inside.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with `of` before it, when it holds an element or refers to an entity.
    pub(super) fn text<'a>(&'a self, of: &str) -> Result<&'a str> {
        let before = if of.is_empty() { String::new() } else { format!("{}: ", short(of)) };
        if let Some(inner) = self.children.first() {
            // The digits around it would be read as one number.
            return Err(refuse(format!("{before}<{}> holds an element, <{}>", self.name, short(&inner.name))));
        }
        if self.refers {
            return Err(refuse(format!("{before}<{}> refers to an entity, which no file of rates does", self.name)));
        }
        Ok(&self.text)
    }

    /// What stands between its elements.
    pub(super) fn words(&self) -> &str {
        self.text.trim()
    }

    /// The attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute of this name.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` when it is not there.
    pub(super) fn needs(&self, name: &str) -> Result<&str> {
        self.attribute(name).ok_or_else(|| refuse(format!("<{}> has no {name}", self.name)))
    }

    /// The elements of this name inside.
    pub(super) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the one element of this name inside.
    ///
    /// # Errors
    /// `UNPROCESSABLE_CONTENT` with `of` before it, when there are two or there is more than a text in it.
    pub(super) fn field<'a>(&'a self, of: &str, name: &str) -> Result<Option<&'a str>> {
        let mut found = self.children.iter().filter(|child| child.name == name);
        let (first, second) = (found.next(), found.next());
        if second.is_some() {
            return Err(refuse(format!("{}: <{name}> is there twice", short(of))));
        }
        first.map(|field| field.text(of)).transpose()
    }

    /// The text of the one element of this name inside, which must be there.
    ///
    /// # Errors
    /// As [`Element::field`], and when it is missing.
    pub(super) fn required<'a>(&'a self, of: &str, name: &str) -> Result<&'a str> {
        self.field(of, name)?.ok_or_else(|| refuse(format!("{}: <{name}> is missing", short(of))))
    }
}

/// The most currencies of a list of them.
const CURRENCIES: usize = 1_000;

/// The rows of a list of currencies.
///
/// # Errors
/// `UNPROCESSABLE_CONTENT` when there are too many.
pub(super) fn rows<'a>(list: &'a Element, name: &'a str) -> Result<Vec<&'a Element>> {
    let rows: Vec<&Element> = list.each(name).collect();
    if rows.len() > CURRENCIES {
        return Err(refuse(format!("the file has more than {CURRENCIES} currencies")));
    }
    Ok(rows)
}
