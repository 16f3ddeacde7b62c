use serde::{Deserialize, Serialize};

/// Where one field of a command's input comes from on its REST route, as `fields(..)` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldMapping {
    /// Field of the input object, as serde names it.
    pub field: String,
    /// Part of the request that holds it.
    #[serde(rename = "in")]
    pub location: Location,
    /// Its name there: of the path parameter, query parameter, header or body field.
    pub wire_name: String,
}

/// A part of an HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// A `{parameter}` of the path.
    Path,
    /// The query string.
    Query,
    /// A request header; names are compared without case.
    Header,
    /// A field of the JSON body.
    Body,
}

impl Location {
    /// All parts, in the order in which messages list them.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Body];

    /// `path`, `query`, `header`, `body`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }

    /// The part of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}
