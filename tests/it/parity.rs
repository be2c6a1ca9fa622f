//! Parity: each noun asked by REST and by GraphQL is the same.

use serde_json::{Map, Value, json};

use crate::support::TestApp;
use crate::support::samples::{self, article};

/// GraphQL's answer in REST's form: what is null there is absent here.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// REST's answer in GraphQL's form: whether the body is in the answer is seen there from the question.
fn alike(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = alike(item.take())),
        Value::Object(map) => drop(map.remove("representation")),
        _ => {}
    }
    value
}

/// What a single article has besides what it has in lists.
const MORE: &str = "sections { id slug name } evolvedFrom { id } nextVersion { id } translationOf { id }
    translations { id } aliases { slug } corrections { note }";

const ARTICLE: &str =
    "id version state pubStatus recall { at } profile urgency language headline shortHeadline lead slug
    wordCount readingTimeMinutes infoSources { name role url } storyId changeKind changeNote contentModified
    rights { copyrightHolder copyrightNotice usageTerms creditText } canonicalUrl extra
    section { id slug name } tags { id slug name } authors { id slug name }
    byline commentCount
    dateline { raw places { name region country placeId } country countryRule date dateRule dateSuspect time
        agency { slug name raw } correspondent style bodyOffset { utf16 chars bytes } parserVersion source }
    body { html text charCount } media { id role }
    firstCreated versionCreated firstPublished published embargoedUntil expires edNote externalId { source id }";

async fn rich(app: &TestApp, key: &str, language: &str, body: &str) -> Value {
    let mut new = article(&format!("Богатая запись {language}"));
    new["language"] = json!(language);
    new["body"] = json!({ "html": body });
    new["section"] = json!("society");
    new["tags"] = json!(["weather", "osh"]);
    new["authors"] = json!(["emil", "aigul"]);
    new["byline"] = json!("Эмиль Сарыбаев, Айгүл Сыдыкова");
    new["published"] = json!(app.at(-3600));
    new["embargoedUntil"] = json!(app.at(-1800));
    new["expires"] = json!(app.at(3600 * 24));
    new["edNote"] = json!("Для своих");
    new["externalId"] = json!({ "source": "cms", "id": language });
    app.post(key, "/v1/articles", &new).await.expect(201)
}

#[tokio::test]
async fn an_article_is_the_same_by_both_doors_in_three_languages_and_for_every_reader() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    for (language, body) in [
        ("ru", "<p>Бишкек, 27.08.20. /Кабар/. Текст <b>жирный</b>.</p><ul><li>раз</li></ul>"),
        ("ky", "<p>Ош, 18.11.26. /Кабар/. Өзгөчө үн.</p>"),
        ("en", "<p>LONDON, Aug 27 (Reuters) - Text.</p>"),
    ] {
        let made = rich(&app, &key, language, body).await;
        let (id, slug) = (made["id"].as_str().unwrap(), made["slug"].as_str().unwrap());
        for key in [None, Some(key.as_str())] {
            let path = format!("/v1/articles/{id}");
            let rest = match key {
                Some(key) => app.get_as(key, &path).await.expect(200),
                None => app.get(&path).await.expect(200),
            };
            let by_slug = app.get(&format!("/v1/articles/{slug}?language={language}")).await.expect(200);
            assert_eq!(by_slug["id"], made["id"]);
            let rest = alike(rest);
            let query = format!("query($id: ID!) {{ article(id: $id) {{ {ARTICLE} {MORE} }} }}");
            let answer = app.gql_as(key, &query, json!({ "id": id })).await;
            assert_eq!(without_nulls(&answer["data"]["article"]), rest, "{language}");
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Article {{ {ARTICLE} {MORE} }} }} }}");
            let answer = app.gql_as(key, &query, json!({ "id": id })).await;
            assert_eq!(without_nulls(&answer["data"]["node"]), rest, "{language}");
        }
        let shown = app.get(&format!("/v1/articles/{id}")).await.json();
        assert_eq!((shown.get("edNote"), shown.get("externalId")), (None, None));
    }
}

#[tokio::test]
async fn lists_are_the_same_by_both_doors_and_share_their_cursors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 7).await;
    let rest = app.get("/v1/articles?limit=3&include=body").await.expect(200);
    let query = format!(
        "query($after: String) {{ articles(first: 3, after: $after) {{ nodes {{ {ARTICLE} }} pageInfo {{ endCursor hasNextPage }} }} }}"
    );
    let answer = app.gql_as(None, &query, json!({})).await;
    let page = &answer["data"]["articles"];
    assert_eq!(without_nulls(&page["nodes"]), alike(rest["items"].clone()));
    assert_eq!(page["pageInfo"]["endCursor"], rest["nextCursor"]);
    let cursor = rest["nextCursor"].as_str().unwrap();
    let rest = app.get(&format!("/v1/articles?limit=3&include=body&after={cursor}")).await.expect(200);
    let answer = app.gql_as(None, &query, json!({ "after": cursor })).await;
    let nodes = without_nulls(&answer["data"]["articles"]["nodes"]);
    assert_eq!(nodes, alike(rest["items"].clone()), "a cursor of REST in GraphQL");
}

