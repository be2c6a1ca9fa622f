//! The rates of their own days beside articles: `include=rates`.

use crate::app::App;
use crate::domain::articles::Article;
use crate::domain::rates::ArticleRatesFilter;
use crate::error::{Error, Result};
use crate::http::query::Query;
use crate::usecases::rates;
use crate::usecases::reading::Reading;

/// What says more of `include=rates`.
pub(super) const PARAMETERS: [&str; 3] = ["ratesAsOf", "ratesSymbols", "ratesSource"];

/// Whether rates are asked for.
pub(super) fn wanted(fields: Option<&[&str]>, include: Option<&[&str]>) -> bool {
    [fields, include].into_iter().flatten().any(|names| names.contains(&"rates"))
}

/// Adds them where they are asked for.
pub(super) async fn add(
    app: &App,
    reading: &Reading,
    articles: &mut [&mut Article],
    query: &Query,
    wanted: bool,
) -> Result<()> {
    if !wanted {
        let given = PARAMETERS.iter().find(|name| query.get(name).is_some());
        return given.map_or(Ok(()), |name| Err(Error::parameter(name, "needs include=rates")));
    }
    let filter = ArticleRatesFilter {
        as_of: query.word("ratesAsOf", &["DATELINE", "PUBLISHED", "NOW"])?.unwrap_or_default(),
        symbols: query.currencies("ratesSymbols")?,
        source: query.get("ratesSource").map(str::to_owned),
    };
    rates::add_to_articles(app, reading, articles, &filter).await.map_err(named)
}

/// An error in the words of this door's parameters.
fn named(mut error: Error) -> Error {
    use crate::error::Place;
    for field in &mut error.fields {
        let name = match &field.place {
            Place::Parameter(name) if name == "symbols" => "ratesSymbols",
            Place::Parameter(name) if name == "source" => "ratesSource",
            _ => continue,
        };
        field.place = Place::Parameter(name.to_owned());
    }
    error
}
