//! Lines of text that are broken where they do not fit.
//!
//! A line is written as if there were no limit, and what could be broken is noted beside it: blocks,
//! which may contain blocks, and breaks in them. Only a line that turns out too long is set again.
//! A block that does not fit is broken: at all its breaks where it is consistent, else at those
//! whose text up to the next break does not fit. (After Oppen, "Prettyprinting", 1980.)

/// How wide a line may be.
pub(super) const WIDTH: usize = 89;
/// How much may stand on a line, however far it is indented.
const LEAST: usize = 60;
/// How much a line end counts, so that no block around it fits.
const ENDLESS: i64 = 0xffff;

/// One step of indentation.
pub(super) const STEP: usize = 4;

/// A place where a line can be broken.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Break {
    /// Whether a space stands there when it is not broken.
    pub(super) space: bool,
    /// Stands there when it is not broken.
    pub(super) whole: Option<char>,
    /// Stands at the end of the line when it is broken.
    pub(super) before: Option<char>,
    /// Stands at the begin of the next line when it is broken.
    pub(super) after: Option<char>,
    /// Whether the next line is one step less indented.
    pub(super) back: bool,
    /// Whether it depends on the room.
    pub(super) when: When,
}

/// When a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum When {
    /// Where what follows does not fit.
    #[default]
    Full,
    Always,
    /// Never: it only ends what the blocks before are measured by.
    Never,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// A block: steps of indentation and whether it is consistent.
    Begin(i8, bool),
    End,
    Break(Break),
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    /// The place in the line.
    at: usize,
    /// How much stands before it; then, how much stands between it and the break that follows.
    size: i64,
    what: What,
}

/// Text that is being written.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    /// Where the line begins, behind its indentation.
    start: usize,
    indent: usize,
    /// Whether nothing stands on the line.
    is_fresh: bool,
    marks: Vec<Mark>,
    /// The begins of the blocks that are open.
    open: Vec<usize>,
    /// How much more the line counts than it is long.
    extra: i64,
    /// Whether the line has to be set, however short it is.
    is_broken: bool,
    /// Whether nothing is broken for want of room: a line of a macro says one thing.
    keeps_line: bool,
    setting: Setting,
}

impl Page {
    /// A page with room for so much text.
    pub(super) fn with_room(length: usize) -> Self {
        Self {
            text: String::with_capacity(length),
            is_fresh: true,
            ..Self::default()
        }
    }

    pub(super) fn finish(mut self) -> String {
        if !self.is_fresh {
            self.end_line();
        }
        self.text.shrink_to_fit();
        self.text
    }

    /// Keeps what follows on its line, however long it gets, or no longer does.
    pub(super) fn keep_line(&mut self, keeps_line: bool) {
        self.keeps_line = keeps_line;
    }

