//! A run beside an earlier one, of which a line is kept to compare with.
//!
//! - Cost: that of the earlier run, once, when the run begins; a clone shares it.

use sim::{Log, Micros, Model};
use std::ops::Deref;
use std::rc::Rc;

/// A model, and what an earlier run was like from its start to its end.
#[derive(Clone, Debug)]
pub struct Compared<M> {
    model: M,
    earlier: Rc<[(Micros, u32)]>,
}

impl<M: Model> Compared<M> {
    /// A model beside nothing.
    pub fn alone(model: M) -> Compared<M> {
        Compared { model, earlier: Rc::new([]) }
    }

    /// A model beside an earlier one that runs until then, of which `line` tells
    /// what is compared.
    pub fn beside<L>(
        model: M,
        mut earlier: M,
        until: Micros,
        line: impl FnOnce(&M) -> L,
    ) -> Compared<M>
    where
        L: IntoIterator<Item = (Micros, u32)>,
    {
        let mut log = Log::off();
        while earlier.next().is_some_and(|next| next <= until) {
            earlier.step(&mut log);
        }
        Compared { model, earlier: line(&earlier).into_iter().collect() }
    }

    /// The earlier run: values at moments, none if there is no such run.
    pub fn earlier(&self) -> &[(Micros, u32)] {
        &self.earlier
    }
}

impl<M> Deref for Compared<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.model
    }
}

impl<M: Model> Model for Compared<M> {
    type Edit = M::Edit;

    fn next(&self) -> Option<Micros> {
        self.model.next()
    }

    fn step(&mut self, log: &mut Log) {
        self.model.step(log);
    }

    fn edit(&mut self, at: Micros, edit: &M::Edit, log: &mut Log) {
        self.model.edit(at, edit, log);
    }
}
