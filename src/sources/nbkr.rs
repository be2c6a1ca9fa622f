//! The National Bank of the Kyrgyz Republic: its daily and its weekly file, som for so many units of a foreign currency.
//!
//! Both files have one shape: a root with the day from which the rates hold (`dd.mm.yyyy`), and for each currency its ISO
//! code, a nominal, in the weekly file the days for which it holds, and the value with a decimal comma.

use chrono_tz::Tz;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1251};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Source;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::short;
use crate::domain::rates::Quotation;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};

/// The facts of the bank.
pub static SOURCE: Source = Source {
    key: "nbkr",
    names: &[
        ("ky", "Кыргыз Республикасынын Улуттук банкы"),
        ("ru", "Национальный банк Кыргызской Республики"),
        ("en", "National Bank of the Kyrgyz Republic"),
    ],
    pivot: Currency::KGS,
    zone: Some(Tz::Asia__Bishkek),
    url: Some("https://www.nbkr.kg/"),
    main: &[Currency::USD, Currency::EUR, Currency::RUB, Currency::KZT, Currency::CNY],
    // A rate holds for a day; one fixed on a Friday holds over the weekend, and often over a holiday beside it.
    fresh_days: 4,
};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// The most currencies that a file may have.
const MOST: usize = 1_000;
/// The most elements inside one another; the bank has three.
const DEEPEST: usize = 8;

fn refuse(detail: impl Into<String>) -> Error {
    Error::new(Code::UnprocessableContent, detail)
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its rates, in its order; at least one.
    pub quotations: Vec<Quotation>,
    /// The currencies that were left out, each with the reason: a code that is no currency, or a value of 0.
    pub left_out: Vec<String>,
}

/// Reads a daily or weekly file. A currency that is not known, or that costs nothing at the bank's four decimals, is left out
/// so that it does not keep the others from coming in.
///
/// # Errors
/// `PAYLOAD_TOO_LARGE` above 10 MB; `UNPROCESSABLE_CONTENT` for anything but such a file, with the currency and the field
/// at fault; also when the dollar costs nothing or no currency remains.
pub fn read(bytes: &[u8]) -> Result<Sheet> {
    if bytes.len() > LARGEST {
        return Err(Error::new(Code::PayloadTooLarge, "a file of rates may have 10 MB at most"));
    }
    let text = decode(bytes)?;
    let mut file = File::default();
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|error| refuse(format!("the file is not XML: {error}")))? {
            Event::Start(element) => file.open(&element)?,
            Event::Empty(element) => {
                file.open(&element)?;
                file.close()?;
            }
            Event::End(_) => file.close()?,
            Event::Text(text) => file.text(&text.into_inner())?,
            Event::CData(text) => file.text(&text.into_inner())?,
            Event::DocType(_) => return Err(refuse("the file declares a document type, which no file of rates does")),
            Event::GeneralRef(_) => return Err(refuse("the file refers to an entity, which no file of rates does")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return file.end(),
        }
    }
}

/// The text of a file, in the encoding that it declares: windows-1251 as the bank writes, or UTF-8.
fn decode(bytes: &[u8]) -> Result<String> {
    let head: String = bytes.iter().take(200).map(|byte| char::from(*byte)).collect();
    let declared = head.split_once("?>").and_then(|(declaration, _)| {
        let (_, label) = declaration.split_once("encoding")?;
        label.split(['"', '\'']).nth(1).map(str::to_owned)
    });
    let encoding = declared.as_ref().map_or(Some(UTF_8), |label| Encoding::for_label(label.as_bytes()));
    let Some(encoding) = encoding.filter(|encoding| [WINDOWS_1251, UTF_8].contains(encoding)) else {
        let label = declared.unwrap_or_default();
        return Err(refuse(format!("the encoding «{}» is neither windows-1251 nor UTF-8", short(&label))));
    };
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    if broken {
        return Err(refuse(format!("the file is not {}", encoding.name())));
    }
    Ok(text.into_owned())
}

/// What of the file was read so far.
#[derive(Default)]
struct File {
    /// The names of the open elements.
    path: Vec<String>,
    date: Option<Date>,
    ended: bool,
    row: Option<Row>,
    sheet: Sheet,
}

/// A currency of the file; the texts as they are printed.
#[derive(Default)]
struct Row {
    code: String,
    nominal: Option<String>,
    valid_for: Option<String>,
    value: Option<String>,
}

