//! The files of a new service.

use eventual_synth_deploy::CDK;

use super::Names;
use super::framework::Framework;

/// Path and text of each. Manifests and `.gitignore` have other names here, so that cargo and git leave them alone.
const FILES: [(&str, &str); 15] = [
    (".gitignore", include_str!("../../../template/gitignore")),
    ("AGENTS.md", include_str!("../../../template/AGENTS.md")),
    ("Cargo.toml", include_str!("../../../template/Cargo.toml.in")),
    ("README.md", include_str!("../../../template/README.md")),
    ("cdk.json", include_str!("../../../template/cdk.json")),
    ("infra/Cargo.toml", include_str!("../../../template/infra/Cargo.toml.in")),
    ("infra/src/lib.rs", include_str!("../../../template/infra/src/lib.rs")),
    ("infra/src/main.rs", include_str!("../../../template/infra/src/main.rs")),
    ("infra/tests/stack.rs", include_str!("../../../template/infra/tests/stack.rs")),
    ("service/Cargo.toml", include_str!("../../../template/service/Cargo.toml.in")),
    ("service/src/greeting.rs", include_str!("../../../template/service/src/greeting.rs")),
    ("service/src/lib.rs", include_str!("../../../template/service/src/lib.rs")),
    ("service/src/members.rs", include_str!("../../../template/service/src/members.rs")),
    ("service/src/welcome.rs", include_str!("../../../template/service/src/welcome.rs")),
    ("service/tests/service.rs", include_str!("../../../template/service/tests/service.rs")),
];

/// The files of a service of these names.
pub(crate) fn files(names: &Names, framework: &Framework) -> Vec<(&'static str, String)> {
    let fill = |text: &str| {
        text.replace("{{name}}", &names.service)
            .replace("{{crate}}", &names.krate)
            .replace("{{module}}", &names.krate)
            .replace("{{type}}", &names.ty)
            .replace("{{cdk}}", CDK)
            .replace("{{dependencies}}", &framework.dependencies())
    };
    FILES.iter().map(|(path, text)| (*path, fill(text))).collect()
}
