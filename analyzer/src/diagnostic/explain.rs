//! The page of each code. `synth explain CODE` prints it.

macro_rules! pages {
    ($($code:ident)*) => {
        /// All codes, sorted.
        pub const CODES: &[&str] = &[$(stringify!($code)),*];

        /// The page that explains a code, in Markdown; `None` if there is no such code.
        pub fn explain(code: &str) -> Option<&'static str> {
            match code {
                $(stringify!($code) => Some(include_str!(concat!("../../explain/", stringify!($code), ".md"))),)*
                _ => None,
            }
        }
    };
}

pages! {}
