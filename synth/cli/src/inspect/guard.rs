//! Who may use the pages: they act with the credentials of whoever started them.
//!
//! Only this machine can connect. But a browser here also runs pages of others, and a name of theirs can be made to mean this
//! machine: so requests must name the address that was given out, and must not come from somebody else's page.

use http::HeaderMap;
use http::header::{HOST, HeaderName, ORIGIN};

/// Says what kind of page a request comes from; no page can write it.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request is not answered, if it is not. `acts`: it is more than a look at a page.
pub(super) fn refuse(headers: &HeaderMap, port: u16, acts: bool) -> Option<String> {
    let text = |name: &HeaderName| headers.get(name).map(|it| it.to_str().unwrap_or_default());
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|it| format!("{it}:{port}"));
    let host = text(&HOST).unwrap_or_default();
    if headers.get_all(HOST).iter().count() != 1 || !hosts.iter().any(|it| it == host) {
        return Some(format!(
            "`{}` is not the address of these pages; that is http://{}",
            host.escape_debug(),
            hosts[0]
        ));
    }
    let own = format!("http://{host}");
    if let Some(origin) = text(&ORIGIN).filter(|it| *it != own) {
        return Some(format!(
            "`{}` may not operate this service; only its own pages may",
            origin.escape_debug()
        ));
    }
    let site = text(&SITE).filter(|it| acts && !matches!(*it, "same-origin" | "none"));
    site.map(|_| "pages of other sites may not operate this service; only its own may".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(headers: &[(&'static str, &str)], acts: bool) -> Option<String> {
        let pairs =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(name, value);
        }
        refuse(&map, 9900, acts)
    }

    #[test]
    fn own_pages_and_tools_may() {
        for host in ["127.0.0.1:9900", "localhost:9900", "[::1]:9900"] {
            assert_eq!(refused(&[("host", host)], true), None);
            let origin = format!("http://{host}");
            assert_eq!(
                refused(&[("host", host), ("origin", &origin), ("sec-fetch-site", "same-origin")], true),
                None
            );
            assert_eq!(refused(&[("host", host), ("sec-fetch-site", "none")], true), None, "typed by hand");
            assert_eq!(
                refused(&[("host", host), ("sec-fetch-site", "cross-site")], false),
                None,
                "a link elsewhere"
            );
        }
    }

    #[test]
    fn a_name_that_was_made_to_mean_this_machine_may_not() {
        let expected = "`evil.example:9900` is not the address of these pages; that is http://127.0.0.1:9900";
        let headers = [("host", "evil.example:9900"), ("origin", "http://evil.example:9900")];
        assert_eq!(refused(&headers, false).as_deref(), Some(expected));
        for host in ["localhost", "localhost:9901", "127.0.0.1.nip.example:9900", "0.0.0.0:9900", ""] {
            assert!(refused(&[("host", host)], false).is_some(), "{host}");
        }
        assert!(refused(&[], false).is_some());
        assert!(refused(&[("host", "localhost:9900"), ("host", "evil.example")], false).is_some());
    }

    #[test]
    fn pages_of_others_may_not() {
        let expected = "`http://evil.example` may not operate this service; only its own pages may";
        let with = |name: &'static str, value: &'static str| {
            refused(&[("host", "localhost:9900"), (name, value)], true)
        };
        assert_eq!(with("origin", "http://evil.example").as_deref(), Some(expected));
        for origin in ["null", "https://localhost:9900", "http://localhost:3000", "http://127.0.0.1:9900", ""]
        {
            assert!(with("origin", origin).is_some(), "{origin}");
        }
        // Another service of this machine is the same site, but not the same origin.
        for site in ["cross-site", "same-site", "anything"] {
            let expected = "pages of other sites may not operate this service; only its own may";
            assert_eq!(with("sec-fetch-site", site).as_deref(), Some(expected));
        }
    }
}
