//! Decides how much one GraphQL request may ask, before the library validates or runs it.
//!
//! Two steps, both without any knowledge of the schema: [`scan`] reads the raw text and must pass before the text is given to a
//! parser; [`measure`] reads the parsed document and must pass before it is validated. Every door that takes a query (HTTP, sockets,
//! event streams, stored queries) goes through both.

mod integers;
mod measure;
mod scan;

use async_graphql::parser::types::ExecutableDocument;
use serde_json::{Map, Value};

use crate::config::limits::{Both, Class, LimitSettings};
use crate::domain::paging::{DEFAULT_LIMIT, MOST_LIMIT};

pub use measure::Measure;
pub use scan::Scan;

/// The limits of one GraphQL request. A request may reach each limit; one more is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Length of the query text, in bytes of UTF-8.
    pub bytes: u64,
    /// Lexical tokens in the query text.
    pub tokens: u64,
    /// Brackets `(`, `[`, `{` open at one place. Guards the stack of the parser: do not raise it above 100 without a test.
    pub nesting: u64,
    /// Fields from a root field down to the deepest leaf, fragments followed; a root field alone is 1.
    pub depth: u64,
    /// Aliases in the query text, and again in the chosen operation with its fragments followed.
    pub aliases: u64,
    /// Root fields of the chosen operation, fragments followed.
    pub root_fields: u64,
    /// Directives in the query text.
    pub directives: u64,
    /// Directives in a row on one element.
    pub directives_in_place: u64,
    /// Spreads of named and inline fragments in the query text.
    pub spreads: u64,
    /// Selections (fields and spreads) of all operations after every fragment is written out where it is spread. An introspection
    /// document may have ten times as many.
    pub selections: u64,
    /// Cost of the chosen operation, in the points that [`Measure::cost`] explains.
    pub cost: u64,
    /// Rows that the pages of the chosen operation can hold together.
    pub rows: u64,
    /// List fields of introspection (`fields`, `inputFields`, `interfaces`, `possibleTypes`) inside each other below `__schema` or
    /// `__type`. Each level multiplies the answer by the size of the schema.
    pub introspection_lists: u64,
    /// Rows of a page when the query names no size.
    pub page_default: u64,
    /// Most rows of a page. A larger `first` or `last` is counted as this many: the resolver refuses it.
    pub page_max: u64,
    /// Names of fields that give a page even when neither a size nor `edges` or `nodes` is asked of them.
    pub connections: &'static [&'static str],
    /// Names of fields that give a whole list, and for how many rows it stands where pages are selected below it.
    pub lists: &'static [(&'static str, u64)],
}

impl Limits {
    /// The limits of the settings for a class of clients.
    #[must_use]
    pub fn of(settings: &LimitSettings, class: Class) -> Self {
        let of = |limit: Both| u64::from(limit.of(class));
        Self {
            bytes: of(settings.graphql_query_bytes),
            tokens: of(settings.graphql_tokens),
            nesting: of(settings.graphql_nesting),
            depth: of(settings.graphql_depth),
            aliases: of(settings.graphql_aliases),
            root_fields: of(settings.graphql_root_fields),
            directives: of(settings.graphql_directives),
            directives_in_place: of(settings.graphql_directives_in_place),
            spreads: of(settings.graphql_spreads),
            selections: of(settings.graphql_selections),
            cost: of(settings.graphql_cost),
            rows: of(settings.graphql_rows),
            introspection_lists: of(settings.graphql_introspection_lists),
            page_default: DEFAULT_LIMIT.into(),
            page_max: MOST_LIMIT.into(),
            connections: &["articles", "comments", "replies", "thread", "commentChanges", "related", "moderationQueue"],
            lists: &[("sections", 20), ("children", 10), ("tags", 10), ("authors", 5), ("parents", 5)],
        }
    }

