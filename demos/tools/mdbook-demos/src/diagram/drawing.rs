//! A diagram's shapes and words, without what merman says of their look.
//!
//! Everything is put where it stands on the page, so that nothing needs a group: all
//! lines are one path, all heads of arrows another. Heads are shapes and not markers,
//! which need an id that no other diagram of the printed book has.

use super::path::{Line, Point, head, number, outline};
use roxmltree::{Document, Node};

/// How far the head of an arrow reaches beyond the end of its line, in pixels, by
/// the name of merman's marker.
const HEADS: [(&str, f64); 4] =
    [("arrowhead", 3.0), ("pointEnd", 4.0), ("pointStart", 4.0), ("barbEnd", 0.0)];

/// What is not drawn by itself.
const UNSEEN: [&str; 8] = [
    "defs",
    "desc",
    "filter",
    "linearGradient",
    "marker",
    "style",
    "symbol",
    "title",
];

/// Merman's `em`, in pixels: between the size that it measures and that of the theme.
const EM: f64 = 16.0;

/// From the middle of a line of words down to where its letters stand, in pixels.
const BASELINE: f64 = 5.0;

/// How wide a letter is at most on average, in pixels.
const LETTER: f64 = 8.6;

/// What is left free around the drawing, in pixels.
const MARGIN: f64 = 4.0;

/// A diagram is as wide as it is, in pixels, and on a narrow page shrinks with it;
/// wider ones not until nobody can read them (`theme/css/diagram.css`).
const WIDE: f64 = 460.0;
const WIDER: f64 = 680.0;

/// What there is to draw, from the back to the front.
#[derive(Debug, Default)]
pub struct Drawing {
    groups: String,
    /// The paths of lines that nothing moves along, of others and of dashed ones.
    lifelines: String,
    lines: String,
    dashed: String,
    heads: String,
    shapes: String,
    /// Words on lines, and words in shapes.
    labels: String,
    words: String,
    /// The corners of what was drawn.
    bounds: Option<(Point, Point)>,
}

/// Where an element is, and in what.
#[derive(Clone, Copy)]
struct Place {
    by: Point,
    part: Part,
}

/// What belongs together. Words in nodes and groups stand in their middle.
#[derive(Clone, Copy)]
enum Part {
    Node { middle: f64 },
    Group { middle: f64 },
    Label,
    Other,
}

/// Reads what merman drew; an error names what the theme does not know.
pub fn read(svg: &str) -> Result<Drawing, String> {
    let document = Document::parse(svg).map_err(|error| error.to_string())?;
    let mut drawing = Drawing::default();
    let by = Point { x: 0.0, y: 0.0 };
    drawing.add(document.root_element(), Place { by, part: Part::Other })?;
    Ok(drawing)
}

impl Drawing {
    fn add(&mut self, node: Node<'_, '_>, place: Place) -> Result<(), String> {
        let place = place.of(node);
        match node.tag_name().name() {
            "svg" | "g" => {
                let mut inner = node.children().filter(Node::is_element);
                inner.try_for_each(|child| self.add(child, place))
            }
            "line" => self.add_line(node, place),
            "path" | "polygon" => self.add_path(node, place),
            name => {
                match name {
                    "rect" => self.add_rectangle(node, place),
                    "circle" => self.add_circle(node, place),
                    "text" => self.add_words(node, place),
                    name if UNSEEN.contains(&name) => {}
                    name => return Err(format!("<{name}>")),
                }
                Ok(())
            }
        }
    }

