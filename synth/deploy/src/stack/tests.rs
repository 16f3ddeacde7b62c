//! One stack in each state that it can be found in.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::aws::fake::{
    ACCOUNT, Ear, Fake, INNER_ID, change_set, done, error, events, events_of, no_stack, stack,
};
use crate::{
    Approval, Assembly, CDK, DeployOptions, DeployOutcome, Deployed, DestroyOptions, Error, Event, Operation,
    deploy, destroy,
};

/// An assembly of one stack with a queue and a role, without files.
fn write(folder: &Path) -> Assembly {
    let template = json!({ "Resources": {
        "Queue": { "Type": "AWS::SQS::Queue" },
        "Role": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyDocument": { "Statement": [
            { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Queue", "Arn"] } },
        ] } }] } },
    } });
    std::fs::write(folder.join("Orders.template.json"), template.to_string()).unwrap();
    let place =
        |id: &str| json!([{ "type": "aws:cdk:logicalId", "data": id, "trace": ["infra/src/main.rs:7:5"] }]);
    let manifest = json!({ "artifacts": { "Orders": {
        "type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
        "displayName": "Orders",
        "properties": {
            "templateFile": "Orders.template.json", "stackName": "Orders",
            "requiresBootstrapStackVersion": 6, "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/x/version",
        },
        "metadata": { "/Orders/Failed/Queue": place("Queue"), "/Orders/Role": place("Role") },
    } } });
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    Assembly::read(folder).unwrap()
}

/// An account that is bootstrapped and lets everything happen.
fn willing() -> Fake {
    let mut fake = Fake::new().on("GetParameter", &[(200, r#"{"Parameter":{"Value":"21"}}"#)]);
    for action in [
        "CreateChangeSet",
        "DeleteChangeSet",
        "ExecuteChangeSet",
        "DeleteStack",
        "ContinueUpdateRollback",
        "GetTemplate",
    ] {
        fake = fake.on(&format!("Action={action}&"), &[(200, &done(action))]);
    }
    fake.on("Action=DescribeChangeSet&", &[(200, &change_set("CREATE_COMPLETE", ""))])
        .on("Action=DescribeStackEvents&", &[(200, &events(&[]))])
}

async fn run(fake: &Fake, ear: &Ear, approval: Approval) -> crate::Result<Vec<Deployed>> {
    let folder = tempfile::tempdir().unwrap();
    let assembly = write(folder.path());
    let cloud = fake.cloud().await?;
    let options = DeployOptions { approval, pause: Duration::ZERO, ..DeployOptions::default() };
    deploy(&cloud, &assembly, &options, ear).await
}

async fn run_approved(fake: &Fake, ear: &Ear) -> crate::Result<Vec<Deployed>> {
    run(fake, ear, Approval::Never).await
}

/// A fake whose stack goes through these states, one a look.
fn through(fake: Fake, states: &[&str]) -> Fake {
    let answers: Vec<(u16, String)> = states
        .iter()
        .map(|state| if state.is_empty() { (400, no_stack()) } else { (200, stack(state)) })
        .collect();
    let answers: Vec<(u16, &str)> = answers.iter().map(|(status, text)| (*status, text.as_str())).collect();
    fake.on("Action=DescribeStacks&", &answers)
}

#[tokio::test]
async fn a_new_stack_is_created() {
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "CREATE_COMPLETE"]);
    let ear = Ear::default();
    let deployed = run_approved(&fake, &ear).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Created);
    assert_eq!(deployed[0].outputs["Url"], "https://x");
    assert_eq!(fake.deeds(), ["CreateChangeSet", "ExecuteChangeSet"]);
    let create = fake.calls().into_iter().find(|call| call.contains("CreateChangeSet")).unwrap();
    assert!(create.contains("ChangeSetType=CREATE"), "{create}");
    let stack = "Orders".to_owned();
    assert_eq!(ear.heard().last(), Some(&Event::Finished { stack, operation: Operation::Create }));
}

#[tokio::test]
async fn nothing_to_change_is_told_and_nothing_is_done() {
    let reason = "The submitted information didn&apos;t contain changes.";
    let fake = through(willing(), &["UPDATE_COMPLETE"])
        .on("Action=DescribeChangeSet&", &[(200, &change_set("FAILED", reason))]);
    let ear = Ear::default();
    let deployed = run_approved(&fake, &ear).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Unchanged);
    assert_eq!(fake.deeds(), ["DeleteChangeSet", "CreateChangeSet", "DeleteChangeSet"]);
    assert!(ear.heard().contains(&Event::Unchanged { stack: "Orders".into() }));
}

