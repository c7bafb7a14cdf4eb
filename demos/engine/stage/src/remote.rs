//! Runs of an engine, from outside it.
//!
//! In the browser a guide's demos are one WASM file, and what plays them is
//! another, which all guides share. [`Engine`] is the one end: it has the runs, and
//! answers. A run that [`playable`] gives is the other: it is like any other, and asks.

use crate::act::{Act, Told};
use crate::demo::{Check, Grip, Layout};
use crate::element::Element;
use crate::guide::{DemoEntry, Description, Playable};
use crate::knob::Values;
use crate::mark::{Action, Mark};
use crate::program;
use crate::request::{Ask, Request};
use crate::wire::{Last, Wire};
use sim::Micros;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// A guide's demos and the runs of them.
pub struct Engine {
    demos: &'static [DemoEntry],
    /// The runs, each with its number. One that is at work is taken out: if it
    /// panics it never comes back, and the others live on.
    acts: RefCell<Vec<(usize, Box<dyn Act>)>>,
    /// The number of the next run.
    next: Cell<usize>,
}

impl Engine {
    /// An engine with these demos and no run.
    pub const fn new(demos: &'static [DemoEntry]) -> Engine {
        Engine { demos, acts: RefCell::new(Vec::new()), next: Cell::new(0) }
    }

    /// Answers what is asked at the other end.
    ///
    /// # Panics
    /// If the request is not one, or if a demo has a bug.
    pub fn answer(&self, mut request: &[u8]) -> Vec<u8> {
        let mut answer = Vec::new();
        match Request::read(&mut request) {
            Request::Describe(name) => {
                self.demo(&name).map(DemoEntry::describe).write(&mut answer);
            }
            Request::Perform(name, values, seed) => {
                let Some(demo) = self.demo(&name) else {
                    panic!("there is no such demo")
                };
                let act = (demo.perform)(&values, seed);
                let number = self.next.get();
                self.next.set(number + 1);
                (number, act.now(), act.told().to_vec()).write(&mut answer);
                self.acts.borrow_mut().push((number, act));
            }
            Request::Complaint => program::complaint().write(&mut answer),
            Request::Of(number, Ask::End) => drop(self.take(number)),
            Request::Of(number, ask) => {
                if let Some(mut act) = self.take(number) {
                    tell(&mut *act, ask, &mut answer);
                    self.acts.borrow_mut().push((number, act));
                }
            }
        }
        answer
    }

    fn demo(&self, name: &str) -> Option<&DemoEntry> {
        self.demos.iter().find(|demo| demo.name == name)
    }

    fn take(&self, number: usize) -> Option<Box<dyn Act>> {
        let mut acts = self.acts.borrow_mut();
        let place = acts.iter().position(|(n, _)| *n == number)?;
        Some(acts.swap_remove(place).1)
    }
}

/// Does what is asked of a run and writes down what has come of it.
fn tell(act: &mut dyn Act, ask: Ask, answer: &mut Vec<u8>) {
    match ask {
        Ask::End => {}
        Ask::Seek(to) => {
            let known = extent(act.told());
            act.seek(to);
            standing(act, known).write(answer);
        }
        Ask::Previous => {
            let known = extent(act.told());
            act.previous().write(answer);
            standing(act, known).write(answer);
        }
        Ask::Edit(edits) => {
            act.edit(&edits).write(answer);
            (act.now(), Some(act.told().to_vec())).write(answer);
        }
        Ask::Edits => act.edits().write(answer),
        Ask::Words(from, to) => act.words(from..to).write(answer),
        Ask::Narration => act.narration().write(answer),
        Ask::Picture(layout, selection) => {
            act.picture(layout, &selection).write(answer);
        }
        Ask::SpaceTime(layout, selection) => {
            act.space_time(layout, &selection).write(answer);
        }
        Ask::Table(selection) => act.table(&selection).write(answer),
        Ask::Checks => act.checks().write(answer),
        Ask::Marks => act.marks().write(answer),
        Ask::Actions => act.actions().write(answer),
        Ask::Outcome(scenario) => act.outcome(scenario).write(answer),
        Ask::Drag(from, to, layout) => act.drag(&from, &to, layout).write(answer),
    }
}

/// How far what a run tells reaches: how much it is, and since when.
type Extent = (usize, Option<Micros>);

fn extent(told: &[Told]) -> Extent {
    (told.len(), told.first().map(|told| told.at))
}

