//! An article of a writer: what is known of it, and what a request that broke off may have made of it.

use dateline::domain::time::{Clock, Instant};
use reqwest::Method;
use serde_json::{Value, json};

use super::dice::Dice;
use super::door::Write;
use super::text::Text;

const CREATE: &str = "mutation($article: NewArticleInput!) { createArticle(input: $article) { id version } }";
const CREATE_WITH_TAG: &str = "mutation($tag: NewTagInput!, $article: NewArticleInput!) {
    createTag(input: $tag) { id } createArticle(input: $article) { id version } }";
const UPDATE: &str = "mutation($id: ID!, $version: Int!, $patch: ArticlePatchInput!) {
    updateArticle(id: $id, version: $version, patch: $patch) { id version } }";
const PUBLISH: &str =
    "mutation($id: ID!, $version: Int!) { publishArticle(id: $id, version: $version) { id version } }";

/// Where an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    Draft,
    Published,
    /// Its publication lay some seconds ahead when it was written; then the clock tells of it.
    Scheduled,
    Deleted,
}

/// How far an article has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub version: u64,
    pub revision: u64,
    pub stand: Stand,
}

#[derive(Debug)]
pub struct Piece {
    pub number: u64,
    /// The tag that is made with it, in one mutation.
    pub own_tag: Option<String>,
    external: bool,
    first: Stand,
    /// The request that makes it.
    pub create: Write,
    /// Whether that may be sent again: by its key, or by its id in another system.
    pub repeatable: bool,
    pub id: Option<String>,
    /// What was acknowledged last.
    pub known: Option<State>,
    /// What a request under way makes of it.
    pub open: Option<State>,
    /// Whether this life of the server was asked for it.
    pub touched: bool,
}

impl Piece {
    pub fn new(number: u64, dice: &mut Dice) -> Self {
        let text = Text { number, revision: 0 };
        let first = match dice.below(10) {
            0..4 => Stand::Draft,
            4..9 => Stand::Published,
            _ => Stand::Scheduled,
        };
        let by_graphql = dice.one_in(2);
        let (key, external) = (!dice.one_in(3), dice.one_in(2));
        let own_tag = (by_graphql && key && dice.one_in(2)).then(|| format!("own-{number}"));
        let mut article = text.article(own_tag.as_deref());
        if external {
            article["externalId"] = external_id(number);
        }
        match first {
            Stand::Draft | Stand::Deleted => {}
            Stand::Published => article["published"] = json!("2024-03-22T03:00:00Z"),
            Stand::Scheduled => {
                let ahead = 1 + i64::try_from(dice.below(3)).unwrap();
                let at = Instant::from_seconds(Clock::system().now().seconds() + ahead);
                article["published"] = json!(at.to_string());
            }
        }
        let create = match &own_tag {
            Some(slug) => Write::graphql(CREATE_WITH_TAG, json!({ "tag": new_tag(slug), "article": article })),
            None if by_graphql => Write::graphql(CREATE, json!({ "article": article })),
            None => Write::rest(Method::POST, "/v1/articles", article),
        };
        Self {
            number,
            own_tag,
            external,
            first,
            create: create.keyed(key.then(|| format!("article-{number}"))),
            repeatable: key || external,
            id: None,
            known: None,
            open: None,
            touched: false,
        }
    }

    /// How it stands when it is made.
    pub fn made(&self) -> State {
        State { version: 1, revision: 0, stand: self.first }
    }

    /// Whether its making broke off and can be tried again.
    pub fn is_broken(&self) -> bool {
        self.id.is_none() && self.repeatable
    }

    /// Whether it can be changed now.
    pub fn is_open_to_change(&self) -> bool {
        let stands = self.known.is_some_and(|known| matches!(known.stand, Stand::Draft | Stand::Published));
        self.id.is_some() && self.open.is_none() && stands
    }

    /// A change of it, and how it stands after that.
    pub fn change(&self, dice: &mut Dice) -> (Write, State) {
        let (id, known) = (self.id.as_deref().unwrap(), self.known.unwrap());
        let path = format!("/v1/articles/{id}");
        let next = State { version: known.version + 1, ..known };
        let by_graphql = dice.one_in(2);
        if known.stand == Stand::Draft && dice.one_in(3) {
            if dice.one_in(4) {
                let deleted = State { stand: Stand::Deleted, ..known };
                return (Write::rest(Method::DELETE, path, Value::Null).of_version(known.version), deleted);
            }
            let write = if by_graphql {
                Write::graphql(PUBLISH, json!({ "id": id, "version": known.version }))
            } else {
                Write::rest(Method::POST, format!("{path}/publish"), json!({})).of_version(known.version)
            };
            return (write, State { stand: Stand::Published, ..next });
        }
        let next = State { revision: known.revision + 1, ..next };
        let text = Text { number: self.number, revision: next.revision };
        if self.external && dice.one_in(3) {
            let mut article = text.article(self.own_tag.as_deref());
            article["externalId"] = external_id(self.number);
            return (Write::rest(Method::POST, "/v1/articles", article), next);
        }
        let patch = text.patch(self.own_tag.as_deref());
        let write = if by_graphql {
            Write::graphql(UPDATE, json!({ "id": id, "version": known.version, "patch": patch }))
        } else {
            Write::rest(Method::PATCH, path, patch).of_version(known.version)
        };
        (write, next)
    }

    /// Whether the server has it in this very state; whichever it has, it must be whole.
    pub fn is_at(&self, state: State, status: u16, article: &Value) -> bool {
        if status == 404 || state.stand == Stand::Deleted {
            return status == 404 && state.stand == Stand::Deleted;
        }
        if article["version"] != state.version {
            return false;
        }
        assert_eq!(status, 200, "{article}");
        Text { number: self.number, revision: state.revision }.check(article, self.own_tag.as_deref());
        let stands: &[&str] = match state.stand {
            Stand::Draft => &["DRAFT"],
            Stand::Published => &["PUBLISHED"],
            Stand::Scheduled | Stand::Deleted => &["SCHEDULED", "PUBLISHED"],
        };
        assert!(stands.iter().any(|stand| article["state"] == *stand), "{state:?} {article}");
        true
    }
}

fn external_id(number: u64) -> Value {
    json!({ "source": "kill9", "id": number.to_string() })
}

/// A tag of this slug.
pub fn new_tag(slug: &str) -> Value {
    json!({ "slug": slug, "names": [{ "language": "ru", "value": slug }] })
}
