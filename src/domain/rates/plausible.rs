//! Whether a file of a bank can be what the bank meant.

use std::collections::{BTreeMap, BTreeSet};

use super::{AHEAD, LOOK_BACK, Quotation};
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::time::Date;

/// A rate that moved by more per cent than this is doubted.
const MOVE: u32 = 20;
/// Of a file for one day more rates than this that are doubted make the whole file doubtful.
const FEW: usize = 3;

/// What is doubted of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Why the whole file is.
    pub whole: Option<String>,
    /// Places in the list of the rows that are, each with the reason.
    pub rows: Vec<(usize, String)>,
}

impl Doubts {
    /// The reasons in words; `None` when nothing is doubted.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let rows = || self.rows.iter().map(|(_, reason)| reason.as_str()).collect::<Vec<_>>();
        match (&self.whole, self.rows.as_slice()) {
            (Some(whole), _) => Some(whole.clone()),
            (None, []) => None,
            (None, _) => Some(rows().join("; ")),
        }
    }
}

/// The rates of a pair by day.
type Series = BTreeMap<(Currency, Currency), BTreeMap<Date, Decimal>>;

fn add(series: &mut Series, quotation: &Quotation) {
    if let Some(rate) = quotation.rate() {
        series.entry((quotation.base, quotation.quote)).or_default().insert(quotation.effective_date, rate);
    }
}

/// What is doubted of a file: a day that goes back or lies too far ahead, and rates that moved too far from the last ones
/// before them within two weeks, or from what the bank had said for the same day.
///
/// `known` is what is stored for its days and the two weeks before, and for a file that should have the newest rates
/// (`is_newest`) all that is later. `main` are the currencies of which one alone makes a file for one day doubtful.
#[must_use]
pub fn doubts(
    quotations: &[Quotation],
    known: &[Quotation],
    main: &[Currency],
    today: Date,
    is_newest: bool,
) -> Doubts {
    let far = quotations.iter().find(|row| row.effective_date.days_after(today) > AHEAD);
    if let Some(row) = far {
        let whole = format!("its date {} is more than {AHEAD} days after today, {today}", row.effective_date);
        return Doubts { whole: Some(whole), rows: Vec::new() };
    }
    let mut stored = Series::new();
    known.iter().for_each(|quotation| add(&mut stored, quotation));
    if let Some(whole) = is_newest.then(|| goes_back(quotations, &stored)).flatten() {
        return Doubts { whole: Some(whole), rows: Vec::new() };
    }
    let mut all = stored.clone();
    quotations.iter().for_each(|quotation| add(&mut all, quotation));
    let moved = |(place, row): (usize, &Quotation)| Some((place, moved(row, &stored, &all)?));
    let rows: Vec<(usize, String)> = quotations.iter().enumerate().filter_map(moved).collect();
    let days: BTreeSet<Date> = quotations.iter().map(|row| row.effective_date).collect();
    let is_main =
        |place: &usize| quotations.get(*place).is_some_and(|row| main.contains(&row.base) || main.contains(&row.quote));
    let doubtful = days.len() == 1 && (rows.len() > FEW || rows.iter().any(|(place, _)| is_main(place)));
    let found = Doubts { whole: None, rows };
    Doubts { whole: found.reason().filter(|_| doubtful), rows: if doubtful { Vec::new() } else { found.rows } }
}

/// Why a file that should have the newest rates has older ones: each of its pairs that is known has a later day already.
fn goes_back(quotations: &[Quotation], stored: &Series) -> Option<String> {
    let last = |row: &Quotation| Some((row.effective_date, *stored.get(&(row.base, row.quote))?.last_key_value()?.0));
    let days: Vec<(Date, Date)> = quotations.iter().filter_map(last).collect();
    let (day, later) = days.first()?;
    let back = days.iter().all(|(day, last)| day < last);
    back.then(|| format!("its date {day} goes back: there are rates for {later}"))
}

/// Why a rate can hardly be what the bank meant.
fn moved(row: &Quotation, stored: &Series, all: &Series) -> Option<String> {
    let (pair, day, rate) = ((row.base, row.quote), row.effective_date, row.rate()?);
    let before = all.get(&pair)?.range(day.plus_days(-LOOK_BACK)..day).next_back();
    let same = stored.get(&pair).and_then(|days| days.get_key_value(&day));
    // What is there for the day was looked at when it came in.
    if same.is_some_and(|(_, known)| *known == rate) {
        return None;
    }
    let too_far = |(_, old): &(&Date, &Decimal)| is_too_far(**old, rate);
    let (since, old) = [before, same].into_iter().flatten().find(too_far)?;
    Some(format!("{}/{} moved from {old} on {since} to {rate} on {day}", row.base, row.quote))
}

fn is_too_far(old: Decimal, new: Decimal) -> bool {
    let Some(difference) = new.minus(old).map(Decimal::size) else { return true };
    // Where a bank prints one digit or two, one in its last place can be half of the price.
    let step = old.last_unit().max(new.last_unit());
    let share = difference.per_cent_of(old);
    difference > step && share.is_none_or(|share| share > Decimal::of(MOVE, 0))
}
