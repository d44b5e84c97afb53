"""News are counted, and GDELT is asked no more often than it allows. The server is a real one."""

import json
import socket
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import adapters
from lambdas.shared.providers.news_search import NewsCount, gdelt, news_search
from lambdas.shared.providers.news_search.gdelt import MAX_BYTES, MOST_ARTICLES, SOURCE, GdeltNewsSearch
from lambdas.shared.runtime import errors
from lambdas.shared.runtime.bounded_http import Limits
from tests.applications import application
from tests.lambdas.shared.providers.loopback import JSON, PATIENT, TRICKLES, Loopback, Reply, reply
from tests.memory import MemoryOnboarding

ANNA = application(applicant={"given_names": "Anna Maria", "family_name": "Eriksson", "former_names": ["Berg"]})


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> MemoryOnboarding:
    made = MemoryOnboarding()
    monkeypatch.setattr("lambdas.shared.cases.table._opened", lambda: made)
    return made


def search(server: Loopback, pace_seconds: float = 0.01, limits: Limits = PATIENT) -> GdeltNewsSearch:
    return GdeltNewsSearch(f"{server.url}/api/v2/doc/doc", limits, pace_seconds)


def titled(*titles: str) -> Reply:
    return reply(
        {"articles": [{"title": title, "url": "https://a.example", "domain": "a.example"} for title in titles]}
    )


def test_articles_are_counted_by_the_words_in_their_titles(server: Loopback) -> None:
    titles = ["Banker held for FRAUD", "Bribery and fraud", "Terrorist trial", "Geldwäsche in Wien", "Tax Evasion"]
    server.answer = lambda _request: titled(*titles)
    found = search(server).count(ANNA)
    assert found is not None
    assert found.by_category == {"financial_crime": 2, "corruption": 1, "terrorism": 1, "other": 1}
    assert (found.articles, found.source) == (5, SOURCE)


def test_one_request_asks_for_the_names_and_nothing_else_of_the_applicant(server: Loopback) -> None:
    server.answer = lambda _request: reply({})
    assert search(server).count(ANNA) == NewsCount({}, SOURCE)
    (request,) = server.requests
    asked = parse_qs(urlsplit(request.path).query)
    assert asked["query"] == [
        '("Anna Maria Eriksson" OR "Anna Eriksson" OR "Anna Maria Berg" OR "Anna Berg") '
        "(terrorism OR terrorist OR corruption OR bribery OR embezzlement OR fraud OR "
        '"money laundering" OR "tax evasion")'
    ]
    assert {name: value for name, value in asked.items() if name != "query"} == {
        "mode": ["ArtList"], "format": ["json"], "maxrecords": [str(MOST_ARTICLES)], "timespan": ["3months"],
    }  # fmt: skip
    assert request.headers.keys() == {"host", "user-agent", "accept-encoding"}
    assert (request.method, request.body) == ("GET", b"")


def test_one_name_needs_no_parentheses(server: Loopback) -> None:
    server.answer = lambda _request: reply({})
    search(server).count(application(applicant={"given_names": "Anna", "family_name": "Eriksson"}))
    assert parse_qs(urlsplit(server.requests[0].path).query)["query"][0].startswith('"Anna Eriksson" (terrorism')


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_name_is_read_as_a_part_of_the_query(given_names: str, family_name: str) -> None:
    named = application(applicant={"given_names": given_names, "family_name": family_name})
    for phrase in gdelt._phrases(named["applicant"]):
        assert not set('"():<>&?#') & set(phrase)


def test_without_the_bank_s_decision_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_ADAPTER", adapters.ADAPTERS["news_search"]["off"].place)
    assert news_search().count(ANNA) is None


def test_a_name_too_short_to_be_searched_is_not_searched(server: Loopback) -> None:
    assert search(server).count(application(applicant={"given_names": "毛", "family_name": "泽东"})) is None
    assert server.requests == []


