//! The deployer of this project: the same stacks as through the CDK, without Node.

#![expect(clippy::unwrap_used, reason = "what cannot be found is a failed test")]

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use eventual_constructs_report::ExitStatus;
use eventual_snapshots_e2e::http::{Method, Request};
use eventual_snapshots_e2e::{ACCOUNT, Emulator, Iam, REGION, bootstrap_account};
use eventual_synth_deploy::{
    AccessChange, Assembly, Audience, Change, Cloud, DeployOptions, DeployOutcome, Deployed, DestroyOptions,
    Error, Event, Operation, Phase, Replacement, deploy, destroy, diff, verify,
};
use serde_json::{Value, json};

use crate::fixture::{STACK, template, write_assembly};

/// Remembers what it hears and agrees to everything.
#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<Event>>,
    asked: Mutex<Vec<AccessChange>>,
}

impl Ear {
    fn heard(&self) -> Vec<Event> {
        self.heard.lock().unwrap().clone()
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap()).iter().map(ToString::to_string).collect()
    }

    /// How many files were sent since the last call.
    fn uploads(&self) -> usize {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        heard.iter().filter(|it| matches!(it, Event::Published { uploaded: Some(_), .. })).count()
    }
}

impl Audience for Ear {
    fn hear(&self, event: Event) {
        self.heard.lock().unwrap().push(event);
    }

    fn approves(&self, _stack: &str, changes: &[AccessChange]) -> bool {
        self.asked.lock().unwrap().extend_from_slice(changes);
        true
    }
}

async fn bring_up(emulator: &Emulator, folder: &Path, ear: &Ear) -> Result<Vec<Deployed>, Error> {
    let cloud = Cloud::local(emulator.endpoint(), REGION).await?;
    let options = DeployOptions { pause: Duration::from_millis(50), ..DeployOptions::default() };
    deploy(&cloud, &Assembly::read(folder)?, &options, ear).await
}

async fn tear_down(emulator: &Emulator, folder: &Path, ear: &Ear) -> Result<Vec<String>, Error> {
    let cloud = Cloud::local(emulator.endpoint(), REGION).await?;
    let options = DestroyOptions { pause: Duration::from_millis(50), ..DestroyOptions::default() };
    let destroyed = destroy(&cloud, &Assembly::read(folder)?, &options, ear).await?;
    Ok(destroyed.into_iter().flat_map(|stack| stack.kept).collect())
}

/// The test's folder with an assembly of this template, and an account that is bootstrapped.
fn prepare(template: &Value, iam: Iam) -> (tempfile::TempDir, Emulator) {
    let folder = tempfile::tempdir().unwrap();
    write_assembly(folder.path(), template);
    let emulator = Emulator::start(iam).unwrap();
    bootstrap_account(&emulator).unwrap();
    (folder, emulator)
}

#[tokio::test]
async fn a_stack_is_created_left_alone_changed_and_destroyed_whole() {
    let mut template = template();
    let (folder, emulator) = prepare(&template, Iam::Enforced);
    let (aws, ear) = (emulator.aws(), Ear::default());
    let before = aws.inventory().unwrap();

    let deployed = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Created);
    let asked = ear.asked();
    let lists = "+ allow sqs:ListQueues on * to Smoke/Role";
    assert!(asked.iter().any(|line| line == lists), "{asked:#?}");
    let orders = emulator.rest_url(&deployed[0].outputs["ApiId"], "live", "/orders");
    assert_eq!(Request::post_json(orders, &json!({ "sku": "book" })).send().unwrap().status, 200);
    let heard = ear.heard();
    let done = |id: &str| {
        heard.iter().any(|event| matches!(event, Event::Resource(step) if step.logical_id == id && step.phase == Phase::Done))
    };
    assert!(done("Function") && done("Failed"), "each resource is reported: {heard:#?}");
    assert_eq!(ear.uploads(), 2, "the function and the template");

    let again = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(again[0].outcome, DeployOutcome::Unchanged);
    assert_eq!(again[0].outputs, deployed[0].outputs);
    assert_eq!((ear.uploads(), ear.asked()), (0, Vec::new()), "nothing new, nothing to ask");

    let statements =
        template.pointer_mut("/Resources/Role/Properties/Policies/0/PolicyDocument/Statement").unwrap();
    statements.as_array_mut().unwrap().remove(0);
    write_assembly(folder.path(), &template);
    let changed = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(changed[0].outcome, DeployOutcome::Updated);
    assert_eq!(ear.asked(), [""; 0], "less is not asked for");
    assert_eq!(ear.uploads(), 1, "the template");
    assert_eq!(aws.invoke("smoke", &json!({ "list_queues": 1 })).unwrap(), json!({ "status": 403 }));

    assert_eq!(tear_down(&emulator, folder.path(), &ear).await.unwrap(), [""; 0]);
    assert_eq!(aws.inventory().unwrap(), before);
    tear_down(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(ear.heard().last(), Some(&Event::Absent { stack: STACK.into() }));
}

