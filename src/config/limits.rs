//! The limits of requests: a row each, with a flag and an environment variable, and as they are shown to clients.

use clap::Args;

use crate::domain::limits::{Limit, LimitUnit};

/// Whom a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A client without a key.
    Anonymous,
    /// The holder of a key.
    Key,
}

/// A limit with one value for clients without a key and another for those with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Both {
    /// The value without a key.
    pub anonymous: u32,
    /// The value with a key.
    pub key: u32,
}

impl Both {
    /// The same value for everybody.
    #[must_use]
    pub const fn same(value: u32) -> Self {
        Self { anonymous: value, key: value }
    }

    /// The value for a class of clients.
    #[must_use]
    pub const fn of(self, class: Class) -> u32 {
        match class {
            Class::Anonymous => self.anonymous,
            Class::Key => self.key,
        }
    }

    /// The value for a class of clients, as a length in memory.
    #[must_use]
    pub fn size(self, class: Class) -> usize {
        usize::try_from(self.of(class)).unwrap_or(usize::MAX)
    }

    const fn values(self) -> (u32, u32) {
        (self.anonymous, self.key)
    }

    fn default_of(text: &str) -> Self {
        // A test compares every default with what the flag gives.
        Self::read(text, 0, u32::MAX).unwrap_or(Self::same(0))
    }

    /// `A,K`, or one value for both.
    fn read(text: &str, least: u32, most: u32) -> Result<Self, String> {
        let (anonymous, key) = text.split_once(',').unwrap_or((text, text));
        Ok(Self { anonymous: number(anonymous, least, most)?, key: number(key, least, most)? })
    }
}

/// A limit with one value, because it holds before it is known who asks, or for all clients together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Single(pub u32);

impl Single {
    const fn values(self) -> (u32, u32) {
        (self.0, self.0)
    }

    fn default_of(text: &str) -> Self {
        Self(Both::default_of(text).anonymous)
    }

    fn read(text: &str, least: u32, most: u32) -> Result<Self, String> {
        number(text, least, most).map(Self)
    }
}

fn number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    let value: Option<u32> = text.trim().parse().ok();
    value
        .filter(|value| (least..=most).contains(value))
        .ok_or_else(|| format!("«{}» is not a whole number from {least} to {most}", text.trim()))
}

/// Makes the settings, their defaults and the rows that clients see from one table.
macro_rules! limits {
    ($(
        $(#[doc = $doc:tt])+
        $field:ident: $kind:ident, $flag:tt, $env:tt, $unit:ident, $least:tt to $most:tt, $default:tt, $value:tt;
    )+) => {
        /// How much a request, a client and all clients together may ask. A request may reach a limit; one more is refused.
        #[derive(Debug, Clone, PartialEq, Eq, Args)]
        #[command(next_help_heading = "Limits (ANON,KEY: without and with a key; one value for both)")]
        pub struct LimitSettings {$(
            $(#[doc = $doc])+
            #[arg(
                long = concat!("limit-", $flag),
                env = concat!("DATELINE_LIMIT_", $env),
                value_name = $value,
                default_value = $default,
                value_parser = |text: &str| $kind::read(text, $least, $most),
            )]
            pub $field: $kind,
        )+}

        impl Default for LimitSettings {
            /// The defaults of the flags, whatever the environment says.
            fn default() -> Self {
                Self {$($field: $kind::default_of($default),)+}
            }
        }

        impl LimitSettings {
            /// The limits as clients see them, in the order of this table.
            #[must_use]
            pub fn shown(&self) -> Vec<Limit> {
                vec![$(Limit::new(&camel($flag), concat!($($doc),+), LimitUnit::$unit, self.$field.values()),)+]
            }
        }
    };
}

