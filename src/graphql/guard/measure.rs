//! Sizes of a parsed document after its fragments are written out, without writing them out.
//!
//! A fragment is sized once, after all fragments that it spreads, so a chain in which each fragment spreads the next one twice takes
//! linear time though it stands for an exponential document. All arithmetic saturates.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, hash_map::Entry};
use std::convert::Infallible;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value as Literal};
use serde_json::{Map, Value};

use super::Limits;

/// The list fields of introspection that lead back to a type, so that they can be nested without end.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What a document asks when its fragments are written out. Directives such as `@skip` are taken as if they let everything pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Selections (fields, spreads, inline fragments) of all operations and of the fragments that no operation reaches.
    pub selections: u64,
    /// Fields from a root field down to the deepest leaf, in the deepest operation or unused fragment.
    pub depth: u64,
    /// Root fields of the chosen operation.
    pub root_fields: u64,
    /// Aliases of the chosen operation.
    pub aliases: u64,
    /// Points of the chosen operation. A field with a selection set costs 1, a leaf and `pageInfo` cost 0, and what is selected below
    /// a page costs as often as the page has rows. The rows of a page are its `first` or `last` (1 to [`Limits::page_max`]), or the
    /// number of its `ids`, or [`Limits::page_default`] for a connection that names neither. A connection is a field below which
    /// `edges` or `nodes` is selected, or one in [`Limits::connections`]. A whole list costs once, unless there are pages below it:
    /// then it is taken to have the rows of [`Limits::lists`].
    pub cost: u64,
    /// Rows that the pages of the chosen operation can hold together: the rows of a page, and for each of them the rows of the pages
    /// selected below it. Relations without a page size are not counted, but for what pages below them hold.
    pub rows: u64,
    /// The most list fields of introspection inside each other below `__schema` or `__type`, in any operation or unused fragment.
    pub introspection_lists: u64,
    /// The root fields of all operations are only `__schema`, `__type` and `__typename`.
    pub introspection: bool,
}

/// The name of a fragment that spreads itself, directly or through others.
pub(crate) struct Cycle(pub(crate) String);

/// Measures all operations and the fragments that none of them reaches.
pub(crate) fn count(
    document: &ExecutableDocument,
    variables: &Map<String, Value>,
    operation_name: Option<&str>,
    limits: &Limits,
) -> Result<Measure, Cycle> {
    let plan = Plan::new(document)?;
    let mut whole = Size::default();
    let mut largest = Size::default();
    let mut chosen = None;
    for (name, operation) in document.operations.iter() {
        let mut sizer = Sizer::new(variables, Some(&operation.node), limits);
        sizer.add_fragments(document, &plan);
        let size = sizer.set(&operation.node.selection_set.node);
        whole = whole.beside(size);
        largest = largest.largest(size);
        if is_chosen(&document.operations, name, operation_name) {
            chosen = Some(size);
        }
    }
    // The root fields are asked before the unused fragments come in: these have none.
    let introspection = whole.fields > 0 && whole.data_fields == 0;
    whole = whole.beside(unused_fragments(document, &plan, variables, limits));
    let run = chosen.unwrap_or(largest);
    Ok(Measure {
        selections: whole.selections,
        depth: whole.depth,
        root_fields: run.fields,
        aliases: run.aliases,
        cost: run.cost,
        rows: run.rows,
        introspection_lists: whole.introspection_lists,
        introspection,
    })
}

fn is_chosen(operations: &DocumentOperations, name: Option<&Name>, wanted: Option<&str>) -> bool {
    match (name, wanted) {
        (Some(name), Some(wanted)) => name.as_str() == wanted,
        _ => operations.iter().len() == 1,
    }
}

fn unused_fragments(
    document: &ExecutableDocument,
    plan: &Plan<'_>,
    variables: &Map<String, Value>,
    limits: &Limits,
) -> Size {
    let mut sizer = Sizer::new(variables, None, limits);
    sizer.add_fragments(document, plan);
    let unused = sizer.fragments.iter().filter(|(name, _)| !plan.spread.contains(*name));
    unused.fold(Size::default(), |sum, (_, size)| sum.beside(*size))
}

/// The order in which fragments can be sized.
struct Plan<'a> {
    /// Every fragment of the document after all that it spreads.
    order: Vec<&'a str>,
    /// The fragments that anything in the document spreads.
    spread: HashSet<&'a str>,
}

