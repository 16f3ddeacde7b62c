use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::cloudwatch as cfn;
use eventual_constructs_core::{Construct, Node, Resource, Scope};

use super::Metric;
use crate::Setting;
use crate::setting::whole_seconds;

/// Settings of an alarm.
#[derive(Clone, Debug, Default)]
pub struct AlarmProps {
    /// The alarm is on while the metric is greater than this. Default: 0.
    pub threshold: Setting<f64>,
    /// Spans in a row that must be over the threshold. Default: 1.
    pub evaluation_periods: Setting<u32>,
    /// ARNs of what is notified when it goes into alarm: topics, for example.
    pub actions: Vec<Value<String>>,
    /// ARNs of what is notified when it goes back to OK.
    pub ok_actions: Vec<Value<String>>,
    /// Name. Default: made by CloudFormation.
    pub alarm_name: Setting<Value<String>>,
    /// Shown with the alarm.
    pub description: Setting<Value<String>>,
}

/// Watches a metric. Missing numbers count as good.
#[derive(Clone, Debug)]
pub struct Alarm {
    construct: Construct,
    resource: Resource<cfn::Alarm>,
}

impl Alarm {
    /// An alarm.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, metric: Metric, props: AlarmProps) -> Self {
        let construct = Construct::new(scope, id);
        let dimensions =
            metric.dimensions.into_iter().map(|(name, value)| cfn::AlarmDimension::new(name, value));
        let periods = i64::from(props.evaluation_periods.or_value(1));
        let list = |arns: Vec<Value<String>>| (!arns.is_empty()).then(|| arns.into_iter().collect());
        let resource = construct.add(
            "Resource",
            cfn::Alarm {
                alarm_actions: list(props.actions),
                alarm_description: props.description.into_option(),
                alarm_name: props.alarm_name.into_option(),
                dimensions: Some(dimensions.collect()),
                metric_name: Some(metric.name.into()),
                namespace: Some(metric.namespace.into()),
                ok_actions: list(props.ok_actions),
                period: Some(whole_seconds(metric.period).into()),
                statistic: Some(metric.statistic.into()),
                threshold: Some(props.threshold.or_value(0.0).into()),
                treat_missing_data: Some("notBreaching".into()),
                evaluation_periods: Some(periods.into()),
                comparison_operator: Some("GreaterThanThreshold".into()),
                ..cfn::Alarm::default()
            },
        );
        Self { construct, resource }
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        self.resource.get(cfn::Alarm::ARN)
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::Alarm> {
        &self.resource
    }
}

impl Scope for Alarm {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
