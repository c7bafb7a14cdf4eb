//! The history: a line for each process, and its operations as boxes along it.

use super::ConsistencyModels;
use super::marks::line_id;
use super::words::operation;
use models::cap_theorem::consistency::{History, Label, Operation, Step, WINDOW};
use sim::Micros;
use stage::parts::geometry::Point;
use stage::parts::svg::{circle, rectangle};
use stage::parts::{Anchor, Area, label, line, path};
use stage::{Element, Layout, Moment, Role, element};

/// Where lines and boxes lie. Time goes right where there is room, and down where
/// there is not.
pub struct Lines<'a> {
    pub(super) layout: Layout,
    now: Micros,
    pub(super) history: &'a History,
}

/// What is shown of the model in focus, on the operations.
#[derive(Default)]
pub struct Shown<'a> {
    /// The operations that prove that it fails.
    pub blamed: &'a [Label],
    /// Why each has to come before the next.
    pub steps: &'a [Step],
    /// Where in its interval each operation seems to happen.
    pub points: Vec<(Label, Micros)>,
}

impl<'a> Lines<'a> {
    /// Those of a moment.
    pub fn of(moment: &Moment<'a, ConsistencyModels>) -> Lines<'a> {
        Lines {
            layout: moment.layout,
            now: moment.now,
            history: moment.model.history(),
        }
    }

    /// How high the lines are with their scale: always as high as four.
    pub const fn height(layout: Layout) -> f32 {
        match layout {
            Layout::Wide => 196.0,
            Layout::Narrow => 312.0,
        }
    }

    /// Where time passes.
    fn field(&self) -> Area {
        let (at, width, height) = match self.layout {
            Layout::Wide => (Point::new(34.0, 20.0), 390.0, 156.0),
            Layout::Narrow => (Point::new(38.0, 24.0), 298.0, 284.0),
        };
        Area { at, width, height }
    }

    fn pitch(&self) -> f32 {
        let field = self.field();
        let room = match self.layout {
            Layout::Wide => field.height,
            Layout::Narrow => field.width,
        };
        room / self.history.processes.max(1) as f32
    }

    /// Where a moment on the line of a process lies.
    fn place(&self, process: u32, at: Micros) -> Point {
        let field = self.field();
        let along = at.get() as f32 / WINDOW.get() as f32;
        let across = (process as f32 - 0.5) * self.pitch();
        match self.layout {
            Layout::Wide => {
                Point::new(field.at.x + along * field.width, field.at.y + across)
            }
            Layout::Narrow => {
                Point::new(field.at.x + across, field.at.y + along * field.height)
            }
        }
    }

    /// The box of an operation.
    fn area(&self, of: &Operation) -> Area {
        let from = self.place(of.process, of.from);
        let to = self.place(of.process, of.to.unwrap_or(WINDOW));
        match self.layout {
            Layout::Wide => Area {
                at: Point::new(from.x, from.y - 8.0),
                width: to.x - from.x,
                height: 22.0,
            },
            Layout::Narrow => {
                let width = (self.pitch() - 18.0).min(72.0);
                let left = from.x - width / 2.0 + 5.0;
                let at = Point::new(left, from.y);
                Area { at, width, height: to.y - from.y }
            }
        }
    }

    /// Draws lines, boxes, and what is shown on them.
    pub fn draw(&self, shown: &Shown<'_>) -> Element {
        let processes = 1..=self.history.processes;
        let boxes = processes.clone().flat_map(|process| self.history.of(process));
        let boxes: Vec<_> = boxes.map(|one| self.draw_box(one, shown)).collect();
        let names = self.history.operations.iter().map(|one| self.draw_name(one));
        let arrows = shown.steps.iter().filter_map(|step| self.draw_arrow(step));
        element("g")
            .class("lines drawn-on")
            .child(self.draw_scale())
            .children(processes.map(|process| self.draw_line(process)))
            .child(self.draw_now())
            .child(element("g").class("operations").children(boxes))
            .child(element("g").class("circle").children(arrows))
            .child(element("g").class("labels").children(names))
    }

    fn draw_scale(&self) -> Element {
        let field = self.field();
        let labels = (0..=6).map(|step| {
            let at = Micros::from_millis(20 * step);
            let point = self.place(1, at);
            let (point, anchor) = match self.layout {
                Layout::Wide => {
                    (Point::new(point.x, field.end().y + 14.0), Anchor::Middle)
                }
                Layout::Narrow => {
                    (Point::new(field.at.x - 6.0, point.y + 4.0), Anchor::End)
                }
            };
            let unit = if step == 0 { " ms" } else { "" };
            label(point, anchor, at.as_millis().to_string() + unit)
        });
        element("g").class("axes").role(Role::Quiet).children(labels)
    }

    fn draw_line(&self, process: u32) -> Element {
        let (from, to) =
            (self.place(process, Micros::ZERO), self.place(process, WINDOW));
        let half = self.pitch() / 2.0;
        let (grip, size, name, anchor, hit) = match self.layout {
            Layout::Wide => (
                Point::new(from.x, from.y - half),
                (to.x - from.x, 2.0 * half),
                Point::new(6.0, from.y + 7.0),
                Anchor::Start,
                rectangle(Point::new(0.0, from.y - 14.0), (30.0, 34.0)),
            ),
            Layout::Narrow => (
                Point::new(from.x - half, from.y),
                (2.0 * half, to.y - from.y),
                Point::new(from.x + 5.0, 15.0),
                Anchor::Middle,
                rectangle(Point::new(from.x - 24.0, 0.0), (48.0, 22.0)),
            ),
        };
        let shift = |point: Point| match self.layout {
            Layout::Wide => Point::new(point.x, point.y + 3.0),
            Layout::Narrow => Point::new(point.x + 5.0, point.y),
        };
        let id = line_id(process);
        let words = format!("P{process}");
        let name = label(name, anchor, words.clone()).class("name");
        let name = element("g").child(hit.class("hit")).child(name);
        element("g")
            .class("lane")
            .child(
                rectangle(grip, size).class("grip").attr("data-grip", id.clone()),
            )
            .child(line(shift(from), shift(to)).class("axis"))
            .child(name.mark(id, words))
    }

    fn draw_now(&self) -> Element {
        let field = self.field();
        let at = self.place(1, self.now.min(WINDOW));
        let (from, to) = match self.layout {
            Layout::Wide => {
                (Point::new(at.x, field.at.y), Point::new(at.x, field.end().y))
            }
            Layout::Narrow => {
                (Point::new(field.at.x, at.y), Point::new(field.end().x, at.y))
            }
        };
        line(from, to).class("now")
    }

    fn draw_box(&self, of: &Operation, shown: &Shown<'_>) -> Element {
        let area = self.area(of);
        let name = of.label.to_string();
        let has_ended = of.to.is_some_and(|to| to <= self.now);
        let role = match (has_ended, of.from <= self.now, of.is_write()) {
            (true, _, true) => Role::Leader,
            (true, _, false) => Role::Follower,
            (false, true, _) => Role::Doubt,
            (false, false, _) => Role::Quiet,
        };
        let words = operation(of);
        let seen = words.clone();
        let rect = |area: Area| rectangle(area.at, (area.width, area.height));
        let middle = area.middle();
        let text =
            label(Point::new(middle.x, middle.y + 4.5), Anchor::Middle, seen);
        let of_whom = format!("{words}, {name} of P{}", of.process);
        let point = shown.points.iter().find(|(label, _)| *label == of.label);
        let point = point.map(|(_, at)| self.draw_point(of, *at));
        let mark = element("g")
            .class("operation")
            .role(role)
            .child(rect(area).attr("rx", 4u32).class("mark"))
            .children(point)
            .child(text.class("inside halo"))
            .mark(name.clone(), of_whom)
            .attr("data-grip", name.clone());
        let is_blamed = shown.blamed.contains(&of.label);
        let blame = is_blamed.then(|| {
            let around =
                Area::around(middle, (area.width + 6.0, area.height + 6.0));
            rect(around).attr("rx", 6u32).class("blamed")
        });
        element("g").key(name.clone()).child(mark).children(blame)
    }

    /// Left of its box, on top of all arrows.
    fn draw_name(&self, of: &Operation) -> Element {
        let area = self.area(of);
        let left = (area.at.x - 15.0).max(28.0);
        let corner = match self.layout {
            Layout::Wide => Point::new(left, area.middle().y + 5.0),
            Layout::Narrow => Point::new(area.at.x - 13.0, area.at.y + 13.0),
        };
        label(corner, Anchor::Start, of.label.to_string()).class("name halo")
    }

    /// Where an operation seems to happen: a dot on the edge of its box, with a stroke
    /// that ends before the words in it.
    fn draw_point(&self, of: &Operation, at: Micros) -> Element {
        let (area, on) = (self.area(of), self.place(of.process, at));
        let (from, to) = match self.layout {
            Layout::Wide => {
                let edge = area.end().y;
                (Point::new(on.x, edge - 7.0), Point::new(on.x, edge))
            }
            Layout::Narrow => {
                let edge = area.end().x;
                (Point::new(edge - 7.0, on.y), Point::new(edge, on.y))
            }
        };
        element("g")
            .class("point")
            .role(Role::Chosen)
            .child(line(from, to).class("stem"))
            .child(circle(to, 4.5).class("dot"))
    }

    /// An arrow from box to box.
    fn draw_arrow(&self, step: &Step) -> Option<Element> {
        let [from, to] = [step.from, step.to].map(|label| self.history.get(label));
        let (from, to) = (self.area(from?), self.area(to?));
        let (start, end) = nearest(from, to);
        // Two arrows between the same boxes lie beside each other.
        let length = start.distance(end).max(1.0);
        let aside = 6.0;
        let (x, y) = (
            (end.y - start.y) / length * aside,
            (start.x - end.x) / length * aside,
        );
        let shift = |point: Point| Point::new(point.x + x, point.y + y);
        let (start, end) = (shift(start), shift(end));
        let neck = end.step(start, 9.0);
        let wing = |side: f32| {
            Point::new(
                neck.x + (end.y - start.y) / length * side,
                neck.y - (end.x - start.x) / length * side,
            )
        };
        let head = path([end, wing(4.5), wing(-4.5), end]).class("head");
        let arrow = element("g").role(Role::Lost);
        Some(arrow.child(line(start, neck)).child(head))
    }
}

/// The nearest points of two boxes, as well as may be: on their edges.
fn nearest(a: Area, b: Area) -> (Point, Point) {
    let (x, others_x) = between((a.at.x, a.end().x), (b.at.x, b.end().x));
    let (y, others_y) = between((a.at.y, a.end().y), (b.at.y, b.end().y));
    (Point::new(x, y), Point::new(others_x, others_y))
}

/// Along one axis: the facing ends, or the middle of what both have.
fn between(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    match (a.1 < b.0, b.1 < a.0) {
        (true, _) => (a.1, b.0),
        (_, true) => (a.0, b.1),
        (false, false) => {
            let middle = (a.0.max(b.0) + a.1.min(b.1)) / 2.0;
            (middle, middle)
        }
    }
}
