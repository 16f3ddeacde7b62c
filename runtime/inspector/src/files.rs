//! The files, each under its path in `static`.

pub(crate) const INDEX: &str = include_str!("../static/index.html");

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        /// Path and text, sorted.
        pub(crate) const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../static/", $path)))),+];
    };
}

files![
    "api.js",
    "app.js",
    "base.css",
    "dom.js",
    "format.js",
    "icon.svg",
    "parts.css",
    "parts/calls.js",
    "parts/dialog.js",
    "parts/history.js",
    "parts/log.js",
    "parts/observed.js",
    "parts/schema.js",
    "parts/timeline.js",
    "timeline.css",
    "views/commands.js",
    "views/dead-letters.js",
    "views/events.js",
    "views/execution.js",
    "views/executions.js",
    "views/logs.js",
    "views/map.js",
    "views/openapi.js",
];
