//! Texts made to break a parser or a validator.

use std::time::{Duration, Instant};

use super::{measure_as, measured, open, repeat, times};
use async_graphql::parser::{
    parse_query,
    types::{ExecutableDocument, Selection, SelectionSet},
};
use dateline::graphql::guard::{Limits, RefusalCode, measure, scan};
use proptest::prelude::*;
use serde_json::{Map, json};

/// A call that aborts the process if it needs more stack than this.
fn on_stack<T: Send + 'static>(kilobytes: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(kilobytes * 1024).spawn(work).unwrap().join().unwrap()
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let forms = [
        ("values", format!("{{a(b: {})}}", deep("[", "]"))),
        ("object values", format!("{{a(b: {})}}", deep("{c:", "}"))),
        ("selections", deep("{a", "}")),
        ("inline fragments", format!("{{{}}}", deep("...{", "}"))),
        ("variable defaults", format!("query ($a: A = {}) {{b}}", deep("[", "]"))),
        ("types", format!("query ($a: {}) {{b}}", deep("[", "]"))),
        ("directive arguments", format!("{{a @b(c: {}{})}}", "[{d:".repeat(50_000), "}]".repeat(50_000))),
        ("parentheses", deep("(", ")")),
        ("not closed", "{a(b:[".repeat(33_334)),
        ("behind wrong brackets", "}])".repeat(1_000) + &deep("{a", "}")),
    ];
    let limits = Limits { nesting: 32, ..open() };
    on_stack(128, move || {
        for (name, text) in forms {
            for limits in [Limits::anonymous(), limits] {
                let tries = (0..100).map(|_| {
                    let start = Instant::now();
                    let brackets = text.bytes().filter(|byte| b"([{}])".contains(byte)).count();
                    let pass = start.elapsed() * u32::from(brackets > 0);
                    let start = Instant::now();
                    let refusal = scan(&text, &limits).unwrap_err();
                    assert_eq!(refusal.code, RefusalCode::TooComplex, "{name}");
                    (start.elapsed(), pass)
                });
                // One of a hundred, as other tests run beside this one; mostly it is the first. Where other work slows everything
                // down, a plain pass over the text at the same moment is the measure.
                let in_time = tries.into_iter().any(|(took, pass)| took < Duration::from_millis(20).max(pass * 8));
                assert!(in_time, "{name}");
            }
        }
    });
}

#[test]
fn doubling_fragments_are_measured_in_linear_time() {
    for levels in 2..=40_u32 {
        let chain = times(levels.into(), |i| format!("fragment F{i} on Q {{...F{0} ...F{0}}} ", i + 1));
        for (root, spreads) in [("z {...F0}", 2), ("z", 1)] {
            let text = format!("{{{root}}} {chain} fragment F{levels} on Q {{a}}");
            let document = parse_query(&text).unwrap();
            let found = measure(&document, &Map::new(), None, &open()).unwrap();
            let tries = [(); 5].map(|()| {
                let start = Instant::now();
                let refused = measure(&document, &Map::new(), None, &Limits::keyed()).is_err();
                (start.elapsed(), refused)
            });
            // the best of five, as other tests run beside this one
            let (best, refused) = *tries.iter().min().unwrap();
            assert!(best < Duration::from_millis(20), "{levels} levels: {best:?}");
            // 2^levels leaves and twice as many spreads but two, whether an operation reaches them or not
            let selections = 3 * (1 << levels) - 2 + spreads;
            assert_eq!(found.selections, selections, "{levels} levels");
            assert_eq!(refused, selections > 2_000, "{levels} levels");
        }
    }
}

#[test]
fn fragments_that_spread_themselves_are_refused() {
    for (text, name) in [
        ("{...A} fragment A on Q {...A}", "A"),
        ("{a} fragment A on Q {a {b {... {...A}}}}", "A"),
        ("{...A} fragment A on Q {...B} fragment B on Q {...C} fragment C on Q {x {...B}}", "B"),
        ("query X {a} query Y {...D} fragment D on Q {a ...C} fragment C on Q {...D}", "C"),
    ] {
        let refusal = measure_as(text, &json!({}), None, &open()).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::ValidationFailed);
        assert_eq!(refusal.message, format!("fragment {name} spreads itself"), "{text}");
    }
    let long = "F".repeat(5_000);
    let refusal =
        measure_as(&format!("{{a}} fragment {long} on Q {{...{long}}}"), &json!({}), None, &open()).unwrap_err();
    assert!(refusal.message.len() < 100);
    assert_eq!(measured("{...A ...A a {...Unknown}} fragment A on Q {...B} fragment B on Q {b}").selections, 8);
}

#[test]
fn long_chains_of_deep_fragments_fit_a_small_stack() {
    let body = |last: String| repeat("{a", 30) + &last + &repeat("}", 30);
    let chain = times(49, |i| format!("fragment F{i} on Q {} ", body(format!("{{...F{}}}", i + 1))));
    let text = format!("{{...F0}} {chain} fragment F49 on Q {}", body("{b}".into()));
    let found = on_stack(2_048, move || {
        scan(&text, &Limits { bytes: u64::MAX, tokens: u64::MAX, ..Limits::anonymous() }).unwrap();
        let document = parse_query(&text).unwrap();
        std::thread::scope(|scope| {
            let small = std::thread::Builder::new().stack_size(256 * 1024);
            small.spawn_scoped(scope, || measure(&document, &Map::new(), None, &open())).unwrap().join().unwrap()
        })
    });
    assert_eq!(found.unwrap().depth, 50 * 30 + 1);
}

