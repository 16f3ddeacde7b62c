/// What rustc says of each mistake. One fixture per message, named for the mistake.
#[test]
fn mistakes_are_told_at_the_guilty_token() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
