//! Cost, rows and the operation that is charged.

use super::{check, measure_as, measured, open, times};
use dateline::graphql::guard::Limits;
use serde_json::json;

const FRONT_PAGE: &str = "{ sections { id slug name } articles(first: 20) { edges { node {
    id headline lead section { slug name } tags { slug name } authors { name }
    dateline { raw date places { name } agency { slug name } } } } pageInfo { endCursor hasNextPage } } }";

#[test]
fn pages_multiply_cost_and_rows() {
    let query =
        |arguments: &str| format!("query ($n: Int, $d: Int = 7, $l: [ID!] = [1 2 3]) {{x{arguments} {{y {{z}}}}}}");
    let variables = json!({"n": 30, "text": "9", "none": null, "many": [1, 2, 3, 4], "big": 1_u64 << 62, "below": -5});
    for (arguments, page) in [
        ("(first: 10)", 10),
        ("(last: 10)", 10),
        ("(first: 3, last: 8)", 8),
        ("(first: $n)", 30),
        ("(first: $d)", 7),
        ("(first: 0)", 1),
        ("(first: -9)", 1),
        ("(first: $below)", 1),
        ("(first: 101)", 100),
        ("(first: $big)", 100),
        ("(first: 4611686018427387904)", 100),
        ("(first: 99999999999999999999999)", 100),
        ("(first: 1.5)", 100),
        ("(first: \"3\")", 100),
        ("(first: $text)", 100),
        ("(first: [1])", 100),
        ("(ids: [1 2 3 4 5])", 5),
        ("(ids: $l)", 3),
        ("(ids: $many)", 4),
        ("(ids: [$n $d])", 2),
        ("(ids: $n)", 1),
        ("(ids: [])", 1),
        ("(ids: [1 2], first: 9)", 9),
    ] {
        let found = measure_as(&query(arguments), &variables, None, &open()).unwrap();
        assert_eq!((found.cost, found.rows), (1 + page, page), "{arguments}");
    }
    for arguments in ["", "(first: null)", "(first: $none)", "(first: $unknown)", "(ids: null)", "(after: 5)"] {
        let found = measure_as(&query(arguments), &variables, None, &open()).unwrap();
        assert_eq!((found.cost, found.rows), (2, 0), "{arguments}");
    }
}

#[test]
fn connections_have_the_default_page() {
    let found = |text| (measured(text).cost, measured(text).rows);
    assert_eq!(found("{articles {id}}"), (1, 20));
    assert_eq!(found("{articles {pageInfo {endCursor}}}"), (1, 20));
    assert_eq!(found("{things {edges {node {id}}}}"), (1 + 20 * 2, 20));
    assert_eq!(found("{things {...F}} fragment F on T {... {nodes {id}}}"), (1 + 20, 20));
    assert_eq!(found("{things {deep {nodes {id}}}}"), (1 + 1 + 20, 20));
    assert_eq!(found("{articles(first: 2) {nodes {comments {nodes {id}}}}}"), (1 + 2 * (2 + 20), 2 * 21));
}

#[test]
fn saturates_instead_of_wrapping() {
    let limits = Limits { page_max: u64::MAX, ..open() };
    let run = |text: &str| measure_as(text, &json!({}), None, &limits).unwrap();
    let found = run("{a(first: 4611686018427387904) {b {x} c {x} d {x} e {x}}}");
    assert_eq!((found.cost, found.rows), (u64::MAX, 1 << 62));
    let found = run("{a(first: 4611686018427387904) {b(first: 4611686018427387904) {c {x}}}}");
    assert_eq!((found.cost, found.rows), (u64::MAX, u64::MAX));
    let chain = times(70, |i| format!("fragment F{i} on Q {{...F{0} b: c {{d}} ...F{0}}} ", i + 1));
    let found = run(&format!("{{...F0}} {chain} fragment F70 on Q {{a: a {{b}}}}"));
    assert_eq!([found.selections, found.aliases, found.cost, found.root_fields], [u64::MAX; 4]);
}

#[test]
fn the_chosen_operation_is_charged_and_all_are_read() {
    let text =
        "query A {a {b {c}}} query B {x: a {b} y: a {b} z: a(first: 5) {b}} fragment Unused on Q {a {a {a {a}}}}";
    let run = |name| measure_as(text, &json!({}), name, &open()).unwrap();
    let charged = |name| (run(name).cost, run(name).root_fields, run(name).aliases, run(name).rows);
    assert_eq!(charged(Some("A")), (2, 1, 0, 0));
    assert_eq!(charged(Some("B")), (3, 3, 3, 5));
    assert_eq!(charged(Some("C")), (3, 3, 3, 5));
    assert_eq!(charged(None), (3, 3, 3, 5));
    assert_eq!((run(None).selections, run(None).depth), (3 + 6 + 4, 4));
    let defaults = "query A($n: Int = 2) {...F} query B($n: Int = 9) {...F} fragment F on Q {a(first: $n) {b {c}}}";
    assert_eq!(measure_as(defaults, &json!({}), Some("A"), &open()).unwrap().cost, 3);
    assert_eq!(measure_as(defaults, &json!({}), Some("B"), &open()).unwrap().cost, 10);
}

#[test]
fn the_front_page_passes_for_anonymous_readers() {
    for (articles, cost) in [(20, 162), (40, 322), (100, 802)] {
        let text = FRONT_PAGE.replace("20", &articles.to_string());
        let found = check(&text, &Limits::anonymous()).unwrap();
        assert_eq!((found.cost, found.rows, found.root_fields, found.depth), (cost, articles, 2, 6));
    }
}
