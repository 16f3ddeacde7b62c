//! What the tables under `generated` expand to.
//!
//! ```text
//! resource! {
//!     Function = "AWS::Lambda::Function", tags: Pairs("Tags");
//!     required { code: FunctionCode = "Code", }
//!     optional { handler: String = "Handler", }
//!     attributes { ARN: String = "Arn", }
//! }
//! ```
//! A table is 2.5 times smaller than the code it stands for, and compiles in the same time. What is `#[inline]` is
//! compiled where it is used, which halves the time this crate takes.
//!
//! A struct without required properties is `Default`; one with required ones has `new(required..)`. Both serve struct
//! update syntax, so that leaving out a required property does not compile.

use serde_json::Map as Object;

pub(crate) use crate::{Attribute, CfnResource, Json, List, Map, Tag, ToJson, Value};

/// A field of a generated struct.
pub(crate) trait Property {
    /// The value, `None` when unset.
    fn get(&self) -> Option<Json>;
}

impl<T: ToJson> Property for Value<T> {
    fn get(&self) -> Option<Json> {
        Some(self.to_json())
    }
}

impl<T: ToJson> Property for Option<Value<T>> {
    fn get(&self) -> Option<Json> {
        self.as_ref().map(ToJson::to_json)
    }
}

/// The properties that are set, keys in alphabetical order.
pub(crate) fn object(properties: &[(&str, &dyn Property)]) -> Json {
    let mut object: Object<String, Json> = properties
        .iter()
        .filter_map(|(name, property)| Some(((*name).to_owned(), property.get()?)))
        .collect();
    // Matters when another crate of the program turns on serde_json's `preserve_order`.
    object.sort_keys();
    Json::Object(object)
}

/// Declares a property type.
macro_rules! property {
    (
        $(#[$meta:meta])* $name:ident = $path:literal;
        $(required { $($(#[$rmeta:meta])* $required:ident: $rty:ty = $rname:literal,)+ })?
        $(optional { $($(#[$ometa:meta])* $optional:ident: $oty:ty = $oname:literal,)+ })?
    ) => {
        structure! {
            $(#[$meta])* $name = $path;
            $(required { $($(#[$rmeta])* $required: $rty = $rname,)+ })?
            $(optional { $($(#[$ometa])* $optional: $oty = $oname,)+ })?
        }
        impl ToJson for $name {
            #[inline]
            fn to_json(&self) -> Json {
                object(&[
                    $($(($rname, &self.$required),)+)?
                    $($(($oname, &self.$optional),)+)?
                ])
            }
        }
    };
}

/// Declares a resource type.
macro_rules! resource {
    (
        $(#[$meta:meta])* $name:ident = $path:literal $(, tags: $shape:ident($tags:literal))?;
        $(required { $($(#[$rmeta:meta])* $required:ident: $rty:ty = $rname:literal,)+ })?
        $(optional { $($(#[$ometa:meta])* $optional:ident: $oty:ty = $oname:literal,)+ })?
        $(attributes { $($constant:ident: $aty:ty = $aname:literal,)+ })?
    ) => {
        structure! {
            $(#[$meta])* $name = $path;
            $(required { $($(#[$rmeta])* $required: $rty = $rname,)+ })?
            $(optional { $($(#[$ometa])* $optional: $oty = $oname,)+ })?
        }
        $(
            impl $name {
                $(
                    #[doc = concat!("Attribute `", $aname, "`.")]
                    pub const $constant: Attribute<$aty> = Attribute::new($aname);
                )+
            }
        )?
        impl CfnResource for $name {
            const TYPE: &'static str = $path;
            const ATTRIBUTES: &'static [&'static str] = &[$($($aname,)+)?];
            $(const TAGS: Option<crate::Tagging> = Some(crate::Tagging::$shape($tags));)?

            #[inline]
            fn properties(&self) -> Json {
                object(&[
                    $($(($rname, &self.$required),)+)?
                    $($(($oname, &self.$optional),)+)?
                ])
            }
        }
    };
}

/// The struct itself, and the way to make one.
macro_rules! structure {
    (
        $(#[$meta:meta])* $name:ident = $path:literal;
        $(optional { $($(#[$ometa:meta])* $optional:ident: $oty:ty = $oname:literal,)+ })?
    ) => {
        #[doc = concat!("`", $path, "`")]
        #[doc = ""]
        $(#[$meta])*
        #[derive(Clone, Debug, Default)]
        pub struct $name {
            $($(
                #[doc = concat!("`", $oname, "`. ")]
                $(#[$ometa])*
                pub $optional: Option<Value<$oty>>,
            )+)?
        }
    };
    (
        $(#[$meta:meta])* $name:ident = $path:literal;
        required { $($(#[$rmeta:meta])* $required:ident: $rty:ty = $rname:literal,)+ }
        $(optional { $($(#[$ometa:meta])* $optional:ident: $oty:ty = $oname:literal,)+ })?
    ) => {
        #[doc = concat!("`", $path, "`")]
        #[doc = ""]
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $(
                #[doc = concat!("`", $rname, "`, required. ")]
                $(#[$rmeta])*
                pub $required: Value<$rty>,
            )+
            $($(
                #[doc = concat!("`", $oname, "`. ")]
                $(#[$ometa])*
                pub $optional: Option<Value<$oty>>,
            )+)?
        }
        impl $name {
            /// Only the required properties, in alphabetical order.
            pub fn new($($required: impl Into<Value<$rty>>),+) -> Self {
                Self { $($required: $required.into(),)+ $($($optional: None,)+)? }
            }
        }
    };
}
