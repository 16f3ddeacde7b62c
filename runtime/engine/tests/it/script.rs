//! Scripts: one line per event, `event => decisions`. Each line is played on the live execution and on a cold copy that
//! was just replayed from the history; both must answer alike.
//!
//! Events: `start JSON`, `ok SEQ JSON`, `err SEQ NAME`, `fire SEQ`, `sig NAME JSON [ID]`, `cancel [REASON]`, `end NAME`, each with
//! an optional leading `+MILLISECONDS` by which the clock moves on first. No decisions are `-`, no step at all is
//! `ignored`, a fault is `fault: TEXT`.

use eventual_runtime_engine::*;

/// A workflow under test from an async block.
macro_rules! workflow {
    (|$input:ident: $type:ty| $body:block) => {
        eventual_runtime_engine::WorkflowEntry {
            name: "w",
            timeout: || None,
            run: |input| {
                let $input: $type = input.read()?;
                Ok(Box::pin(async move {
                    let result: eventual_runtime_engine::Result<_> = async move { $body }.await;
                    result.and_then(|value| eventual_runtime_engine::Payload::of(&value))
                }))
            },
        }
    };
    ($body:block) => {
        $crate::script::workflow!(|_input: serde_json::Value| $body)
    };
}

/// A table of cases: each a test of its own, `name: workflow => script`.
macro_rules! cases {
    ($($name:ident: $(|$input:ident: $type:ty|)? $body:block => $script:expr;)+) => {$(
        #[test]
        fn $name() {
            $crate::script::check($crate::script::workflow!($(|$input: $type|)? $body), $script);
        }
    )+};
}
pub(crate) use {cases, workflow};

/// When every script begins.
pub const BEGIN: Timestamp = Timestamp(1_000_000);

/// Plays a script and compares.
pub fn check(workflow: WorkflowEntry, script: &str) {
    let (said, wanted, _) = play(workflow, script);
    assert_eq!(said, wanted);
}

/// Plays a script; what was said, what was wanted, and the history.
pub fn play(workflow: WorkflowEntry, script: &str) -> (String, String, Vec<Step>) {
    let mut history: Vec<Step> = Vec::new();
    let mut live: Option<Execution> = None;
    let mut clock = BEGIN;
    let (mut said, mut wanted) = (String::new(), String::new());
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (event, decisions) = line.split_once("=>").unwrap_or_else(|| panic!("no `=>` in `{line}`"));
        let (event, decisions) = (event.trim(), decisions.trim());
        let (clock_text, what) = match event.strip_prefix('+') {
            Some(rest) => rest.split_once(' ').expect("an event after the time"),
            None => ("0", event),
        };
        clock = Timestamp(clock.0 + clock_text.parse::<u64>().expect("milliseconds"));
        let answer = match live.as_mut() {
            None => {
                let input = what.strip_prefix("start").expect("`start` first").trim();
                let input = Payload::from_text(if input.is_empty() { "null" } else { input }).unwrap();
                match Execution::start(&workflow, Started::new("w", "x", input), clock) {
                    Ok((execution, step)) => {
                        live = Some(execution);
                        history.push(step);
                        show(&history.last().unwrap().decisions)
                    }
                    Err(fault) => format!("fault: {fault}"),
                }
            }
            Some(execution) => {
                // Somebody out there who kept a waker.
                if let Some(waker) = crate::semantics::errors::OUTSIDE.take() {
                    waker.wake_by_ref();
                    crate::semantics::errors::OUTSIDE.set(Some(waker));
                }
                let event = HistoryEvent { at: clock, what: parse(what) };
                let mut cold = Execution::replay(&workflow, &history, Strictness::Data).expect("a replay");
                assert_eq!(cold.status(), execution.status(), "cold and hot status before `{line}`");
                let hot_answer = execution.apply(event.clone());
                assert_eq!(hot_answer, cold.apply(event), "hot and cold answers to `{line}`");
                match hot_answer {
                    Ok(Applied::Step(step)) => {
                        history.push(step);
                        show(&history.last().unwrap().decisions)
                    }
                    Ok(Applied::Ignored) => "ignored".to_owned(),
                    Err(fault) => format!("fault: {fault}"),
                }
            }
        };
        said += &format!("{event} => {answer}\n");
        wanted += &format!("{event} => {decisions}\n");
    }
    if !history.is_empty() && !said.contains("fault: ") {
        for strictness in [Strictness::Calls, Strictness::Data] {
            let cold = Execution::replay(&workflow, &history, strictness).expect("a replay of it all");
            assert_eq!(cold.status(), live.as_ref().unwrap().status());
        }
    }
    (said, wanted, history)
}

