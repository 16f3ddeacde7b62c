use std::process::ExitCode;

/// How a run of the tool ended; scripts may rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done.
    Success,
    /// 1: the input has an error that its author can fix (source, arguments, a stack over a limit).
    Failure,
    /// 2: something else went wrong (disk, network, a bug of the tool).
    Error,
    /// 3: what was named does not exist.
    NotFound,
    /// 4: the service or AWS cannot be reached.
    Unreachable,
    /// 5: credentials are missing, expired, or do not suffice.
    Denied,
    /// 6: it ran and failed: an execution that was waited for, a replay that diverged, a deployment.
    Failed,
}

impl ExitStatus {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Error => 2,
            Self::NotFound => 3,
            Self::Unreachable => 4,
            Self::Denied => 5,
            Self::Failed => 6,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}
