use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use eventual_runtime_engine::{ExecutionState, Timestamp};

use crate::error::StoreError;
use crate::row::Row;

/// Which executions to list: those for which everything that is given holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Query `workflow`: of this workflow.
    pub workflow: Option<String>,
    /// Query `status`: `running`, `succeeded` or `failed`.
    pub state: Option<ExecutionState>,
    /// Query `started_after`: started then or later.
    pub started_after: Option<Timestamp>,
    /// Query `started_before`: started earlier than then.
    pub started_before: Option<Timestamp>,
    /// Query `limit`: the maximum number, 1 to [`MAX_LIMIT`](Self::MAX_LIMIT); unless given, [`DEFAULT_LIMIT`](Self::DEFAULT_LIMIT).
    pub limit: usize,
    /// Query `cursor`: what follows the page that gave this cursor.
    pub cursor: Option<Cursor>,
}

/// The last execution of a page. Executions are listed by time of start, then by id, both falling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// When it was started.
    pub started: Timestamp,
    /// Its id.
    pub id: String,
}

/// Part of a listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Ids and rows, the newest first.
    pub executions: Vec<(String, Row)>,
    /// Whether more follow.
    pub has_more: bool,
}

impl Page {
    /// The cursor for what follows, if more follow.
    pub fn next_cursor(&self) -> Option<Cursor> {
        let (id, row) = self.executions.last().filter(|_| self.has_more)?;
        Some(Cursor { started: row.started, id: id.clone() })
    }
}

/// Stores that can say which executions there are. What was written a moment ago may be missing.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait Index {
    /// The executions that a listing asks for, the newest first: by time of start, then by id, both falling.
    async fn list(&self, listing: &Listing) -> Result<Page, StoreError>;
}

impl Listing {
    /// The largest limit.
    pub const MAX_LIMIT: usize = 1_000;
    /// The limit if none is given.
    pub const DEFAULT_LIMIT: usize = 50;

    /// Whether an execution belongs to the listing and is not on a page before. For hosts whose store filters less.
    pub fn takes(&self, id: &str, row: &Row) -> bool {
        let is_next = |cursor: &Cursor| (row.started, id) < (cursor.started, cursor.id.as_str());
        self.workflow.as_ref().is_none_or(|it| *it == row.workflow)
            && self.state.is_none_or(|it| it == row.status.state())
            && self.started_after.is_none_or(|it| row.started >= it)
            && self.started_before.is_none_or(|it| row.started < it)
            && self.cursor.as_ref().is_none_or(is_next)
    }

    /// The first page of executions found in any order. For hosts that hold all in memory, and to merge the answers of
    /// several queries: each must have been asked for at least `limit` of its own, and one more to know whether more follow.
    pub fn page(&self, found: impl IntoIterator<Item = (String, Row)>) -> Page {
        let mut executions: Vec<_> = found.into_iter().filter(|(id, row)| self.takes(id, row)).collect();
        executions.sort_by(|(a, x), (b, y)| (y.started, b).cmp(&(x.started, a)));
        let has_more = executions.len() > self.limit;
        executions.truncate(self.limit);
        Page { executions, has_more }
    }
}

impl Default for Listing {
    /// All executions, the first page.
    fn default() -> Self {
        Self {
            workflow: None,
            state: None,
            started_after: None,
            started_before: None,
            limit: Self::DEFAULT_LIMIT,
            cursor: None,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}:{}", self.started.as_millis(), self.id);
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(text))
    }
}

impl FromStr for Cursor {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            let text = String::from_utf8(bytes).ok()?;
            let (started, id) = text.split_once(':')?;
            Some(Self { started: Timestamp(started.parse().ok()?), id: id.to_owned() })
        };
        read().ok_or("it is not one that a listing gave")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_text_and_back() {
        let cursor = Cursor { started: Timestamp(1_764_000_000_000), id: "o:1/ü".to_owned() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "x", "!", "OjE", "YTox"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
