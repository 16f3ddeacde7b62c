use eventual_analyzer_model::contract::{Capability, event};
use eventual_constructs_build::{
    Architecture, BuildError, BuildOptions, BuildReport, ExtraFile, Profile, Step, build, describe, stub,
};

use crate::fixture::{Mini, Steps, hashes, model};
use crate::runtime_api::invoke;

fn emit(event: &str) -> Capability {
    Capability::of(event::EMIT, event)
}

fn built(mini: &Mini) -> Result<BuildReport, BuildError> {
    build(&model(), &mini.package(), &mini.options(), &|_, _| Vec::new(), &())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|it| it == text.as_bytes())
}

/// One clean build, then what follows from it.
#[test]
fn each_handler_becomes_a_binary_of_its_own() {
    let mini = Mini::new();
    let report = built(&mini).unwrap();
    let ids: Vec<_> = report.functions.keys().map(String::as_str).collect();
    assert_eq!(ids, ["command_create_order", "command_ship", "route_status"]);

    // Only its own code.
    let markers = ["marker-of-create-order", "marker-of-ship", "marker-of-status"];
    for (function, own) in report.functions.values().zip(markers) {
        let bytes = fs_err::read(function.asset_dir.join("bootstrap")).unwrap();
        for marker in markers {
            assert_eq!(contains(&bytes, marker), marker == own, "{marker} in the binary with {own}");
        }
        let home = std::env::home_dir().unwrap();
        assert!(!contains(&bytes, home.to_str().unwrap()), "{own}: a path of this machine");
        assert!(!contains(&bytes, mini.package().to_str().unwrap()), "{own}: a path of this machine");
        assert!(function.zip_size < 110_000, "{own}: {} bytes zipped", function.zip_size);
    }

    // What it can reach: one event behind `dyn`, one behind a helper, none.
    let reach = |id: &str| report.functions[id].capabilities.clone();
    assert_eq!(reach("command_create_order"), [emit("OrderCreated"), emit("OrderShipped")]);
    assert_eq!(reach("command_ship"), [emit("OrderShipped")]);
    assert_eq!(reach("route_status"), []);

    // It runs.
    let bootstrap = |id: &str| report.functions[id].asset_dir.join("bootstrap");
    assert_eq!(
        invoke(&bootstrap("route_status"), "{}", &[]),
        ("/2018-06-01/runtime/invocation/r1/response".to_owned(), "\"marker-of-status r1\"".to_owned())
    );
    let (path, body) =
        invoke(&bootstrap("command_ship"), "{}", &[("EVENTUAL_TEST_PANIC", "1"), ("RUST_BACKTRACE", "1")]);
    assert_eq!(path, "/2018-06-01/runtime/invocation/r1/error");
    assert!(body.contains("the ship sank (/orders/src/handlers.rs:"), "{body}");

    // Nothing runs again.
    let steps = Steps::default();
    let again = build(&model(), &mini.package(), &mini.options(), &|_, _| Vec::new(), &steps).unwrap();
    assert!(again.fresh && steps.0.lock().unwrap().is_empty());
    assert_eq!(again.functions, report.functions);

    // What was cut off or lost is made again.
    fs_err::write(bootstrap("command_ship"), "half").unwrap();
    fs_err::write(report.functions["command_ship"].asset_dir.join(".bootstrap.1"), "half").unwrap();
    let repaired = built(&mini).unwrap();
    assert!(!repaired.fresh);
    assert_eq!(repaired.functions, report.functions);
    assert_eq!(fs_err::read_dir(&report.functions["command_ship"].asset_dir).unwrap().count(), 1);

    // A new extra file changes one function, and needs no compiler.
    let spec = |id: &str, _: &[Capability]| match id {
        "command_ship" => vec![ExtraFile { name: "openapi.json".to_owned(), content: b"{}".to_vec() }],
        _ => Vec::new(),
    };
    let with_spec = build(&model(), &mini.package(), &mini.options(), &spec, &steps).unwrap();
    assert!(with_spec.fresh && steps.0.lock().unwrap().is_empty());
    assert_eq!(changed(&report, &with_spec), ["command_ship"]);

    // An edit changes the function it is in, and at most the one beside it.
    mini.edit("orders/src/handlers.rs", "marker-of-status", "marker-of-standing");
    let edited = built(&mini).unwrap();
    let changes = changed(&report, &edited);
    assert!(changes.contains(&"route_status".to_owned()) && changes.len() <= 2, "{changes:?}");

    // Bad code: cargo's own words, and the next good build works.
    mini.edit("orders/src/handlers.rs", "crate::emit_created()", "crate::emit_created(1)");
    let error = built(&mini).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, BuildError::Cargo { action: "compile", .. }));
    assert!(text.starts_with("cargo could not compile service `orders`:\n"), "{text}");
    assert!(
        text.contains("error[E0061]: this function takes 0 arguments but 1 argument was supplied"),
        "{text}"
    );
    let path = fs_err::canonicalize(mini.package()).unwrap().join("src/handlers.rs:10:");
    assert!(text.contains(path.to_str().unwrap()), "{text}");
    mini.edit("orders/src/handlers.rs", "crate::emit_created(1)", "crate::emit_created()");
    assert_eq!(hashes(&built(&mini).unwrap()), hashes(&edited));

    // The same from another folder.
    let other = Mini::new();
    assert_eq!(hashes(&built(&other).unwrap()), hashes(&report));
}

