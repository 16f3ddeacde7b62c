//! Failures of the crates below, as [`Failure`]s: exit status, code, text and hint.

use eventual_constructs_report::ExitStatus;
use eventual_runtime_operator::OperatorError;
use eventual_synth::Failure;
use eventual_synth_deploy::Error;

/// A refusal of an operator.
pub(crate) fn of_operator(error: OperatorError) -> Failure {
    let status = match error.status.as_u16() {
        404 => ExitStatus::NotFound,
        401 | 403 => ExitStatus::Denied,
        400..=499 => ExitStatus::Failure,
        503 | 504 => ExitStatus::Unreachable,
        _ => ExitStatus::Error,
    };
    let failure = Failure::new(status, &error.code, &error.message);
    Failure { hint: error.hint, ..failure }
}

/// An error of deploying, or of a call of AWS.
pub(crate) fn of_aws(error: Error) -> Failure {
    let (status, code) = match &error {
        Error::NoRegion => (ExitStatus::Denied, "NoRegion"),
        Error::NoCredentials { .. } => (ExitStatus::Denied, "NoCredentials"),
        Error::ExpiredCredentials { .. } => (ExitStatus::Denied, "ExpiredCredentials"),
        Error::RefusedCredentials { .. } => (ExitStatus::Denied, "RefusedCredentials"),
        Error::Denied { .. } => (ExitStatus::Denied, "Denied"),
        Error::Unreachable { .. } => (ExitStatus::Unreachable, "Unreachable"),
        Error::NoAssembly { .. } | Error::UnknownStack { .. } => (ExitStatus::NotFound, "NotFound"),
        Error::Stack(_) => (ExitStatus::Failed, "StackFailed"),
        Error::Call { code, .. } if !code.is_empty() => (ExitStatus::Error, code.as_str()),
        error if error.is_users() => (ExitStatus::Failure, "Refused"),
        _ => (ExitStatus::Error, "Unexpected"),
    };
    Failure { hint: error.hint(), ..Failure::new(status, code, &error) }
}
