use sha2::{Digest, Sha256};

/// Human part of a logical id; with the hash the id stays far under CloudFormation's 255.
const HUMAN: usize = 240;

/// The part of a path that names the main resource of a construct; not shown in ids.
const HIDDEN: [&str; 2] = ["Resource", "Default"];

/// Logical id of a node from its path below its stack: the alphanumerics of the path, and eight hex digits of a
/// hash of the whole path, so that different paths never share an id. A path of one plain component is its own id
/// (outputs and parameters are typed by people).
///
/// Ids are part of the promise to users: changing this function replaces live databases.
pub(crate) fn logical_id(path: &[&str]) -> String {
    if let [only] = path
        && !only.is_empty()
        && only.len() <= HUMAN
        && only.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return (*only).to_owned();
    }
    let mut human = String::new();
    let mut before = "";
    for (index, part) in path.iter().enumerate() {
        let hidden = HIDDEN.contains(part) && index > 0;
        if hidden || *part == before {
            continue;
        }
        before = part;
        human.extend(part.chars().filter(char::is_ascii_alphanumeric));
    }
    human.truncate(HUMAN);
    human + &hash8(path.join("/").as_bytes()).to_uppercase()
}

/// The first eight hex digits of the SHA-256 of `bytes`: for names that must be stable and must differ.
#[must_use]
pub fn hash8(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_promise() {
        assert_eq!(logical_id(&["Url"]), "Url");
        assert_eq!(logical_id(&["Orders", "Dlq", "Resource"]), "OrdersDlq627A9647");
        assert_eq!(logical_id(&["Orders", "Dlq"]), "OrdersDlqE745C953");
        assert_eq!(logical_id(&["my-url"]), "myurl0AD07448");
    }

    #[test]
    fn a_long_path_gives_a_legal_id() {
        let id = logical_id(&["x".repeat(300).as_str(), "y"]);
        assert_eq!(id.len(), 248);
    }

    proptest::proptest! {
        #[test]
        fn ids_are_legal_and_differ(a in "[A-Za-z0-9_-]{1,12}(/[A-Za-z0-9_-]{1,12}){0,4}", b in "[A-Za-z0-9_-]{1,12}(/[A-Za-z0-9_-]{1,12}){0,4}") {
            let of = |path: &str| logical_id(&path.split('/').collect::<Vec<_>>());
            proptest::prop_assert!(of(&a).bytes().all(|byte| byte.is_ascii_alphanumeric()) && of(&a).len() <= 255);
            proptest::prop_assert_eq!(of(&a) == of(&b), a == b);
        }
    }
}
