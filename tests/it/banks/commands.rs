//! The commands: files of every bank, asking by hand, and what is held back.

use std::time::{Duration, Instant};

use super::bytes;
use super::server::Banks;
use crate::nbkr::file;
use crate::program::Program;
use crate::support::TestApp;

#[tokio::test]
async fn files_of_every_bank_are_known_by_what_they_say() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let names = [
        ("nbkr_daily.xml", "nbkr for 2026-05-24: 5 new"),
        ("cbr/daily.xml", "cbr for 2026-04-25: 4 new"),
        ("cbr/dynamic.xml", "cbr for 2026-03-03 to 2026-03-04: 2 new"),
        ("ecb/hist.zip", "ecb for 2007-12-28 to 2026-05-22: 15 new"),
        ("ecb/hist.csv.gz", "ecb for 2007-12-28 to 2026-05-22: 0 new, 0 revised, 15 unchanged"),
        ("ecb/series.csv", "ecb for 2026-05-21 to 2026-05-22: 1 new, 0 revised, 2 unchanged"),
        ("nbk/day.xml", "nbk for 2026-04-01: 5 new"),
        ("nbk/feed.xml", "nbk for 2026-04-01: 0 new, 0 revised, 5 unchanged"),
        ("cbu/all.xml", "cbu for 2026-04-01: 4 new"),
        ("cbu/all.json", "cbu for 2026-04-01: 0 new, 0 revised, 4 unchanged"),
        ("nbt/day.xml", "nbt for 2026-05-18: 4 new"),
    ];
    let mut arguments = vec!["rates".to_owned(), "import".to_owned()];
    arguments.extend(names.iter().map(|(name, _)| super::fixture(name).to_str().unwrap().to_owned()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = program.run(&arguments);
    for (name, words) in names {
        let line = done.expect(0).lines().find(|line| line.contains(name)).unwrap_or_default();
        assert!(line.contains(words), "{name}: {}", done.out);
    }
    assert!(done.out.contains("11 of 11 files are in."), "{}", done.out);

    let page = super::fixture("nbkr/history.html");
    let page = page.to_str().unwrap();
    let nameless = program.run(&["rates", "import", page]);
    assert!(nameless.code == Some(1) && nameless.err.contains("of which currency"), "{}", nameless.err);
    let named = program.run(&["rates", "import", page, "--currency", "USD", "--json"]);
    let report: serde_json::Value = serde_json::from_str(named.expect(0)).unwrap();
    assert_eq!(
        (&report["source"], &report["created"], &report["from"]),
        (&"nbkr".into(), &2.into(), &"2005-06-11".into())
    );
    program.file("other.txt", "21.04.2000 #80");
    let other = program.run(&["rates", "import", "other.txt"]);
    assert!(other.code == Some(1) && other.err.contains("no bank writes such a file"), "{}", other.err);
    let error = super::fixture("cbr/error.xml");
    let error = program.run(&["rates", "import", error.to_str().unwrap()]);
    assert!(error.code == Some(1) && error.err.contains("«Error in parameters»"), "{}", error.err);
}

#[tokio::test]
async fn banks_are_asked_by_hand() {
    let (app, banks) = (TestApp::spawn().await, Banks::start());
    banks.file("/stats/eurofxref/eurofxref-daily.xml", bytes("ecb/daily.xml"));
    let address = banks.server.url("");
    let program = Program::on(&app);
    let run = |arguments: &[&str]| {
        let settings = ["--fetch-allow", "127.0.0.1", "--fetch-seconds", "1", "--rates-wait-seconds", "0"];
        let banks = ["--rates-ecb-url", &address, "--rates-nbt-url", &address];
        program.run(&[&["rates"], &settings[..], &banks, &["sync"], arguments].concat())
    };
    let done = run(&["--source", "ecb"]);
    assert_eq!(done.expect(0), "ecb: 1 file up to 2026-05-22: 3 new, 0 revised, 0 unchanged\n");
    let failed = run(&["--source", "ecb", "--source", "nbt", "--from", "2026-05-18", "--to", "2026-05-19"]);
    assert_eq!(failed.code, Some(1));
    assert!(failed.err.contains("dateline: nbt: /en/kurs/export_xml.php?date=2026-05-18"), "{}", failed.err);
    for (arguments, words) in [
        (&["--source", "fed"][..], "«fed» is no bank; known are: nbkr, cbr, ecb, nbk, cbu, nbt"),
        (&["--from", "2026-05-18"], "--to"),
        (&["--source", "nbt", "--from", "2026-05-18", "--to", "2026-05-17"], "is before the first day"),
    ] {
        let refused = run(arguments);
        assert!(refused.code != Some(0) && refused.err.contains(words), "{}", refused.err);
    }
    let wrong = program.run(&["rates", "--rates-ecb-url", "ftp://bank.example", "sync"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("is not the address of a bank"), "{}", wrong.err);
}

#[tokio::test]
async fn what_is_held_back_is_listed_accepted_and_rejected() {
    let app = TestApp::spawn().await;
    let program = Program::on(&app);
    let none = program.run(&["rates", "quarantine", "list"]);
    assert_eq!(none.expect(0), "Nothing is held back.\n");
    program.file("one.xml", file("22.05.2026", &[("USD", "1", "87,4500"), ("SAR", "1", "23,3000")]));
    program.file("two.xml", file("23.05.2026", &[("USD", "1", "8,7450"), ("SAR", "1", "23,3000")]));
    program.file("three.xml", file("23.05.2026", &[("USD", "1", "87,4600"), ("SAR", "1", "0,0576")]));
    let done = program.run(&["rates", "import", "one.xml", "two.xml", "three.xml"]);
    let words =
        "held back  USD/KGS moved from 87.4500 on 2026-05-22 to 8.7450 on 2026-05-23: see «dateline rates quarantine»";
    assert!(done.expect(0).contains(words), "{}", done.out);
    let list = program.run(&["rates", "quarantine", "list"]);
    let digest = |origin: &str| {
        let before = list.out.split(&format!("from  {origin}")).next().unwrap();
        let head = before.lines().rev().find(|line| line.contains("  nbkr  ")).unwrap();
        head.split(' ').next().unwrap().to_owned()
    };
    assert!(list.expect(0).contains("2026-05-23 1 USD = 8.7450 KGS"), "{}", list.out);
    let reject = program.run(&["rates", "quarantine", "reject", &digest("two.xml")]);
    assert!(reject.expect(0).contains("of nbkr stays out."), "{}", reject.out);
    let accept = program.run(&["rates", "quarantine", "accept", &digest("three.xml")]);
    assert!(accept.expect(0).contains("of nbkr is in: 1 new, 0 revised, 0 unchanged."), "{}", accept.out);
    assert_eq!(program.run(&["rates", "quarantine", "list"]).expect(0), "Nothing is held back.\n");
    let all = program.run(&["rates", "quarantine", "list", "--all"]);
    assert!(all.expect(0).contains("accepted") && all.out.contains("rejected"), "{}", all.out);
}

#[tokio::test]
async fn a_server_asks_the_banks_by_itself_and_the_demonstration_does_not() {
    let (app, other, banks) = (TestApp::spawn().await, TestApp::spawn().await, Banks::start());
    banks.file("/XML/daily.xml", bytes("nbkr_daily.xml"));
    banks.file("/XML/weekly.xml", bytes("nbkr_weekly.xml"));
    let address = banks.server.url("");
    let environment = [
        ("DATELINE_RATES_SYNC", "true"),
        ("DATELINE_RATES_SOURCES", "nbkr"),
        ("DATELINE_RATES_NBKR_URL", address.as_str()),
        ("DATELINE_RATES_WAIT_SECONDS", "0"),
        ("DATELINE_FETCH_ALLOW", "127.0.0.1"),
    ];
    let demonstration = Program::on(&other);
    let mut demonstration = demonstration.start(&["--demo"], &environment);
    demonstration.listen();
    assert!(demonstration.stop(Duration::from_secs(30)).is_some());
    assert_eq!(banks.asked(), [""; 0]);
    let program = Program::on(&app);
    let mut serving = program.start(&[], &environment);
    serving.listen();
    let until = Instant::now() + Duration::from_secs(30);
    while serving.items("/v1/rates?date=2026-05-24&symbols=USD,GBP").await.len() < 2 {
        assert!(Instant::now() < until, "{}", serving.logged());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(banks.asked(), ["/XML/daily.xml", "/XML/weekly.xml"]);
}
