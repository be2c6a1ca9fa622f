//! A saved page as a draft of an article.

use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::{Page, guess_language};
use crate::domain::articles::{Draft, ExternalId, NewArticle, NewBody};
use crate::domain::datelines;
use crate::domain::lang::Lang;
use crate::domain::text::line;
use crate::domain::time::{Date, Instant};
use crate::error::Result;

/// The source under which saved pages are known.
const SOURCE: &str = "page";

impl Page {
    /// The civil day that the page's dateline prints, where it prints one in full.
    #[must_use]
    pub fn dateline_day(&self) -> Option<Date> {
        datelines::parse(self.paragraphs.first()?, None, chrono_tz::UTC)?.date
    }

    /// The page as a draft: published at the instant given, else when the page says, else at the start of the day of its
    /// dateline in `zone`, else at `now`, if it is new.
    ///
    /// # Errors
    /// When the language of the page cannot be named.
    pub fn draft(&self, published: Option<Instant>, now: Instant, zone: Tz) -> Result<Draft> {
        let stated = published.or_else(|| self.published.map(Instant::from));
        let published = stated.or_else(|| self.dateline_day().map(|day| day.start_in(zone)));
        let body = match &self.body_html {
            Some(html) => NewBody::of_html(html.clone()),
            None => NewBody::of_text(self.paragraphs.join("\n\n")),
        };
        let article = NewArticle {
            published,
            external_id: Some(self.external_id()),
            ..NewArticle::of(self.language()?, line(&self.headline), body)
        };
        let section_name = self.section.clone();
        Ok(Draft { article, section_name, published_when_new: Some(now), keeps_edits: true })
    }

    pub(super) fn language(&self) -> Result<Lang> {
        let stated = self.language.as_ref().and_then(|tag| tag.parse::<Lang>().ok());
        // A site writes «ru-RU» or «ru»; the region says nothing of the text.
        let base = stated.and_then(|lang| lang.as_str().split('-').next().map(str::to_owned));
        base.unwrap_or_else(|| guess_language(&self.paragraphs.join("\n")).to_owned()).parse()
    }

    /// What makes it the same page when it is saved again: its own address, else its headline and its dateline.
    fn external_id(&self) -> ExternalId {
        let id = match &self.canonical_url {
            Some(url) if url.chars().count() <= 200 => url.clone(),
            Some(url) => digest(url),
            None => {
                let first = self.paragraphs.first().map_or("", String::as_str);
                let head = datelines::parse(first, None, chrono_tz::UTC).map(|dateline| dateline.raw);
                // Without a dateline two pages may share a headline; their first paragraphs then tell them apart.
                let told_apart = head.unwrap_or_else(|| line(first));
                digest(&format!("{}\n{told_apart}", line(&self.headline)))
            }
        };
        ExternalId { source: SOURCE.to_owned(), id }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