/// One event of a script.
pub fn parse(text: &str) -> Occurrence {
    let mut words = text.splitn(3, ' ');
    let (verb, first, rest) = (words.next().unwrap(), words.next().unwrap_or(""), words.next().unwrap_or(""));
    let seq = || first.parse::<u32>().unwrap_or_else(|_| panic!("no call number in `{text}`"));
    match verb {
        "ok" => Occurrence::Succeeded { seq: seq(), value: Payload::from_text(rest).unwrap() },
        "err" => Occurrence::Failed { seq: seq(), error: Box::new(Error::new(rest, "")) },
        "fire" => Occurrence::Fired { seq: seq() },
        "sig" => {
            let (payload, id) = rest.split_once(' ').unwrap_or((rest, ""));
            let payload = Payload::from_text(payload).unwrap();
            Occurrence::Signal(Box::new(SignalEntry {
                name: first.to_owned().into(),
                payload,
                id: id.to_owned(),
            }))
        }
        "cancel" => {
            let reason = text.strip_prefix("cancel").unwrap_or_default().trim_start();
            Occurrence::CancelRequested { reason: reason.to_owned() }
        }
        "end" => Occurrence::Terminated { error: Box::new(Error::new(first, "")) },
        _ => panic!("unknown event `{text}`"),
    }
}

/// Decisions as a script writes them.
pub fn show(decisions: &[Decision]) -> String {
    if decisions.is_empty() {
        return "-".to_owned();
    }
    decisions.iter().map(show_one).collect::<Vec<_>>().join("; ")
}

fn show_one(decision: &Decision) -> String {
    match decision {
        Decision::Task { seq, name, input, options } => {
            let options =
                options.as_ref().map(|options| format!(" {}", serde_json::to_string(options).unwrap()));
            format!("{name}#{seq}({}){}", input.text(), options.unwrap_or_default())
        }
        Decision::Timer { seq, at } => format!("timer#{seq}@{}", at.0 as i64 - BEGIN.0 as i64),
        Decision::Child { seq, name, execution, input, timeout, wait } => {
            let verb = if *wait { "child" } else { "start" };
            let id = execution.as_ref().map(|id| format!(" as {id}")).unwrap_or_default();
            let limit = timeout.map(|limit| format!(" within {limit:?}")).unwrap_or_default();
            format!("{verb} {name}#{seq}({}){id}{limit}", input.text())
        }
        Decision::Request { seq, name, input } => format!("{name}#{seq}({})", input.text()),
        Decision::Emit { seq, events } => {
            let events: Vec<_> =
                events.iter().map(|event| format!("{}{}", event.name, event.payload.text())).collect();
            format!("emit#{seq} {}", events.join("+"))
        }
        Decision::SendSignal { seq, execution, signal } => {
            format!("signal#{seq} {execution} {}{}", signal.name, signal.payload.text())
        }
        Decision::Cancel { seq } => format!("cancel#{seq}"),
        Decision::Terminate { seq } => format!("terminate#{seq}"),
        Decision::Patch { id } => format!("patch {id}"),
        Decision::RejectSignal { number, name, .. } => format!("reject {name} {number}"),
        Decision::Complete { value } => format!("done {}", value.text()),
        Decision::Fail { error } if error.message.is_empty() => format!("fail {}", error.name),
        Decision::Fail { error } => format!("fail {error}"),
        Decision::ContinueAsNew { input, signals } => {
            let signals: Vec<_> =
                signals.iter().map(|s| format!(" {}{}", s.name, s.payload.text())).collect();
            format!("again {}{}", input.text(), signals.concat())
        }
    }
}
