use std::cell::RefCell;
use std::rc::Rc;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::s3 as cfn;
use eventual_constructs_core::{Construct, Node, RawResource, RemovalPolicy, Resource, Scope, sub};
use serde_json::json;

use super::emptier;
use crate::Setting;
use crate::iam::{Grantee, PolicyDocument, Principal, Statement};

/// Which web pages may use a bucket's objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cors {
    /// Origins, `https://example.com`.
    pub origins: Vec<String>,
    /// Methods, `GET`.
    pub methods: Vec<String>,
    /// Request headers.
    pub headers: Vec<String>,
}

/// Settings of a bucket.
#[derive(Clone, Debug, Default)]
pub struct BucketProps {
    /// Name, unique in the world. Default: made by CloudFormation.
    pub bucket_name: Setting<Value<String>>,
    /// Keeps overwritten and deleted objects. Default: no.
    pub versioned: bool,
    /// Objects are deleted after so many days. Default: never.
    pub expire_after_days: Setting<u32>,
    /// Sends events about objects to the default event bus. Default: no.
    pub event_bridge: bool,
    /// Default: no web page may.
    pub cors: Vec<Cors>,
    /// Deletes all objects when the bucket is to be deleted, by a function of its own: CloudFormation deletes no bucket
    /// that holds something. Default: no.
    pub empty_before_removal: bool,
    /// Default: the bucket and its objects stay when the stack goes.
    pub removal_policy: Setting<RemovalPolicy>,
}

/// A bucket: encrypted, closed to the public, reached over TLS only.
#[derive(Clone, Debug)]
pub struct Bucket {
    construct: Construct,
    name: Value<String>,
    arn: Value<String>,
    resource: Option<Resource<cfn::Bucket>>,
    emptier: Option<Resource<RawResource>>,
    policy: Rc<RefCell<Policy>>,
}

#[derive(Debug, Default)]
struct Policy {
    document: PolicyDocument,
    resource: Option<Resource<cfn::BucketPolicy>>,
}

impl Bucket {
    /// A bucket.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: BucketProps) -> Self {
        let construct = Construct::new(scope, id);
        let resource = construct.add("Resource", properties(&props));
        resource.removal_policy(props.removal_policy.or_value(RemovalPolicy::Retain));
        let mut bucket = Self {
            name: resource.reference(),
            arn: resource.get(cfn::Bucket::ARN),
            resource: Some(resource),
            emptier: None,
            construct,
            policy: Rc::default(),
        };
        let plain_http = json!({ "Bool": { "aws:SecureTransport": "false" } });
        bucket.add_to_resource_policy(Statement::deny(["s3:*"]).to(Principal::Anyone).when(plain_http));
        if props.empty_before_removal {
            bucket.emptier = Some(emptier::add(&bucket.construct, &bucket));
        }
        bucket
    }

    /// A bucket that exists already. Its own policy cannot be changed from here.
    #[track_caller]
    pub fn from_name(scope: &impl Scope, id: &str, name: &str) -> Self {
        Self {
            construct: Construct::new(scope, id),
            name: name.into(),
            arn: sub(&format!("arn:${{AWS::Partition}}:s3:::{name}"), []),
            resource: None,
            emptier: None,
            policy: Rc::default(),
        }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// ARN of the objects whose keys match, `*` for all.
    #[must_use]
    pub fn objects_arn(&self, keys: &str) -> Value<String> {
        sub(&format!("${{Bucket}}/{keys}"), [("Bucket", self.arn())])
    }

    /// The generated resource; `None` for a bucket that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::Bucket>> {
        self.resource.as_ref()
    }

    /// What empties the bucket before it is deleted, if that was asked for. What writes to the bucket should depend on it:
    /// then it is deleted before.
    #[must_use]
    pub fn emptier(&self) -> Option<&Resource<RawResource>> {
        self.emptier.as_ref()
    }

    /// Lets `reader` read and list objects whose keys match (`*` for all).
    pub fn grant_read(&self, reader: &impl Grantee, keys: &str) {
        reader.add_to_policy(Statement::allow(["s3:GetObject"]).on(self.objects_arn(keys)));
        reader.add_to_policy(Statement::allow(["s3:ListBucket"]).on(self.arn()));
    }

    /// Lets `writer` write objects whose keys match (`*` for all).
    pub fn grant_write(&self, writer: &impl Grantee, keys: &str) {
        let actions = ["s3:AbortMultipartUpload", "s3:PutObject"];
        writer.add_to_policy(Statement::allow(actions).on(self.objects_arn(keys)));
    }

    /// Lets `user` delete objects whose keys match (`*` for all).
    pub fn grant_delete(&self, user: &impl Grantee, keys: &str) {
        user.add_to_policy(Statement::allow(["s3:DeleteObject"]).on(self.objects_arn(keys)));
    }

    /// Adds a statement to the bucket's own policy; if it names no resource it is about the bucket and its objects.
    pub fn add_to_resource_policy(&self, statement: Statement) {
        let statement = if statement.resources.is_empty() {
            statement.on(self.arn()).on(self.objects_arn("*"))
        } else {
            statement
        };
        let mut policy = self.policy.borrow_mut();
        policy.document.add(statement);
        let document = policy.document.to_json(self.construct.node());
        match &policy.resource {
            Some(resource) => resource.update(|policy| policy.policy_document = document.into()),
            None => {
                let properties = cfn::BucketPolicy::new(self.name(), document);
                policy.resource = Some(self.construct.add("Policy", properties));
            }
        }
    }
}