impl File {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let name = element.name().0.to_owned();
        match (self.path.len(), name.as_str()) {
            (0, "CurrencyRates") if !self.ended => self.date = Some(date(&attribute(element, "Date")?)?),
            (0, _) => return Err(refuse(format!("<{}> stands where one <CurrencyRates> is expected", short(&name)))),
            (1, "Currency") if self.sheet.quotations.len() + self.sheet.left_out.len() < MOST => {
                self.row = Some(Row { code: attribute(element, "ISOCode")?, ..Row::default() });
            }
            (1, "Currency") => return Err(refuse(format!("the file has more than {MOST} currencies"))),
            (2, _) => self.begin_field(&name)?,
            (3, _) => self.check_inner(&name)?,
            (depth, _) if depth >= DEEPEST => return Err(refuse("the file is nested too deeply")),
            // What the bank may add one day is not read.
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    /// The field of the open row that an element stands for.
    fn field(&mut self, name: &str) -> Option<&mut Option<String>> {
        let row = self.row.as_mut()?;
        match name {
            "Nominal" => Some(&mut row.nominal),
            "ValidFor" => Some(&mut row.valid_for),
            "Value" => Some(&mut row.value),
            _ => None,
        }
    }

    fn begin_field(&mut self, name: &str) -> Result<()> {
        let twice = self.field(name).is_some_and(|field| field.replace(String::new()).is_some());
        match &self.row {
            Some(row) if twice => Err(refuse(format!("{}: <{name}> is there twice", short(&row.code)))),
            _ => Ok(()),
        }
    }

    /// A field holds text alone: with an element inside, the digits around it would be read as one number.
    fn check_inner(&mut self, inner: &str) -> Result<()> {
        let Some(name) = self.path.last().cloned() else { return Ok(()) };
        let is_field = self.field(&name).is_some();
        match &self.row {
            Some(row) if is_field => {
                Err(refuse(format!("{}: <{name}> holds an element, <{}>", short(&row.code), short(inner))))
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<()> {
        if self.path.is_empty() && !text.trim().is_empty() {
            return Err(refuse("the file has text outside <CurrencyRates>"));
        }
        if let [_, _, name] = self.path.as_slice() {
            let name = name.clone();
            if let Some(Some(field)) = self.field(&name) {
                field.push_str(text);
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        self.path.pop();
        self.ended |= self.path.is_empty();
        if self.path.len() == 1
            && let (Some(row), Some(day)) = (self.row.take(), self.date)
        {
            match row.read(day)? {
                Ok(quotation) => self.sheet.quotations.push(quotation),
                Err(reason) => self.sheet.left_out.push(reason),
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Sheet> {
        if !self.ended || !self.path.is_empty() {
            return Err(refuse("the file ends before </CurrencyRates>"));
        }
        match (self.sheet.quotations.as_slice(), self.sheet.left_out.as_slice()) {
            ([], []) => Err(refuse("the file has no currencies")),
            ([], [first, ..]) => Err(refuse(format!("the file has no currency that can be taken: {first}"))),
            _ => Ok(self.sheet),
        }
    }
}

impl Row {
    /// The quotation of the row, or why the row is left out.
    fn read(self, day: Date) -> Result<Result<Quotation, String>> {
        let code = short(&self.code);
        let missing = |name: &str| refuse(format!("{code}: <{name}> is missing"));
        let base = match self.code.parse::<Currency>() {
            Ok(base) => base,
            Err(error) => return Ok(Err(error.detail)),
        };
        let nominal = self.nominal.ok_or_else(|| missing("Nominal"))?;
        let value = self.value.ok_or_else(|| missing("Value"))?;
        let value = price(&code, &value)?;
        if !value.is_positive() {
            let reason = format!("{code}: its value is {value}");
            return if base == Currency::USD { Err(refuse(reason)) } else { Ok(Err(reason)) };
        }
        Ok(Ok(Quotation {
            base,
            quote: SOURCE.pivot,
            effective_date: day,
            nominal: count(&code, "Nominal", &nominal)?,
            value,
            rounded: false,
            valid_for: self.valid_for.map(|days| count(&code, "ValidFor", &days)).transpose()?,
            published_at: None,
        }))
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String> {
    let found = element.try_get_attribute(name).map_err(|error| refuse(format!("the file is not XML: {error}")))?;
    let missing = || refuse(format!("<{}> has no {name}", element.name().0));
    Ok(found.ok_or_else(missing)?.value.into_owned())
}

/// A day as the bank writes it: `24.05.2026`.
fn date(printed: &str) -> Result<Date> {
    let wrong = || refuse(format!("the date «{}» is no day: expected one like 24.05.2026", short(printed)));
    let mut parts = printed.split('.');
    let (Some(day), Some(month), Some(year), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    // The date's own reader asks for exactly two, two and four digits.
    format!("{year}-{month}-{day}").parse().map_err(|_| wrong())
}

/// A number of things, from 1.
fn count(code: &str, field: &str, printed: &str) -> Result<i32> {
    let printed = printed.trim();
    let plain = printed.bytes().all(|byte| byte.is_ascii_digit());
    let found = printed.parse().ok().filter(|count: &i32| plain && *count > 0);
    found.ok_or_else(|| refuse(format!("{code}: {field} «{}» is not a whole number from 1", short(printed))))
}

/// A price with a decimal comma, or 0: at most 12 digits before the comma and 10 after it.
fn price(code: &str, printed: &str) -> Result<Decimal> {
    let printed = printed.trim();
    let (whole, fraction) = printed.split_once(',').unwrap_or((printed, "0"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits(whole, 12) && digits(fraction, 10) && (whole == "0" || !whole.starts_with('0'));
    let found = printed.replace(',', ".").parse().ok().filter(|_: &Decimal| plain);
    let words = "is no rate: expected digits with a decimal comma, such as 87,4500";
    found.ok_or_else(|| refuse(format!("{code}: the value «{}» {words}", short(printed))))
}
