"""Fillers that were read as letters make no other name: another picture is asked for."""

from datetime import date

import pytest

from lambdas.check_document.rules import check
from lambdas.shared.cases.verdicts import codes
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.policies import policy
from tests.applications import application

TODAY = date(2026, 11, 26)
POLICY = policy("identity")
PASSPORT = {"number": "KF1000001", "issuing_country": "SWE", "expires_on": "2031-04-15"}


def found(names: str, given_names: str, family_name: str = "Eriksson", born: str = "1981-05-06") -> list[str]:
    zone = f"P<SWE{names:<<39}\nKF10000017SWE8105060F3104150<<<<<<<<<<<<<<04"
    applicant = {"given_names": given_names, "family_name": family_name, "birth_date": born, "nationalities": ["SWE"]}
    lines = (given_names, family_name, "KF1000001", "06.05.1981")
    made = application(applicant=applicant, document=PASSPORT)
    return codes(check(DocumentReading(zone, lines=lines), made, TODAY, POLICY))


@pytest.mark.parametrize(
    "names",
    [
        "ERIKSSON<<ROSA<MARIAKKKKKKKKKKKKKKKKKKK",
        "ERIKSSON<<ROSA<MARIAKKCKKKKCKKKKKKKKKKK",
        "ERIKSSON<<ROSA<MARIALLLLLLLL<<<<<<<<<<<",
        "ERIKSSON<<ROSA<MARIA<<<<<<<<KKKK<<<<<<<",
        "ERIKSSON<<ROSA<MARIAK<<<<<<<<<<<<<<<<<<",
        "ERIKSSON<<ROSAKMARIA<<<<<<<<<<<<<<<<<<<",
        "ERIKSSON<<ROSACMARIA<<<<<<<<<<<<<<<<<<<",
        "ERIKSSON<CROSA<MARIA<<<<<<<<<<<<<<<<<<<",
        "ERIKSSONK<ROSA<MARIA<<<<<<<<<<<<<<<<<<<",
        "ERIKSSON<KROSAKMARIA<<<<<<<<<<<<<<<<<<<",
    ],
)
@pytest.mark.parametrize("born", ["1981-05-06", "1981-05-07"])
def test_another_picture_is_asked_for(names: str, born: str) -> None:
    codes_found = found(names, "Rosa Maria", born=born)
    assert codes_found[0] == "FILLERS_MISREAD"
    assert not any(code.startswith("NAME") for code in codes_found)


@pytest.mark.parametrize(
    ("names", "given_names", "family_name", "reasons"),
    [
        ("ERIKSSON<<ROSA<MARIA", "Rosa Maria", "Eriksson", []),
        ("ERIKSSON<<ERICK", "Erik", "Eriksson", ["NAME_DIFFERS_SLIGHTLY"]),
        ("BACKLUND<<KICKI", "Kicki", "Backlund", []),
        ("LINDKVIST<<ROSA", "Rosa", "Lindqvist", ["NAME_DIFFERS_SLIGHTLY"]),
        ("GOMEZ<<PEDRO", "Rosa", "Eriksson", ["NAME_ALONE_DIFFERS"]),
        ("CLARK<<ROSA", "Rosa", "Eriksson", ["NAME_ALONE_DIFFERS"]),
        ("MAX<III<<ROSA", "Rosa", "Max", []),
        ("GROSSSCHAEDL<<ROSA", "Rosa", "Großschädl", []),
    ],
)
def test_a_name_with_such_letters_is_a_name(names: str, given_names: str, family_name: str, reasons: list[str]) -> None:
    assert [code for code in found(names, given_names, family_name) if code != "VISUAL_ZONE_DIFFERS"] == reasons


@pytest.mark.parametrize("names", ["<<SURESH<KUMAR", "SURESH<KUMAR", "SURESH<<KUMAR", "<SURESH<KUMAR"])
def test_a_holder_without_a_last_name_is_read(names: str) -> None:
    assert found(names, "", "Suresh Kumar") == []