#[tokio::test]
async fn a_stack_that_was_never_made_is_deleted_and_made_anew() {
    let states = ["ROLLBACK_COMPLETE", "DELETE_COMPLETE", "", "REVIEW_IN_PROGRESS", "CREATE_COMPLETE"];
    let fake = through(willing(), &states);
    let deployed = run_approved(&fake, &Ear::default()).await.unwrap();
    assert_eq!(deployed[0].outcome, DeployOutcome::Created);
    assert_eq!(fake.deeds(), ["DeleteStack", "CreateChangeSet", "ExecuteChangeSet"]);
}

#[tokio::test]
async fn a_rollback_that_stopped_half_way_is_continued() {
    let states =
        ["UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE"];
    let fake = through(willing(), &states);
    run_approved(&fake, &Ear::default()).await.unwrap();
    assert_eq!(
        fake.deeds(),
        ["ContinueUpdateRollback", "DeleteChangeSet", "CreateChangeSet", "ExecuteChangeSet"]
    );
}

#[tokio::test]
async fn an_update_in_progress_is_waited_for() {
    let states = ["UPDATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"];
    let told = events(&[
        ("Queue", "CREATE_FAILED", "an old story"),
        ("Orders", "UPDATE_IN_PROGRESS", "User Initiated"),
        ("Queue", "UPDATE_COMPLETE", ""),
        ("Orders", "UPDATE_COMPLETE", ""),
    ]);
    let fake = through(willing(), &states).on("Action=DescribeStackEvents&", &[(200, &told)]);
    let ear = Ear::default();
    run_approved(&fake, &ear).await.unwrap();
    let attached = Event::Started { stack: "Orders".into(), operation: Operation::Attach, resources: 2 };
    assert!(ear.heard().contains(&attached), "{:?}", ear.heard());
    let steps: Vec<_> = ear
        .heard()
        .into_iter()
        .filter_map(|event| match event {
            Event::Resource(step) => Some((step.path.unwrap(), step.status)),
            _ => None,
        })
        .collect();
    assert_eq!(steps, [("Orders/Failed/Queue".to_owned(), "UPDATE_COMPLETE".to_owned())]);
}