    fn add_rectangle(&mut self, node: Node<'_, '_>, Place { by, part }: Place) {
        let names = ["x", "y", "width", "height"];
        let [x, y, width, height] = names.map(|name| value(node, name));
        // Behind the labels of lines, and where a loop turns, there is nothing to see.
        if width < 1.0 || has(node, "background") {
            return;
        }
        let from = Point { x: x + by.x, y: y + by.y };
        self.reach(from);
        self.reach(Point { x: from.x + width, y: from.y + height });
        let (class, shapes) = match part {
            Part::Group { .. } => (" class=\"group\"", &mut self.groups),
            _ if has(node, "note") => (" class=\"note\"", &mut self.shapes),
            _ => ("", &mut self.shapes),
        };
        let [x, y, width, height] = [from.x, from.y, width, height].map(number);
        *shapes += &format!(
            "<rect{class} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    fn add_circle(&mut self, node: Node<'_, '_>, Place { by, .. }: Place) {
        let [x, y, r] = ["cx", "cy", "r"].map(|name| value(node, name));
        let (x, y) = (x + by.x, y + by.y);
        self.reach(Point { x: x - r, y: y - r });
        self.reach(Point { x: x + r, y: y + r });
        let class = if has(node, "state-start") { " class=\"start\"" } else { "" };
        let [x, y, r] = [x, y, r].map(number);
        self.shapes += &format!("<circle{class} cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
    }

    fn add_line(&mut self, node: Node<'_, '_>, place: Place) -> Result<(), String> {
        let [x1, y1, x2, y2] =
            ["x1", "y1", "x2", "y2"].map(|name| value(node, name));
        let by = place.by;
        let from = Point { x: x1 + by.x, y: y1 + by.y };
        let to = Point { x: x2 + by.x, y: y2 + by.y };
        self.connect(node, &Line::straight(from, to))
    }

    fn add_path(&mut self, node: Node<'_, '_>, place: Place) -> Result<(), String> {
        let corners = node.attribute("points").map(|points| format!("M{points}z"));
        let data = corners.as_deref().or(node.attribute("d")).unwrap_or_default();
        if !has(node, "label-container") {
            return self.connect(node, &Line::read(data, place.by)?);
        }
        let Line { data, points } = outline(data)?;
        for Point { x, y } in points {
            self.reach(Point { x: x + place.by.x, y: y + place.by.y });
        }
        let [x, y] = [place.by.x, place.by.y].map(number);
        self.shapes += &format!(
            "<path class=\"shape\" transform=\"translate({x} {y})\" d=\"{data}\"/>"
        );
        Ok(())
    }

    /// Draws a line of the kind that the element says, with its heads.
    fn connect(&mut self, node: Node<'_, '_>, line: &Line) -> Result<(), String> {
        for point in &line.points {
            self.reach(*point);
        }
        let lines = if has(node, "actor-line") {
            &mut self.lifelines
        } else if has(node, "messageLine1") || has(node, "edge-pattern-dotted") {
            &mut self.dashed
        } else {
            &mut self.lines
        };
        lines.push_str(&line.data);
        let points = &line.points[..];
        let ([start, second, ..], [.., before, end]) = (points, points) else {
            return Err("a line without a length".into());
        };
        self.add_heads(node, [(*second, *start), (*before, *end)])
    }

    /// Draws the heads of a line, whose ends come from the points before them.
    fn add_heads(
        &mut self,
        node: Node<'_, '_>,
        [start, end]: [(Point, Point); 2],
    ) -> Result<(), String> {
        for (name, (from, to)) in [("marker-start", start), ("marker-end", end)] {
            let Some(marker) = node.attribute(name) else { continue };
            let kind = marker.trim_end_matches(')').rsplit(['-', '_']).next();
            let known = HEADS.iter().find(|(name, _)| Some(*name) == kind);
            let Some((_, beyond)) = known else {
                return Err(format!("an arrow's `{}`", kind.unwrap_or_default()));
            };
            self.heads += &head(from, to, *beyond);
        }
        Ok(())
    }

    /// Writes the lines of words in an element, each in its middle.
    fn add_words(&mut self, node: Node<'_, '_>, Place { by, part }: Place) {
        let x = match part {
            Part::Node { middle } | Part::Group { middle } => middle,
            Part::Label | Part::Other => value(node, "x") + by.x,
        };
        let is_centred = node.attribute("dominant-baseline").is_some();
        let baseline = by.y + if is_centred { BASELINE } else { 0.0 };
        let mut y = value(node, "y") + length(node, "dy");
        let rows: Vec<_> = node.children().filter(Node::is_element).collect();
        if rows.is_empty() {
            self.write(node, Point { x, y: y + baseline }, part);
        }
        for row in rows {
            if row.has_attribute("y") {
                y = length(row, "y");
            }
            y += length(row, "dy");
            self.write(row, Point { x, y: y + baseline }, part);
        }
    }

    /// Writes the words of a line.
    fn write(&mut self, row: Node<'_, '_>, at: Point, part: Part) {
        let texts = row.descendants().filter(Node::is_text);
        let words: String = texts.filter_map(|text| text.text()).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        let half = words.chars().count() as f64 * LETTER / 2.0;
        self.reach(Point { x: at.x - half, y: at.y - EM });
        self.reach(Point { x: at.x + half, y: at.y + BASELINE });
        let [x, y] = [at.x, at.y].map(number);
        let words = words.replace('&', "&amp;").replace('<', "&lt;");
        let written = match part {
            Part::Label => &mut self.labels,
            Part::Node { .. } | Part::Group { .. } | Part::Other => &mut self.words,
        };
        *written += &format!("<text x=\"{x}\" y=\"{y}\">{words}</text>");
    }

    fn reach(&mut self, Point { x, y }: Point) {
        let (min, max) =
            self.bounds.get_or_insert((Point { x, y }, Point { x, y }));
        *min = Point { x: min.x.min(x), y: min.y.min(y) };
        *max = Point { x: max.x.max(x), y: max.y.max(y) };
    }

    /// The drawing in one line of HTML; `said` is what it shows in words.
    pub fn html(&self, said: &str) -> String {
        let origin = Point { x: 0.0, y: 0.0 };
        let (min, max) = self.bounds.unwrap_or((origin, origin));
        let (x, y) = ((min.x - MARGIN).floor(), (min.y - MARGIN).floor());
        let (width, height) =
            ((max.x + MARGIN - x).ceil(), (max.y + MARGIN - y).ceil());
        let class = match width {
            WIDER.. => " wider",
            WIDE.. => " wide",
            _ => "",
        };
        let mut inner = self.groups.clone();
        let paths = [
            (" class=\"life\"", &self.lifelines),
            ("", &self.lines),
            (" class=\"dashed\"", &self.dashed),
            (" class=\"head\"", &self.heads),
        ];
        for (class, data) in paths.iter().filter(|(_, data)| !data.is_empty()) {
            inner += &format!("<path{class} d=\"{data}\"/>");
        }
        inner += &self.shapes;
        if !self.labels.is_empty() {
            inner += &format!("<g>{}</g>", self.labels);
        }
        inner += &self.words;
        let view = [x, y, width, height].map(number).join(" ");
        format!(
            "<div class=\"diagram{class}\"><svg viewBox=\"{view}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{said}\">{inner}</svg></div>"
        )
    }
}

impl Place {
    /// Where what is in this element is.
    fn of(self, node: Node<'_, '_>) -> Place {
        let moved = node.attribute("transform").and_then(translation);
        let Point { x, y } = moved.unwrap_or(Point { x: 0.0, y: 0.0 });
        let by = Point { x: self.by.x + x, y: self.by.y + y };
        let part = if has(node, "node") {
            Part::Node { middle: by.x }
        } else if has(node, "cluster") {
            let mut inner = node.children();
            let frame = inner.find(|child| child.tag_name().name() == "rect");
            let middle =
                frame.map_or(0.0, |f| value(f, "x") + value(f, "width") / 2.0);
            Part::Group { middle: by.x + middle }
        } else if has(node, "edgeLabel") || has(node, "messageText") {
            Part::Label
        } else {
            self.part
        };
        Place { by, part }
    }
}

/// What `translate(x, y)` moves by.
fn translation(transform: &str) -> Option<Point> {
    let (_, numbers) = transform.split_once("translate(")?;
    let (numbers, _) = numbers.split_once(')')?;
    let (x, y) = numbers.split_once([',', ' ']).unwrap_or((numbers, "0"));
    Some(Point { x: x.trim().parse().ok()?, y: y.trim().parse().ok()? })
}

fn has(node: Node<'_, '_>, class: &str) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split_whitespace().any(|one| one == class)
}

/// A number of pixels; none is zero.
fn value(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// A length in pixels or `em`.
fn length(node: Node<'_, '_>, name: &str) -> f64 {
    let ems = node.attribute(name).and_then(|value| value.strip_suffix("em"));
    let ems = ems.and_then(|ems| ems.parse::<f64>().ok());
    ems.map_or_else(|| value(node, name), |ems| ems * EM)
}
