"""What the document check keeps as evidence."""

import json

import pytest

from lambdas.check_document.handler import handler
from lambdas.shared.cases import pictures as case_pictures
from lambdas.shared.cases.searched import names_on_document
from lambdas.shared.documents.mrz import read_mrz
from tests.applications import application, event
from tests.memory import MemoryOnboarding
from tests.sandbox import SANDBOX


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    made = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    monkeypatch.setenv("DOCUMENTS_BUCKET", "documents")
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)
    return made


def test_the_names_on_the_document_are_kept_for_the_screening(table: MemoryOnboarding) -> None:
    made = application(applicant={"given_names": "Anna", "family_name": "Müller"})
    application_id = str(table.put(made)["application_id"])
    case_pictures.freeze(table, table.case(application_id), 1)
    handler(event(made), None)
    (row,) = table.starting(application_id, "EVIDENCE#check_document#")
    kept = json.loads(row["details"])
    assert {row["field"] for row in kept["compared"] if not row["same"]} == set()
    assert ("birth_date", made["applicant"]["birth_date"]) in {
        (row["field"], row["applicant"]) for row in kept["compared"]
    }
    zone = read_mrz(kept["reading"]["zone"])
    assert kept["holder"] == {"given_names": zone.given_names, "family_name": zone.family_name}
    assert names_on_document(table, event(made, identity_run="run")) == {
        "given_names": "ANNA",
        "family_name": "MUELLER",
    }
    assert names_on_document(table, event(made, identity_run="another")) == {}
