use eventual_analyzer_describe::HandlerDescription;

/// The type that `service!` defines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a service",
    note = "a service is what `eventual::service!(pub struct Orders = \"orders\");` defines"
)]
pub trait Service: 'static {
    /// Wire name of the service.
    const NAME: &'static str;
    /// Hashes of the handlers that the analyzer found in the source.
    #[doc(hidden)]
    const KNOWN: &'static [u64];
}

/// The handler of a service whose key (`command:create_order`) has this hash. Implemented on the service's type
/// by the attribute of each handler; a registry without tables, so that a binary links only what it names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no such handler",
    note = "the source shows one that the compiler does not: is its attribute inside of a macro that drops it, or under a `cfg`?"
)]
pub trait HandlerAt<const HASH: u64> {
    /// The handler's marker type.
    type Handler;
}

/// What a handler or event says of itself. Implementations are `#[inline]`, so only a program that asks
/// compiles them.
pub trait Describe {
    /// The description.
    fn describe() -> HandlerDescription;
}

/// Fails to compile with `message` unless `hash` is among the handlers that the analyzer found.
pub const fn check_known(known: &[u64], hash: u64, message: &'static str) {
    let mut index = 0;
    while index < known.len() {
        if known[index] == hash {
            return;
        }
        index += 1;
    }
    #[expect(clippy::panic, reason = "evaluated by the compiler: this is a compile error")]
    {
        panic!("{}", message)
    }
}

/// Fails to compile with `message` unless `name` is among the events that a subscription takes.
pub const fn check_taken(names: &[&str], name: &str, message: &'static str) {
    let mut index = 0;
    while index < names.len() {
        if equal(names[index].as_bytes(), name.as_bytes()) {
            return;
        }
        index += 1;
    }
    #[expect(clippy::panic, reason = "evaluated by the compiler: this is a compile error")]
    {
        panic!("{}", message)
    }
}

/// `==` is no const function yet.
const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}
