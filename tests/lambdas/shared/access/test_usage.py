"""Each caller has one usage plan, that of the strongest role, and all plans together leave the API room."""

import re

from hypothesis import given
from hypothesis import strategies as st

from infrastructure.settings import Settings
from lambdas.shared.access.roles import Role
from lambdas.shared.access.usage import PLANS, WITHOUT_ROLE, key, plan_of

ALL = (*PLANS.values(), WITHOUT_ROLE)


@given(st.frozensets(st.sampled_from(Role)))
def test_a_caller_has_the_largest_plan_of_the_roles(roles: frozenset[Role]) -> None:
    assert plan_of(roles).rate == max([WITHOUT_ROLE.rate, *(PLANS[role].rate for role in roles)])
    assert plan_of(roles) in {WITHOUT_ROLE, *(PLANS[role] for role in roles)}


def test_every_role_has_a_plan_and_each_plan_a_key_of_its_own_that_api_gateway_takes() -> None:
    assert set(PLANS) == set(Role)
    keys = [key("kc", plan) for plan in ALL]  # no stack has a shorter name
    assert len(set(keys)) == len(ALL)
    assert all(re.fullmatch("[A-Za-z0-9-]{20,128}", one) for one in keys)


def test_no_role_uses_up_what_is_there_for_the_others() -> None:
    whole = Settings.of({}).api
    assert sum(plan.rate for plan in ALL) <= whole.rate
    assert sum(plan.burst for plan in ALL) <= whole.burst
    assert all(plan.rate <= plan.burst and plan.daily <= plan.rate * 86_400 for plan in ALL)
