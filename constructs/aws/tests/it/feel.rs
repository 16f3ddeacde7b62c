//! The form that users write, as the README shows it.

use eventual_constructs_aws::dynamodb::{Key, Table, TableProps};
use eventual_constructs_aws::lambda::FunctionProps;
use eventual_constructs_aws::{Setting, Size, days, default, gb, hours, mb, minutes, seconds};
use std::time::Duration;

use crate::support::{app_and_stack, code};

#[test]
fn props_are_plain_structs() {
    let (_app, stack) = app_and_stack();
    let audit = Table::new(&stack, "Audit", Key::text("id"), default());
    let props = FunctionProps {
        code: code().into(),
        memory: mb(1024),
        timeout: seconds(10),
        environment: [("AUDIT", audit.name()), ("STAGE", "beta".into())].into(),
        description: "creates orders".into(),
        ..default()
    };
    assert_eq!(props.memory.get(), Some(&Size::megabytes(1024)));
    let _ = TableProps { sort_key: Key::number("at").into(), ..default() };
}

#[test]
fn units_are_what_they_say() {
    assert_eq!(gb(2), mb(2048));
    assert_eq!(days(1), hours(24));
    assert_eq!(minutes(2), seconds(120));
    assert_eq!(seconds(1).into_option(), Some(Duration::from_secs(1)));
}

#[test]
fn own_settings_win_over_defaults() {
    let own = FunctionProps {
        memory: mb(512),
        environment: [("A", "own"), ("B", "own")].into(),
        layers: vec!["own".into()],
        ..default()
    };
    let defaults = FunctionProps {
        memory: mb(128),
        timeout: seconds(5),
        environment: [("B", "default"), ("C", "default")].into(),
        layers: vec!["default".into()],
        ..default()
    };
    let both = own.or(defaults);
    assert_eq!((both.memory, both.timeout), (mb(512), seconds(5)));
    let environment: Vec<_> = both.environment.into_iter().collect();
    assert_eq!(
        environment,
        [("A".into(), "own".into()), ("B".into(), "own".into()), ("C".into(), "default".into())]
    );
    assert_eq!(both.layers, ["default".into(), "own".into()]);
    assert_eq!(Setting::<u8>::unset().or_value(3), 3);
    assert!(Setting::<u8>::from(Some(1)).is_set());
}
