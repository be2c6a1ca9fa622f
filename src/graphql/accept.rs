//! In which media type an answer of GraphQL is printed (GraphQL over HTTP §6.4).

use std::cmp::Reverse;

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

use crate::error::{Code, Error, Result};

/// In which media type the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/json`: a document that fails is answered with 200.
    Json,
    /// `application/graphql-response+json`: the status tells.
    GraphqlResponse,
}

impl Form {
    /// What a request accepts; plain JSON where it says nothing.
    ///
    /// # Errors
    /// `NOT_ACCEPTABLE` when it accepts neither.
    pub(super) fn of(request: &HttpRequest) -> Result<Self> {
        let headers = request.headers().get_all(ACCEPT);
        let ranges: Vec<&str> = headers
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(','))
            .filter(|range| !range.trim().is_empty())
            .collect();
        if ranges.is_empty() {
            return Ok(Self::Json);
        }
        // Of equals the last is taken: plain JSON, where one range covers both.
        let forms = [(Self::GraphqlResponse, "application/graphql-response+json"), (Self::Json, "application/json")];
        let weighed = forms.into_iter().filter_map(|(form, media)| weight(&ranges, media).map(|weight| (weight, form)));
        weighed.max_by_key(|(weight, _)| *weight).map(|(_, form)| form).ok_or_else(|| {
            Error::new(Code::NotAcceptable, "Accept application/graphql-response+json or application/json.")
        })
    }

    /// The value of `Content-Type`.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// How much a media type is wanted (RFC 9110 §12.5.1): the weight, in thousandths, of the most specific range that covers
/// it, and before others of that weight what was named earlier; `None` when it is not.
fn weight(ranges: &[&str], media: &str) -> Option<(u32, Reverse<usize>)> {
    let covering = ranges.iter().enumerate().filter_map(|(place, range)| {
        let mut parameters = range.split(';').map(str::trim);
        let specific = match parameters.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "*/*" => 1,
            "application/*" => 2,
            name if name == media => 3,
            _ => return None,
        };
        let quality = parameters.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        Some((specific, quality.unwrap_or(1000), Reverse(place)))
    });
    let (_, quality, place) = covering.max()?;
    (quality > 0).then_some((quality, place))
}

/// A quality of at most three decimals; what cannot be read counts as not wanted.
fn thousandths(text: &str) -> u32 {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let number = format!("{whole}{decimals:0<3}").parse().unwrap_or_default();
    if number <= 1000 { number } else { 0 }
}
