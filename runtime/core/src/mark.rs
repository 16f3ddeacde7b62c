//! Marks of what code can do that needs a permission.

/// Marks in the binary that this code is linked: synth reads the section and grants the permission.
macro_rules! mark {
    ($section:literal) => {{
        #[cfg_attr(
            target_os = "linux",
            expect(
                unsafe_code,
                reason = "a section of its own is what makes the marker visible in the binary"
            )
        )]
        fn touch() {
            // SAFETY: a byte that nobody writes, in a section that holds nothing else.
            #[cfg(target_os = "linux")]
            #[unsafe(link_section = $section)]
            static MARK: u8 = 0;
            #[cfg(target_os = "linux")]
            std::hint::black_box(&MARK);
        }
        touch();
    }};
}

pub(crate) use mark;
