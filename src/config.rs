//! Floor 1: the settings by area; each is a flag and an environment variable.

use std::num::NonZeroUsize;

use chrono_tz::Tz;
use clap::Args;
use clap::builder::BoolishValueParser;

use crate::domain::lang::Lang;
use crate::domain::networks::AllowList;

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// The database: sqlite:FILE (made when it is not there) or postgres://USER@HOST/NAME.
    #[arg(long, env = "DATELINE_DATABASE_URL", default_value = "sqlite:dateline.db", hide_env_values = true)]
    pub database_url: String,
    /// Connections for reading; PostgreSQL writes over them too.
    #[arg(long, env = "DATELINE_DATABASE_CONNECTIONS", default_value = "8")]
    pub database_connections: NonZeroUsize,
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
}

/// How requests are taken.
#[derive(Debug, Clone, Args)]
pub struct HttpSettings {
    /// The address and port to listen on.
    #[arg(long, env = "DATELINE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The largest body of a REST request, in bytes.
    #[arg(long, env = "DATELINE_REST_BODY_BYTES", default_value = "1048576")]
    pub rest_body_bytes: usize,
    /// The largest body of a GraphQL request, in bytes.
    #[arg(long, env = "DATELINE_GRAPHQL_BODY_BYTES", default_value = "262144")]
    pub graphql_body_bytes: usize,
    /// Seconds within which a whole request body must have come.
    #[arg(long, env = "DATELINE_BODY_SECONDS", default_value = "10")]
    pub body_seconds: u64,
    /// Seconds for which shared caches may keep an answer to a reader without a key; clients ask each time.
    #[arg(long, env = "DATELINE_SHARED_SECONDS", default_value = "15")]
    pub shared_seconds: u32,
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
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    text.trim().parse().map_err(|error: crate::error::Error| error.detail)
}

fn parse_zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| format!("«{text}» is not a time zone: expected an IANA name such as Asia/Bishkek"))
}
