use eventual_constructs_cfn::{ToJson, Value};
use eventual_constructs_core::sub;
use serde_json::{Value as Json, json};

/// Who a statement of a resource policy is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Principal {
    /// An AWS service, `lambda.amazonaws.com`.
    Service(String),
    /// All identities that the account allows.
    Account(Value<String>),
    /// A role or user, by ARN.
    Arn(Value<String>),
    /// An identity provider, by name or ARN.
    Federated(Value<String>),
    /// Anybody; conditions should say who really.
    Anyone,
}

impl Principal {
    /// An AWS service; `lambda` stands for `lambda.amazonaws.com`.
    #[must_use]
    pub fn service(name: &str) -> Self {
        if name.contains('.') {
            Self::Service(name.to_owned())
        } else {
            Self::Service(format!("{name}.amazonaws.com"))
        }
    }

    pub(super) fn to_json(&self) -> Json {
        match self {
            Self::Service(name) => json!({ "Service": name }),
            Self::Account(id) => {
                json!({ "AWS": sub("arn:${AWS::Partition}:iam::${Account}:root", [("Account", id.clone())]).to_json() })
            }
            Self::Arn(arn) => json!({ "AWS": arn.to_json() }),
            Self::Federated(name) => json!({ "Federated": name.to_json() }),
            Self::Anyone => json!("*"),
        }
    }
}
