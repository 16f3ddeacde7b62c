//! `patched`: new code beside old executions.

use crate::execution::{Context, expect_current};
use crate::journal::Decision;

/// Whether the change called `id` is in force for this execution: `true` for those that reach this line for the first
/// time with the new code, `false` for those that passed it before the change. Remembered for the whole execution.
/// Panics outside of a workflow.
#[track_caller]
pub fn patched(id: &'static str) -> bool {
    expect_current("patched").patched(id)
}

impl Context {
    #[track_caller]
    fn patched(&self, id: &'static str) -> bool {
        if let Some(answer) = self.patch(id) {
            return answer;
        }
        let answer = if self.is_replaying() {
            self.tick_note(|note| matches!(note, Decision::Patch { id: recorded } if recorded == id))
        } else {
            self.note(Decision::Patch { id: id.into() });
            true
        };
        self.set_patch(id, answer);
        answer
    }
}
