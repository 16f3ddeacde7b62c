//! What empties a bucket before CloudFormation deletes it: a custom resource that does nothing until then.

use std::time::Duration;

use eventual_constructs_cfn::ToJson;
use eventual_constructs_core::{Construct, RawResource, RemovalPolicy, Resource, Scope};
use serde_json::json;

use super::Bucket;
use crate::default;
use crate::iam::{Grantee, Statement};
use crate::lambda::{Code, Function, FunctionProps};

/// Python, since Lambda brings its SDK: nothing is built or uploaded for it.
const RUNTIME: &str = "python3.13";
/// As long as Lambda allows: some hundred thousand objects.
const TIMEOUT: Duration = Duration::from_secs(900);

#[track_caller]
pub(super) fn add(scope: &Construct, bucket: &Bucket) -> Resource<RawResource> {
    let scope = Construct::new(scope, "Emptier");
    let function = Function::new(
        &scope,
        "Function",
        FunctionProps {
            code: Code::Inline(include_str!("emptier.py").to_owned()).into(),
            runtime: RUNTIME.into(),
            handler: "index.handler".into(),
            timeout: TIMEOUT.into(),
            description: "Empties a bucket before it is deleted".into(),
            ..default()
        },
    );
    function.log_group().resource().removal_policy(RemovalPolicy::Destroy);
    function.add_to_policy(Statement::allow(["s3:ListBucketVersions"]).on(bucket.arn()));
    let delete = Statement::allow(["s3:DeleteObject", "s3:DeleteObjectVersion"]);
    function.add_to_policy(delete.on(bucket.objects_arn("*")));
    let properties = json!({ "ServiceToken": function.arn().to_json(), "Bucket": bucket.name().to_json() });
    // It names function and bucket, so it goes before them when the stack goes.
    let emptied = scope.add_raw("Resource", "AWS::CloudFormation::CustomResource", properties);
    emptied.removal_policy(RemovalPolicy::Destroy);
    emptied
}
