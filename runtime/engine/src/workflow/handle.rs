//! The bare name of a workflow as its handle.

use super::{Workflow, WorkflowCall};

/// A function annotated with `#[workflow]`: what stands behind `start_execution(process_order, ..)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a workflow",
    label = "expected a function annotated with `#[workflow]`"
)]
pub trait WorkflowFn<A>: Copy {
    /// The workflow.
    type Workflow: Workflow;
}

impl<F, W: Workflow> WorkflowFn<()> for F
where
    F: Fn() -> WorkflowCall<W> + Copy,
{
    type Workflow = W;
}

macro_rules! workflow_fn {
    ($($arg:ident),+) => {
        impl<F, W: Workflow, $($arg),+> WorkflowFn<($($arg,)+)> for F
        where
            F: Fn($($arg),+) -> WorkflowCall<W> + Copy,
        {
            type Workflow = W;
        }
    };
}

workflow_fn!(A);
workflow_fn!(A, B);
workflow_fn!(A, B, C);
workflow_fn!(A, B, C, D);
workflow_fn!(A, B, C, D, E);
workflow_fn!(A, B, C, D, E, G);
workflow_fn!(A, B, C, D, E, G, H);
workflow_fn!(A, B, C, D, E, G, H, I);
