//! Compiles what `service!` makes together with a program that uses it, rightly and wrongly.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::expand::expand;

/// Messages of the compiler for this program, whose service is `shop`; empty: it compiles.
fn compile(program: &str) -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let input = syn::parse_str("pub mod shop = \"fixtures/shop\"").unwrap();
    let source =
        format!("#![deny(warnings, missing_docs)]\n//! A test.\n{}\n{program}", expand(&input, here));
    let folder = tempfile::tempdir().unwrap();
    let main = folder.path().join("main.rs");
    std::fs::write(&main, source).unwrap();
    let rustc = |arguments: &[&str], file: &Path| {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()));
        command
            .args(["--edition", "2024", "--emit", "metadata", "--out-dir"])
            .arg(folder.path())
            .args(arguments);
        let output = command.arg(file).output().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let stub = rustc(
        &["--crate-type", "rlib", "--crate-name", "eventual_constructs"],
        &here.join("fixtures/stub/lib.rs"),
    );
    assert_eq!(stub, "");
    let library =
        format!("eventual_constructs={}", folder.path().join("libeventual_constructs.rmeta").display());
    rustc(&["--crate-type", "bin", "--extern", &library], &main)
}

#[test]
fn a_program_with_overrides_and_outputs_compiles() {
    let program = "
        use shop::{Commands, Service, ServiceProps, Subscriptions, Tasks};
        struct Stack(eventual_constructs::__private::Node);
        impl eventual_constructs::__private::Scope for Stack {
            fn node(&self) -> &eventual_constructs::__private::Node { &self.0 }
        }
        fn main() {
            let props = ServiceProps {
                commands: Commands { hello: Default::default(), r#move: Default::default(), ..Default::default() },
                subscriptions: Subscriptions { send_confirmation: Default::default() },
                tasks: Tasks { charge: Default::default() },
                workflows: Default::default(),
                ..Default::default()
            };
            let service = Service::new(&Stack(Default::default()), \"Service\", props);
            let _ = (&service.commands.hello, &service.routes.health, &service.subscriptions.send_confirmation);
            let _ = (&service.tasks.charge, &service.workflows, &service.api, &service.bus, service.dynamic());
            struct Someone;
            impl eventual_constructs::__private::Grantee for Someone {}
            service.grant_operate(&Someone);
        }";
    assert_eq!(compile(program), "");
}

#[test]
fn a_misspelt_handler_does_not_compile_and_the_right_name_is_offered() {
    let error =
        compile("fn main() { let _ = shop::Commands { helo: Default::default(), ..Default::default() }; }");
    assert!(error.contains("struct `Commands` has no field named `helo`"), "{error}");
    assert!(error.contains("a field with a similar name exists"), "{error}");
    assert!(error.contains("hello"), "{error}");
}

#[test]
fn a_resource_that_is_not_made_does_not_compile() {
    let error = compile(
        "fn of(service: &shop::Service) { let _ = &service.subscriptions.on_order; } fn main() { let _ = of; }",
    );
    assert!(error.contains("no field `on_order` on type `shop::SubscriptionResources`"), "{error}");
    assert!(error.contains("available field is: `send_confirmation`"), "{error}");
}
