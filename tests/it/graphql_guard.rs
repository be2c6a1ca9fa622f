//! The limits of a GraphQL request: each at its value and one above, and texts made to break a parser.

mod document;
mod hostile;
mod introspection;
mod text;

use async_graphql::parser::parse_query;
use dateline::graphql::guard::{Limits, Measure, Refusal, RefusalCode, Scan, measure, scan};
use serde_json::{Map, Value, json};

/// A limit: its name in the message, its value, and a text that has so many of what it limits.
type Case = (&'static str, fn(&Limits) -> u64, fn(u64) -> String);

/// Limits that refuse nothing, to look at one limit alone.
fn open() -> Limits {
    Limits {
        bytes: u64::MAX,
        tokens: u64::MAX,
        nesting: u64::MAX,
        depth: u64::MAX,
        aliases: u64::MAX,
        root_fields: u64::MAX,
        directives: u64::MAX,
        directives_in_place: u64::MAX,
        spreads: u64::MAX,
        selections: u64::MAX,
        cost: u64::MAX,
        rows: u64::MAX,
        introspection_lists: u64::MAX,
        ..Limits::anonymous()
    }
}

fn scanned(text: &str) -> Scan {
    scan(text, &open()).unwrap()
}

fn measure_as(text: &str, variables: &Value, name: Option<&str>, limits: &Limits) -> Result<Measure, Refusal> {
    let variables = variables.as_object().cloned().unwrap_or_else(Map::new);
    measure(&parse_query(text).unwrap(), &variables, name, limits)
}

fn measured(text: &str) -> Measure {
    measure_as(text, &json!({}), None, &open()).unwrap()
}

fn check(text: &str, limits: &Limits) -> Result<Measure, Refusal> {
    scan(text, limits)?;
    measure_as(text, &json!({}), None, limits)
}

/// The limit is refused with the value found and the value allowed, in one line.
#[track_caller]
fn assert_refused<T: std::fmt::Debug>(result: Result<T, Refusal>, limit: &str, found: u64, allowed: u64) {
    let refusal = result.unwrap_err();
    assert_eq!(refusal.code, RefusalCode::TooComplex);
    assert_eq!(refusal.message, format!("the {limit} is {found}, at most {allowed} is allowed"));
}

fn times(n: u64, part: impl Fn(u64) -> String) -> String {
    (0..n).map(part).collect()
}

fn repeat(text: &str, n: u64) -> String {
    text.repeat(usize::try_from(n).unwrap())
}

#[test]
fn anonymous_and_keyed_limits_are_the_published_ones() {
    let table = |l: Limits| {
        let text = [l.bytes, l.tokens, l.nesting, l.aliases, l.directives, l.directives_in_place, l.spreads];
        let document = [l.depth, l.root_fields, l.selections, l.cost, l.rows, l.page_default, l.page_max];
        (text, document)
    };
    let anonymous = ([16_384, 1_000, 32, 15, 20, 5, 50], [10, 10, 1_000, 1_000, 2_000, 20, 100]);
    let keyed = ([32_768, 2_000, 32, 30, 20, 5, 50], [15, 20, 2_000, 2_000, 10_000, 20, 100]);
    assert_eq!(table(Limits::anonymous()), anonymous);
    assert_eq!(table(Limits::keyed()), keyed);
}

#[test]
fn each_text_limit_at_its_value_and_one_above() {
    let cases: [Case; 7] = [
        ("length of the query in bytes", |l| l.bytes, |n| format!("{{a}}{}", repeat(" ", n - 3))),
        ("number of tokens", |l| l.tokens, |n| format!("{{{}}}", repeat("a ", n - 2))),
        ("nesting of brackets", |l| l.nesting, |n| repeat("{a", n) + &repeat("}", n)),
        ("number of fragment spreads", |l| l.spreads, |n| format!("{{{}}}", repeat("...F ", n))),
        ("number of aliases", |l| l.aliases, |n| format!("{{{}}}", times(n, |i| format!("a{i}:b ")))),
        ("number of directives", |l| l.directives, |n| format!("{{{}}}", repeat("a @x(y: 1) ", n))),
        (
            "number of directives in one place",
            |l| l.directives_in_place,
            |n| format!("{{a {}}}", repeat("@x(y:[{z:1}]) ", n)),
        ),
    ];
    for limits in [Limits::anonymous(), Limits::keyed()] {
        for (name, limit, make) in &cases {
            let allowed = limit(&limits);
            scan(&make(allowed), &limits).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
            assert_refused(scan(&make(allowed + 1), &limits), name, allowed + 1, allowed);
        }
    }
}

#[test]
fn each_document_limit_at_its_value_and_one_above() {
    let cases: [Case; 6] = [
        ("depth", |l| l.depth, |n| repeat("{a", n) + &repeat("}", n)),
        (
            "number of root fields",
            |l| l.root_fields,
            |n| {
                // one by a fragment, one by an inline fragment, the others written in the operation
                format!("{{...F ... {{a}} {}}} fragment F on Query {{b}}", repeat("c ", n - 2))
            },
        ),
        (
            "number of aliases with fragments written out",
            |l| l.aliases,
            |n| {
                let rest = times(n - 6, |i| format!("y{i}: y "));
                format!("{{z {{...F a {{...F}} b {{...F {rest}}}}}}} fragment F on Z {{x: u v: u}}")
            },
        ),
        (
            "number of selections with fragments written out",
            |l| l.selections,
            |n| {
                // ten spreads of ten fields each are 110; the rest is written
                format!(
                    "{{z{{{}{}}}}} fragment F on Z {{{}}}",
                    repeat("...F ", 10),
                    repeat("b ", n - 111),
                    repeat("a ", 10)
                )
            },
        ),
        (
            "cost",
            |l| l.cost,
            |n| {
                let many = (n - 2) / 100;
                let rest = n - 2 - many * 100;
                let (pages, single) = (repeat("b{c} ", many), repeat("d{e} ", rest));
                format!("{{a(first: 100){{{pages}}} z{{{single}}}}}")
            },
        ),
        (
            "number of rows",
            |l| l.rows,
            |n| {
                let many = (n - 1) / 100;
                format!("{{z{{{} b(last: {})}}}}", times(many, |_| "a(first: 100) ".into()), n - many * 100)
            },
        ),
    ];
    for limits in [Limits::anonymous(), Limits::keyed()] {
        for (name, limit, make) in &cases {
            let allowed = limit(&limits);
            let run = |text: &str| measure_as(text, &json!({}), None, &limits);
            run(&make(allowed)).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
            assert_refused(run(&make(allowed + 1)), name, allowed + 1, allowed);
        }
    }
}
