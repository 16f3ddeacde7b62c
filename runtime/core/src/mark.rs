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
            // SAFETY: a byte that is never written, in a section that holds nothing else.
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

#[cfg(test)]
mod tests {
    use eventual_analyzer_model::contract::Capability;

    #[test]
    fn each_mark_is_a_verb_of_the_contract() {
        let sources = [
            include_str!("spec.rs"),
            include_str!("workflow/execution.rs"),
            include_str!("workflow/list.rs"),
            include_str!("workflow/token.rs"),
        ];
        let marks = sources.iter().flat_map(|it| it.split("mark!(\"").skip(1));
        let sections: Vec<&str> = marks.filter_map(|it| it.split('"').next()).collect();
        assert_eq!(sections.len(), 7, "{sections:?}");
        for section in sections {
            assert!(Capability::from_section(section).is_some(), "{section}");
        }
    }
}
