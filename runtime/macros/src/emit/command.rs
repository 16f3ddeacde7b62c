use eventual_analyzer_grammar::{CommandAttr, FieldKey, HandlerFn, HandlerSignature, Param};
use eventual_analyzer_model::{HandlerKind, Location, Method};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::handler::{arguments, chain, declare, marker, optional, output, register, span_of, variables};
use crate::krate::Krate;

/// The user's function untouched, its marker, and how the marker answers calls and describes itself.
pub(crate) fn command(krate: &Krate, attr: &CommandAttr, function: &HandlerFn) -> TokenStream {
    let e = krate.private();
    let marker = marker(&attr.signature);
    let declaration = declare(&attr.signature);
    let registration = register(krate, HandlerKind::Command, &attr.signature.name.value, &marker);
    let answers = answers(krate, attr);
    let describes = describes(krate, attr);
    let check = field_check(attr);
    let implementation = quote! {
        const _: () = {
            #answers
            #describes
            #registration
            #check
            #e::if_lambda! {
                impl #e::lambda::Entry for #marker {
                    fn entry(invocation: #e::lambda::Invocation) -> #e::lambda::Answer {
                        #e::lambda::http_entry::<#marker>(invocation)
                    }
                }
            }
        };
    };
    quote!(#function #declaration #implementation)
}

fn path(attr: &CommandAttr) -> Option<String> {
    attr.path.as_ref().map(|it| it.value.to_string())
}

/// Name of the parameter whose type the wire value is.
fn sole(attr: &CommandAttr) -> Option<String> {
    if attr.input_is_object() {
        return None;
    }
    attr.signature.inputs().next().map(Param::name)
}

fn answers(krate: &Krate, attr: &CommandAttr) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let marker = marker(signature);
    let (name, function) = (&signature.name.value, &signature.ident);
    let method = attr.route_method().as_str();
    let path = match path(attr) {
        Some(path) => quote!(::core::option::Option::Some(#path)),
        None => quote!(::core::option::Option::None),
    };
    let reads_headers =
        !attr.middleware.is_empty() || attr.fields.iter().any(|it| it.location == Location::Header);
    let chain = chain(krate, &attr.middleware);
    let inputs = variables(signature);
    let read = read_inputs(&e, attr, &inputs);
    let arguments = arguments(krate, signature, &inputs);
    let answer = if signature.returns_result { quote!(answer_result) } else { quote!(answer) };
    let answer = answer_at(krate, signature, &answer);
    quote! {
        impl #e::HttpHandler for #marker {
            const NAME: &'static str = #name;
            const METHOD: &'static str = #method;
            const PATH: ::core::option::Option<&'static str> = #path;
            const RPC: bool = true;
            const READS_HEADERS: bool = #reads_headers;
            fn handle(__call: #e::HttpCall) -> #e::BoxFuture<#e::Response> {
                #e::serve(__call, #chain, |__request, __target, __context| ::std::boxed::Box::pin(async move {
                    #read
                    let __value = #function(#(#arguments),*).await;
                    #answer
                }))
            }
        }
    }
}

