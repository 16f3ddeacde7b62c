//! What the code of a handler can do that needs a permission, as it shows in the handler's binary.

use serde::{Deserialize, Serialize};

use super::{api, event, signal, task, workflow};

/// Prefix of the ELF sections that mark a capability: `.eventual.<primitive>.<target>.<verb>`.
pub const SECTION_PREFIX: &str = ".eventual.";
/// The target of what is not about one thing by name.
const ANY: &str = "*";

/// The verbs of each primitive. A new primitive adds its file beside this one and its row here.
const PRIMITIVES: [&[Verb]; 5] = [api::VERBS, event::VERBS, signal::VERBS, task::VERBS, workflow::VERBS];

/// Something that can be done with a primitive and needs a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Verb {
    /// Name of the primitive: `event`.
    pub primitive: &'static str,
    /// What is done: `emit`.
    pub name: &'static str,
}

/// A verb and what it is done to. Each is marked by one ELF section, which the linker keeps if and only if the code that
/// does it is linked. Written as that section's name without its prefix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Capability {
    verb: Verb,
    target: Option<String>,
}

impl Verb {
    pub(super) const fn new(primitive: &'static str, name: &'static str) -> Self {
        Self { primitive, name }
    }
}

impl Capability {
    /// Doing this to the thing of this wire name.
    pub fn of(verb: Verb, target: impl Into<String>) -> Self {
        Self { verb, target: Some(target.into()) }
    }

    /// Doing this to anything.
    pub fn any(verb: Verb) -> Self {
        Self { verb, target: None }
    }

    /// What is done.
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// Wire name of what it is done to; `None`: anything.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Name of the ELF section that marks this capability.
    pub fn section(&self) -> String {
        let Verb { primitive, name } = self.verb;
        format!("{SECTION_PREFIX}{primitive}.{}.{name}", self.target.as_deref().unwrap_or(ANY))
    }

    /// The capability that an ELF section name marks; `None` if it marks none.
    pub fn from_section(name: &str) -> Option<Self> {
        let (primitive, rest) = name.strip_prefix(SECTION_PREFIX)?.split_once('.')?;
        // Names of targets may have dots.
        let (target, verb) = rest.rsplit_once('.')?;
        let mut verbs = PRIMITIVES.iter().copied().flatten();
        let verb = *verbs.find(|it| it.primitive == primitive && it.name == verb)?;
        Some(Self { verb, target: (target != ANY).then(|| target.to_owned()) })
    }
}

impl From<Capability> for String {
    fn from(capability: Capability) -> Self {
        capability.section().split_off(SECTION_PREFIX.len())
    }
}

impl TryFrom<String> for Capability {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::from_section(&[SECTION_PREFIX, &text].concat())
            .ok_or_else(|| format!("`{text}` is not a capability"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_name_a_capability_and_back() {
        for verb in PRIMITIVES.iter().copied().flatten() {
            for capability in [Capability::of(*verb, "a.b"), Capability::any(*verb)] {
                let section = capability.section();
                assert_eq!(Capability::from_section(&section), Some(capability.clone()), "{section}");
                assert_eq!(Capability::try_from(String::from(capability.clone())), Ok(capability));
            }
        }
        assert_eq!(
            Capability::of(event::EMIT, "OrderCreated").section(),
            ".eventual.event.OrderCreated.emit"
        );
        assert_eq!(Capability::any(workflow::LIST).section(), ".eventual.workflow.*.list");
        for other in [".text", ".eventual.fly.away", ".eventual.event.emit", ".eventual.event.X.start"] {
            assert_eq!(Capability::from_section(other), None, "{other}");
        }
    }

    #[test]
    fn no_verb_stands_twice() {
        let mut verbs: Vec<Verb> = PRIMITIVES.iter().copied().flatten().copied().collect();
        let count = verbs.len();
        verbs.sort();
        verbs.dedup();
        assert_eq!(verbs.len(), count);
    }
}
