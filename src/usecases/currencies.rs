//! What is known of currencies. It is part of the program.

use crate::app::App;
use crate::domain::currencies::{Currency, CurrencyFacts};
use crate::domain::lang::Lang;

/// Every currency in use, and with `withdrawn` the others too, each group by code; named in the languages asked for.
#[must_use]
pub fn list(app: &App, withdrawn: bool, asked: &[Lang]) -> Vec<CurrencyFacts> {
    let preference = app.preference(asked);
    let kept = Currency::all().filter(|currency| withdrawn || currency.withdrawn().is_none());
    kept.map(|currency| currency.facts(&preference)).collect()
}

/// One currency, named in the languages asked for.
#[must_use]
pub fn get(app: &App, code: Currency, asked: &[Lang]) -> CurrencyFacts {
    code.facts(&app.preference(asked))
}
