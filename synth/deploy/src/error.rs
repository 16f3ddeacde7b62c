use std::path::PathBuf;

use crate::bootstrap::CDK;
use crate::failure::StackFailure;

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done. The text says what is wrong; [`Error::hint`] what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no assembly in the folder.
    #[error("no cloud assembly in `{}`: it has no `manifest.json`", .folder.display())]
    NoAssembly {
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A file of the assembly cannot be used.
    #[error("cannot use `{}`: {reason}", .file.display())]
    BadAssembly {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The assembly has no stack of this name.
    #[error("the assembly has no stack `{name}`; it has {}", list(.known))]
    UnknownStack {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Nobody says which region.
    #[error("no AWS region is set")]
    NoRegion,
    /// Nobody says who we are.
    #[error("no AWS credentials were found")]
    NoCredentials {
        /// What the chain of providers says.
        reason: String,
    },
    /// They were good once.
    #[error("the AWS credentials have expired")]
    ExpiredCredentials {
        /// What AWS, or the provider, says.
        reason: String,
    },
    /// AWS does not know them.
    #[error("AWS refuses the credentials: {reason}")]
    RefusedCredentials {
        /// What AWS says.
        reason: String,
    },
    /// No answer.
    #[error("cannot reach AWS while {doing}: {reason}")]
    Unreachable {
        /// What was being done.
        doing: String,
        /// What the network says.
        reason: String,
    },
    /// The stack belongs somewhere else.
    #[error(
        "stack `{stack}` belongs to account {wanted}, but the credentials are for {found} and cannot assume its deploy role"
    )]
    WrongAccount {
        /// Name of the stack.
        stack: String,
        /// Account of the assembly.
        wanted: String,
        /// Account of the credentials.
        found: String,
    },
    /// The account was never prepared.
    #[error(
        "account {account} is not bootstrapped in {region}: there is no SSM parameter `{parameter}`, and no bucket for files"
    )]
    NotBootstrapped {
        /// The account.
        account: String,
        /// The region.
        region: String,
        /// Where the version should stand.
        parameter: String,
    },
    /// The account was prepared by an old tool.
    #[error(
        "the bootstrap stack of account {account} in {region} has version {found}; version {needed} or newer is needed"
    )]
    OldBootstrap {
        /// The account.
        account: String,
        /// The region.
        region: String,
        /// Its version.
        found: u32,
        /// What the assembly needs.
        needed: u32,
    },
    /// A call was refused for want of permission.
    #[error("not allowed while {doing}: {reason}")]
    Denied {
        /// What was being done.
        doing: String,
        /// What AWS says.
        reason: String,
    },
    /// A call failed.
    #[error("{doing} failed: {reason}{}", in_brackets(.code))]
    Call {
        /// What was being done.
        doing: String,
        /// AWS's code, where it has one.
        code: String,
        /// What AWS says.
        reason: String,
    },
    /// A file cannot be read or packed.
    #[error("cannot read `{}`: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the file system says.
        reason: String,
    },
    /// CloudFormation refuses to plan the change.
    #[error("CloudFormation refuses to change stack `{stack}`: {reason}")]
    ChangeSet {
        /// Name of the stack.
        stack: String,
        /// What CloudFormation says.
        reason: String,
    },
    /// A stack failed; the cause comes first.
    #[error("{0}")]
    Stack(Box<StackFailure>),
    /// The stack is in a state that nothing here gets it out of.
    #[error("stack `{stack}` is {status} and cannot be deployed")]
    Stuck {
        /// Name of the stack.
        stack: String,
        /// Its status.
        status: String,
    },
    /// There is nothing to verify.
    #[error("stack `{stack}` is not deployed")]
    NotDeployed {
        /// Name of the stack.
        stack: String,
    },
    /// Deleting it is forbidden.
    #[error("stack `{stack}` has termination protection and is not destroyed")]
    Protected {
        /// Name of the stack.
        stack: String,
    },
    /// The audience said no.
    #[error("stack `{stack}` was not deployed: its new permissions were not approved")]
    NotApproved {
        /// Name of the stack.
        stack: String,
    },
}

impl Error {
    /// What to do about it, where something is known.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoAssembly { .. } => {
                "synthesize first: `eventual synth`, or name another folder with `--assembly <folder>`".into()
            }
            Self::NoRegion => {
                "set `AWS_REGION`, pass `--region`, or give the profile a region in `~/.aws/config`".into()
            }
            Self::NoCredentials { reason } => {
                format!("sign in (`aws sso login`), set `AWS_PROFILE`, or set access keys; looked for them: {reason}")
            }
            Self::ExpiredCredentials { .. } => "sign in again: `aws sso login`, or renew the access keys".into(),
            Self::RefusedCredentials { .. } => {
                "check `AWS_PROFILE`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; keys that were set win over profiles"
                    .into()
            }
            Self::Unreachable { .. } => {
                "check the network, the region's name, and `AWS_ENDPOINT_URL` if it is set".into()
            }
            Self::WrongAccount { wanted, .. } => {
                format!("use credentials for account {wanted}, or let its bootstrap stack trust this account")
            }
            Self::NotBootstrapped { account, region, .. } | Self::OldBootstrap { account, region, .. } => {
                format!("once for each account and region: `npx {CDK} bootstrap aws://{account}/{region}`")
            }
            Self::Stack(failure) => return failure.hint(),
            Self::Stuck { status, .. } if status == "DELETE_FAILED" => {
                "finish deleting it first: `eventual destroy`".into()
            }
            Self::Stuck { .. } => "see its events in the CloudFormation console".into(),
            Self::NotDeployed { .. } => "deploy it first: `eventual deploy`".into(),
            Self::Protected { .. } => {
                "switch termination protection off in the infrastructure program, deploy, then destroy".into()
            }
            Self::NotApproved { .. } => "look at the permissions above, then run again with `--yes`".into(),
            Self::UnknownStack { .. }
            | Self::BadAssembly { .. }
            | Self::Denied { .. }
            | Self::Call { .. }
            | Self::File { .. }
            | Self::ChangeSet { .. } => return None,
        };
        Some(hint)
    }

    /// Whether the one who started it can mend it: in the source, the arguments or the account. The rest is network,
    /// disk, AWS or us.
    pub fn is_users(&self) -> bool {
        !matches!(self, Self::Unreachable { .. } | Self::Call { .. } | Self::File { .. })
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".into();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn in_brackets(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!(" ({code})") }
}
