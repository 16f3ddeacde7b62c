//! What the benchmarks of this room share.

use eventual_analyzer_model::{
    Command, FunctionOptions, Handler, HandlerKind, Method, ServiceModel, SourceLocation,
};

/// Ends the benchmark.
pub(crate) fn stop(why: &str) -> ! {
    println!("{why}");
    #[expect(clippy::exit, reason = "nothing to measure")]
    std::process::exit(1)
}

/// User and system time of all children so far.
pub(crate) fn children_cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name in parentheses may hold anything; `cutime` and `cstime` are fields 16 and 17, in 1/100 s.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_ascii_whitespace().collect();
    fields[13..15].iter().map(|it| it.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}

/// A service `bench` with these commands, each in the module of that name, or in the root.
pub(crate) fn model(commands: impl Iterator<Item = (String, Option<String>)>) -> ServiceModel {
    let command = |(name, module): (String, Option<String>)| Command {
        handler: Handler {
            kind: HandlerKind::Command,
            function: name.clone(),
            name,
            module: module.into_iter().collect(),
            docs: None,
            location: SourceLocation::default(),
            options: FunctionOptions::default(),
            inputs: Vec::new(),
            context: Vec::new(),
            returns_result: false,
        },
        method: Method::Post,
        path: None,
        path_location: None,
        fields: Vec::new(),
        middleware: Vec::new(),
        summary: None,
        description: None,
        tags: Vec::new(),
    };
    ServiceModel {
        name: "bench".to_owned(),
        type_name: "Bench".to_owned(),
        package: "bench".to_owned(),
        crate_name: "bench".to_owned(),
        commands: commands.map(command).collect(),
        ..ServiceModel::default()
    }
}
