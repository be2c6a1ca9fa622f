//! Counts over the raw text.

use super::{open, scanned};
use dateline::graphql::guard::{RefusalCode, scan};

#[test]
fn only_colons_of_selection_sets_are_aliases() {
    let text = "query Q($a: [Int!] = [1], $b: In = {x: {y: 1}} @d(z: 2)) @e(f: 1) { a: b(c: 1, d: {e: [{f: 2}]}) { g: h } i(j: $a) }";
    assert_eq!(scanned(text).aliases, 2);
}

#[test]
fn directives_are_counted_per_element() {
    let most = |text| scanned(text).directives_in_place;
    assert_eq!(most("{a @x b @x @y c @x}"), 2);
    assert_eq!(most("{a @x(y: {z: [1 2]} v: \"@\") # @x\n ,@x @x {b @x}}"), 3);
    assert_eq!(most("{... @a @b {c @a}} fragment F on T @a @b @c {x}"), 3);
    assert_eq!(most("query ($a: Int @a @b, $c: Int @a) @a {x}"), 2);
    assert_eq!(most("query ($a: [Int] @a(x: 1) @b = [1]) @a @b @c {x @a}"), 3);
    assert_eq!(scanned("query ($a: Int @a @b) @c {x @d ... @e {y}}").directives, 5);
}

#[test]
fn strings_and_comments_hide_what_they_hold() {
    let cases = [
        (r#"{a(b: "@ [[[ {{ ... : \" ( \\")}"#, 2),
        (r#"{a(b: """[[["" \""" {{{ @ ... : " """)}"#, 2),
        ("{a(b: \"\"\"\r\n[[[ \\ \n\"\"\")}", 2),
        (r#"{a(b: """" [[[ """)}"#, 2),
        ("{a(b: \"\") # [[[ \" \"\"\" @ ... :\r}", 2),
        ("\u{feff}{a,,,(b:\u{feff}1)} # [[[", 2),
        (r#"{a(b: "\\" [[[]]])}"#, 5),
        (r#"{a(b: "#, 2),
        ("{a(b: \"\"\"\"\"\" [[[]]])}", 5),
    ];
    for (text, nesting) in cases {
        let found = scanned(text);
        assert_eq!(found.nesting, nesting, "{text}");
        assert_eq!((found.spreads, found.aliases, found.directives), (0, 0, 0), "{text}");
    }
}

#[test]
fn strings_that_are_not_closed_are_refused() {
    // The library reads an open block string as "" and goes on with the string " x": brackets behind it must not be lost.
    let behind = format!("{{a(b: [\"\"\" x\" {})}}", "[".repeat(3_000));
    for text in
        [r#"{a(b: "x)}"#, "{a(b: \"x\n\")}", "{a(b: \"x\\\r\")}", r#"{a(b: """x""\""")}"#, r#"""""[[["""""#, &behind]
    {
        let refusal = scan(text, &open()).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::ValidationFailed, "{text}");
    }
}

#[test]
fn tokens_are_counted_as_the_library_reads_them() {
    for (text, tokens) in [
        ("{a}", 3),
        ("query Q($a: [Int!]! = -1.5e+3) {...F @x}", 20),
        ("{a(b: 1)}", 8),
        ("{a(b: [0001])}", 13),
        ("{a(b: [1-2-3 1.5 1E5 -0.0e-1])}", 15),
        ("{a(b: [truefalsenullx null nul])}", 15),
        ("{truename null}", 4),
        ("{a}!$&|=~ \u{44f}", 3 + 6 + 2),
        ("", 0),
    ] {
        assert_eq!(scanned(text).tokens, tokens, "{text}");
    }
}
