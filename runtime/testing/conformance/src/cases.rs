//! The table: what is done, and what every host answers.

use std::fmt;

use serde_json::{Value, json};

use crate::host::Talk;

/// One case.
pub struct Case {
    /// What is at stake.
    pub name: &'static str,
    /// What is done; what came of it.
    pub run: fn(Talk<'_>) -> Vec<String>,
    /// What must come of it, on every host. Of an error or refusal its status and name; that all hosts use the same words
    /// is compared besides.
    pub expected: &'static [&'static str],
}

impl Case {
    /// Runs the case; all answers, and what differs from what is expected.
    pub fn check(&self, host: Talk<'_>) -> (Vec<String>, Option<String>) {
        let answers = (self.run)(host);
        let is_meant = |(answer, expected): (&String, &&str)| {
            answer.strip_prefix(expected).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
        };
        let all = answers.len() == self.expected.len() && answers.iter().zip(self.expected).all(is_meant);
        let (name, expected) = (self.name, self.expected);
        let problem = format!("{name}\n  expected {expected:#?}\n  found {answers:#?}");
        (answers, (!all).then_some(problem))
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// All cases. They share one host: each names its executions for itself.
pub const CASES: &[Case] = &[
    Case {
        name: "start twice with the same input is one execution",
        run: |it| {
            vec![it.begin("keep", "once", "a"), it.end("once"), it.begin("keep", "once", "a"), it.end("once")]
        },
        expected: &["once", r#"succeeded "a""#, "once", r#"succeeded "a""#],
    },
    Case {
        name: "a name is taken by another input and by another workflow",
        run: |it| {
            let first = it.begin("keep", "taken", "a");
            vec![first, it.begin("keep", "taken", "b"), it.begin("listed", "taken", "a"), it.end("taken")]
        },
        expected: &["taken", "ExecutionAlreadyExists", "ExecutionAlreadyExists", r#"succeeded "a""#],
    },
    Case {
        name: "a child whose name is taken fails, whatever its input",
        run: |it| {
            it.begin("keep", "uncle", "a");
            let kids = json!([{ "name": "uncle", "text": "b" }, { "name": "uncle", "text": "a" }]);
            it.call("begin_family", json!({ "name": "nephews", "kids": kids }));
            vec![it.end("nephews"), it.end("uncle")]
        },
        expected: &[r#"succeeded ["ExecutionAlreadyExists","ExecutionAlreadyExists"]"#, r#"succeeded "a""#],
    },
    Case {
        name: "of two children with one name and different inputs the second fails",
        run: |it| {
            let kids = json!([{ "name": "twin", "text": "a" }, { "name": "twin", "text": "b" }]);
            it.call("begin_family", json!({ "name": "twins", "kids": kids }));
            vec![it.end("twins"), it.end("twin")]
        },
        expected: &[r#"succeeded ["kept a","ExecutionAlreadyExists"]"#, r#"succeeded "a""#],
    },
    Case {
        name: "a child takes its name from those who start later",
        run: |it| {
            it.call("begin_family", json!({ "name": "parents", "kids": [{ "name": "only", "text": "a" }] }));
            let end = it.end("parents");
            vec![end, it.begin("keep", "only", "a").replace("`only`", "it")]
        },
        expected: &[r#"succeeded ["kept a"]"#, "ExecutionAlreadyExists"],
    },
    Case {
        name: "unnamed executions are separate",
        run: |it| {
            let (one, two) = (it.call("begin_unnamed", json!("a")), it.call("begin_unnamed", json!("a")));
            vec![(one == two).to_string(), it.end(&one), it.end(&two)]
        },
        expected: &["false", r#"succeeded "a""#, r#"succeeded "a""#],
    },
    Case {
        name: "what cannot name an execution is refused",
        run: |it| {
            let start = json!({ "workflow": "keep", "name": "a\nb", "input": "a" });
            vec![
                it.begin("keep", "", "a"),
                it.begin("keep", "a\nb", "a"),
                it.refusal("POST", "/executions", start),
            ]
        },
        expected: &["BadExecutionName", "BadExecutionName", "400 BadRequest"],
    },
    Case {
        name: "an operator starts like a command",
        run: |it| {
            let start = |input: &str| json!({ "workflow": "keep", "name": "operated", "input": input });
            let twice = [
                it.refusal("POST", "/executions", start("a")),
                it.refusal("POST", "/executions", start("a")),
            ];
            let unknown = json!({ "workflow": "kept" });
            vec![
                twice.join(" "),
                it.refusal("POST", "/executions", start("b")),
                it.refusal("POST", "/executions", unknown),
                it.end("operated"),
            ]
        },
        expected: &["done done", "409 ExecutionAlreadyExists", "404 WorkflowNotFound", r#"succeeded "a""#],
    },
    Case {
        name: "an input of another shape fails the execution",
        run: |it| {
            let start = json!({ "workflow": "keep", "name": "misshapen", "input": 7 });
            vec![it.refusal("POST", "/executions", start), it.end("misshapen")]
        },
        expected: &["done", "failed BadPayload"],
    },
    Case {
        name: "a command refuses a body of another shape",
        run: |it| {
            let (status, body) = it.0.request("POST", "/rpc/begin_unnamed", "7");
            let (no_json, _) = it.0.request("POST", "/rpc/begin_unnamed", "{");
            let (nowhere, _) = it.0.request("POST", "/rpc/no_such_command", "1");
            vec![
                status.to_string(),
                body.contains("InvalidInput").to_string(),
                no_json.to_string(),
                nowhere.to_string(),
            ]
        },
        expected: &["400", "true", "400", "404"],
    },
    Case {
        name: "a signal is kept until it is waited for, and taken in order",
        run: |it| {
            it.begin("listen", "early", "2");
            let told = [it.call("tell", json!({ "execution": "early", "text": "a" }))];
            let again = it.call("tell", json!({ "execution": "early", "text": "b" }));
            vec![told.join(""), again, it.end("early")]
        },
        expected: &["done", "done", r#"succeeded "a b""#],
    },
    Case {
        name: "a signal sent twice with one id is taken once",
        run: |it| {
            it.begin("listen", "deaf", "2");
            let word =
                |id: &str, text: &str| json!({ "name": "Word", "id": id, "payload": { "text": text } });
            let told = ["1 a", "1 a", "2 b"].map(|text| {
                let (id, text) = text.split_once(' ').unwrap_or_default();
                it.refusal("POST", "/executions/deaf/signals", word(id, text))
            });
            vec![told.join(" "), it.end("deaf")]
        },
        expected: &["done done done", r#"succeeded "a b""#],
    },
    Case {
        name: "a signal to an execution that ended is dropped by the service's code and refused to operators",
        run: |it| {
            it.begin("listen", "ended", "0");
            let end = it.end("ended");
            let word = json!({ "name": "Word", "payload": { "text": "a" } });
            vec![
                end,
                it.call("tell", json!({ "execution": "ended", "text": "a" })),
                it.refusal("POST", "/executions/ended/signals", word),
                it.status("ended"),
            ]
        },
        expected: &[r#"succeeded """#, "done", "409 ExecutionIsOver", r#"succeeded """#],
    },
    Case {
        name: "an execution that does not exist is not found",
        run: |it| {
            let word = json!({ "name": "Word", "payload": { "text": "a" } });
            vec![
                it.call("tell", json!({ "execution": "ghost", "text": "a" })),
                it.call("stop", json!({ "execution": "ghost", "reason": "" })),
                it.call("query", json!({ "execution": "ghost", "name": "mood", "times": 1 })),
                it.call("look", json!("ghost")),
                it.refusal("POST", "/executions/ghost/signals", word),
                it.refusal("POST", "/executions/ghost/cancel", json!({})),
                it.refusal("POST", "/executions/ghost/terminate", json!({})),
                it.refusal("POST", "/executions/ghost/queries", json!({ "name": "mood" })),
                it.status("ghost"),
            ]
        },
        expected: &[
            "retryable ExecutionNotFound",
            "ExecutionNotFound",
            "ExecutionNotFound",
            "ExecutionNotFound",
            "404 ExecutionNotFound",
            "404 ExecutionNotFound",
            "404 ExecutionNotFound",
            "404 ExecutionNotFound",
            "404 ExecutionNotFound",
        ],
    },
    Case {
        name: "an execution of another workflow is not found by the service's code",
        run: |it| {
            it.begin("keep", "kept", "a");
            vec![
                it.end("kept"),
                it.call("stop", json!({ "execution": "kept", "reason": "" })),
                it.call("query", json!({ "execution": "kept", "name": "mood", "times": 1 })),
                it.call("look", json!("kept")),
            ]
        },
        expected: &[r#"succeeded "a""#, "ExecutionNotFound", "ExecutionNotFound", "ExecutionNotFound"],
    },
    Case {
        name: "a cancelled execution ends, and cannot be cancelled again",
        run: |it| {
            it.begin("listen", "stopped", "1");
            let stop = || it.call("stop", json!({ "execution": "stopped", "reason": "enough" }));
            vec![
                stop(),
                it.end("stopped"),
                stop(),
                it.refusal("POST", "/executions/stopped/cancel", json!({ "reason": "again" })),
            ]
        },
        expected: &["done", "failed Cancelled", "ExecutionIsOver", "409 ExecutionIsOver"],
    },
    Case {
        name: "a terminated execution ends at once, and cannot be terminated again",
        run: |it| {
            it.begin("listen", "killed", "1");
            let terminate = |reason: &str| {
                it.refusal("POST", "/executions/killed/terminate", json!({ "reason": reason }))
            };
            vec![terminate("broken"), it.end("killed"), terminate("again")]
        },
        expected: &["done", "failed Terminated", "409 ExecutionIsOver"],
    },
    Case {
        name: "a query is answered while an execution runs and after it ended",
        run: |it| {
            it.begin("listen", "asked", "1");
            let ask =
                |name: &str| it.call("query", json!({ "execution": "asked", "name": name, "times": 2 }));
            let operate = |name: &str, input: Value| {
                let body = json!({ "name": name, "input": input });
                let answer = it.operate("POST", "/executions/asked/queries", body);
                answer.map_or_else(|refusal| refusal, |value| value["answer"].to_string())
            };
            let begun = it.until(|| Some(ask("mood")).filter(|it| !it.contains("has not begun")));
            let answers = vec![begun, ask("moo"), operate("mood", json!(1)), operate("mood", json!("x"))];
            it.call("tell", json!({ "execution": "asked", "text": "a" }));
            let end = it.end("asked");
            [answers, vec![end, ask("mood")]].concat()
        },
        expected: &[
            "calm calm",
            "retryable UnknownQuery",
            r#""calm""#,
            "400 BadRequest",
            r#"succeeded "a""#,
            "calm calm",
        ],
    },
    Case {
        name: "a list comes in pages, the newest first",
        run: |it| {
            for (name, text) in [("l1", "a"), ("l2", "bad"), ("l3", "c"), ("l4", "bad too"), ("l5", "e")] {
                it.begin("listed", name, text);
                it.end(name);
                it.0.pass();
            }
            let page = |after: Value, failed: bool| {
                let page = it.value("page", json!({ "limit": 2, "after": after, "failed": failed }));
                (page[0].as_str().unwrap_or_default().to_owned(), page[1].clone())
            };
            it.until(|| Some(page(Value::Null, false).0).filter(|it| it == "l5 l4"));
            let (one, next) = page(Value::Null, false);
            let (two, next) = page(next, false);
            let (three, end) = page(next, false);
            let (failed, _) = page(Value::Null, true);
            vec![one, two, three, end.to_string(), failed, page(json!("x"), false).0]
        },
        expected: &["l5 l4", "l3 l2", "l1", "null", "l4 l2", "BadCursor"],
    },
    Case {
        name: "an operator lists the same, and mistakes in the query are refused",
        run: |it| {
            let list = |query: &str| {
                let page = it.operate("GET", &format!("/executions?{query}"), Value::Null);
                page.map_or_else(
                    |refusal| refusal,
                    |page| {
                        let ids = page["executions"].as_array().into_iter().flatten();
                        ids.filter_map(|it| it["id"].as_str()).collect::<Vec<_>>().join(" ")
                    },
                )
            };
            vec![
                list("workflow=listed&limit=2"),
                list("workflow=listed&status=failed"),
                list("workflow=lister"),
                list("limit=0"),
                list("cursor=x"),
                list("status=done"),
            ]
        },
        expected: &[
            "l5 l4",
            "l4 l2",
            "404 WorkflowNotFound",
            "400 BadRequest",
            "400 BadRequest",
            "400 BadRequest",
        ],
    },
    Case {
        name: "a token finishes its attempt once",
        run: |it| {
            it.begin("call", "tokens", "t");
            let token = token_of(it, "token 1 of t");
            let finish = |how: &str| it.call("finish", json!({ "token": token, "how": how }));
            let answers = vec![finish("heartbeat"), finish("complete"), it.end("tokens")];
            let late = vec![finish("complete"), finish("fail"), finish("heartbeat")];
            let operated = it.refusal("POST", &format!("/tasks/{token}/complete"), json!({ "value": "no" }));
            [answers, late, vec![operated]].concat()
        },
        expected: &[
            "done",
            "done",
            r#"succeeded "yes""#,
            "AttemptOver",
            "AttemptOver",
            "AttemptOver",
            "409 AttemptOver",
        ],
    },
    Case {
        name: "a task that was failed by its token is tried again, and what is no token is refused",
        run: |it| {
            it.begin("call", "again", "u");
            let first = token_of(it, "token 1 of u");
            let fail = it.call("finish", json!({ "token": first, "how": "fail" }));
            let second = token_of(it, "token 2 of u");
            let stale = it.call("finish", json!({ "token": first, "how": "complete" }));
            let done =
                it.refusal("POST", &format!("/tasks/{second}/complete"), json!({ "value": "operated" }));
            let bad = it.call("finish", json!({ "token": "x", "how": "complete" }));
            vec![fail, stale, done, it.end("again"), bad]
        },
        expected: &["done", "AttemptOver", "done", r#"succeeded "operated""#, "BadToken"],
    },
    Case {
        name: "a failed task is tried again as its policy says",
        run: |it| {
            let tasks = ["fail_twice", "never_succeed", "decline"];
            tasks.iter().for_each(|task| _ = it.begin("call", &format!("call {task}"), task));
            tasks.iter().map(|task| it.end(&format!("call {task}"))).collect()
        },
        expected: &[
            r#"succeeded "at attempt 3""#,
            r#"succeeded "Never after 2""#,
            r#"succeeded "Declined after 1""#,
        ],
    },
    Case {
        name: "what takes too long is given up: a task, a heartbeat, an execution, a wait",
        run: |it| {
            it.begin("call", "slow task", "never_answer");
            it.begin("call", "silent task", "fall_silent");
            it.begin("limited", "slow execution", "");
            it.begin("impatient", "slow word", "");
            ["slow task", "silent task", "slow execution", "slow word"].map(|name| it.end(name)).into()
        },
        expected: &[
            r#"succeeded "TimedOut after 1""#,
            r#"succeeded "HeartbeatTimedOut after 1""#,
            "failed TimedOut",
            r#"succeeded "no word""#,
        ],
    },
    Case {
        name: "a subscription takes the events that pass its filter",
        run: |it| {
            let publish = |topic: &str, id: &str| it.call("publish", json!({ "topic": topic, "id": id }));
            let published = [publish("politics", "1"), publish("sport", "2"), publish("sports", "3")];
            vec![published.join(" "), it.end("news 2"), it.end("news 3"), it.status("news 1")]
        },
        expected: &[
            "done done done",
            r#"succeeded "sport""#,
            r#"succeeded "sports""#,
            "404 ExecutionNotFound",
        ],
    },
];

/// The token that the execution of this name returned.
fn token_of(it: Talk<'_>, name: &str) -> String {
    let end = it.end(name);
    end.trim_start_matches("succeeded ").trim_matches('"').to_owned()
}
