//! From places of the rewritten document back to the author's.

use std::collections::BTreeMap;

use crate::pointer::Pointer;

/// Leads from the parts of the rewritten document to the author's.
///
/// Overlays and other files are taken in first, which gives one document; then that is rewritten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// From the rewritten document to the one before.
    moved: PointerMap,
    /// From that one to the one before old versions were rewritten.
    earlier: PointerMap,
    /// From there to where it was written: in the document, an overlay, or another file.
    written: PointerMap,
}

impl Origins {
    /// Of a document that is not rewritten yet.
    pub(super) fn new(written: PointerMap) -> Self {
        Self {
            written,
            ..Self::default()
        }
    }

    /// Begins another rewriting, for which every part stands at its first place.
    pub(super) fn begin_stage(&mut self) {
        self.earlier = std::mem::take(&mut self.moved);
    }

    /// Records that what stands at a place stood somewhere else before anything moved.
    pub(super) fn record(&mut self, now: Pointer, before: Pointer) {
        self.moved.record(now, before);
    }

    /// The author's place of a place in the rewritten document.
    pub fn author(&self, rewritten: &Pointer) -> Pointer {
        let old = self.earlier.before(&self.moved.before(rewritten));
        self.written.before(&old)
    }

    /// Records that rewriting moved things, all at once: each pair is (new place, place before).
    pub(super) fn record_all(&mut self, moves: &[(Pointer, Pointer)]) {
        self.moved.record_all(moves);
    }

    /// Inverts the map of the last rewriting, for many look-ups.
    pub(super) fn places(&self) -> MovedPlaces<'_> {
        self.moved.places()
    }
}

/// Maps places now to the places before.
///
/// Everything below a place came with it, so only the tops of moved parts are kept. A place is
/// looked up by its longest known prefix; entries always lead all the way back in one step, since
/// each is translated when it is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PointerMap {
    moved: BTreeMap<Pointer, Pointer>,
}

impl PointerMap {
    /// The place before of a place now.
    pub(super) fn before(&self, now: &Pointer) -> Pointer {
        if self.moved.is_empty() {
            return now.clone();
        }
        let moved = now.ancestors().find_map(|place| {
            let old = self.moved.get(&place)?;
            Some(old.join(&now.strip_prefix(&place)?))
        });
        moved.unwrap_or_else(|| now.clone())
    }

    /// Records that what stands at a place was written somewhere else.
    pub(super) fn record(&mut self, now: Pointer, written: Pointer) {
        for (below, _) in self.below(&now) {
            self.moved.remove(&now.join(&below));
        }
        self.moved.insert(now, written);
    }

    /// Records that things moved, all at once: each pair is (new place, place before).
    pub(super) fn record_all(&mut self, moves: &[(Pointer, Pointer)]) {
        let mut added = Vec::new();
        for (new, old) in moves {
            added.push((new.clone(), self.before(old)));
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
        // `/paths/~1pets2` begins with `/paths/~1pets` and stands beside it.
        let first = place.push("");
        self.moved
            .range(&first..)
            .take_while(|(new, _)| new.as_str().starts_with(first.as_str()))
            .filter_map(|(new, author)| Some((new.strip_prefix(place)?, author.clone())))
            .filter(|(below, _)| !below.as_str().is_empty())
            .collect()
    }

    /// Inverts the map, for many look-ups.
    fn places(&self) -> MovedPlaces<'_> {
        let mut new_by_old: BTreeMap<&Pointer, Vec<&Pointer>> = BTreeMap::new();
        for (new, old) in &self.moved {
            new_by_old.entry(old).or_default().push(new);
        }
        MovedPlaces {
            moves: self,
            new_by_old,
        }
    }
}

/// From the author's places to those of the rewritten document.
#[derive(Debug)]
pub(super) struct MovedPlaces<'a> {
    moves: &'a PointerMap,
    new_by_old: BTreeMap<&'a Pointer, Vec<&'a Pointer>>,
}

impl MovedPlaces<'_> {
    /// Returns the places that what the author wrote at `author` can stand at now, the likely one first.
    pub(super) fn rewritten(&self, author: &Pointer) -> Vec<Pointer> {
        let mut moved = Vec::new();
        for old in author.ancestors() {
            let below = author.strip_prefix(&old).unwrap_or_default();
            let new = self.new_by_old.get(&old).into_iter().flatten();
            moved.extend(new.map(|new| new.join(&below)));
        }
        moved.sort();
        moved.insert(0, author.clone());
        moved.retain(|place| self.moves.before(place) == *author);
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::PointerMap;
    use crate::pointer::Pointer;

    fn at(text: &str) -> Pointer {
        Pointer::parse(text).unwrap_or_default()
    }

    #[test]
    fn shifted_places_do_not_chain() {
        let mut moves = PointerMap::default();
        moves.record_all(&[
            (at("/s/anyOf/0"), at("/s/anyOf/1")),
            (at("/s/anyOf/1"), at("/s/anyOf/2")),
        ]);
        assert_eq!(moves.before(&at("/s/anyOf/0/type")), at("/s/anyOf/1/type"));
        assert_eq!(moves.before(&at("/s/anyOf/1")), at("/s/anyOf/2"));
        assert_eq!(moves.before(&at("/s")), at("/s"));
        let places = moves.places();
        assert_eq!(places.rewritten(&at("/s/anyOf/1/x")), [at("/s/anyOf/0/x")]);
        assert_eq!(places.rewritten(&at("/s/anyOf/0")), []);
    }

    #[test]
    fn a_later_move_takes_the_places_below_along() {
        let mut moves = PointerMap::default();
        moves.record_all(&[(at("/s/anyOf/1/items"), at("/s/items"))]);
        moves.record_all(&[(at("/s/allOf/0"), at("/s/anyOf/1"))]);
        assert_eq!(
            moves.before(&at("/s/allOf/0/items/type")),
            at("/s/items/type")
        );
    }
}
