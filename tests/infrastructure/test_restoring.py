"""The moment that tables are restored to."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.errors import DeploymentError
from infrastructure.restoring import moment_of, restore
from infrastructure.target import Target
from tests.infrastructure.test_protection import Nobody


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=2)))))
def test_a_moment_is_read_as_it_is_written(moment: datetime) -> None:
    assert moment_of(moment.isoformat()) == moment


def test_a_moment_without_a_zone_is_in_utc() -> None:
    assert moment_of("2026-11-26T18:00") == datetime(2026, 11, 26, 18, tzinfo=UTC)
    assert moment_of("2026-11-26T18:00:00Z") == datetime(2026, 11, 26, 18, tzinfo=UTC)


@given(st.text(max_size=20))
def test_what_is_no_moment_is_said(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        with pytest.raises(DeploymentError, match="write it as 2026"):
            moment_of(text)


def test_a_moment_must_be_said() -> None:
    with pytest.raises(DeploymentError, match="which moment"):
        restore(Target(), Nobody(), None)
