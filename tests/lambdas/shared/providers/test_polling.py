from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.providers.polling import PollingLimits, seconds_until_next_poll
from lambdas.shared.runtime.policies import policy
from workflows.limits import LIMITS as PROCESS

LIMITS = PollingLimits(**policy("identity")["address"])
ACTIVATION = PollingLimits(**policy("process")["activation"])
ASKED = datetime(2026, 11, 24, tzinfo=UTC)
END = timedelta(hours=LIMITS.late_after_hours)


def wait(hint: int, passed: timedelta, limits: PollingLimits = LIMITS) -> int:
    return seconds_until_next_poll(hint, ASKED, ASKED + passed, limits)


def test_the_bureau_s_hint_is_kept_within_its_limits() -> None:
    assert wait(10, timedelta()) == 10
    assert wait(0, timedelta()) == LIMITS.shortest_wait_seconds
    assert wait(100_000, timedelta()) == LIMITS.longest_wait_seconds


def test_after_the_deadline_there_is_no_next_poll() -> None:
    assert wait(10, END) == wait(10, END + timedelta(days=1)) == 0


@given(st.integers(-10, 100_000), st.integers(-100, 400_000))
def test_a_wait_is_within_the_policy_whatever_the_bureau_says(hint: int, passed: int) -> None:
    found = wait(hint, timedelta(seconds=passed))
    assert found == 0 or LIMITS.shortest_wait_seconds <= found <= LIMITS.longest_wait_seconds


@given(
    st.sampled_from([LIMITS, ACTIVATION]),
    st.lists(st.integers(-10, 10_000), min_size=PROCESS.most_polls, max_size=PROCESS.most_polls),
)
def test_the_deadline_is_reached_before_the_polls_are_used_up(limits: PollingLimits, hints: list[int]) -> None:
    passed, polls = timedelta(), 0
    while seconds := wait(hints[polls], passed, limits):
        passed, polls = passed + timedelta(seconds=seconds), polls + 1
    assert passed >= timedelta(hours=limits.late_after_hours)
    assert polls < PROCESS.most_polls
