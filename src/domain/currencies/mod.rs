//! Currencies by their ISO 4217 codes, those in use and those withdrawn.

mod names;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::ids::short;
use crate::domain::time::Date;
use crate::error::{Code, Error, Result};

pub use names::{CurrencyFacts, CurrencyName};

/// A currency by its ISO 4217 code, such as `USD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// The Kyrgyz som.
    pub const KGS: Self = Self("KGS");
    /// The US dollar.
    pub const USD: Self = Self("USD");
    /// The euro.
    pub const EUR: Self = Self("EUR");
    /// The Russian rouble.
    pub const RUB: Self = Self("RUB");
    /// The Kazakh tenge.
    pub const KZT: Self = Self("KZT");
    /// The Chinese yuan.
    pub const CNY: Self = Self("CNY");
    /// The pound sterling.
    pub const GBP: Self = Self("GBP");
    /// The Tajik somoni.
    pub const TJS: Self = Self("TJS");
    /// The Uzbek sum.
    pub const UZS: Self = Self("UZS");

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// The currency with this code, in use or withdrawn.
    #[must_use]
    pub fn known(code: &str) -> Option<Self> {
        let withdrawn = WITHDRAWN.iter().map(|(code, _, _)| code);
        IN_USE.iter().chain(withdrawn).find(|known| **known == code).map(|code| Self(code))
    }

    /// Whether the code was withdrawn before this day: the month of its withdrawal in ISO's list of historic codes is over.
    #[must_use]
    pub fn is_withdrawn(self, day: Date) -> bool {
        let end = WITHDRAWN.iter().find(|(code, _, _)| *code == self.0);
        end.is_some_and(|(_, year, month)| (day.naive().year(), day.naive().month()) > (*year, *month))
    }

    /// Every currency, in use first, each group by code.
    pub fn all() -> impl Iterator<Item = Self> {
        IN_USE.iter().chain(WITHDRAWN.iter().map(|(code, _, _)| code)).map(|code| Self(code))
    }

    /// The first day of the month in which the code was introduced, where that is known.
    #[must_use]
    pub fn introduced(self) -> Option<Date> {
        let (_, year, month) = INTRODUCED.iter().find(|(code, _, _)| *code == self.0)?;
        NaiveDate::from_ymd_opt(*year, *month, 1).map(Date::from)
    }

    /// The last day of the month in which the code was withdrawn.
    #[must_use]
    pub fn withdrawn(self) -> Option<Date> {
        let (_, year, month) = WITHDRAWN.iter().find(|(code, _, _)| *code == self.0)?;
        let next = NaiveDate::from_ymd_opt(*year, *month, 1)?.checked_add_months(Months::new(1))?;
        next.pred_opt().map(Date::from)
    }

    /// Lets pass a currency whose code was in use on one of these days; `parameter` is what named it.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` that says when it was introduced or withdrawn.
    pub fn check_life(self, parameter: &str, from: Date, until: Date) -> Result<()> {
        let fault = match (self.introduced(), self.withdrawn()) {
            (_, Some(end)) if from > end => format!("{self} was withdrawn by {end}; ask for a day up to then"),
            (Some(start), _) if until < start => {
                format!("{self} was introduced on {start}; ask for a day from then on")
            }
            _ => return Ok(()),
        };
        Err(Error::parameter(parameter, format!("{fault} (/v1/currencies/{self})")))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::known(text).ok_or_else(|| {
            Error::new(
                Code::BadUserInput,
                format!(
                    "«{}» is not a currency: expected an ISO 4217 code such as USD, in capitals; /v1/currencies lists them.",
                    short(text)
                ),
            )
        })
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

/// The codes in use (ISO 4217, list one), with the metals and the special drawing right that banks quote too.
#[rustfmt::skip]
const IN_USE: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD", "BIF", "BMD", "BND",
    "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE",
    "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
    "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY",
    "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD",
    "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO",
    "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF",
    "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VES", "VND",
    "VUV", "WST", "XAF", "XAG", "XAU", "XCD", "XCG", "XDR", "XOF", "XPD", "XPF", "XPT", "YER", "ZAR", "ZMW", "ZWG",
];

/// The codes withdrawn since the nineties (ISO 4217, list three), each with the year and month of its withdrawal.
#[rustfmt::skip]
const WITHDRAWN: &[(&str, i32, u32)] = &[
    ("AFA", 2003, 1), ("ANG", 2025, 3), ("ATS", 2002, 3), ("AZM", 2005, 12), ("BEF", 2002, 3), ("BGL", 2003, 11),
    ("BGN", 2026, 1), ("BYB", 2001, 1), ("BYR", 2017, 1), ("CSD", 2006, 10), ("CUC", 2021, 6), ("CYP", 2008, 1),
    ("DEM", 2002, 3), ("EEK", 2011, 1), ("ESP", 2002, 3), ("FIM", 2002, 3), ("FRF", 2002, 3), ("GEK", 1995, 10),
    ("GHC", 2008, 1), ("GRD", 2002, 3), ("HRK", 2023, 1), ("IEP", 2002, 3), ("ITL", 2002, 3), ("LTL", 2014, 12),
    ("LUF", 2002, 3), ("LVL", 2014, 1), ("MRO", 2017, 12), ("MTL", 2008, 1), ("NLG", 2002, 3), ("PLZ", 1997, 1),
    ("PTE", 2002, 3), ("ROL", 2005, 6), ("RUR", 2004, 1), ("SDD", 2007, 7), ("SIT", 2007, 1), ("SKK", 2009, 1),
    ("SLL", 2023, 12), ("STD", 2017, 12), ("TJR", 2001, 4), ("TMM", 2009, 1), ("TRL", 2005, 12), ("UAK", 1996, 9),
    ("VEF", 2018, 8), ("YUM", 2003, 7), ("ZMK", 2012, 12), ("ZWL", 2024, 9),
];

/// The codes introduced since 1993 of which the year and month are known; mostly those that took another's place.
#[rustfmt::skip]
const INTRODUCED: &[(&str, i32, u32)] = &[
    ("AFN", 2002, 10), ("AMD", 1993, 11), ("AZN", 2006, 1), ("BGN", 1999, 7), ("BYN", 2016, 7), ("BYR", 2000, 1),
    ("CSD", 2003, 7), ("EUR", 1999, 1), ("GEL", 1995, 10), ("GHS", 2007, 7), ("HRK", 1994, 5), ("KGS", 1993, 5),
    ("KZT", 1993, 11), ("MDL", 1993, 11), ("MRU", 2018, 1), ("MZN", 2006, 7), ("PLN", 1995, 1), ("RON", 2005, 7),
    ("RSD", 2006, 10), ("RUB", 1998, 1), ("SDG", 2007, 1), ("SLE", 2022, 4), ("SSP", 2011, 7), ("STN", 2018, 1),
    ("TJR", 1995, 5), ("TJS", 2000, 10), ("TMM", 1993, 11), ("TMT", 2009, 1), ("TRY", 2005, 1), ("UAH", 1996, 9),
    ("UZS", 1994, 7), ("VED", 2021, 10), ("VES", 2018, 8), ("XCG", 2025, 3), ("ZMW", 2013, 1), ("ZWG", 2024, 4),
];
