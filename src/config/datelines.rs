//! What sources are known to print at the head of their texts.

use std::str::FromStr;

use chrono_tz::Tz;

use super::SiteSettings;
use crate::domain::articles::HeadRules;
use crate::domain::datelines::Options;
use crate::domain::time::Instant;
use crate::error::{Code, Error, Result};

/// The source that stands for every article, also for those that came from no other system.
const EVERY: &str = "*";

/// The layouts of heads that only some sources use, with those sources: a sentence can look the same, so that nobody else's
/// texts are read so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatelineStyles(Vec<(String, Options)>);

impl DatelineStyles {
    /// What the source of an article is known to print, `externalId.source`; without one, what all are.
    #[must_use]
    pub fn of(&self, source: Option<&str>) -> Options {
        let known = self.0.iter().filter(|(name, _)| name == EVERY || source == Some(name.as_str()));
        known.fold(Options::default(), |sum, (_, options)| Options {
            colon: sum.colon || options.colon,
            own_line: sum.own_line || options.own_line,
        })
    }
}

impl FromStr for DatelineStyles {
    type Err = Error;

    /// Reads pairs with commas between them: a source, `=`, and `colon`, `own-line` or both with `+` between them.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` with the first pair that is none.
    fn from_str(text: &str) -> Result<Self> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let wrong = || {
                let detail = format!("«{pair}» is not a source and its styles: expected one like wire=colon+own-line.");
                Error::new(Code::BadUserInput, detail)
            };
            let (source, styles) = pair.split_once('=').ok_or_else(wrong)?;
            if source.trim().is_empty() {
                return Err(wrong());
            }
            let mut options = Options::default();
            for style in styles.split('+') {
                match style.trim() {
                    "colon" => options.colon = true,
                    "own-line" => options.own_line = true,
                    _ => return Err(wrong()),
                }
            }
            Ok((source.trim().to_owned(), options))
        };
        pairs.map(read).collect::<Result<_>>().map(Self)
    }
}

impl SiteSettings {
    /// What is known of a text before its head is read: its publication, and what its source prints.
    #[must_use]
    pub fn heads(&self, source: Option<&str>, published: Option<Instant>) -> HeadRules {
        let zone: Tz = self.time_zone;
        HeadRules { published, zone, options: self.dateline_styles.of(source) }
    }
}
