//! The stack under test, written by hand.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be written is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use eventual_snapshots_e2e::{ACCOUNT, REGION, Toolbox, run};
use serde_json::{Value, json};

/// Name of the stack.
pub(crate) const STACK: &str = "Smoke";

const QUALIFIER: &str = "hnb659fds";

/// Writes the cloud assembly of `template` into `folder`, with the function's asset `code.zip`.
pub(crate) fn write_assembly(folder: &Path, template: &Value) {
    let code = folder.join("asset.code");
    fs::create_dir_all(&code).unwrap();
    compile_function(&code.join("bootstrap"));
    fs::write(folder.join(format!("{STACK}.template.json")), template.to_string()).unwrap();

    let bucket = format!("cdk-{QUALIFIER}-assets-{ACCOUNT}-{REGION}");
    let role = |name: &str| {
        format!("arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/cdk-{QUALIFIER}-{name}-role-{ACCOUNT}-{REGION}")
    };
    let destination = |key: &str| {
        json!({ "here": {
            "bucketName": bucket, "objectKey": key, "region": REGION, "assumeRoleArn": role("file-publishing")
        } })
    };
    // The asset ids are not content hashes here: each test makes its own bucket. But a changed template
    // needs a new name, as the CDK CLI does not upload what is there.
    let template_key = format!("template-{}.json", template.to_string().len());
    let version = format!("/cdk-bootstrap/{QUALIFIER}/version");
    let assets = json!({ "version": "48.0.0", "dockerImages": {}, "files": {
        "code": {
            "displayName": "code", "source": { "path": "asset.code", "packaging": "zip" },
            "destinations": destination("code.zip")
        },
        "template": {
            "displayName": "template", "source": { "path": format!("{STACK}.template.json"), "packaging": "file" },
            "destinations": destination(&template_key)
        },
    } });
    fs::write(folder.join(format!("{STACK}.assets.json")), assets.to_string()).unwrap();
    let manifest = json!({ "version": "48.0.0", "artifacts": {
        format!("{STACK}.assets"): { "type": "cdk:asset-manifest", "properties": {
            "file": format!("{STACK}.assets.json"), "requiresBootstrapStackVersion": 6,
            "bootstrapStackVersionSsmParameter": version,
        } },
        STACK: {
            "type": "aws:cloudformation:stack", "environment": format!("aws://{ACCOUNT}/{REGION}"),
            "displayName": STACK, "metadata": metadata(template), "dependencies": [format!("{STACK}.assets")],
            "properties": {
                "templateFile": format!("{STACK}.template.json"),
                "stackTemplateAssetObjectUrl": format!("s3://{bucket}/{template_key}"),
                "assumeRoleArn": role("deploy"), "cloudFormationExecutionRoleArn": role("cfn-exec"),
                "requiresBootstrapStackVersion": 6, "bootstrapStackVersionSsmParameter": version,
            },
        },
    } });
    fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// Where each resource comes from, as if an infrastructure program of one line a resource had made it.
fn metadata(template: &Value) -> Value {
    let resources = template["Resources"].as_object().unwrap();
    let entry = |(line, id): (usize, &String)| {
        let trace = [format!("infra/src/main.rs:{}:5", line + 1)];
        (format!("/{STACK}/{id}"), json!([{ "type": "aws:cdk:logicalId", "data": id, "trace": trace }]))
    };
    Value::Object(resources.keys().enumerate().map(entry).collect())
}

/// A REST API with a validated body, and a rule whose failed events end in a queue; one function behind both.
pub(crate) fn template() -> Value {
    let python = Toolbox::get().unwrap().python().display().to_string();
    let arn = |resource: &str| json!({ "Fn::GetAtt": [resource, "Arn"] });
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "lambda.amazonaws.com" }
    }] });
    let may = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*" },
        { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn("Failed") },
    ] });
    let may_enter = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sqs:SendMessage", "Principal": { "Service": "events.amazonaws.com" },
        "Resource": arn("Failed"), "Condition": { "ArnEquals": { "aws:SourceArn": arn("Rule") } }
    }] });
    json!({
        "Parameters": { "BootstrapVersion": {
            "Type": "AWS::SSM::Parameter::Value<String>", "Default": format!("/cdk-bootstrap/{QUALIFIER}/version")
        } },
        "Rules": { "CheckBootstrapVersion": { "Assertions": [{
            "Assert": { "Fn::Not": [{ "Fn::Contains": [["1", "2", "3", "4", "5"], { "Ref": "BootstrapVersion" }] }] },
            "AssertDescription": "the account needs version 6 of the CDK's bootstrap stack; run `cdk bootstrap`"
        }] } },
        "Resources": {
            "Role": { "Type": "AWS::IAM::Role", "Properties": {
                "AssumeRolePolicyDocument": trust, "Policies": [{ "PolicyName": "may", "PolicyDocument": may }]
            } },
            "Log": { "Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete",
                "Properties": { "LogGroupName": "/aws/lambda/smoke", "RetentionInDays": 1 } },
            "Function": { "Type": "AWS::Lambda::Function", "DependsOn": ["Log"], "Properties": {
                "FunctionName": "smoke", "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": arn("Role"),
                // Not a matter of how busy the machine is.
                "Timeout": 30,
                "Environment": { "Variables": { "PYTHON": python } },
                "Code": { "S3Bucket": { "Fn::Sub": bucket() }, "S3Key": "code.zip" }
            } },
            "Invoking": { "Type": "AWS::Lambda::EventInvokeConfig", "Properties": {
                "FunctionName": { "Ref": "Function" }, "Qualifier": "$LATEST", "MaximumRetryAttempts": 1,
                "DestinationConfig": { "OnFailure": { "Destination": arn("Failed") } }
            } },
            "Api": { "Type": "AWS::ApiGateway::RestApi", "Properties": { "Body": openapi() } },
            "Deployment": { "Type": "AWS::ApiGateway::Deployment", "Properties": { "RestApiId": { "Ref": "Api" } } },
            "Stage": { "Type": "AWS::ApiGateway::Stage", "Properties": {
                "RestApiId": { "Ref": "Api" }, "DeploymentId": { "Ref": "Deployment" }, "StageName": "live"
            } },
            "ApiMay": { "Type": "AWS::Lambda::Permission", "Properties": {
                "Action": "lambda:InvokeFunction", "FunctionName": arn("Function"), "Principal": "apigateway.amazonaws.com"
            } },
            "Failed": { "Type": "AWS::SQS::Queue", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete",
                "Properties": { "MessageRetentionPeriod": 1_209_600 } },
            "FailedTakes": { "Type": "AWS::SQS::QueuePolicy", "Properties": {
                "Queues": [{ "Ref": "Failed" }], "PolicyDocument": may_enter
            } },
            "Bus": { "Type": "AWS::Events::EventBus", "Properties": { "Name": "smoke" } },
            "Rule": { "Type": "AWS::Events::Rule", "Properties": {
                "EventBusName": { "Ref": "Bus" }, "EventPattern": { "source": ["shop"] },
                "Targets": [{ "Id": "function", "Arn": arn("Function"), "DeadLetterConfig": { "Arn": arn("Failed") } }]
            } },
            "RuleMay": { "Type": "AWS::Lambda::Permission", "Properties": {
                "Action": "lambda:InvokeFunction", "FunctionName": arn("Function"), "Principal": "events.amazonaws.com",
                "SourceArn": arn("Rule")
            } },
        },
        "Outputs": {
            "ApiId": { "Value": { "Ref": "Api" } },
            "FailedUrl": { "Value": { "Ref": "Failed" } },
        },
    })
}

fn bucket() -> String {
    format!("cdk-{QUALIFIER}-assets-${{AWS::AccountId}}-${{AWS::Region}}")
}

fn openapi() -> Value {
    let function = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations";
    json!({
        "openapi": "3.0.1", "info": { "title": "smoke", "version": "1" },
        "x-amazon-apigateway-request-validators": { "body": { "validateRequestBody": true, "validateRequestParameters": true } },
        "x-amazon-apigateway-request-validator": "body",
        "paths": { "/orders": { "post": {
            "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Order" } }
            } },
            "responses": { "200": { "description": "taken" } },
            "x-amazon-apigateway-integration": {
                "type": "aws_proxy", "httpMethod": "POST", "uri": { "Fn::Sub": function }
            },
        } } },
        "components": { "schemas": { "Order": {
            "type": "object", "required": ["sku"], "properties": { "sku": { "type": "string", "minLength": 1 } }
        } } },
    })
}

fn compile_function(output: &Path) {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/bootstrap.rs");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.args(["--edition", "2024", "-C", "strip=symbols", "-o"]).arg(output).arg(source);
    run(&mut command, Duration::from_secs(120)).unwrap().success().unwrap();
}
