//! The fields of a journal line. One flat struct per level with optional fields: payloads are kept as raw JSON, which
//! serde cannot do inside of tagged enums. A payload that is `null` is left out.
//!
//! | event `e` | fields |
//! |---|---|
//! | `start` | `n` workflow, `id` execution, `inc` incarnation, `i` input, `seed`, `to` time-out in ms, `pe`/`pr`/`ps` waiting parent: execution, run, call, `run`, `sg` signals |
//! | `ok` | `s` call, `v` value |
//! | `err` | `s` call, `x` error |
//! | `fire` | `s` timer |
//! | `sig` | `n` name, `v` payload, `id` of the sending |
//! | `cancel` | `n` reason |
//! | `end` | `x` error |
//!
//! | decision `k` | fields |
//! |---|---|
//! | `task` | `s` call, `n` name, `i` input, `o` options |
//! | `timer` | `s` call, `at` ms |
//! | `child` | `s` call, `n` workflow, `i` input, `id` execution, `to` time-out in ms, `w` whether it is waited for |
//! | `request` | `s` call, `n` name, `i` input |
//! | `emit` | `s` call, `ev` events |
//! | `signal` | `s` call, `id` execution, `n` name, `v` payload |
//! | `cancel`, `kill` | `s` call |
//! | `patch` | `n` id |
//! | `reject` | `c` number of the signal, `n` name, `x` error |
//! | `done` | `v` value |
//! | `fail` | `x` error |
//! | `again` | `i` input, `sg` signals |

use super::{Decision, Emitted, HistoryEvent, Occurrence, Parent, Seq, SignalEntry, Started, Step};
use crate::error::Error;
use crate::payload::Payload;
use crate::task::TaskOptions;
use crate::time::{Timestamp, millis};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct WireStep<'a> {
    t: u64,
    #[serde(borrow)]
    e: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inc: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    i: Option<Cow<'a, Payload>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<Cow<'a, Payload>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<Cow<'a, Error>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pe: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "is_zero")]
    pr: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ps: Option<Seq>,
    #[serde(skip_serializing_if = "is_zero")]
    run: u32,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sg: Cow<'a, [SignalEntry]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    d: Vec<WireDecision<'a>>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct WireDecision<'a> {
    #[serde(borrow)]
    k: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    i: Option<Cow<'a, Payload>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    v: Option<Cow<'a, Payload>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    o: Option<Cow<'a, TaskOptions>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    w: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ev: Cow<'a, [Emitted]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<Cow<'a, Error>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    sg: Cow<'a, [SignalEntry]>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A payload as it is written: `null` is left out.
fn some(payload: &Payload) -> Option<Cow<'_, Payload>> {
    (payload.text() != "null").then_some(Cow::Borrowed(payload))
}

/// A payload as it is read.
fn whole(payload: Option<Cow<'_, Payload>>) -> Payload {
    payload.map_or_else(Payload::null, Cow::into_owned)
}

fn text(text: Option<Cow<'_, str>>) -> String {
    text.map_or_else(String::new, Cow::into_owned)
}

fn need<T>(value: Option<T>, kind: &str, field: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("`{kind}` lacks `{field}`"))
}

