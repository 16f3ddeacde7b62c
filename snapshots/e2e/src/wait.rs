use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Asks until there is an answer: for what AWS does in its own time (a queue filling, a log line, a stack).
///
/// # Errors
/// The error of `ask`; or, when `limit` has passed without an answer, that and `what` was waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if start.elapsed() >= limit {
            return Err(Error::new(format!("waited {} s in vain for {what}", limit.as_secs())));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(250));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_again_until_there_is_an_answer() {
        let mut asked = 0;
        let answer = wait_for("three", Duration::from_secs(10), || {
            asked += 1;
            Ok((asked == 3).then_some("three"))
        });
        assert_eq!((answer.unwrap(), asked), ("three", 3));
    }

    #[test]
    fn says_what_did_not_come() {
        let error = wait_for::<()>("godot", Duration::ZERO, || Ok(None)).unwrap_err();
        assert_eq!(error.to_string(), "waited 0 s in vain for godot");
    }
}