fn properties(props: &BucketProps) -> cfn::Bucket {
    let sse = cfn::BucketServerSideEncryptionRule {
        server_side_encryption_by_default: Some(
            cfn::BucketServerSideEncryptionByDefault::new("AES256").into(),
        ),
        ..Default::default()
    };
    let lifecycle = cfn::BucketRule {
        abort_incomplete_multipart_upload: Some(cfn::BucketAbortIncompleteMultipartUpload::new(7).into()),
        expiration_in_days: props.expire_after_days.get().map(|days| i64::from(*days).into()),
        ..cfn::BucketRule::new("Enabled")
    };
    let texts = |texts: &[String]| texts.iter().map(String::as_str).collect::<Value<_>>();
    let cors = props.cors.iter().map(|cors| cfn::BucketCorsRule {
        allowed_headers: (!cors.headers.is_empty()).then(|| texts(&cors.headers)),
        ..cfn::BucketCorsRule::new(texts(&cors.methods), texts(&cors.origins))
    });
    let events = cfn::BucketNotificationConfiguration {
        event_bridge_configuration: Some(cfn::BucketEventBridgeConfiguration::new(true).into()),
        ..Default::default()
    };
    let ownership = cfn::BucketOwnershipControlsRule { object_ownership: Some("BucketOwnerEnforced".into()) };
    cfn::Bucket {
        bucket_encryption: Some(cfn::BucketBucketEncryption::new([sse]).into()),
        bucket_name: props.bucket_name.clone().into_option(),
        cors_configuration: (!props.cors.is_empty())
            .then(|| cfn::BucketCorsConfiguration::new(cors.collect::<Value<_>>()).into()),
        lifecycle_configuration: Some(cfn::BucketLifecycleConfiguration::new([lifecycle]).into()),
        notification_configuration: props.event_bridge.then(|| events.into()),
        ownership_controls: Some(cfn::BucketOwnershipControls::new([ownership]).into()),
        public_access_block_configuration: Some(
            cfn::BucketPublicAccessBlockConfiguration {
                block_public_acls: Some(true.into()),
                block_public_policy: Some(true.into()),
                ignore_public_acls: Some(true.into()),
                restrict_public_buckets: Some(true.into()),
            }
            .into(),
        ),
        versioning_configuration: props
            .versioned
            .then(|| cfn::BucketVersioningConfiguration::new("Enabled").into()),
        ..cfn::Bucket::default()
    }
}

impl Scope for Bucket {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
