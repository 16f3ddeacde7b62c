//! Through the CloudFormation API, with IAM enforced.

use eventual_snapshots_e2e::http::Request;
use eventual_snapshots_e2e::{Emulator, Iam, Result, deploy_assembly, destroy_assembly};
use serde_json::json;

use crate::fixture::{STACK, template, write_assembly};

#[test]
fn a_function_may_do_what_its_role_allows_and_no_more() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let mut template = template();
    write_assembly(folder.path(), &template);
    let emulator = Emulator::start(Iam::Enforced)?;
    let aws = emulator.aws();
    let before = aws.inventory()?;

    let deployment = deploy_assembly(&emulator, folder.path())?;
    let outputs = &deployment.outputs[STACK];
    let orders = Request::post_json(
        emulator.rest_url(&outputs["ApiId"], "live", "/orders"),
        &json!({ "sku": "book" }),
    );
    assert_eq!(orders.send()?.status, 200, "an API without authorization is open");
    aws.put_event("smoke", "shop", "OrderCreated", &json!({ "fail": true }))?;
    assert!(aws.next_message(&outputs["FailedUrl"])?.body.contains("CardDeclined"));
    assert_eq!(aws.invoke("smoke", &json!({ "list_queues": 1 }))?, json!({ "status": 200 }));
    assert_eq!(deploy_assembly(&emulator, folder.path())?, deployment, "deployed again, unchanged");

    let statements =
        template.pointer_mut("/Resources/Role/Properties/Policies/0/PolicyDocument/Statement").unwrap();
    statements.as_array_mut().unwrap().remove(0);
    write_assembly(folder.path(), &template);
    deploy_assembly(&emulator, folder.path())?;
    assert_eq!(aws.invoke("smoke", &json!({ "list_queues": 1 }))?, json!({ "status": 403 }));

    destroy_assembly(&emulator, folder.path())?;
    let mut after = aws.inventory()?;
    after.retain(|name| !name.starts_with("bucket cdk-"));
    assert_eq!(after, before);
    Ok(())
}

#[test]
fn the_resource_that_failed_is_named_with_its_reason() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let mut template = template();
    template["Resources"]["Twin"] = template["Resources"]["Bus"].clone();
    json!({ "Version": "2012-10-17" });
    write_assembly(folder.path(), &template);
    let emulator = Emulator::start(Iam::Enforced)?;

    let error = deploy_assembly(&emulator, folder.path()).unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines[0], "stack `Smoke` is ROLLBACK_COMPLETE");
    assert!(lines[1].starts_with("  `Twin` (AWS::Events::EventBus) CREATE_FAILED: "), "{error}");
    Ok(())
}
