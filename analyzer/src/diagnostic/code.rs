//! Codes of the analyzer. A code never changes its meaning. `EV01..` are those of the attribute language
//! ([`eventual_analyzer_grammar::code`]).

// Reading the package.
pub(crate) const NO_MANIFEST: &str = "EV0201";
pub(crate) const BAD_MANIFEST: &str = "EV0202";
pub(crate) const NO_LIBRARY: &str = "EV0203";
pub(crate) const MISSING_MODULE: &str = "EV0204";
pub(crate) const UNREADABLE: &str = "EV0205";
pub(crate) const SYNTAX: &str = "EV0206";
pub(crate) const MODULE_CYCLE: &str = "EV0207";
pub(crate) const NO_FRAMEWORK: &str = "EV0208";

// Finding the declarations.
pub(crate) const NO_SERVICE: &str = "EV0209";
pub(crate) const TWO_SERVICES: &str = "EV0210";
pub(crate) const SERVICE_NOT_AT_ROOT: &str = "EV0211";
pub(crate) const NESTED_HANDLER: &str = "EV0212";
pub(crate) const UNRESOLVED_ATTRIBUTE: &str = "EV0213";
pub(crate) const MISSPELT_ATTRIBUTE: &str = "EV0214";
pub(crate) const TWO_ATTRIBUTES: &str = "EV0215";
pub(crate) const NO_HANDLERS: &str = "EV0216";

// Names and routes.
pub(crate) const DUPLICATE_NAME: &str = "EV0301";
pub(crate) const SIMILAR_NAMES: &str = "EV0302";
pub(crate) const ROUTE_CONFLICT: &str = "EV0303";
pub(crate) const PATH_VARIABLES: &str = "EV0304";

// Events and subscriptions.
pub(crate) const NO_EVENTS: &str = "EV0401";
pub(crate) const NOT_AN_EVENT: &str = "EV0402";
pub(crate) const EVENTS_DISAGREE: &str = "EV0403";
pub(crate) const EVENT_FILTER: &str = "EV0404";

// Code of workflows.
pub(crate) const WALL_CLOCK: &str = "EV0501";
pub(crate) const RANDOMNESS: &str = "EV0502";
pub(crate) const ENVIRONMENT: &str = "EV0503";
pub(crate) const THREADS: &str = "EV0504";
pub(crate) const INPUT_OUTPUT: &str = "EV0505";
pub(crate) const HASH_ORDER: &str = "EV0506";
pub(crate) const RANDOM_SELECT: &str = "EV0507";
pub(crate) const ENDLESS_LOOP: &str = "EV0508";
pub(crate) const FOREIGN_TIMER: &str = "EV0509";
