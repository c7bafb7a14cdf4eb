//! The player: what the reader's use of the controls does to a run.
//!
//! It is pure: inputs and elapsed time go in, a new state comes out, and
//! [`crate::draw`] draws it. The page, a test and the book's build use the same.

use crate::input::{Input, View};
use crate::share::{Asks, Shared};
use sim::Micros;
use stage::act::{Act, past};
use stage::demo::{Layout, Offer};
use stage::element::{Element, Node};
use stage::guide::Playable;
use stage::knob::{self, Complaint};

/// How much of a run may pass in a second of the reader's.
pub const SPEEDS: [Micros; 16] = [
    Micros::new(1_000),
    Micros::new(2_000),
    Micros::new(5_000),
    Micros::new(10_000),
    Micros::new(20_000),
    Micros::new(50_000),
    Micros::new(100_000),
    Micros::new(200_000),
    Micros::new(500_000),
    Micros::new(1_000_000),
    Micros::new(2_000_000),
    Micros::new(5_000_000),
    Micros::new(10_000_000),
    Micros::new(20_000_000),
    Micros::new(50_000_000),
    Micros::new(100_000_000),
];

/// Most changes that can be taken back.
const UNDO_MAX: usize = 100;

/// With reduced motion, playing is a step every so often of the reader's time.
const STEP_EVERY: Micros = Micros::from_millis(900);

/// The state of a figure.
pub struct Player {
    pub(crate) entry: Playable,
    /// The id of the figure in its page.
    pub(crate) id: String,
    pub(crate) act: Box<dyn Act>,
    pub(crate) shared: Shared,
    /// Where the figure started: what a reset goes back to.
    start: Shared,
    /// The run kept to compare with, and what it was.
    pub(crate) baseline: Option<(Box<dyn Act>, Shared)>,
    undo: Vec<Shared>,
    pub(crate) speed: usize,
    pub(crate) is_playing: bool,
    pub(crate) has_played: bool,
    pub(crate) layout: Layout,
    pub(crate) motion: Motion,
    /// The reader's time that has not yet moved the run.
    owed: u64,
    pub(crate) prediction: Option<usize>,
    /// The edit chosen for each offer.
    pub(crate) choices: Vec<(usize, String)>,
    notices: Vec<Complaint>,
    /// Whether the demo has a space–time diagram. Drawing one to see costs too
    /// much to do it in every frame.
    pub(crate) has_space_time: bool,
    /// Whether anything can happen that the log would tell.
    pub(crate) has_log: bool,
    /// Whether the reader asked for a link just now.
    pub(crate) shows_link: bool,
}

/// Whether marks may move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Motion {
    /// They may.
    #[default]
    Full,
    /// The reader asked for none: playing goes from event to event.
    Reduced,
}

impl Player {
    /// A figure with this id that shows what `shared` says, paused.
    pub fn new(entry: impl Into<Playable>, id: &str, shared: Shared) -> Player {
        let entry = entry.into();
        let per_second =
            entry.about.pace.map_or(Micros::from_secs(1), |p| p.per_second);
        let mut player = Player {
            act: entry.perform(&shared.values, shared.seed),
            entry,
            id: id.into(),
            start: shared.clone(),
            shared,
            baseline: None,
            undo: Vec::new(),
            speed: SPEEDS
                .partition_point(|s| *s < per_second)
                .min(SPEEDS.len() - 1),
            is_playing: false,
            has_played: false,
            layout: Layout::Wide,
            motion: Motion::Full,
            owed: 0,
            prediction: None,
            choices: Vec::new(),
            notices: Vec::new(),
            has_space_time: false,
            has_log: false,
            shows_link: false,
        };
        player.perform();
        player.name_missing_marks();
        player
    }

    /// Goes to what a shared URL says. What is wrong in it is put right, and
    /// said in a notice.
    pub fn restore(&mut self, query: &str) {
        let (shared, mut complaints) = Shared::read(&self.entry, query);
        self.shared = shared;
        self.notices.clear();
        self.is_playing = false;
        self.has_played = true;
        self.perform();
        self.notices.append(&mut complaints);
        self.name_missing_marks();
    }