impl<'a> Plan<'a> {
    fn new(document: &'a ExecutableDocument) -> Result<Self, Cycle> {
        let mut plan = Plan { order: Vec::new(), spread: HashSet::new() };
        for (_, operation) in document.operations.iter() {
            plan.spread.extend(spreads(&operation.node.selection_set.node));
        }
        let mut names: Vec<&str> = document.fragments.keys().map(Name::as_str).collect();
        names.sort_unstable(); // so that of several cycles always the same is named
        let mut finished = HashMap::new();
        for name in names {
            plan.visit(document, name, &mut finished)?;
        }
        Ok(plan)
    }

    /// Walks from one fragment depth first with a stack of its own. `finished` is false for the fragments on the way to here.
    fn visit(
        &mut self,
        document: &'a ExecutableDocument,
        start: &'a str,
        finished: &mut HashMap<&'a str, bool>,
    ) -> Result<(), Cycle> {
        let mut path: Vec<(&str, std::vec::IntoIter<&str>)> = Vec::new();
        let mut next = Some(start);
        loop {
            if let Some(name) = next {
                match (finished.entry(name), document.fragments.get(name)) {
                    (Entry::Occupied(entry), _) if !entry.get() => {
                        return Err(Cycle(name.to_owned()));
                    }
                    (Entry::Vacant(entry), Some(fragment)) => {
                        entry.insert(false);
                        let inner = spreads(&fragment.node.selection_set.node);
                        self.spread.extend(&inner);
                        path.push((name, inner.into_iter()));
                    }
                    _ => {} // sized already, or unknown
                }
            }
            let Some((name, inner)) = path.last_mut() else {
                return Ok(());
            };
            next = inner.next();
            if next.is_none() {
                finished.insert(name, true);
                self.order.push(name);
                path.pop();
            }
        }
    }
}

/// The names of the fragments spread in a selection set, without following them.
fn spreads(set: &SelectionSet) -> Vec<&str> {
    fn collect<'a>(set: &'a SelectionSet, names: &mut Vec<&'a str>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => collect(&field.node.selection_set.node, names),
                Selection::InlineFragment(inline) => collect(&inline.node.selection_set.node, names),
                Selection::FragmentSpread(spread) => names.push(spread.node.fragment_name.node.as_str()),
            }
        }
    }
    let mut names = Vec::new();
    collect(set, &mut names);
    names
}

/// The size of a selection set or of one selection. The fields that [`Measure`] has too are explained there.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: u64,
    depth: u64,
    aliases: u64,
    cost: u64,
    rows: u64,
    introspection_lists: u64,
    /// Fields on the uppermost level.
    fields: u64,
    /// Of these, the ones that are not introspection.
    data_fields: u64,
    /// One of them is `edges` or `nodes`: the parent is a connection.
    pages: bool,
    /// List fields of introspection inside each other, whether or not introspection leads here.
    lists: u64,
}

impl Size {
    /// Both sizes as selections of one set.
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            depth: self.depth.max(other.depth),
            aliases: self.aliases.saturating_add(other.aliases),
            cost: self.cost.saturating_add(other.cost),
            rows: self.rows.saturating_add(other.rows),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
            fields: self.fields.saturating_add(other.fields),
            data_fields: self.data_fields.saturating_add(other.data_fields),
            pages: self.pages || other.pages,
            lists: self.lists.max(other.lists),
        }
    }

    /// The larger of each value that belongs to the operation that runs.
    fn largest(self, other: Self) -> Self {
        Self {
            aliases: self.aliases.max(other.aliases),
            cost: self.cost.max(other.cost),
            rows: self.rows.max(other.rows),
            fields: self.fields.max(other.fields),
            ..self
        }
    }

    /// The size of the spread or inline fragment that has this content.
    fn spread(self) -> Self {
        Self { selections: self.selections.saturating_add(1), ..self }
    }
}

/// Sizes the selections of one operation. Fragments are sized anew for each operation, since a variable in a fragment has the default
/// value of the operation that spreads it.
struct Sizer<'a> {
    variables: &'a Map<String, Value>,
    operation: Option<&'a OperationDefinition>,
    limits: &'a Limits,
    fragments: HashMap<&'a str, Size>,
}

impl<'a> Sizer<'a> {
    fn new(variables: &'a Map<String, Value>, operation: Option<&'a OperationDefinition>, limits: &'a Limits) -> Self {
        Self { variables, operation, limits, fragments: HashMap::new() }
    }

    fn add_fragments(&mut self, document: &ExecutableDocument, plan: &Plan<'a>) {
        for name in &plan.order {
            if let Some(fragment) = document.fragments.get(*name) {
                let size = self.set(&fragment.node.selection_set.node);
                self.fragments.insert(name, size);
            }
        }
    }

