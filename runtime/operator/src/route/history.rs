use eventual_runtime_orchestrator::HistoryStore as _;

use super::executions::began;
use super::{Given, find};
use crate::attempts::attempts;
use crate::error::OperatorError;
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
    let row = find(host, id).await?;
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
    let (mut events, problem) = lines(&segments);
    if from > 1 && row.base > 1 {
        let after = from + segments.len() as u64;
        let run = run_of(host, id, row.base, from, &events, after).await?;
        for line in events.iter_mut().take_while(|it| it.kind != LineKind::Started) {
            line.run = run;
        }
    }
    let attempts = if with_attempts { attempts(host.stores(), id, &events).await? } else { Vec::new() };
    Ok(History {
        id: id.to_owned(),
        workflow: row.workflow,
        status: row.status.state(),
        segments,
        events,
        attempts,
        problem,
        next,
    })
}

/// The run in which a part of a history begins, from `from` to before `after`: the last one, or the one before the next that
/// is begun. `base`: where the last one begins.
async fn run_of(
    host: &impl Host,
    id: &str,
    base: u64,
    from: u64,
    part: &[HistoryLine],
    after: u64,
) -> Result<u32, OperatorError> {
    if let Some(next) = part.iter().find(|it| it.kind == LineKind::Started) {
        return Ok(next.run.saturating_sub(1));
    }
    if from > base {
        return Ok(began(host, id, base).await?.map_or(0, |it| it.run));
    }
    for number in after..=base {
        if let Some(next) = began(host, id, number).await? {
            return Ok(next.run.saturating_sub(1));
        }
    }
    Ok(0)
}