    /// How many answers there are to the question before the run; none if this
    /// figure does not ask it.
    pub(crate) fn answers(&self) -> usize {
        match self.start.asks {
            Asks::Prediction => self.entry.about.answers,
            Asks::Nothing => 0,
        }
    }

    /// What the reader has to be told, such as what was wrong in a shared URL.
    pub fn notices(&self) -> &[Complaint] {
        &self.notices
    }

    /// Whether time passes, so that [`Player::tick`] has to be called.
    pub fn is_playing(&self) -> bool {
        self.is_playing
    }

    /// How much room the page has.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Says how much room the page has.
    pub fn set_layout(&mut self, layout: Layout) {
        self.layout = layout;
    }

    /// Whether marks may move.
    pub fn set_motion(&mut self, motion: Motion) {
        self.motion = motion;
    }

    /// Stops time, as when the figure leaves the screen.
    pub fn pause(&mut self) {
        self.is_playing = false;
    }

    /// What a shared URL says behind its `#`.
    pub fn link(&self) -> String {
        let id = if self.id.is_empty() { self.entry.about.name } else { &self.id };
        format!("{id}?{}", self.shared.query(&self.entry))
    }

    /// The narrated log up to now.
    pub fn narration(&self) -> String {
        self.act.narration()
    }

    /// The last moment worth going to: a little after the last event, so that a
    /// run that is over early does not leave the scrubber empty.
    pub(crate) fn end(&self) -> Micros {
        let until = self.until();
        let last = self.act.told().last().map_or(Micros::ZERO, |told| told.at);
        let spare = Micros::new(until.get() / 40);
        match last == Micros::ZERO || last + spare + spare > until {
            true => until,
            false => (last + spare).max(self.act.now()),
        }
    }

    /// The end of the run, or zero where nothing happens by itself.
    pub(crate) fn until(&self) -> Micros {
        self.entry.about.pace.map_or(Micros::ZERO, |pace| pace.until)
    }

    /// Does what the reader asks for.
    pub fn input(&mut self, input: Input) {
        self.shows_link = false;
        if !matches!(input, Input::View(_) | Input::Pause) {
            self.notices.clear();
        }
        match input {
            Input::Play => self.play(),
            Input::Pause => self.pause(),
            Input::Back => self.back(),
            Input::Forward => self.forward(),
            Input::Scrub(thousandths) => {
                let at =
                    self.end().get() * u64::from(thousandths.min(1_000)) / 1_000;
                self.stop_at(Micros::new(at));
            }
            Input::Seek(to) => self.stop_at(to.min(self.end())),
            Input::Speed(speed) => self.speed = speed.min(SPEEDS.len() - 1),
            Input::Seed(seed) => self.change(|shared| shared.seed = seed),
            Input::Reseed => {
                self.change(|shared| shared.seed = shared.seed.wrapping_add(1))
            }
            Input::Compare => self.compare(),
            Input::Share => self.shows_link = true,
            Input::Restore(query) => self.restore(&query),
            Input::Undo => self.undo(),
            Input::Reset => {
                let start = self.start.clone();
                self.change(|shared| {
                    *shared = Shared { view: shared.view, ..start }
                });
            }
            Input::View(view) => self.shared.view = view,
            Input::Knob(name, value) => self.turn(&name, value),
            Input::Predict(answer) => self.prediction = Some(answer),
            Input::Edit(edit) => self.edit(self.act.now(), &edit),
            Input::EditAt(at, edit) => self.edit(at, &edit),
            Input::Choose(offer, edit) => {
                self.choices.retain(|(o, _)| *o != offer);
                self.choices.push((offer, edit));
            }
            Input::Offer(offer) => self.take_offer(offer),
            Input::Select(mark) => self.select(mark),
            Input::Pick(mark) => self.pick(mark),
            Input::Drag(from, to) => {
                if let Some((at, edit)) = self.act.drag(&from, &to, self.layout) {
                    self.insert(at, edit);
                }
            }
        }
    }

