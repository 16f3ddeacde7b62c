use eventual_runtime_orchestrator::HistoryStore as _;

use super::{Given, row};
use crate::attempts::attempts;
use crate::error::OperatorError;
use crate::execution::ExecutionStatus;
use crate::history::{History, StoredSegment};
use crate::host::Host;
use crate::lines::{HistoryLine, LineKind, lines};

/// An answer of a function may have 6 MB (Lambda quota), and events repeat the payloads of their segments.
const ENOUGH: usize = 1_500_000;

pub(crate) async fn read(host: &impl Host, id: &str, given: &Given<'_>) -> Result<History, OperatorError> {
    given.only(&["from", "attempts"])?;
    let segment = |text: &str| match text.parse() {
        Ok(number @ 1_u64..) => Ok(number),
        _ => Err("it is the number of a segment, from 1"),
    };
    let from = given.field("from", segment)?.unwrap_or(1);
    let yes = |text: &str| if text == "true" { Ok(()) } else { Err("it is `true`, or left out") };
    let with_attempts = given.field("attempts", yes)?.is_some();
    let row = row(host, id).await?;
    let mut segments: Vec<StoredSegment> = Vec::new();
    let (mut size, mut next) = (0, None);
    for number in from.. {
        if size >= ENOUGH {
            next = Some(number);
            break;
        }
        let Some(text) = host.stores().read(id, number).await? else { break };
        size += text.len();
        // What is not text is damaged; its reader says so.
        segments.push(StoredSegment { number, text: String::from_utf8_lossy(&text).into_owned() });
    }
    let (events, problem) = lines(&segments);
    // In which run a later part begins is known if there is one run only.
    let is_known = from == 1 || row.base <= 1;
    let begins = |it: &HistoryLine| it.kind == LineKind::Started;
    let sure = if is_known { Some(0) } else { events.iter().position(begins) };
    let attempts = match sure.and_then(|at| events.get(at..)) {
        Some(events) if with_attempts => attempts(host.stores(), id, events).await?,
        _ => Vec::new(),
    };
    let status = ExecutionStatus::from(&row.status);
    Ok(History {
        id: id.to_owned(),
        workflow: row.workflow,
        status,
        segments,
        events,
        attempts,
        problem,
        next,
    })
}
