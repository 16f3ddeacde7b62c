use super::Problem;
use crate::json::Json;
use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};

/// A part of an input. The types being read decide what text becomes: `?limit=5` is a number where a number is
/// asked for. Errors carry the path of the guilty part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// From a JSON body.
    Json(Json),
    /// From the path, the query or a header: one or more texts of one name.
    Text(Vec<String>),
    /// The parts of a REST request by name.
    Object {
        /// Name and part, first wins.
        fields: Vec<(String, Node)>,
        /// Name of the parameter whose value the whole input is: if its type turns out not to be an object
        /// (`GET /hello?name=sam` of `fn hello(name: String)`), the part of that name is meant.
        sole: Option<&'static str>,
    },
    /// Not there.
    Absent,
}

impl Node {
    /// Removes a field; [`Node::Absent`] if there is none.
    pub(crate) fn take_field(&mut self, name: &str) -> Node {
        match self {
            Self::Json(json) => json.take(name).map_or(Self::Absent, Self::Json),
            Self::Object { fields, .. } => match fields.iter().position(|it| it.0 == name) {
                Some(index) => fields.swap_remove(index).1,
                None => Self::Absent,
            },
            Self::Text(_) | Self::Absent => Self::Absent,
        }
    }

    /// The part that is meant where no object is asked for, and its name in messages.
    fn scalar(self) -> (Node, Option<&'static str>) {
        match self {
            Self::Object { mut fields, sole: Some(sole) } => {
                let index = fields.iter().position(|it| it.0 == sole);
                (index.map_or(Self::Absent, |index| fields.swap_remove(index).1), Some(sole))
            }
            other => (other, None),
        }
    }

    /// Reads a part that is no object; the error gets the part's name.
    fn read<T>(self, read: impl FnOnce(Node) -> Result<T, Problem>) -> Result<T, Problem> {
        let (node, name) = self.scalar();
        read(node).map_err(|problem| match name {
            Some(name) => problem.within(name),
            None => problem,
        })
    }
}

/// The one text of a name that may be given once.
fn single(mut texts: Vec<String>) -> Result<String, Problem> {
    match texts.pop() {
        Some(text) if texts.is_empty() => Ok(text),
        _ => Err(Problem::new("", "is given more than once")),
    }
}

fn missing() -> Problem {
    Problem::new("", "is missing")
}

fn visit_number<'de, V: Visitor<'de>>(number: &str, visitor: V) -> Result<V::Value, Problem> {
    if let Ok(value) = number.parse::<u64>() {
        visitor.visit_u64(value)
    } else if let Ok(value) = number.parse::<i64>() {
        visitor.visit_i64(value)
    } else {
        visitor.visit_f64(number.parse().unwrap_or(f64::NAN))
    }
}

/// What was found where a type that no JSON value of this kind fits was asked for.
fn unexpected(json: &Json) -> Unexpected<'_> {
    match json {
        Json::Null => Unexpected::Unit,
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::Number(number) => Unexpected::Other(number),
        Json::String(text) => Unexpected::Str(text),
        Json::Array(_) => Unexpected::Seq,
        Json::Object(_) => Unexpected::Map,
    }
}

/// Numbers and booleans: texts are parsed.
macro_rules! parsed {
    ($($method:ident $type:ty => $visit:ident),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.read(|node| match node {
                Node::Text(texts) => {
                    let text = single(texts)?;
                    match text.parse::<$type>() {
                        Ok(value) => visitor.$visit(value),
                        Err(_) => Err(Problem::invalid_type(Unexpected::Str(&text), &visitor)),
                    }
                }
                node => node.deserialize_any(visitor),
            })
        }
    )+};
}

/// Everything else that is no object.
macro_rules! plain {
    ($($method:ident),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            self.read(|node| node.deserialize_any(visitor))
        }
    )+};
}

