use eventual_constructs_core::{App, Construct, Scope, Stack};
use insta::assert_snapshot;

use crate::support::{app_and_stack, problems, queue};

#[test]
fn paths_join_the_ids() {
    let (_app, stack) = app_and_stack();
    let group = Construct::new(&stack, "Mail");
    let dlq = queue(&group, "Dlq");
    assert_eq!(dlq.path(), "Orders/Mail/Dlq");
    assert_eq!(dlq.node().parent().unwrap(), *group.node());
    assert_eq!(stack.node().find("Mail").unwrap(), *group.node());
    assert!(dlq.node().location().to_string().starts_with("constructs/core/tests/it/support.rs:"));
}

#[test]
fn a_unique_name_is_cut_with_a_hash() {
    let (_app, stack) = app_and_stack();
    let node = queue(&Construct::new(&stack, "Mail Box"), "Dlq").node().clone();
    assert_eq!(node.unique_name(64), "Orders-Mail-Box-Dlq");
    assert_eq!(node.unique_name(16), "Orders--0f3f907a");
}

#[test]
fn mistakes_in_ids_are_collected_with_their_places() {
    let (app, stack) = app_and_stack();
    queue(&stack, "Dlq");
    queue(&stack, "Dlq");
    queue(&stack, "");
    queue(&stack, "a/b");
    queue(&app, "Lost");
    assert_snapshot!(problems(&app), @r"
    `Lost` (constructs/core/tests/it/support.rs:N): it stands outside of any stack; make it inside a `Stack`
    `Orders` (constructs/core/tests/it/support.rs:N): the id `Dlq` is taken by the construct made at constructs/core/tests/it/support.rs:N; give one of them another id
    `Orders` (constructs/core/tests/it/support.rs:N): the id `` is not allowed; ids are not empty and hold no `/` and no control characters
    `Orders` (constructs/core/tests/it/support.rs:N): the id `a/b` is not allowed; ids are not empty and hold no `/` and no control characters
    ");
}

#[test]
fn a_token_of_another_app_is_refused() {
    let (_other, foreign) = app_and_stack();
    let (app, stack) = app_and_stack();
    let url = queue(&foreign, "Dlq").reference();
    queue(&stack, "Copy").update(|queue| queue.queue_name = Some(url));
    assert_snapshot!(problems(&app), @"`Orders/Copy` (constructs/core/tests/it/support.rs:N): it uses a value of another app; values can be used only inside the app that made them");
}

#[test]
fn the_handles_of_one_construct_are_equal() {
    let app = App::new();
    let stack = Stack::new(&app, "A");
    let dlq = queue(&stack, "Dlq");
    assert_eq!(Stack::of(&dlq).unwrap().node(), stack.node());
    assert!(Stack::of(&app).is_none());
}
