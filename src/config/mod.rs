//! Floor 1: the settings by area; each is a flag and an environment variable.

pub mod comments;
pub mod datelines;
pub mod feedback;
pub mod identity;
pub mod limits;
pub mod media;
pub mod rates;

use std::num::NonZeroUsize;
use std::str::FromStr;

use chrono_tz::Tz;
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum, value_parser};

use crate::domain::lang::Lang;
use crate::domain::networks::{AllowList, Network};
use crate::domain::preview::PreviewSecret;
use crate::error::{Error, Result};
use comments::CommentSettings;
use datelines::DatelineStyles;
use feedback::FeedbackSettings;
use identity::IdentitySettings;
use limits::LimitSettings;
use media::{MediaSettings, PublicUrl};
use rates::RateSettings;

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// The database: sqlite:FILE (made when it is not there) or postgres://USER@HOST/NAME.
    #[arg(long, env = "DATELINE_DATABASE_URL", default_value = "sqlite:dateline.db", hide_env_values = true)]
    pub database_url: String,
    /// Connections for reading; on PostgreSQL as many again for writing.
    #[arg(long, env = "DATELINE_DATABASE_CONNECTIONS", default_value = "8")]
    pub database_connections: NonZeroUsize,
    /// Seconds to wait for a connection, and on SQLite for the other writer, before a request is told to come again.
    #[arg(long, env = "DATELINE_DATABASE_WAIT_SECONDS", default_value = "5", value_parser = value_parser!(u32).range(1..=600))]
    pub database_wait_seconds: u32,
    /// Seconds that one statement may take; PostgreSQL only, SQLite has no such bound.
    #[arg(long, env = "DATELINE_DATABASE_STATEMENT_SECONDS", default_value = "10", value_parser = value_parser!(u32).range(1..=3600))]
    pub database_statement_seconds: u32,
}

/// What the site is.
#[derive(Debug, Clone, Args)]
pub struct SiteSettings {
    /// The languages of the site (BCP 47), the first one preferred where a reader asks for none.
    #[arg(long, env = "DATELINE_LANGUAGES", default_value = "ky,ru,en", value_delimiter = ',', value_parser = parse_lang)]
    pub languages: Vec<Lang>,
    /// The time zone of civil dates (IANA name).
    #[arg(long, env = "DATELINE_TIME_ZONE", default_value = "Asia/Bishkek", value_parser = parse_zone)]
    pub time_zone: Tz,
    /// The address at which the public finds this server, such as `https://news.example.org`: before the addresses of
    /// pictures, which begin at the root when it is left out.
    #[arg(long, env = "DATELINE_PUBLIC_URL", value_name = "URL", value_parser = parse_url)]
    pub public_url: Option<PublicUrl>,
    /// Sources (the source of externalId, * for every article) whose heads end with a colon or stand on a line of their own,
    /// such as wire=colon,journal=colon+own-line: only their texts are read so.
    #[arg(
        long,
        env = "DATELINE_DATELINE_STYLES",
        default_value = "",
        hide_default_value = true,
        value_name = "STYLES",
        value_parser = parse_styles
    )]
    pub dateline_styles: DatelineStyles,
}

/// The networks of the proxies in front of this server, with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(pub Vec<Network>);

impl FromStr for Proxies {
    type Err = Error;

    /// Reads the list; an empty text is an empty list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` with the first entry that is not a network.
    fn from_str(text: &str) -> Result<Self> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(str::parse).collect::<Result<_>>().map(Self)
    }
}

/// The header in which the proxies in front of this server tell whom they answer. Only one is believed: a proxy that
/// writes the one passes the other on as its client sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// X-Forwarded-For: addresses with commas between them.
    XForwardedFor,
    /// Forwarded (RFC 7239): the for= of its elements.
    Forwarded,
}