#[tokio::test]
async fn a_failed_creation_is_told_by_its_cause_and_made_anew_when_mended() {
    let mut broken = template();
    broken["Resources"]["Twin"] = broken["Resources"]["Bus"].clone();
    let (folder, emulator) = prepare(&broken, Iam::Enforced);
    let ear = Ear::default();
    let error = bring_up(&emulator, folder.path(), &ear).await.unwrap_err();
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("`Smoke/Twin` could not be created: "), "{text}");
    assert!(lines[1].starts_with("  --> infra/src/main.rs:"), "{text}");
    assert_eq!(lines[2], "  Twin (AWS::Events::EventBus)");
    assert_eq!(lines[lines.len() - 1], "stack `Smoke` was not created (ROLLBACK_COMPLETE)");

    write_assembly(folder.path(), &template());
    let deployed = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Created);
    let cleaned = Event::Finished { stack: STACK.into(), operation: Operation::CleanUp };
    assert!(ear.heard().contains(&cleaned));
}

#[tokio::test]
async fn what_is_found_out_before_anything_is_made_is_told_by_its_resource() {
    let mut broken = template();
    let taken = format!("cdk-hnb659fds-assets-{ACCOUNT}-{REGION}");
    broken["Resources"]["Files"] =
        json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": taken } });
    let (folder, emulator) = prepare(&broken, Iam::Off);
    let error = bring_up(&emulator, folder.path(), &Ear::default()).await.unwrap_err().to_string();
    assert!(error.starts_with("`Smoke/Files` could not be deployed: "), "{error}");
    assert!(error.contains("already exists") && error.contains("  --> infra/src/main.rs:"), "{error}");
}

#[tokio::test]
async fn a_failed_update_leaves_what_was_there() {
    let good = template();
    let (folder, emulator) = prepare(&good, Iam::Off);
    let ear = Ear::default();
    bring_up(&emulator, folder.path(), &ear).await.unwrap();
    let mut broken = good.clone();
    broken["Resources"]["Twin"] = broken["Resources"]["Bus"].clone();
    write_assembly(folder.path(), &broken);
    let error = bring_up(&emulator, folder.path(), &ear).await.unwrap_err().to_string();
    // The emulator calls it an update, AWS a creation.
    assert!(error.starts_with("`Smoke/Twin` could not be "), "{error}");
    assert!(error.ends_with("stack `Smoke` is as it was before (UPDATE_ROLLBACK_COMPLETE)"), "{error}");
    write_assembly(folder.path(), &good);
    let deployed = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Unchanged);
}

