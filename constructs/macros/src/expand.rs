use std::path::{Component, Path, PathBuf};

use eventual_analyzer::{Analysis, Features, ServiceModel, Style, analyze_for_macro};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::group::Group;
use crate::input::Input;

/// The module, or what is wrong with the service. `base` is the folder of the calling package.
pub(crate) fn expand(input: &Input, base: &Path) -> TokenStream {
    let dir = normalize(&base.join(input.path.value()));
    let analysis = analyze_for_macro(&dir, &Features::Default);
    // Cargo compiles the program again when one of these files changes, also when there is an error in them.
    let files = analysis.files.iter().filter(|it| it.is_file()).map(|it| it.to_string_lossy().into_owned());
    let tracked = quote! { #( const _: &[u8] = ::core::include_bytes!(#files); )* };
    match model(&analysis) {
        Ok(model) => {
            let module = module(input, model, &dir);
            quote! { #tracked #module }
        }
        Err(text) => {
            let text = format!("cannot use the service at `{}`\n\n{text}", input.path.value());
            let error = syn::Error::new(input.path.span(), text.trim_end()).into_compile_error();
            quote! { #tracked #error }
        }
    }
}

fn model(analysis: &Analysis) -> Result<&ServiceModel, String> {
    match &analysis.model {
        Some(model) if !analysis.has_errors() => Ok(model),
        _ => Err(analysis.render(Style::Plain)),
    }
}

/// Without `a/..`, so that a file has one name in cargo's eyes.
fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

fn module(input: &Input, model: &ServiceModel, dir: &Path) -> TokenStream {
    let Input { attributes, visibility, name, .. } = input;
    let groups = Group::all(model);

    let props = groups.iter().map(Group::props);
    let props_fields = groups.iter().map(Group::field);
    let props_types = groups.iter().map(Group::props_type);
    let gathered = groups.iter().map(Group::gather);
    let outputs = groups.iter().map(Group::outputs);
    let output_fields: Vec<Ident> = groups.iter().map(Group::field).collect();
    let output_types = groups.iter().map(Group::outputs_type);
    let taken = groups.iter().map(Group::take);

    let json = serde_json::to_string(model).unwrap_or_default();
    let dir = dir.to_string_lossy();
    let docs = model.docs.as_deref().unwrap_or("its construct and its settings.");
    let summary = format!("Service `{}`: {docs}", model.name);
    let has_workflows = !model.workflows.is_empty();
    let workflows_field = has_workflows.then(|| {
        quote! { /// What runs the workflows, and what holds their executions.
        pub workflows: __private::WorkflowResources, }
    });
    let workflows = has_workflows
        .then(|| quote! { workflows: __private::present(inner.workflows.clone(), "workflows"), });
    let workflow_props = has_workflows.then(|| {
        quote! { /// What runs the workflows: memory, concurrency, how long things are kept.
        pub workflows: __private::WorkflowProps, }
    });
    let workflow_settings = has_workflows.then(|| quote! { workflows: props.workflows, });
    let operate = has_workflows.then(|| {
        quote! {
            /// Lets an identity operate the executions of the service: list, start, signal, cancel, and so on.
            pub fn grant_operate(&self, operator: &impl __private::Grantee) {
                self.inner.grant_operate(operator);
            }
        }
    });
    let has_api = has_workflows || !model.commands.is_empty() || !model.routes.is_empty();
    let api_field = has_api.then(|| {
        quote! { /// The API.
        pub api: __private::Api, }
    });
    let api = has_api.then(|| quote! { api: __private::present(inner.api.clone(), "api"), });
    let type_name = format_ident!("Service");
    quote! {
        #(#attributes)*
        #[doc = #summary]
        #[allow(dead_code, unreachable_pub, reason = "made whole by `service!`, whatever of it is used")]
        #visibility mod #name {
            use ::eventual_constructs::__private;

            #(#props)*
            #(#outputs)*

            /// What the infrastructure program says about the service; everything has a default.
            #[derive(Clone, Debug, Default)]
            pub struct ServiceProps {
                #( /// One field per handler.
                pub #props_fields: #props_types, )*
                #workflow_props
                /// The API: CORS, callers, stage, throttling, access logs.
                pub api: __private::ApiProps,
                /// Environment of every function, subscriptions included.
                pub environment: __private::Entries<__private::Value<::std::string::String>>,
                /// What holds for every function unless its attribute or its own props say otherwise.
                pub defaults: __private::FunctionProps,
                /// Bus to emit to and to subscribe on. Default: the service gets one of its own.
                pub event_bus: __private::Setting<__private::EventBus>,
                /// Processor of all functions. Default: x86-64.
                pub architecture: __private::Setting<__private::Architecture>,
                /// How the service is spread over stacks.
                pub nesting: __private::Nesting,
            }

            /// The service in the cloud, with what was made for each handler.
            #[derive(Clone, Debug)]
            pub struct #type_name {
                inner: __private::Service,
                #( /// One field per handler.
                pub #output_fields: #output_types, )*
                #workflows_field
                #api_field
                /// The bus that the service emits to.
                pub bus: __private::EventBus,
            }

            impl #type_name {
                /// Builds the functions and puts the service into a stack. What is wrong is reported at synthesis.
                #[track_caller]
                pub fn new(scope: &impl __private::Scope, id: &str, props: ServiceProps) -> Self {
                    let mut settings = __private::ServiceSettings {
                        api: props.api,
                        environment: props.environment,
                        defaults: props.defaults,
                        events: __private::EventsProps { bus: props.event_bus, ..::core::default::Default::default() },
                        architecture: props.architecture,
                        nesting: props.nesting,
                        #workflow_settings
                        ..::core::default::Default::default()
                    };
                    #(#gathered)*
                    let inner = __private::build_service(scope, id, MODEL, PACKAGE_DIR, &settings);
                    Self { #( #output_fields: #taken, )* #workflows #api bus: inner.bus.clone(), inner }
                }

                /// The service without types: resources by name.
                pub fn dynamic(&self) -> &__private::Service {
                    &self.inner
                }

                #operate
            }

            impl __private::Scope for #type_name {
                fn node(&self) -> &__private::Node {
                    __private::Scope::node(&self.inner)
                }
            }

            const MODEL: &str = #json;
            const PACKAGE_DIR: &str = #dir;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::ToTokens;

    /// Compares with a golden in `snapshots/expansions`.
    macro_rules! assert_golden {
        ($($golden:tt)+) => { eventual_snapshots::golden!("expansions", assert_snapshot, $($golden)+) };
    }

    fn expand_fixture(path: &str) -> TokenStream {
        let input = syn::parse_str(&format!("pub mod shop = {path:?}")).unwrap();
        expand(&input, Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    /// The message of the `compile_error!` in an expansion.
    fn error_of(path: &str) -> String {
        let file: syn::File = syn::parse2(expand_fixture(path)).unwrap();
        let macros = file.items.iter().filter_map(|it| match it {
            syn::Item::Macro(it) => Some(it.mac.tokens.clone()),
            _ => None,
        });
        let texts: Vec<String> =
            macros.filter_map(|it| syn::parse2::<syn::LitStr>(it).ok()).map(|it| it.value()).collect();
        assert_eq!(texts.len(), 1, "{}", file.to_token_stream());
        texts[0].replace(env!("CARGO_MANIFEST_DIR"), "<macros>")
    }

    #[test]
    fn a_service_becomes_a_module() {
        let file = syn::parse2(expand_fixture("fixtures/shop")).unwrap();
        let text = prettyplease::unparse(&file).replace(env!("CARGO_MANIFEST_DIR"), "<macros>");
        let (before, model) = text.split_once("const MODEL: &str = ").unwrap();
        let (_, after) = model.split_once(";\n").unwrap();
        assert_golden!(format!("{before}const MODEL: &str = <model>;\n{after}"));
    }

    #[test]
    fn a_service_with_mistakes_is_reported_as_its_own_build_would() {
        assert_golden!(error_of("fixtures/broken"));
    }

    #[test]
    fn a_folder_that_is_not_there() {
        assert_golden!(error_of("fixtures/scop"));
    }

    #[test]
    fn one_file_has_one_name() {
        assert_eq!(normalize(Path::new("/a/infra/../service/./src")), Path::new("/a/service/src"));
        assert_eq!(normalize(Path::new("../service")), Path::new("../service"));
    }
}
