//! From places of the rewritten document back to the author's.

use std::collections::BTreeMap;

use crate::pointer::Pointer;

/// Where rewriting put things: a place of the rewritten document → the author's place.
///
/// What stands below a place came with it, so only the tops of what moved are kept. A place is
/// looked up by its longest known prefix; entries always lead to the author's document in one
/// step, since each is translated when it is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    moved: BTreeMap<Pointer, Pointer>,
}

impl Origins {
    /// The author's place of a place in the rewritten document.
    pub fn author(&self, rewritten: &Pointer) -> Pointer {
        let mut prefix = Some(rewritten.clone());
        while let Some(place) = prefix {
            if let Some(old) = self.moved.get(&place) {
                let below = rewritten.strip_prefix(&place).unwrap_or_default();
                return old.join(&below);
            }
            prefix = place.parent();
        }
        rewritten.clone()
    }

    /// Records that things moved, all at once: each pair is (new place, place before).
    pub(super) fn record(&mut self, moves: &[(Pointer, Pointer)]) {
        let mut added = Vec::new();
        for (new, old) in moves {
            added.push((new.clone(), self.author(old)));
            for (below, author) in self.below(old) {
                added.push((new.join(&below), author));
            }
        }
        for (new, _) in moves {
            // What was known of the new place before is about something else.
            for (below, _) in self.below(new) {
                self.moved.remove(&new.join(&below));
            }
        }
        self.moved.extend(added);
    }

    /// Entries inside a place, without the place itself: (rest of the pointer, author's place).
    fn below(&self, place: &Pointer) -> Vec<(Pointer, Pointer)> {
        self.moved
            .range(place.push("")..)
            .take_while(|(new, _)| new.as_str().starts_with(place.as_str()))
            .filter_map(|(new, author)| Some((new.strip_prefix(place)?, author.clone())))
            .filter(|(below, _)| !below.as_str().is_empty())
            .collect()
    }

    /// The same the other way round, for many look-ups.
    pub(super) fn places(&self) -> Places<'_> {
        let mut new_by_old: BTreeMap<&Pointer, Vec<&Pointer>> = BTreeMap::new();
        for (new, old) in &self.moved {
            new_by_old.entry(old).or_default().push(new);
        }
        Places {
            origins: self,
            new_by_old,
        }
    }
}

/// From the author's places to those of the rewritten document.
#[derive(Debug)]
pub(super) struct Places<'a> {
    origins: &'a Origins,
    new_by_old: BTreeMap<&'a Pointer, Vec<&'a Pointer>>,
}

impl Places<'_> {
    /// Places that what the author wrote at `author` can stand at now, the likely one first.
    pub(super) fn rewritten(&self, author: &Pointer) -> Vec<Pointer> {
        let mut moved = Vec::new();
        let mut prefix = Some(author.clone());
        while let Some(old) = prefix {
            let below = author.strip_prefix(&old).unwrap_or_default();
            let new = self.new_by_old.get(&old).into_iter().flatten();
            moved.extend(new.map(|new| new.join(&below)));
            prefix = old.parent();
        }
        moved.sort();
        moved.insert(0, author.clone());
        moved.retain(|place| self.origins.author(place) == *author);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use crate::pointer::Pointer;

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap_or_default()
    }

    #[test]
    fn shifted_places_do_not_chain() {
        let mut origins = Origins::default();
        origins.record(&[
            (at("/s/anyOf/0"), at("/s/anyOf/1")),
            (at("/s/anyOf/1"), at("/s/anyOf/2")),
        ]);
        assert_eq!(
            origins.author(&at("/s/anyOf/0/type")),
            at("/s/anyOf/1/type")
        );
        assert_eq!(origins.author(&at("/s/anyOf/1")), at("/s/anyOf/2"));
        assert_eq!(origins.author(&at("/s")), at("/s"));
        let places = origins.places();
        assert_eq!(places.rewritten(&at("/s/anyOf/1/x")), [at("/s/anyOf/0/x")]);
        assert_eq!(places.rewritten(&at("/s/anyOf/0")), []);
    }

    #[test]
    fn a_later_move_takes_the_places_below_along() {
        let mut origins = Origins::default();
        origins.record(&[(at("/s/anyOf/1/items"), at("/s/items"))]);
        origins.record(&[(at("/s/allOf/0"), at("/s/anyOf/1"))]);
        assert_eq!(
            origins.author(&at("/s/allOf/0/items/type")),
            at("/s/items/type")
        );
    }
}