#[tokio::test]
async fn the_cause_of_a_failure_comes_first() {
    let told = events(&[
        ("Orders", "CREATE_IN_PROGRESS", "User Initiated"),
        ("Role", "CREATE_IN_PROGRESS", ""),
        ("Queue", "CREATE_FAILED", "Queue named `failed` already exists"),
        ("Role", "CREATE_FAILED", "Resource creation cancelled"),
        ("Orders", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Queue, Role]."),
        ("Orders", "ROLLBACK_COMPLETE", ""),
    ]);
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])
        .on("Action=DescribeStackEvents&", &[(200, &events(&[])), (200, &told)]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Orders/Failed/Queue` could not be created: Queue named `failed` already exists\n  \
         --> infra/src/main.rs:7:5\n  Queue (AWS::SQS::Queue)\n\
         stack `Orders` was not created (ROLLBACK_COMPLETE)"
    );
    let hint = "something of this name is there already: delete it, or give the resource another name";
    assert_eq!(error.hint().as_deref(), Some(hint));
}

#[tokio::test]
async fn the_cause_is_found_in_a_nested_stack() {
    let told = events(&[
        ("Orders", "CREATE_IN_PROGRESS", "User Initiated"),
        ("Inner", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Inner", "CREATE_FAILED", "Embedded stack was not successfully created"),
        ("Orders", "ROLLBACK_COMPLETE", ""),
    ]);
    let inner = events_of(
        INNER_ID,
        &[
            ("Orders", "CREATE_IN_PROGRESS", ""),
            ("Deep", "CREATE_FAILED", "Queue named `deep` already exists"),
            ("Orders", "ROLLBACK_COMPLETE", ""),
        ],
    );
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])
        .on("Action=DescribeStackEvents&", &[(200, &events(&[])), (200, &told)])
        .on("stack%2FOrders-Inner", &[(200, &inner)]);
    let ear = Ear::default();
    let error = run_approved(&fake, &ear).await.unwrap_err().to_string();
    assert!(error.starts_with("`Deep` could not be created: Queue named `deep` already exists\n"), "{error}");
    assert!(!error.contains("Embedded"), "the stack around it is no cause: {error}");
    let failed: Vec<String> = ear
        .heard()
        .into_iter()
        .filter_map(|event| match event {
            Event::Resource(step) if step.status == "CREATE_FAILED" => Some(step.logical_id),
            _ => None,
        })
        .collect();
    assert_eq!(failed, ["Deep", "Inner"]);
}

#[tokio::test]
async fn a_template_that_is_refused_leaves_no_empty_stack() {
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS"])
        .on("Action=DescribeChangeSet&", &[(200, &change_set("FAILED", "Unresolved resource dependencies"))]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err();
    let expected = "CloudFormation refuses to change stack `Orders`: Unresolved resource dependencies";
    assert_eq!(error.to_string(), expected);
    assert_eq!(fake.deeds(), ["CreateChangeSet", "DeleteChangeSet", "DeleteStack"]);
}

#[tokio::test]
async fn what_was_found_out_before_anything_was_touched_is_told_by_resource() {
    let reason = "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck].";
    let found = "<DescribeEventsResponse><DescribeEventsResult><OperationEvents><member><EventId>1</EventId>\
        <EventType>VALIDATION_ERROR</EventType><LogicalResourceId>Queue</LogicalResourceId>\
        <ResourceType>AWS::SQS::Queue</ResourceType><ValidationStatus>FAILED</ValidationStatus>\
        <ValidationStatusReason>Resource of type 'AWS::SQS::Queue' with identifier 'failed' already exists.\
        </ValidationStatusReason><ValidationPath>/Resources/Queue</ValidationPath></member></OperationEvents>\
        </DescribeEventsResult></DescribeEventsResponse>";
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS"])
        .on("Action=DescribeChangeSet&", &[(200, &change_set("FAILED", reason))])
        .on("Action=DescribeEvents&", &[(200, found)]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Orders/Failed/Queue` could not be deployed: Resource of type 'AWS::SQS::Queue' with identifier 'failed' \
         already exists. (at /Resources/Queue)\n  --> infra/src/main.rs:7:5\n  Queue (AWS::SQS::Queue)\n\
         stack `Orders` was not touched (CHANGE_SET_FAILED)"
    );
    assert!(error.hint().unwrap().contains("is there already"), "{:?}", error.hint());
}

#[tokio::test]
async fn growing_permissions_are_asked_for() {
    let fake = through(willing(), &["", "REVIEW_IN_PROGRESS", "CREATE_COMPLETE"]);
    let ear = Ear { refuses: true, ..Ear::default() };
    let error = run(&fake, &ear, Approval::Broadening).await.unwrap_err();
    assert_eq!(error.to_string(), "stack `Orders` was not deployed: its new permissions were not approved");
    assert!(error.hint().unwrap().contains("--yes"));
    assert_eq!(fake.deeds(), [""; 0]);
    let asked: Vec<String> = ear.asked.lock().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(asked, ["+ allow sqs:SendMessage on Queue.Arn to Orders/Role"]);

    let template = std::fs::read_to_string({
        let folder = tempfile::tempdir().unwrap().keep();
        write(&folder);
        folder.join("Orders.template.json")
    });
    let template = template.unwrap().replace('&', "&amp;").replace('"', "&quot;");
    let answer = format!(
        "<GetTemplateResponse><GetTemplateResult><TemplateBody>{template}</TemplateBody></GetTemplateResult></GetTemplateResponse>"
    );
    let fake = through(willing(), &["UPDATE_COMPLETE"]).on("Action=GetTemplate&", &[(200, &answer)]);
    let ear = Ear { refuses: true, ..Ear::default() };
    run(&fake, &ear, Approval::Broadening).await.unwrap();
    assert_eq!(ear.asked.lock().unwrap().len(), 0, "what was allowed before is not asked for");
}

