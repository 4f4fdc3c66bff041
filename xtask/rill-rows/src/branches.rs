//! The texts that a template can give, read one by one and brought together.

use std::collections::BTreeMap;

use crate::placeholder;
use crate::shape::{Column, Shape};
use crate::sql::{self, Engine};
use crate::template;
use crate::types::Type;

/// The columns of a query, and the types that its placeholders are compared with.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) shape: Shape,
    pub(crate) uses: BTreeMap<usize, Type>,
}

/// The rows and the arguments of an API, as far as its files tell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) shape: Shape,
    /// Types of arguments, where all that they are compared with agrees.
    pub(crate) arguments: BTreeMap<String, Type>,
    /// Why Rill refuses the query.
    pub(crate) refused: Option<String>,
}

impl From<Shape> for Found {
    fn from(shape: Shape) -> Self {
        Self {
            shape,
            ..Self::default()
        }
    }
}

/// Returns what is known where no column is.
pub(crate) fn open(why: impl Into<String>) -> Found {
    Shape::open(why).into()
}

/// Reads one query without templates.
pub(crate) fn read_query(
    text: &str,
    engine: Engine,
    table: &dyn Fn(&str) -> Shape,
) -> Result<Read, String> {
    let query = sql::parse_what_is_known(text, engine)?;
    let (shape, uses) = sql::query_shape(&query, engine, table);
    Ok(Read { shape, uses })
}

/// Reads every text that a template can give, and brings them together.
pub(crate) fn rendered(
    template: &str,
    is_templated: bool,
    read: impl Fn(&str) -> Result<Read, String>,
) -> Found {
    let texts = if is_templated {
        template::texts(template)
    } else {
        Ok(template::Texts {
            list: vec![template.to_owned()],
            ..template::Texts::default()
        })
    };
    let texts = match texts {
        Ok(texts) => texts,
        Err(why) => return open(why),
    };
    let mut shapes = Vec::new();
    let mut arguments: BTreeMap<String, Option<Type>> = BTreeMap::new();
    let mut failed = None;
    for text in &texts.list {
        // A number goes where a name cannot.
        match read(text).or_else(|why| read(&placeholder::as_numbers(text)).map_err(|_| why)) {
            Ok(one) => {
                shapes.push(one.shape);
                for (number, kind) in one.uses {
                    let Some(name) = texts.arguments.get(&number) else {
                        continue;
                    };
                    let schema = kind.schema();
                    let known = arguments.entry(name.clone()).or_insert_with(|| Some(kind));
                    if known.as_ref().is_some_and(|known| known.schema() != schema) {
                        *known = None;
                    }
                }
            }
            Err(why) => failed = Some(why),
        }
    }
    let mut shape = match (shapes.is_empty(), failed) {
        (true, why) => Shape::open(format!(
            "the SQL is not understood: {}",
            why.unwrap_or_else(|| "it is empty".to_owned())
        )),
        (false, Some(_)) if texts.is_partial => merged(shapes),
        (false, Some(why)) => {
            let mut shape = merged(shapes);
            shape.open_up(format!(
                "one branch of the template is not understood: {why}"
            ));
            shape
        }
        (false, None) => merged(shapes),
    };
    for column in &mut shape.columns {
        column.kind = std::mem::replace(&mut column.kind, Type::Null).settled();
    }
    Found {
        shape,
        arguments: arguments
            .into_iter()
            .filter_map(|(name, kind)| Some((name, kind?)))
            .collect(),
        refused: None,
    }
}

/// Brings the shapes of the branches of a template together: what one alone has may be missing.
fn merged(mut shapes: Vec<Shape>) -> Shape {
    let count = shapes.len();
    if count == 1 {
        return shapes.remove(0);
    }
    let mut whole = Shape::default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for shape in shapes {
        for column in shape.columns {
            let Some(known) = whole
                .columns
                .iter_mut()
                .find(|known| known.name == column.name)
            else {
                seen.insert(column.name.clone(), 1);
                whole.columns.push(column);
                continue;
            };
            if let Some(times) = seen.get_mut(&column.name) {
                *times += 1;
            }
            join(known, &column);
        }
        whole.open = whole.open.or(shape.open);
    }
    for column in &mut whole.columns {
        column.is_certain &= seen.get(&column.name).is_none_or(|times| *times >= count);
    }
    whole
}

/// Lets a column be what either branch makes it.
fn join(known: &mut Column, other: &Column) {
    known.is_certain &= other.is_certain;
    if known.kind.schema() == other.kind.schema() {
        return;
    }
    known.kind = match (&known.kind, &other.kind) {
        (Type::Unknown(_), _) => return,
        (_, Type::Unknown(why)) => Type::unknown(why),
        (one, other) if one.is_numeric() && other.is_numeric() => Type::Number,
        (one, other) if one.is_temporal() && other.is_temporal() => Type::DateOrTimestamp,
        _ => Type::unknown("the branches of the template give it different types"),
    };
}
