//! The page around the article: its rates bar, kept as of the day of the capture, and its channels.

use std::path::PathBuf;

use dateline::domain::channels::NewChannel;
use dateline::domain::keys::Actor;
use dateline::usecases::channels;
use serde_json::{Value, json};

use super::{count, fixture, import};
use crate::program::{Done, Program};
use crate::rates::bank;
use crate::support::TestApp;

/// A page as a text, with a bar and a line of channels.
fn page(bar: &str) -> String {
    format!(
        "{bar}\n\nМост открыли\n\nОбщество 3\n\nЧитайте и смотрите нас в\n\nОш, 14.05.21. /Кабар/. Мост открыли в мае.\n\nВторой абзац.\n"
    )
}

fn capture(program: &Program, at: &str) -> Done {
    program.run(&["import", "page", "page.txt", "--captured-at", at])
}

async fn rates(app: &TestApp, query: &str) -> Vec<Value> {
    app.get(&format!("/v1/rates{query}")).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_bar_is_of_the_day_of_the_capture_and_never_of_the_article() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    program.file("page.txt", page("• 89.51\n• 97,09\n• 0.97\n• 0.2"));
    let done = program.run(&["import", "page", "page.txt"]);
    assert!(done.expect(0).contains("left out   rates bar 89.51 · 97,09 · 0.97 · 0.2\n"), "{}", done.out);
    assert_eq!(count(&app, "observations").await, 0);

    // Nine in the evening in London is the next day in Bishkek.
    let done = capture(&program, "2024-03-21T21:00:00Z");
    let words =
        "rates      89.51 · 97,09 · 0.97 · 0.2 of 2024-03-22, the day of the capture: 4 new, 0 revised, 0 unchanged\n";
    assert!(done.expect(0).contains(words), "{}", done.out);
    assert!(done.out.contains("comments   3 on the page, 0 here\n"), "{}", done.out);
    assert!(done.out.contains("left out   nothing\n") && !done.out.contains("rates bar"), "{}", done.out);
    let found = rates(&app, "?date=2024-03-22").await;
    let said: Vec<Value> = found.iter().map(|rate| json!([rate["base"], rate["value"], rate["rate"]])).collect();
    let expected =
        json!([["USD", "89.51", "89.51"], ["EUR", "97.09", "97.09"], ["RUB", "0.97", "0.97"], ["KZT", "0.2", "0.2"]]);
    assert_eq!(Value::Array(said), expected);
    for rate in &found {
        assert_eq!((&rate["source"], &rate["rounded"]), (&json!("page"), &json!(true)));
        assert_eq!(rate["effectiveDate"], "2024-03-22");
        assert_eq!((&rate["fetchedAt"], rate.get("publishedAt")), (&json!("2024-03-21T21:00:00Z"), None));
    }
    for day in ["2021-05-14", "2024-03-21"] {
        assert_eq!(rates(&app, &format!("?date={day}")).await, [Value::Null; 0], "{day}");
    }
}

#[tokio::test]
async fn a_later_capture_of_the_day_is_a_revision_and_the_same_one_is_nothing() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    program.file("page.txt", page("• 89.51\n• 97.09\n• 0.97\n• 0.2"));
    capture(&program, "2024-03-22T09:00:00+06:00").expect(0);
    let log = count(&app, "changes").await;
    let again = capture(&program, "2024-03-22T10:00:00+06:00");
    assert!(again.expect(0).contains("0 new, 0 revised, 4 unchanged"), "{}", again.out);
    assert!(again.out.contains("«Читайте и смотрите нас в» with 0 links: 0 new"), "{}", again.out);
    assert_eq!(count(&app, "changes").await, log);

    program.file("page.txt", page("• 89.60\n• 97.09\n• 0.97\n• 0.2"));
    let later = capture(&program, "2024-03-22T18:00:00+06:00");
    assert!(later.expect(0).contains("0 new, 1 revised, 3 unchanged"), "{}", later.out);
    program.file("page.txt", page("• 89.51\n• 97.09\n• 0.97\n• 0.2"));
    let earlier = capture(&program, "2024-03-22T09:00:00+06:00");
    assert!(earlier.expect(0).contains("0 new, 0 revised, 3 unchanged, 1 older than what is there"), "{}", earlier.out);
    let dollar = rates(&app, "?date=2024-03-22&symbols=USD").await.remove(0);
    assert_eq!((&dollar["value"], &dollar["revision"]), (&json!("89.60"), &json!(2)));
}

