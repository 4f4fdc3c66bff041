//! Divides what is too much for one file by the words that names begin with.

use std::collections::BTreeMap;

/// The estimated length above which a file is divided. No file is longer than 3,000 lines if the
/// estimate is not short by half.
pub(super) const FILE_LINES: usize = 2_000;

/// The number of words that a name may go on with, beyond which the group is divided by letters
/// instead: a file that declares so many modules would be too long itself.
const MOST_GROUPS: usize = 500;

/// Something to be put into a file.
pub(super) struct Item<T> {
    /// The words of its name.
    pub(super) words: Vec<String>,
    /// Its estimated length.
    pub(super) lines: usize,
    pub(super) value: T,
}

/// Divides items into files, by the words that the names in each begin with; the name of a file is
/// empty if no word had to be looked at.
///
/// A group of items that fits into a file is one. Else those whose name goes on are grouped by the
/// next word, or by its letters if there are too many words. So a file depends on the groups around its items alone: what is added elsewhere moves
/// nothing, and what makes a group too large divides this group.
pub(super) fn divide<T>(mut items: Vec<Item<T>>) -> BTreeMap<String, Vec<T>> {
    let mut files = BTreeMap::new();
    for item in &mut items {
        for word in item.words.iter_mut().skip(1) {
            word.insert(0, '_');
        }
    }
    divide_group("", 0, items, &mut files);
    files
}

fn divide_group<T>(
    prefix: &str,
    depth: usize,
    items: Vec<Item<T>>,
    files: &mut BTreeMap<String, Vec<T>>,
) {
    let lines: usize = items.iter().map(|item| item.lines).sum();
    let (ended, longer): (Vec<_>, Vec<_>) = items
        .into_iter()
        .partition(|item| lines <= FILE_LINES || item.words.len() <= depth);
    if !ended.is_empty() {
        let values = ended.into_iter().map(|item| item.value);
        files.entry(prefix.to_owned()).or_default().extend(values);
    }
    let mut groups = grouped(longer, depth);
    if groups.len() > MOST_GROUPS {
        let items = groups.into_iter().flat_map(|(word, items)| {
            let letters = letters(&word);
            items.into_iter().map(move |mut item| {
                item.words.splice(depth..=depth, letters.iter().cloned());
                item
            })
        });
        groups = grouped(items.collect(), depth);
    }
    for (word, items) in groups {
        divide_group(&format!("{prefix}{word}"), depth + 1, items, files);
    }
}

fn grouped<T>(items: Vec<Item<T>>, depth: usize) -> BTreeMap<String, Vec<Item<T>>> {
    let mut groups: BTreeMap<String, Vec<Item<T>>> = BTreeMap::new();
    for mut item in items {
        let word = std::mem::take(&mut item.words[depth]);
        groups.entry(word).or_default().push(item);
    }
    groups
}

/// Splits a word into its letters; the underscore before it stays with the first.
fn letters(word: &str) -> Vec<String> {
    let (gap, word) = match word.strip_prefix('_') {
        Some(word) => ("_", word),
        None => ("", word),
    };
    let mut letters: Vec<String> = word.chars().map(String::from).collect();
    if let Some(first) = letters.first_mut() {
        first.insert_str(0, gap);
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(items: &[(&str, usize)]) -> Vec<String> {
        let items = items.iter().map(|(name, lines)| Item {
            words: name.split('_').map(str::to_owned).collect(),
            lines: *lines,
            value: *name,
        });
        divide(items.collect())
            .into_iter()
            .map(|(file, names)| format!("{file}: {}", names.join(" ")))
            .collect()
    }

    #[test]
    fn one_file_if_all_fits() {
        assert_eq!(
            files(&[("pet", 1_000), ("pet_kind", 400), ("shop", 600)]),
            [": pet pet_kind shop"]
        );
    }

    #[test]
    fn a_group_that_does_not_fit_is_divided_by_the_next_word() {
        let few = [("pet", 900), ("pet_kind", 900), ("shop", 600)];
        assert_eq!(files(&few), ["pet: pet pet_kind", "shop: shop"]);
        let many = [
            ("pet", 900),
            ("pet_kind", 900),
            ("pet_kind_x", 1),
            ("pet_owner", 900),
            ("shop", 600),
            ("shop_till", 600),
        ];
        assert_eq!(
            files(&many),
            [
                "pet: pet",
                "pet_kind: pet_kind pet_kind_x",
                "pet_owner: pet_owner",
                "shop: shop shop_till",
            ]
        );
    }

    #[test]
    fn what_is_added_to_a_group_moves_nothing_of_another() {
        let before = [("pet_a", 1_500), ("pet_b", 1_500), ("shop", 600)];
        let after = [before.as_slice(), &[("shop_till", 600)]].concat();
        assert_eq!(files(&before)[..2], files(&after)[..2]);
    }

    #[test]
    fn too_many_words_are_divided_by_letters() {
        let names: Vec<String> = (100..1_100)
            .map(|number| format!("all_op{number}"))
            .collect();
        let items: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 9)).collect();
        let files = files(&items);
        let prefixes = files.iter().filter_map(|file| file.split(':').next());
        assert_eq!(
            prefixes.collect::<Vec<_>>(),
            [
                "all_op1", "all_op2", "all_op3", "all_op4", "all_op5", "all_op6", "all_op7",
                "all_op8", "all_op9",
            ]
        );
    }

    #[test]
    fn an_item_that_is_too_long_stands_alone() {
        assert_eq!(
            files(&[("pet", 4_000), ("pet_kind", 10)]),
            ["pet: pet", "pet_kind: pet_kind"]
        );
    }
}
