//! EV0304: API Gateway's REST APIs allow one variable below each part of a path, whatever the method: `/a/{x}` and
//! `/a/{y}/b` do not go together.

use std::collections::BTreeMap;

use eventual_analyzer_grammar::Segment;

use crate::declare::Declared;
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::rules::route_conflicts::{Route, routes};

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    let mut first: BTreeMap<String, (String, Route<'_>)> = BTreeMap::new();
    let mut taken = Vec::new();
    for route in routes(declared) {
        let same = (route.method, route.path.shape());
        let collides = taken.contains(&same);
        taken.push(same);
        let mut above = String::new();
        for segment in route.path.segments() {
            let (written, folded) = match segment {
                Segment::Literal(text) => {
                    above.push('/');
                    above.push_str(text);
                    continue;
                }
                Segment::Parameter(name) => (format!("{{{name}}}"), "/{}"),
                Segment::Rest(name) => (format!("{{{name}+}}"), "/{+}"),
            };
            match first.get(&above) {
                // Two that a `cfg` may exclude from each other are left to the deployment.
                Some((_, other)) if other.handler.conditional && route.handler.conditional => {}
                // EV0303 has been said about this pair.
                Some((before, _)) if *before != written && collides => break,
                Some((before, other)) if *before != written => {
                    let below = if above.is_empty() { "/" } else { &above };
                    reports.push(
                        Report::error(
                            code::PATH_VARIABLES,
                            format!("`{before}` and `{written}` stand at the same place below `{below}`"),
                        )
                        .at_with(route.place(), format!("`{written}` here"))
                        .also(other.place(), format!("`{before}` here"))
                        .note("API Gateway takes one path variable at each place, for all methods together")
                        .help(format!("write `{before}` in both")),
                    );
                    break;
                }
                Some(_) => {}
                None => {
                    first.insert(above.clone(), (written, route));
                }
            }
            above.push_str(folded);
        }
    }
}
