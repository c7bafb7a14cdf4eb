//! What the reader may do to a run: the actions of the marks of a picture.

use sim::Micros;

/// Something in the picture that the reader can press to see what may be done to
/// it: a node, a link, a message on its way. `E` is the model's edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark<E> {
    /// What its element in the picture is called: see
    /// [`Element::mark`](crate::Element::mark).
    pub id: String,
    /// Its name: "S1", "Append #3, S2 to S5".
    pub name: String,
    /// Its state in a few words: "follower, term 2".
    pub state: String,
    /// What may be done to it now.
    pub actions: Vec<Action<E>>,
}

/// Something that may be done to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action<E> {
    /// What its button says: a verb, and what it needs beside it.
    pub verb: String,
    /// When it is done, if not now: for a mark that is a moment of the run.
    pub at: Option<Micros>,
    /// What is done, all at one moment.
    pub edits: Vec<E>,
}

impl<E> Mark<E> {
    /// A mark to which nothing can be done yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Mark<E> {
        Mark {
            id: id.into(),
            name: name.into(),
            state: String::new(),
            actions: Vec::new(),
        }
    }

    /// With its state in a few words.
    pub fn state(self, state: impl Into<String>) -> Mark<E> {
        Mark { state: state.into(), ..self }
    }

    /// With something that may be done to it.
    pub fn action(mut self, verb: impl Into<String>, edit: E) -> Mark<E> {
        self.actions.push(Action::new(verb, edit));
        self
    }

    /// With something that may be done to it at another moment.
    pub fn action_at(
        mut self,
        at: Micros,
        verb: impl Into<String>,
        edit: E,
    ) -> Mark<E> {
        self.actions.push(Action { at: Some(at), ..Action::new(verb, edit) });
        self
    }

    /// The same if `may`.
    pub fn action_if(self, may: bool, verb: impl Into<String>, edit: E) -> Mark<E> {
        if may { self.action(verb, edit) } else { self }
    }

    /// With something that may be done to it, if there are any edits that do it.
    pub fn actions(mut self, verb: impl Into<String>, edits: Vec<E>) -> Mark<E> {
        if !edits.is_empty() {
            self.actions.push(Action { verb: verb.into(), at: None, edits });
        }
        self
    }
}

impl<E> Action<E> {
    /// Something that one edit does.
    pub fn new(verb: impl Into<String>, edit: E) -> Action<E> {
        Action { verb: verb.into(), at: None, edits: vec![edit] }
    }
}

impl<E: ToString> Mark<E> {
    /// The same with the text of each edit.
    pub(crate) fn into_text(self) -> Mark<String> {
        let actions = self.actions.into_iter().map(Action::into_text).collect();
        Mark { id: self.id, name: self.name, state: self.state, actions }
    }
}

impl<E: ToString> Action<E> {
    pub(crate) fn into_text(self) -> Action<String> {
        let edits = self.edits.iter().map(E::to_string).collect();
        Action { verb: self.verb, at: self.at, edits }
    }
}
