"""EventBridge Scheduler: which schedule a policy is about."""

import json

import ministack.core.iam_actions as iam_actions
import ministack.services.scheduler as scheduler

_extract_resource_arn = iam_actions.extract_resource_arn


def install():
    iam_actions.extract_resource_arn = extract_resource_arn
    # AWS fires within a minute, MiniStack looks every ten seconds; tests need not wait as long.
    scheduler._SCHEDULE_TICK_INTERVAL = 1


def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
    """AWS: a schedule's ARN has its group, `schedule/<group>/<name>`, which is in the body of CreateSchedule and
    UpdateSchedule and in the query of the others. MiniStack takes every schedule for one of the default group."""
    arn = _extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)
    if service != "scheduler" or ":schedule/default/" not in arn:
        return arn
    group = query_params.get("groupName") or json.loads(body or b"{}").get("GroupName") or "default"
    group = group[0] if isinstance(group, list) else group
    return arn.replace(":schedule/default/", f":schedule/{group}/")
