//! `dateline parse`: what it prints for what it is given, and how it measures.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Runs the command over an input; gives its exit code, its lines and its complaints.
fn run(arguments: &[&str], input: &str) -> (i32, Vec<String>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("parse")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let lines = text(output.stdout).lines().map(str::to_owned).collect();
    (output.status.code().unwrap(), lines, text(output.stderr))
}

fn objects(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_line_gets_a_line() {
    let input = "Бишкек, 27.08.20. /Кабар/. Госорганы\n\nПросто текст\n\
        {\"text\": \"ПЕРМЬ, 17 мая. /ТАСС/. Текст\", \"published\": \"2019-05-17T12:00:00+03:00\"}";
    let (code, lines, said) = run(&["--published", "2020-08-27"], input);
    assert_eq!((code, said.as_str()), (0, ""));
    let read = objects(&lines);
    assert_eq!(read.len(), 4);
    assert_eq!(
        read[0],
        json!({
            "isDateline": true,
            "places": [{"name": "Бишкек", "region": null, "country": "KG", "placeId": "geonames:1528675"}],
            "country": "KG", "countryRule": "GAZETTEER", "date": "2020-08-27", "dateRule": "TWO_DIGIT_YEAR",
            "dateSuspect": false, "time": null, "agency": {"slug": "kabar", "name": "Kabar", "raw": "Кабар"},
            "correspondent": null, "style": "SLASH", "bodyOffset": {"utf16": 27, "chars": 27, "bytes": 38},
        })
    );
    for none in &read[1..3] {
        assert_eq!((&none["isDateline"], &none["places"], &none["style"]), (&json!(false), &json!([]), &Value::Null));
    }
    assert_eq!(read[3]["date"], "2019-05-17");
}

#[test]
fn a_source_may_switch_styles_on() {
    for (option, text) in
        [("--colon", "SINGAPORE: Tampines Rovers won"), ("--own-line", "{\"text\": \"ANKARA\\n\\nTurkish\"}")]
    {
        assert_eq!(objects(&run(&[], text).1)[0]["isDateline"], json!(false), "{text}");
        assert_eq!(objects(&run(&[option], text).1)[0]["isDateline"], json!(true), "{text}");
    }
}

#[test]
fn a_line_that_cannot_be_read_says_why_and_does_not_stop_the_others() {
    let (code, lines, said) =
        run(&[], "{\"text\": 1}\n{\"text\": \"a\", \"published\": \"soon\"}\nТАСС, 17 мая. Текст\n");
    assert_eq!(code, 1);
    assert_eq!(lines.len(), 3);
    assert!(said.contains("line 1: «text»") && said.contains("line 2: «published»"), "{said}");
    assert_eq!(objects(&lines)[2]["isDateline"], json!(true));
    let (code, lines, said) = run(&["--published", "yesterday"], "");
    assert_eq!((code, lines.len()), (1, 0));
    assert!(said.contains("--published"), "{said}");
    let (code, _, said) = run(&["no-such-file.txt"], "");
    assert_eq!(code, 1);
    assert!(said.contains("no-such-file.txt"), "{said}");
}

#[test]
fn a_score_counts_what_is_found_missed_and_invented() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.jsonl");
    let lines = [
        json!({"id": "a", "text": "Бишкек, 27.08.20. /Кабар/. Т", "published": "2020-08-27",
            "expect": {"is_dateline": true, "places": ["Бишкек"], "date": "2020-08-27", "agency": "kabar", "body_offset": 27}}),
        json!({"id": "b", "text": "Бишкек, 27.08.20. /Кабар/. Т", "published": "2020-08-27",
            "expect": {"isDateline": true, "places": ["Ош"], "agency": "kabar", "bodyOffset": 27}}),
        json!({"id": "c", "text": "Просто текст", "expect": {"is_dateline": true}}),
        json!({"id": "d", "text": "ТАСС, 17 мая. Т", "expect": {"is_dateline": false}}),
        json!({"id": "e", "text": "Просто текст", "expect": {"is_dateline": false}}),
    ];
    std::fs::write(&path, lines.map(|line| line.to_string()).join("\n")).unwrap();
    let (code, said, _) = run(&["--score", path.to_str().unwrap()], "");
    assert_eq!(code, 0);
    let said = said.join("\n");
    for wanted in [
        "precision                 66.66 % (2 of 3)",
        "recall                    66.66 % (2 of 3)",
        "false heads               50.00 % (1 of 2)",
        "exact in 4 fields         33.33 % (1 of 3)",
        "c \"Просто текст\": not read",
    ] {
        assert!(said.contains(wanted), "{said}");
    }
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/dateline.json");
    let (_, said, _) = run(&["--score", vectors], "");
    assert!(said.iter().any(|line| line == "tier 1                    100.00 % (116 of 116)"), "{said:?}");
}
