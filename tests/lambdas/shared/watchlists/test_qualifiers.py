"""What is known of a person beside the name."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.qualifiers import of_birth, signs_of_birth

days = st.dates(date(1930, 1, 1), date(2008, 12, 31))


@example(date(1975, 12, 30), 3, 10, 10)
@given(
    days, st.one_of(st.integers(-5, 5), st.integers(-1500, 1500)), st.sampled_from([10, 4]), st.sampled_from([10, 4])
)
def test_a_listed_birth_that_says_much_is_found_by_its_keys(day: date, apart: int, known: int, listed: int) -> None:
    asked, other = day.isoformat()[:known], (day + timedelta(apart)).isoformat()[:listed]
    keys = {other, other[:4], other[4:]}
    possible = max((points for points, some in signs_of_birth(asked).items() if keys & {*some}), default=0.0)
    assert all(one.points <= max(possible, CONFIG.birth_year_near) for one in of_birth(asked, [other]))
