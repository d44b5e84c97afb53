"""The screening as the workflow calls it: what it answers, what it keeps, and whom it remembers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from infrastructure import watchlists
from lambdas.shared.onboardings.errors import UnknownHit
from lambdas.shared.reviews.decisions import DecisionRefused
from lambdas.shared.runtime.closure import closure
from lambdas.shared.runtime.policies import policy
from lambdas.shared.watchlists import loaded
from lambdas.shared.watchlists.config import CONFIG
from lambdas.shared.watchlists.entries import KINDS, Entry
from lambdas.shared.watchlists.matching import WatchlistIndex
from tests.screening import Screening, opened

Row = dict[str, Any]


@pytest.fixture
def screening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screening]:
    with opened(monkeypatch) as made:
        yield made


def test_a_name_without_an_agreed_spelling_goes_to_a_person(screening: Screening) -> None:
    result, hits = screening.screen(screening.submit(given_names="小龙", family_name="李"))
    assert (result["verdict"], result["reasons"], hits) == ("review", ["NAME_SEARCHED_BY_SOUND"], [])


def test_the_spelling_on_the_document_is_enough(screening: Screening) -> None:
    application_id = screening.submit(given_names="小龙", family_name="李")
    holder = {"given_names": "Xiaolong", "family_name": "Li"}
    row = {"at": "2026-01-01T00:00:00Z", "details": json.dumps({"holder": holder})}
    screening.table.insert(application_id, "EVIDENCE#check_document#run#001", row)
    assert screening.screen(application_id)[0]["verdict"] == "pass"


def test_a_hit_says_which_entry_of_which_version_and_why(screening: Screening) -> None:
    result, (hit,) = screening.screen(screening.submit())
    assert (result["verdict"], result["hits"], result["remembered"]) == ("review", 1, 0)
    assert result["reasons"] == ["POSSIBLE_SANCTIONS_MATCH"]
    assert result["top_score"] == hit["score"]
    assert hit["list_name"] == "OFAC SDN"
    assert hit["list_version"] in [one["version"] for one in watchlists.read().manifest["sources"]]
    assert hit["remembered"] is False
    assert hit["entry_id"].startswith("ofac-9")
    assert hit["name_matched"]
    assert all(reason["code"] and reason["points"] for reason in hit["reasons"])


def test_the_evidence_keeps_the_versions_of_the_lists_and_of_the_policy(screening: Screening) -> None:
    result, _ = screening.screen(one := screening.submit())
    kept = screening.table.get(one, "EVIDENCE#screen_sanctions#run-1#001") or {}
    versions = json.loads(kept["versions"]) if isinstance(kept["versions"], str) else kept["versions"]
    assert versions["watchlist"] == result["list_version"]
    assert versions["watchlist_policy"] == policy("watchlist")["version"]


def test_the_policy_says_what_is_a_possible_match(screening: Screening, monkeypatch: pytest.MonkeyPatch) -> None:
    one = screening.submit()
    result, _ = screening.screen(one)
    threshold = {"from": result["top_score"], "second_sign": False, "source": "a test"}
    changed = policy("watchlist") | {"possible_match": dict.fromkeys(KINDS, threshold)}
    monkeypatch.setattr("lambdas.shared.watchlists.possible_match.policy", lambda _: changed)
    assert screening.screen(one)[0]["verdict"] == "review"
    threshold["from"] += 0.0001
    assert screening.screen(one)[0]["verdict"] == "pass"


def test_the_screening_reads_no_machine_readable_zone() -> None:
    assert not [module for module in closure(["lambdas.screen_watchlists.handler"]) if ".mrz" in module]


def test_who_is_not_listed_passes(screening: Screening) -> None:
    one = screening.submit(given_names="Anna", family_name="Lindqvist-Sjoberg", birth_date="1999-01-01")
    result, hits = screening.screen(one)
    assert (result["verdict"], result["hits"], result["top_score"], hits) == ("pass", 0, 0, [])


def test_a_cleared_hit_is_remembered_and_alerts_no_more(screening: Screening) -> None:
    one = screening.submit()
    _, (hit,) = screening.screen(one)
    screening.cleared(one, hit["entry_id"])
    result, (again,) = screening.screen(screening.submit())  # the same person, in another application
    assert (result["verdict"], result["hits"], result["remembered"], result["top_score"]) == ("pass", 0, 1, 0)
    assert again["remembered"] is True
    used = again["cleared"]
    assert (used["by"], used["reason"], used["application_id"]) == (["eva", "max"], "FALSE_POSITIVE", one)
    entries = [entry["hash"] for entry in screening.table.case(one).entries if entry.get("step") == "clearing"]
    assert (used["entries"], used["cleared_at"]) == (entries, screening.table.case(one).linked[-1].at)


def test_hits_too_many_to_show_alert_and_are_kept_as_one_group(
    screening: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("x", "Big", "sanctions", "individual", ("Rasmus Nilsson Ekdahl",))
    many, hashes = 300, set()
    for content in ("RUS", "BLR"):
        entries = [replace(entry, entry_id=f"x-{number}", countries=(content,)) for number in range(many)]
        big = loaded.Watchlist("1", WatchlistIndex.build(entries, "sanctions"), {})
        monkeypatch.setattr(loaded, "current", lambda *_, big=big: big)
        one = screening.submit(given_names="Rasmus Nilsson", family_name="Ekdahl", former_names=[])
        result, hits = screening.screen(one)
        kept = screening.table.get(one, f"EVIDENCE#screen_sanctions#run-{screening.run}#001") or {}
        others = json.loads(kept["details"])["other_hits"]
        assert (result["hits"], len(hits), others["lists"]) == (
            many,
            CONFIG.most_hits,
            {"Big": many - CONFIG.most_hits},
        )
        assert result["top_score"] >= others["top_score"] > 0
        assert len(kept["details"]) < 100_000
        hashes.add(others["sha256"])
    assert len(hashes) == 2, "another content of the entries that are not shown is another alert"


@pytest.mark.parametrize("change", [{"former_names": ["Berger"]}, {"nationalities": ["LVA", "CHE"]}])
def test_another_person_is_not_remembered(screening: Screening, change: Row) -> None:
    one = screening.submit()
    _, (hit,) = screening.screen(one)
    screening.cleared(one, hit["entry_id"])
    result, (again,) = screening.screen(screening.submit(**change))
    assert (result["verdict"], again["remembered"]) == ("review", False)


def test_an_entry_that_changed_is_not_remembered(screening: Screening) -> None:
    one = screening.submit()
    _, (hit,) = screening.screen(one)
    screening.cleared(one, hit["entry_id"])
    for key in screening.customers.rows:
        screening.customers.rows[key]["content"] = "as it was before"
    assert screening.screen(one)[0]["verdict"] == "review"


def test_only_a_hit_that_the_case_has_can_be_cleared(screening: Screening) -> None:
    one = screening.submit()
    screening.screen(one)
    with pytest.raises(UnknownHit, match=r"found no entry ofac-1; it found: ofac-9"):
        screening.clear(one, "ofac-1", "eva")
    with pytest.raises(DecisionRefused, match="the reasons are:\n  FALSE_POSITIVE: The hit is another person"):
        screening.clear(one, "ofac-90001", "eva", reason="another birth place")


def test_what_is_remembered_names_nobody(screening: Screening) -> None:
    one = screening.submit()
    _, (hit,) = screening.screen(one)
    screening.cleared(one, hit["entry_id"])
    family_name = screening.table.application(one)["applicant"]["family_name"]
    assert family_name not in json.dumps(list(screening.customers.rows.values()))
