"""A project: its parts, a bank's own in their place or beside them, and how it is named on the command line."""

import sys
from pathlib import Path
from typing import Any

import pytest

from infrastructure.adapters import SANDBOX, Adapter
from infrastructure.errors import DeploymentError
from infrastructure.functions import CASE, Function
from infrastructure.permissions import ASK_ADDRESS_BUREAU, READ_CUSTOMERS, Grant
from infrastructure.project import KYC, Project, load
from infrastructure.settings import Settings


def named(name: str) -> Function:
    [function] = [one for one in KYC.functions if one.name == name]
    return function


def with_provider(port: str, chosen: str) -> Project:
    return KYC.with_settings(Settings.of({"providers": {port: chosen}}))


def test_a_part_of_the_bank_takes_the_place_of_the_one_with_its_name() -> None:
    larger = Function("score_risk", 512, 20, CASE)
    project = KYC.extended(functions=[larger, Function("check_email", 256, 15, CASE)])
    assert [one for one in project.functions if one.name == "score_risk"] == [larger]
    assert len(project.functions) == len(KYC.functions) + 1


def test_the_bank_s_definitions_come_first(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "risk_policy.json").write_text("{}")
    project = KYC.extended(definitions=tmp_path)
    assert project.file("risk_policy.json") == tmp_path / "risk_policy.json"
    assert project.file("schemas/application.json") == KYC.file("schemas/application.json")
    assert project.file("schemas/nothing.json") is None


def test_every_port_of_a_function_is_known() -> None:
    ports = {port.partition(":")[0] for function in KYC.functions for port in function.ports}
    assert ports == set(KYC.adapters) == set(KYC.settings.providers)


def test_the_stage_and_the_settings_choose_the_adapter() -> None:
    project = with_provider("core_banking", "http")
    assert project.adapter("core_banking", "test") is KYC.adapters["core_banking"][SANDBOX]
    assert project.adapter("core_banking", "production") is KYC.adapters["core_banking"]["http"]


def test_an_adapter_of_the_bank_s_own_needs_no_line_here() -> None:
    project = with_provider("address_bureau", "acme.bureau:AcmeBureau")
    assert project.adapter("address_bureau", "production").module == "acme.bureau"
    assert ASK_ADDRESS_BUREAU in project.grants(named("poll_address_check"), "production")


def test_a_bank_may_name_an_adapter_with_what_it_uses() -> None:
    adapter = Adapter("acme.bureau:AcmeBureau", {"": (READ_CUSTOMERS,)})
    project = KYC.extended(adapters={"address_bureau": {"acme": adapter}})
    project = project.with_settings(Settings.of({"providers": {"address_bureau": "acme"}}))
    assert project.adapter("address_bureau", "production") is adapter


@pytest.mark.parametrize("chosen", ["other", SANDBOX])
def test_an_unknown_adapter_is_refused(chosen: str) -> None:
    with pytest.raises(DeploymentError, match=r"providers\.notifier is .* must be one of ses, or module:Class"):
        with_provider("notifier", chosen).adapter("notifier", "production")


def reads_liveness(grants: list[Grant]) -> bool:
    return any("Liveness" in str(grant.statements) for grant in grants)


def test_a_use_of_a_port_has_grants_of_its_own() -> None:
    assert reads_liveness(KYC.grants(named("intake_document"), "production"))
    assert not reads_liveness(KYC.grants(named("compare_faces"), "production"))


@pytest.mark.parametrize(
    ("given", "function", "environment"),
    [
        ({"regions": {"liveness": "eu-west-1"}}, "intake_document", {"LIVENESS_REGION": "eu-west-1"}),
        ({"bank": {"sender": "kyc@bank.example"}}, "send_notification", {"NOTIFICATION_SENDER": "kyc@bank.example"}),
        ({"bank": {"iban_country": "AT"}}, "reserve_iban", {"IBAN_COUNTRY": "AT"}),
        (
            {"watchlists": {"addresses": {"sdn.csv": "https://mirror.example/sdn"}}},
            "refresh_watchlists",
            {"WATCHLIST_ADDRESSES": '{"sdn.csv": "https://mirror.example/sdn"}'},
        ),
    ],
)
def test_a_setting_reaches_the_function_that_needs_it(
    given: dict[str, Any], function: str, environment: dict[str, str]
) -> None:
    project = KYC.with_settings(Settings.of(given))
    found = [grant.environment for grant in project.grants(named(function), "production")]
    assert any(environment.items() <= one.items() for one in found)


def test_the_default_is_this_library_s_own() -> None:
    assert load("infrastructure.project:KYC") is KYC


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("acme", "write it as MODULE:NAME"),
        ("acme_nowhere.project:PROJECT", "there is no module acme_nowhere"),
        ("infrastructure.project:NOTHING", "has no attribute 'NOTHING'"),
        ("infrastructure.project:LIBRARY", "must be a Project"),
    ],
)
def test_a_project_that_is_not_there(name: str, problem: str) -> None:
    with pytest.raises(DeploymentError, match=problem):
        load(name)


def test_a_package_that_is_not_there() -> None:
    with pytest.raises(DeploymentError, match="no package acme_nowhere"):
        KYC.extended(packages=["acme_nowhere"])


def test_a_package_is_found_where_python_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme_here").mkdir()
    (tmp_path / "acme_here/__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert KYC.extended(packages=["acme_here"]).packages["acme_here"] == tmp_path / "acme_here"