#[tokio::test]
async fn a_second_run_waits_for_what_the_first_began() {
    // The stack is not done before it is signaled.
    let mut template = template();
    template["Resources"]["Handle"] = json!({ "Type": "AWS::CloudFormation::WaitConditionHandle" });
    template["Resources"]["Wait"] = json!({ "Type": "AWS::CloudFormation::WaitCondition", "Properties": {
        "Handle": { "Ref": "Handle" }, "Timeout": "100", "Count": 1
    } });
    let (folder, emulator) = prepare(&template, Iam::Off);
    let (first, second) = (Ear::default(), Ear::default());
    // Interrupted as by Ctrl-C, as soon as CloudFormation is at work.
    tokio::select! {
        result = bring_up(&emulator, folder.path(), &first) => panic!("not interrupted: {result:?}"),
        () = hears(&first, |event| matches!(event, Event::Started { operation: Operation::Create, .. })) => {}
    }
    let signal = async {
        hears(&second, |event| matches!(event, Event::Started { operation: Operation::Attach, .. })).await;
        hears(&second, |event| matches!(event, Event::Resource(step) if step.logical_id == "Wait")).await;
        let url = emulator.aws().stack_resources(STACK).unwrap().remove("Handle").unwrap();
        let body = json!({ "Status": "SUCCESS", "Reason": "x", "UniqueId": "1", "Data": "" }).to_string();
        Request::new(Method::PUT, url).body(body).send().unwrap().success().unwrap();
    };
    let (deployed, ()) = tokio::join!(bring_up(&emulator, folder.path(), &second), signal);
    assert_eq!(deployed.unwrap()[0].outcome, DeployOutcome::Unchanged);
    let finished = Event::Finished { stack: STACK.into(), operation: Operation::Attach };
    assert!(second.heard().contains(&finished), "{:#?}", second.heard());
}

/// Until an event like that was heard.
async fn hears(ear: &Ear, is_it: impl Fn(&Event) -> bool) {
    while !ear.heard().iter().any(&is_it) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Writes an assembly of a stack that has a queue and a stack with this template in it.
fn write_nested(folder: &Path, emulator: &Emulator, inner: &Value) {
    let bucket = format!("cdk-hnb659fds-assets-{ACCOUNT}-{REGION}");
    let (file, key) = ("Inner.nested.template.json", format!("inner-{}.json", inner.to_string().len()));
    let outer = json!({ "Resources": {
        "Outside": { "Type": "AWS::SQS::Queue" },
        "Inner": {
            "Type": "AWS::CloudFormation::Stack", "Metadata": { "aws:asset:path": file },
            "Properties": { "TemplateURL": format!("{}/{bucket}/{key}", emulator.endpoint()) },
        },
    } });
    write_assembly(folder, &outer);
    std::fs::write(folder.join(file), inner.to_string()).unwrap();
    let assets_file = folder.join(format!("{STACK}.assets.json"));
    let mut assets: Value = serde_json::from_str(&std::fs::read_to_string(&assets_file).unwrap()).unwrap();
    assets["files"]["inner"] = json!({
        "displayName": "inner", "source": { "path": file, "packaging": "file" },
        "destinations": { "here": { "bucketName": bucket, "objectKey": key } },
    });
    std::fs::write(assets_file, assets.to_string()).unwrap();
}

#[tokio::test]
async fn a_stack_in_a_stack_is_told_compared_and_destroyed_with_it() {
    let (folder, emulator) = prepare(&template(), Iam::Off);
    let (aws, ear) = (emulator.aws(), Ear::default());
    let before = aws.inventory().unwrap();
    let mut inner = json!({ "Resources": { "Inside": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": 1 } } } });
    write_nested(folder.path(), &emulator, &inner);
    bring_up(&emulator, folder.path(), &ear).await.unwrap();
    let inside = |event: &Event| matches!(event, Event::Resource(step) if step.logical_id == "Inside");
    assert!(ear.heard().iter().any(inside), "resources of nested stacks are reported: {:#?}", ear.heard());

    inner["Resources"]["Inside"]["Properties"]["DelaySeconds"] = json!(10);
    write_nested(folder.path(), &emulator, &inner);
    let cloud = Cloud::local(emulator.endpoint(), REGION).await.unwrap();
    let assembly = Assembly::read(folder.path()).unwrap();
    let found = diff(&cloud, &assembly, &[], &ear).await.unwrap().remove(0);
    let changed: Vec<(&str, &str)> =
        found.resources.iter().map(|it| (it.name(), it.properties[0].path.as_str())).collect();
    assert_eq!(changed, [("Inside", "DelaySeconds"), ("Smoke/Inner", "TemplateURL")]);

    tear_down(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(aws.inventory().unwrap(), before);
}

#[tokio::test]
async fn the_deploy_role_is_assumed_where_there_is_one() {
    let (folder, emulator) = prepare(&template(), Iam::Enforced);
    let ear = Ear::default();
    bring_up(&emulator, folder.path(), &ear).await.unwrap();
    let warnings =
        |ear: &Ear| ear.heard().into_iter().filter(|it| matches!(it, Event::Warning { .. })).count();
    assert_eq!(warnings(&ear), 2, "neither the deploy role nor that for files is there: {:?}", ear.heard());

    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:root") }
    }] });
    let all = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    for name in ["deploy", "file-publishing"] {
        let role = format!("cdk-hnb659fds-{name}-role-{ACCOUNT}-{REGION}");
        let (trust, all) = (trust.to_string(), all.to_string());
        let call = |action: &str, parameters: &[(&str, &str)]| {
            emulator.aws().query("iam", "2010-05-08", action, parameters).unwrap()
        };
        call("CreateRole", &[("RoleName", &role), ("AssumeRolePolicyDocument", &trust)]);
        call("PutRolePolicy", &[("RoleName", &role), ("PolicyName", "all"), ("PolicyDocument", &all)]);
    }
    let ear = Ear::default();
    let deployed = bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!((deployed[0].outcome, warnings(&ear)), (DeployOutcome::Unchanged, 0));
}

#[tokio::test]
async fn an_account_that_is_not_bootstrapped_is_told_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    write_assembly(folder.path(), &template());
    let emulator = Emulator::start(Iam::Off).unwrap();
    let error = bring_up(&emulator, folder.path(), &Ear::default()).await.unwrap_err();
    assert!(matches!(error, Error::NotBootstrapped { .. }), "{error:?}");
    assert!(emulator.aws().inventory().unwrap().iter().all(|name| !name.starts_with("stack ")));
}

