//! Names that a compiled function and its synthesized template must agree on: environment variables, ELF
//! section names of capabilities, hashes of handler keys.

/// Environment variable with the service's name.
pub const ENV_SERVICE: &str = "EVENTUAL_SERVICE";
/// Environment variable with the name of the service's EventBridge bus.
pub const ENV_EVENT_BUS: &str = "EVENTUAL_EVENT_BUS";
/// Environment variable with the public URL of the service's API, where it is known without a request.
pub const ENV_SERVICE_URL: &str = "EVENTUAL_SERVICE_URL";
/// Environment variable with the CORS settings of the service's API, as JSON:
/// `{"origins":["https://shop.example"],"credentials":false,"expose":["x-total"]}`. Unset: no CORS. The gateway
/// answers preflights and puts the headers on its own errors; functions put them on their answers.
pub const ENV_CORS: &str = "EVENTUAL_CORS";
/// File beside `bootstrap` that holds the OpenAPI 3.1 document, for handlers that reach
/// `ApiSpecification::generate()` (capability [`Capability::Spec`]).
pub const SPEC_FILE: &str = "openapi.json";
/// Path prefix under which every command answers: `POST /rpc/<name>`.
pub const RPC_PREFIX: &str = "/rpc/";

/// Prefix of the ELF sections that mark a capability: `.eventual.<verb>.<target>`.
pub const SECTION_PREFIX: &str = ".eventual.";

/// Something a handler's code can do that needs a permission. Each is marked by one ELF section which the
/// linker keeps if and only if the code that does it is linked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Emits the event of this wire name (`.eventual.emit.<event>`).
    Emit(String),
    /// Starts the workflow of this name (`.eventual.start.<workflow>`).
    Start(String),
    /// Calls the task of this name (`.eventual.task.<task>`).
    Task(String),
    /// Sends signals to executions (`.eventual.signal.<signal>`).
    Signal(String),
    /// Generates the API specification at run time (`.eventual.spec`).
    Spec,
}

impl Capability {
    /// Name of the ELF section that marks this capability.
    pub fn section(&self) -> String {
        match self {
            Self::Emit(target) => format!("{SECTION_PREFIX}emit.{target}"),
            Self::Start(target) => format!("{SECTION_PREFIX}start.{target}"),
            Self::Task(target) => format!("{SECTION_PREFIX}task.{target}"),
            Self::Signal(target) => format!("{SECTION_PREFIX}signal.{target}"),
            Self::Spec => format!("{SECTION_PREFIX}spec"),
        }
    }

    /// The capability that an ELF section name marks; `None` if it is not one of ours.
    pub fn from_section(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(SECTION_PREFIX)?;
        if rest == "spec" {
            return Some(Self::Spec);
        }
        let (verb, target) = rest.split_once('.')?;
        let target = target.to_owned();
        Some(match verb {
            "emit" => Self::Emit(target),
            "start" => Self::Start(target),
            "task" => Self::Task(target),
            "signal" => Self::Signal(target),
            _ => return None,
        })
    }
}

/// FNV-1a hash (64 bit) of a handler key such as `command:create_order`; the index of a handler in the
/// service's type-level registry.
pub const fn hash(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_name_a_capability_and_back() {
        for capability in [
            Capability::Emit("OrderCreated".into()),
            Capability::Start("process_order".into()),
            Capability::Task("charge".into()),
            Capability::Signal("OrderCancelled".into()),
            Capability::Spec,
        ] {
            assert_eq!(Capability::from_section(&capability.section()), Some(capability));
        }
        assert_eq!(Capability::from_section(".text"), None);
        assert_eq!(Capability::from_section(".eventual.fly.away"), None);
    }

    #[test]
    fn hash_is_fnv_1a() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
