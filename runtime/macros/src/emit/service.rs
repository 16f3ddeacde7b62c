use eventual_analyzer::{Features, ServiceModel, Severity, Style, analyze_for_macro};
use eventual_analyzer_grammar::{ServiceDecl, code};
use eventual_analyzer_model::contract;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::krate::Krate;

/// The service's type, its name, what the analyzer knows of it, and its client.
pub(crate) fn service(krate: &Krate, declaration: &ServiceDecl) -> TokenStream {
    let e = krate.private();
    let ServiceDecl { attrs, vis, ident, name } = declaration;
    let name = &name.value;
    let type_of_service = quote! {
        #(#attrs)*
        #[derive(Clone, Copy, Debug)]
        #vis struct #ident;
    };
    if !krate.has_service {
        // A test, an example: nothing is registered here.
        return quote! {
            #type_of_service
            impl #e::Service for #ident {
                const NAME: &'static str = #name;
                const KNOWN: &'static [u64] = &[];
            }
        };
    }
    let analysis = analyze_for_macro(&krate.folder, &Features::Unknown);
    let errors = errors(&analysis, ident);
    let model = analysis.model.unwrap_or_default();
    let known = known(&model);
    let catalogue = catalogue(krate, ident, &model);
    let client = super::client::service(krate, declaration);
    quote! {
        #type_of_service
        #[doc(hidden)]
        pub use #ident as __EventualService;
        impl #e::Service for #ident {
            const NAME: &'static str = #name;
            const KNOWN: &'static [u64] = &[#(#known),*];
        }
        #catalogue
        #client
        #errors
    }
}

/// What is wrong across items, as the analyzer shows it. Errors of single items are their macros' to report, and
/// files that cannot be read or parsed are rustc's.
fn errors(analysis: &eventual_analyzer::Analysis, ident: &Ident) -> TokenStream {
    let found = analysis.diagnostics.iter().filter(|it| {
        let rustc_says_so = ["EV0204", "EV0205", "EV0206"].contains(&it.code);
        it.severity == Severity::Error && !code::ALL.contains(&it.code) && !rustc_says_so
    });
    let mut only = analysis.clone();
    let texts = found.map(|diagnostic| {
        only.diagnostics = vec![diagnostic.clone()];
        only.render(Style::Plain)
    });
    texts.map(|text| quote_spanned!(ident.span()=> ::core::compile_error!(#text);)).collect()
}

/// Hashes of everything that registers itself.
fn known(model: &ServiceModel) -> Vec<u64> {
    let handlers = model.handlers().map(|it| it.key());
    let events = model.events.iter().map(|it| format!("event:{}", it.name));
    let signals = model.signals.iter().map(|it| format!("signal:{}", it.name));
    handlers.chain(events).chain(signals).map(|key| contract::hash(&key)).collect()
}

/// All handlers at once, for hosts that run a whole service in one process. `#[inline]`, so that no binary of a
/// single handler has it. What a `cfg` took away is skipped.
fn catalogue(krate: &Krate, ident: &Ident, model: &ServiceModel) -> TokenStream {
    let e = krate.private();
    let handlers = model.handlers().map(|handler| {
        let hash = handler.hash();
        let method = format_ident!("{}", handler.kind.facts().entry);
        quote!((&#e::At::<#ident, #hash>::new()).#method(&mut all);)
    });
    let events = model.events.iter().map(|event| {
        let hash = contract::hash(&format!("event:{}", event.name));
        quote!((&#e::At::<#ident, #hash>::new()).event(&mut all);)
    });
    quote! {
        impl #e::Catalogue for #ident {
            #[inline]
            fn handlers() -> #e::Handlers {
                #[allow(unused_imports)]
                use #e::{IfRegistered as _, IfSubscription as _, IfTask as _, IfWorkflow as _, IfEvent as _, IfHttp as _};
                let mut all = #e::Handlers::default();
                #(#handlers)*
                #(#events)*
                all
            }
        }
    }
}
