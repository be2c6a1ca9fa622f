//! How rates come in: revisions, whole files, rights, the log and the commands.

use dateline::domain::keys::{Actor, Scope};
use dateline::domain::rates::RatesImported;
use dateline::error::Code;
use dateline::sources::{nbkr, page};
use dateline::usecases::{keys, rates};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::{ask, bank, bar, said};
use crate::nbkr::{file, fixture};
use crate::program::Program;
use crate::support::TestApp;

fn report(created: usize, revised: usize, unchanged: usize) -> RatesImported {
    RatesImported { created, revised, unchanged, ..RatesImported::default() }
}

/// Every revision that is kept: `1 87.4500 false` for revision, digits, and whether it is the current one.
async fn kept(app: &TestApp, base: &str) -> Vec<String> {
    let conn = app.app.store.reader();
    let sql = format!("SELECT revision, value_text, current FROM observations WHERE base = '{base}' ORDER BY revision");
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult| {
        let (revision, value): (i32, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        format!("{revision} {value} {}", row.try_get_by_index::<bool>(2).unwrap())
    };
    rows.iter().map(text).collect()
}

/// The log: `CREATED rate_…` and so on.
async fn log(app: &TestApp) -> Vec<Value> {
    app.get("/v1/changes?types=rate&limit=100").await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn other_digits_for_a_day_are_a_new_revision_and_the_same_digits_are_nothing() {
    let app = TestApp::spawn().await;
    let rows = [("USD", "1", "87,4500"), ("EUR", "1", "101,5076")];
    assert_eq!(bank(&app, "23.11.2026", &rows).await, report(2, 0, 0));
    let first = ask(&app, "?symbols=USD").await.remove(0);
    app.pass(60);
    assert_eq!(bank(&app, "23.11.2026", &rows).await, report(0, 0, 2));
    assert_eq!(ask(&app, "?symbols=USD").await, std::slice::from_ref(&first));
    assert_eq!(log(&app).await.len(), 2);

    assert_eq!(bank(&app, "23.11.2026", &[("USD", "1", "87,4600"), rows[1]]).await, report(0, 1, 1));
    // An archive that leaves zeros away says nothing new; another nominal does.
    app.pass(1);
    assert_eq!(bank(&app, "23.11.2026", &[("USD", "1", "87,46")]).await, report(0, 0, 1));
    app.pass(1);
    assert_eq!(bank(&app, "23.11.2026", &[("USD", "100", "87,46")]).await, report(0, 1, 0));
    assert_eq!(kept(&app, "USD").await, ["1 87.4500 false", "2 87.4600 false", "3 87.46 true"]);
    assert_eq!(kept(&app, "EUR").await, ["1 101.5076 true"]);
    let last = ask(&app, "?symbols=USD").await.remove(0);
    assert_eq!(
        (&last["observationId"], &last["revision"], &last["rate"]),
        (&first["observationId"], &json!(3), &json!("0.8746"))
    );
    assert_eq!(last["fetchedAt"], app.at(0));
    assert_eq!(last.get("change"), None, "a revision is no change of the rate");
    let changes = log(&app).await;
    let ops: Vec<&str> = changes.iter().map(|change| change["op"].as_str().unwrap()).collect();
    assert_eq!(ops, ["CREATED", "CREATED", "UPDATED", "UPDATED"]);
    assert!(changes.iter().all(|change| change["type"] == "RATE" && change["reason"] == "import"));
    assert!(changes[2..].iter().all(|change| change["id"] == first["observationId"]));
}

#[tokio::test]
async fn an_answer_s_validator_moves_with_a_revision() {
    let app = TestApp::spawn().await;
    bank(&app, "23.11.2026", &[("USD", "1", "87,4500")]).await;
    let tag = async || app.get("/v1/rates").await.header("etag").to_owned();
    let first = tag().await;
    bank(&app, "23.11.2026", &[("USD", "1", "87,4500")]).await;
    assert_eq!(tag().await, first);
    app.pass(1);
    bank(&app, "23.11.2026", &[("USD", "1", "87,4501")]).await;
    assert_ne!(tag().await, first);
}

#[tokio::test]
async fn a_file_comes_in_whole_or_not_at_all() {
    let app = TestApp::spawn().await;
    let take = async |day: &str, rows: &[(&str, &str, &str)]| {
        let quotations = nbkr::read(file(day, rows).as_bytes()).unwrap().quotations;
        rates::import(&app.app, &Actor::System, &nbkr::SOURCE, quotations, app.app.now()).await
    };
    let good = ("EUR", "1", "101,5076");
    for (day, bad, words) in [
        ("26.11.2026", ("USD", "1", "87,4500"), "2026-11-26 is more than 2 days after today, 2026-11-23"),
        ("23.11.2026", ("EUR", "1", "101,5076"), "EUR is there twice for 2026-11-23"),
        ("23.11.2026", ("KGS", "1", "1,0000"), "KGS: a currency has no rate to itself"),
        ("23.11.2026", ("USD", "3", "87,4500"), "USD: the nominal 3 is not 1, 10, 100"),
        ("23.11.2026", ("USD", "10000000", "87,4500"), "USD: the nominal 10000000 is not"),
    ] {
        let error = take(day, &[good, bad]).await.expect_err(words);
        assert_eq!(error.code, Code::UnprocessableContent);
        assert!(error.detail.contains(words), "{}", error.detail);
    }
    let error = take("23.11.2026", &[("BYR", "100", "0,3402")]).await.unwrap_err();
    assert!(error.detail.contains("no rate in it of a currency in use"), "{}", error.detail);
    assert_eq!((said(&app, "").await.len(), log(&app).await.len()), (0, 0));

    // An hour before the bank's midnight it is still the 23rd there, though not in Tokyo; two days ahead are taken.
    app.pass(11 * 3600);
    take("25.11.2026", &[good]).await.unwrap();
    assert!(take("26.11.2026", &[good]).await.is_err());
    // Archives are taken from any day, with the codes that were in use then.
    let done = take("14.12.2013", &[("BYR", "1000", "5,1234"), ("LVL", "1", "95,1")]).await.unwrap();
    assert_eq!(done, report(2, 0, 0));
    let done = take("23.05.2026", &[("BYR", "100", "0,3402"), good]).await.unwrap();
    assert_eq!(done, RatesImported { withdrawn: vec!["BYR".parse().unwrap()], ..report(1, 0, 0) });
}

#[tokio::test]
async fn an_earlier_capture_does_not_undo_a_later_one() {
    let app = TestApp::spawn().await;
    bar(&app, "2026-11-23", ["87.45", "101.51", "1.23", "0.19"]).await;
    let day = "2026-11-23".parse().unwrap();
    let numbers = ["87.40", "101.51", "1.23", "0.19"].map(str::to_owned);
    let earlier = page::quotations(&numbers, day).unwrap().unwrap();
    let take = async |at| rates::import(&app.app, &Actor::System, &page::SOURCE, earlier.clone(), at).await;
    let done = take(app.app.now().plus_seconds(-60)).await.unwrap();
    assert_eq!(done, RatesImported { older: 1, ..report(0, 0, 3) });
    assert_eq!(said(&app, "?source=page&symbols=USD").await, ["USD 87.45"]);
    let error = take(app.app.now().plus_seconds(1)).await.unwrap_err();
    assert!(error.detail.contains("is in the future"), "{}", error.detail);
    app.pass(1);
    assert_eq!(take(app.app.now()).await.unwrap(), report(0, 1, 3));
    assert_eq!(said(&app, "?source=page&symbols=USD").await, ["USD 87.40"]);
}

#[tokio::test]
async fn imports_at_the_same_moment_add_each_revision_once() {
    let app = TestApp::spawn().await;
    for day in ["21.11.2026", "22.11.2026", "23.11.2026"] {
        let rows = [("USD", "1", "87,4500"), ("EUR", "1", "101,5076")];
        let quotations = nbkr::read(file(day, &rows).as_bytes()).unwrap().quotations;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (app, quotations) = (app.app.clone(), quotations.clone());
                tokio::spawn(async move {
                    let now = app.now();
                    rates::import(&app, &Actor::System, &nbkr::SOURCE, quotations, now).await
                })
            })
            .collect();
        let mut created = 0;
        for task in tasks {
            let done = task.await.unwrap().unwrap();
            assert_eq!(done.created + done.unchanged, 2, "{done:?}");
            created += done.created;
        }
        assert_eq!(created, 2, "{day}");
    }
    assert_eq!(log(&app).await.len(), 6);
    assert_eq!(kept(&app, "USD").await, ["1 87.4500 true"; 3]);
}

