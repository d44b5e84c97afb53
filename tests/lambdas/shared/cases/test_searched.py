"""Whom the screening looks for: every name, the document's too."""

import json

import pytest

from lambdas.shared.cases.evidence import Evidence
from lambdas.shared.cases.searched import names_on_document, of_customer, query
from lambdas.shared.names.folding import folded
from tests.applications import application, event
from tests.memory import MemoryOnboarding


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


def test_a_name_in_two_alphabets_is_looked_for_as_it_looks_and_as_it_is_said() -> None:
    made = application(applicant={"given_names": "Eva", "family_name": "РОСА", "former_names": ["Волков"]})  # noqa: RUF001
    asked = {folded(name) for name in query(made).names}
    assert asked == {("EVA", "POCA"), ("EVA", "ROSA"), ("EVA", "VOLKOV")}


def test_a_person_of_one_name() -> None:
    made = application(applicant={"family_name": "Sukarno"})
    del made["applicant"]["given_names"]
    assert query(made).names == ("Sukarno",)


@pytest.mark.parametrize(
    ("on_document", "name"),
    [
        ({"given_names": "ANNA MARIA", "family_name": "ERIKSSON"}, "ANNA MARIA ERIKSSON"),
        ({"given_names": "", "family_name": "Ericson"}, "Ericson"),
    ],
)
def test_the_name_on_the_document_is_looked_for_too(on_document: dict[str, str], name: str) -> None:
    made = application(applicant={"given_names": "Ann", "family_name": "New"})
    assert query(made, on_document).names == ("Ann New", name)


def test_a_document_with_the_declared_name_or_without_one_adds_none() -> None:
    made = application(applicant={"given_names": "Ann", "family_name": "New"})
    for on_document in (None, {}, {"given_names": "Ann", "family_name": "New"}):
        assert query(made, on_document).names == ("Ann New",)


def test_the_document_check_of_the_same_attempt_counts() -> None:
    table = MemoryOnboarding()
    made = table.put(application())
    one, second = made["application_id"], event(made, identity_run="run", attempt=2)
    assert names_on_document(table, second) == {}
    for run, at, name in (("run#001", "2026-01-03", "old"), ("run#002", "2026-01-02", "new")):
        row = {"at": at, "details": json.dumps({"holder": {"given_names": "", "family_name": name}})}
        table.insert(one, f"EVIDENCE#check_document#{run}", row)
    assert names_on_document(table, second) == {"given_names": "", "family_name": "new"}
    assert names_on_document(table, second | {"attempt": 1}) == {"given_names": "", "family_name": "old"}


def test_a_customer_is_looked_for_as_last_submitted_and_as_that_document_says() -> None:
    table = MemoryOnboarding()
    made = table.put(application(applicant={"given_names": "Ann", "family_name": "New"}))
    one, holder = made["application_id"], {"given_names": "ANNA", "family_name": "NEW"}
    assert of_customer(table.case(one)) == query(made)
    table.add_evidence(one, "check_document", "run#001", Evidence({}, details={"holder": holder}, attempt=1), "2026")
    assert of_customer(table.case(one)) == query(made, holder)
    table.correct(one, made, "eva")  # whose new document nobody has read yet
    assert of_customer(table.case(one)) == query(made)
