//! Invented people: authors, those whom the news quote, and those who comment.

use super::chance::Chance;
use super::words::{Tongue, Words};
use crate::domain::authors::NewAuthor;
use crate::domain::tags::{NewTag, TagKind};
use crate::domain::text::slug;

/// How many authors a newsroom has.
pub(super) const AUTHORS: usize = 40;
/// How many people are tags.
pub(super) const TAGGED: usize = 164;

/// A person, in Cyrillic and in Latin letters.
#[derive(Debug, Clone)]
pub(super) struct Person {
    cyrillic: String,
    latin: String,
}

impl Person {
    pub(super) fn name(&self, tongue: Tongue) -> &str {
        match tongue {
            Tongue::Ky | Tongue::Ru => &self.cyrillic,
            Tongue::En => &self.latin,
        }
    }

    pub(super) fn slug(&self) -> String {
        slug::from_text(&self.latin)
    }

    /// The person as an author, with an address that nobody has (RFC 2606).
    pub(super) fn author(&self, tongue: Tongue) -> NewAuthor {
        let slug = self.slug();
        let email = Some(format!("{slug}@example.com"));
        NewAuthor { slug: Some(slug), name: self.name(tongue).to_owned(), email }
    }

    pub(super) fn tag(&self) -> NewTag {
        let name = |tongue: Tongue| crate::domain::lang::LocalizedText {
            language: tongue.lang(),
            value: self.name(tongue).to_owned(),
        };
        let names = [Tongue::Ky, Tongue::Ru, Tongue::En].map(name).to_vec();
        NewTag { slug: Some(self.slug()), kind: TagKind::Person, names, ..NewTag::default() }
    }
}

/// Every pair of a given and a family name, in some order that the root gives.
pub(super) fn all(words: &Words, root: &str) -> Vec<Person> {
    let people = &words.people;
    let pair = |[given, given_latin, kind]: &[String; 3], [family, family_latin]: &[String; 2]| {
        let end = |woman: &'static str| if kind == "f" { woman } else { "" };
        Person {
            cyrillic: format!("{given} {family}{}", end("а")),
            latin: format!("{given_latin} {family_latin}{}", end("a")),
        }
    };
    let pairs: Vec<Person> =
        people.given.iter().flat_map(|given| people.family.iter().map(move |family| pair(given, family))).collect();
    let order = Chance::of(root, "people", 0).shuffled(pairs.len());
    order.into_iter().filter_map(|place| pairs.get(place).cloned()).collect()
}
