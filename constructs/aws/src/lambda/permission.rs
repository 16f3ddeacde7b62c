use eventual_constructs_cfn::Value;

use crate::Setting;
use crate::iam::Principal;

/// What can invoke a function, by its resource policy. (Roles are granted with `grant_invoke`.)
#[derive(Clone, Debug)]
pub struct Permission {
    /// An AWS service, an account or a role.
    pub principal: Principal,
    /// Only when it acts for this ARN, which may have wildcards.
    pub source_arn: Setting<Value<String>>,
    /// Only when it acts for this account.
    pub source_account: Setting<Value<String>>,
}

impl Permission {
    /// A service, when it acts for `source_arn`.
    #[must_use]
    pub fn service(name: &str, source_arn: Value<String>) -> Self {
        Self {
            principal: Principal::service(name),
            source_arn: source_arn.into(),
            source_account: Setting::unset(),
        }
    }

    pub(super) fn principal_text(&self) -> Value<String> {
        match &self.principal {
            Principal::Service(name) => name.as_str().into(),
            Principal::Account(value) | Principal::Arn(value) | Principal::Federated(value) => value.clone(),
            Principal::Anyone => "*".into(),
        }
    }
}
