//! Divides what is too much for one file by the words that names begin with.

use std::collections::BTreeMap;

/// The estimated length above which a file is divided. No file is longer than 3,000 lines if the
/// estimate is not short by half.
pub(super) const FILE_LINES: usize = 2_000;

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
/// next word. So a file depends on the groups around its items alone: what is added elsewhere moves
/// nothing, and what makes a group too large divides this group.
pub(super) fn divide<T>(items: Vec<Item<T>>) -> BTreeMap<String, Vec<T>> {
    let mut files = BTreeMap::new();
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
    let mut groups: BTreeMap<String, Vec<Item<T>>> = BTreeMap::new();
    for mut item in longer {
        let word = std::mem::take(&mut item.words[depth]);
        groups.entry(word).or_default().push(item);
    }
    for (word, items) in groups {
        let prefix = if prefix.is_empty() {
            word
        } else {
            format!("{prefix}_{word}")
        };
        divide_group(&prefix, depth + 1, items, files);
    }
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
    fn an_item_that_is_too_long_stands_alone() {
        assert_eq!(
            files(&[("pet", 4_000), ("pet_kind", 10)]),
            ["pet: pet", "pet_kind: pet_kind"]
        );
    }
}