    /// Whether a block is open, so that the line cannot end.
    pub(super) fn is_inside(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether one block is open, which begins at the edge.
    pub(super) fn is_at_edge(&self) -> bool {
        self.open.len() == 1 && self.indent == 0
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    pub(super) fn ends_with(&self, end: char) -> bool {
        self.text.ends_with(end)
    }

    /// Whether a name that followed would become a part of what stands there.
    pub(super) fn ends_with_name(&self) -> bool {
        let last = self.text.as_bytes().last();
        last.is_some_and(|last| {
            last.is_ascii_alphanumeric() || matches!(last, b'_' | b'"' | b'\'') || !last.is_ascii()
        })
    }

    pub(super) fn word(&mut self, word: &str) {
        if self.is_fresh {
            self.is_fresh = false;
            self.text.extend(std::iter::repeat_n(' ', self.indent));
            self.start = self.text.len();
        }
        self.text.push_str(word);
    }

    /// Ends the line, in a block by a break that is always broken.
    pub(super) fn newline(&mut self) {
        if self.is_inside() {
            self.is_broken = true;
            self.push_break(Break {
                when: When::Always,
                ..Break::default()
            });
            self.extra += ENDLESS;
        } else {
            self.end_line();
        }
    }

    /// An empty line.
    pub(super) fn blank_line(&mut self) {
        self.text.push('\n');
    }

    /// Lines from here on are one step further in.
    pub(super) fn indent(&mut self) {
        self.indent += STEP;
    }

    pub(super) fn unindent(&mut self) {
        self.indent -= STEP;
    }

    /// Begins a block that is indented by so many steps.
    pub(super) fn begin(&mut self, steps: i8, is_consistent: bool) {
        self.open.push(self.marks.len());
        self.mark(What::Begin(steps, is_consistent));
    }

    pub(super) fn end(&mut self) {
        self.open.pop();
        self.mark(What::End);
    }

    /// Ends a block that is broken when it is wider than this, even if it would fit.
    pub(super) fn end_within(&mut self, width: i64) {
        let begin = self.open.last().map_or(0, |begin| self.marks[*begin].size);
        if self.total() - begin > width {
            self.extra += ENDLESS;
            self.is_broken = true;
        }
        self.end();
    }

    /// Ends a block that more lines belong to, so that it does not fit.
    pub(super) fn end_endless(&mut self) {
        self.extra += ENDLESS;
        self.end();
    }

    /// Where a line may be broken.
    pub(super) fn push_break(&mut self, mut place: Break) {
        if self.keeps_line && place.when == When::Full {
            place.when = When::Never;
        }
        self.mark(What::Break(place));
        if place.space {
            self.word(" ");
        }
        if let Some(whole) = place.whole {
            self.text.push(whole);
            self.extra -= 1;
        }
    }

    /// Moves what follows the last break one step back.
    pub(super) fn step_back(&mut self) {
        if let Some(Mark {
            what: What::Break(place),
            ..
        }) = self.marks.last_mut()
        {
            place.back = true;
        }
    }

    fn total(&self) -> i64 {
        signed(self.text.len() - self.start) + self.extra
    }

    fn mark(&mut self, what: What) {
        if self.is_fresh {
            self.word("");
        }
        self.marks.push(Mark {
            at: self.text.len() - self.start,
            size: self.total(),
            what,
        });
    }

    fn end_line(&mut self) {
        let room = WIDTH.saturating_sub(self.indent).max(LEAST);
        if !self.marks.is_empty() {
            if self.is_broken || self.text.len() - self.start > room {
                let total = self.total();
                self.setting.measure(&mut self.marks, total);
                self.setting
                    .set(&mut self.text, self.start, self.indent, &self.marks);
            }
            self.marks.clear();
            self.extra = 0;
            self.is_broken = false;
        }
        self.text.push('\n');
        self.is_fresh = true;
    }
}

fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// What setting a line needs, kept for the next one.
#[derive(Debug, Default)]
struct Setting {
    line: String,
    unmeasured: Vec<usize>,
    begins: Vec<(usize, usize)>,
}

impl Setting {
    /// Replaces what stands before each mark by what stands between it and the next break that is not
    /// inside a block that begins after it.
    fn measure(&mut self, marks: &mut [Mark], total: i64) {
        self.unmeasured.clear();
        self.begins.clear();
        let mut floor = 0;
        for index in 0..marks.len() {
            match marks[index].what {
                What::Begin(..) => {
                    self.begins.push((index, floor));
                    floor = self.unmeasured.len();
                }
                What::End => {
                    if let Some((begin, outer)) = self.begins.pop() {
                        self.unmeasured.push(begin);
                        floor = outer;
                    }
                }
                What::Break(_) => {
                    let here = marks[index].size;
                    for earlier in self.unmeasured.drain(floor..) {
                        marks[earlier].size = here - marks[earlier].size;
                    }
                    self.unmeasured.push(index);
                }
            }
        }
        for earlier in self.unmeasured.drain(..) {
            marks[earlier].size = total - marks[earlier].size;
        }
    }

    /// Writes the line anew, in lines that fit.
    fn set(&mut self, text: &mut String, start: usize, indent: usize, marks: &[Mark]) {
        self.line.clear();
        self.line.push_str(&text[start..]);
        text.truncate(start);
        let mut line = Line {
            text,
            indent: signed(indent),
            room: signed(WIDTH.saturating_sub(indent).max(LEAST)),
            spaces: 0,
            frames: Vec::new(),
        };
        let mut from = 0;
        for mark in marks {
            line.word(&self.line[from..mark.at]);
            from = mark.at;
            match mark.what {
                What::Begin(steps, is_consistent) => line.begin(mark.size, steps, is_consistent),
                What::End => line.end(),
                What::Break(place) => {
                    from += usize::from(place.space) + place.whole.map_or(0, char::len_utf8);
                    line.place(mark.size, place);
                }
            }
        }
        line.word(&self.line[from..]);
    }
}

/// The lines that one line becomes.
struct Line<'a> {
    text: &'a mut String,
    indent: i64,
    /// How much more fits.
    room: i64,
    /// Spaces that are only written where something follows.
    spaces: usize,
    /// What blocks are open: how far it was indented before and whether it is consistent, where it is
    /// broken.
    frames: Vec<Option<(i64, bool)>>,
}

impl Line<'_> {
    fn word(&mut self, word: &str) {
        if !word.is_empty() {
            self.text.extend(std::iter::repeat_n(' ', self.spaces));
            self.spaces = 0;
            self.text.push_str(word);
            self.room -= signed(word.len());
        }
    }

    fn begin(&mut self, size: i64, steps: i8, is_consistent: bool) {
        let is_broken = size > self.room;
        let frame = is_broken.then_some((self.indent, is_consistent));
        if is_broken {
            self.indent += i64::from(steps) * signed(STEP);
        }
        self.frames.push(frame);
    }

    fn end(&mut self) {
        if let Some(Some((indent, _))) = self.frames.pop() {
            self.indent = indent;
        }
    }

    fn place(&mut self, size: i64, place: Break) {
        let fits = match self.frames.last() {
            Some(None) => true,
            Some(Some((_, true))) => false,
            Some(Some((_, false))) | None => size <= self.room,
        };
        if place.when != When::Always && (fits || place.when == When::Never) {
            if place.space {
                self.spaces += 1;
                self.room -= 1;
            }
            if let Some(whole) = place.whole {
                self.text.push(whole);
                self.room -= 1;
            }
            return;
        }
        if let Some(before) = place.before {
            self.text.extend(std::iter::repeat_n(' ', self.spaces));
            self.text.push(before);
        }
        self.text.push('\n');
        let back = if place.back { signed(STEP) } else { 0 };
        let indent = (self.indent - back).max(0);
        self.spaces = usize::try_from(indent).unwrap_or(0);
        self.room = (signed(WIDTH) - indent).max(signed(LEAST));
        if let Some(after) = place.after {
            self.text.extend(std::iter::repeat_n(' ', self.spaces));
            self.spaces = 0;
            self.text.push(after);
            self.room -= 1;
        }
    }
}
