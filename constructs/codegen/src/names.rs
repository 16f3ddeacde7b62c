//! Rust names for CloudFormation names.

use heck::{ToShoutySnakeCase, ToSnakeCase};

/// Words that no rule on upper and lower case splits well.
const WORDS: [(&str, &str); 12] = [
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("IpV4", "Ipv4"),
    ("IpV6", "Ipv6"),
    ("GraphQL", "Graphql"),
    ("DynamoDB", "Dynamodb"),
    ("DynamoDb", "Dynamodb"),
    ("OAuth", "Oauth"),
    ("IoT", "Iot"),
    ("MiB", "Mib"),
    ("GiB", "Gib"),
    ("QoS", "Qos"),
];

/// Reserved words, in any edition, that a raw identifier can stand for.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The field for a property: `KMSMasterKeyId` is `kms_master_key_id`, `Type` is `r#type`.
pub(crate) fn field(property: &str) -> String {
    let name = split(property).to_snake_case();
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        keyword if KEYWORDS.contains(&keyword) => format!("r#{keyword}"),
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => format!("_{name}"),
        _ => name,
    }
}

/// The associated constant for an attribute: `Endpoint.Address` is `ENDPOINT_ADDRESS`.
pub(crate) fn constant(attribute: &str) -> String {
    split(&attribute.replace('.', "_")).to_shouty_snake_case()
}

/// A type name, or a part of one: the name as CloudFormation has it, first letters upper case, signs left out.
pub(crate) fn type_part(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
            })
        })
        .collect()
}

/// Module and cargo feature of a type's service: `AWS::ApiGateway::Method` is `apigateway`, `Alexa::ASK::Skill` is
/// `alexa_ask`.
pub(crate) fn service(type_name: &str) -> String {
    let mut parts = type_name.split("::");
    let (vendor, service) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let name = if vendor == "AWS" { service.to_owned() } else { format!("{vendor}_{service}") };
    name.to_lowercase()
}

/// Prepares for the split into words: known words, and plurals of abbreviations (`SubnetIDs`, `ARNs`).
fn split(name: &str) -> String {
    let name = WORDS.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to));
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    for (at, &letter) in letters.iter().enumerate() {
        let plural = letter == 's'
            && at >= 2
            && letters[at - 1].is_ascii_uppercase()
            && letters[at - 2].is_ascii_uppercase()
            && letters.get(at + 1).is_none_or(char::is_ascii_uppercase);
        if plural {
            lower_abbreviation(&mut out);
        }
        out.push(letter);
    }
    out
}

/// `SubnetID` becomes `SubnetId`, so that the `s` to come stays with it.
fn lower_abbreviation(out: &mut String) {
    let start = out.rfind(|c: char| !c.is_ascii_uppercase()).map_or(0, |at| at + 1);
    let tail = out.split_off(start);
    let mut letters = tail.chars();
    out.extend(letters.next());
    out.push_str(&letters.as_str().to_ascii_lowercase());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case() {
        let cases = [
            ("FifoQueue", "fifo_queue"),
            ("KMSMasterKeyId", "kms_master_key_id"),
            ("SSESpecification", "sse_specification"),
            ("S3Bucket", "s3_bucket"),
            ("EC2TagFilters", "ec2_tag_filters"),
            ("SubnetIDs", "subnet_ids"),
            ("ARNs", "arns"),
            ("IPv6Addresses", "ipv6_addresses"),
            ("deadLetterTargetArn", "dead_letter_target_arn"),
            ("Type", "r#type"),
            ("While", "r#while"),
            ("Self", "self_"),
            ("GraphQLApi", "graphql_api"),
        ];
        for (property, expected) in cases {
            assert_eq!(field(property), expected);
        }
    }

    #[test]
    fn constants_and_types_and_services() {
        assert_eq!(constant("Endpoint.Address"), "ENDPOINT_ADDRESS");
        assert_eq!(constant("QueueUrl"), "QUEUE_URL");
        assert_eq!(type_part("my_thing.x"), "MyThingX");
        assert_eq!(type_part("WebACL"), "WebACL");
        assert_eq!(service("AWS::ApiGateway::Method"), "apigateway");
        assert_eq!(service("Alexa::ASK::Skill"), "alexa_ask");
    }
}
