//! `cargo lab bench --touch`: what a changed description costs a developer, beside the check of the whole crate.

use std::path::PathBuf;

use serde_json::Value;

use super::figures::Figures;
use super::outcome::Measured;
use super::process::{Cost, measured};
use super::subject::Subject;
use super::{BenchArgs, Place, check, generation, seconds, unwritten};
use rill_console::{Problem, read_file, shown};

use crate::corpus::Document;

/// Highest ratio to the time of a full check.
const AT_MOST: f64 = 0.7;

/// Touches each document in one description, so often as there are runs.
pub(super) fn run(
    args: &BenchArgs,
    place: &Place,
    documents: &[Document],
    ours: &Subject,
) -> Result<Figures, Problem> {
    let what = "One description of the document is changed: generating anew, and `cargo check` with what the compiler kept. Beside it the check of the whole crate, not incremental.";
    let mut figures = Figures::new("touch", what, std::slice::from_ref(ours));
    for document in documents {
        let touched = one(args, place, document, ours)?;
        let name = &document.name;
        figures.cost(format!("{name}: full check"), touched.full);
        figures.cost(format!("{name}: generated anew"), touched.generation);
        figures.cost(format!("{name}: checked with what was kept"), touched.check);
        let share = (touched.generation.wall + touched.check.wall) / touched.full.wall;
        figures.bar(format!("{name}: both : full check"), share, AT_MOST);
    }
    Ok(figures)
}

struct Touched {
    full: Cost,
    generation: Cost,
    check: Cost,
}

fn one(
    args: &BenchArgs,
    place: &Place,
    document: &Document,
    ours: &Subject,
) -> Result<Touched, Problem> {
    let mut value = read(document)?;
    let spot = spot(&value).ok_or_else(|| {
        Problem::new("no operation of the document has a description").at(shown(&document.path))
    })?;
    let copy = Document {
        name: format!("touched-{}", document.name),
        path: place
            .folder
            .join(format!("touched-{}.json", document.crate_name())),
        bytes: document.bytes,
    };
    write(&copy.path, &value)?;
    let folder = place.crates(ours).join(copy.crate_name());
    let name = &document.name;
    Measured::of(vec![generation::generate(args, place, &copy, ours)]).taken(name)?;
    let ready = check::ready(args, place, ours, &folder);
    ready.map_err(|why| Problem::new(format!("{name}: {why}")))?;
    let full = (0..args.runs).map(|_| check::again(args, place, &folder, &["check"]));
    let full = Measured::of(full.collect()).taken(name)?;
    let kept = || {
        let mut command = check::command(place, &folder, &["check", "--offline"]);
        command.env("CARGO_INCREMENTAL", "1");
        measured(&mut command, seconds(args.check_timeout), &place.log())
    };
    // The first of them has nothing to go by.
    check::touch(&folder).map_err(|error| unwritten(&folder, &error))?;
    Measured::of(vec![kept()]).taken(name)?;
    let (mut generations, mut checks) = (Vec::new(), Vec::new());
    for run in 0..args.runs {
        if let Some(Value::String(text)) = value.pointer_mut(&spot) {
            *text = format!("Touched for the {run}th time. {text}");
        }
        write(&copy.path, &value)?;
        let mut command = ours.command(&place.root, &copy.path, &folder);
        generations.push(measured(&mut command, seconds(args.timeout), &place.log()));
        checks.push(kept());
    }
    Ok(Touched {
        full,
        generation: Measured::of(generations).taken(name)?,
        check: Measured::of(checks).taken(name)?,
    })
}

fn read(document: &Document) -> Result<Value, Problem> {
    let text = read_file(&document.path)?.unwrap_or_default();
    // JSON is YAML, but takes far longer to read as such.
    let json = serde_json::from_str(&text);
    json.or_else(|_| serde_yaml::from_str(&text))
        .map_err(|error| {
            Problem::new("the document cannot be read")
                .at(shown(&document.path))
                .note(error.to_string())
        })
}

fn write(path: &PathBuf, value: &Value) -> Result<(), Problem> {
    std::fs::write(path, value.to_string()).map_err(|error| unwritten(path, &error))
}

/// Returns the pointer to the description of an operation in the middle of the document.
fn spot(document: &Value) -> Option<String> {
    let paths = document.get("paths")?.as_object()?;
    let mut spots = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let text = ["description", "summary"]
                .into_iter()
                .find(|key| operation.get(key).is_some_and(Value::is_string));
            let path = path.replace('~', "~0").replace('/', "~1");
            spots.extend(text.map(|key| format!("/paths/{path}/{method}/{key}")));
        }
    }
    let middle = spots.len() / 2;
    spots.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_in_the_middle_is_touched() {
        let document = serde_json::json!({"paths": {
            "/a": {"get": {"description": "a"}},
            "/b/{c}": {"get": {"summary": "b", "tags": []}, "parameters": []},
            "/d": {"get": {}},
        }});
        let spot = spot(&document).unwrap();
        assert_eq!(spot, "/paths/~1b~1{c}/get/summary");
        assert_eq!(document.pointer(&spot), Some(&Value::from("b")));
        assert_eq!(super::spot(&serde_json::json!({"paths": {}})), None);
    }
}