/// The call that turns `value` into a response; what is wrong with its type is said at the return type.
pub(super) fn answer_at(krate: &Krate, signature: &HandlerSignature, answer: &TokenStream) -> TokenStream {
    let span = signature.output.as_ref().map_or_else(Span::call_site, span_of);
    let e = krate.private_at(span);
    quote_spanned!(span=> #e::#answer(#e::Context::call(&__context), __value))
}

/// Statements that bind each input, or return the answer 400.
fn read_inputs(e: &TokenStream, attr: &CommandAttr, variables: &[Ident]) -> TokenStream {
    if variables.is_empty() {
        return quote!(let _ = (&__request, &__target););
    }
    let sole = sole(attr);
    let parameter = match &sole {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    let reads = attr.signature.inputs().zip(variables).map(|(param, variable)| {
        let (ty, name) = (&param.ty, param.name());
        let (read, field) = match sole {
            Some(_) => (quote_spanned!(span_of(ty)=> __input.whole::<#ty>()), String::new()),
            None => (quote_spanned!(span_of(ty)=> __input.field::<#ty>(#name)), name),
        };
        quote! {
            let #variable = #read;
            if let ::core::option::Option::Some(__value) = &#variable {
                (&#e::Probe(__value)).validate(#field, __input.problems());
            }
        }
    });
    let fields = attr.fields.iter().map(|it| {
        let (field, location, wire_name) = (it.key.name(), place(it.location), &it.wire_name.value);
        quote! {
            #e::FieldSource { field: #field, location: #e::describe::Location::#location, wire_name: #wire_name }
        }
    });
    quote! {
        const __INPUT: #e::InputSpec = #e::InputSpec { parameter: #parameter, fields: &[#(#fields),*] };
        #[allow(unused_imports)]
        use #e::{ValidateNothing as _, ValidateWithGarde as _};
        let mut __input = #e::read_input(&__INPUT, &__request, &__target);
        #(#reads)*
        if !__input.is_valid() {
            return __input.rejection();
        }
        let (#(::core::option::Option::Some(#variables),)*) = (#(#variables,)*) else {
            return __input.rejection();
        };
    }
}

fn describes(krate: &Krate, attr: &CommandAttr) -> TokenStream {
    let e = krate.private();
    let signature = &attr.signature;
    let marker = marker(signature);
    let name = &signature.name.value;
    let method = format_ident!("{}", variant(attr.route_method()));
    let path = optional(path(attr).as_deref());
    let docs = signature.docs.as_deref();
    let summary = attr.summary.as_ref().map(|it| it.value.as_str()).or(docs.and_then(|it| it.lines().next()));
    let description = attr.description.as_ref().map(|it| it.value.as_str()).or(docs);
    let (summary, description) = (optional(summary), optional(description));
    let tags = attr.tags.iter().map(|it| &it.value);
    let input = describe_input(krate, attr);
    let fields = attr.fields.iter().map(|it| {
        let (field, location, wire_name) = (it.key.name(), place(it.location), &it.wire_name.value);
        quote! {
            #e::describe::FieldMapping {
                field: #field.into(), location: #e::describe::Location::#location, wire_name: #wire_name.into(),
            }
        }
    });
    let fields = match attr.fields.as_slice() {
        [] => TokenStream::new(),
        _ => quote!(it.parameters = ::std::vec![#(#fields),*];),
    };
    let output = output(krate, signature);
    let span = signature.output.as_ref().map_or_else(Span::call_site, span_of);
    let output = quote_spanned!(span=> <#output as #e::DescribeOutput>::schema());
    quote! {
        impl #e::Describe for #marker {
            #[inline]
            fn describe() -> #e::describe::HandlerDescription {
                let mut it = #e::describe::CommandDescription::new(#name);
                it.method = #e::describe::Method::#method;
                it.path = #path;
                it.summary = #summary;
                it.description = #description;
                it.tags = ::std::vec![#(::std::string::String::from(#tags)),*];
                it.input = #input;
                #fields
                it.output = #output;
                #e::describe::HandlerDescription::Command(it)
            }
        }
    }
}

fn describe_input(krate: &Krate, attr: &CommandAttr) -> TokenStream {
    let e = krate.private();
    let mut inputs = attr.signature.inputs().peekable();
    if inputs.peek().is_none() {
        return quote!(::core::option::Option::None);
    }
    if let Some(name) = sole(attr) {
        let schema = inputs.map(|param| {
            let (ty, e) = (&param.ty, krate.private_at(span_of(&param.ty)));
            quote_spanned!(span_of(ty)=> #e::describe::input_schema_of::<#ty>())
        });
        return quote! {
            ::core::option::Option::Some(#e::describe::InputDescription {
                parameter: ::core::option::Option::Some(#name.into()),
                schema: #(#schema)*,
            })
        };
    }
    let fields = inputs.map(|param| {
        let (ty, name) = (&param.ty, param.name());
        quote_spanned!(span_of(ty)=> .field::<#ty>(#name))
    });
    quote! {
        ::core::option::Option::Some(#e::describe::InputDescription {
            parameter: ::core::option::Option::None,
            schema: #e::ObjectSchema::default()#(#fields)*.finish(),
        })
    }
}

/// A struct input must have a field for each parameter of the path, and each field that `fields(..)` names as in
/// Rust.
fn field_check(attr: &CommandAttr) -> TokenStream {
    let (Some(path), Some(_), Some(param)) = (&attr.path, sole(attr), attr.signature.inputs().next()) else {
        return TokenStream::new();
    };
    let ty = &param.ty;
    let in_path = path.value.parameters().filter(|it| attr.field_of_path(it).is_none()).map(|name| {
        let field = Ident::new(name, path.span);
        quote_spanned!(path.span=> let _ = &input.#field;)
    });
    let mapped = attr.fields.iter().filter_map(|it| match &it.key {
        FieldKey::Ident(field) => Some(quote_spanned!(field.span()=> let _ = &input.#field;)),
        FieldKey::Text(_) => None,
    });
    quote!(const _: fn(&#ty) = |input| { let _ = input; #(#in_path)* #(#mapped)* };)
}

fn place(location: Location) -> Ident {
    let name = match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Body => "Body",
    };
    Ident::new(name, Span::call_site())
}

pub(super) fn variant(method: Method) -> &'static str {
    match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    }
}
