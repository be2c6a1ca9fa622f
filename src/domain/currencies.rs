//! Currencies by their ISO 4217 codes, those in use and those withdrawn.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use serde::{Serialize, Serializer};

use crate::domain::ids::short;
use crate::domain::time::Date;
use crate::error::{Code, Error};

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
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::known(text).ok_or_else(|| {
            Error::new(
                Code::BadUserInput,
                format!("«{}» is not a currency: expected an ISO 4217 code such as USD, in capitals.", short(text)),
            )
        })
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
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