/// What the first operation asks when every spread is followed each time: selections, aliases, depth.
fn written_out(document: &ExecutableDocument, set: &SelectionSet) -> (u64, u64, u64) {
    let mut sum = (0, 0, 0);
    for selection in &set.items {
        let (inner, alias, level) = match &selection.node {
            Selection::Field(field) => (Some(&field.node.selection_set), u64::from(field.node.alias.is_some()), 1),
            Selection::InlineFragment(inline) => (Some(&inline.node.selection_set), 0, 0),
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node);
                (fragment.map(|fragment| &fragment.node.selection_set), 0, 0)
            }
        };
        let (selections, aliases, depth) = inner.map_or((0, 0, 0), |set| written_out(document, &set.node));
        sum = (sum.0 + selections + 1, sum.1 + aliases + alias, sum.2.max(depth + level));
    }
    sum
}

/// A selection; of the eight fragments only those after `own` are spread, so that there is no cycle.
fn selection(own: u64) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        3 => Just("a ".to_owned()),
        2 => Just("b: a(x: {y: [1, \":\"]}, first: 3) ".to_owned()),
        1 => (own + 1..10).prop_map(|i| if i < 9 { format!("...F{i} ") } else { "c ".to_owned() }),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let head = prop::sample::select(vec!["a", "b: a", "...", "... on T"]);
        (head, prop::collection::vec(inner, 1..4)).prop_map(|(head, set)| format!("{head} {{{}}} ", set.concat()))
    })
}

fn document() -> impl Strategy<Value = String> {
    let fragments: Vec<_> = (1..9).map(selection).collect();
    (selection(0), fragments).prop_map(|(root, fragments)| {
        let fragments = fragments.iter().zip(1..).map(|(set, i)| format!("fragment F{i} on T {{{set}}} "));
        format!("{{{root}}} {}", fragments.collect::<String>())
    })
}

/// Pieces of GraphQL in any order: mostly broken, often deep, with brackets in strings that may not be closed.
fn noise() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "{a",
        "a{",
        "}",
        "(",
        "a(b:",
        ")",
        "[",
        "[[[[[[[[",
        "]",
        "]]]]",
        "{c:",
        ":",
        "...",
        "...F",
        "... on T",
        "...{",
        "@",
        "@d(e:",
        "\"",
        "\"\"",
        "\"\"\"",
        "\\",
        "\"x\"",
        "\\\"\"\"",
        "#",
        "\n",
        "\r",
        ",",
        " ",
        "\u{feff}",
        "query Q",
        "query",
        "fragment F on T",
        "mutation{",
        "$",
        "$v",
        "$v:",
        "=",
        "!",
        "0",
        "-1.5e",
        "true",
        "null",
        "é",
        "\u{0}",
        "a",
        "name",
        "on",
        "|",
        "&",
    ]);
    (prop::collection::vec((piece, 1..40_usize, 0..8_u8), 1..40), any::<bool>()).prop_map(|(pieces, query)| {
        let text = pieces.iter().map(|(piece, n, often)| piece.repeat(if *often == 0 { *n } else { 1 }));
        (if query { "{a" } else { "" }).to_owned() + &text.collect::<String>()
    })
}

/// The pairs of a bracket and its end, as they stand around values, types and selections.
fn brackets() -> impl Strategy<Value = String> {
    let pair = prop::sample::select(vec![
        ("{a", "}"),
        ("{...", "}"),
        ("a(b:", ")"),
        ("[", "]"),
        ("{c:", "}"),
        ("{a(b:[", "])}"),
        ("\"\"\" x\"", ""),
        ("{a @d(e:{f:", "})}"),
        ("query($v:[", "]){a}"),
        ("query($v:A=[", "]){a}"),
        ("{...on T", "}"),
    ]);
    prop::collection::vec((pair, 1..70_usize), 1..5).prop_map(|pairs| {
        let open = pairs.iter().map(|((open, _), n)| open.repeat(*n)).collect::<String>();
        pairs.iter().rev().fold(open, |text, ((_, close), n)| text + &close.repeat(*n))
    })
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn memory_of_fragments_changes_no_result(text in document()) {
        let found = measured(&text);
        let scanned = scan(&text, &open()).unwrap();
        let document = parse_query(&text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let (selections, aliases, depth) = written_out(&document, &operation.node.selection_set.node);
        prop_assert!(found.selections >= selections && found.depth >= depth);
        prop_assert_eq!(found.aliases, aliases);
        let sets = document.fragments.values().map(|fragment| &fragment.node.selection_set);
        let none = ExecutableDocument { fragments: Default::default(), ..document.clone() };
        let written = sets.chain([&operation.node.selection_set]).map(|set| written_out(&none, &set.node).1);
        prop_assert_eq!(scanned.aliases, written.sum::<u64>());
    }
}

#[test]
fn what_passes_the_scan_does_not_crash_the_parser() {
    let passed = on_stack(2_048, || {
        let mut runner = proptest::test_runner::TestRunner::new(cases(10_000));
        let passed = std::cell::Cell::new(0_u32);
        let texts = prop_oneof![noise(), brackets(), document()];
        let result = runner.run(&texts, |text| {
            if scan(&text, &Limits::keyed()).is_ok() {
                passed.set(passed.get() + 1);
                let start = Instant::now();
                if let Ok(document) = parse_query(&text) {
                    drop(measure(&document, &Map::new(), None, &Limits::keyed()));
                }
                prop_assert!(start.elapsed() < Duration::from_secs(1), "slow: {text}");
            }
            Ok(())
        });
        result.unwrap();
        passed.get()
    });
    assert!(passed > 1_000, "only {passed} texts reached the parser");
}
