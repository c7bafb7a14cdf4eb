//! What became of requests over time: marks in columns, those that came through
//! standing on a line, the others hanging from it.

use stage::parts::{Anchor, Point, label, line};
use stage::{Element, Px, Role, element};

/// Marks smaller than this are drawn as columns.
const UNIT_MIN: f32 = 3.2;
/// Two numbers of requests nearer than this would lie on one another.
const APART: f32 = 30.0;
/// The largest mark.
const UNIT_MAX: f32 = 6.0;

/// How many requests of a stretch of time are drawn as ▪, as ◇ and as ✕.
pub type Bin = [u32; 3];

/// On which side of the line diamonds are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Diamonds {
    /// They stand on the squares.
    Stand,
    /// They hang from the line, below the crosses.
    Hang,
}

/// Where marks lie.
pub struct Strip {
    /// From the left end of the line to its right end.
    pub left: f32,
    /// See `left`.
    pub right: f32,
    /// The height of the line.
    pub line: f32,
    /// How far marks may reach, up and down.
    pub reach: f32,
    /// Into how many stretches the time is divided.
    pub bins: u32,
    /// How many requests a stretch usually holds.
    pub usual: u32,
    /// On which side diamonds are.
    pub diamonds: Diamonds,
}

impl Strip {
    fn width(&self) -> f32 {
        (self.right - self.left) / self.bins as f32
    }

    /// The side of a mark: so that the usual number of requests fits.
    fn unit(&self) -> f32 {
        (self.reach / (2 * self.usual + 3) as f32).min(self.width()).min(UNIT_MAX)
    }

    fn x(&self, bin: usize) -> f32 {
        self.left + self.width() * bin as f32
    }

    /// Draws the line and the marks.
    pub fn draw(&self, bins: &[Bin]) -> Element {
        let end = |x| Point::new(x, self.line);
        let axis = line(end(self.left), end(self.right));
        element("g")
            .child(element("g").class("axes").role(Role::Quiet).child(axis))
            .children(self.marks(bins))
            .child(element("g").children(self.numbers(bins)))
    }

    /// How many stand and how many hang, of each kind.
    fn sides(&self, [squares, diamonds, crosses]: Bin) -> [(u32, u32); 2] {
        match self.diamonds {
            Diamonds::Stand => [(squares, diamonds), (crosses, 0)],
            Diamonds::Hang => [(squares, 0), (crosses, diamonds)],
        }
    }

    /// A path of all marks of a kind; where there are too many to be told apart,
    /// of all columns that they would make.
    fn marks(&self, bins: &[Bin]) -> [Element; 3] {
        let unit = self.unit();
        let most = (self.reach / unit) as u32;
        let mut paths = [const { String::new() }; 3];
        for (index, bin) in bins.iter().enumerate() {
            for (side, (inner, outer)) in self.sides(*bin).into_iter().enumerate() {
                let inner = inner.min(most);
                let all = (inner + outer).min(most);
                let shapes = [(2 * side, 0, inner), (1, inner, all)];
                for (kind, from, to) in shapes {
                    let run = Run { x: self.x(index), from, to, unit, side };
                    self.stack(&mut paths[kind], kind, &run);
                }
            }
        }
        let roles = [Role::Committed, Role::Candidate, Role::Lost];
        let mut roles = roles.into_iter();
        paths.map(|data| {
            let role = roles.next().unwrap_or(Role::Quiet);
            requests(data, role)
        })
    }

    /// Appends marks of one kind, on each other.
    fn stack(&self, data: &mut String, kind: usize, run: &Run) {
        let (unit, rows) = (run.unit, run.from..run.to);
        // The top of so many rows above the line, or of the row below it.
        let top = |rows: u32| match run.side {
            0 => self.line - unit * rows as f32,
            _ => self.line + unit * rows as f32,
        };
        if unit < UNIT_MIN && !rows.is_empty() {
            let at = Point::new(run.x, top([run.to, run.from][run.side]));
            let height = unit * (run.to - run.from) as f32;
            column(data, at, (self.width() - 1.0, height));
            return;
        }
        for row in rows {
            let at = Point::new(run.x, top([row + 1, row][run.side]));
            match kind {
                0 => square(data, at, unit),
                1 => diamond(data, at, unit),
                _ => cross(data, at, unit),
            }
        }
    }

    /// Where there are more requests than marks have room, their number.
    fn numbers(&self, bins: &[Bin]) -> Vec<Element> {
        let most = (self.reach / self.unit()) as u32;
        let mut numbers = Vec::new();
        let heights = [self.line - self.reach + 10.0, self.line + self.reach];
        for (side, y) in heights.into_iter().enumerate() {
            let mut over = Vec::new();
            for (index, bin) in bins.iter().enumerate() {
                let (inner, outer) = self.sides(*bin)[side];
                if inner + outer > most {
                    over.push((self.x(index), inner + outer));
                }
            }
            // Where the load is so high that most are over, none is told apart.
            if over.len() > 12 {
                continue;
            }
            for (index, (x, count)) in over.iter().enumerate() {
                let next = over.get(index + 1).map_or(self.right, |next| next.0);
                let (x, anchor) = match next - x < APART {
                    true => (x - 3.0, Anchor::End),
                    false => (x + 8.0, Anchor::Start),
                };
                let text = count.to_string();
                numbers.push(label(Point::new(x, y), anchor, text).class("inside"));
            }
        }
        numbers
    }
}

/// Marks on each other: at `x`, the rows `from..to` of this size, standing on the
/// line (side 0) or hanging from it (side 1).
struct Run {
    x: f32,
    from: u32,
    to: u32,
    unit: f32,
    side: usize,
}

/// The path of such marks.
pub fn requests(data: String, role: Role) -> Element {
    element("path").attr("d", data).class("requests").role(role)
}

fn column(data: &mut String, at: Point, (width, height): (f32, f32)) {
    let ((x, y), (w, h)) = (at.px(), Point::new(width, height).px());
    data.push_str(&format!("M{x} {y}h{w}v{h}h-{w}z"));
}

/// Adds a square with its top left at `at` to the data of a path.
pub fn square(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.5, at.y + 0.5).px();
    let side = Px::round(unit - 1.0);
    data.push_str(&format!("M{x} {y}h{side}v{side}h-{side}z"));
}

fn diamond(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + unit / 2.0, at.y + 0.4).px();
    let arm = Px::round(unit / 2.0 - 0.4);
    data.push_str(&format!("M{x} {y}l{arm} {arm}-{arm} {arm}-{arm}-{arm}z"));
}

/// Adds a cross.
pub fn cross(data: &mut String, at: Point, unit: f32) {
    let (x, y) = Point::new(at.x + 0.8, at.y + 0.8).px();
    let side = Px::round(unit - 1.6);
    data.push_str(&format!("M{x} {y}l{side} {side}m-{side} 0l{side}-{side}"));
}