    /// Lets `elapsed` of the reader's time pass.
    pub fn tick(&mut self, elapsed: Micros) {
        if !self.is_playing {
            return;
        }
        self.owed += elapsed.get();
        if self.motion == Motion::Reduced {
            if self.owed >= STEP_EVERY.get() {
                self.owed = 0;
                self.step();
            }
            return;
        }
        let per_second = SPEEDS[self.speed].get();
        let passed = self.owed * per_second / 1_000_000;
        self.owed -= passed * 1_000_000 / per_second;
        let end = self.end();
        let to = self.act.now().saturating_add(Micros::new(passed)).min(end);
        self.go(to);
        self.is_playing = to < end;
    }

    fn play(&mut self) {
        self.is_playing = !self.is_playing && self.until() > Micros::ZERO;
        self.has_played = true;
        self.owed = 0;
        if self.is_playing && self.act.now() >= self.end() {
            self.go(Micros::ZERO);
        }
    }

    fn back(&mut self) {
        self.is_playing = false;
        if let Some(to) = self.act.previous() {
            self.go(to);
        } else {
            self.go(Micros::ZERO);
        }
    }

    fn forward(&mut self) {
        self.is_playing = false;
        self.has_played = true;
        self.step();
    }

    /// Goes on to the next moment that tells something: `back` stops there too.
    fn step(&mut self) {
        let told = self.act.told();
        let next = told.get(past(told, self.act.now())).map(|told| told.at);
        self.is_playing &= next.is_some();
        self.go(next.unwrap_or(self.end()));
    }

    fn stop_at(&mut self, to: Micros) {
        self.is_playing = false;
        self.has_played = true;
        self.go(to);
    }

    fn go(&mut self, to: Micros) {
        self.act.seek(to);
        if let Some((baseline, _)) = &mut self.baseline {
            baseline.seek(to);
        }
        self.shared.at = to;
    }

    /// Changes what is run; the position stays.
    fn change(&mut self, change: impl FnOnce(&mut Shared)) {
        let before = self.shared.clone();
        change(&mut self.shared);
        if self.shared != before {
            self.remember(before);
            self.perform();
        }
    }

    fn remember(&mut self, before: Shared) {
        if self.undo.len() == UNDO_MAX {
            self.undo.remove(0);
        }
        self.undo.push(before);
    }

