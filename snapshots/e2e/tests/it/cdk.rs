//! With the CDK CLI.

use eventual_snapshots_e2e::http::Request;
use eventual_snapshots_e2e::{Cdk, Emulator, Iam, Result};
use serde_json::json;

use crate::fixture::{STACK, template, write_assembly};

#[test]
fn the_cdk_deploys_what_answers_and_destroys_it_whole() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    write_assembly(folder.path(), &template());
    let emulator = Emulator::start(Iam::Off)?;
    let aws = emulator.aws();
    let cdk = Cdk::new(&emulator, folder.path(), ".");

    cdk.bootstrap()?.success()?;
    let before = aws.inventory()?;
    assert_eq!(cdk.ls()?.success()?.stdout.trim(), STACK);
    cdk.deploy()?.success()?;
    assert_eq!(cdk.diff()?.code, 0, "deployed and still different");

    let outputs = aws.stack_outputs(STACK)?;
    let orders = emulator.rest_url(&outputs["ApiId"], "live", "/orders");
    let valid = Request::post_json(&orders, &json!({ "sku": "book" })).send()?;
    assert_eq!((valid.status, valid.json()?), (200, json!({ "taken": true })));
    assert_eq!(valid.headers["x-from"], "rust");
    let invalid = Request::post_json(&orders, &json!({ "sku": "" })).send()?;
    assert_eq!(invalid.status, 400, "{invalid:?}");

    aws.put_event("smoke", "bank", "OrderCreated", &json!({ "fail": true, "order": "o-2" }))?;
    aws.put_event("smoke", "shop", "OrderCreated", &json!({ "fail": true, "order": "o-1" }))?;
    let failed = aws.next_message(&outputs["FailedUrl"])?;
    assert!(failed.body.contains("CardDeclined") && failed.body.contains("o-1"), "{failed:?}");
    let log = aws.function_log("smoke")?;
    assert!(log.contains("o-1") && !log.contains("o-2"), "the rule let through what it should not: {log}");

    cdk.destroy()?.success()?;
    assert_eq!(aws.inventory()?, before);
    Ok(())
}
