//! Durable workflows, deployed by the CDK CLI, with IAM enforced.

#![expect(clippy::unwrap_used, reason = "what cannot be found is a failed test")]

use std::time::{Duration, Instant};

use eventual_snapshots_e2e::{Cdk, Emulator, Iam, Result, wait_for};
use serde_json::{Value, json};
use ureq::http::Method;

use crate::durable::{Durable, synth};

/// One deployment, many executions side by side.
#[test]
fn workflows_hold_whatever_happens() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    synth(&folder.path().join("cdk.out"));
    let emulator = Emulator::start(Iam::Enforced)?;
    let aws = emulator.aws();
    let cdk = Cdk::new(&emulator, folder.path(), "cdk.out");
    cdk.bootstrap()?.success()?;
    let before = aws.inventory()?;
    cdk.deploy()?.success()?;
    let durable = Durable::new(&emulator)?;

    // Those that take their time begin, then the rest is tried meanwhile.
    durable.start("asked_late", "signal-before", json!(3))?;
    durable.signal("signal-before", "Approved", &json!({ "by": "ann" }))?;
    durable.start("asked_early", "signal-after", json!(0))?;
    durable.start("asked_early", "to-cancel", json!(0))?;
    durable.start("nap", "short-nap", json!(1))?;
    durable.start("nap", "scheduled-nap", json!(8))?;
    durable.start("impatient", "too-late", json!(0))?;
    durable.start("retried", "retried", json!(7))?;
    durable.start("exhausted", "exhausted", json!(7))?;
    durable.start("bereaved", "bereaved", json!(7))?;
    durable.start("parent", "parent", json!(4))?;
    durable.start("poisonous", "poisonous", json!(0))?;
    durable.start("panicking", "panicking", json!(0))?;

    orders(&emulator, &durable)?;
    tracked(&durable)?;
    assert_eq!(durable.output("signal-before")?, "ann", "a signal sent before it was awaited");
    durable.signal("signal-after", "Approved", &json!({ "by": "bob" }))?;
    assert_eq!(durable.output("signal-after")?, "bob");
    durable.cancel("to-cancel", "not needed")?;
    assert_eq!(durable.error("to-cancel")?["name"], "Cancelled");

    assert!(durable.output("short-nap")?.as_u64().unwrap() >= 1_000);
    assert_eq!(durable.output("retried")?, "7 at attempt 2");
    let exhausted = durable.error("exhausted")?;
    assert!(exhausted.to_string().contains("NoHope"), "{exhausted}");
    assert!(exhausted.to_string().contains("7 failed at attempt 2"), "{exhausted}");
    assert_eq!(durable.output("bereaved")?, 7, "the first worker died");
    assert_eq!(durable.output("parent")?, 1 + 4 + 9 + 1_000, "of its child");
    let late = durable.error("too-late")?;
    assert!(late.to_string().to_lowercase().contains("time"), "{late}");
    let slept = durable.output("scheduled-nap")?.as_u64().unwrap();
    assert!((8_000..60_000).contains(&slept), "{slept} ms");

    system_routes(&durable)?;
    killed(&emulator, &durable)?;
    wide(&durable)?;
    for poison in ["poisonous", "panicking"] {
        let reason = durable.error(poison)?;
        assert!(!reason["message"].as_str().unwrap().is_empty(), "{reason}");
    }

    cdk.destroy()?.success()?;
    assert_eq!(aws.inventory()?, before);
    Ok(())
}

/// A workflow of three tasks, started and cancelled by commands.
fn orders(emulator: &Emulator, durable: &Durable<'_>) -> Result<()> {
    let order = json!({ "id": "o-1", "cents": 500 });
    let placed = durable.call(Method::POST, "/orders", &order)?;
    assert_eq!((placed.status, placed.json()?), (200, json!("o-1")));
    let again = durable.call(Method::POST, "/orders", &order)?;
    assert_eq!(again.status, 200, "the same order is the same execution: {}", again.text());
    let other = durable.call(Method::POST, "/orders", &json!({ "id": "o-1", "cents": 1 }))?;
    assert!((400..600).contains(&other.status), "another order of the same number is refused: {other:?}");
    let free = durable.call(Method::POST, "/orders", &json!({ "id": "o-2", "cents": 0 }))?;
    assert_eq!(free.status, 200, "{free:?}");
    let cancelled = durable.call(Method::DELETE, "/orders/o-2", &Value::Null)?;
    assert!(cancelled.status < 300, "{cancelled:?}");

    assert_eq!(durable.output("o-1")?, "track of parcel for 500 of o-1");
    let log = durable.named("onshippedFunctionLogGroup");
    wait_for("the event of the workflow to be heard", Duration::from_secs(30), || {
        Ok(emulator.aws().log(log)?.contains("heard that o-1 is on its way").then_some(()))
    })?;
    let error = durable.error("o-2")?;
    assert!(error.to_string().contains("by the customer"), "{error}");
    Ok(())
}

