//! Names of tasks and their functions.

use super::{Verb, hash};

/// Calls the task.
pub const CALL: Verb = Verb::new("task", "call");
/// Finishes attempts of tasks by their tokens.
pub const FINISH: Verb = Verb::new("task", "finish");
pub(super) const VERBS: &[Verb] = &[CALL, FINISH];

/// Environment variable with what the names of task functions begin with; [`task_function_name`] gives the rest.
pub const ENV_TASK_FUNCTION_PREFIX: &str = "EVENTUAL_TASK_FUNCTION_PREFIX";
/// Environment variable with the task functions that are named otherwise, as JSON from task to name or ARN.
pub const ENV_TASK_FUNCTIONS: &str = "EVENTUAL_TASK_FUNCTIONS";

/// Name of a task's function: prefix and task, cut to 64 characters (Lambda quota) with a hash if they are longer or
/// the task's name has characters that a function's cannot have.
pub fn task_function_name(prefix: &str, task: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let name = format!("{prefix}{task}");
    if name.len() <= 64 && name.chars().all(plain) {
        return name;
    }
    let head: String = name.chars().map(|it| if plain(it) { it } else { '-' }).take(47).collect();
    format!("{head}-{:016x}", hash(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_task_functions_fit_and_differ() {
        assert_eq!(task_function_name("Shop-orders-", "charge"), "Shop-orders-charge");
        let (a, b) = ("x".repeat(90) + "a", "x".repeat(90) + "b");
        let (a, b) = (task_function_name("Shop-", &a), task_function_name("Shop-", &b));
        assert_eq!((a.len(), b.len()), (64, 64));
        assert_ne!(a, b);
        assert_ne!(task_function_name("Shop-", "a.b"), task_function_name("Shop-", "a-b"));
    }
}
