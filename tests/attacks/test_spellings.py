"""One person under another spelling is one person: neither a second customer, nor turned away."""

from datetime import date

import pytest

from lambdas.check_document.rules import check
from lambdas.shared.accounts.fingerprints import fingerprints
from lambdas.shared.cases.verdicts import Verdict, codes, worst
from lambdas.shared.providers.document_reader import DocumentReading
from lambdas.shared.runtime.policies import policy
from tests.applications import application

TODAY = date(2026, 11, 26)
ANNA = {"given_names": "Anna Maria", "family_name": "Eriksson", "birth_date": "1984-08-12"}


@pytest.mark.parametrize(
    "other",
    [
        {"family_name": "Eriks\u200bson"},
        {"family_name": "Eriks\xadson"},
        {"family_name": "Eriks\0son"},
        {"family_name": "Eriks\u3164son"},
        {"family_name": "Eriks\ue000son"},
        {"family_name": "Еriksson"},  # noqa: RUF001 - a Cyrillic letter
        {"family_name": "ＥＲＩＫＳＳＯＮ"},  # noqa: RUF001 - full width
        {"family_name": "Erikss0n"},
        {"given_names": "Anna-Maria"},
        {"given_names": "Annamaria"},
        {"given_names": "Dr. Maria Anna"},
        {"given_names": "", "family_name": "Anna\u3000Maria\u2028Eriksson"},
    ],
)
def test_another_spelling_with_a_new_passport_is_a_known_customer(other: dict[str, str]) -> None:
    one, again = (
        application(applicant=ANNA | changed, document={"number": number})
        for changed, number in (({}, "XC1000001"), (other, "XC1000002"))
    )
    assert fingerprints(one, b"key")["person"] == fingerprints(again, b"key")["person"]


TURK = {"given_names": "Ayşe", "sex": "F", "birth_date": "1984-08-12", "nationalities": ["TUR"]}
PASSPORT = {"number": "U12345678", "issuing_country": "TUR", "expires_on": "2031-04-15"}
ZONE = "P<TUR{names:<<39}\nU123456784TUR8408129F3104150<<<<<<<<<<<<<<02"


@pytest.mark.parametrize("family_name", ["Güçlü", "Şükrü", "Hüsnü", "Yüksel", "Müjde Ünlü"])
@pytest.mark.parametrize("umlaut", ["U", "UE"])
@pytest.mark.parametrize(("born", "reasons"), [("1984-08-12", []), ("1984-08-13", ["BIRTH_DATE_DIFFERS_SLIGHTLY"])])
def test_a_turk_is_not_turned_away_for_a_mistyped_digit(
    family_name: str, umlaut: str, born: str, reasons: list[str]
) -> None:
    printed = family_name.translate(str.maketrans("çşŞ ", "CSS<")).replace("ü", umlaut).replace("Ü", umlaut)
    reading = _reading(f"{printed.upper()}<<AYSE", family_name)
    made = application(applicant=TURK | {"family_name": family_name, "birth_date": born}, document=PASSPORT)
    findings = check(reading, made, TODAY, policy("identity"))
    assert codes(findings) == reasons
    assert worst(findings) is not Verdict.FAIL


def _reading(names: str, *printed: str) -> DocumentReading:
    return DocumentReading(ZONE.format(names=names), lines=(*printed, "U12345678", "12.08.1984"))


@pytest.mark.parametrize(
    ("given_names", "family_name"), [("Jean", "Saint-Clair"), ("Jean", "St. Clair"), ("Jean", "St Clair")]
)
def test_a_saint_is_one_person(given_names: str, family_name: str) -> None:
    made = application(applicant=TURK | {"given_names": given_names, "family_name": family_name}, document=PASSPORT)
    assert check(_reading("ST<CLAIR<<JEAN", "ST. CLAIR"), made, TODAY, policy("identity")) == []