#[tokio::test]
async fn what_is_no_capture_is_refused_with_the_whole_page() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    program.file("page.txt", page("• 89.51\n• 97.09\n• 0.97\n• 0.2"));
    let done = capture(&program, "2999-01-01T00:00:00Z");
    assert!(done.code == Some(1) && done.err.contains("which is in the future"), "{}", done.err);
    let done = capture(&program, "yesterday");
    assert!(done.code == Some(2) && done.err.contains("is not an instant"), "{}", done.err);
    for table in ["articles", "observations", "channels", "changes"] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_bar_that_cannot_be_kept_does_not_keep_the_article_out() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    // Nobody can say of which currencies three numbers are.
    program.file("page.txt", page("• 89.51\n• 97.09\n• 0.97"));
    let done = capture(&program, "2024-03-22T09:00:00+06:00");
    assert!(done.expect(0).contains("left out   rates bar 89.51 · 97.09 · 0.97\n"), "{}", done.out);
    for (bar, reason) in [
        ("89.51 97.09 0.00 0.2", "«0.00» in the rates bar is no rate of RUB"),
        ("89.51 97.09 0.2 0.97", "RUB at 0.2 is not between 0.4 and 4 som"),
        ("0.97 97.09 89.51 0.2", "USD at 0.97 is not between 20 and 200 som"),
        ("89.51 970.9 0.97 0.2", "EUR at 970.9 is not between 20 and 200 som"),
        ("89.51 97.09 0.97 2", "KZT at 2 is not between 0.04 and 0.4 som"),
    ] {
        program.file("page.txt", page(bar));
        let done = capture(&program, "2024-03-22T09:00:00+06:00");
        let words = format!("left out   rates bar {} ({reason})\n", bar.replace(' ', " · "));
        assert!(done.expect(0).contains(&words), "{words}\n{}", done.out);
    }
    assert_eq!((count(&app, "observations").await, count(&app, "articles").await), (0, 1));
}

#[tokio::test]
async fn a_bar_is_compared_with_the_rates_around_its_day() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let take = async |day: &str, bar: &str| {
        program.file("page.txt", page(bar));
        let done = capture(&program, &format!("{day}T09:00:00+06:00"));
        done.expect(0).contains("4 new")
    };
    // Rates of other years say nothing of this one.
    bank(&app, "11.08.2020", &[("USD", "1", "50,0000"), ("EUR", "1", "91,1352")]).await;
    assert!(take("2024-03-22", "89.51 97.09 0.97 0.2").await);
    // Near ones do: the bank's before those of a page, and the nearest of them.
    bank(&app, "01.05.2024", &[("USD", "1", "88,0000"), ("KZT", "10", "2,0000")]).await;
    bank(&app, "10.05.2024", &[("USD", "1", "100,0000")]).await;
    assert!(!take("2024-05-10", "79.99 97.09 0.97 0.2").await);
    assert!(
        program
            .run(&["import", "page", "page.txt", "--captured-at", "2024-05-10T09:00:00+06:00"])
            .out
            .contains("(USD at 79.99 is more than 20 % off the 100.0000 that is stored for 2024-05-10)")
    );
    assert!(!take("2024-05-10", "120.01 97.09 0.97 0.2").await);
    assert!(!take("2024-05-10", "100 97.09 0.97 0.15").await, "the tenge is compared for one unit");
    assert!(!take("2024-05-10", "100 97.09 0.2 0.2").await, "the rouble, with the bar of March");
    assert!(take("2024-05-10", "80 97.09 0.97 0.24").await);
    assert!(take("2024-05-11", "120 97.09 0.97 0.2").await);
    // Sixty-one days later there is only what a wide span says.
    assert!(!take("2024-07-10", "170 97.09 0.97 0.2").await);
    assert!(take("2024-07-11", "170 97.09 0.97 0.2").await);
}

