"""News ask for a person and never decide; of what was found, counts alone are kept."""

import json
from typing import Any

import pytest

from lambdas.search_adverse_media.handler import handler
from lambdas.shared.providers.news_search import NewsCount
from tests.applications import application, event
from tests.memory import MemoryOnboarding


class News:
    """A search that found this."""

    def __init__(self, found: NewsCount | None) -> None:
        self.found = found

    def count(self, application: dict[str, Any]) -> NewsCount | None:
        return self.found


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (NewsCount({}, "news"), {"verdict": "pass", "reasons": [], "articles": 0, "categories": {}}),
        (
            NewsCount({"other": 0}, "news"),
            {"verdict": "pass", "reasons": [], "articles": 0, "categories": {"other": 0}},
        ),
        (
            NewsCount({"terrorism": 30, "other": 1}, "news"),
            {
                "verdict": "review",
                "reasons": ["ADVERSE_MEDIA"],
                "articles": 31,
                "categories": {"terrorism": 30, "other": 1},
            },
        ),
        (None, {"verdict": "unavailable", "reasons": ["ADVERSE_MEDIA_UNAVAILABLE"], "articles": 0, "categories": {}}),
    ],
)
def test_a_count_is_all_that_is_kept(
    monkeypatch: pytest.MonkeyPatch, found: NewsCount | None, expected: dict[str, Any]
) -> None:
    table = MemoryOnboarding()
    made = table.put(application())
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: table)
    monkeypatch.setattr("lambdas.search_adverse_media.handler.news_search", lambda: News(found))
    assert handler(event(made), None) == expected
    row = table.rows[made["application_id"], "EVIDENCE#search_adverse_media#run#001"]
    assert (json.loads(row["details"]), json.loads(row["versions"])["news"]) == ({}, "news" if found else "none")
