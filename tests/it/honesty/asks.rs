//! What is asked: every read of both doors, with names that are there and names that are not.

use std::sync::Arc;

use dateline::app::App;
use dateline::domain::articles::{ArticleFilter, ArticleOrder, ArticleState, Embed, Near};
use dateline::domain::changes::ChangeType;
use dateline::domain::facets::ReadSet;
use dateline::domain::ids::ArticleId;
use dateline::domain::keys::Actor;
use dateline::domain::lang::Lang;
use dateline::domain::paging::{PageRequest, Position};
use dateline::domain::places::PlaceFilter;
use dateline::error::Result;
use dateline::graphql::schema::Schema;
use dateline::graphql::{errors, loaders};
use dateline::usecases::reading::Reading;
use dateline::usecases::{articles, authors, changes, lists, places, sections, site, tags};
use serde::Serialize;
use serde_json::{Value, json};

use super::pictures::Look;
use super::random::Random;
use super::steps::{LANGS, SLUGS};
use super::talk::{self, Talk};
use crate::support::TestApp;

/// One question, which can be asked again.
#[derive(Debug, Clone)]
pub struct Ask {
    actor: Actor,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Articles { filter: Box<ArticleFilter>, page: PageRequest, embed: Embed, lang: Vec<Lang> },
    Article { name: String, language: Option<Lang>, embed: Embed },
    Section(Option<String>),
    Tags { uri: Option<String>, counted: bool },
    Tag { name: String, counted: bool },
    Site,
    Author(Option<String>),
    Changes { after: Option<String>, types: Vec<ChangeType> },
    Lists,
    Curated { name: String, page: PageRequest },
    Related { id: ArticleId, limit: u32 },
    Places(PlaceFilter),
    Place(&'static str),
    Talk(Talk),
    Look(Look),
    Graphql { query: &'static str, variables: Value },
}

/// Places that datelines name, that they name sometimes, and that none knows.
const PLACES: [&str; 5] = ["Бишкек", "Ош", "KG", "LONDON", "Эч-Жер"];

const FRONT: &str = "query($filter: ArticleFilter, $first: Int, $after: String) {
    sections { id slug name names { language value } }
    articles(filter: $filter, first: $first, after: $after) {
        edges { cursor node { id headline lead slug state version published edNote section { name(lang: \"en\") slug }
            tags { slug name } authors { name email } dateline { raw date } } }
        pageInfo { hasNextPage hasPreviousPage } } }";
const ONE: &str =
    "query($id: ID!) { article(id: $id) { headline body { text } media { id credit } tags { name } section { slug } }
    section(id: $id) { name } tag(id: $id) { name } author(id: $id) { name } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Article { headline state }
    ... on Section { name } ... on Tag { slug } ... on Author { name } } }";
const BELOW: &str = "query($id: ID!) { sections { slug parent { slug } children { slug description } }
    section(id: $id) { articles(first: 3) { nodes { headline } } parent { slug name } }
    tag(id: $id) { slug articleCount articles(first: 2) { nodes { headline tags { slug } } } }
    author(id: $id) { articles(last: 2) { nodes { headline } } } }";
const LISTS: &str = "{ tags(first: 2) { nodes { slug name } pageInfo { hasNextPage } } authors { nodes { slug name } }
    changes(first: 3) { position items { seq op id } } }";
const CURATED: &str = "{ lists { slug version articles(first: 3) { nodes { headline related(first: 2) { slug state } }
    pageInfo { hasNextPage } } items { headline state position note } } }";

/// What is left of a place in a list after it was asked for once.
async fn cursor(app: &App, actor: &Actor, filter: &ArticleFilter, random: &mut Random) -> Position {
    let reading = Reading::live(app, actor.clone());
    let page =
        articles::list(app, &reading, (filter, ArticleOrder::Newest), &PageRequest::default(), Embed::NONE, &[]).await;
    let Ok(page) = page else { return Position::Start };
    match (random.below(4), page.rows.as_slice()) {
        (0, _) | (_, []) => Position::End,
        (1, rows) => Position::Before(random.pick(rows).0.clone()),
        (_, rows) => Position::After(random.pick(rows).0.clone()),
    }
}

