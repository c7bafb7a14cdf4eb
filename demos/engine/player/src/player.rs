//! The player: what the reader's use of the controls does to a run.
//!
//! It is pure: inputs and elapsed time go in, a new state comes out, and
//! [`crate::draw`] draws it. The page, a test and the book's build use the same.

mod asking;
mod changes;
mod choices;
mod marks;
mod time;

pub(crate) use asking::{Asked, Standing};
pub use time::SPEEDS;

use crate::input::Input;
use crate::share::{LONGEST, Shared, TOO_LONG};
use sim::Micros;
use stage::act::Act;
use stage::demo::Layout;
use stage::guide::Playable;
use stage::knob::Complaint;

/// The state of a figure.
pub struct Player {
    pub(crate) entry: Playable,
    /// The id of the figure in its page.
    pub(crate) id: String,
    pub(crate) act: Box<dyn Act>,
    pub(crate) shared: Shared,
    /// How each scenario starts, the reader's own last: read once.
    starts: Vec<Shared>,
    /// Where the figure started: what a reset goes back to, unless the reader has
    /// opened another scenario.
    start: Shared,
    /// The run kept to compare with, and what it was.
    pub(crate) baseline: Option<(Box<dyn Act>, Shared)>,
    /// Whether it is the run that the scenario on show asks about.
    keeps_asked: bool,
    undo: Vec<Shared>,
    /// The knob that the reader has in hand: all it is turned is one change.
    turned: Option<String>,
    /// The speed that the reader has chosen, by its place among [`SPEEDS`].
    chosen_speed: Option<usize>,
    pub(crate) is_playing: bool,
    pub(crate) has_played: bool,
    pub(crate) layout: Layout,
    pub(crate) motion: Motion,
    /// The reader's time that has not yet moved the run.
    owed: u64,
    /// The reader's time for which the run still holds where it is.
    held: u64,
    /// What was asked and answered so far, by scenario.
    pub(crate) asked: Vec<Asked>,
    /// The marks that are pressed: one, or several to choose from.
    pub(crate) pressed: Vec<String>,
    /// Whether the run goes on when the reader has done something to a mark.
    goes_on: bool,
    /// Whether all that may be done is listed.
    pub(crate) lists: bool,
    notices: Vec<Complaint>,
    /// Whether the demo has a second view: it is looked for once.
    pub(crate) has_space_time: bool,
    /// Whether its picture has marks that can be pressed: it is looked for once.
    pub(crate) has_marks: bool,
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
        let act = entry.perform(&shared.values, shared.seed);
        let scenarios = 0..=entry.about.plans.len();
        let starts =
            scenarios.map(|place| Shared::start_of(&entry, place)).collect();
        let asked = entry.about.plans.iter().map(|_| Asked::default()).collect();
        let mut player = Player {
            has_space_time: act.space_time(Layout::Wide, &[]).is_some(),
            has_marks: !act.marks().is_empty(),
            act,
            entry,
            id: id.into(),
            starts,
            start: shared.clone(),
            shared,
            baseline: None,
            keeps_asked: false,
            undo: Vec::new(),
            turned: None,
            chosen_speed: None,
            is_playing: false,
            has_played: false,
            layout: Layout::Wide,
            motion: Motion::Full,
            owed: 0,
            held: 0,
            asked,
            pressed: Vec::new(),
            goes_on: false,
            lists: false,
            notices: Vec::new(),
            has_log: false,
            shows_link: false,
        };
        player.replay();
        player.name_missing_marks();
        player
    }

    /// Goes to what a shared URL says. What is wrong in it is put right, and
    /// said in a notice; one that is too long is not read.
    pub fn restore(&mut self, query: &str) {
        let (shared, mut complaints) = match query.len() > LONGEST {
            true => (self.start.clone(), vec![TOO_LONG.into()]),
            false => Shared::read(&self.entry, query),
        };
        let before = std::mem::replace(&mut self.shared, shared);
        if self.has_played || self.can_undo() {
            self.remember(before);
        }
        self.notices.clear();
        self.is_playing = false;
        self.has_played = true;
        self.chosen_speed = None;
        self.perform();
        self.notices.append(&mut complaints);
        self.name_missing_marks();
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

    /// How much the run tells, and since when: it tells other things where another
    /// run is shown, or where the oldest were forgotten.
    pub fn told(&self) -> (usize, Option<Micros>) {
        let told = self.act.told();
        (told.len(), told.first().map(|told| told.at))
    }

    /// The narrated log up to now.
    pub fn narration(&self) -> String {
        self.act.narration()
    }

    /// Does what the reader asks for.
    pub fn input(&mut self, input: Input) {
        self.shows_link = false;
        let turned = self.turned.take();
        if !matches!(
            input,
            Input::View(_) | Input::Pause | Input::Settle | Input::List(_)
        ) {
            self.notices.clear();
        }
        self.take(input, turned);
        self.judge();
        self.let_go();
    }

    fn take(&mut self, input: Input, turned: Option<String>) {
        match input {
            Input::Play => self.play(),
            Input::Pause => self.pause(),
            Input::Back => self.back(),
            Input::Forward => self.forward(),
            Input::Scrub(thousandths) => {
                let at = self.end().get() * thousandths.min(1_000) as u64 / 1_000;
                self.stop_at(Micros::new(at));
            }
            Input::Seek(to) => self.stop_at(to.min(self.end())),
            Input::Speed(speed) => {
                self.chosen_speed = Some(speed.min(SPEEDS.len() - 1));
            }
            Input::Seed(seed) => self.change(|shared| shared.seed = seed),
            Input::Reseed => {
                self.change(|shared| shared.seed = shared.seed.wrapping_add(1))
            }
            Input::Compare => self.compare(),
            Input::CompareWithAsked => self.compare_with_asked(),
            Input::Difference => {
                if let Some(at) = self.difference() {
                    self.stop_at(at);
                }
            }
            Input::Share => {
                self.pause();
                self.shows_link = true;
            }
            Input::Restore(query) => self.restore(&query),
            Input::Undo => self.undo(),
            Input::Reset => {
                self.pause();
                let is_first = self.shared.scenario == self.start.scenario;
                let start = match is_first {
                    true => self.start.clone(),
                    false => self.asked_run().clone(),
                };
                self.change(|shared| {
                    *shared = Shared { view: shared.view, ..start }
                });
            }
            Input::View(view) => self.shared.view = view,
            Input::Knob(name, value) => {
                let goes_on = turned.as_ref() == Some(&name);
                self.turn(name, value, goes_on);
            }
            Input::Settle => {}
            Input::Scenario(scenario) => self.open(scenario),
            Input::Predict(answer) => self.answer(answer),
            Input::Press(marks) => self.press(marks),
            Input::Close => self.close(),
            Input::Do(action) => self.do_to_pressed(action),
            Input::DoTo(mark, action) => self.do_to(&mark, action),
            Input::Act(action) => self.do_action(action),
            Input::List(is_open) => self.lists = is_open,
            Input::Edit(edit) => self.edit(self.act.now(), &[edit]),
            Input::EditAt(at, edit) => self.edit(at, &[edit]),
            Input::Select(mark) => self.select(mark),
            Input::Pick(mark) => self.pick(mark),
            Input::Drag(from, to) => {
                if let Some((at, edit)) = self.act.drag(&from, &to, self.layout) {
                    self.insert(at, edit);
                }
            }
        }
    }
}
