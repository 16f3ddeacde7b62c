use eventual_constructs_cfn::Value;
use eventual_constructs_core::{Construct, Node, Scope};

use crate::iam::{Grantee, Statement};

/// A function that was deployed elsewhere.
#[derive(Clone, Debug)]
pub struct ExistingFunction {
    construct: Construct,
    arn: Value<String>,
}

impl ExistingFunction {
    /// The function (or version, or alias) of this ARN.
    #[track_caller]
    pub fn from_arn(scope: &impl Scope, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self { construct: Construct::new(scope, id), arn: arn.into() }
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Lets `caller` invoke the function. In another account the function's own policy must allow it too.
    pub fn grant_invoke(&self, caller: &impl Grantee) {
        caller.add_to_policy(Statement::allow(["lambda:InvokeFunction"]).on(self.arn()));
    }
}

impl Scope for ExistingFunction {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