impl<'de> Deserializer<'de> for Node {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Json(Json::Null) => visitor.visit_unit(),
            Self::Json(Json::Bool(value)) => visitor.visit_bool(value),
            Self::Json(Json::Number(number)) => visit_number(&number, visitor),
            Self::Json(Json::String(text)) => visitor.visit_string(text),
            Self::Json(Json::Array(items)) => visit_seq(items.into_iter().map(Self::Json), visitor),
            Self::Json(Json::Object(fields)) => visit_json_map(fields, visitor),
            Self::Text(texts) if texts.len() == 1 => visitor.visit_string(single(texts)?),
            Self::Text(texts) => visit_seq(texts.into_iter().map(|text| Self::Text(vec![text])), visitor),
            Self::Object { fields, .. } => visit_map(fields.into_iter(), visitor),
            Self::Absent => Err(missing()),
        }
    }

    parsed! {
        deserialize_bool bool => visit_bool,
        deserialize_i8 i64 => visit_i64,
        deserialize_i16 i64 => visit_i64,
        deserialize_i32 i64 => visit_i64,
        deserialize_i64 i64 => visit_i64,
        deserialize_u8 u64 => visit_u64,
        deserialize_u16 u64 => visit_u64,
        deserialize_u32 u64 => visit_u64,
        deserialize_u64 u64 => visit_u64,
        deserialize_f32 f64 => visit_f64,
        deserialize_f64 f64 => visit_f64,
    }

    plain! {
        deserialize_i128, deserialize_u128, deserialize_bytes, deserialize_byte_buf, deserialize_unit,
    }

    // By itself, not by `deserialize_any`: a handler that takes text only then links nothing that reads numbers.
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.read(|node| match node {
            Node::Json(Json::String(text)) => visitor.visit_string(text),
            Node::Json(json) => Err(Problem::invalid_type(unexpected(&json), &visitor)),
            Node::Text(texts) => visitor.visit_string(single(texts)?),
            Node::Object { .. } => Err(Problem::invalid_type(Unexpected::Map, &visitor)),
            Node::Absent => Err(missing()),
        })
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_string(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_string(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Self::Absent | Self::Json(Json::Null) => visitor.visit_none(),
            // Whether the object or its one part is meant is known only once the inner type is; nothing at
            // all is `None` either way.
            Self::Object { fields, .. } if fields.is_empty() => visitor.visit_none(),
            node => visitor.visit_some(node),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.read(|node| match node {
            // A list of one is a list.
            Self::Text(texts) => visit_seq(texts.into_iter().map(|text| Self::Text(vec![text])), visitor),
            node => node.deserialize_any(visitor),
        })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.read(|node| match node {
            Self::Json(Json::String(name)) => visitor.visit_enum(Variant { name, content: None }),
            Self::Json(Json::Object(fields)) if fields.len() == 1 => match fields.into_iter().next() {
                Some((name, content)) => visitor.visit_enum(Variant { name, content: Some(content) }),
                None => Err(missing()),
            },
            Self::Text(texts) => visitor.visit_enum(Variant { name: single(texts)?, content: None }),
            Self::Absent => Err(missing()),
            _ => Err(Problem::new("", "must be the name of a variant, or an object of one field so named")),
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_unit()
    }
}

fn visit_seq<'de, V: Visitor<'de>>(
    items: impl ExactSizeIterator<Item = Node>,
    visitor: V,
) -> Result<V::Value, Problem> {
    let mut items = Items { items, index: 0 };
    let value = visitor.visit_seq(&mut items)?;
    match items.items.len() {
        0 => Ok(value),
        left => Err(Problem::new("", format!("has {left} elements too many"))),
    }
}

struct Items<I> {
    items: I,
    index: usize,
}

impl<'de, I: ExactSizeIterator<Item = Node>> SeqAccess<'de> for Items<I> {
    type Error = Problem;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Problem> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(node).map(Some).map_err(|problem| problem.at(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

fn visit_json_map<'de, V: Visitor<'de>>(
    fields: Vec<(String, Json)>,
    visitor: V,
) -> Result<V::Value, Problem> {
    visit_map(fields.into_iter().map(|(name, value)| (name, Node::Json(value))), visitor)
}

fn visit_map<'de, V: Visitor<'de>>(
    fields: impl Iterator<Item = (String, Node)>,
    visitor: V,
) -> Result<V::Value, Problem> {
    visitor.visit_map(Fields { fields, current: None })
}

struct Fields<I> {
    fields: I,
    current: Option<(String, Node)>,
}

impl<'de, I: Iterator<Item = (String, Node)>> MapAccess<'de> for Fields<I> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Problem> {
        self.current = self.fields.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        // As text, so that a map by number works.
        seed.deserialize(Node::Text(vec![name.clone()])).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Problem> {
        let Some((name, node)) = self.current.take() else { return Err(missing()) };
        seed.deserialize(node).map_err(|problem| problem.within(&name))
    }
}

struct Variant {
    name: String,
    content: Option<Json>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Problem;
    type Variant = Content;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Content), Problem> {
        let name: StringDeserializer<Problem> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(name)?, Content { name: self.name, content: self.content }))
    }
}

struct Content {
    name: String,
    content: Option<Json>,
}

impl Content {
    fn read<T>(self, read: impl FnOnce(Node) -> Result<T, Problem>) -> Result<T, Problem> {
        read(self.content.map_or(Node::Absent, Node::Json)).map_err(|problem| problem.within(&self.name))
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Problem;

    fn unit_variant(self) -> Result<(), Problem> {
        match self.content {
            None | Some(Json::Null) => Ok(()),
            Some(_) => Err(Problem::new(self.name, "holds nothing")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Problem> {
        self.read(|node| seed.deserialize(node))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Problem> {
        self.read(|node| node.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        self.read(|node| node.deserialize_any(visitor))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        price: f64,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Gift,
        Other(u8),
        Sized { size: u8 },
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        id: u32,
        #[serde(default)]
        lines: Vec<Line>,
        kind: Option<Kind>,
    }

    fn read<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, String> {
        T::deserialize(Node::Json(value.into())).map_err(|problem| problem.to_string())
    }

    fn text(fields: &[(&str, &[&str])], sole: Option<&'static str>) -> Node {
        let fields = fields
            .iter()
            .map(|(name, texts)| {
                ((*name).to_owned(), Node::Text(texts.iter().map(|it| (*it).to_owned()).collect()))
            })
            .collect();
        Node::Object { fields, sole }
    }

    #[test]
    fn json_is_read_as_serde_json_reads_it() {
        let value = json!({ "id": 7, "lines": [{ "price": 1 }, { "price": 2.5 }], "kind": { "other": 3 } });
        let order: Order = read(value.clone()).unwrap();
        assert_eq!(order, serde_json::from_value(value).unwrap());
        for kind in [json!("gift"), json!({ "sized": { "size": 1 } }), json!({ "gift": null }), json!(null)] {
            assert_eq!(read::<Option<Kind>>(kind.clone()), Ok(serde_json::from_value(kind).unwrap()));
        }
        let map: BTreeMap<u8, (i8, char)> = read(json!({ "1": [-1, "x"] })).unwrap();
        assert_eq!(map, BTreeMap::from([(1, (-1, 'x'))]));
    }

    #[test]
    fn an_error_names_the_path_of_the_guilty_part() {
        let cases = [
            (json!({}), "`id` is missing"),
            (json!({ "id": "7" }), "`id` must be u32, not the text \"7\""),
            (json!({ "id": -1 }), "`id` must be u32, not `-1`"),
            (json!({ "id": 1, "lines": [{ "price": 1 }, {}] }), "`lines[1].price` is missing"),
            (json!({ "id": 1, "lines": 3 }), "`lines` must be a sequence, not `3`"),
            (json!({ "id": 1, "x": 1 }), "`x` is not known; known: `id`, `lines`, `kind`"),
            (json!({ "id": 1, "kind": "toy" }), "`kind` must not be `toy`; known: `gift`, `other`, `sized`"),
            (json!({ "id": 1, "kind": { "other": 300 } }), "`kind.other` must be u8, not `300`"),
            (
                json!({ "id": 1, "kind": 5 }),
                "`kind` must be the name of a variant, or an object of one field so named",
            ),
            (json!(5), "must be struct Order, not `5`"),
        ];
        for (value, expected) in cases {
            assert_eq!(read::<Order>(value).unwrap_err(), expected);
        }
        assert_eq!(read::<(u8,)>(json!([1, 2])).unwrap_err(), "has 1 elements too many");
    }

    #[test]
    fn text_becomes_what_the_type_asks_for() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Query {
            limit: u8,
            dry: bool,
            ratio: f32,
            tags: Vec<String>,
            kind: Kind,
            cursor: Option<i64>,
        }
        let node = text(
            &[
                ("limit", &["5"]),
                ("dry", &["true"]),
                ("ratio", &["0.5"]),
                ("tags", &["a"]),
                ("kind", &["gift"]),
            ],
            None,
        );
        let query = Query::deserialize(node).unwrap();
        assert_eq!(
            query,
            Query { limit: 5, dry: true, ratio: 0.5, tags: vec!["a".into()], kind: Kind::Gift, cursor: None }
        );
        let problem = Query::deserialize(text(&[("limit", &["many"])], None)).unwrap_err();
        assert_eq!(problem.to_string(), "`limit` must be u8, not the text \"many\"");
        let problem = Query::deserialize(text(&[("limit", &["1", "2"])], None)).unwrap_err();
        assert_eq!(problem.to_string(), "`limit` is given more than once");
    }

    #[test]
    fn the_sole_parameter_is_found_by_its_name_unless_it_is_an_object() {
        assert_eq!(String::deserialize(text(&[("name", &["sam"])], Some("name"))).unwrap(), "sam");
        assert_eq!(Vec::<u8>::deserialize(text(&[("id", &["1", "2"])], Some("id"))).unwrap(), [1, 2]);
        assert_eq!(Option::<u8>::deserialize(text(&[], Some("id"))).unwrap(), None);
        assert_eq!(Option::<u8>::deserialize(text(&[("id", &["3"])], Some("id"))).unwrap(), Some(3));
        let order = Order::deserialize(text(&[("id", &["3"])], Some("order"))).unwrap();
        assert_eq!(order.id, 3);
        let problem = String::deserialize(text(&[("nam", &["sam"])], Some("name"))).unwrap_err();
        assert_eq!(problem.to_string(), "`name` is missing");
    }
}
