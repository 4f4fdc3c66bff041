//! Names for schemas of other files among the document's own.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::value::has_word;
use crate::pointer::Pointer;

/// Words of a pointer that say where something stands, and not what it is.
const STRUCTURE: &str = "components schemas definitions $defs properties schema content responses";

/// A name for each place, apart from those that are taken. A place is called by its own key;
/// where that is not enough, by its file and key. The order in which places were met has no
/// influence.
pub(super) fn assign(
    places: &BTreeSet<Pointer>,
    mut taken: BTreeSet<String>,
) -> BTreeMap<Pointer, String> {
    let mut names = BTreeMap::new();
    let mut open: Vec<&Pointer> = places.iter().collect();
    for candidate in [own, with_file, with_path] {
        let mut wishes: BTreeMap<String, Vec<&Pointer>> = BTreeMap::new();
        for place in open {
            wishes.entry(candidate(place)).or_default().push(place);
        }
        open = Vec::new();
        for (name, places) in wishes {
            match places.as_slice() {
                [only] if !taken.contains(&name) => {
                    names.insert((*only).clone(), name.clone());
                    taken.insert(name);
                }
                _ => open.extend(places),
            }
        }
        open.sort();
    }
    for place in open {
        let name = with_path(place);
        let mut numbered = (2..).map(|number| format!("{name}_{number}"));
        if let Some(free) = numbered.find(|name| !taken.contains(name)) {
            names.insert(place.clone(), free.clone());
            taken.insert(free);
        }
    }
    names
}

/// The key of a place; of a whole file, its name.
fn own(place: &Pointer) -> String {
    let keys: Vec<_> = place.segments().collect();
    let telling = keys
        .iter()
        .map(AsRef::as_ref)
        .filter(|key| !has_word(STRUCTURE, key));
    let words: Vec<&str> = telling.collect();
    match (words.as_slice(), keys.last()) {
        ([], Some(last)) => clean(last),
        ([], None) => stem(place),
        (words, _) => clean(&words.join("_")),
    }
}

fn with_file(place: &Pointer) -> String {
    if place.as_str().is_empty() {
        return with_path(place);
    }
    format!("{}_{}", stem(place), own(place))
}

fn with_path(place: &Pointer) -> String {
    let file = place.file().unwrap_or_default();
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let words = folder
        .split(['/', ':'])
        .filter(|word| !word.is_empty() && *word != "..");
    let mut words: Vec<String> = words.map(clean).collect();
    words.push(stem(place));
    if !place.as_str().is_empty() {
        words.push(own(place));
    }
    words.join("_")
}

/// The name of a place's file without what follows the first dot.
fn stem(place: &Pointer) -> String {
    let file = place.file().unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or_default();
    let stem = name.split(['.', '?']).find(|part| !part.is_empty());
    clean(stem.unwrap_or("schema"))
}

/// A text with the characters that a component's name can have (OpenAPI 3.0.3, section 4.7.7).
fn clean(text: &str) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.chars()
        .map(|c| if is_kept(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::assign;
    use crate::pointer::Pointer;

    #[test]
    fn places_are_called_by_key_then_by_file() {
        let place = |file: &str, at: &str| {
            Pointer::of_file(file).join(&Pointer::parse(at).unwrap_or_default())
        };
        let places = BTreeSet::from([
            place("pet.schema.json", ""),
            place("a.yaml", "/components/schemas/Pet"),
            place("x/b.yaml", "/Pet"),
            place("x/b.yaml", "/Owner/properties/name"),
            place("x/cat.yaml", ""),
            place("y/cat.yaml", ""),
            place("a.yaml", "/Taken"),
        ]);
        let names = assign(&places, BTreeSet::from(["Taken".to_owned()]));
        let names: Vec<_> = names
            .iter()
            .map(|(place, name)| format!("{place} {name}"))
            .collect();
        assert_eq!(
            names,
            [
                "a.yaml#/Taken a_Taken",
                "a.yaml#/components/schemas/Pet a_Pet",
                "pet.schema.json# pet",
                "x/b.yaml#/Owner/properties/name Owner_name",
                "x/b.yaml#/Pet b_Pet",
                "x/cat.yaml# x_cat",
                "y/cat.yaml# y_cat",
            ]
        );
    }
}