/// How requests are taken.
#[derive(Debug, Clone, Args)]
pub struct HttpSettings {
    /// The address and port to listen on.
    #[arg(long, env = "DATELINE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Seconds for which shared caches may keep an answer to a reader without a key; clients ask each time.
    #[arg(long, env = "DATELINE_SHARED_SECONDS", default_value = "15")]
    pub shared_seconds: u32,
    /// The proxies in front of this server (addresses or CIDR, comma-separated): only they are believed when they tell
    /// for whom they ask.
    #[arg(long, env = "DATELINE_TRUSTED_PROXIES", default_value = "", value_name = "NETWORKS")]
    pub trusted_proxies: Proxies,
    /// The header in which these proxies tell it.
    #[arg(long, env = "DATELINE_PROXY_HEADER", value_enum, default_value = "x-forwarded-for")]
    pub proxy_header: ProxyHeader,
    /// Where Prometheus finds the metrics, an address and a port that the public does not reach, such as 127.0.0.1:9464;
    /// empty for nowhere.
    #[arg(
        long,
        env = "DATELINE_METRICS_LISTEN",
        default_value = "",
        hide_default_value = true,
        value_name = "ADDRESS"
    )]
    pub metrics_listen: String,
    /// Seconds for which a server that was told to stop still takes requests, while /readyz answers 503 and balancers turn
    /// away; a part of the seconds of --limit-drain-seconds.
    #[arg(
        long,
        env = "DATELINE_DRAIN_NOTICE_SECONDS",
        default_value = "1",
        value_parser = value_parser!(u32).range(0..=600)
    )]
    pub drain_notice_seconds: u32,
    /// Threads that answer requests; as many as the machine has cores when left out.
    #[arg(long, env = "DATELINE_WORKERS")]
    pub workers: Option<NonZeroUsize>,
}

/// How other servers are asked.
#[derive(Debug, Clone, Args)]
pub struct FetchSettings {
    /// Hosts, addresses and networks (CIDR) that may be fetched though they are not public, on any port; with commas.
    #[arg(long, env = "DATELINE_FETCH_ALLOW", default_value = "", hide_default_value = true)]
    pub fetch_allow: AllowList,
    /// The ports that may be fetched of every other host.
    #[arg(long, env = "DATELINE_FETCH_PORTS", default_value = "80,443", value_delimiter = ',')]
    pub fetch_ports: Vec<u16>,
    /// Seconds within which an answer must have come whole, redirects included.
    #[arg(long, env = "DATELINE_FETCH_SECONDS", default_value = "10", value_parser = clap::value_parser!(u64).range(1..))]
    pub fetch_seconds: u64,
    /// The largest answer that is taken, in bytes, packed and unpacked.
    #[arg(long, env = "DATELINE_FETCH_BYTES", default_value = "20971520")]
    pub fetch_bytes: usize,
}

/// How previews of articles are signed.
#[derive(Debug, Clone, Default, Args)]
pub struct PreviewSettings {
    /// The secret under which previews are signed, 32 characters or more; without it one is made and kept in the database.
    #[arg(long, env = "DATELINE_PREVIEW_SECRET", hide_env_values = true, value_name = "TEXT", value_parser = parse_secret)]
    pub preview_secret: Option<PreviewSecret>,
}

/// How the log is written.
#[derive(Debug, Clone, Args)]
pub struct LogSettings {
    /// What is logged, as `target=level` pairs (the syntax of the env-filter of tracing).
    #[arg(long, env = "DATELINE_LOG", default_value = "warn,dateline=info,tracing_actix_web=info")]
    pub log: String,
    /// Write the log as JSON, one object a line.
    #[arg(long, env = "DATELINE_LOG_JSON", value_parser = BoolishValueParser::new())]
    pub log_json: bool,
}

/// Every setting of a running server.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseSettings,
    /// What the site is.
    #[command(flatten)]
    pub site: SiteSettings,
    /// How requests are taken.
    #[command(flatten)]
    pub http: HttpSettings,
    /// How other servers are asked.
    #[command(flatten)]
    pub fetch: FetchSettings,
    /// Where the files of pictures are.
    #[command(flatten)]
    pub media: MediaSettings,
    /// How much may be asked.
    #[command(flatten)]
    pub limits: LimitSettings,
    /// What readers may write.
    #[command(flatten)]
    pub comments: CommentSettings,
    /// What readers may say of comments.
    #[command(flatten)]
    pub feedback: FeedbackSettings,
    /// Who signs readers in.
    #[command(flatten)]
    pub identity: IdentitySettings,
    /// How previews are signed.
    #[command(flatten)]
    pub preview: PreviewSettings,
    /// How the banks are asked.
    #[command(flatten)]
    pub rates: RateSettings,
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    text.trim().parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_url(text: &str) -> Result<PublicUrl, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_secret(text: &str) -> Result<PreviewSecret, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_styles(text: &str) -> Result<DatelineStyles, String> {
    text.parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| format!("«{text}» is not a time zone: expected an IANA name such as Asia/Bishkek"))
}