#[tokio::test]
async fn the_same_files_in_any_order_change_nothing_any_more() {
    let app = TestApp::spawn().await;
    let (a, b) = ([("USD", "1", "87,4500"), ("EUR", "1", "101,0")], [("USD", "1", "87,4600"), ("EUR", "1", "101,0")]);
    let older = RatesImported { older: 1, ..report(0, 0, 1) };
    for (rows, expected) in [(&a, report(2, 0, 0)), (&b, report(0, 1, 1)), (&a, older.clone()), (&b, report(0, 0, 2))] {
        assert_eq!(bank(&app, "23.11.2026", rows).await, expected);
        app.pass(60);
    }
    assert_eq!(kept(&app, "USD").await, ["1 87.4500 false", "2 87.4600 true"]);
    assert_eq!(log(&app).await.len(), 3);

    // Two pages of one capture: none of them is the newer one, so what is there stays.
    let numbers = |dollar| [dollar, "101.51", "1.23", "0.19"];
    assert_eq!(bar(&app, "2026-11-23", numbers("87.45")).await, report(4, 0, 0));
    for _ in 0..2 {
        let other = bar(&app, "2026-11-23", numbers("87.46")).await;
        assert_eq!(other, RatesImported { older: 1, ..report(0, 0, 3) });
        assert_eq!(bar(&app, "2026-11-23", numbers("87.45")).await, report(0, 0, 4));
    }
    assert_eq!(said(&app, "?source=page&symbols=USD").await, ["USD 87.45"]);
    assert_eq!(log(&app).await.len(), 7);
}