LIMITED = b"Please limit requests to one every 5 seconds or contact someone for larger queries."
TEXT = {"Content-Type": "text/html; charset=utf-8"}
HUGE = json.dumps({"articles": [{"title": "x" * MAX_BYTES}]}).encode()


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (Reply(429, LIMITED, TEXT), errors.Throttled),
        (Reply(200, LIMITED, TEXT), errors.Throttled),
        (Reply(429, b"{}"), errors.Throttled),
        (Reply(200, b"The specified phrase is too short.", TEXT), errors.ProviderUnavailable),
        (Reply(500), errors.ProviderUnavailable),
        (Reply(503), errors.ProviderUnavailable),
        (Reply(403), errors.ProviderUnavailable),
        (Reply(404), errors.ProviderUnavailable),
        (Reply(302, b"", {"Location": "/elsewhere"}), errors.ProviderUnavailable),
        (Reply(body=b""), errors.ProviderUnavailable),
        (Reply(body=b"[]"), errors.ProviderUnavailable),
        (Reply(body=b'{"articles": {}}'), errors.ProviderUnavailable),
        (Reply(body=b'{"articles": [{"title": "MARKED'), errors.ProviderUnavailable),
        (Reply(body=b'{"a":' + b"[" * 60_000), errors.ProviderUnavailable),
        (Reply(body=HUGE), errors.ProviderUnavailable),
        (Reply(body=HUGE, drips=True), errors.ProviderUnavailable),
        (Reply(body=b'{"a": 1, ', drips=True), errors.ProviderUnavailable),
        (Reply(body=b"{}", promised=100), errors.ProviderUnavailable),
        (Reply(silent=True), errors.ProviderUnavailable),
        (
            Reply(headers={"Content-Type": JSON, "Content-Encoding": "gzip"}, body=b"\x1f\x8b"),
            errors.ProviderUnavailable,
        ),
    ],
    ids=lambda value: f"{value.status} {value.body[:14]!r}" if isinstance(value, Reply) else value.__name__,
)
def test_every_other_answer_is_an_error_of_ours(server: Loopback, answer: Reply, raised: type[Exception]) -> None:
    server.answer = lambda _request: answer
    started = time.monotonic()
    with pytest.raises(errors.TransientError) as said:
        search(server, limits=answer.limits).count(ANNA)
    assert type(said.value) is raised
    assert str(said.value).startswith("GDELT: ")
    assert not any(word in str(said.value) for word in ("Eriksson", "Anna", "MARKED"))
    assert len(server.requests) == 1  # neither followed nor tried again
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("answer", TRICKLES.values(), ids=TRICKLES)
def test_an_answer_that_trickles_in_is_not_waited_for(server: Loopback, answer: Reply) -> None:
    server.answer = lambda _request: answer
    with pytest.raises(errors.ProviderUnavailable, match=r"^GDELT: no answer in time$"):
        search(server, limits=answer.limits).count(ANNA)


@pytest.mark.usefixtures("this_machine")
def test_nobody_listens() -> None:
    with socket.socket() as taken:  # so that nobody else listens there meanwhile
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.ProviderUnavailable, match="NewConnectionError"):
            GdeltNewsSearch(f"http://127.0.0.1:{taken.getsockname()[1]}", PATIENT, 0.01).count(ANNA)


@pytest.mark.parametrize("article", ["text", None, {"title": None}, {}, {"title": 7}])
def test_an_article_of_another_shape_still_counts(server: Loopback, article: Any) -> None:
    server.answer = lambda _request: reply({"articles": [article]})
    found = search(server).count(ANNA)
    assert found is not None
    assert found.by_category == {"other": 1}


def test_requests_of_all_functions_together_keep_their_distance(server: Loopback) -> None:
    moments: list[float] = []

    def answer(_request: Any) -> Reply:
        moments.append(time.time())
        return reply({})

    server.answer = answer
    for _ in range(3):
        search(server, pace_seconds=0.2).count(ANNA)
    turns = [int(moment / 0.2) for moment in moments]
    assert len(set(turns)) == 3


def test_who_finds_all_turns_taken_is_told_to_come_again(server: Loopback, table: MemoryOnboarding) -> None:
    table.update("PROVIDER#gdelt", "TURN", {"turn": int(time.time() / 60) + 9})
    with pytest.raises(errors.Throttled, match="turns"):
        search(server, pace_seconds=60).count(ANNA)
    assert server.requests == []


def test_it_is_production_s_news_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_ADAPTER", adapters.ADAPTERS["news_search"]["gdelt"].place)
    assert isinstance(news_search(), GdeltNewsSearch)
    assert gdelt.PACE_SECONDS > 5
    assert gdelt._MOST_TURNS * gdelt.PACE_SECONDS + gdelt.LIMITS.total < 30  # the function's time