async fn ids(app: &App, random: &mut Random) -> Vec<String> {
    let states = [ArticleState::Published, ArticleState::Published, ArticleState::Scheduled, ArticleState::Draft];
    let filter = ArticleFilter { state: Some(*random.pick(&states)), ..ArticleFilter::default() };
    let reading = Reading::live(app, Actor::System);
    let newest = PageRequest { limit: 8, ..PageRequest::default() };
    let page = articles::list(app, &reading, (&filter, ArticleOrder::Newest), &newest, Embed::NONE, &[]).await.unwrap();
    let mut ids: Vec<String> = page.rows.iter().map(|(_, article)| article.id.to_string()).collect();
    ids.push(ArticleId::generate(app.now()).to_string());
    let all = sections::list(app, &reading, &[]).await.unwrap();
    ids.push(random.pick(&all).id.to_string());
    ids
}

fn filter(random: &mut Random, actor: &Actor) -> ArticleFilter {
    let slug = |random: &mut Random| random.chance(6).then(|| (*random.pick(&SLUGS)).to_owned());
    let states = [ArticleState::Draft, ArticleState::Scheduled, ArticleState::Embargoed, ArticleState::Expired];
    ArticleFilter {
        section: slug(random),
        tag: slug(random),
        author: slug(random),
        language: random.chance(4).then(|| random.pick(&LANGS).parse().unwrap()),
        state: (actor.is_staff() && random.chance(3)).then(|| *random.pick(&states)),
        place: random.chance(4).then(|| (*random.pick(&PLACES)).to_owned()),
        near: random.chance(8).then_some(Near { latitude: 42.87, longitude: 74.59, km: 400.0 }),
        has_correspondent: random.chance(12).then(|| random.chance(2)),
        published_days_after_dateline: random.chance(12).then_some(100),
        ..ArticleFilter::default()
    }
}

impl Ask {
    pub async fn random(app: &TestApp, random: &mut Random, actor: Actor) -> Self {
        if random.chance(4) {
            let what = if random.chance(3) {
                let (article, comment) = talk::ids(app, random).await;
                let other = talk::ids(app, random).await.0;
                What::Graphql { query: talk::QUERY, variables: json!({ "ids": [article, other, comment] }) }
            } else {
                What::Talk(Talk::random(app, random).await)
            };
            return Self { actor, what };
        }
        let app = &app.app;
        let name = |random: &mut Random| (!random.chance(3)).then(|| (*random.pick(&SLUGS)).to_owned());
        let embed = if random.chance(3) { Embed::NONE } else { Embed::ALL };
        let what = match random.below(17) {
            0..5 => {
                let filter = filter(random, &actor);
                let position =
                    if random.chance(2) { Position::Start } else { cursor(app, &actor, &filter, random).await };
                let lang = random.some(&LANGS).into_iter().map(|lang| lang.parse().unwrap()).collect();
                let limit = random.below(12) as u32 + 1;
                What::Articles { filter: Box::new(filter), page: PageRequest { limit, position }, embed, lang }
            }
            5..7 => {
                let by_id = random.chance(2);
                let ids = ids(app, random).await;
                let name = if by_id { random.pick(&ids).clone() } else { (*random.pick(&SLUGS)).to_owned() };
                let language = random.chance(3).then(|| random.pick(&LANGS).parse().unwrap());
                What::Article { name, language, embed }
            }
            7 => What::Section(name(random)),
            8 => match name(random) {
                Some(name) => What::Tag { name, counted: random.chance(2) },
                None if random.chance(3) => What::Site,
                None => {
                    let uri = random.chance(2).then(|| format!("https://example.com/{}", random.pick(&SLUGS)));
                    What::Tags { uri, counted: random.chance(2) }
                }
            },
            9 => What::Author(name(random)),
            10 if random.chance(4) => What::Lists,
            10 | 11 if random.chance(2) => {
                let page = PageRequest { limit: random.below(4) as u32 + 1, ..PageRequest::default() };
                What::Curated { name: (*random.pick(&SLUGS)).to_owned(), page }
            }
            11 if random.chance(2) => {
                What::Place(["country:KG", "geonames:1528675", "geonames:1"][random.below(3) as usize])
            }
            11 => {
                let country = random.chance(2).then(|| "KG".to_owned());
                What::Places(PlaceFilter { country, ..PlaceFilter::default() })
            }
            12 => {
                let seen: Vec<ArticleId> = ids(app, random).await.iter().filter_map(|id| id.parse().ok()).collect();
                What::Related { id: *random.pick(&seen), limit: random.below(4) as u32 + 1 }
            }
            13 if random.chance(2) => {
                let types = random.some(&ChangeType::ALL).into_iter().copied().collect();
                What::Changes { after: random.chance(2).then(|| random.below(12).to_string()), types }
            }
            14 | 15 => What::Look(Look::random(app, random).await),
            _ => graphql(app, random, &actor).await,
        };
        Self { actor, what }
    }

