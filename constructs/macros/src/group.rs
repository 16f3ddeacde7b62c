use eventual_analyzer_model::{Handler, HandlerKind, ServiceModel};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// The handlers of one kind, as they appear in the module.
pub(crate) struct Group<'a> {
    kind: HandlerKind,
    handlers: Vec<&'a Handler>,
}

impl<'a> Group<'a> {
    /// The groups of all kinds whose handlers have a function each.
    pub(crate) fn all(model: &'a ServiceModel) -> Vec<Self> {
        let kinds = HandlerKind::ALL.into_iter().filter(|it| it.facts().has_function);
        kinds
            .map(|kind| Self { kind, handlers: model.handlers().filter(|it| it.kind == kind).collect() })
            .collect()
    }

    fn field_text(&self) -> String {
        self.kind.facts().group.to_lowercase()
    }

    pub(crate) fn field(&self) -> Ident {
        format_ident!("{}", self.field_text())
    }

    pub(crate) fn props_type(&self) -> Ident {
        format_ident!("{}", self.kind.facts().group)
    }

    /// Struct of what is made for them: `CommandResources`.
    pub(crate) fn outputs_type(&self) -> Ident {
        let group = self.kind.facts().group;
        format_ident!("{}Resources", group.strip_suffix('s').unwrap_or(group))
    }

    fn is_subscription(&self) -> bool {
        self.kind == HandlerKind::Subscription
    }

    fn names(&self) -> impl Iterator<Item = Ident> {
        self.handlers.iter().map(|it| field_name(&it.name))
    }

    fn docs(&self) -> impl Iterator<Item = String> {
        self.handlers.iter().map(|it| match it.docs.as_deref() {
            Some(docs) => format!("{docs}\n\n`{}` at `{}`.", it.function, it.location),
            None => format!("`{}` at `{}`.", it.function, it.location),
        })
    }

    /// The struct of overrides.
    pub(crate) fn props(&self) -> TokenStream {
        let name = self.props_type();
        let ty = if self.is_subscription() { quote!(SubscriptionProps) } else { quote!(FunctionProps) };
        let (names, docs) = (self.names(), self.docs());
        let summary = format!("Overrides for {}; what is left out keeps its default.", self.field_text());
        quote! {
            #[doc = #summary]
            #[derive(Clone, Debug, Default)]
            pub struct #name { #( #[doc = #docs] pub #names: __private::#ty, )* }
        }
    }

    /// The struct of resources.
    pub(crate) fn outputs(&self) -> TokenStream {
        let name = self.outputs_type();
        let ty = if self.is_subscription() { quote!(SubscriptionResources) } else { quote!(Function) };
        let (names, docs) = (self.names(), self.docs());
        let summary = format!("What was made for {}.", self.field_text());
        quote! {
            #[doc = #summary]
            #[derive(Clone, Debug)]
            pub struct #name { #( #[doc = #docs] pub #names: __private::#ty, )* }
        }
    }

    /// Statements that move the overrides into `settings`.
    pub(crate) fn gather(&self) -> TokenStream {
        let group = self.field();
        let map = if self.is_subscription() { quote!(events.subscriptions) } else { quote!(functions) };
        let ids = self.handlers.iter().map(|it| it.id());
        let names = self.names();
        quote! { #( settings.#map.insert(#ids.into(), props.#group.#names); )* }
    }

    /// The struct of resources, filled from `inner`.
    pub(crate) fn take(&self) -> TokenStream {
        let (ty, group) = (self.outputs_type(), self.field());
        let (names, keys) = (self.names(), self.handlers.iter().map(|it| &it.name));
        quote! { #ty { #( #names: __private::present(inner.#group.get(#keys).cloned(), #keys), )* } }
    }
}

/// A wire name as a field: what cannot stand in one becomes `_`, a keyword becomes raw.
fn field_name(name: &str) -> Ident {
    let mut text: String =
        name.chars().map(|it| if it.is_alphanumeric() || it == '_' { it } else { '_' }).collect();
    if text.is_empty() || text.starts_with(|it: char| it.is_numeric()) {
        text.insert(0, '_');
    }
    match text.as_str() {
        // These cannot be raw.
        "_" | "self" | "Self" | "super" | "crate" => format_ident!("{text}_"),
        _ => match syn::parse_str::<Ident>(&text) {
            Ok(_) => Ident::new(&text, Span::call_site()),
            Err(_) => Ident::new_raw(&text, Span::call_site()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wire_name_gives_a_field() {
        for (name, field) in [
            ("create_order", "create_order"),
            ("move", "r#move"),
            ("self", "self_"),
            ("3d", "_3d"),
            ("a-b", "a_b"),
            ("_", "__"),
        ] {
            assert_eq!(field_name(name).to_string(), field);
        }
    }
}
