//! What can be told of a comment from itself alone: pure functions, a file each, and all of them at once as [`Findings`].
//!
//! None looks at headers of the request: `User-Agent` and `Referer` are what the sender wants them to be, and apps and
//! servers send none.

pub mod duplicate;
pub mod form;
pub mod links;
pub mod names;
pub mod shape;
pub mod words;

/// What the detectors find in a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// How many links the text has, with and without `http`.
    pub links: usize,
    /// The entries of the word lists that text or name have.
    pub words: Vec<words::Hit>,
    /// A word of the name mixes scripts.
    pub mixed_name: bool,
    /// The name looks like one of the newsroom's.
    pub reserved_name: bool,
    /// Text or name hold characters that turn the direction of text.
    pub turns: bool,
    /// The text is in capitals for the most part.
    pub shouts: bool,
    /// The text repeats one character.
    pub repeats: bool,
}

impl Findings {
    /// What is found in a comment of this name and text; `own` are names that nobody else may bear, such as the title of
    /// the site.
    #[must_use]
    pub fn of(name: &str, text: &str, own: &[&str]) -> Self {
        let mut words = words::hits(text);
        let named = words::hits(name).into_iter().filter(|hit| !words.contains(hit)).collect::<Vec<_>>();
        words.extend(named);
        Self {
            links: links::count(text),
            words,
            mixed_name: names::mixes_scripts(name),
            reserved_name: names::imitates(name, own),
            turns: shape::turns(text) || shape::turns(name),
            shouts: shape::shouts(text),
            repeats: shape::repeats(text),
        }
    }
}
