//! Points, lines and the data of paths, to a tenth of a pixel.

/// A place in a drawing, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Nearer than this, in pixels, two points are one.
const NEAR: f64 = 0.05;

/// The length of an arrow's head, in pixels, and half its width.
const HEAD: (f64, f64) = (9.0, 4.0);

/// A number as it is written: tenths are as much as one sees.
pub fn number(value: f64) -> String {
    // A zero has no sign.
    format!("{}", (value * 10.0).round() / 10.0 + 0.0)
}

/// A line through points, which are connected as the path says.
#[derive(Debug)]
pub struct Line {
    pub data: String,
    pub points: Vec<Point>,
}

impl Line {
    /// A straight line.
    pub fn straight(from: Point, to: Point) -> Line {
        let (x, y) = (number(to.x), number(to.y));
        let end = match (from.x - to.x, from.y - to.y) {
            (dx, _) if dx.abs() < NEAR => format!("V{y}"),
            (_, dy) if dy.abs() < NEAR => format!("H{x}"),
            _ => format!("L{x} {y}"),
        };
        let data = format!("M{} {}{end}", number(from.x), number(from.y));
        Line { data, points: vec![from, to] }
    }

    /// The line that a path draws, moved. Curves that run straight are straight.
    pub fn read(data: &str, by: Point) -> Result<Line, String> {
        let mut points: Vec<Point> = Vec::new();
        let mut written = String::new();
        for (command, numbers) in commands(data)? {
            if !"MLC".contains(command) {
                return Err(format!("a line with `{command}`"));
            }
            let mut moved = Vec::new();
            for pair in numbers.chunks_exact(2) {
                let point = Point { x: pair[0] + by.x, y: pair[1] + by.y };
                moved.extend([point.x, point.y]);
                if points.last().is_none_or(|last| !is_near(*last, point)) {
                    points.push(point);
                }
            }
            written += &command.to_string();
            written += &list(&moved);
        }
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Err("a line without points".into());
        };
        let is_upright = points.iter().all(|p| (p.x - first.x).abs() < NEAR);
        let is_level = points.iter().all(|p| (p.y - first.y).abs() < NEAR);
        match is_upright || is_level {
            true => {
                Ok(Line { points: points.clone(), ..Line::straight(*first, *last) })
            }
            false => Ok(Line { data: written, points }),
        }
    }
}

fn is_near(one: Point, other: Point) -> bool {
    (one.x - other.x).abs() < NEAR && (one.y - other.y).abs() < NEAR
}

/// The head of an arrow that comes from a point and reaches so far beyond its end.
pub fn head(from: Point, end: Point, beyond: f64) -> String {
    let length = (end.x - from.x).hypot(end.y - from.y);
    let (dx, dy) = ((end.x - from.x) / length, (end.y - from.y) / length);
    let (long, half) = HEAD;
    let at = |along: f64, aside: f64| {
        let x = end.x + dx * along - dy * aside;
        let y = end.y + dy * along + dx * aside;
        [x, y]
    };
    let corners =
        [at(beyond, 0.0), at(beyond - long, half), at(beyond - long, -half)];
    let [tip, sides @ ..] = &corners;
    format!("M{}L{}z", list(tip), list(sides.as_flattened()))
}

/// The data of a path with fewer digits.
pub fn rounded(data: &str) -> Result<String, String> {
    let commands = commands(data)?.into_iter();
    Ok(commands
        .map(|(command, numbers)| format!("{command}{}", list(&numbers)))
        .collect())
}

/// Numbers behind a command.
pub fn list(numbers: &[f64]) -> String {
    let numbers: Vec<_> = numbers.iter().copied().map(number).collect();
    numbers.join(" ").replace(" -", "-")
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
        assert_eq!(line.data, "M11 2V8");
        assert_eq!(line.points.len(), 5);
    }

    #[test]
    fn a_curve_is_moved_point_by_point() {
        let line = Line::read("M1,2C1,5,2,6,-3,8", ORIGIN).expect("it is one");
        assert_eq!(line.data, "M1 2C1 5 2 6-3 8");
        let error = Line::read("M1,2q3,4,5,6", ORIGIN).expect_err("it is none");
        assert_eq!(error, "a line with `q`");
    }

    #[test]
    fn a_head_points_where_its_line_goes() {
        let data = head(ORIGIN, Point { x: 0.0, y: 20.0 }, 3.0);
        assert_eq!(data, "M0 23L-4 14 4 14z");
    }
}