#[tokio::test]
async fn what_must_be_kept_is_named_when_its_stack_goes() {
    let mut template = template();
    template["Resources"]["Failed"]["DeletionPolicy"] = json!("Retain");
    let (folder, emulator) = prepare(&template, Iam::Off);
    let ear = Ear::default();
    bring_up(&emulator, folder.path(), &ear).await.unwrap();
    assert_eq!(tear_down(&emulator, folder.path(), &ear).await.unwrap(), ["Smoke/Failed"]);
}

#[tokio::test]
async fn differences_are_told_by_property() {
    let mut template = template();
    let (folder, emulator) = prepare(&template, Iam::Off);
    let ear = Ear::default();
    let cloud = Cloud::local(emulator.endpoint(), REGION).await.unwrap();
    let compare = async || {
        let assembly = Assembly::read(folder.path()).unwrap();
        diff(&cloud, &assembly, &[], &ear).await.unwrap().remove(0)
    };
    let fresh = compare().await;
    assert!(fresh.is_new && fresh.resources.iter().all(|it| it.change == Change::Added));

    bring_up(&emulator, folder.path(), &ear).await.unwrap();
    let same = compare().await;
    assert!(same.is_empty(), "{same:#?}");

    let resources = template["Resources"].as_object_mut().unwrap();
    resources["Failed"]["Properties"]["MessageRetentionPeriod"] = json!(600);
    resources["Bus"]["Properties"]["Name"] = json!("other");
    resources.remove("Log");
    resources["Function"].as_object_mut().unwrap().remove("DependsOn");
    resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]["Action"] =
        json!("sqs:*");
    write_assembly(folder.path(), &template);
    let diff = compare().await;
    let told = |id: &str| diff.resources.iter().find(|it| it.logical_id == id).unwrap();
    assert_eq!(told("Failed").properties[0].path, "MessageRetentionPeriod");
    assert_eq!(told("Failed").replacement, Replacement::No);
    assert_eq!(told("Bus").replacement, Replacement::Yes);
    assert!(told("Log").change == Change::Removed && told("Log").loses_data);
    let access: Vec<String> = diff.access.iter().map(ToString::to_string).collect();
    let expected = ["+ allow sqs:* on * to Smoke/Role", "- allow sqs:ListQueues on * to Smoke/Role"];
    assert_eq!(access, expected);
}