    /// The answer in words, and what it noted.
    pub async fn answer(&self, app: &App, schema: &Schema) -> (String, ReadSet) {
        // The fields of a document are several use-cases.
        let reading = match &self.what {
            What::Graphql { .. } => Reading::held(app, self.actor.clone()),
            _ => Reading::new(app, self.actor.clone()),
        };
        let reading = Arc::new(reading);
        let answer = self.read(app, &reading, schema).await;
        let noted = reading.noted();
        (answer, noted)
    }

    async fn read(&self, app: &App, reading: &Arc<Reading>, schema: &Schema) -> String {
        match &self.what {
            What::Articles { filter, page, embed, lang } => {
                let page = articles::list(app, reading, (filter, ArticleOrder::Newest), page, *embed, lang).await;
                words(page.map(|page| json!({ "rows": page.rows, "more": [page.has_previous, page.has_next] })))
            }
            What::Article { name, language, embed } => {
                words(articles::get(app, reading, name, language.as_ref(), *embed, &[]).await)
            }
            What::Section(None) => words(sections::list(app, reading, &[]).await),
            What::Section(Some(name)) => words(sections::get(app, reading, name, &[]).await),
            What::Tags { uri, counted } => {
                let page = {
                    let few = PageRequest { limit: 2, ..PageRequest::default() };
                    tags::list(app, reading, uri.as_deref(), &few, *counted, &[]).await
                };
                words(page.map(|page| json!({ "rows": page.rows, "more": page.has_next })))
            }
            What::Tag { name, counted } => {
                words(tags::get(app, reading, name, *counted, &[]).await.map(|found| (found.moved, found.tag)))
            }
            What::Site => words(site::get(app, reading, &[]).await),
            What::Author(None) => words(authors::list(reading, &PageRequest::default()).await.map(|page| page.rows)),
            What::Author(Some(name)) => words(authors::get(reading, name).await),
            What::Changes { after, types } => words(changes::list(reading, after.as_deref(), types, 5).await),
            What::Look(look) => look.answer(app, reading).await,
            What::Lists => words(lists::list(app, reading, None, &[]).await),
            What::Curated { name, page } => {
                let found = articles::curated(app, reading, name, page, Embed::LIST, &[]).await;
                words(found.map(|(list, page)| json!({ "list": list, "rows": page.rows, "more": page.has_next })))
            }
            What::Related { id, limit } => words(articles::related(app, reading, *id, *limit, Embed::NONE, &[]).await),
            What::Places(filter) => {
                let page = places::list(app, reading, filter, &PageRequest::default(), &[]).await;
                words(page.map(|page| page.rows))
            }
            What::Place(id) => words(places::get(app, reading, id, &[]).await),
            What::Talk(talk) => talk.answer(app, reading).await,
            What::Graphql { query, variables } => {
                let request = async_graphql::Request::new(*query)
                    .variables(async_graphql::Variables::from_json(variables.clone()))
                    .data(loaders::new(app, reading))
                    .data(Arc::clone(reading))
                    .data(self.actor.clone());
                let mut response = schema.execute(request).await;
                response.errors.iter_mut().for_each(errors::complete);
                errors::in_order(&mut response.errors);
                serde_json::to_string(&response).unwrap()
            }
        }
    }
}

async fn graphql(app: &App, random: &mut Random, actor: &Actor) -> What {
    let (query, variables) = match random.below(5) {
        4 => (BELOW, json!({ "id": random.pick(&SLUGS) })),
        0 | 1 => {
            let filter = filter(random, actor);
            let state = filter.state.map(|state| json!(state));
            let asked = json!({ "section": filter.section, "tag": filter.tag, "author": filter.author, "place": filter.place,
                "language": filter.language, "state": state });
            (FRONT, json!({ "filter": asked, "first": random.below(12) + 1 }))
        }
        2 => {
            let ids = ids(app, random).await;
            let id = if random.chance(2) { random.pick(&ids).clone() } else { (*random.pick(&SLUGS)).to_owned() };
            (ONE, json!({ "id": id }))
        }
        _ if random.chance(3) => (LISTS, json!({})),
        _ if random.chance(2) => (CURATED, json!({})),
        _ => (NODES, json!({ "ids": ids(app, random).await })),
    };
    What::Graphql { query, variables }
}

pub fn words<T: Serialize>(answer: Result<T>) -> String {
    match answer {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err(error) => format!("{:?}: {}", error.code, error.detail),
    }
}
