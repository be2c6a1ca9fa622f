//! The GraphQL schema: everything in it says what it is.

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, ServiceDocument, TypeDefinition, TypeKind, TypeSystemDefinition,
};

fn document() -> ServiceDocument {
    parse_schema(dateline::graphql::schema::printed()).unwrap()
}

fn types(document: &ServiceDocument) -> impl Iterator<Item = &TypeDefinition> {
    document.definitions.iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(kind) => Some(&kind.node),
        _ => None,
    })
}

/// Notes what has no description, or an empty one.
fn note(missing: &mut Vec<String>, name: String, description: Option<&Positioned<String>>) {
    if description.is_none_or(|text| text.node.trim().is_empty()) {
        missing.push(name);
    }
}

fn inputs(missing: &mut Vec<String>, owner: &str, inputs: &[Positioned<InputValueDefinition>]) {
    for input in inputs.iter().map(|input| &input.node) {
        note(missing, format!("{owner}.{}", input.name.node), input.description.as_ref());
    }
}

fn fields(missing: &mut Vec<String>, owner: &str, fields: &[Positioned<FieldDefinition>]) {
    for field in fields.iter().map(|field| &field.node) {
        let name = format!("{owner}.{}", field.name.node);
        inputs(missing, &name, &field.arguments);
        note(missing, name, field.description.as_ref());
    }
}

/// The names of everything that does not say what it is.
fn undescribed(document: &ServiceDocument) -> Vec<String> {
    let mut missing = Vec::new();
    for kind in types(document) {
        let name = kind.name.node.as_str();
        note(&mut missing, name.to_owned(), kind.description.as_ref());
        match &kind.kind {
            TypeKind::Object(object) => fields(&mut missing, name, &object.fields),
            TypeKind::Interface(interface) => fields(&mut missing, name, &interface.fields),
            TypeKind::InputObject(object) => inputs(&mut missing, name, &object.fields),
            TypeKind::Enum(choice) => {
                for value in choice.values.iter().map(|value| &value.node) {
                    note(&mut missing, format!("{name}.{}", value.value.node), value.description.as_ref());
                }
            }
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    missing
}

#[test]
fn everything_says_what_it_is() {
    assert_eq!(undescribed(&document()), [""; 0]);
}

#[test]
fn what_says_nothing_is_found() {
    let bare =
        "type A { \"x\" b(c: Int): Int d: Int } enum E { F } input I { j: Int } scalar S interface N { id: ID! }";
    let found = undescribed(&parse_schema(bare).unwrap());
    assert_eq!(found, ["A", "A.b.c", "A.d", "E", "E.F", "I", "I.j", "S", "N", "N.id"]);
}

#[test]
fn the_roots_are_query_and_mutation() {
    let document = document();
    let schema = document.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Schema(schema) => Some(&schema.node),
        _ => None,
    });
    let schema = schema.expect("the roots are named");
    assert_eq!(schema.query.as_ref().unwrap().node, "Query");
    assert_eq!(schema.mutation.as_ref().unwrap().node, "Mutation");
    assert!(schema.subscription.is_none());
}

#[test]
fn a_scalar_of_our_own_says_where_it_is_specified() {
    let document = document();
    let mut scalars = Vec::new();
    for scalar in types(&document).filter(|kind| matches!(kind.kind, TypeKind::Scalar)) {
        let name = scalar.name.node.as_str();
        let specified = scalar.directives.iter().find(|directive| directive.node.name.node == "specifiedBy");
        let url = specified.and_then(|directive| directive.node.get_argument("url")).map(|url| url.node.to_string());
        assert!(url.is_some_and(|url| url.starts_with("\"https://")), "{name}");
        scalars.push(name);
    }
    assert_eq!(scalars, ["CurrencyCode", "Date", "DateTime", "Decimal", "JSONObject", "Locale"]);
}

#[test]
fn an_input_is_named_as_one_and_nothing_else_is() {
    for kind in types(&document()) {
        let name = kind.name.node.as_str();
        let is_input = matches!(kind.kind, TypeKind::InputObject(_));
        assert_eq!(name.ends_with("Input") || name.ends_with("Filter"), is_input, "{name}");
    }
}