#[tokio::test]
async fn imports_of_other_digits_at_the_same_moment_wait_for_each_other() {
    let app = TestApp::spawn().await;
    let tasks: Vec<_> = (0..10)
        .map(|i| {
            let text = file("23.11.2026", &[("USD", "1", &format!("87,45{i:02}"))]);
            let quotations = nbkr::read(text.as_bytes()).unwrap().quotations;
            let app = app.app.clone();
            tokio::spawn(async move {
                let taken = app.now().plus_seconds(i - 100);
                rates::import(&app, &Actor::System, &nbkr::SOURCE, quotations, taken).await.unwrap()
            })
        })
        .collect();
    let (mut added, mut older) = (0, 0);
    for task in tasks {
        let done = task.await.unwrap();
        added += done.created + done.revised;
        older += done.older;
    }
    assert_eq!(added + older, 10);
    assert_eq!(kept(&app, "USD").await.len(), added);
    assert_eq!(said(&app, "").await, ["USD 87.4509"], "the one that was taken last");
}

#[tokio::test]
async fn importing_needs_a_scope() {
    let app = TestApp::spawn().await;
    let quotations = nbkr::read(file("23.11.2026", &[("USD", "1", "87,4500")]).as_bytes()).unwrap().quotations;
    for (scopes, code) in [
        (&[][..], Some(Code::Unauthenticated)),
        (&[Scope::ArticlesWrite, Scope::ArticlesPublish][..], Some(Code::Forbidden)),
        (&[Scope::RatesWrite][..], None),
        (&[Scope::Imports][..], None),
        (&[Scope::Admin][..], None),
    ] {
        let actor = match scopes {
            [] => Actor::Anonymous,
            scopes => {
                let header = format!("Bearer {}", app.key(scopes).await);
                keys::authenticate(&app.app, Some(&header)).await.unwrap()
            }
        };
        let done = rates::import(&app.app, &actor, &nbkr::SOURCE, quotations.clone(), app.app.now()).await;
        assert_eq!(done.err().map(|error| error.code), code, "{scopes:?}");
    }
}

