"""What functions may do with executions: start them by the alias of their state machine, watch and answer them.

A state machine is said by its name here, because it names the functions itself.
"""

from infrastructure.permissions import STATES, Grant, GrantOf, allow, sub
from infrastructure.settings import Settings
from lambdas.shared.runtime.stage import LOCAL

LIVE = "live"
"""The alias of each state machine on AWS, by which executions start."""


def machine(name: str, *ends: str) -> list[dict[str, str]]:
    """The ARN of the stack's state machine ``name``, with each of these ends: an alias, or ``:*`` for all versions."""
    return [sub(f"{STATES}stateMachine:${{AWS::StackName}}-{name}{end}") for end in ends]


def _start(name: str) -> Grant:
    return Grant((allow("states:StartExecution", machine(name, f":{LIVE}")),), key_through="states")


def _answer(name: str) -> Grant:
    return Grant((allow("states:SendTaskSuccess", machine(name, "", ":*")),), key_through="states")


def _watch(name: str) -> Grant:
    executions = sub(f"{STATES}execution:${{AWS::StackName}}-{name}:*")
    return Grant((allow("states:DescribeExecution", executions),), key_through="states")


def starts(variable: str, name: str) -> GrantOf:
    """The environment variable that says what to start: the machine's alias on AWS; the local cloud has none."""

    def grant(_settings: Settings, stage: str) -> Grant:
        [place] = machine(name, "" if stage == LOCAL else f":{LIVE}")
        return Grant((), {variable: place})

    return grant


ANSWER_TASKS, ANSWER_ALERTS = _answer("onboarding"), _answer("monitoring-alert")
# Whoever finds a customer on a list begins a monitoring case.
START_ALERTS, WATCH_ALERTS = _start("monitoring-alert"), _watch("monitoring-alert")
START_ONBOARDINGS, WATCH_ONBOARDINGS = _start("onboarding"), _watch("onboarding")
START_MONITORING, WATCH_MONITORING = _start("monitoring"), _watch("monitoring")
ONBOARDING_MACHINE = starts("ONBOARDING_STATE_MACHINE", "onboarding")
ALERT_MACHINE = starts("ALERT_STATE_MACHINE", "monitoring-alert")
MONITORING_MACHINE = starts("MONITORING_STATE_MACHINE", "monitoring")
