"""Every alarm says what to do, and what does not happen in its time is an alarm as well."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import intervals
from infrastructure.alarms import Passage
from infrastructure.errors import DeploymentError
from infrastructure.measured import SERVICE, own
from infrastructure.project import KYC
from infrastructure.schedules import MOST_LATE
from infrastructure.settings import Settings
from lambdas.shared.runtime.metrics import NAMESPACE, Metric
from tests.infrastructure.conftest import TARGETS, alarms_of, built_for

Resources = dict[str, dict[str, Any]]
README = Path(__file__).parents[2] / "infrastructure" / "README.md"
HOUR, DAY = 3600, 86_400


def alarms(resources: Resources) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"}


def lines() -> list[str]:
    """The first column of the table of alarms."""
    section = README.read_text().partition("\n## Alarms\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| ([a-z][^|]+) \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE | re.IGNORECASE)[1:]


def test_every_alarm_names_its_line_of_the_readme_and_every_line_is_named(resources: Resources) -> None:
    named = [one["AlarmDescription"] for one in alarms(resources).values()]
    form = re.compile(r"[A-Z][^.]+\. What to do: infrastructure/README\.md, Alarms, \"(.+)\"")
    found = [form.fullmatch(text) for text in named]
    assert all(found), named
    assert {one[1] for one in found if one} == {*Passage} == {*lines()}
    assert len(lines()) == len(Passage)


def test_every_alarm_alerts_somebody(resources: Resources) -> None:
    assert all(one["AlarmActions"] == [{"Ref": "AlertsTopic"}] for one in alarms(resources).values())


def test_every_metric_of_our_own_is_looked_at_with_the_dimensions_with_which_it_is_emitted(
    resources: Resources,
) -> None:
    for name, one in alarms_of(resources).items():
        if one.namespace == NAMESPACE:
            given = {name: value for name, value in one.dimensions.items() if name != SERVICE}
            assert own(Metric(one.name), one.statistic, **given) == one, name


def test_of_each_schedule_there_is_an_alarm_on_its_absence(resources: Resources) -> None:
    """It looks back for the interval, the lateness of a call and the time of a run, as far as CloudWatch can."""
    schedules = {name: one for name, one in resources.items() if one["Type"] == "AWS::Scheduler::Schedule"}
    missing = {name: one for name, one in alarms(resources).items() if one["TreatMissingData"] == "breaching"}
    by_schedule = {f"{name.removesuffix('Missing')}Schedule": one for name, one in missing.items() if "Missing" in name}
    by_schedule["KycMonitoringStateMachineSchedule"] = missing["NoSweepCertified"]
    assert by_schedule.keys() == schedules.keys()
    assert len(missing) == len(schedules)
    for name, alarm in by_schedule.items():
        expression = schedules[name]["Properties"]["ScheduleExpression"]
        period = alarm["Period"]
        looked_at = period * alarm["EvaluationPeriods"]
        assert intervals.longest(expression) + MOST_LATE + period < looked_at
        assert looked_at <= (DAY if period < HOUR else 7 * DAY)  # what CloudWatch takes
        bad = (
            ("Minimum", "GreaterThanOrEqualToThreshold")
            if alarm["MetricName"] == "Errors"
            else ("Sum", "LessThanThreshold")
        )
        assert (alarm["Statistic"], alarm["ComparisonOperator"]) == bad
        assert alarm["Threshold"] == 1
        assert "DatapointsToAlarm" not in alarm  # then all of them have to be without a run


def test_the_time_of_a_missing_run_follows_its_schedule() -> None:
    def periods(expression: str) -> tuple[int, int]:
        project = KYC.with_settings(Settings.of({"limits": {"watchdog_schedule": expression}}))
        alarm = alarms(built_for(TARGETS["test"], project)["Resources"])["WatchOnboardingsFunctionMissing"]
        return alarm["Period"], alarm["EvaluationPeriods"]

    assert periods("rate(1 hour)") == (HOUR, 3)
    assert periods("cron(0 3 * * ? *)") == (HOUR, 26)
    with pytest.raises(DeploymentError, match="is not for every day"):
        periods("rate(2 days)")


@pytest.mark.parametrize(
    ("expression", "seconds"),
    [
        ("rate(15 minutes)", 900),
        ("rate(1 day)", DAY),
        ("cron(40 2 * * ? *)", DAY),
        ("cron(0 8-18 ? * * *)", 14 * HOUR),
        ("cron(0/15 * * * ? *)", 900),
        ("cron(*/20 * * * ? *)", 1200),
        ("cron(10,50 3,4 * * ? *)", DAY - 100 * 60),
    ],
)
def test_the_longest_time_between_two_runs(expression: str, seconds: int) -> None:
    assert intervals.longest(expression) == seconds


@pytest.mark.parametrize(
    "expression",
    ["rate(2 days)", "rate(0 minutes)", "rate(5)", "cron(0 3 ? * MON-FRI *)", "cron(0 3 1 * ? *)", "cron(0 3 * * ?)",
     "cron(61 3 * * ? *)", "cron(0 x * * ? *)", "cron(0 3/0 * * ? *)", "at(2026-11-24T09:00:00)", ""],
)  # fmt: skip
def test_what_does_not_run_every_day_is_refused(expression: str) -> None:
    with pytest.raises(DeploymentError, match="is not for every day"):
        intervals.longest(expression)


@given(
    st.lists(st.integers(0, 59), min_size=1, max_size=4),
    st.lists(st.integers(0, 23), min_size=1, max_size=4),
)
def test_no_run_is_longer_away_than_the_longest_time(minutes: list[int], hours: list[int]) -> None:
    found = intervals.longest(f"cron({','.join(map(str, minutes))} {','.join(map(str, hours))} * * ? *)")
    runs = {day * DAY + hour * HOUR + minute * 60 for day in range(3) for hour in hours for minute in minutes}
    gaps = [min(later for later in runs if later > one) - one for one in runs if one < 2 * DAY]
    assert max(gaps) == found