fn changed(before: &BuildReport, after: &BuildReport) -> Vec<String> {
    let before = hashes(before);
    hashes(after).into_iter().filter(|(id, hash)| before.get(id) != Some(hash)).map(|(id, _)| id).collect()
}

#[test]
fn a_service_describes_itself_once_per_change() {
    let mini = Mini::new();
    let steps = Steps::default();
    let described = || describe(&model(), &mini.package(), &mini.options(), &steps);
    let description = described().unwrap();
    assert_eq!(description.name, "orders");
    assert_eq!(description.version, "1.2.0");
    assert_eq!(description.docs.as_deref(), Some("command:create_order;command:ship;route:status;"));
    assert_eq!(described().unwrap(), description);
    assert_eq!(*steps.0.lock().unwrap(), [Step::Describe]);
    mini.edit(
        "orders/src/lib.rs",
        "HandlerDescription { name: $key }",
        "HandlerDescription { name: \"all\" }",
    );
    assert_eq!(described().unwrap().docs.as_deref(), Some("all;all;all;"));
    mini.edit("orders/src/lib.rs", "HandlerDescription { name: \"all\" }", "panic!(\"no words\")");
    let text = described().unwrap_err().to_string();
    assert!(
        text.starts_with("service `orders` could not be described: ") && text.contains("no words"),
        "{text}"
    );
}

#[test]
fn the_inner_loop_gets_the_same_functions_without_the_optimiser() {
    let mini = Mini::new();
    let options = BuildOptions { profile: Profile::Dev, ..mini.options() };
    let report = build(&model(), &mini.package(), &options, &|_, _| Vec::new(), &()).unwrap();
    let create = &report.functions["command_create_order"];
    assert_eq!(create.capabilities, [emit("OrderCreated"), emit("OrderShipped")]);
    assert_eq!(report.functions["route_status"].capabilities, []);
    let (_, answer) = invoke(&create.asset_dir.join("bootstrap"), "{}", &[]);
    assert!(answer.starts_with("\"marker-of-create-order"), "{answer}");
}

#[test]
fn a_target_that_the_toolchain_lacks_is_named() {
    let mini = Mini::new();
    let mut options = mini.options();
    options.architecture = Architecture::Arm64;
    let error = build(&model(), &mini.package(), &options, &|_, _| Vec::new(), &()).err();
    // Where the target is there, this builds; here it must not be fetched.
    if let Some(error) = error {
        assert!(matches!(error, BuildError::NoTarget { triple: "aarch64-unknown-linux-gnu", .. }), "{error}");
    }
}

#[test]
fn stubs_are_the_same_everywhere() {
    let [one, two] = [Mini::new(), Mini::new()]
        .map(|mini| hashes(&stub(&model(), &mini.options().work_dir, &|_| Vec::new()).unwrap()));
    assert_eq!(one, two);
    assert_eq!(one.len(), 3);
}

#[test]
fn stubs_can_be_made_side_by_side() {
    let mini = Mini::new();
    let work_dir = mini.options().work_dir;
    let make = || hashes(&stub(&model(), &work_dir, &|_| Vec::new()).unwrap());
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..16).map(|_| scope.spawn(make)).collect();
        for one in all {
            assert_eq!(one.join().unwrap().len(), 3);
        }
    });
}
