//! Names of executions.

use crate::error::{Error, Result};

/// The longest name of an execution, in bytes. S3 keys have at most 1,024, and a byte may take three there.
pub const LONGEST_NAME: usize = 256;

/// Refuses what cannot name an execution.
pub fn check_name(name: &str) -> Result<()> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
        let shown: String = name.escape_debug().take(LONGEST_NAME).collect();
        let message = format!(
            "an execution is named by 1 to {LONGEST_NAME} bytes without control characters, not by `{shown}`"
        );
        return Err(Error::new("BadExecutionName", message).non_retryable());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stores_can_not_hold_is_no_name() {
        for name in ["o-1", "o 1/ü", &"x".repeat(256)] {
            assert_eq!(check_name(name), Ok(()));
        }
        for name in ["", "a\nb", &"x".repeat(257)] {
            assert_eq!(check_name(name).unwrap_err().name, "BadExecutionName");
        }
        assert_eq!(
            check_name("a\nb").unwrap_err().message,
            r"an execution is named by 1 to 256 bytes without control characters, not by `a\nb`"
        );
    }
}
