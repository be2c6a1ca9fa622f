//! The names under which rules, styles and sources of datelines are stored.

use super::{CountryRule, DateRule, DatelineSource, DatelineStyle};

impl CountryRule {
    const ALL: [Self; 5] = [Self::Explicit, Self::Region, Self::Gazetteer, Self::Multiple, Self::None];

    /// Name under which the rule is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Region => "region",
            Self::Gazetteer => "gazetteer",
            Self::Multiple => "multiple",
            Self::None => "none",
        }
    }

    /// The rule stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == stored)
    }
}

impl DateRule {
    const ALL: [Self; 8] = [
        Self::Explicit,
        Self::TwoDigitYear,
        Self::YearFromPublished,
        Self::Weekday,
        Self::FuzzyMonth,
        Self::FuzzyDay,
        Self::Unparsed,
        Self::None,
    ];

    /// Name under which the rule is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::TwoDigitYear => "two_digit_year",
            Self::YearFromPublished => "year_from_published",
            Self::Weekday => "weekday",
            Self::FuzzyMonth => "fuzzy_month",
            Self::FuzzyDay => "fuzzy_day",
            Self::Unparsed => "unparsed",
            Self::None => "none",
        }
    }

    /// The rule stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == stored)
    }
}

impl DatelineStyle {
    const ALL: [Self; 13] = [
        Self::Slash,
        Self::Paren,
        Self::Bare,
        Self::DashAgency,
        Self::AgencyFirst,
        Self::Dotted,
        Self::BylineDash,
        Self::Colon,
        Self::Header,
        Self::DateFirst,
        Self::ParenDate,
        Self::CommaAgency,
        Self::OwnLine,
    ];

    /// Name under which the style is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Slash => "slash",
            Self::Paren => "paren",
            Self::Bare => "bare",
            Self::DashAgency => "dash_agency",
            Self::AgencyFirst => "agency_first",
            Self::Dotted => "dotted",
            Self::BylineDash => "byline_dash",
            Self::Colon => "colon",
            Self::Header => "header",
            Self::DateFirst => "date_first",
            Self::ParenDate => "paren_date",
            Self::CommaAgency => "comma_agency",
            Self::OwnLine => "own_line",
        }
    }

    /// The style stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.as_str() == stored)
    }
}

impl DatelineSource {
    const ALL: [Self; 3] = [Self::Parsed, Self::Editor, Self::Feed];

    /// Name under which the source is stored, in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parsed => "parsed",
            Self::Editor => "editor",
            Self::Feed => "feed",
        }
    }

    /// The source stored under this name; none when the name is unknown.
    pub fn from_stored(stored: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == stored)
    }
}