/// What commands know of executions, and an end to one.
fn tracked(durable: &Durable<'_>) -> Result<()> {
    let track = |id: &str| durable.call(Method::GET, &format!("/orders/{id}"), &Value::Null);
    assert_eq!(track("o-1")?.success()?.json()?, "sent: track of parcel for 500 of o-1");
    let unknown = track("o-9")?;
    assert!((400..600).contains(&unknown.status), "{unknown:?}");
    let sent = durable.call(Method::GET, "/orders", &Value::Null)?.success()?.json()?;
    assert_eq!(sent, json!([r#"o-1 Succeeded("track of parcel for 500 of o-1")"#]));
    durable.call(Method::POST, "/orders", &json!({ "id": "o-3", "cents": 0 }))?.success()?;
    assert_eq!(track("o-3")?.success()?.json()?, "open");
    let price = durable.call(Method::GET, "/orders/o-3/price", &Value::Null)?;
    assert_eq!(price.success()?.json()?, json!(0), "asked by a command");
    let steps = durable.call(Method::GET, "/orders/o-1/steps", &Value::Null)?.success()?.json()?;
    assert!(steps.as_u64().unwrap() >= 4, "the start and three tasks: {steps}");
    let asked = |name: &str| {
        let query = json!({ "name": name });
        durable.operate(&Method::POST, "/executions/o-3/queries", &[], &query)
    };
    assert_eq!(asked("price")?.success()?.json()?, json!({ "answer": 0 }));
    let unknown = asked("weight")?;
    assert_eq!(unknown.status, 400, "{unknown:?}");
    assert!(unknown.text().contains("workflow `process_order` has no query `weight`"), "{unknown:?}");
    durable.call(Method::POST, "/orders/o-3/stop", &json!({ "reason": "sold out" }))?.success()?;
    assert_eq!(durable.error("o-3")?["name"], "Cancelled");
    assert_eq!(track("o-3")?.success()?.json()?, "failed: the execution was cancelled: sold out");
    Ok(())
}

/// What people and tools ask.
fn system_routes(durable: &Durable<'_>) -> Result<()> {
    let stranger = durable.call(Method::GET, "/_eventual/api/executions", &Value::Null)?;
    assert_eq!(stranger.status, 404, "callers sign: {stranger:?}");
    assert!(stranger.text().contains("to callers that do not sign with AWS credentials"), "{stranger:?}");
    let none = durable.operate(&Method::GET, "/executions/unknown", &[], &Value::Null)?;
    assert_eq!(none.status, 404, "{none:?}");
    let query = [("workflow", "process_order"), ("status", "succeeded")];
    let listed = durable.operate(&Method::GET, "/executions", &query, &Value::Null)?.success()?.json()?;
    let ids: Vec<&str> =
        listed["executions"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["o-1"]);
    assert!(durable.segments("o-1")? > 0);
    let service = durable.operate(&Method::GET, "/service", &[], &Value::Null)?.success()?.json()?;
    assert_eq!(service["name"], "durable");
    Ok(())
}

/// The orchestrator dies in the midst of its work, twice; nothing is lost and nothing is done twice.
fn killed(emulator: &Emulator, durable: &Durable<'_>) -> Result<()> {
    let orchestrator = durable.named("OrchestratorFunction");
    durable.start("chain", "chain", json!(8))?;
    for progress in [2, 5] {
        wait_for("the chain to go on", Duration::from_secs(60), || {
            Ok((durable.segments("chain")? >= progress).then_some(()))
        })?;
        assert!(emulator.kill_function(orchestrator)? > 0, "no orchestrator was running");
    }
    assert_eq!(durable.output("chain")?, (0..8).map(|it| it * it).sum::<u64>());
    Ok(())
}

/// Two hundred tasks at once.
fn wide(durable: &Durable<'_>) -> Result<()> {
    let begun = Instant::now();
    durable.start("fan_out", "fan-out", json!(200))?;
    assert_eq!(durable.output("fan-out")?, (0..200_u64).map(|it| it * it).sum::<u64>());
    assert!(begun.elapsed() < Duration::from_secs(120));
    Ok(())
}