/// The lesson `orders` with stubs for functions, whose roles then hold what all of them have.
fn synth_orders(folder: &Path) {
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/orders");
    let arguments = [
        "synth".as_ref(),
        "--no-build".as_ref(),
        service.as_os_str(),
        "--out-dir".as_ref(),
        folder.as_os_str(),
    ];
    assert_eq!(eventual_synth::run(arguments), ExitStatus::Success);
}

#[tokio::test]
async fn what_is_deployed_is_verified_and_what_somebody_changed_by_hand_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("cdk.out");
    synth_orders(&out);
    let emulator = Emulator::start(Iam::Enforced).unwrap();
    bootstrap_account(&emulator).unwrap();
    let ear = Ear::default();
    let cloud = Cloud::local(emulator.endpoint(), REGION).await.unwrap();
    let assembly = Assembly::read(&out).unwrap();
    let error = verify(&cloud, &assembly, &[], &ear).await.unwrap_err();
    assert_eq!(error.to_string(), "stack `Orders` is not deployed");

    bring_up(&emulator, &out, &ear).await.unwrap();
    let good = verify(&cloud, &assembly, &[], &ear).await.unwrap().remove(0);
    assert!(good.is_good(), "{good:#?}");
    assert!(good.apis[0].operations >= 3, "{good:#?}");
    assert!(good.roles.len() >= 4, "{good:#?}");
    for role in &good.roles {
        assert!(role.allowed >= 1 && role.refused.is_some() && role.skipped.is_empty(), "{role:#?}");
    }

    // A role is opened, another closed, and a method removed, by hand.
    let aws = emulator.aws();
    let call = |action: &str, parameters: &[(&str, &str)]| {
        aws.query("iam", "2010-05-08", action, parameters).unwrap();
    };
    let resources = aws.stack_resources("Orders").unwrap();
    let mut roles = resources.iter().filter(|(id, _)| id.contains("FunctionRole")).map(|(_, name)| name);
    let (opened, closed) = (roles.next().unwrap(), roles.next().unwrap());
    let all = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    call(
        "PutRolePolicy",
        &[("RoleName", opened), ("PolicyName", "all"), ("PolicyDocument", &all.to_string())],
    );
    let none = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "*", "Resource": "*" }] });
    call(
        "PutRolePolicy",
        &[("RoleName", closed), ("PolicyName", "none"), ("PolicyDocument", &none.to_string())],
    );
    let template = std::fs::read_to_string(out.join("Orders.template.json")).unwrap();
    let template: Value = serde_json::from_str(&template).unwrap();
    let mut definitions = template["Resources"].as_object().unwrap().iter();
    let api = &resources[definitions.find(|(_, it)| it["Type"] == "AWS::ApiGateway::RestApi").unwrap().0];
    let paths = aws.rest("apigateway", &Method::GET, &format!("/restapis/{api}/resources"), &[], "").unwrap();
    let paths = paths.json().unwrap();
    let health = paths["item"].as_array().unwrap().iter().find(|it| it["path"] == "/health").unwrap();
    let method = format!("/restapis/{api}/resources/{}/methods/GET", health["id"].as_str().unwrap());
    aws.rest("apigateway", &Method::DELETE, &method, &[], "").unwrap().success().unwrap();

    let bad = verify(&cloud, &assembly, &[], &ear).await.unwrap().remove(0);
    assert_eq!(bad.apis[0].differences, ["`GET /health` is not deployed"]);
    let wrong: Vec<&String> = bad.roles.iter().flat_map(|role| &role.wrong).collect();
    assert!(wrong.iter().any(|it| it.ends_with("is allowed, and nothing synthesizes that")), "{wrong:#?}");
    assert!(wrong.iter().any(|it| it.ends_with("is not allowed (explicitDeny)")), "{wrong:#?}");
}
