//! `dateline generate`: the same news for the same numbers, and loads that leave what ordinary writes leave.

use std::collections::{BTreeMap, BTreeSet};

use dateline::domain::articles::NewArticle;
use dateline::domain::comments::{CommentReason, CommentStatus, Network, NewComment, RejectComment};
use dateline::domain::ids::{ArticleId, CommentId};
use dateline::domain::keys::{Actor, Scope};
use dateline::domain::time::Instant;
use dateline::error::Code;
use dateline::usecases::articles::{self, Given, Ready};
use dateline::usecases::comments;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::program::Program;
use crate::support::{START, TestApp, samples};

const NUMBERS: [&str; 11] =
    ["generate", "--articles", "90", "--comments", "60", "--days", "40", "--until", "2026-11-23", "--seed", "7"];

/// What a query finds, every column as text.
async fn dump(app: &TestApp, from: &str, columns: &[&str]) -> Vec<Vec<Option<String>>> {
    let texts: Vec<String> = columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
    let order: Vec<String> = (1..=columns.len()).map(|place| place.to_string()).collect();
    let sql = format!("SELECT {} FROM {from} ORDER BY {}", texts.join(", "), order.join(", "));
    let connection = app.app.store.reader();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (0..columns.len()).map(|place| row.try_get_by_index(place).unwrap()).collect()).collect()
}

/// All items of a list, as a key sees them.
async fn items(app: &TestApp, key: &str, path: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get_as(key, &format!("{path}{after}")).await.expect(200);
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        match page.get("nextCursor") {
            Some(cursor) => after = format!("&after={}", cursor.as_str().unwrap()),
            None => return found,
        }
    }
}

async fn newsroom(app: &TestApp) -> String {
    app.key(&[Scope::ArticlesWrite, Scope::ArticlesPublish, Scope::CommentsModerate]).await
}

/// Everything that a run makes, but the ids of rates and channels, which their imports give.
async fn all(app: &TestApp, key: &str) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for path in [
        "/v1/articles?limit=100&include=body",
        "/v1/comments?limit=100",
        "/v1/comments?limit=100&status=HELD",
        "/v1/comments?limit=100&status=REJECTED",
        "/v1/sections?lang=en",
        "/v1/tags?limit=100",
        "/v1/authors?limit=100",
    ] {
        let found = items(app, key, path).await;
        assert!(!found.is_empty() || path.contains("status"), "{path}");
        all.push(found);
    }
    let mut rates = items(app, key, "/v1/rates?date=2026-11-20").await;
    assert_eq!(rates.len(), 6);
    for rate in &mut rates {
        assert!(rate.as_object_mut().unwrap().remove("observationId").is_some());
    }
    all.push(rates);
    all
}

#[tokio::test]
async fn the_same_numbers_make_the_same_news_and_twice_adds_nothing() {
    let (first, second) = (TestApp::spawn().await, TestApp::spawn().await);
    let (key, other) = (newsroom(&first).await, newsroom(&second).await);
    let program = Program::on(&first);
    let said = program.run(&NUMBERS);
    assert!(said.expect(0).starts_with("90 articles, 60 comments, 240 rates, "), "{}", said.out);
    assert_eq!(said.err, "", "no bar where there is no terminal");
    Program::on(&second).run(&NUMBERS).expect(0);
    let made = all(&first, &key).await;
    assert_eq!(made[0].len(), 90);
    assert_eq!(made[1].len() + made[2].len() + made[3].len(), 60);
    let like = all(&second, &other).await;
    assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), like.iter().map(Vec::len).collect::<Vec<_>>());
    for (one, other) in made.iter().flatten().zip(like.iter().flatten()) {
        assert_eq!(one, other, "ids, instants and texts follow from the numbers");
    }

    let newest = dateline::store::changes::newest(&first.app.store.reader()).await.unwrap();
    let again = program.run(&NUMBERS);
    let nothing = "0 articles, 0 comments, 0 rates, 0 sections, tags and authors and 0 channels are new";
    assert!(again.expect(0).starts_with(nothing), "{}", again.out);
    assert_eq!(dateline::store::changes::newest(&first.app.store.reader()).await.unwrap(), newest);
    assert_eq!(all(&first, &key).await, made);

    let mut more = NUMBERS;
    (more[2], more[4]) = ("100", "0");
    assert!(program.run(&more).expect(0).starts_with("10 articles, 0 comments, 0 rates, 0 "), "only what is new");
    more[10] = "8";
    assert!(program.run(&more).expect(0).starts_with("100 articles, "), "another seed, other news");
}

