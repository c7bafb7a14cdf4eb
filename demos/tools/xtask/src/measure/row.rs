//! A row of the table of budgets, in words and as JSON.

use anyhow::Context;
use serde_json::{Value, json};

/// Units: bytes in a kilobyte, as the budgets count them.
const KB: f64 = 1_000.0;

/// Something measured and what it may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Of which guide or demo.
    pub of: String,
    /// How much it is.
    pub value: f64,
    /// Of what: `KB`, `ms`, or nothing.
    pub unit: String,
    /// What it should be at most.
    pub budget: f64,
    /// What it must be at most, where exceeding it is a failure. Times have no
    /// limit: another machine has others.
    pub limit: Option<f64>,
}

/// Whether something is within its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the budget.
    Fits,
    /// Over the budget, and worth a look.
    Over,
    /// Over the limit.
    Fails,
}

impl Row {
    /// An engine, `bytes` large.
    pub fn engine(name: &str, bytes: u64) -> Row {
        let what = "engine: wasm and glue, gzip".to_owned();
        Row::size(what, name, bytes, 75.0)
    }

    /// A guide's page and all that it loads when it opens, the player and the
    /// engine of its first figure among it, `bytes` large.
    pub fn page(guide: &str, bytes: u64) -> Row {
        let what = "page before search, gzip".to_owned();
        Row::size(what, guide, bytes, 190.0)
    }

    /// Whether it is within its budget.
    pub fn verdict(&self) -> Verdict {
        match self.limit {
            Some(limit) if self.value > limit => Verdict::Fails,
            Some(_) | None if self.value > self.budget => Verdict::Over,
            Some(_) | None => Verdict::Fits,
        }
    }

    /// A size: over its budget it is over its limit.
    fn size(what: String, of: &str, bytes: u64, budget: f64) -> Row {
        let (of, unit) = (of.to_owned(), "KB".to_owned());
        let (value, limit) = (bytes as f64 / KB, Some(budget));
        Row { what, of, value, unit, budget, limit }
    }

    fn from_json(value: &Value) -> Option<Row> {
        let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
        let number = |key: &str| value.get(key)?.as_f64();
        Some(Row {
            what: text("what")?,
            of: text("of")?,
            value: number("value")?,
            unit: text("unit")?,
            budget: number("budget")?,
            limit: number("limit"),
        })
    }
}

/// The rows as columns that line up.
pub fn table(rows: &[Row]) -> String {
    let header = ["what", "of", "measured", "budget", ""].map(str::to_owned);
    let cells: Vec<_> =
        std::iter::once(header).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| {
        cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
    };
    let [what, of, measured, budget] = [0, 1, 2, 3].map(width);
    let line = |row: &[String; 5]| {
        let [a, b, c, d, e] = row;
        let line = format!("{a:what$}  {b:of$}  {c:>measured$}  {d:>budget$}  {e}");
        line.trim_end().to_owned()
    };
    cells.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The rows as JSON.
pub fn json(rows: &[Row]) -> anyhow::Result<String> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "what": row.what,
                "of": row.of,
                "value": row.value,
                "unit": row.unit,
                "budget": row.budget,
                "limit": row.limit,
                "fits": row.verdict() == Verdict::Fits,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "rows": rows }))? + "\n")
}

/// The rows in JSON.
pub fn read(text: &str) -> anyhow::Result<Vec<Row>> {
    let value: Value = serde_json::from_str(text)?;
    let rows = value["rows"].as_array().context("there are no `rows`")?;
    let read = |row| {
        Row::from_json(row).with_context(|| {
            format!("a row has what, of, value, unit and budget: {row}")
        })
    };
    rows.iter().map(read).collect()
}

fn cells(row: &Row) -> [String; 5] {
    let verdict = match row.verdict() {
        Verdict::Fits => "✓",
        Verdict::Over => "over budget",
        Verdict::Fails => "✕ too large",
    };
    let with_unit =
        |number: String| format!("{number} {}", row.unit).trim().to_owned();
    [
        row.what.clone(),
        row.of.clone(),
        with_unit(format!("{:.1}", row.value)),
        with_unit(format!("≤ {}", row.budget)),
        verdict.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row> {
        let time = Row {
            what: "near the viewport to live".to_owned(),
            of: "clocks".to_owned(),
            value: 120.4,
            unit: "ms".to_owned(),
            budget: 100.0,
            limit: None,
        };
        vec![
            Row::engine("clocks", 59_949),
            Row::engine("partitioning", 70_100),
            Row::engine("transactions", 90_100),
            time,
        ]
    }

    #[test]
    fn a_size_over_its_limit_fails_and_a_time_does_not() {
        let verdicts = rows().iter().map(Row::verdict).collect::<Vec<_>>();
        use Verdict::{Fails, Fits, Over};
        assert_eq!(verdicts, [Fits, Fits, Fails, Over]);
    }

    #[test]
    fn the_table_lines_up() {
        let expected = "\
what                         of            measured    budget
engine: wasm and glue, gzip  clocks         59.9 KB   ≤ 75 KB  ✓
engine: wasm and glue, gzip  partitioning   70.1 KB   ≤ 75 KB  ✓
engine: wasm and glue, gzip  transactions   90.1 KB   ≤ 75 KB  ✕ too large
near the viewport to live    clocks        120.4 ms  ≤ 100 ms  over budget";
        assert_eq!(table(&rows()), expected);
    }

    #[test]
    fn rows_are_read_as_they_are_written() {
        let written = json(&rows()).unwrap();
        assert_eq!(read(&written).unwrap(), rows());
        let error = read(r#"{"rows": [{"what": "x"}]}"#).unwrap_err();
        assert!(error.to_string().contains("what, of, value"), "{error}");
    }
}
