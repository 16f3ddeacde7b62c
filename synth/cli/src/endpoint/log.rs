//! [`Log`]: a log that is read part by part.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use eventual_runtime_engine::Timestamp;
use eventual_runtime_operator::{LogLine, Logs, requests};
use eventual_synth::Result;
use serde_json::{Value as Json, json};

use super::connection::Connection;
use super::deployed::Deployed;

/// How far back, unless told otherwise.
const USUAL: Duration = Duration::from_mins(10);
/// Clocks differ: the log of an execution is read from so long before it began.
const MARGIN: Duration = Duration::from_mins(1);

/// What is wanted of a log.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogFilter {
    /// Only of this execution.
    pub(crate) execution: Option<String>,
    /// Only of handlers whose name contains this.
    pub(crate) handler: Option<String>,
    /// From so long ago; unless given, since the execution began, else of the last minutes.
    pub(crate) since: Option<Duration>,
}

/// A log, and how far it was read.
#[derive(Clone, Debug)]
pub(crate) enum Log {
    Local {
        service: Connection,
        execution: Option<String>,
        after: Option<u64>,
    },
    CloudWatch {
        service: Deployed,
        /// Log groups with the handlers that write them.
        groups: Vec<(String, String)>,
        execution: Option<String>,
        from: u64,
        /// Ids of the lines that were read.
        seen: BTreeSet<String>,
    },
}

impl Log {
    pub(super) fn local(service: Connection, filter: &LogFilter) -> Self {
        Self::Local { service, execution: filter.execution.clone(), after: None }
    }

    /// The log of a deployed service; of an execution that began then, if it is only about one.
    pub(super) async fn cloud_watch(
        service: Deployed,
        filter: &LogFilter,
        began: Option<Timestamp>,
    ) -> Result<Self> {
        let mut groups = Vec::new();
        for function in service.functions().await? {
            if filter.handler.as_ref().is_some_and(|it| !function.handler.contains(it.as_str())) {
                continue;
            }
            let path = format!("/2015-03-31/functions/{}/configuration", function.name);
            let found = service.function("looking for the logs", path).await?;
            let group = found["LoggingConfig"]["LogGroup"].as_str().map(str::to_owned);
            groups
                .push((group.unwrap_or_else(|| format!("/aws/lambda/{}", function.name)), function.handler));
        }
        let ago = |time| Timestamp::from(SystemTime::now()) - time;
        let start = match (filter.since, began) {
            (Some(since), _) => ago(since),
            (None, Some(began)) => began - MARGIN,
            (None, None) => ago(USUAL),
        };
        let execution = filter.execution.clone();
        Ok(Self::CloudWatch { service, groups, execution, from: start.as_millis(), seen: BTreeSet::new() })
    }

    /// What was logged since the last time.
    pub(crate) async fn more(&mut self) -> Result<Vec<LogLine>> {
        match self {
            Self::Local { service, execution, after } => {
                let logs: Logs = service.ask(requests::logs(execution.as_deref(), *after)).await?;
                *after = Some(logs.after);
                Ok(logs.lines)
            }
            Self::CloudWatch { service, groups, execution, from, seen } => {
                let mut lines = Vec::new();
                for (group, handler) in groups.iter() {
                    for event in events(service, group, execution.as_deref(), *from).await? {
                        if seen.insert(identity(&event)) {
                            lines.extend(line(&event, handler, execution.as_deref()));
                        }
                    }
                }
                lines.sort_by_key(|it| it.time);
                // CloudWatch shows lines late, and not in order: the last minute is asked for again.
                let last = lines.last().map_or(*from, |it| it.time.as_millis());
                *from = (*from).max(last.saturating_sub(60_000));
                Ok(lines)
            }
        }
    }
}

async fn events(service: &Deployed, group: &str, execution: Option<&str>, from: u64) -> Result<Vec<Json>> {
    let mut body = json!({ "logGroupName": group, "startTime": from });
    if let Some(execution) = execution {
        body["filterPattern"] = json!(format!("\"{}\"", execution.replace(['"', '\\'], "")));
    }
    let mut events = Vec::new();
    loop {
        let target = "Logs_20140328.FilterLogEvents";
        let answer = match service.json("reading the logs", "logs", "1.1", target, &body).await {
            // A function that never ran may have none.
            Err(failure) if failure.code == "ResourceNotFoundException" => return Ok(events),
            answer => answer?,
        };
        events.extend(answer["events"].as_array().cloned().unwrap_or_default());
        match answer["nextToken"].as_str() {
            Some(next) => body["nextToken"] = json!(next),
            None => return Ok(events),
        }
    }
}

/// What tells a line from all others. Local AWS implementations give no ids.
fn identity(event: &Json) -> String {
    match event["eventId"].as_str() {
        Some(id) => id.to_owned(),
        None => format!("{} {} {}", event["logStreamName"], event["timestamp"], event["message"]),
    }
}

/// Lambda's own lines about each invocation are left out.
fn line(event: &Json, handler: &str, execution: Option<&str>) -> Option<LogLine> {
    let text = event["message"].as_str()?.trim_end();
    let noise = ["START RequestId:", "END RequestId:", "REPORT RequestId:", "INIT_START "];
    if text.is_empty() || noise.iter().any(|it| text.starts_with(it)) {
        return None;
    }
    let fields: Json = serde_json::from_str(text).unwrap_or_default();
    if fields["type"].as_str().is_some_and(|it| it.starts_with("platform.")) {
        return None;
    }
    let field = |name: &str| fields[name].as_str().map(str::to_owned);
    Some(LogLine {
        time: Timestamp(event["timestamp"].as_u64().unwrap_or_default()),
        level: field("level").unwrap_or_default().to_lowercase(),
        handler: handler.to_owned(),
        execution: field("execution").or_else(|| execution.map(str::to_owned)),
        message: field("message").unwrap_or_else(|| text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_ids_are_told_apart() {
        let event = |message: &str| json!({ "timestamp": 5, "message": message });
        assert_ne!(identity(&event("a")), identity(&event("b")));
        let known = json!({ "eventId": "1", "timestamp": 5, "message": "a" });
        assert_eq!(identity(&known), "1");
    }

    #[test]
    fn fields_are_read_and_noise_is_left_out() {
        let read = |message: &str| line(&json!({ "timestamp": 5, "message": message }), "task:charge", None);
        let found = read(r#"{"level":"ERROR","message":"no money","execution":"o-1"}"#).unwrap();
        assert_eq!((found.level.as_str(), found.message.as_str()), ("error", "no money"));
        assert_eq!((found.execution.as_deref(), found.time), (Some("o-1"), Timestamp(5)));
        assert_eq!(read("plain\n").unwrap().message, "plain");
        for noise in ["START RequestId: 1", "REPORT RequestId: 1 x", "\n", r#"{"type":"platform.start"}"#] {
            assert_eq!(read(noise), None, "{noise}");
        }
    }
}
