//! What a reader does, as the page reports it: the `data-action` of an element
//! and the value of the control.

use sim::Micros;
use stage::demo::Grip;

/// Something that a reader does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `play`: starts, or pauses.
    Play,
    /// `pause`: stops time, as when nobody sees the figure any more.
    Pause,
    /// `back`: goes to the event before.
    Back,
    /// `forward`: goes to the next event.
    Forward,
    /// `scrub`, with a place on the scrubber in thousandths of the run.
    Scrub(usize),
    /// `seek:T`: goes to a moment.
    Seek(Micros),
    /// `speed`, with the place of the speed among all.
    Speed(usize),
    /// `seed`, with a number.
    Seed(u64),
    /// `reseed`: takes the next seed.
    Reseed,
    /// `compare`: keeps the present run beside the coming one, or lets it go.
    Compare,
    /// `compare:asked`: keeps the run that the scenario asks about beside the present
    /// one.
    CompareWithAsked,
    /// `difference`: goes to the first moment at which the present run and the kept
    /// one differ.
    Difference,
    /// `share`: makes a link to this moment of this run.
    Share,
    /// `restore`, with what a shared URL says behind the `?` of its fragment.
    Restore(String),
    /// `undo`: takes back the last change of the run.
    Undo,
    /// `reset`: goes back to where the figure, or the scenario on show, started.
    Reset,
    /// `view:NAME`: shows another view of the same run.
    View(View),
    /// `knob:NAME`, with a value.
    Knob(String, String),
    /// `settle`: a slider was let go; what it is moved next is another change.
    Settle,
    /// `scenario:N`: opens a scenario; the one that is open starts again.
    Scenario(usize),
    /// `predict:N`: answers the question, and lets the run go on.
    Predict(usize),
    /// `press:MARKS`: shows what may be done to a mark, or which of several that lie
    /// on one another is meant.
    Press(Vec<String>),
    /// `close`: shows it no more.
    Close,
    /// `do:N`: does the Nth thing that may be done to the mark that is pressed.
    Do(usize),
    /// `do:N:MARK`: the same to another mark.
    DoTo(String, usize),
    /// `act:N`: does the Nth thing that may be done and concerns no mark.
    Act(usize),
    /// `list:open`, `list:shut`: whether all that may be done is listed.
    List(bool),
    /// `edit:TEXT`: does something to the run now.
    Edit(String),
    /// `edit-at:T:TEXT`: does something to the run at another moment.
    EditAt(Micros, String),
    /// `select:MARK`: selects a mark, or lets it go.
    Select(String),
    /// `pick:MARK`: selects a mark and lets go of all others, or lets it go.
    Pick(String),
    /// A mark was dragged onto another.
    Drag(Grip, Grip),
}

/// A view of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The picture, with the log beside it.
    #[default]
    Picture,
    /// The space–time diagram.
    SpaceTime,
    /// The state in words and numbers.
    Table,
    /// All that has happened.
    Log,
}

impl View {
    /// All views.
    pub const ALL: [View; 4] =
        [View::Picture, View::SpaceTime, View::Table, View::Log];

    /// The view of this name.
    pub fn named(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }

    /// Its name in the markup.
    pub fn name(self) -> &'static str {
        match self {
            View::Picture => "picture",
            View::SpaceTime => "space-time",
            View::Table => "table",
            View::Log => "log",
        }
    }
}

/// What the reader did by using an element with this action; `None` if the
/// action or the value makes no sense, such as a seed that is no number.
pub fn read(action: &str, value: &str) -> Option<Input> {
    let (verb, rest) = action.split_once(':').unwrap_or((action, ""));
    Some(match verb {
        "play" => Input::Play,
        "pause" => Input::Pause,
        "back" => Input::Back,
        "forward" => Input::Forward,
        "scrub" => Input::Scrub(value.parse().ok()?),
        "seek" => Input::Seek(rest.parse().ok()?),
        "speed" => Input::Speed(value.parse().ok()?),
        "seed" => Input::Seed(value.parse().ok()?),
        "reseed" => Input::Reseed,
        "compare" if rest == "asked" => Input::CompareWithAsked,
        "compare" => Input::Compare,
        "difference" => Input::Difference,
        "share" => Input::Share,
        "restore" => Input::Restore(value.into()),
        "undo" => Input::Undo,
        "reset" => Input::Reset,
        "view" => Input::View(View::named(rest)?),
        "knob" => Input::Knob(rest.into(), value.into()),
        "settle" => Input::Settle,
        "scenario" => Input::Scenario(rest.parse().ok()?),
        "predict" => Input::Predict(rest.parse().ok()?),
        "press" => Input::Press(rest.split(' ').map(String::from).collect()),
        "close" => Input::Close,
        "do" => match rest.split_once(':') {
            Some((place, mark)) => Input::DoTo(mark.into(), place.parse().ok()?),
            None => Input::Do(rest.parse().ok()?),
        },
        "act" => Input::Act(rest.parse().ok()?),
        "list" => Input::List(rest == "open"),
        "edit" => Input::Edit(rest.into()),
        "edit-at" => {
            let (at, edit) = rest.split_once(':')?;
            Input::EditAt(at.parse().ok()?, edit.into())
        }
        "select" => Input::Select(rest.into()),
        "pick" => Input::Pick(rest.into()),
        _ => return None,
    })
}
