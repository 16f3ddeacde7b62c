//! Is the account prepared?

use crate::assembly::Stack;
use crate::aws::{Access, Place, ssm};
use crate::error::{Error, Result};
use crate::event::{Audience, Event};

/// The CDK CLI as npm names it: the last whose cloud assembly schema is the CDK's current one (`latest` on npm, 3.0.0, is
/// older in what it reads).
pub const CDK: &str = "aws-cdk@2.1148.1";

/// Asks for the version that `cdk bootstrap` noted in the account.
pub(crate) async fn check(
    access: &Access,
    stack: &Stack,
    place: &Place,
    audience: &dyn Audience,
) -> Result<()> {
    let Some(needed) = &stack.bootstrap else { return Ok(()) };
    let (account, region) = (place.account.clone(), place.region.clone());
    let found = match ssm::parameter(access, &needed.parameter).await {
        // Who may not look may still deploy: the template asks CloudFormation the same.
        Err(Error::Denied { reason, .. }) => {
            let message = format!("cannot check the bootstrap version: {reason}");
            audience.hear(Event::Warning { message });
            return Ok(());
        }
        found => found?,
    };
    match found.as_deref().map(str::parse) {
        None => Err(Error::NotBootstrapped { account, region, parameter: needed.parameter.clone() }),
        Some(Ok(found)) if found < needed.version => {
            Err(Error::OldBootstrap { account, region, found, needed: needed.version })
        }
        Some(_) => Ok(()),
    }
}
