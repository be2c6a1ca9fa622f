//! What tools ask of the schema passes; what would print the schema many times does not.

use super::{assert_refused, check, measure_as, repeat};
use dateline::graphql::guard::Limits;
use serde_json::json;

#[test]
fn introspection_of_common_tools_passes_and_cannot_be_nested() {
    let chain = repeat("ofType {kind name ", 9) + &repeat("}", 9);
    let tool = format!(
        "query I {{ __schema {{ description queryType {{name kind}} mutationType {{name kind}} subscriptionType {{name kind}}
         types {{...Full}} directives {{name description isRepeatable locations args(includeDeprecated: true) {{...Input}}}} }} }}
         fragment Full on __Type {{ kind name description specifiedByURL isOneOf
         fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{...Input}} type {{...Ref}} isDeprecated deprecationReason }}
         inputFields(includeDeprecated: true) {{...Input}} interfaces {{...Ref}}
         enumValues(includeDeprecated: true) {{name description isDeprecated deprecationReason}} possibleTypes {{...Ref}} }}
         fragment Input on __InputValue {{ name description type {{...Ref}} defaultValue isDeprecated deprecationReason }}
         fragment Ref on __Type {{ kind name {chain} }}"
    );
    let found = check(&tool, &Limits::anonymous()).unwrap();
    assert!(found.introspection && found.depth > 10, "{found:?}");
    assert_eq!(found.introspection_lists, 1);

    let limits = Limits::anonymous();
    let nested = |lists: &str, n| format!("{{__schema {{types {}name{}}}}}", repeat(lists, n), repeat("}}", n));
    for lists in ["{fields {type ", "{interfaces {... ", "{inputFields {type ", "{possibleTypes {... "] {
        let nested = |n| nested(lists, n).replace("name", "{name}");
        check(&nested(2), &limits).unwrap();
        assert_refused(check(&nested(3), &limits), "nesting of introspection lists", 3, 2);
    }
    let hidden =
        "{__type(name: \"A\") {fields {type {...F}}}} fragment F on __Type {fields {type {inputFields {name}}}}";
    assert_refused(check(hidden, &limits), "nesting of introspection lists", 3, 2);
    // ten times the selections, but only when nothing else is asked
    let text = |root: &str, n| {
        format!("{{{root} __type(name: \"A\") {{{}}}}}", repeat("...F ", n))
            + &format!("fragment F on __Type {{{}}}", repeat("a ", 199))
    };
    assert_eq!(measure_as(&text("", 49), &json!({}), None, &limits).unwrap().selections, 9_801);
    assert_refused(
        measure_as(&text("", 50), &json!({}), None, &limits),
        "number of selections with fragments written out",
        10_001,
        10_000,
    );
    assert_refused(
        measure_as(&text("a", 5), &json!({}), None, &limits),
        "number of selections with fragments written out",
        1_002,
        1_000,
    );
    let data_too = format!("{{__typename a {{{}}}}}", "b".to_owned() + &repeat("{a", 9) + &repeat("}", 9));
    assert_refused(check(&data_too, &limits), "depth", 11, 10);
}
