use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::assembly::Assembly;
use crate::aws::Cloud;
use crate::error::Result;
use crate::event::Audience;
use crate::publish::publish;
use crate::stack::Work;

/// Between two looks at a stack. CloudFormation takes seconds for anything, and throttles who asks more often.
pub(crate) const PAUSE: Duration = Duration::from_millis(1500);

/// When the audience is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approval {
    /// Before a stack is deployed that allows more than before.
    #[default]
    Broadening,
    /// Never: `--yes`.
    Never,
}

/// How to deploy.
#[derive(Clone, Debug)]
pub struct DeployOptions {
    /// Names of stacks; all if there is none. What they depend on is deployed too.
    pub stacks: Vec<String>,
    /// Leave alone what the named stacks depend on.
    pub only_named: bool,
    /// When to ask.
    pub approval: Approval,
    /// Between two looks at a stack.
    pub pause: Duration,
}

impl Default for DeployOptions {
    fn default() -> Self {
        Self { stacks: Vec::new(), only_named: false, approval: Approval::default(), pause: PAUSE }
    }
}

/// A stack that is deployed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deployed {
    /// Its name.
    pub stack: String,
    /// What was done.
    pub outcome: DeployOutcome,
    /// Its outputs by key.
    pub outputs: BTreeMap<String, String>,
}

/// What was done to a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeployOutcome {
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was as it should be.
    Unchanged,
}

/// Deploys stacks of an assembly: checks that the account is bootstrapped, publishes the files that are not there yet,
/// then lets CloudFormation plan and make each change, stacks after those that they depend on.
///
/// It may be interrupted at any time, by Ctrl-C too: CloudFormation goes on by itself, and the next run waits for what is
/// in progress before it looks at what is left to do. A stack whose creation failed is deleted and made anew; a rollback
/// that stopped half-way is continued.
///
/// # Errors
/// The first thing that fails: later stacks are not begun. [`Error::Stack`](crate::Error::Stack) tells the resource that
/// caused it before all else.
pub async fn deploy(
    cloud: &Cloud,
    assembly: &Assembly,
    options: &DeployOptions,
    audience: &dyn Audience,
) -> Result<Vec<Deployed>> {
    let stacks = if options.only_named {
        assembly.named(&options.stacks)?
    } else {
        assembly.with_dependencies(&options.stacks)?
    };
    let mut works = Vec::new();
    for stack in &stacks {
        let work = Work::new(cloud, stack, options.pause, audience).await?;
        work.check_bootstrap().await?;
        works.push(work);
    }
    publish(cloud, &stacks, audience).await?;
    let mut deployed = Vec::new();
    for work in works {
        let (outcome, outputs) = work.deploy(options.approval == Approval::Broadening).await?;
        deployed.push(Deployed { stack: work.stack.name.clone(), outcome, outputs });
    }
    Ok(deployed)
}
