/// Where a stack is deployed. What is left open is taken from the credentials at deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Account, twelve digits.
    pub account: Option<String>,
    /// Region, `eu-central-1`.
    pub region: Option<String>,
}

impl Environment {
    /// This account and region.
    #[must_use]
    pub fn new(account: &str, region: &str) -> Self {
        Self { account: Some(account.to_owned()), region: Some(region.to_owned()) }
    }

    pub(crate) fn account(&self) -> &str {
        self.account.as_deref().unwrap_or("unknown-account")
    }

    pub(crate) fn region(&self) -> &str {
        self.region.as_deref().unwrap_or("unknown-region")
    }

    /// The account as asset manifests have it: the CDK CLI fills in the variable.
    pub(crate) fn account_or_variable(&self) -> &str {
        self.account.as_deref().unwrap_or("${AWS::AccountId}")
    }

    pub(crate) fn region_or_variable(&self) -> &str {
        self.region.as_deref().unwrap_or("${AWS::Region}")
    }
}
