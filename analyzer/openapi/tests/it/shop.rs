use eventual_analyzer_describe::*;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An order as the shop sends it.
#[derive(Serialize, Deserialize, JsonSchema, Validate)]
pub(crate) struct NewOrder {
    /// Which article.
    #[garde(length(min = 1))]
    pub(crate) sku: String,
    #[garde(range(min = 1))]
    pub(crate) quantity: u32,
    #[garde(dive)]
    pub(crate) deliver_to: Option<Address>,
}

#[derive(Serialize, Deserialize, JsonSchema, Validate)]
pub(crate) struct Address {
    #[garde(length(min = 1))]
    pub(crate) street: String,
    #[garde(pattern("^[0-9]{5}$"))]
    pub(crate) zip: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct OrderQuery {
    pub(crate) id: String,
    /// How many lines at most.
    pub(crate) limit: Option<u8>,
    pub(crate) tenant: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Update {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) note: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Open,
    /// On its way.
    Shipped,
}

/// What the shop knows of an order.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) deliver_to: Option<Address>,
}

fn takes<T: JsonSchema>(parameter: &str) -> Option<InputDescription> {
    Some(InputDescription { parameter: Some(parameter.into()), schema: input_schema_of::<T>() })
}

pub(crate) fn shop() -> ServiceDescription {
    let mut shop = ServiceDescription::new("shop", "1.2.3");
    shop.docs = Some("Sells things.".into());
    let create = CommandDescription {
        path: Some("/orders".into()),
        summary: Some("Places an order".into()),
        tags: vec!["orders".into()],
        input: takes::<NewOrder>("order"),
        output: Some(output_schema_of::<String>()),
        errors: vec![ErrorDescription { status: 409, code: "SoldOut".into(), description: None }],
        ..CommandDescription::new("create_order")
    };
    let get = CommandDescription {
        method: Method::Get,
        path: Some("/orders/{id}".into()),
        input: takes::<OrderQuery>("query"),
        parameters: vec![FieldMapping {
            field: "tenant".into(),
            location: Location::Header,
            wire_name: "X-Tenant".into(),
        }],
        output: Some(output_schema_of::<Order>()),
        ..CommandDescription::new("get_order")
    };
    let hello = CommandDescription {
        method: Method::Get,
        path: Some("/hello".into()),
        input: takes::<String>("name"),
        output: Some(output_schema_of::<String>()),
        ..CommandDescription::new("hello")
    };
    let update = CommandDescription {
        method: Method::Patch,
        path: Some("/orders/{id}".into()),
        input: takes::<Update>("update"),
        ..CommandDescription::new("update_order")
    };
    for command in [create, get, hello, CommandDescription::new("ping"), update] {
        shop.push(HandlerDescription::Command(command));
    }
    shop.push(HandlerDescription::Route(RouteDescription {
        name: "hello".into(),
        method: Method::Get,
        path: "/files/{rest+}".into(),
        summary: None,
        description: Some("A file.".into()),
        tags: Vec::new(),
    }));
    shop
}
