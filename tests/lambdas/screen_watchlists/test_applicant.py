"""Whom the screening looks for: every name, the document's too."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.screen_watchlists.applicant import last_reading, query
from tests.applications import application
from tests.memory import MemoryOnboarding

ZONE = "P<SWEERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nXA12345679SWE8408129F3102307<<<<<<<<<<<<<<06"


def test_present_and_former_names_and_each_country_once() -> None:
    made = application(
        applicant={
            "given_names": "Ann",
            "family_name": "New",
            "former_names": ["Old", "Older"],
            "birth_date": "1980-01-02",
            "nationalities": ["SWE", "DEU"],
        }
    )
    asked = query(made)
    assert asked.names == ("Ann New", "Ann Old", "Ann Older")
    assert (asked.birth_date, asked.countries) == ("1980-01-02", ("SWE", "DEU"))


@pytest.mark.parametrize(("sex", "gender"), [("F", "F"), ("M", "M"), ("X", None), (None, None)])
def test_the_gender_where_lists_have_it(sex: str | None, gender: str | None) -> None:
    made = application()
    made["applicant"].pop("sex", None)
    made["applicant"] |= {"sex": sex} if sex else {}
    assert query(made).gender == gender


def test_a_person_of_one_name() -> None:
    made = application(applicant={"family_name": "Sukarno"})
    del made["applicant"]["given_names"]
    assert query(made).names == ("Sukarno",)


@pytest.mark.parametrize(
    ("reading", "name"),
    [
        ({"zone": ZONE}, "ANNA MARIA ERIKSSON"),
        ({"zone": "", "fields": {"given_names": "Anna", "family_name": "Ericson"}}, "Anna Ericson"),
        ({"zone": "", "fields": {"family_name": "Ericson"}}, "Ericson"),
    ],
)
def test_the_name_on_the_document_is_looked_for_too(reading: dict[str, Any], name: str) -> None:
    made = application(applicant={"given_names": "Ann", "family_name": "New"})
    assert query(made, reading).names == ("Ann New", name)


@pytest.mark.parametrize("reading", [None, {}, {"zone": "x"}, {"zone": "", "fields": {}}, {"fields": {"number": "1"}}])
def test_a_document_that_was_not_read_adds_no_name(reading: dict[str, Any] | None) -> None:
    assert len(query(application(), reading).names) == 1


@given(st.text(max_size=100))
def test_whatever_the_zone_is_nothing_is_raised(zone: str) -> None:
    assert query(application(), {"zone": zone}).names


def test_the_newest_reading_counts() -> None:
    table = MemoryOnboarding()
    one = table.submit(application())["application_id"]
    assert last_reading(table, one) == {}
    for run, at, zone in (("run#002", "2026-01-02", "new"), ("run#001", "2026-01-01", "old")):
        row = {"at": at, "details": json.dumps({"reading": {"zone": zone}})}
        table.insert(one, f"EVIDENCE#check_document#{run}", row)
    assert last_reading(table, one) == {"zone": "new"}
