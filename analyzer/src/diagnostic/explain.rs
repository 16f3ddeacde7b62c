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

pages! {
    EV0101 EV0102 EV0103 EV0104 EV0105 EV0106 EV0107 EV0108 EV0109 EV0110 EV0111 EV0112 EV0113 EV0114 EV0115
    EV0116 EV0117 EV0118 EV0119 EV0120 EV0121 EV0122 EV0201 EV0202 EV0203 EV0204 EV0205 EV0206 EV0207 EV0208 EV0209 EV0210
    EV0211 EV0212 EV0213 EV0214 EV0215 EV0216 EV0301 EV0302 EV0303 EV0304 EV0401 EV0402 EV0403 EV0404 EV0501 EV0502
    EV0503 EV0504 EV0505 EV0506 EV0507 EV0508 EV0509
}