#[tokio::test]
async fn the_lookup_role_reads_and_the_deploy_role_deploys() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let file = folder.path().join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let properties = &mut manifest["artifacts"]["Orders"]["properties"];
    properties["assumeRoleArn"] =
        json!("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy-${AWS::Region}");
    properties["lookupRole"] = json!({ "arn": "arn:aws:iam::1:role/lookup" });
    std::fs::write(&file, manifest.to_string()).unwrap();
    let keys = |id: &str| {
        format!(
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{id}</AccessKeyId>\
             <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
             <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
    };
    let fake = through(willing(), &["CREATE_COMPLETE"])
        .on("role%2Fdeploy-eu-west-1", &[(200, &keys("DEPLOYER"))])
        .on("role%2Flookup", &[(200, &keys("READER"))]);
    let assembly = Assembly::read(folder.path()).unwrap();
    let options = DeployOptions { pause: Duration::ZERO, ..DeployOptions::default() };
    let ear = Ear::default();
    deploy(&fake.cloud().await.unwrap(), &assembly, &options, &ear).await.unwrap();
    let by = |action: &str| {
        let calls = fake.calls();
        let call = calls.iter().find(|call| call.contains(&format!("Action={action}&"))).cloned().unwrap();
        call.rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!((by("GetTemplate").as_str(), by("CreateChangeSet").as_str()), ("READER", "DEPLOYER"));
}

#[tokio::test]
async fn an_account_that_is_not_bootstrapped_says_how() {
    let missing = r#"{"__type":"ParameterNotFound"}"#;
    let fake = through(willing(), &[""]).on("GetParameter", &[(400, missing)]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "account {ACCOUNT} is not bootstrapped in eu-west-1: there is no SSM parameter \
             `/cdk-bootstrap/x/version`, and no bucket for files"
        )
    );
    let hint = format!("once for each account and region: `npx {CDK} bootstrap aws://{ACCOUNT}/eu-west-1`");
    assert_eq!(error.hint(), Some(hint));

    let fake = through(willing(), &[""]).on("GetParameter", &[(200, r#"{"Parameter":{"Value":"5"}}"#)]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err().to_string();
    assert!(error.ends_with("has version 5; version 6 or newer is needed"), "{error}");
}

#[tokio::test]
async fn credentials_that_expire_on_the_way_are_told() {
    let expired = error("ExpiredToken", "The security token included in the request is expired");
    let fake = willing().on("Action=DescribeStacks&", &[(403, &expired)]);
    let error = run_approved(&fake, &Ear::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "the AWS credentials have expired");
}

async fn run_destroy(fake: &Fake, ear: &Ear) -> crate::Result<Vec<crate::Destroyed>> {
    let folder = tempfile::tempdir().unwrap();
    let assembly = write(folder.path());
    let options = DestroyOptions { pause: Duration::ZERO, ..DestroyOptions::default() };
    destroy(&fake.cloud().await?, &assembly, &options, ear).await
}

#[tokio::test]
async fn what_stays_when_a_stack_goes_is_named() {
    let told = events(&[
        ("Orders", "DELETE_IN_PROGRESS", "User Initiated"),
        ("Queue", "DELETE_SKIPPED", ""),
        ("Orders", "DELETE_COMPLETE", ""),
    ]);
    let fake = through(willing(), &["CREATE_COMPLETE", "DELETE_COMPLETE"])
        .on("Action=DescribeStackEvents&", &[(200, &events(&[])), (200, &told)]);
    let destroyed = run_destroy(&fake, &Ear::default()).await.unwrap();
    assert_eq!(destroyed[0].kept, ["Orders/Failed/Queue"]);
    assert_eq!(fake.deeds(), ["DeleteStack"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_destroyed() {
    let ear = Ear::default();
    let destroyed = run_destroy(&through(willing(), &[""]), &ear).await.unwrap();
    assert!(!destroyed[0].existed);
    assert_eq!(ear.heard(), [Event::Absent { stack: "Orders".into() }]);
}

#[tokio::test]
async fn a_protected_stack_stays() {
    let protected = stack("CREATE_COMPLETE")
        .replace("<Outputs>", "<EnableTerminationProtection>true</EnableTerminationProtection><Outputs>");
    let fake = willing().on("Action=DescribeStacks&", &[(200, &protected)]);
    let error = run_destroy(&fake, &Ear::default()).await.unwrap_err();
    assert_eq!(error, Error::Protected { stack: "Orders".into() });
    assert_eq!(error.to_string(), "stack `Orders` has termination protection and is not destroyed");
    assert_eq!(fake.deeds(), [""; 0]);
}
