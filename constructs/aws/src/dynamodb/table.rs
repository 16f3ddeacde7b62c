use std::collections::BTreeMap;

use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::dynamodb as cfn;
use eventual_constructs_core::{Construct, Node, RemovalPolicy, Resource, Scope, sub};

use super::Key;
use crate::Setting;
use crate::iam::{Grantee, Statement};

/// What reads.
const READ: [&str; 6] = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
];
/// What writes.
const WRITE: [&str; 5] = [
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
];

/// A second order of a table's items, all of whose attributes it holds.
#[derive(Clone, Debug)]
pub struct Index {
    /// Name.
    pub name: String,
    /// Items with the same value lie together.
    pub partition_key: Key,
    /// Order within a partition.
    pub sort_key: Option<Key>,
}

/// Settings of a table.
#[derive(Clone, Debug, Default)]
pub struct TableProps {
    /// Order within a partition. Default: one item per partition key.
    pub sort_key: Setting<Key>,
    /// Name. Default: made by CloudFormation.
    pub table_name: Setting<Value<String>>,
    /// Global secondary indexes.
    pub indexes: Vec<Index>,
    /// Attribute with the epoch second after which an item is deleted.
    pub time_to_live_attribute: Setting<String>,
    /// Offers the changes of items, old and new, as a stream. Default: no.
    pub stream: bool,
    /// Keeps 35 days of back-up. Default: no.
    pub point_in_time_recovery: bool,
    /// Forbids deleting the table. Default: no.
    pub deletion_protection: bool,
    /// Default: the table and its data stay when the stack goes.
    pub removal_policy: Setting<RemovalPolicy>,
}

/// A table, paid by request.
#[derive(Clone, Debug)]
pub struct Table {
    construct: Construct,
    name: Value<String>,
    arn: Value<String>,
    stream_arn: Option<Value<String>>,
    has_indexes: bool,
    resource: Option<Resource<cfn::Table>>,
}

impl Table {
    /// A table with this partition key.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, partition_key: Key, props: TableProps) -> Self {
        let construct = Construct::new(scope, id);
        let schema = |role: &str, key: &Key| cfn::TableKeySchemaItem::new(key.name.as_str(), role);
        let sort_key = props.sort_key.get();
        let keys: Vec<_> = [schema("HASH", &partition_key)]
            .into_iter()
            .chain(sort_key.map(|key| schema("RANGE", key)))
            .collect();
        let resource = construct.add(
            "Resource",
            cfn::Table {
                attribute_definitions: Some(attributes(&partition_key, &props)),
                billing_mode: Some("PAY_PER_REQUEST".into()),
                deletion_protection_enabled: props.deletion_protection.then(|| true.into()),
                global_secondary_indexes: (!props.indexes.is_empty())
                    .then(|| props.indexes.iter().map(index).collect()),
                point_in_time_recovery_specification: props.point_in_time_recovery.then(|| {
                    cfn::TablePointInTimeRecoverySpecification {
                        point_in_time_recovery_enabled: Some(true.into()),
                        ..Default::default()
                    }
                    .into()
                }),
                stream_specification: props
                    .stream
                    .then(|| cfn::TableStreamSpecification::new("NEW_AND_OLD_IMAGES").into()),
                table_name: props.table_name.clone().into_option(),
                time_to_live_specification: props.time_to_live_attribute.get().map(|attribute| {
                    cfn::TableTimeToLiveSpecification {
                        attribute_name: Some(attribute.as_str().into()),
                        ..cfn::TableTimeToLiveSpecification::new(true)
                    }
                    .into()
                }),
                ..cfn::Table::new(keys.into_iter().collect::<Value<_>>())
            },
        );
        resource.removal_policy(props.removal_policy.or_value(RemovalPolicy::Retain));
        Self {
            name: resource.reference(),
            arn: resource.get(cfn::Table::ARN),
            stream_arn: props.stream.then(|| resource.get(cfn::Table::STREAM_ARN)),
            has_indexes: !props.indexes.is_empty(),
            resource: Some(resource),
            construct,
        }
    }

    /// A table that exists already, in the account and region of the stack.
    #[track_caller]
    pub fn from_name(scope: &impl Scope, id: &str, name: &str) -> Self {
        Self {
            construct: Construct::new(scope, id),
            name: name.into(),
            arn: sub(
                &format!(
                    "arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/{name}"
                ),
                [],
            ),
            stream_arn: None,
            has_indexes: true,
            resource: None,
        }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// ARN of its stream. A table that was made without one has none: deployment fails then.
    #[must_use]
    pub fn stream_arn(&self) -> Value<String> {
        self.stream_arn.clone().unwrap_or_else(|| sub("${Table}/stream/*", [("Table", self.arn())]))
    }

    /// The generated resource; `None` for a table that existed before.
    #[must_use]
    pub fn resource(&self) -> Option<&Resource<cfn::Table>> {
        self.resource.as_ref()
    }

    /// Lets `reader` read items.
    pub fn grant_read(&self, reader: &impl Grantee) {
        self.grant(reader, &READ);
    }

    /// Lets `writer` write and delete items.
    pub fn grant_write(&self, writer: &impl Grantee) {
        self.grant(writer, &WRITE);
    }

    /// Lets `user` read, write and delete items.
    pub fn grant_read_write(&self, user: &impl Grantee) {
        self.grant_read(user);
        self.grant_write(user);
    }

    /// Lets `user` do these actions on the table and its indexes.
    pub fn grant(&self, user: &impl Grantee, actions: &[&str]) {
        let statement = Statement::allow(actions.iter().copied()).on(self.arn());
        let indexes = self.has_indexes.then(|| sub("${Table}/index/*", [("Table", self.arn())]));
        user.add_to_policy(statement.on_each(indexes));
    }
}

/// Definitions of all attributes in keys, each once.
fn attributes(
    partition_key: &Key,
    props: &TableProps,
) -> Value<eventual_constructs_cfn::List<cfn::TableAttributeDefinition>> {
    let of_indexes =
        props.indexes.iter().flat_map(|index| [Some(&index.partition_key), index.sort_key.as_ref()]);
    let keys = [Some(partition_key), props.sort_key.get()].into_iter().chain(of_indexes).flatten();
    let types: BTreeMap<&str, &str> = keys.map(|key| (key.name.as_str(), key.type_letter())).collect();
    types.into_iter().map(|(name, letter)| cfn::TableAttributeDefinition::new(name, letter)).collect()
}

fn index(index: &Index) -> cfn::TableGlobalSecondaryIndex {
    let schema =
        |role: &str, key: &Key| cfn::TableGlobalSecondaryIndexKeySchemaItem::new(key.name.as_str(), role);
    let keys = [schema("HASH", &index.partition_key)].into_iter();
    let keys: Value<_> = keys.chain(index.sort_key.as_ref().map(|key| schema("RANGE", key))).collect();
    let projection = cfn::TableProjection { projection_type: Some("ALL".into()), ..Default::default() };
    cfn::TableGlobalSecondaryIndex::new(index.name.as_str(), keys, projection)
}

impl Scope for Table {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