#[tokio::test]
async fn channels_that_cannot_be_kept_do_not_keep_the_article_out() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let long = format!("https://t.me/{}", "x".repeat(2_000));
    let html = format!(
        "<html lang=\"ru\"><body><h1>Мост открыли</h1><div>Читайте нас в <a href=\"{long}\">Telegram</a> \
         <a href=\"https:///path\">Facebook</a> <a href=\"https://t.me/good\">Телеграм</a></div>\
         <p>Ош, 14.05.21. /Кабар/. Мост открыли в мае, сообщает мэрия города.</p><p>Второй абзац.</p></body></html>"
    );
    program.file("page.html", html.as_str());
    let done = program.run(&["import", "page", "page.html"]);
    for words in
        ["(new)", "1 new\n", "channel «Telegram»: ", "must have at most 2000 characters", "channel «Facebook»: "]
    {
        assert!(done.expect(0).contains(words), "{words}\n{}", done.out);
    }
    assert_eq!((count(&app, "articles").await, count(&app, "channels").await), (1, 1));
    let feeds: Vec<NewChannel> = (0..198)
        .map(|i| {
            serde_json::from_value(json!({ "kind": "RSS", "language": "ru", "label": format!("Feed {i}") })).unwrap()
        })
        .collect();
    channels::import(&app.app, &Actor::System, feeds).await.unwrap();
    let over = "<a href=\"https://vk.com/a\">VK</a> <a href=\"https://ok.ru/a\">OK</a>";
    let full = html.replace(&format!("<a href=\"{long}\">Telegram</a>"), over).replace("Мост", "Второй мост");
    program.file("page.html", full);
    let done = program.run(&["import", "page", "page.html"]);
    for words in ["with 4 links: 1 new\n", "channel «OK»: a site has at most 200 channels"] {
        assert!(done.expect(0).contains(words), "{words}\n{}", done.out);
    }
    assert_eq!((count(&app, "articles").await, count(&app, "channels").await), (2, 200));
}

#[tokio::test]
async fn the_channels_of_a_page_become_records_once() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let files: Vec<PathBuf> =
        ["ru_article.html", "ky_itemprop.html", "ru_lines.txt", "en_plain.txt", "ky_plain.txt"].map(fixture).to_vec();
    import(&program, &files).expect(0);
    let channels = async || -> Vec<String> {
        let list = app.get("/v1/channels").await.expect(200);
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line = |item: &Value| ["kind", "language", "label", "url"].map(|field| text(&item[field])).join(" | ");
        list["items"].as_array().unwrap().iter().map(line).collect()
    };
    let expected = [
        "TELEGRAM | ru | Telegram | https://t.me/test_agency",
        "YOUTUBE | ru | YouTube | https://www.youtube.example/test",
        "TELEGRAM | ky | Telegram | https://t.me/synoo",
        "INSTAGRAM | ky | Instagram | https://ig.example/synoo",
        "OTHER | en | Read and watch us in | -",
        "OTHER | ky | Бизди окуңуз / көрүңүз | -",
    ];
    assert_eq!(channels().await, expected);
    let positions = app.get("/v1/channels").await.json();
    let positions: Vec<&Value> = positions["items"].as_array().unwrap().iter().map(|item| &item["position"]).collect();
    assert_eq!(positions, [0, 1, 2, 3, 4, 5]);
    import(&program, &files).expect(0);
    assert_eq!(channels().await, expected);
}

