//! What an HTML page says about itself in its elements and attributes.

use chrono::{DateTime, SubsecRound, Utc};
use scraper::Html;

use super::text::clean;

/// The facts that stand outside the printed text.
#[derive(Default)]
pub(crate) struct Head {
    /// The `lang` of `<html>`.
    pub(crate) language: Option<String>,
    /// The canonical address, or else `og:url`.
    pub(crate) canonical_url: Option<String>,
    /// `article:published_time` or `datePublished` of a `<meta>`.
    pub(crate) published: Option<DateTime<Utc>>,
    /// `og:title`.
    pub(crate) og_title: Option<String>,
    /// The text of `<title>`.
    pub(crate) title: String,
}

impl Head {
    /// Reads the facts; where a fact is there twice, the first one counts.
    pub(crate) fn read(html: &Html) -> Self {
        let root = html.root_element();
        let language = root.attr("lang").map(str::trim).filter(|lang| !lang.is_empty()).map(str::to_owned);
        let mut head = Self { language, ..Self::default() };
        let mut og_url = None;
        for element in root.descendent_elements() {
            match element.value().name() {
                "meta" => {
                    let name = element.attr("property").or(element.attr("name")).or(element.attr("itemprop"));
                    head.read_meta(name.unwrap_or_default(), element.attr("content").unwrap_or_default(), &mut og_url);
                }
                "link" if is_canonical(element.attr("rel")) && head.canonical_url.is_none() => {
                    head.canonical_url = element.attr("href").and_then(address);
                }
                "title" if head.title.is_empty() => head.title = clean(&element.text().collect::<String>()),
                _ => {}
            }
        }
        head.canonical_url = head.canonical_url.or(og_url);
        head
    }

    fn read_meta(&mut self, name: &str, content: &str, og_url: &mut Option<String>) {
        match name {
            "og:title" if self.og_title.is_none() => {
                self.og_title = Some(clean(content)).filter(|title| !title.is_empty())
            }
            "og:url" if og_url.is_none() => *og_url = address(content),
            "article:published_time" | "datePublished" if self.published.is_none() => self.published = instant(content),
            _ => {}
        }
    }
}

fn is_canonical(rel: Option<&str>) -> bool {
    rel.is_some_and(|rel| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical")))
}

/// An absolute http(s) address; one without a scheme (`//host/…`) is taken as https.
pub(crate) fn address(written: &str) -> Option<String> {
    let written = written.trim();
    let scheme = |name: &str| written.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    if scheme("https://") || scheme("http://") {
        Some(written.to_owned())
    } else {
        written.strip_prefix("//").filter(|rest| !rest.is_empty()).map(|rest| format!("https://{rest}"))
    }
}

/// An instant with an offset: RFC 3339, or the looser forms of ISO 8601 that content systems write.
pub(crate) fn instant(written: &str) -> Option<DateTime<Utc>> {
    let written = written.trim();
    DateTime::parse_from_rfc3339(written)
        .or_else(|_| DateTime::parse_from_str(written, "%Y-%m-%dT%H:%M:%S%.f%#z"))
        .or_else(|_| DateTime::parse_from_str(written, "%Y-%m-%dT%H:%M%#z"))
        .ok()
        .map(|instant| instant.to_utc().trunc_subsecs(0))
}
