//! Query parameters, read strictly: an unknown or repeated one is an error that names it.

use std::str::FromStr;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::Query as WebQuery;
use serde::de::DeserializeOwned;

use crate::domain::currencies::Currency;
use crate::domain::lang::{Lang, accept_language};
use crate::domain::paging::{DEFAULT_LIMIT, PageRequest, Position, check_limit};
use crate::domain::text::nearest::nearest_first;
use crate::error::{Error, Result};

/// The most languages that a request may ask for.
const MOST_LANGUAGES: usize = 10;

/// The query parameters of a request, each one known and given once.
#[derive(Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the query of a request that knows only these parameters.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming an unknown, repeated or malformed parameter.
    pub fn read(request: &HttpRequest, known: &[&str]) -> Result<Self> {
        let pairs = WebQuery::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(|_| Error::parameter("query", "cannot be read; percent-encode names and values"))?
            .into_inner();
        for (i, (name, value)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let list = if known.is_empty() { "none".to_owned() } else { nearest_first(name, known).join(", ") };
                return Err(Error::parameter(name, format!("is not a parameter here; known are: {list}")));
            }
            if pairs.iter().take(i).any(|(other, _)| other == name) {
                return Err(Error::parameter(name, "is given more than once"));
            }
            if value.contains(['\0', '\u{fffd}']) {
                return Err(Error::parameter(name, "must be UTF-8 without NUL"));
            }
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter, when it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter, read as a type.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter and what would be right.
    pub fn parse<T: FromStr<Err = Error>>(&self, name: &str) -> Result<Option<T>> {
        let read = |text: &str| text.parse().map_err(|error: Error| Error::parameter(name, error.detail));
        self.get(name).map(read).transpose()
    }

    /// The value of a parameter that is a word out of a list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter and the words that are known.
    pub fn word<T: DeserializeOwned>(&self, name: &str, known: &[&str]) -> Result<Option<T>> {
        self.get(name).map(|word| read_word(name, word, known)).transpose()
    }

    /// The values of a comma-separated parameter of words out of a list.
    ///
    /// # Errors
    /// As [`Query::word`].
    pub fn words<T: DeserializeOwned>(&self, name: &str, known: &[&str]) -> Result<Option<Vec<T>>> {
        let read = |list: &str| list.split(',').map(|word| read_word(name, word.trim(), known)).collect();
        self.get(name).map(read).transpose()
    }

    /// The currencies of a comma-separated parameter; an empty one names none.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter and what is no currency.
    pub fn currencies(&self, name: &str) -> Result<Option<Vec<Currency>>> {
        let read = |code: &str| code.parse().map_err(|error: Error| Error::parameter(name, error.detail));
        let codes = |text: &str| text.split(',').map(str::trim).filter(|code| !code.is_empty()).map(read).collect();
        self.get(name).map(codes).transpose()
    }

    /// The value of a parameter that must be given.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming it when it is left out or malformed.
    pub fn required<T: FromStr<Err = Error>>(&self, name: &str) -> Result<T> {
        self.parse(name)?.ok_or_else(|| Error::parameter(name, "must be given"))
    }

    /// Whether a parameter is `true`.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for anything but `true` and `false`.
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Error::parameter(name, "must be true or false")),
        }
    }

    /// The items of a comma-separated parameter, each one of those allowed.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` naming the parameter and the item that is not allowed.
    pub fn list(&self, name: &str, allowed: &[&str]) -> Result<Option<Vec<&str>>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
        match items.iter().find(|item| !allowed.contains(item)) {
            Some(item) => {
                let known = nearest_first(item, allowed).join(", ");
                Err(Error::parameter(name, format!("«{item}» is not known; known are: {known}")))
            }
            None => Ok(Some(items)),
        }
    }

    /// How many rows `limit` asks for; 20 when it is left out.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` outside 1 to 100.
    pub fn limit(&self) -> Result<u32> {
        let Some(text) = self.get("limit") else { return Ok(DEFAULT_LIMIT) };
        let number = text.parse().map_err(|_| Error::parameter("limit", "must be a number from 1 to 100"))?;
        check_limit(number, "limit")
    }

    /// The page that `limit`, `after` and `before` ask for.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for a limit outside 1 to 100, or `after` together with `before`.
    pub fn page(&self) -> Result<PageRequest> {
        let limit = self.limit()?;
        let position = match (self.get("after"), self.get("before")) {
            (Some(_), Some(_)) => return Err(Error::parameter("before", "cannot stand together with after")),
            (Some(after), None) => Position::After(after.to_owned()),
            (None, Some(before)) => Position::Before(before.to_owned()),
            (None, None) => Position::Start,
        };
        Ok(PageRequest { limit, position })
    }

    /// The languages in which names are asked for, and whether the answer depends on `Accept-Language`.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when `lang` is not a language tag.
    pub fn languages(&self, request: &HttpRequest) -> Result<Asked> {
        if let Some(list) = self.get("lang") {
            let read = |tag: &str| tag.trim().parse().map_err(|error: Error| Error::parameter("lang", error.detail));
            let langs: Vec<Lang> = list.split(',').map(read).collect::<Result<_>>()?;
            if langs.len() > MOST_LANGUAGES {
                return Err(Error::parameter("lang", format!("must name at most {MOST_LANGUAGES} languages")));
            }
            return Ok(Asked { langs, from_header: false });
        }
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Asked { langs: accept_language(header), from_header: true })
    }

    /// The query anew with one parameter replaced and others left out, for links.
    #[must_use]
    pub fn with(&self, name: &str, value: Option<&str>, without: &[&str]) -> String {
        let kept = self.0.iter().filter(|(known, _)| known != name && !without.contains(&known.as_str()));
        let mut pairs: Vec<(&str, &str)> = kept.map(|(known, value)| (known.as_str(), value.as_str())).collect();
        pairs.extend(value.map(|value| (name, value)));
        let encoded: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        encoded.join("&")
    }
}

fn read_word<T: DeserializeOwned>(name: &str, word: &str, known: &[&str]) -> Result<T> {
    let fault = || Error::parameter(name, format!("must be one of {}", known.join(", ")));
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| fault())
}

/// The languages that a reader asked for.
#[derive(Debug)]
pub struct Asked {
    /// The languages, best first.
    pub langs: Vec<Lang>,
    /// Whether they were looked for in `Accept-Language`; the answer then varies by it.
    pub from_header: bool,
}

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3) and the comma.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