    fn set(&self, set: &SelectionSet) -> Size {
        let sizes = set.items.iter().map(|selection| match &selection.node {
            Selection::Field(field) => self.field(&field.node),
            Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node).spread(),
            Selection::FragmentSpread(spread) => {
                let content = self.fragments.get(spread.node.fragment_name.node.as_str());
                content.copied().unwrap_or_default().spread()
            }
        });
        sizes.fold(Size::default(), Size::beside)
    }

    fn field(&self, field: &Field) -> Size {
        let name = field.name.node.as_str();
        let below = self.set(&field.selection_set.node);
        let page = self.page(field, below.pages);
        let rows = page.or_else(|| self.list(name, below.rows)).unwrap_or(1);
        let is_free = field.selection_set.node.items.is_empty() || name == "pageInfo";
        let lists = below.lists.saturating_add(u64::from(INTROSPECTION_LISTS.contains(&name)));
        let lists_here = if matches!(name, "__schema" | "__type") { below.lists } else { 0 };
        Size {
            selections: below.selections.saturating_add(1),
            depth: below.depth.saturating_add(1),
            aliases: below.aliases.saturating_add(u64::from(field.alias.is_some())),
            cost: below.cost.saturating_mul(rows).saturating_add(u64::from(!is_free)),
            rows: below.rows.saturating_add(u64::from(page.is_some())).saturating_mul(rows),
            introspection_lists: below.introspection_lists.max(lists_here),
            fields: 1,
            data_fields: u64::from(!matches!(name, "__schema" | "__type" | "__typename")),
            pages: matches!(name, "edges" | "nodes"),
            lists,
        }
    }

    /// The rows for which a whole list stands that has pages of so many rows below it.
    fn list(&self, name: &str, below: u64) -> Option<u64> {
        let listed = self.limits.lists.iter().find(|(list, _)| *list == name && below > 0);
        listed.map(|(_, rows)| *rows)
    }

    /// The rows of the page that a field gives; `None` for a field that gives no page.
    fn page(&self, field: &Field, has_edges: bool) -> Option<u64> {
        let (mut sized, mut ids) = (None, None);
        for (name, value) in &field.arguments {
            let name = name.node.as_str();
            if !matches!(name, "first" | "last" | "ids") {
                continue;
            }
            let mut variable = None;
            // Variables become null here, so a null that came with a variable is that variable.
            let Ok(literal) = value.node.clone().into_const_with(|name| {
                variable = Some(name);
                Ok::<_, Infallible>(Literal::Null)
            });
            let given = match (literal, variable) {
                (Literal::Null, Some(variable)) => self.variable(&variable),
                (literal, _) => json(literal),
            };
            if name == "ids" {
                ids = ids.max(length(&given));
            } else {
                sized = sized.max(rows(&given, self.limits));
            }
        }
        let name = field.name.node.as_str();
        let is_connection = has_edges || self.limits.connections.contains(&name);
        ids.max(sized.or(is_connection.then_some(self.limits.page_default)))
    }

    /// The value of a variable, or else its default, or else null.
    fn variable(&self, name: &Name) -> Cow<'a, Value> {
        if let Some(value) = self.variables.get(name.as_str()) {
            return Cow::Borrowed(value); // may be a large list
        }
        let mut definitions = self.operation.iter().flat_map(|op| &op.variable_definitions);
        let definition = definitions.find(|definition| definition.node.name.node == *name);
        let default = definition.and_then(|definition| definition.node.default_value.clone());
        json(default.map_or(Literal::Null, |default| default.node))
    }
}

fn json(literal: Literal) -> Cow<'static, Value> {
    // No literal of a query fails here; if one did, a truth value is a size that nothing accepts.
    Cow::Owned(literal.into_json().unwrap_or(Value::Bool(false)))
}

/// The rows of a page as `first` or `last` gives it: a value that is no integer, which validation will refuse, is the largest page.
fn rows(given: &Value, limits: &Limits) -> Option<u64> {
    let asked = match given {
        Value::Null => return None,
        Value::Number(number) if number.is_i64() => number.as_u64().unwrap_or(0),
        _ => u64::MAX,
    };
    Some(asked.min(limits.page_max).max(1))
}

/// The rows that a list of ids names. A single value stands for a list of one.
fn length(given: &Value) -> Option<u64> {
    match given {
        Value::Null => None,
        Value::Array(ids) => Some(u64::try_from(ids.len()).unwrap_or(u64::MAX).max(1)),
        _ => Some(1),
    }
}
