//! Points, lines and the data of paths, to a tenth of a pixel.

/// A place in a drawing, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// The length of an arrow's head, in pixels, and half its width.
const HEAD: (f64, f64) = (9.0, 4.0);

/// To the precision of what is written: tenths are as much as one sees.
fn near(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A number as it is written.
pub fn number(value: f64) -> String {
    // A zero has no sign.
    format!("{}", near(value) + 0.0)
}

/// A line through points, which are connected as the path says. All but its start is
/// written from point to point: small numbers, and the same for the same shape.
#[derive(Debug)]
pub struct Line {
    pub data: String,
    pub points: Vec<Point>,
}

impl Line {
    /// A straight line.
    pub fn straight(from: Point, to: Point) -> Line {
        let (dx, dy) = (near(to.x) - near(from.x), near(to.y) - near(from.y));
        let end = match (number(dx), number(dy)) {
            (dx, dy) if dx == "0" => format!("v{dy}"),
            (dx, dy) if dy == "0" => format!("h{dx}"),
            _ => format!("l{}", list(&[dx, dy])),
        };
        let data = format!("M{}{end}", list(&[from.x, from.y]));
        Line { data, points: vec![from, to] }
    }

    /// The line that a path draws, moved. Curves that run straight are straight.
    pub fn read(data: &str, by: Point) -> Result<Line, String> {
        let mut points: Vec<Point> = Vec::new();
        let mut written = String::new();
        let mut last = Point { x: 0.0, y: 0.0 };
        for (command, numbers) in commands(data)? {
            if !"MLC".contains(command) {
                return Err(format!("a line with `{command}`"));
            }
            let pairs = numbers.chunks_exact(2);
            let moved: Vec<_> = pairs
                .map(|pair| Point {
                    x: near(pair[0] + by.x),
                    y: near(pair[1] + by.y),
                })
                .collect();
            let from = |point: &Point| [point.x - last.x, point.y - last.y];
            let steps: Vec<_> = moved.iter().flat_map(from).collect();
            match command {
                'M' => written += "M",
                other => written.push(other.to_ascii_lowercase()),
            }
            written += &list(&steps);
            points.extend(&moved);
            last = *points.last().ok_or("a line without points")?;
        }
        points.dedup();
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Err("a line without points".into());
        };
        let is_straight = points.iter().all(|point| point.x == first.x)
            || points.iter().all(|point| point.y == first.y);
        let data = match is_straight {
            true => Line::straight(*first, *last).data,
            false => written,
        };
        Ok(Line { data, points })
    }
}

/// The head of an arrow that comes from a point and reaches so far beyond its end.
pub fn head(from: Point, end: Point, beyond: f64) -> String {
    let length = (end.x - from.x).hypot(end.y - from.y);
    let (dx, dy) = ((end.x - from.x) / length, (end.y - from.y) / length);
    let (long, half) = HEAD;
    let tip = [end.x + dx * beyond, end.y + dy * beyond];
    let side = [-long * dx - half * dy, -long * dy + half * dx];
    let across = [2.0 * half * dy, -2.0 * half * dx];
    format!("M{}l{}z", list(&tip), list(&[side, across].concat()))
}

/// The outline of a shape with fewer digits, and the points that it goes through. Of
/// an arc, which is half an ellipse, those are the corners of the box around all of it.
pub fn outline(data: &str) -> Result<Line, String> {
    let (mut written, mut points) = (String::new(), Vec::new());
    let mut last = Point { x: 0.0, y: 0.0 };
    for (command, numbers) in commands(data)? {
        written += &format!("{command}{}", list(&numbers));
        let from = match command.is_ascii_lowercase() {
            true => last,
            false => Point { x: 0.0, y: 0.0 },
        };
        let to = match (command.to_ascii_lowercase(), &numbers[..]) {
            ('z', _) => continue,
            ('h', [.., x]) => Point { x: from.x + x, y: last.y },
            ('v', [.., y]) => Point { x: last.x, y: from.y + y },
            (_, [.., x, y]) => Point { x: from.x + x, y: from.y + y },
            _ => return Err(format!("a shape with {data}")),
        };
        if let ('a' | 'A', [rx, ry, ..]) = (command, &numbers[..]) {
            let (x, y) = ((last.x + to.x) / 2.0, (last.y + to.y) / 2.0);
            points.push(Point { x: x - rx, y: y - ry });
            points.push(Point { x: x + rx, y: y + ry });
        }
        points.push(to);
        last = to;
    }
    Ok(Line { data: written, points })
}

/// Numbers behind a command.
pub fn list(numbers: &[f64]) -> String {
    let numbers: Vec<_> = numbers.iter().copied().map(number).collect();
    let list = numbers.join(" ").replace(" -", "-");
    list.replace("-0.", "-.").replace(" 0.", " .")
}

/// The commands of a path, each with its numbers.
fn commands(data: &str) -> Result<Vec<(char, Vec<f64>)>, String> {
    let is_command = |c: char| c.is_ascii_alphabetic() && !"eE".contains(c);
    let starts = data.match_indices(is_command).map(|(at, _)| at);
    let ends = data.match_indices(is_command).map(|(at, _)| at).skip(1);
    let parts = starts.zip(ends.chain([data.len()]));
    parts
        .map(|(start, end)| {
            let command = data[start..].chars().next().unwrap_or_default();
            let numbers = data[start + 1..end].split([' ', ',']);
            let numbers = numbers.filter(|number| !number.is_empty());
            let numbers = numbers.map(|number| number.parse().ok());
            let numbers: Option<_> = numbers.collect();
            Ok((command, numbers.ok_or_else(|| format!("a path with {data}"))?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Point = Point { x: 0.0, y: 0.0 };

    #[test]
    fn numbers_are_short() {
        let written = [12.0, 12.34, -0.04, -1.96].map(number);
        assert_eq!(written, ["12", "12.3", "0", "-2"]);
    }

    #[test]
    fn a_curve_that_runs_straight_is_a_straight_line() {
        let data = "M1,2L1,4C1,5,1,6,1,8";
        let line = Line::read(data, Point { x: 10.0, y: 0.0 }).expect("it is one");
        assert_eq!(line.data, "M11 2v6");
        assert_eq!(line.points.len(), 5);
    }

    #[test]
    fn a_curve_is_moved_point_by_point() {
        let line = Line::read("M1,2C1,5,2,6,-3,8", ORIGIN).expect("it is one");
        assert_eq!(line.data, "M1 2c0 3 1 4-4 6");
        let error = Line::read("M1,2q3,4,5,6", ORIGIN).expect_err("it is none");
        assert_eq!(error, "a line with `q`");
    }

    #[test]
    fn an_outline_goes_around_its_arcs() {
        let shape =
            outline("M0,7.51 a20,7.5 0,0,0 40,0 l0,30 z").expect("it is one");
        assert_eq!(shape.data, "M0 7.5a20 7.5 0 0 0 40 0l0 30z");
        let points = shape.points.iter().map(|point| list(&[point.x, point.y]));
        let points: Vec<_> = points.collect();
        assert_eq!(points, ["0 7.5", "0 0", "40 15", "40 7.5", "40 37.5"]);
    }

    #[test]
    fn a_head_points_where_its_line_goes() {
        let data = head(ORIGIN, Point { x: 0.0, y: 20.0 }, 3.0);
        assert_eq!(data, "M0 23l-4-9 8 0z");
    }
}