limits! {
    /// The body of a REST request.
    rest_body_bytes: Both, "rest-body-bytes", "REST_BODY_BYTES", Bytes, 1 to 67_108_864, "65536,1048576", "ANON,KEY";
    /// The body of a REST request that brings many articles.
    batch_body_bytes: Both, "batch-body-bytes", "BATCH_BODY_BYTES", Bytes, 1 to 67_108_864, "65536,8388608", "ANON,KEY";
    /// The file of a picture that is brought in.
    media_bytes: Single, "media-bytes", "MEDIA_BYTES", Bytes, 1_024 to 67_108_864, "10485760", "BYTES";
    /// The body of a GraphQL request.
    graphql_body_bytes: Both, "graphql-body-bytes", "GRAPHQL_BODY_BYTES", Bytes, 1 to 67_108_864, "102400,256000", "ANON,KEY";
    /// The text of a GraphQL document.
    graphql_query_bytes: Both, "graphql-query-bytes", "GRAPHQL_QUERY_BYTES", Bytes, 1 to 1_048_576, "16384,32768", "ANON,KEY";
    /// Lexical tokens in a GraphQL document.
    graphql_tokens: Both, "graphql-tokens", "GRAPHQL_TOKENS", Count, 1 to 100_000, "1000,2000", "ANON,KEY";
    /// Brackets inside one another in a GraphQL document.
    graphql_nesting: Both, "graphql-nesting", "GRAPHQL_NESTING", Count, 1 to 100, "32,32", "ANON,KEY";
    /// Fields inside one another in a GraphQL document, fragments followed.
    graphql_depth: Both, "graphql-depth", "GRAPHQL_DEPTH", Count, 1 to 64, "10,15", "ANON,KEY";
    /// Aliases in a GraphQL document.
    graphql_aliases: Both, "graphql-aliases", "GRAPHQL_ALIASES", Count, 0 to 10_000, "15,30", "ANON,KEY";
    /// Root fields of a GraphQL operation.
    graphql_root_fields: Both, "graphql-root-fields", "GRAPHQL_ROOT_FIELDS", Count, 1 to 1_000, "10,20", "ANON,KEY";
    /// Directives in a GraphQL document.
    graphql_directives: Both, "graphql-directives", "GRAPHQL_DIRECTIVES", Count, 0 to 10_000, "20,20", "ANON,KEY";
    /// Directives at one place of a GraphQL document.
    graphql_directives_in_place: Both, "graphql-directives-in-place", "GRAPHQL_DIRECTIVES_IN_PLACE", Count, 0 to 1_000, "5,5", "ANON,KEY";
    /// Fragment spreads in a GraphQL document.
    graphql_spreads: Both, "graphql-spreads", "GRAPHQL_SPREADS", Count, 0 to 1_000, "50,50", "ANON,KEY";
    /// Selections of a GraphQL document after its fragments are written out; ten times as many in an introspection.
    graphql_selections: Both, "graphql-selections", "GRAPHQL_SELECTIONS", Count, 1 to 100_000, "1000,2000", "ANON,KEY";
    /// Cost of a GraphQL operation, in points: one for a field with a selection, below a page as often as it has rows.
    graphql_cost: Both, "graphql-cost", "GRAPHQL_COST", Count, 1 to 1_000_000, "1000,2000", "ANON,KEY";
    /// Rows that the pages of a GraphQL operation can hold together.
    graphql_rows: Both, "graphql-rows", "GRAPHQL_ROWS", Count, 1 to 1_000_000, "2000,10000", "ANON,KEY";
    /// List fields of introspection inside one another.
    graphql_introspection_lists: Both, "graphql-introspection-lists", "GRAPHQL_INTROSPECTION_LISTS", Count, 1 to 5, "2,2", "ANON,KEY";
    /// Errors in a GraphQL answer; more are left out.
    graphql_errors: Both, "graphql-errors", "GRAPHQL_ERRORS", Count, 1 to 1_000, "25,25", "ANON,KEY";
    /// The body of an answer to a read, before it is compressed.
    answer_bytes: Both, "answer-bytes", "ANSWER_BYTES", Bytes, 1_024 to 268_435_456, "5242880,20971520", "ANON,KEY";
    /// The time in which the headers of a request must come.
    header_seconds: Single, "header-seconds", "HEADER_SECONDS", Seconds, 1 to 600, "5", "SECONDS";
    /// The time in which a request body must come whole.
    body_seconds: Both, "body-seconds", "BODY_SECONDS", Seconds, 1 to 3_600, "10,30", "ANON,KEY";
    /// The time in which a request must have come and be answered. A write that has begun is finished all the same.
    request_seconds: Both, "request-seconds", "REQUEST_SECONDS", Seconds, 1 to 3_600, "10,30", "ANON,KEY";
    /// The time in which a client must take each 64 KiB of an answer. A connection on which nothing moves for so long ends.
    answer_seconds: Single, "answer-seconds", "ANSWER_SECONDS", Seconds, 1 to 3_600, "30", "SECONDS";
    /// How long a connection without a request stays open.
    keep_alive_seconds: Single, "keep-alive-seconds", "KEEP_ALIVE_SECONDS", Seconds, 1 to 600, "15", "SECONDS";
    /// How long requests in progress may take to end when the server stops.
    drain_seconds: Single, "drain-seconds", "DRAIN_SECONDS", Seconds, 0 to 600, "10", "SECONDS";
    /// Requests of a client; those answered with 304 are free.
    requests_per_minute: Both, "requests-per-minute", "REQUESTS_PER_MINUTE", PerMinute, 1 to 10_000_000, "600,3000", "ANON,KEY";
    /// Cost of the GraphQL operations of a client, in points.
    graphql_points_per_minute: Both, "graphql-points-per-minute", "GRAPHQL_POINTS_PER_MINUTE", PerMinute, 1 to 1_000_000_000, "150000,750000", "ANON,KEY";
    /// Writes of a client: REST requests that change something, and root fields of mutations.
    writes_per_minute: Both, "writes-per-minute", "WRITES_PER_MINUTE", PerMinute, 1 to 10_000_000, "20,80", "ANON,KEY";
    /// Writes of a client, over a longer time.
    writes_per_hour: Both, "writes-per-hour", "WRITES_PER_HOUR", PerHour, 1 to 10_000_000, "500,500", "ANON,KEY";
    /// Keys from one address that open nothing; then keys from there are not looked up any more for a while.
    failed_keys_per_quarter_hour: Single, "failed-keys-per-quarter-hour", "FAILED_KEYS_PER_QUARTER_HOUR", PerQuarterHour, 1 to 10_000_000, "10", "COUNT";
    /// Requests of a client at the same time.
    concurrent_requests: Both, "concurrent-requests", "CONCURRENT_REQUESTS", Count, 1 to 100_000, "64,64", "ANON,KEY";
    /// Requests of all clients at the same time.
    concurrent_total: Single, "concurrent-total", "CONCURRENT_TOTAL", Count, 1 to 1_000_000, "1000", "COUNT";
}

/// `graphql-depth` as `graphqlDepth`.
fn camel(words: &str) -> String {
    let mut after_dash = false;
    let mut name = String::new();
    for letter in words.chars() {
        if letter != '-' {
            name.push(if after_dash { letter.to_ascii_uppercase() } else { letter });
        }
        after_dash = letter == '-';
    }
    name
}