/// Where a run stands, and all that it tells if that is not what was known.
type Standing = (Micros, Option<Vec<Told>>);

fn standing(act: &dyn Act, known: Extent) -> Standing {
    let is_known = known == extent(act.told());
    (act.now(), (!is_known).then(|| act.told().to_vec()))
}

/// Carries a request to an engine and brings the answer.
pub type Call = Rc<dyn Fn(&[u8]) -> Vec<u8>>;

fn ask<T: Wire>(call: &Call, request: &Request) -> T {
    T::read(&mut &*answer(call, request))
}

fn answer(call: &Call, request: &Request) -> Vec<u8> {
    let mut bytes = Vec::new();
    request.write(&mut bytes);
    call(&bytes)
}

/// What went wrong in an engine, if something did.
pub fn complaint(call: &Call) -> String {
    ask(call, &Request::Complaint)
}

/// The demo of this name that an engine has, if it has one.
pub fn playable(call: Call, name: &str) -> Option<Playable> {
    let about: Option<Description> = ask(&call, &Request::Describe(name.into()));
    let name = String::from(name);
    let perform = move |values: &Values, seed: u64| -> Box<dyn Act> {
        let request = Request::Perform(name.clone(), values.clone(), seed);
        let (number, now, told) = ask(&call, &request);
        let (words, picture) = Default::default();
        Box::new(Remote { call: call.clone(), number, now, told, words, picture })
    };
    Some(Playable::new(about?, Rc::new(perform)))
}

/// A run that an engine has.
struct Remote {
    call: Call,
    number: usize,
    now: Micros,
    told: Vec<Told>,
    /// The words that were asked for last: from frame to frame they are the same.
    words: RefCell<(Range<usize>, Vec<String>)>,
    /// The picture that was asked for last: from frame to frame most is the same.
    picture: RefCell<Last>,
}

impl Remote {
    fn ask<T: Wire>(&self, question: Ask) -> T {
        ask(&self.call, &Request::Of(self.number, question))
    }

    fn settle(&mut self, (now, told): Standing) {
        self.now = now;
        if let Some(told) = told {
            self.told = told;
            self.words.take();
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.ask::<()>(Ask::End);
    }
}

impl Act for Remote {
    fn now(&self) -> Micros {
        self.now
    }

    fn told(&self) -> &[Told] {
        &self.told
    }

    fn words(&self, told: Range<usize>) -> Vec<String> {
        let mut known = self.words.borrow_mut();
        if known.0 != told {
            let words = self.ask(Ask::Words(told.start, told.end));
            *known = (told, words);
        }
        known.1.clone()
    }

    fn narration(&self) -> String {
        self.ask(Ask::Narration)
    }

    fn previous(&mut self) -> Option<Micros> {
        let (previous, standing) = self.ask(Ask::Previous);
        self.settle(standing);
        previous
    }

    fn seek(&mut self, to: Micros) {
        let standing = self.ask(Ask::Seek(to));
        self.settle(standing);
    }

    fn edit(&mut self, edits: &[(Micros, String)]) -> Vec<String> {
        let (complaints, standing) = self.ask(Ask::Edit(edits.to_vec()));
        self.settle(standing);
        complaints
    }

    fn edits(&self) -> Vec<(Micros, String)> {
        self.ask(Ask::Edits)
    }

    fn picture(&self, layout: Layout, selection: &[String]) -> Element {
        let ask = Ask::Picture(layout, selection.to_vec());
        let picture = answer(&self.call, &Request::Of(self.number, ask));
        self.picture.borrow_mut().next(picture)
    }

    fn space_time(&self, layout: Layout, selection: &[String]) -> Option<Element> {
        self.ask(Ask::SpaceTime(layout, selection.to_vec()))
    }

    fn table(&self, selection: &[String]) -> Element {
        self.ask(Ask::Table(selection.to_vec()))
    }

    fn checks(&self) -> Vec<Check> {
        self.ask(Ask::Checks)
    }

    fn marks(&self) -> Vec<Mark<String>> {
        self.ask(Ask::Marks)
    }

    fn actions(&self) -> Vec<Action<String>> {
        self.ask(Ask::Actions)
    }

    fn outcome(&self, scenario: usize) -> Option<usize> {
        self.ask(Ask::Outcome(scenario))
    }

    fn drag(
        &self,
        from: &Grip,
        to: &Grip,
        layout: Layout,
    ) -> Option<(Micros, String)> {
        self.ask(Ask::Drag(from.clone(), to.clone(), layout))
    }
}