    /// The limits of a client without an API key where nothing else is set.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::of(&LimitSettings::default(), Class::Anonymous)
    }

    /// The limits of a client with an API key where nothing else is set.
    #[must_use]
    pub fn keyed() -> Self {
        Self::of(&LimitSettings::default(), Class::Key)
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of refusal.
    pub code: RefusalCode,
    /// One line for the client: the limit, the value found and the value allowed.
    pub message: String,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalCode {
    /// The request asks more than a limit allows.
    TooComplex,
    /// The text or the document breaks a rule of the GraphQL specification: a string that is not closed, a fragment that spreads itself.
    ValidationFailed,
}

/// Counts over the raw text; call it before any parser. Time is linear in the text, no recursion, no allocation.
///
/// # Errors
/// The first limit that the text exceeds, or `ValidationFailed` for a string that is not closed. Any other text that is not GraphQL
/// passes: the parser has the better message for it.
pub fn scan(text: &str, limits: &Limits) -> Result<Scan, Refusal> {
    // The length alone comes first, so that a text far too long is not read at all.
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    within("length of the query in bytes", bytes, limits.bytes)?;
    let (found, closed) = scan::count(text);
    within("nesting of brackets", found.nesting, limits.nesting)?;
    within("number of tokens", found.tokens, limits.tokens)?;
    within("number of fragment spreads", found.spreads, limits.spreads)?;
    within("number of aliases", found.aliases, limits.aliases)?;
    within("number of directives", found.directives, limits.directives)?;
    within("number of directives in one place", found.directives_in_place, limits.directives_in_place)?;
    if closed {
        return Ok(found);
    }
    Err(Refusal { code: RefusalCode::ValidationFailed, message: "a string in the query is not closed".to_owned() })
}

/// Measures a parsed document; call it before validation. All operations and all fragments are read, also those that do not run,
/// because validation reads them. `operation_name` chooses the operation whose cost, rows, aliases and root fields count; where it
/// chooses none, the largest of each among the operations counts.
///
/// Documents whose root fields are only `__schema`, `__type` and `__typename` are free of the limits of depth and cost, so that the
/// introspection of common tools passes; [`Limits::introspection_lists`] bounds their answer instead.
///
/// Recursion goes only into selections written inside one another, never through a fragment: at most the nesting that [`scan`] lets
/// pass, and 64 by the parser's own limit on selection sets.
///
/// # Errors
/// `ValidationFailed` for a fragment that spreads itself, at any distance; else the first limit that the document exceeds.
/// Spreads of unknown fragments count as one selection and are left to validation.
pub fn measure(
    document: &ExecutableDocument,
    variables: &Map<String, Value>,
    operation_name: Option<&str>,
    limits: &Limits,
) -> Result<Measure, Refusal> {
    let found =
        measure::count(document, variables, operation_name, limits).map_err(|measure::Cycle(name)| Refusal {
            code: RefusalCode::ValidationFailed,
            // A name may be as long as the whole query.
            message: format!("fragment {} spreads itself", name.chars().take(64).collect::<String>()),
        })?;
    let selections = limits.selections.saturating_mul(if found.introspection { 10 } else { 1 });
    within("number of selections with fragments written out", found.selections, selections)?;
    within("number of root fields", found.root_fields, limits.root_fields)?;
    within("number of aliases with fragments written out", found.aliases, limits.aliases)?;
    within("nesting of introspection lists", found.introspection_lists, limits.introspection_lists)?;
    if !found.introspection {
        within("depth", found.depth, limits.depth)?;
        within("cost", found.cost, limits.cost)?;
    }
    within("number of rows", found.rows, limits.rows)?;
    Ok(found)
}

/// Refuses integers that are no GraphQL `Int`; call it before execution.
///
/// # Errors
/// `ValidationFailed` for an integer of more than 32 bits in the document or its variables.
pub fn check_integers(document: &ExecutableDocument, variables: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(number) = integers::too_large(document, variables) else { return Ok(()) };
    let message = format!("{number} is no Int: an Int has 32 bits");
    Err(Refusal { code: RefusalCode::ValidationFailed, message })
}

fn within(name: &str, found: u64, allowed: u64) -> Result<(), Refusal> {
    if found <= allowed {
        return Ok(());
    }
    Err(Refusal {
        code: RefusalCode::TooComplex,
        message: format!("the {name} is {found}, at most {allowed} is allowed"),
    })
}
