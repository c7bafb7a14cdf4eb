//! One run of one demo, behind an interface that does not name the demo: the
//! player is compiled once, not once for each demo.

use crate::demo::{Check, Demo, Grip, Layout, Moment, Offer};
use crate::element::Element;
use crate::knob::{self, Values};
use crate::parts::Table;
use sim::{Micros, Model, Record, Run};

/// A run that can be moved about in time, edited and drawn.
pub(crate) trait Act {
    fn now(&self) -> Micros;
    fn next(&self) -> Option<Micros>;
    fn previous(&mut self) -> Option<Micros>;
    fn seek(&mut self, to: Micros);
    /// Does what the text of an edit says; if it is none, says what would be.
    fn edit(&mut self, edit: &str) -> Result<(), String>;
    fn edits(&self) -> Vec<(Micros, String)>;
    fn records(&self) -> &[Record];
    /// A record in words.
    fn words(&self, record: &Record) -> String;
    /// A record as a line of the log, its time in front, aligned.
    fn line(&self, record: &Record) -> String;
    fn picture(&self, layout: Layout, selection: &[String]) -> Element;
    fn space_time(&self, layout: Layout, selection: &[String]) -> Option<Element>;
    fn table(&self, selection: &[String]) -> Table;
    fn checks(&self) -> Vec<Check>;
    fn offers(&self, selection: &[String]) -> Vec<Offer>;
    fn outcome(&self) -> Option<usize>;
    fn drag(
        &self,
        from: &Grip,
        to: &Grip,
        layout: Layout,
    ) -> Option<(Micros, String)>;
}

/// A run of demo `D`, known from its start to its end.
pub(crate) struct Performance<D: Demo> {
    settings: D::Settings,
    run: Run<D::Model>,
}

impl<D: Demo> Performance<D> {
    /// A run with valid values of the knobs, at time zero.
    pub fn new(values: &Values, seed: u64) -> Performance<D> {
        let settings: D::Settings = knob::checked_settings_of(values);
        let run = Run::new(D::model(&settings, seed), Vec::new());
        let mut performance = Performance { settings, run };
        performance.look_ahead();
        performance
    }

    /// Runs to the end and comes back, so that all records are known.
    fn look_ahead(&mut self) {
        if let Some(pace) = const { D::CARD.pace } {
            let now = self.run.now();
            self.run.seek(pace.until.max(now));
            self.run.seek(now);
        }
    }

    fn moment<'a>(
        &'a self,
        layout: Layout,
        selection: &'a [String],
    ) -> Moment<'a, D> {
        Moment {
            settings: &self.settings,
            model: self.run.model(),
            now: self.run.now(),
            records: self.run.records(),
            edits: self.run.edits(),
            selection,
            layout,
        }
    }
}

impl<D: Demo> Act for Performance<D> {
    fn now(&self) -> Micros {
        self.run.now()
    }

    fn next(&self) -> Option<Micros> {
        self.run
            .next()
            .filter(|next| const { D::CARD.pace }.is_some_and(|p| *next <= p.until))
    }

    fn previous(&mut self) -> Option<Micros> {
        self.run.previous()
    }

    fn seek(&mut self, to: Micros) {
        self.run.seek(to);
    }

    fn edit(&mut self, edit: &str) -> Result<(), String> {
        let edit = edit.parse::<<D::Model as Model>::Edit>()?;
        self.run.edit(edit);
        self.look_ahead();
        Ok(())
    }

    fn edits(&self) -> Vec<(Micros, String)> {
        self.run.edits().iter().map(|(at, edit)| (*at, edit.to_string())).collect()
    }

    fn records(&self) -> &[Record] {
        self.run.records()
    }

    fn words(&self, record: &Record) -> String {
        record.event.words(&|node| self.run.model().name(node))
    }

    fn line(&self, record: &Record) -> String {
        record.line(&|node| self.run.model().name(node))
    }

    fn picture(&self, layout: Layout, selection: &[String]) -> Element {
        D::picture(&self.moment(layout, selection))
    }

    fn space_time(&self, layout: Layout, selection: &[String]) -> Option<Element> {
        D::space_time(&self.moment(layout, selection))
    }

    fn table(&self, selection: &[String]) -> Table {
        D::table(&self.moment(Layout::Wide, selection))
    }

    fn checks(&self) -> Vec<Check> {
        D::checks(&self.moment(Layout::Wide, &[]))
    }

    fn offers(&self, selection: &[String]) -> Vec<Offer> {
        D::offers(&self.moment(Layout::Wide, selection))
    }

    fn outcome(&self) -> Option<usize> {
        D::outcome(&self.moment(Layout::Wide, &[]))
    }

    fn drag(
        &self,
        from: &Grip,
        to: &Grip,
        layout: Layout,
    ) -> Option<(Micros, String)> {
        let edit = D::drag(&self.moment(layout, &[]), from, to);
        edit.map(|(at, edit)| (at, edit.to_string()))
    }
}
