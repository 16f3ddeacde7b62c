use std::fmt;

use crate::code;
use crate::error::Sink;
use crate::name::is_identifier;
use crate::spanned::Spanned;

/// The path of a route: `/orders/{id}`, `/files/{rest+}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    segments: Vec<Segment>,
}

/// What stands between two slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that must be there.
    Literal(String),
    /// `{name}`: takes one segment.
    Parameter(String),
    /// `{name+}`: takes all that follows; only as the last segment.
    Rest(String),
}

impl PathTemplate {
    /// Reads a path; the error says what is wrong and what to do.
    ///
    /// # Errors
    /// The path does not begin with `/`, has an empty segment, a parameter that is not a whole segment or not an
    /// identifier, a parameter twice, `{rest+}` before the end, or characters that API Gateway does not take in a
    /// path part (letters, digits, `.`, `_`, `-` and `:` only).
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!("a path begins with `/`: write `/{text}`"));
        };
        if rest.is_empty() {
            return Ok(Self { segments: Vec::new() });
        }
        let mut segments: Vec<Segment> = Vec::new();
        for part in rest.split('/') {
            if let Some(Segment::Rest(name)) = segments.last() {
                return Err(format!(
                    "`{{{name}+}}` takes the rest of the path, so it must be the last segment"
                ));
            }
            let segment = parse_segment(part, text)?;
            if let Some(name) = segment.name()
                && segments.iter().any(|before| before.name() == Some(name))
            {
                return Err(format!("the path parameter `{{{name}}}` is given twice"));
            }
            segments.push(segment);
        }
        Ok(Self { segments })
    }

    /// The segments in order; none for `/`.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Names of the parameters in order, `{rest+}` included.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(Segment::name)
    }

    /// The path without the names of its parameters: two routes of one method and one shape collide.
    pub fn shape(&self) -> String {
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            match segment {
                Segment::Literal(text) => shape.push_str(text),
                Segment::Parameter(_) => shape.push_str("{…}"),
                Segment::Rest(_) => shape.push_str("{…+}"),
            }
        }
        if shape.is_empty() { "/".to_owned() } else { shape }
    }
}

impl Segment {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) | Self::Rest(name) => Some(name),
        }
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{text}"),
            Segment::Parameter(name) => write!(f, "/{{{name}}}"),
            Segment::Rest(name) => write!(f, "/{{{name}+}}"),
        })
    }
}

fn parse_segment(part: &str, path: &str) -> Result<Segment, String> {
    if part.is_empty() {
        return Err(if path.ends_with('/') {
            "a path does not end with `/`: leave the last `/` out".to_owned()
        } else {
            "a path has no empty segment: write one `/` instead of `//`".to_owned()
        });
    }
    if let Some(name) = part.strip_prefix(':') {
        return Err(format!("a path parameter is written `{{{name}}}`, not `:{name}`"));
    }
    if let Some(name) = part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        let (name, rest) = name.strip_suffix('+').map_or((name, false), |name| (name, true));
        if let Some(name) = name.strip_prefix('*') {
            return Err(format!("a parameter that takes the rest of the path is written `{{{name}+}}`"));
        }
        if !is_identifier(name) {
            return Err(format!(
                "`{{{name}}}` is not a path parameter: its name must be an identifier, like `{{id}}`"
            ));
        }
        let name = name.to_owned();
        return Ok(if rest { Segment::Rest(name) } else { Segment::Parameter(name) });
    }
    if part.contains(['{', '}']) {
        return Err(format!(
            "a path parameter is a whole segment, like `/{{id}}/`, but this one is `{part}`"
        ));
    }
    if part.contains('?') {
        return Err("a path has no query: query parameters come from the input".to_owned());
    }
    match part.chars().find(|&c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':'))) {
        Some(c) => Err(format!(
            "`{}` cannot stand in a path: API Gateway takes letters, digits, `.`, `_`, `-` and `:`",
            c.escape_debug()
        )),
        None => Ok(Segment::Literal(part.to_owned())),
    }
}

/// The path that a string literal says.
pub(crate) fn read(text: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<PathTemplate>> {
    let path = match PathTemplate::parse(&text.value) {
        Ok(path) => path,
        Err(message) => {
            sink.error(code::PATH, text.span, message);
            return None;
        }
    };
    if let Some(Segment::Literal(first)) = path.segments.first()
        && matches!(first.as_str(), "rpc" | "_eventual")
    {
        sink.help(
            code::RESERVED,
            text.span,
            format!("paths under `/{first}` are reserved: they belong to the framework"),
            match first.as_str() {
                "rpc" => "every command already answers at `POST /rpc/<name>`; give another path",
                _ => "give another path",
            },
        );
        return None;
    }
    Some(Spanned::new(path, text.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_paths() {
        for (text, shape) in [
            ("/", "/"),
            ("/health", "/health"),
            ("/orders/{id}", "/orders/{…}"),
            ("/orders/{id}/lines/{line}", "/orders/{…}/lines/{…}"),
            ("/files/{rest+}", "/files/{…+}"),
            ("/.well-known/ai-plugin.json", "/.well-known/ai-plugin.json"),
        ] {
            let path = PathTemplate::parse(text).unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(path.shape(), shape);
        }
        let path = PathTemplate::parse("/a/{b}/{c+}").unwrap();
        assert_eq!(path.parameters().collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn says_what_is_wrong_with_a_path() {
        for (text, message) in [
            ("orders", "a path begins with `/`: write `/orders`"),
            ("", "a path begins with `/`: write `/`"),
            ("/orders/", "a path does not end with `/`: leave the last `/` out"),
            ("/a//b", "a path has no empty segment: write one `/` instead of `//`"),
            ("/orders/:id", "a path parameter is written `{id}`, not `:id`"),
            ("/a/{*rest}", "a parameter that takes the rest of the path is written `{rest+}`"),
            ("/a/{}", "`{}` is not a path parameter: its name must be an identifier, like `{id}`"),
            (
                "/a/{order-id}",
                "`{order-id}` is not a path parameter: its name must be an identifier, like `{id}`",
            ),
            ("/a{id}", "a path parameter is a whole segment, like `/{id}/`, but this one is `a{id}`"),
            ("/{rest+}/x", "`{rest+}` takes the rest of the path, so it must be the last segment"),
            ("/{id}/{id}", "the path parameter `{id}` is given twice"),
            ("/a?b=c", "a path has no query: query parameters come from the input"),
            ("/ä", "`ä` cannot stand in a path: API Gateway takes letters, digits, `.`, `_`, `-` and `:`"),
            ("/a b", "` ` cannot stand in a path: API Gateway takes letters, digits, `.`, `_`, `-` and `:`"),
        ] {
            assert_eq!(PathTemplate::parse(text).unwrap_err(), message);
        }
    }
}
