"""Whom the screening looks for."""

from lambdas.screen_watchlists.handler import query
from tests.applications import application


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


def test_a_person_of_one_name() -> None:
    made = application(applicant={"family_name": "Sukarno"})
    del made["applicant"]["given_names"]
    assert query(made).names == ("Sukarno",)
