//! Codes of the errors of this crate. A code never changes its meaning; `synth explain CODE` tells it at length.

/// The arguments of an attribute are not a list of options.
pub const SYNTAX: &str = "EV0101";
/// The attribute has no such option.
pub const UNKNOWN_OPTION: &str = "EV0102";
/// An option is given twice, or without the one it needs.
pub const OPTION_CONFLICT: &str = "EV0103";
/// The value of an option has the wrong form.
pub const WRONG_VALUE: &str = "EV0104";
/// A duration is not written as one.
pub const DURATION: &str = "EV0105";
/// A value is outside of what AWS or the framework allows.
pub const LIMIT: &str = "EV0106";
/// The path of a route is malformed.
pub const PATH: &str = "EV0107";
/// A path parameter and the parameters of the function disagree.
pub const PATH_PARAMETER: &str = "EV0108";
/// A wire name has characters or a length that it cannot have.
pub const NAME: &str = "EV0109";
/// A name or path that the framework or AWS keeps for itself.
pub const RESERVED: &str = "EV0110";
/// A handler is not an `async fn`.
pub const NOT_ASYNC: &str = "EV0111";
/// A handler is generic.
pub const GENERIC: &str = "EV0112";
/// A handler is not a plain function: it has `self`, `unsafe`, `extern`, ….
pub const NOT_PLAIN: &str = "EV0113";
/// An input borrows, or its type has no name on the wire.
pub const INPUT_TYPE: &str = "EV0114";
/// A context parameter has a form that cannot be given to a handler.
pub const CONTEXT: &str = "EV0115";
/// Too many or too few parameters for this kind of handler.
pub const PARAMETERS: &str = "EV0116";
/// A task or workflow does not return a `Result`.
pub const RETURN: &str = "EV0117";
/// The attribute stands on the wrong kind of item.
pub const WRONG_ITEM: &str = "EV0118";
/// `service!` is not `service!(pub struct Name = "name")`.
pub const SERVICE: &str = "EV0119";
/// A `#[derive(AnyOf)]` enum has variants that do not hold one event each.
pub const ANY_OF: &str = "EV0120";

/// A field of the input is mapped to where it cannot come from.
pub const FIELD: &str = "EV0121";
/// A `#[derive(Failure)]` enum cannot stand for every failure, or not for each in one way.
pub const FAILURE: &str = "EV0122";

/// All codes of this crate.
pub const ALL: [&str; 22] = [
    SYNTAX,
    UNKNOWN_OPTION,
    OPTION_CONFLICT,
    WRONG_VALUE,
    DURATION,
    LIMIT,
    PATH,
    PATH_PARAMETER,
    NAME,
    RESERVED,
    NOT_ASYNC,
    GENERIC,
    NOT_PLAIN,
    INPUT_TYPE,
    CONTEXT,
    PARAMETERS,
    RETURN,
    WRONG_ITEM,
    SERVICE,
    ANY_OF,
    FIELD,
    FAILURE,
];
