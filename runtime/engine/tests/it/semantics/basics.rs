//! Calls, one after the other.

use crate::handlers::*;
use crate::script::cases;

cases! {
    a_workflow_without_calls_is_done_at_once: { Ok(1) } => "start => done 1";
    a_workflow_that_fails_at_once_has_failed: { Err::<(), _>("no".into()) } => "start => fail no";
    the_input_is_given_to_the_workflow: |n: u64| { Ok(n + 1) } => "start 4 => done 5";
    a_call_is_sent_and_its_value_returned: { a(1).await } => "
        start => a#0(1)
        ok 0 2 => done 2";
    calls_are_numbered_in_order: { b(a(1).await?).await } => "
        start => a#0(1)
        ok 0 2 => b#1(2)
        ok 1 3 => done 3";
    a_failed_call_fails_the_workflow_through_question_mark: { a(1).await } => "
        start => a#0(1)
        err 0 NoMoney => fail NoMoney";
    a_failed_call_can_be_caught: { Ok(a(1).await.map_err(|e| e.name).unwrap_err()) } => r#"
        start => a#0(1)
        err 0 NoMoney => done "NoMoney""#;
    an_input_of_another_shape_fails_the_workflow: |n: u64| { Ok(n) } =>
        r#"start "x" => fail BadPayload: has another shape than expected: invalid type: string "x", expected u64 at line 1 column 3"#;
    a_call_that_is_never_awaited_is_never_sent: { let _unused = a(1); b(2).await } => "
        start => b#1(2)
        ok 1 3 => done 3";
    a_result_that_comes_twice_counts_once: { Ok(a(1).await? + b(1).await?) } => "
        start => a#0(1)
        ok 0 2 => b#1(1)
        ok 0 9 => ignored
        ok 1 3 => done 5";
    a_result_after_the_end_is_ignored: { a(1).await } => "
        start => a#0(1)
        ok 0 2 => done 2
        ok 0 2 => ignored";
    a_result_of_a_call_never_made_is_ignored: { a(1).await } => "
        start => a#0(1)
        ok 7 2 => ignored
        fire 0 => ignored
        ok 0 2 => done 2";
}