#[tokio::test]
async fn generated_news_have_the_shape_of_news_and_every_list_has_some() {
    let app = TestApp::spawn().await;
    let key = newsroom(&app).await;
    let mut numbers = NUMBERS;
    numbers[2] = "600";
    Program::on(&app).run(&numbers).expect(0);
    let mut articles = Vec::new();
    for state in ["PUBLISHED", "DRAFT", "SCHEDULED", "EMBARGOED", "EXPIRED"] {
        articles.extend(items(&app, &key, &format!("/v1/articles?limit=100&include=body&state={state}")).await);
    }
    assert_eq!(articles.len(), 600);
    let (mut languages, mut tags, mut states) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
    for article in &articles {
        let text = |pointer: &str| article.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let headline = text("/headline").chars().count();
        assert!((60..=110).contains(&headline), "{headline}: {article}");
        assert!((1_900..=5_120).contains(&text("/body/text").len()), "{article}");
        assert!(!text("/body/text").contains('{') && !text("/headline").contains('{'), "{article}");
        assert!(!text("/lead").is_empty() && !text("/section/slug").is_empty(), "{article}");
        *languages.entry(text("/language").to_owned()).or_insert(0) += 1;
        states.insert(text("/state").to_owned());
        for tag in article["tags"].as_array().unwrap() {
            *tags.entry(tag["slug"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    assert!(languages.len() == 3 && languages.values().all(|count| *count > 120), "{languages:?}");
    assert!(states.contains("PUBLISHED") && states.len() >= 3, "{states:?}");
    assert!(tags["bishkek"] > 4 * tags["talas"], "the first tags are the most frequent: {tags:?}");
    assert!(tags.len() > 100, "{}", tags.len());
    let headed = articles.iter().filter(|article| article.pointer("/dateline/agency/raw").is_some()).count();
    assert!((500..600).contains(&headed), "{headed} with a dateline that was read");

    let comments: i64 = articles.iter().map(|article| article["commentCount"].as_i64().unwrap_or_default()).sum();
    assert_eq!(usize::try_from(comments).unwrap(), items(&app, &key, "/v1/comments?limit=100").await.len());
    for section in items(&app, &key, "/v1/sections?lang=ru").await {
        let slug = section["slug"].as_str().unwrap();
        assert!(!items(&app, &key, &format!("/v1/articles?limit=100&section={slug}")).await.is_empty(), "{slug}");
    }
    let page = app.gql("{ rates(date: \"2026-11-22\") { base value } channels(language: \"ru\") { label } sections { slug } articles(first: 20) { nodes { headline commentCount section { slug } tags { slug } } } }").await;
    for field in ["rates", "channels", "sections"] {
        assert!(!page[field].as_array().unwrap().is_empty(), "{field}");
    }
    assert_eq!(page["articles"]["nodes"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_day_that_has_not_come_is_refused() {
    let app = TestApp::spawn().await;
    for (arguments, code) in [
        (&["generate", "--articles", "1", "--until", "2999-01-01"][..], 1),
        (&["generate", "--articles", "1", "--until", "tomorrow"], 2),
        (&["generate", "--articles", "1", "--days", "0"], 2),
        (&["generate"], 2),
    ] {
        let refused = Program::on(&app).run(arguments);
        assert_eq!(refused.expect(code), "", "{arguments:?}");
        assert!(!refused.err.is_empty(), "{arguments:?}");
    }
    assert_eq!(dateline::store::changes::newest(&app.app.store.reader()).await.unwrap(), 0);
}

/// Articles of every kind: two of the same headline, HTML and text, with and without a dateline, and every state.
fn of_every_kind(app: &TestApp) -> Vec<NewArticle> {
    let mut all: Vec<Value> = (0..9).map(|number| samples::published(app, "Снег в горах", 60 * (number + 1))).collect();
    all[1]["section"] = json!("society");
    all[1]["tags"] = json!(["weather", "osh", "weather"]);
    all[1]["authors"] = json!(["emil", "aigul"]);
    all[2]["body"] = json!({ "text": "ОШ, 11 ноя — Кабар, Ирина Гордеева. Пошёл снег.\n\nОн идёт." });
    all[3]["headline"] = json!("Снег в горах 2");
    all[4]["embargoedUntil"] = json!(app.at(500));
    all[5]["published"] = json!(app.at(500));
    all[6]["expires"] = json!(app.at(-5));
    all[7].as_object_mut().unwrap().remove("published");
    all[8]["slug"] = json!("chosen");
    all[8]["lead"] = json!("Своё начало.");
    all[8]["externalId"] = json!({ "source": "cms", "id": "1" });
    all[8]["sections"] = json!(["economy", "society"]);
    all[8]["profile"] = json!("BRIEF");
    all[8]["urgency"] = json!(3);
    all[8]["shortHeadline"] = json!("Снег");
    all[8]["infoSources"] = json!([{ "name": "МЧС" }]);
    all[8]["rights"] = json!({ "creditText": "Кабар" });
    all[8]["extra"] = json!({ "a": [1] });
    all[8]["canonicalUrl"] = json!("https://example.kg/1");
    all.push(all[0].clone());
    all.into_iter().map(|article| serde_json::from_value(article).unwrap()).collect()
}

fn given(app: &TestApp, articles: Vec<NewArticle>) -> Vec<Given> {
    let now = app.app.now();
    let given = |(number, article): (u8, NewArticle)| Given {
        id: ArticleId::derived(now, &[number; 10]),
        created: now,
        article,
    };
    (0..).zip(articles).map(given).collect()
}

fn ready(app: &TestApp, articles: Vec<NewArticle>) -> Vec<Ready> {
    given(app, articles).into_iter().map(|given| articles::ready(&app.app, given).unwrap()).collect()
}

/// All that is stored of articles, without ids.
async fn stored(app: &TestApp) -> Vec<Vec<Vec<Option<String>>>> {
    let articles = "articles a LEFT JOIN sections s ON s.id = a.section_id";
    let columns = "a.slug a.language a.version a.created a.updated a.headline a.lead a.lead_is_own s.slug a.byline \
                   a.first_published a.published a.embargoed_until a.expires a.visible_from a.visible_until a.listed \
                   a.ed_note a.external_source a.external_id a.announced a.seen a.short_headline a.profile a.urgency \
                   a.source_version a.info_sources a.rights a.canonical_url a.extra a.content_modified \
                   a.content_version a.pub_status a.word_count a.change_kind a.changed_fields";
    let bodies = "article_bodies b JOIN articles a ON a.id = b.article_id";
    let datelines = "datelines d JOIN articles a ON a.id = d.article_id";
    let of_dateline = "a.slug d.raw d.places d.country d.country_rule d.date d.date_rule d.date_suspect d.agency_slug \
                       d.agency_name d.agency_raw d.correspondent d.style d.offset_utf16 d.offset_chars \
                       d.offset_bytes d.parser_version d.source";
    let tags = "article_tags l JOIN articles a ON a.id = l.article_id JOIN tags t ON t.id = l.tag_id";
    let authors = "article_authors l JOIN articles a ON a.id = l.article_id JOIN authors t ON t.id = l.author_id";
    let sections = "article_sections l JOIN articles a ON a.id = l.article_id JOIN sections t ON t.id = l.section_id";
    let mut found = Vec::new();
    for (from, columns) in [
        (articles, columns),
        (bodies, "a.slug b.original b.original_is_html b.html b.text"),
        (datelines, of_dateline),
        (tags, "a.slug l.position t.slug"),
        (authors, "a.slug l.position t.slug"),
        (sections, "a.slug l.position t.slug"),
        ("changes", "seq noun op reason audience facets at"),
    ] {
        found.push(dump(app, from, &columns.split_whitespace().collect::<Vec<_>>()).await);
    }
    // Ids differ; what stands before them does not.
    let without_ids = |facets: &str| -> String {
        let facets: Vec<String> = serde_json::from_str(facets).unwrap();
        let kinds = facets.iter().map(|facet| facet.split("_01").next().unwrap_or_default());
        let mut kinds: Vec<&str> = kinds.collect();
        kinds.sort_unstable();
        kinds.join(" ")
    };
    for row in found.last_mut().unwrap() {
        row[5] = row[5].as_deref().map(without_ids);
    }
    found
}

#[tokio::test]
async fn a_load_of_articles_leaves_the_rows_of_ordinary_writes() {
    let (one, other) = (TestApp::spawn().await, TestApp::spawn().await);
    for app in [&one, &other] {
        samples::nouns(app, &app.editor().await).await;
    }
    let articles = of_every_kind(&one);
    let count = articles.len();
    for article in articles.clone() {
        articles::create(&one.app, &Actor::System, article, None).await.unwrap();
    }
    let batch = ready(&other, articles);
    assert_eq!(articles::load(&other.app, &Actor::System, batch.clone()).await.unwrap(), count);
    let (usual, loaded) = (stored(&one).await, stored(&other).await);
    assert_eq!(usual[0].len(), count);
    let counts = [usual[3].len(), usual[4].len(), usual[5].len()];
    assert!(usual[2].len() > 5 && counts == [2, 2, 2], "there is something to compare: {counts:?}");
    assert_eq!(usual, loaded);

    assert_eq!(articles::load(&other.app, &Actor::System, batch).await.unwrap(), 0, "what is there stays");
    assert_eq!(stored(&other).await, loaded);
}

#[tokio::test]
async fn a_load_of_articles_is_refused_as_a_whole() {
    let app = TestApp::spawn().await;
    let article = |change: Value| -> NewArticle {
        let mut article = samples::article("Отказ");
        article.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        serde_json::from_value(article).unwrap()
    };
    let good = article(json!({}));
    let refused = articles::load(&app.app, &Actor::Anonymous, ready(&app, vec![good.clone()])).await;
    assert_eq!(refused.unwrap_err().code, Code::Unauthenticated);
    for (batch, code) in [
        (vec![good.clone(), article(json!({ "section": "nowhere" }))], Code::UnprocessableContent),
        (vec![good.clone(), article(json!({ "tags": ["nothing"] }))], Code::UnprocessableContent),
        (vec![article(json!({ "slug": "same" })), article(json!({ "slug": "same" }))], Code::Conflict),
        (vec![good.clone(); 501], Code::PayloadTooLarge),
    ] {
        let batch =
            if batch.len() > 500 { vec![ready(&app, batch[..1].to_vec()).remove(0); 501] } else { ready(&app, batch) };
        assert_eq!(articles::load(&app.app, &Actor::System, batch).await.unwrap_err().code, code);
    }
    let empty = given(&app, vec![article(json!({ "headline": " " }))]).remove(0);
    assert_eq!(articles::ready(&app.app, empty).unwrap_err().code, Code::UnprocessableContent);
    assert_eq!(dateline::store::changes::newest(&app.app.store.reader()).await.unwrap(), 0);
}

/// A thread as places in a list: what answers what, and how it was judged.
const THREAD: [(Option<usize>, CommentStatus); 10] = [
    (None, CommentStatus::Published),
    (Some(0), CommentStatus::Published),
    (Some(1), CommentStatus::Published),
    (Some(2), CommentStatus::Published),
    (Some(3), CommentStatus::Published),
    (Some(4), CommentStatus::Published),
    (Some(5), CommentStatus::Published),
    (Some(0), CommentStatus::Rejected),
    (None, CommentStatus::Rejected),
    (Some(8), CommentStatus::Published),
];

fn written(number: usize, answered: Option<CommentId>) -> NewComment {
    let text = format!("Слово номер {number}");
    let in_reply_to = answered.map(|id| id.to_string());
    serde_json::from_value(json!({ "author": { "name": "Айгүл" }, "text": text, "inReplyTo": in_reply_to })).unwrap()
}

/// All that is stored of comments, without ids.
async fn talk(app: &TestApp) -> [Vec<Vec<Option<String>>>; 2] {
    let from = "comments c LEFT JOIN comments p ON p.id = c.parent_id LEFT JOIN comments r ON r.id = c.in_reply_to";
    let columns = [
        "c.text",
        "p.text",
        "r.text",
        "c.depth",
        "c.author_name",
        "c.status",
        "c.reasons",
        "c.replies",
        "c.descendants",
        "c.created",
    ];
    [dump(app, from, &columns).await, dump(app, "comment_counts", &["visible"]).await]
}

#[tokio::test]
async fn a_load_of_comments_leaves_the_counts_of_ordinary_posts_and_judgements() {
    let (one, other) = (TestApp::spawn().await, TestApp::spawn().await);
    let mut articles = Vec::new();
    for app in [&one, &other] {
        let new = samples::published(app, "Снег", 60);
        let made = app.post(&app.editor().await, "/v1/articles", &new).await.expect(201);
        articles.push(made["id"].as_str().unwrap().parse::<ArticleId>().unwrap());
    }
    let mut posted: Vec<CommentId> = Vec::new();
    for (number, (answered, _)) in THREAD.iter().enumerate() {
        let new = written(number, answered.map(|place| posted[place]));
        let made =
            comments::create(&one.app, &Actor::System, &Network::of(None), articles[0], new, None).await.unwrap();
        posted.push(made.id);
    }
    for (id, _) in posted.iter().zip(THREAD).filter(|(_, (_, status))| *status == CommentStatus::Rejected) {
        let how = RejectComment { reasons: vec![CommentReason::Spam], ..RejectComment::default() };
        comments::reject(&one.app, &Actor::System, *id, 1, how).await.unwrap();
    }
    let at = Instant::from_seconds(START);
    let id = |number: usize| CommentId::derived(at, &[u8::try_from(number).unwrap(); 10]);
    let given = THREAD.iter().enumerate().map(|(number, (answered, status))| comments::Given {
        id: id(number),
        created: at,
        status: *status,
        reasons: if status.is_visible() { Vec::new() } else { vec![CommentReason::Spam] },
        new: written(number, answered.map(id)),
    });
    let threads = comments::GivenThreads { article: articles[1], comments: given.collect() };
    assert_eq!(comments::load(&other.app, &Actor::System, vec![threads.clone()]).await.unwrap(), THREAD.len());
    let (usual, loaded) = (talk(&one).await, talk(&other).await);
    assert_eq!(usual[1], [[Some("8".to_owned())]]);
    assert_eq!(usual, loaded);
    let audiences = dump(&other, "changes WHERE noun = 'comment'", &["audience", "op", "seq"]).await;
    let staff = audiences.iter().filter(|row| row[0].as_deref() == Some("staff")).count();
    assert_eq!((audiences.len(), staff), (10, 1), "readers hear of a rejected one only where its place is seen");
    assert_eq!(comments::load(&other.app, &Actor::System, vec![threads.clone()]).await.unwrap(), 0);
    assert_eq!(talk(&other).await, loaded);

    let mut headless = threads.clone();
    headless.comments.remove(0);
    for comment in &mut headless.comments {
        comment.id = CommentId::derived(at, &[99; 10]);
    }
    let unseen = comments::GivenThreads { article: ArticleId::derived(at, &[1; 10]), ..headless.clone() };
    for (actor, threads, code) in [
        (Actor::System, headless.clone(), Code::UnprocessableContent),
        (Actor::System, unseen, Code::Conflict),
        (Actor::Anonymous, headless, Code::Unauthenticated),
    ] {
        assert_eq!(comments::load(&other.app, &actor, vec![threads]).await.unwrap_err().code, code);
    }
    assert_eq!(talk(&other).await, loaded);
}
