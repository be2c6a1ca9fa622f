//! How well datelines are read on a file of texts whose datelines are known.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::unusable;
use crate::domain::datelines::{Dateline, Options, parse_with};
use crate::error::Result;

// What must be right for a head to count as exact; the rest is measured too.
const EXACT: [&str; 4] = ["places", "date", "agency", "body_offset"];

/// The vectors of a file: an array, or one object a line.
pub(super) fn vectors(text: &str) -> Result<Vec<Value>> {
    if let Ok(Value::Array(all)) = serde_json::from_str(text) {
        return Ok(all);
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(at, line): (usize, &str)| {
        let wrong = |error| unusable(format!("line {}: {error}", at.saturating_add(1)));
        serde_json::from_str(line).map_err(wrong)
    };
    lines.map(read).collect()
}

/// Counts over the vectors.
#[derive(Default)]
struct Counts {
    with_head: usize,
    without: usize,
    found: usize,
    missed: usize,
    invented: usize,
    exact: usize,
    fields: BTreeMap<&'static str, (usize, usize)>,
    tiers: BTreeMap<String, (usize, usize)>,
    faults: Vec<String>,
}

/// Measures, and says in words what came out, the faults last.
pub(super) fn report(vectors: &[Value], published: Option<DateTime<Utc>>, zone: Tz) -> Result<String> {
    let mut counts = Counts::default();
    for (at, vector) in vectors.iter().enumerate() {
        counts.add(at.saturating_add(1), vector, published, zone)?;
    }
    Ok(counts.to_text())
}

impl Counts {
    fn add(&mut self, number: usize, vector: &Value, published: Option<DateTime<Utc>>, zone: Tz) -> Result<()> {
        let id = vector.get("id").and_then(Value::as_str).map_or_else(|| format!("#{number}"), str::to_owned);
        let text = vector.get("text").and_then(Value::as_str).ok_or_else(|| unusable(format!("{id}: no «text»")))?;
        let expect = vector.get("expect").ok_or_else(|| unusable(format!("{id}: no «expect»")))?;
        let wanted = field(expect, "is_dateline").and_then(Value::as_bool).unwrap_or(true);
        let own = vector.get("published").and_then(Value::as_str);
        let instant = own.map(|own| {
            super::instant(own, zone)
                .ok_or_else(|| unusable(format!("{id}: «published» is neither an instant nor a day")))
        });
        let published = instant.transpose()?.or(published);
        // The styles that a source must switch on are measured as of such a source.
        let style = field(expect, "style").and_then(Value::as_str).unwrap_or_default().to_lowercase();
        let options = Options { own_line: style == "own_line", colon: style == "colon" };
        let read = parse_with(text, published, zone, &options);
        let faults = self.judge(expect, wanted, read.as_ref());
        let tier = vector.get("tier").map(ToString::to_string).unwrap_or_default();
        let (good, all) = self.tiers.entry(tier).or_default();
        *all = all.saturating_add(1);
        *good = good.saturating_add(usize::from(faults.is_empty()));
        if !faults.is_empty() {
            let opening: String = text.chars().take(80).collect();
            self.faults.push(format!("{id} {opening:?}: {}", faults.join("; ")));
        }
        Ok(())
    }

    /// Counts one text and says what is wrong with its reading.
    fn judge(&mut self, expect: &Value, wanted: bool, read: Option<&Dateline>) -> Vec<String> {
        bump(if wanted { &mut self.with_head } else { &mut self.without });
        match (wanted, read) {
            (false, None) => Vec::new(),
            (false, Some(read)) => {
                bump(&mut self.invented);
                vec![format!("no dateline, read «{}»", read.raw)]
            }
            (true, None) => {
                bump(&mut self.missed);
                vec!["not read".to_owned()]
            }
            (true, Some(read)) => {
                bump(&mut self.found);
                self.compare(expect, read)
            }
        }
    }

    fn compare(&mut self, expect: &Value, read: &Dateline) -> Vec<String> {
        let (mut faults, mut exact) = (Vec::new(), true);
        for (name, got) in values(read) {
            let Some(want) = field(expect, name) else { continue };
            let (good, all) = self.fields.entry(name).or_default();
            bump(all);
            if alike(want, &got) {
                bump(good);
            } else {
                exact &= !EXACT.contains(&name);
                faults.push(format!("{name}: wanted {want}, read {got}"));
            }
        }
        self.exact = self.exact.saturating_add(usize::from(exact));
        faults
    }

    fn to_text(&self) -> String {
        let read = self.found.saturating_add(self.invented);
        let mut lines = vec![
            format!("texts with a dateline     {}", self.with_head),
            format!("texts without one         {}", self.without),
            format!("precision                 {}", share(self.found, read)),
            format!("recall                    {}", share(self.found, self.with_head)),
            format!("false heads               {}", share(self.invented, self.without)),
            format!("exact in {:<17}{}", "4 fields", share(self.exact, self.with_head)),
        ];
        for (tier, (good, all)) in self.tiers.iter().filter(|(tier, _)| !tier.is_empty()) {
            lines.push(format!("tier {tier:<21}{}", share(*good, *all)));
        }
        for (name, (good, all)) in &self.fields {
            lines.push(format!("  {name:<24}{}", share(*good, *all)));
        }
        lines.push(format!("(the 4 fields are {})", EXACT.join(", ")));
        lines.extend(self.faults.iter().cloned());
        lines.join("\n")
    }
}

fn bump(count: &mut usize) {
    *count = count.saturating_add(1);
}

/// `98.68 % (150 of 152)`; hundredths of a percent, rounded down so that nothing but all is 100.
fn share(part: usize, all: usize) -> String {
    let hundredths = part.saturating_mul(10_000).checked_div(all);
    hundredths.map_or_else(|| "-".to_owned(), |h| format!("{}.{:02} % ({part} of {all})", h / 100, h % 100))
}

/// A field of what is expected, in snake or camel case.
fn field<'a>(expect: &'a Value, name: &str) -> Option<&'a Value> {
    let mut camel = String::new();
    let mut large = false;
    for c in name.chars() {
        match c {
            '_' => large = true,
            c if large => {
                camel.push(c.to_ascii_uppercase());
                large = false;
            }
            c => camel.push(c),
        }
    }
    expect.get(name).or_else(|| expect.get(&camel))
}

/// Equal, but for the case of the names of rules and styles.
fn alike(want: &Value, got: &Value) -> bool {
    match (want, got) {
        (Value::String(want), Value::String(got)) => want == got || want.to_lowercase() == *got,
        _ => want == got,
    }
}

/// What was read, by the names of the fields of vectors.
fn values(read: &Dateline) -> Vec<(&'static str, Value)> {
    let places: Vec<&str> = read.places.iter().map(|place| place.name.as_str()).collect();
    let agency = read.agency.as_ref();
    vec![
        ("places", Value::from(places)),
        ("country", Value::from(read.country.clone())),
        ("country_rule", Value::from(read.country_rule.as_str())),
        ("date", Value::from(read.date.map(|date| date.to_string()))),
        ("date_rule", Value::from(read.date_rule.as_str())),
        ("date_suspect", Value::from(read.date_suspect)),
        ("time", Value::from(read.time.clone())),
        ("agency", Value::from(agency.map(|agency| agency.slug.clone()))),
        ("agency_raw", Value::from(agency.map(|agency| agency.raw.clone()))),
        ("correspondent", Value::from(read.correspondent.clone())),
        ("style", Value::from(read.style.as_str())),
        ("body_offset", Value::from(read.body_offset.chars)),
        ("body_offset_utf8", Value::from(read.body_offset.bytes)),
    ]
}
