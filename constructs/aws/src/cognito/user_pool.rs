use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::cognito as cfn;
use eventual_constructs_core::{Construct, Node, RemovalPolicy, Resource, Scope};

use crate::Setting;

/// Settings of a user pool.
#[derive(Clone, Debug, Default)]
pub struct UserPoolProps {
    /// Name. Default: made of the stack's name and the path.
    pub user_pool_name: Setting<Value<String>>,
    /// Only administrators make users. Default: people sign up themselves.
    pub admin_only: bool,
    /// Least length of passwords. Default: 12.
    pub minimum_password_length: Setting<u32>,
    /// Default: the pool and its users stay when the stack goes.
    pub removal_policy: Setting<RemovalPolicy>,
}

/// People who sign in with a verified mail address.
#[derive(Clone, Debug)]
pub struct UserPool {
    construct: Construct,
    resource: Resource<cfn::UserPool>,
}

/// A program through which people sign in, without a secret.
#[derive(Clone, Debug)]
pub struct UserPoolClient {
    resource: Resource<cfn::UserPoolClient>,
}

impl UserPool {
    /// A user pool.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: UserPoolProps) -> Self {
        let construct = Construct::new(scope, id);
        let password = cfn::UserPoolPasswordPolicy {
            minimum_length: Some(i64::from(props.minimum_password_length.or_value(12)).into()),
            ..Default::default()
        };
        let policies = cfn::UserPoolPolicies { password_policy: Some(password.into()), ..Default::default() };
        let admin = cfn::UserPoolAdminCreateUserConfig {
            allow_admin_create_user_only: Some(props.admin_only.into()),
            ..Default::default()
        };
        let resource = construct.add(
            "Resource",
            cfn::UserPool {
                admin_create_user_config: Some(admin.into()),
                auto_verified_attributes: Some(["email"].into()),
                policies: Some(policies.into()),
                user_pool_name: Some(props.user_pool_name.or_value(construct.node().unique_name(128).into())),
                username_attributes: Some(["email"].into()),
                ..cfn::UserPool::default()
            },
        );
        resource.removal_policy(props.removal_policy.or_value(RemovalPolicy::Retain));
        Self { construct, resource }
    }

    /// Id of the pool.
    #[must_use]
    pub fn id(&self) -> Value<String> {
        self.resource.reference()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.resource.get(cfn::UserPool::ARN)
    }

    /// Adds a program through which people sign in.
    #[track_caller]
    pub fn add_client(&self, id: &str) -> UserPoolClient {
        let properties = cfn::UserPoolClient {
            explicit_auth_flows: Some(["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"].into()),
            prevent_user_existence_errors: Some("ENABLED".into()),
            ..cfn::UserPoolClient::new(self.id())
        };
        UserPoolClient { resource: self.construct.add(id, properties) }
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::UserPool> {
        &self.resource
    }
}

impl UserPoolClient {
    /// Id of the client: the audience of its tokens.
    #[must_use]
    pub fn id(&self) -> Value<String> {
        self.resource.reference()
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::UserPoolClient> {
        &self.resource
    }
}

impl Scope for UserPool {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