impl<'a> From<&'a Step> for WireStep<'a> {
    fn from(step: &'a Step) -> Self {
        let mut wire = Self { t: step.event.at.0, ..Self::default() };
        wire.d = step.decisions.iter().map(WireDecision::from).collect();
        let kind = match &step.event.what {
            Occurrence::Started(started) => {
                wire.n = Some((&started.workflow).into());
                wire.id = Some((&started.execution).into());
                wire.inc = (!started.incarnation.is_empty()).then(|| (&started.incarnation).into());
                wire.i = some(&started.input);
                wire.seed = Some(started.seed);
                wire.to = started.timeout.map(millis);
                wire.pe = started.parent.as_ref().map(|parent| (&parent.execution).into());
                wire.pr = started.parent.as_ref().map_or(0, |parent| parent.run);
                wire.ps = started.parent.as_ref().map(|parent| parent.seq);
                wire.run = started.run;
                wire.sg = Cow::Borrowed(&started.signals);
                "start"
            }
            Occurrence::Succeeded { seq, value } => {
                (wire.s, wire.v) = (Some(*seq), some(value));
                "ok"
            }
            Occurrence::Failed { seq, error } => {
                (wire.s, wire.x) = (Some(*seq), Some(Cow::Borrowed(&**error)));
                "err"
            }
            Occurrence::Fired { seq } => {
                wire.s = Some(*seq);
                "fire"
            }
            Occurrence::Signal(signal) => {
                (wire.n, wire.v) = (Some((&*signal.name).into()), some(&signal.payload));
                wire.id = (!signal.id.is_empty()).then(|| (&signal.id).into());
                "sig"
            }
            Occurrence::CancelRequested { reason } => {
                wire.n = (!reason.is_empty()).then(|| reason.into());
                "cancel"
            }
            Occurrence::Terminated { error } => {
                wire.x = Some(Cow::Borrowed(&**error));
                "end"
            }
        };
        wire.e = kind.into();
        wire
    }
}

impl TryFrom<WireStep<'_>> for Step {
    type Error = String;

    fn try_from(wire: WireStep<'_>) -> Result<Self, String> {
        let kind = &*wire.e;
        let seq = || need(wire.s, kind, "s");
        let what = match kind {
            "start" => Occurrence::Started(Box::new(Started {
                workflow: need(wire.n, kind, "n")?.into_owned(),
                execution: need(wire.id, kind, "id")?.into_owned(),
                incarnation: text(wire.inc),
                input: whole(wire.i),
                seed: need(wire.seed, kind, "seed")?,
                timeout: wire.to.map(Duration::from_millis),
                parent: match (wire.pe, wire.ps) {
                    (Some(execution), Some(seq)) => {
                        Some(Parent { execution: execution.into_owned(), run: wire.pr, seq })
                    }
                    _ => None,
                },
                run: wire.run,
                signals: wire.sg.into_owned(),
            })),
            "ok" => Occurrence::Succeeded { seq: seq()?, value: whole(wire.v) },
            "err" => {
                Occurrence::Failed { seq: seq()?, error: Box::new(need(wire.x, kind, "x")?.into_owned()) }
            }
            "fire" => Occurrence::Fired { seq: seq()? },
            "sig" => Occurrence::Signal(Box::new(SignalEntry {
                name: need(wire.n, kind, "n")?.into_owned().into(),
                payload: whole(wire.v),
                id: text(wire.id),
            })),
            "cancel" => Occurrence::CancelRequested { reason: text(wire.n) },
            "end" => Occurrence::Terminated { error: Box::new(need(wire.x, kind, "x")?.into_owned()) },
            other => return Err(format!("unknown event `{other}`, probably written by a newer version")),
        };
        let decisions = wire.d.into_iter().map(Decision::try_from).collect::<Result<Vec<_>, _>>()?;
        if !decisions.is_sorted_by_key(Decision::key) {
            return Err("decisions are not in order".to_owned());
        }
        Ok(Self { event: HistoryEvent { at: Timestamp(wire.t), what }, decisions })
    }
}

