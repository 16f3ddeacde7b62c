use std::time::Duration;

/// Takes notice of what a build does. Called from several threads.
pub trait Progress: Sync {
    /// Something began or ended.
    fn event(&self, event: Event<'_>);
}

/// Does not care.
impl Progress for () {
    fn event(&self, _event: Event<'_>) {}
}

/// What happens during a build.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Nothing of this step needs to run: its inputs are unchanged.
    Fresh(Step),
    /// A step began.
    Started(Step),
    /// A crate was compiled, or found compiled.
    Compiled {
        /// Name of its package.
        package: &'a str,
    },
    /// The compiler warned; text as it would show on a terminal. Only if output is captured, and only of
    /// [`Step::Describe`]: the other step compiles the same sources.
    Warned(&'a str),
    /// A handler's binary was linked and checked.
    Linked {
        /// Id of the handler.
        handler: &'a str,
        /// Binaries linked so far.
        done: usize,
        /// Binaries to link.
        total: usize,
    },
    /// A step ended well.
    Finished(Step, Duration),
}

/// Steps of a build, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Compile and run the program that prints what the service says of itself.
    Describe,
    /// Compile and optimize the service with an entry per handler.
    Compile,
    /// Link and check one binary per handler.
    Link,
    /// Compile the program that runs services on this machine.
    Host,
}
