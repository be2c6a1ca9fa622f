//! Integers beyond 32 bits (GraphQL §3.5.1): the library's validation lets them through and fails while it executes,
//! when a mutation may have run in part.

use std::convert::Infallible;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value as Literal};
use serde_json::{Map, Value};

/// The first integer of the document or its variables that is no GraphQL `Int`.
pub(crate) fn too_large(document: &ExecutableDocument, variables: &Map<String, Value>) -> Option<i64> {
    let operations = document.operations.iter().find_map(|(_, operation)| {
        let operation = &operation.node;
        let mut definitions = operation.variable_definitions.iter();
        definitions
            .find_map(|definition| {
                let default = definition.node.default_value.as_ref();
                default.and_then(|default| literal(&default.node))
            })
            .or_else(|| directives(&operation.directives))
            .or_else(|| set(&operation.selection_set.node))
    });
    let fragments = || {
        document.fragments.values().find_map(|fragment| {
            directives(&fragment.node.directives).or_else(|| set(&fragment.node.selection_set.node))
        })
    };
    operations.or_else(fragments).or_else(|| variables.values().find_map(json))
}

fn set(set: &SelectionSet) -> Option<i64> {
    set.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => self::field(&field.node),
        Selection::FragmentSpread(spread) => directives(&spread.node.directives),
        Selection::InlineFragment(inline) => {
            directives(&inline.node.directives).or_else(|| self::set(&inline.node.selection_set.node))
        }
    })
}

fn field(field: &Field) -> Option<i64> {
    let mut values = field.arguments.iter().map(|(_, value)| value.node.clone().into_const_with(no_variable));
    let found = values.find_map(|value| value.ok().as_ref().and_then(literal));
    found.or_else(|| directives(&field.directives)).or_else(|| set(&field.selection_set.node))
}

/// Variables are looked at by themselves.
fn no_variable(_: Name) -> Result<Literal, Infallible> {
    Ok(Literal::Null)
}

fn directives(directives: &[Positioned<Directive>]) -> Option<i64> {
    let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
    let mut values = arguments.map(|(_, value)| value.node.clone().into_const_with(no_variable));
    values.find_map(|value| value.ok().as_ref().and_then(literal))
}

fn literal(value: &Literal) -> Option<i64> {
    match value {
        Literal::Number(number) => beyond(number.as_i64()),
        Literal::List(items) => items.iter().find_map(literal),
        Literal::Object(fields) => fields.values().find_map(literal),
        _ => None,
    }
}

fn json(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => beyond(number.as_i64()),
        Value::Array(items) => items.iter().find_map(json),
        Value::Object(fields) => fields.values().find_map(json),
        _ => None,
    }
}

/// Larger numbers yet are no integers for the library's validation, which refuses them itself.
fn beyond(number: Option<i64>) -> Option<i64> {
    number.filter(|number| i32::try_from(*number).is_err())
}