impl<'a> From<&'a Decision> for WireDecision<'a> {
    fn from(decision: &'a Decision) -> Self {
        let mut wire = Self { s: decision.seq(), ..Self::default() };
        let kind = match decision {
            Decision::Task { name, input, options, .. } => {
                (wire.n, wire.i) = (Some((&**name).into()), some(input));
                wire.o = options.as_deref().map(Cow::Borrowed);
                "task"
            }
            Decision::Timer { at, .. } => {
                wire.at = Some(at.0);
                "timer"
            }
            Decision::Child { name, execution, input, timeout, wait, .. } => {
                (wire.n, wire.i, wire.w) = (Some((&**name).into()), some(input), *wait);
                wire.id = execution.as_ref().map(Into::into);
                wire.to = timeout.map(millis);
                "child"
            }
            Decision::Request { name, input, .. } => {
                (wire.n, wire.i) = (Some((&**name).into()), some(input));
                "request"
            }
            Decision::Emit { events, .. } => {
                wire.ev = Cow::Borrowed(events);
                "emit"
            }
            Decision::SendSignal { execution, signal, .. } => {
                (wire.id, wire.n) = (Some(execution.into()), Some((&*signal.name).into()));
                wire.v = some(&signal.payload);
                "signal"
            }
            Decision::Cancel { .. } => "cancel",
            Decision::Terminate { .. } => "kill",
            Decision::Patch { id } => {
                wire.n = Some((&**id).into());
                "patch"
            }
            Decision::RejectSignal { number, name, error } => {
                (wire.c, wire.n, wire.x) = (Some(*number), Some(name.into()), Some(Cow::Borrowed(&**error)));
                "reject"
            }
            Decision::Complete { value } => {
                wire.v = some(value);
                "done"
            }
            Decision::Fail { error } => {
                wire.x = Some(Cow::Borrowed(&**error));
                "fail"
            }
            Decision::ContinueAsNew { input, signals } => {
                wire.i = some(input);
                wire.sg = Cow::Borrowed(signals);
                "again"
            }
        };
        wire.k = kind.into();
        wire
    }
}

impl TryFrom<WireDecision<'_>> for Decision {
    type Error = String;

    fn try_from(wire: WireDecision<'_>) -> Result<Self, String> {
        let kind = &*wire.k;
        let seq = || need(wire.s, kind, "s");
        Ok(match kind {
            "task" => Self::Task {
                seq: seq()?,
                name: need(wire.n, kind, "n")?.into_owned().into(),
                input: whole(wire.i),
                options: wire.o.map(|options| Box::new(options.into_owned())),
            },
            "timer" => Self::Timer { seq: seq()?, at: Timestamp(need(wire.at, kind, "at")?) },
            "child" => Self::Child {
                seq: seq()?,
                name: need(wire.n, kind, "n")?.into_owned().into(),
                execution: wire.id.map(Cow::into_owned),
                input: whole(wire.i),
                timeout: wire.to.map(Duration::from_millis),
                wait: wire.w,
            },
            "request" => Self::Request {
                seq: seq()?,
                name: need(wire.n, kind, "n")?.into_owned().into(),
                input: whole(wire.i),
            },
            "emit" => Self::Emit { seq: seq()?, events: wire.ev.into_owned() },
            "signal" => Self::SendSignal {
                seq: seq()?,
                execution: need(wire.id, kind, "id")?.into_owned(),
                signal: SignalEntry {
                    name: need(wire.n, kind, "n")?.into_owned().into(),
                    payload: whole(wire.v),
                    id: String::new(),
                },
            },
            "cancel" => Self::Cancel { seq: seq()? },
            "kill" => Self::Terminate { seq: seq()? },
            "patch" => Self::Patch { id: need(wire.n, kind, "n")?.into_owned().into() },
            "reject" => Self::RejectSignal {
                number: need(wire.c, kind, "c")?,
                name: need(wire.n, kind, "n")?.into_owned(),
                error: Box::new(need(wire.x, kind, "x")?.into_owned()),
            },
            "done" => Self::Complete { value: whole(wire.v) },
            "fail" => Self::Fail { error: Box::new(need(wire.x, kind, "x")?.into_owned()) },
            "again" => Self::ContinueAsNew { input: whole(wire.i), signals: wire.sg.into_owned() },
            other => return Err(format!("unknown decision `{other}`, probably written by a newer version")),
        })
    }
}
