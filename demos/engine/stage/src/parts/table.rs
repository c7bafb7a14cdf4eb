//! The state of a model in words and numbers.

use crate::element::{Element, Role, element};

/// A table. For readers who do not see the picture it is the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What the table says.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What the row is about.
    pub head: String,
    /// Its role in the picture, if it has one.
    pub role: Option<Role>,
    /// The other cells.
    pub cells: Vec<String>,
}

impl Row {
    /// A row about `head`.
    pub fn new(head: impl Into<String>, cells: Vec<String>) -> Row {
        Row { head: head.into(), role: None, cells }
    }

    /// A row about something with a role.
    pub fn role(mut self, role: Role) -> Row {
        self.role = Some(role);
        self
    }
}

impl Table {
    /// The table as HTML.
    pub fn draw(&self) -> Element {
        let cell = |tag, text: &String| element(tag).text(text.clone());
        let heads = self.head.iter().map(|head| match head.is_empty() {
            true => element("td"), // above the rows' heads: it heads nothing
            false => cell("th", head).attr("scope", "col"),
        });
        let rows = self.rows.iter().map(|row| {
            let head = cell("th", &row.head).attr("scope", "row");
            let head = match row.role {
                Some(role) => head.role(role),
                None => head,
            };
            let cells = row.cells.iter().map(|text| cell("td", text));
            element("tr").child(head).children(cells)
        });
        element("table")
            .class("demo-table")
            .child(element("caption").text(self.caption.clone()))
            .child(element("thead").child(element("tr").children(heads)))
            .child(element("tbody").children(rows))
    }
}