#[tokio::test]
async fn sections_tags_and_authors_are_the_same_by_both_doors() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    let [names, slugs, descriptions, synonyms] =
        ["names", "slugs", "descriptions", "synonyms"].map(|field| format!("{field} {{ language value }}"));
    for (path, query, noun, fields) in [
        (
            "/v1/sections",
            "sections",
            "section",
            format!(
                "id slug {slugs} name {names} description {descriptions} parent {{ id slug name }} position version"
            ),
        ),
        (
            "/v1/tags",
            "tags",
            "tag",
            format!("id slug {slugs} kind name {names} description {descriptions} {synonyms} uris version"),
        ),
        ("/v1/authors", "authors", "author", "id slug name email version".to_owned()),
    ] {
        for key in [None, Some(key.as_str())] {
            let get = async |path: &str| match key {
                Some(key) => app.get_as(key, path).await.expect(200),
                None => app.get(path).await.expect(200),
            };
            let rest = get(path).await;
            let list = match noun {
                "section" => format!("{{ list: {query} {{ {fields} }} }}"),
                _ => format!("{{ {query}(first: 20) {{ list: nodes {{ {fields} }} }} }}"),
            };
            let answer = app.gql_as(key, &list, json!({})).await;
            let data = &answer["data"];
            let graphql = if noun == "section" { &data["list"] } else { &data[query]["list"] };
            assert_eq!(without_nulls(graphql), rest["items"], "{noun}");
            for item in rest["items"].as_array().unwrap() {
                for name in [&item["id"], &item["slug"]] {
                    let one = get(&format!("{path}/{}", name.as_str().unwrap())).await;
                    let query = format!("query($id: ID!) {{ {noun}(id: $id) {{ {fields} }} }}");
                    let answer = app.gql_as(key, &query, json!({ "id": name })).await;
                    assert_eq!(without_nulls(&answer["data"][noun]), one, "{noun}");
                    assert_eq!(one, *item, "{noun}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_one_door_writes_the_other_reads() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    let make = |noun: &str, input: &str| {
        format!("mutation($input: {input}!) {{ made: create{noun}(input: $input) {{ id version }} }}")
    };
    let change = |noun: &str, input: &str| {
        format!(
            "mutation($id: ID!, $version: Int!, $patch: {input}!) {{ made: update{noun}(id: $id, version: $version, patch: $patch) {{ id version }} }}"
        )
    };
    for (noun, path, input, patch) in [
        (
            "Section",
            "sections",
            json!({ "names": samples::names("Коом", "Общество", "Society"), "position": 3 }),
            json!({ "position": 4 }),
        ),
        (
            "Tag",
            "tags",
            json!({ "names": samples::names("Ош", "Ош", "Osh"), "kind": "PLACE" }),
            json!({ "kind": "KEYWORD" }),
        ),
        ("Author", "authors", json!({ "name": "Айгүл" }), json!({ "name": "Айгүл Сыдыкова", "email": null })),
    ] {
        let answer = app.gql_as(Some(&key), &make(noun, &format!("New{noun}Input")), json!({ "input": input })).await;
        let id = answer["data"]["made"]["id"].as_str().unwrap_or_else(|| panic!("{answer}"));
        let path = format!("/v1/{path}/{id}");
        let read = app.get(&path).await.expect(200);
        assert_eq!(read["version"], 1);
        let variables = json!({ "id": id, "version": 1, "patch": patch });
        let answer = app.gql_as(Some(&key), &change(noun, &format!("{noun}PatchInput")), variables.clone()).await;
        assert_eq!(answer["data"]["made"]["version"], 2, "{answer}");
        let code = app.gql_code(Some(&key), &change(noun, &format!("{noun}PatchInput")), variables).await;
        assert_eq!(code, "PRECONDITION_FAILED");
        assert_eq!(app.patch(&key, &path, 1, &patch).await.problem(412), code);
        let same = app.patch(&key, &path, 2, &patch).await.expect(200);
        assert_eq!(same["version"], 2, "a change that changes nothing makes no version");
        let (name, value) = patch.as_object().unwrap().iter().next().unwrap();
        if !value.is_null() {
            assert_eq!(&app.get(&path).await.json()[name], value);
        }
    }
}

#[tokio::test]
async fn nodes_of_every_kind_are_found_in_one_statement_a_noun() {
    let app = TestApp::spawn().await;
    let key = app.editor().await;
    samples::nouns(&app, &key).await;
    samples::many(&app, &key, 5).await;
    let mut ids: Vec<Value> = Vec::new();
    for path in ["/v1/articles", "/v1/sections", "/v1/tags", "/v1/authors"] {
        let list = app.get(path).await.expect(200);
        ids.extend(list["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
    }
    ids.reverse();
    let unknown = json!("article_01h455vb4pex5vsknk084sn02q");
    ids.push(unknown);
    let before = app.app.store.statements();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
    let answer = app.gql_as(None, query, json!({ "ids": ids })).await;
    // And two that ask when the clock could bring the one that is not seen, and whether it was taken back.
    assert_eq!(app.app.store.statements() - before, 6);
    let nodes = answer["data"]["nodes"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let found: Vec<Value> = nodes.iter().map(|node| node["id"].clone()).collect();
    assert_eq!(found[..found.len() - 1], ids[..ids.len() - 1]);
    assert_eq!(nodes.last().unwrap(), &Value::Null);
}
