//! Mistakes in an infrastructure program, as values.

use std::fmt;

use crate::tree::CallSite;

/// Why synthesis did not happen: every problem found, in the order of their paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthError {
    problems: Vec<Problem>,
}

impl SynthError {
    pub(crate) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_cached_key(|problem| (problem.path.clone(), problem.kind.to_string()));
        problems.dedup();
        Self { problems }
    }

    /// The problems; never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SynthError {}

/// One mistake: what, in which construct, made by which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    path: String,
    location: Option<CallSite>,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, path: String, location: Option<CallSite>) -> Self {
        Self { kind, path, location }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }

    /// Path of the construct; empty when it is about the app or its folder.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line of the infrastructure program.
    #[must_use]
    pub fn location(&self) -> Option<&CallSite> {
        self.location.as_ref()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), &self.location) {
            ("", _) => write!(f, "{}", self.kind),
            (path, Some(location)) => write!(f, "`{path}` ({location}): {}", self.kind),
            (path, None) => write!(f, "`{path}`: {}", self.kind),
        }
    }
}

/// What can be wrong with a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the texts are the documentation of the variants and their fields")]
pub enum ProblemKind {
    #[error("the id `{id}` is not allowed; ids are not empty and hold no `/` and no control characters")]
    BadId { id: String },
    #[error("the id `{id}` is taken by the construct made at {first}; give one of them another id")]
    DuplicateId { id: String, first: String },
    #[error("`{type_name}` has no attribute `{attribute}`; it has {}", if known.is_empty() { "none" } else { known.as_str() })]
    UnknownAttribute { type_name: String, attribute: String, known: String },
    #[error("cannot read the asset `{asset}`: {reason}")]
    UnreadableAsset { asset: String, reason: String },
    #[error("it stands outside of any stack; make it inside a `Stack`")]
    OutsideStack,
    #[error("it uses a value of another app; values can be used only inside the app that made them")]
    ForeignToken,
    #[error(
        "it uses `{target}`, which is deployed to `{theirs}`, from a stack in `{to}`; values cannot cross accounts or regions, pass a fixed name instead"
    )]
    CrossEnvironment { target: String, theirs: String, to: String },
    #[error("it uses the {what} `{target}` of another stack; make one in this stack")]
    OtherStack { what: &'static str, target: String },
    #[error("the stacks depend on each other in a circle: {circle}; move one of the resources to break it")]
    StackCycle { circle: String },
    #[error(
        "the resources depend on each other in a circle: {circle}; replace one of the references by a fixed name, or move the permission into a policy of its own"
    )]
    ResourceCycle { circle: String },
    #[error("the logical id `{id}` is also that of `{other}`; give one of them another id")]
    DuplicateLogicalId { id: String, other: String },
    #[error("the logical id `{id}` is not allowed; it must be 1 to 255 letters and digits")]
    BadLogicalId { id: String },
    #[error("the override `{path}` goes through a value that is neither an object nor a list")]
    BadOverride { path: String },
    #[error(
        "the stack name `{name}` is not allowed; it must start with a letter, hold only letters, digits and `-`, and have at most 128 characters"
    )]
    BadStackName { name: String },
    #[error("the stack name `{name}` is also that of `{other}`; set `stack_name` of one of them")]
    DuplicateStackName { name: String, other: String },
    #[error("it has {count} {what}, {limit} are allowed; {advice}")]
    TooMany { what: &'static str, count: usize, limit: usize, advice: &'static str },
    #[error(
        "the template has {size} bytes, CloudFormation allows {limit}; move constructs into a `NestedStack` or large texts into an `Asset`"
    )]
    TemplateTooLarge { size: usize, limit: usize },
    #[error("the {what} `{name}` has {length} characters, {limit} are allowed; shorten it")]
    NameTooLong { what: &'static str, name: String, length: usize, limit: usize },
    #[error("the {what} `{name}` is not allowed; it must consist of {allowed}")]
    BadName { what: &'static str, name: String, allowed: &'static str },
    #[error("the {what} is named `{name}`, as is `{other}`; names must differ in one account and region")]
    DuplicateName { what: &'static str, name: String, other: String },
    #[error(
        "the inline policies of the role have {size} characters, IAM allows {limit}; grant on fewer resources, use wildcards, or attach a managed policy"
    )]
    PolicyTooLarge { size: usize, limit: usize },
    #[error(
        "the environment has {size} bytes, Lambda allows {limit}; move values to SSM parameters or to a file beside the code"
    )]
    EnvironmentTooLarge { size: usize, limit: usize },
    #[error("the environment variable `{name}` is not allowed; {reason}")]
    BadEnvironmentVariable { name: String, reason: &'static str },
    #[error(
        "the event pattern has {size} characters, EventBridge allows {limit}; list fewer values or split the rule"
    )]
    PatternTooLarge { size: usize, limit: usize },
    #[error("`{property}` is {value}, {service} allows {allowed}")]
    OutOfRange { property: &'static str, value: String, service: &'static str, allowed: String },
    #[error(
        "its messages are hidden for {visibility} seconds, but `{function}`, which takes them, may run for {timeout}; set the visibility timeout to at least that, better six times as much"
    )]
    VisibilityTooShort { visibility: i64, function: String, timeout: i64 },
    #[error("cannot write the assembly: {reason}")]
    Write { reason: String },
    #[error(
        "`{folder}` holds files that are no cloud assembly and would be lost; choose a new or empty folder"
    )]
    NotAnAssembly { folder: String },
    #[error("`{path}` is a file, but an assembly is a folder; name another place for it")]
    NotAFolder { path: String },
    #[error("{message}")]
    Other { message: String },
}
