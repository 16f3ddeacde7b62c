use garde::Validate;

use super::Problem;

/// Validates a value with garde if its type can be validated, and does nothing otherwise. Which of the two is
/// decided by method resolution at `(&Probe(value)).validate(..)`: [`ValidateWithGarde`] is found first.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// Validation of types that implement garde's `Validate`.
pub trait ValidateWithGarde {
    /// Reports what is wrong with the value, which the input holds as `field` (empty: the value is the input).
    fn validate(&self, field: &str, problems: &mut Vec<Problem>);
}

impl<T: Validate + ?Sized> ValidateWithGarde for Probe<'_, T>
where
    T::Context: Default,
{
    fn validate(&self, field: &str, problems: &mut Vec<Problem>) {
        let Err(report) = self.0.validate() else { return };
        let found = report.iter().map(|(path, error)| {
            let problem = Problem::new(path.to_string(), error.message());
            if field.is_empty() { problem } else { problem.within(field) }
        });
        let first = problems.len();
        problems.extend(found);
        // garde promises no order.
        problems[first..].sort_by(|a, b| a.field.cmp(&b.field));
    }
}

/// Validation of all other types.
pub trait ValidateNothing {
    /// Finds nothing wrong.
    fn validate(&self, _field: &str, _problems: &mut Vec<Problem>) {}
}

impl<T: ?Sized> ValidateNothing for &Probe<'_, T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Validate)]
    struct Line {
        #[garde(range(min = 1))]
        quantity: u32,
    }
    #[derive(Validate)]
    struct Order {
        #[garde(length(min = 1))]
        sku: String,
        #[garde(dive)]
        lines: Vec<Line>,
    }

    #[expect(clippy::needless_borrow, reason = "the form that the macros write")]
    #[test]
    fn each_broken_constraint_is_named_by_its_path() {
        let order = Order { sku: String::new(), lines: vec![Line { quantity: 1 }, Line { quantity: 0 }] };
        let mut problems = Vec::new();
        (&Probe(&order)).validate("", &mut problems);
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["lines[1].quantity", "sku"]);
        problems.clear();
        (&Probe(&order)).validate("order", &mut problems);
        assert_eq!(problems[0].field, "order.lines[1].quantity");
    }

    #[test]
    fn a_type_without_constraints_passes() {
        let mut problems = Vec::new();
        (&Probe(&7_u32)).validate("", &mut problems);
        assert_eq!(problems, []);
    }
}
