//! How the banks are asked for their exchange rates.

use std::str::FromStr;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, value_parser};

use crate::error::{Code, Error, Result};

/// The address of a bank: scheme and host, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankUrl(String);

impl BankUrl {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BankUrl {
    type Err = Error;

    /// Reads an address; a slash at its end is left away.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` when it does not begin with http:// or https:// or has a query.
    fn from_str(text: &str) -> Result<Self> {
        let host = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['?', '#', '@', ' ']) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => {
                let detail =
                    format!("«{text}» is not the address of a bank: expected one such as https://www.nbkr.kg.");
                Err(Error::new(Code::BadUserInput, detail))
            }
        }
    }
}

fn parse(text: &str) -> Result<BankUrl, String> {
    text.parse().map_err(|error: Error| error.detail)
}

/// How the banks are asked.
#[derive(Debug, Clone, Args)]
pub struct RateSettings {
    /// Ask the banks for their rates while the server runs, each at its own times; `false` leaves it to `dateline rates`.
    #[arg(
        long,
        env = "DATELINE_RATES_SYNC",
        default_value = "true",
        action = ArgAction::Set,
        value_parser = BoolishValueParser::new(),
        value_name = "BOOL"
    )]
    pub rates_sync: bool,
    /// The sources that the server asks, by their keys.
    #[arg(long, env = "DATELINE_RATES_SOURCES", default_value = "nbkr,cbr,ecb,nbk,cbu,nbt", value_delimiter = ',')]
    pub rates_sources: Vec<String>,
    /// Seconds between two requests to one bank, and before the first of two repetitions; twice as many before the second.
    #[arg(long, env = "DATELINE_RATES_WAIT_SECONDS", default_value = "2", value_parser = value_parser!(u32).range(0..=60))]
    pub rates_wait_seconds: u32,
    /// Where the National Bank of the Kyrgyz Republic is, in place of its own address.
    #[arg(long, env = "DATELINE_RATES_NBKR_URL", value_name = "URL", value_parser = parse)]
    pub rates_nbkr_url: Option<BankUrl>,
    /// Where the Bank of Russia is.
    #[arg(long, env = "DATELINE_RATES_CBR_URL", value_name = "URL", value_parser = parse)]
    pub rates_cbr_url: Option<BankUrl>,
    /// Where the European Central Bank is.
    #[arg(long, env = "DATELINE_RATES_ECB_URL", value_name = "URL", value_parser = parse)]
    pub rates_ecb_url: Option<BankUrl>,
    /// Where the National Bank of Kazakhstan is.
    #[arg(long, env = "DATELINE_RATES_NBK_URL", value_name = "URL", value_parser = parse)]
    pub rates_nbk_url: Option<BankUrl>,
    /// Where the Central Bank of Uzbekistan is.
    #[arg(long, env = "DATELINE_RATES_CBU_URL", value_name = "URL", value_parser = parse)]
    pub rates_cbu_url: Option<BankUrl>,
    /// Where the National Bank of Tajikistan is.
    #[arg(long, env = "DATELINE_RATES_NBT_URL", value_name = "URL", value_parser = parse)]
    pub rates_nbt_url: Option<BankUrl>,
}

impl RateSettings {
    /// The address of a bank that takes the place of its own one.
    #[must_use]
    pub fn address(&self, source: &str) -> Option<&str> {
        let found = match source {
            "nbkr" => &self.rates_nbkr_url,
            "cbr" => &self.rates_cbr_url,
            "ecb" => &self.rates_ecb_url,
            "nbk" => &self.rates_nbk_url,
            "cbu" => &self.rates_cbu_url,
            "nbt" => &self.rates_nbt_url,
            _ => return None,
        };
        found.as_ref().map(BankUrl::as_str)
    }
}
