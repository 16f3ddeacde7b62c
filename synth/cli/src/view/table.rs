//! Tables: columns that line up, and nothing around them, so that they can be piped.

use std::fmt::Write as _;

use anstyle::Style;
use eventual_constructs_report::Styles;

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    headers: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// A text in a style.
#[derive(Clone, Debug)]
pub(crate) struct Cell(String, Style);

impl Cell {
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self(text.into(), style)
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self(text.into(), Style::new())
    }
}

impl Table {
    pub(crate) fn new(headers: impl IntoIterator<Item = &'static str>) -> Self {
        Self { headers: headers.into_iter().collect(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The whole table, headers first; columns that are empty in all rows are left out.
    pub(crate) fn render(&self) -> String {
        let width = |text: &str| text.chars().count();
        let columns: Vec<(usize, usize)> = (0..self.headers.len())
            .filter_map(|at| {
                let widest = self.rows.iter().filter_map(|row| row.get(at)).map(|it| width(&it.0)).max()?;
                (widest > 0).then(|| (at, widest.max(width(self.headers[at]))))
            })
            .collect();
        let mut out = String::new();
        let mut line = |cell: &dyn Fn(usize) -> Option<(String, Style)>| {
            let mut row = String::new();
            for (number, (at, widest)) in columns.iter().enumerate() {
                let (text, style) = cell(*at).unwrap_or_default();
                let gap = if number + 1 == columns.len() { 0 } else { widest - width(&text) + 2 };
                // Writing to a String does not fail.
                _ = write!(row, "{style}{text}{style:#}{:gap$}", "");
            }
            out.push_str(row.trim_end());
            out.push('\n');
        };
        line(&|at| Some((self.headers[at].to_owned(), Styles::DIM)));
        for row in &self.rows {
            line(&|at| row.get(at).map(|it| (it.0.clone(), it.1)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_empty_ones_vanish() {
        let mut table = Table::new(["id", "fault", "status"]);
        table.row(["o-1".into(), "".into(), "running".into()]);
        table.row(["order-22".into(), "".into(), "failed".into()]);
        let dim = Styles::DIM;
        let expected =
            format!("{dim}id{dim:#}        {dim}status{dim:#}\no-1       running\norder-22  failed\n");
        assert_eq!(table.render(), expected);
    }
}