/// The whole page in one query.
const PAGE: &str = "query($day: Date!) {
    rates(date: $day, symbols: [\"USD\", \"EUR\", \"RUB\", \"KZT\"]) { source base value rounded effectiveDate fetchedAt }
    channels(language: \"ru\") { kind label url language }
    sections { name(lang: \"ru\") }
    articles(first: 1) {
        nodes { id headline commentCount section { name } dateline { raw date places { name } agency { name } } body { text } }
    }
}";

#[tokio::test]
async fn one_query_shows_the_whole_page_as_data() {
    let Some(corpus) = std::env::var_os("DATELINE_CORPUS") else {
        println!("left out: DATELINE_CORPUS is not set, so there is no ../source-page/page.txt to import");
        return;
    };
    let file = PathBuf::from(corpus).join("../source-page/page.txt").canonicalize().unwrap();
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let done = program.run(&["import", "page", file.to_str().unwrap(), "--captured-at", "2024-03-22T09:00:00+06:00"]);
    for words in [
        "rates      89.51 · 97.09 · 0.97 · 0.2 of 2024-03-22, the day of the capture: 4 new",
        "channels   «Читайте и смотрите нас в» with 0 links: 1 new",
        "comments   0 on the page, 0 here",
    ] {
        assert!(done.expect(0).contains(words), "{words}\n{}", done.out);
    }
    let ask = async || {
        let before = app.app.store.statements();
        let answer = app.gql_as(None, PAGE, json!({ "day": "2024-03-22" })).await;
        (answer, app.app.store.statements() - before)
    };
    let (answer, statements) = ask().await;
    assert!(answer.get("errors").is_none(), "{answer}");
    let data = &answer["data"];
    let bar = data["rates"].as_array().unwrap();
    let said: Vec<Value> = bar.iter().map(|rate| json!([rate["base"], rate["value"]])).collect();
    assert_eq!(json!(said), json!([["USD", "89.51"], ["EUR", "97.09"], ["RUB", "0.97"], ["KZT", "0.2"]]));
    for rate in bar {
        assert_eq!((&rate["source"], &rate["rounded"]), (&json!("page"), &json!(true)));
        assert_eq!(rate["effectiveDate"], "2024-03-22");
        assert_eq!(rate["fetchedAt"], "2024-03-22T03:00:00Z");
    }
    let channel = json!({ "kind": "OTHER", "label": "Читайте и смотрите нас в", "url": null, "language": "ru" });
    assert_eq!(data["channels"], json!([channel]));
    assert_eq!(data["sections"], json!([{ "name": "Общество" }]));
    let article = &data["articles"]["nodes"][0];
    assert_eq!(article["headline"], "Госорганы и органы МСУ обсудили вопросы, возникшие в работе во время пандемии");
    assert_eq!(article["section"]["name"], "Общество");
    assert_eq!(article["dateline"]["date"], "2020-08-27");
    assert_eq!(
        (&article["dateline"]["places"][0]["name"], &article["dateline"]["raw"]),
        (&json!("Бишкек"), &json!("Бишкек, 27.08.20. /Кабар/."))
    );
    assert_eq!(article["body"]["text"].as_str().unwrap().split("\n\n").count(), 9);
    assert_eq!(article["commentCount"], 0);

    // A reader writes the first comment.
    let id = article["id"].as_str().unwrap();
    let position = app.get("/v1/changes?limit=100").await.expect(200)["position"].clone();
    let new = json!({ "author": { "name": "Айгүл" }, "text": "Онлайн-совещание было полезным." });
    let post = app.request(reqwest::Method::POST, &format!("/v1/articles/{id}/comments")).json(&new);
    let comment = app.send(post).await.expect(201);
    assert_eq!(app.get(&format!("/v1/articles/{id}")).await.expect(200)["commentCount"], 1);
    assert_eq!(ask().await.0["data"]["articles"]["nodes"][0]["commentCount"], 1);
    let path = format!("/v1/changes?after={}", position.as_str().unwrap());
    let told = app.get(&path).await.expect(200)["items"].clone();
    assert_eq!(told[0]["type"], "COMMENT");
    assert_eq!((&told[0]["id"], &told[0]["op"]), (&comment["id"], &json!("CREATED")));

    // A bar of another day and more channels cost nothing more: the rate before may come with the rate.
    program.file("page.txt", page("• 80.01\n• 90.01\n• 1.01\n• 0.21"));
    capture(&program, "2024-03-21T09:00:00+06:00").expect(0);
    import(&program, &[fixture("ru_article.html"), fixture("ru_lines.txt")]).expect(0);
    let (more, again) = ask().await;
    assert_eq!(more["data"]["channels"].as_array().unwrap().len(), 3, "{more}");
    assert_eq!((statements, again), (1, 1));
}
