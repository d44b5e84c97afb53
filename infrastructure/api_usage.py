"""The usage plans of the API's roles, each with the key by which the authorizer leads to it.

The local cloud takes the key from the client's header, never from the authorizer: there are none there, and the header
is ignored on both.
"""

from infrastructure.permissions import ref, sub
from infrastructure.queues import Resources
from infrastructure.settings import Settings
from lambdas.shared.access.usage import PLANS, WITHOUT_ROLE, Plan, key

STACK = "${AWS::StackName}"


def usage_plans(settings: Settings) -> Resources:
    """A plan, its key, and that the key is the plan's, for each role and for who has none."""
    return {
        name: resource for plan in (*PLANS.values(), WITHOUT_ROLE) for name, resource in _plan(plan, settings).items()
    }


def _plan(plan: Plan, settings: Settings) -> Resources:
    name = plan.name.title().replace("-", "")
    throttle = {"RateLimit": min(plan.rate, settings.api.rate), "BurstLimit": min(plan.burst, settings.api.burst)}
    made = {
        f"ApiUsagePlan{name}": {
            "UsagePlanName": sub(f"{STACK}-{plan.name}"),
            "ApiStages": [{"ApiId": ref("Api"), "Stage": ref("ApiStage")}],
            "Throttle": throttle,
            "Quota": {"Limit": plan.daily, "Period": "DAY"},
        },
        f"ApiKey{name}": {"Name": sub(f"{STACK}-{plan.name}"), "Value": sub(key(STACK, plan)), "Enabled": True},
        f"ApiUsagePlanKey{name}": {
            "UsagePlanId": ref(f"ApiUsagePlan{name}"),
            "KeyId": ref(f"ApiKey{name}"),
            "KeyType": "API_KEY",
        },
    }
    kinds = ("UsagePlan", "ApiKey", "UsagePlanKey")
    return {
        one: {"Type": f"AWS::ApiGateway::{kind}", "Properties": properties}
        for kind, (one, properties) in zip(kinds, made.items(), strict=True)
    }