#[tokio::test]
async fn the_command_brings_in_files_and_shows_a_day() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let path = |name: &str| fixture(name).to_str().unwrap().to_owned();
    let (daily, weekly) = (path("nbkr_daily.xml"), path("nbkr_weekly.xml"));
    let done = program.run(&["rates", "import", &daily, &weekly]);
    for words in [
        "nbkr_daily.xml: nbkr for 2026-05-24: 5 new, 0 revised, 0 unchanged\n",
        "nbkr_weekly.xml: nbkr for 2026-05-23: 4 new, 0 revised, 0 unchanged, left out BYR, withdrawn before that day\n",
        "2 of 2 files are in.\n",
    ] {
        assert!(done.expect(0).contains(words), "{words}\n{}", done.out);
    }
    let again = program.run(&["rates", "import", &daily]);
    assert!(again.expect(0).contains("0 new, 0 revised, 5 unchanged"), "{}", again.out);
    // A file that is known to be older stays behind what is there; without the instant it would be the newest.
    program.file("other.xml", file("24.05.2026", &[("USD", "1", "87,4400"), ("ZZZ", "1", "1,0")]));
    let old = program.run(&["rates", "import", "other.xml", "--fetched-at", "2026-05-23T10:20:45Z"]);
    for words in ["0 new, 0 revised, 0 unchanged, 1 older than what is there\n", "  left out   «ZZZ» is not a currency"]
    {
        assert!(old.expect(0).contains(words), "{words}\n{}", old.out);
    }
    let future = program.run(&["rates", "import", "other.xml", "--fetched-at", "2999-01-01T00:00:00Z"]);
    assert!(future.code == Some(1) && future.err.contains("which is in the future"), "{}", future.err);
    let wrong = program.run(&["rates", "import", "other.xml", "--fetched-at", "today"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("is not an instant"), "{}", wrong.err);
    program.file("bad.xml", file("24.05.2026", &[("USD", "1", "-1")]));
    let bad = program.run(&["rates", "import", "bad.xml", "none.xml", &daily]);
    assert_eq!(bad.code, Some(1));
    assert!(bad.err.contains("bad.xml: USD: the value «-1» is no rate"), "{}", bad.err);
    assert!(bad.err.contains("none.xml: "), "{}", bad.err);
    assert!(bad.out.contains("1 of 3 files are in."), "{}", bad.out);

    let shown = program.run(&["rates", "show", "--date", "2026-05-30", "--symbols", "JPY,USD"]);
    let lines: Vec<&str> = shown.expect(0).lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "10 JPY =       5.4969 KGS   from 2026-05-23 (nbkr)   the source is down   stale: 7 days old",
            "1 USD =      87.4500 KGS   from 2026-05-24 (nbkr)   the source is down   stale: 6 days old",
        ]
    );
    // Each currency that was asked for says why it is of another day, or why it is not there.
    let shown = program.run(&["rates", "show", "--date", "2026-05-25", "--symbols", "GBP,USD,THB"]);
    let lines: Vec<&str> = shown.expect(0).lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "1 GBP =     117.4147 KGS   from 2026-05-23 (nbkr)   for its week",
            "1 USD =      87.4500 KGS   from 2026-05-24 (nbkr)   over the weekend",
            "THB   the source has no rate of it (nbkr)",
        ]
    );
    let none = program.run(&["rates", "show", "--date", "2001-01-01"]);
    assert!(none.expect(0).contains("There is no rate for 2001-01-01."), "{}", none.out);
    assert!(none.out.contains("USD   the first rate here is of a later day (nbkr)"), "{}", none.out);
    let wrong = program.run(&["rates", "show", "--source", "fed"]);
    assert!(wrong.code == Some(1) && wrong.err.contains("«fed» is not a source"), "{}", wrong.err);
}
