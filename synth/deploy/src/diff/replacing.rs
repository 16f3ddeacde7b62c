//! Which changes make CloudFormation replace a resource.

use eventual_constructs_cfn::REPLACING;
use serde::Serialize;

/// Whether a change makes a new resource in place of the old one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replacement {
    /// The resource is changed where it is.
    #[default]
    No,
    /// That depends on the values.
    Maybe,
    /// A new one is made, the old one is deleted.
    Yes,
}

/// What a change of the property at this path (`Code.S3Key`, `Tags[0].Value`) does to a resource of this type.
pub(super) fn replacement(type_name: &str, path: &str) -> Replacement {
    let line = REPLACING.lines().find(|line| line.split(' ').next() == Some(type_name));
    let mut found = Replacement::No;
    for entry in line.into_iter().flat_map(|line| line.split(' ').skip(1)) {
        let (property, answer) = match entry.strip_suffix('?') {
            Some(property) => (property, Replacement::Maybe),
            None => (entry, Replacement::Yes),
        };
        if concerns(property, path) {
            found = found.max(answer);
        }
    }
    found
}

/// Is one of the two places inside the other? Positions in lists are left out of the table: `Attributes.Name`.
fn concerns(property: &str, path: &str) -> bool {
    let mut property = property.split('.');
    let mut path = path.split('.').map(|part| part.split('[').next().unwrap_or(part));
    loop {
        match (property.next(), path.next()) {
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) => return false,
            _ => return true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_know_what_replaces() {
        assert_eq!(replacement("AWS::SQS::Queue", "QueueName"), Replacement::Yes);
        assert_eq!(replacement("AWS::SQS::Queue", "DelaySeconds"), Replacement::No);
        assert_eq!(replacement("AWS::Lambda::Function", "Code.S3Key"), Replacement::No);
        assert_eq!(replacement("AWS::No::Such", "Name"), Replacement::No);
    }

    #[test]
    fn a_change_around_or_inside_a_property_concerns_it() {
        assert!(concerns("Key.Name", "Key"));
        assert!(concerns("Key", "Key.Name"));
        assert!(concerns("Keys.Name", "Keys[0].Name"));
        assert!(!concerns("Key", "Keys"));
    }
}