    /// Whether there is something to take back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            self.is_playing = false;
            self.shared = Shared { view: self.shared.view, ..before };
            self.perform();
        }
    }

    /// Runs what `shared` says, up to its position. An edit that is none, or
    /// that comes after the end of the run, is dropped with a notice.
    fn perform(&mut self) {
        self.act = self.entry.perform(&self.shared.values, self.shared.seed);
        for (at, edit) in std::mem::take(&mut self.shared.edits) {
            if at > self.until() {
                let until = self.until();
                self.notices.push(format!(
                    "`{at}-{edit}` comes after the run's end at {until}"
                ));
                continue;
            }
            self.act.seek(at);
            if let Err(complaint) = self.act.edit(&edit) {
                self.notices.push(complaint);
            }
        }
        self.shared.edits = self.act.edits();
        self.go(self.shared.at);
        self.leave_missing_view();
    }

    fn leave_missing_view(&mut self) {
        self.has_space_time = self.act.space_time(self.layout, &[]).is_some();
        self.has_log = self.until() > Micros::ZERO
            || !self.act.told().is_empty()
            || !self.offers().is_empty();
        if !self.has(self.shared.view) {
            let has = View::ALL.iter().filter(|(view, ..)| self.has(*view));
            let names: Vec<_> = has.map(|(_, name, _)| *name).collect();
            self.notices.push(format!(
                "this demo has no view `{}`: it has {}",
                self.shared.view.name(),
                names.join(", ")
            ));
            self.shared.view = View::Picture;
        }
    }

    /// Whether the demo has such a view.
    pub(crate) fn has(&self, view: View) -> bool {
        match view {
            View::Picture | View::Table => true,
            View::SpaceTime => self.has_space_time,
            View::Log => self.has_log,
        }
    }

    /// Says which of the marks that someone wrote down there is nothing to select
    /// by. Those of the resting frame may not be there with other settings.
    fn name_missing_marks(&mut self) {
        let marks = &self.shared.selection;
        if marks.iter().all(|mark| self.entry.about.selection.contains(&&**mark)) {
            return;
        }
        let picture = self.act.picture(self.layout, marks);
        let second = self.act.space_time(self.layout, marks);
        for mark in marks {
            let has = |view: &Element| offers_mark(view, mark);
            if !has(&picture) && !second.as_ref().is_some_and(has) {
                self.notices.push(format!("there is no mark `{mark}` to select"));
            }
        }
    }

    fn turn(&mut self, name: &str, value: String) {
        let mut values = self.shared.values.clone();
        let given = [(name.to_string(), value)];
        self.notices = knob::merge(self.entry.about.knobs, &mut values, &given);
        // Where nothing happens by itself, turning knobs is how it is played.
        self.has_played |= self.entry.about.pace.is_none();
        self.change(|shared| shared.values = values);
    }

    /// Does an edit at a moment; what was done later is another future's.
    fn edit(&mut self, at: Micros, edit: &str) {
        let before = self.shared.clone();
        self.go(at);
        match self.act.edit(edit) {
            Ok(()) => {
                self.has_played = true;
                self.shared.edits = self.act.edits();
                self.remember(before);
            }
            Err(complaint) => self.notices.push(complaint),
        }
    }

    /// Puts an edit into the run at the moment that a drag named. The reader sees
    /// the run as a whole and stays where it stands; what was done later stays.
    fn insert(&mut self, at: Micros, edit: String) {
        self.has_played = true;
        self.change(|shared| {
            let later = shared.edits.partition_point(|(t, _)| *t <= at);
            shared.edits.insert(later, (at, edit));
            shared.at = shared.at.max(at);
        });
    }

    fn take_offer(&mut self, index: usize) {
        if let Some(offer) = self.offers().get(index)
            && let Some(edit) = self.chosen(index, offer)
        {
            self.edit(self.act.now(), edit);
        }
    }

    /// What the reader may do now.
    pub fn offers(&self) -> Vec<Offer> {
        self.act.offers(&self.shared.selection)
    }

    /// The edit that is chosen for an offer: the reader's choice while it is on
    /// offer, the first otherwise.
    pub(crate) fn chosen<'o>(
        &self,
        index: usize,
        offer: &'o Offer,
    ) -> Option<&'o str> {
        let wish = self.choices.iter().find(|(o, _)| *o == index);
        let is_wish = |edit: &String| wish.is_some_and(|(_, wish)| wish == edit);
        let found = offer.choices.iter().find(|(edit, _)| is_wish(edit));
        found.or(offer.choices.first()).map(|(edit, _)| &**edit)
    }

    fn select(&mut self, mark: String) {
        let selection = &mut self.shared.selection;
        match selection.iter().position(|m| *m == mark) {
            Some(place) => drop(selection.remove(place)),
            None => {
                if selection.len() == 2 {
                    selection.remove(0);
                }
                selection.push(mark);
            }
        }
    }

    fn pick(&mut self, mark: String) {
        let selection = &mut self.shared.selection;
        match selection.contains(&mark) {
            true => selection.clear(),
            false => *selection = vec![mark],
        }
    }

    fn compare(&mut self) {
        self.baseline = match self.baseline.take() {
            Some(_) => None,
            None => {
                let kept = self.shared.clone();
                let again = self.entry.perform(&kept.values, kept.seed);
                let act = std::mem::replace(&mut self.act, again);
                self.perform();
                Some((act, kept))
            }
        };
    }
}

/// Whether a mark can be selected in a picture.
fn offers_mark(view: &Element, mark: &str) -> bool {
    let selects = |action: &str| {
        let words = action.split_once(':');
        matches!(words, Some(("select" | "pick", m)) if m == mark)
    };
    view.attributes.iter().any(|(n, action)| *n == "data-action" && selects(action))
        || view.children.iter().any(|child| match child {
            Node::Element(child) => offers_mark(child, mark),
            Node::Text(_) => false,
        })
}
