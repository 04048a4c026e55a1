//! The table of a run.

use std::fmt::Write;

/// A line of it.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The figure and what it is.
    pub figure: String,
    /// What the server did.
    pub ours: String,
    /// What the yardstick did, and which one it is.
    pub yardstick: String,
    /// Ours by the yardstick's.
    pub ratio: String,
    /// What is wanted.
    pub goal: String,
    /// Whether that was met.
    pub met: Option<bool>,
    /// How the cost grows.
    pub growth: String,
}

impl Row {
    /// A line with nothing but our value.
    pub fn new(figure: impl Into<String>, ours: impl Into<String>) -> Self {
        Self {
            figure: figure.into(),
            ours: ours.into(),
            ..Self::default()
        }
    }

    /// With the yardstick of this name, measured in the same unit.
    pub fn beside(mut self, name: &str, ours: f64, theirs: f64) -> Self {
        self.yardstick = format!("{} {name}", number(theirs));
        self.ratio = format!("{:.2}", ours / theirs);
        self
    }

    /// With what is wanted.
    pub fn goal(mut self, text: impl Into<String>, met: bool) -> Self {
        self.goal = text.into();
        self.met = Some(met);
        self
    }

    /// With how the cost grows.
    pub fn growth(mut self, text: impl Into<String>) -> Self {
        self.growth = text.into();
        self
    }
}

/// All lines, and what to say before the first.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

impl Table {
    /// Adds a line and shows it at once.
    pub fn add(&mut self, row: Row) {
        eprintln!(
            "{} | {} | {} | {} | {} | {} | {}",
            row.figure,
            row.ours,
            row.yardstick,
            row.ratio,
            row.goal,
            met(row.met),
            row.growth
        );
        self.0.push(row);
    }

    /// As markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| figure | Coffer | yardstick | ratio | goal | met | growth |\n|---|---|---|---|---|---|---|\n",
        );
        for row in &self.0 {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                row.figure,
                row.ours,
                row.yardstick,
                row.ratio,
                row.goal,
                met(row.met),
                row.growth
            );
        }
        text
    }
}

fn met(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    }
}

/// A number with three digits that count.
pub fn number(value: f64) -> String {
    if value >= 100.0 {
        let digits = format!("{value:.0}");
        let mut text = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}
