"""News, searched through GDELT's DOC 2.0 API (https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/).

What leaves the bank: the applicant's present and former names, without birth date or reference, to api.gdeltproject.org
alone. We know of no agreement with GDELT on personal data, so it is the bank's decision: GDELT is asked only where the
bank chooses this adapter. The articles that come back are counted; no title, address or text of one is kept or logged.

GDELT's terms: free for any use that cites the project, which SOURCE does wherever a count is shown; at most one request
every five seconds from the whole bank. So all functions share turns of PACE_SECONDS in the Onboarding table, and each
applicant is one request. GDELT searches the last three months, in all languages, translated to English.

The words in its title decide an article's category; one that has them only in its text, or a title in another language,
is ``other``. At most MOST_ARTICLES are counted.

GDELT's answers, as other clients have seen them (alex9smith/gdelt-doc-api and others)::

    200 application/json {"articles": [{"title": "…", …}]}   {} where there are none
    200 or 429 text      "Please limit requests to one every 5 seconds …": Throttled
    200 text             the query is refused, such as "The specified phrase is too short.": ProviderUnavailable
    any other, or none   ProviderUnavailable: news are no reason to fail an onboarding, so a person looks
"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from lambdas.shared.cases.application import Applicant, Application
from lambdas.shared.cases.table import case_table
from lambdas.shared.providers.news_search import NewsCount
from lambdas.shared.runtime import bounded_http, json_text
from lambdas.shared.runtime.bounded_http import Limits, TooLarge
from lambdas.shared.runtime.errors import ProviderUnavailable, Throttled

URL = "https://api.gdeltproject.org/api/v2/doc/doc"
SOURCE = "The GDELT Project, https://www.gdeltproject.org/"
LIMITS = Limits(connect=2.0, read=10.0, total=12.0)
PACE_SECONDS = 6.0
"""Between two requests: clients that waited for five seconds were refused at times."""
MOST_ARTICLES = 75
MAX_BYTES = 256 * 1024
"""An article takes about 1 KB."""

CATEGORIES = {
    "terrorism": ("terrorism", "terrorist"),
    "corruption": ("corruption", "bribery", "embezzlement"),
    "financial_crime": ("fraud", "money laundering", "tax evasion"),
}
"""The words that are searched for, by category. An article has the first category of which a word is in its title."""

_SHORTEST_PHRASE = 5
_IN_NAMES = "-'\N{RIGHT SINGLE QUOTATION MARK}"
_TURNS = ("PROVIDER#gdelt", "TURN")
_MOST_TURNS = 2
"""How many turns a search waits at most: the function has 30 seconds for the wait and the answer."""
_LIMITED = b"limit requests"
_SUCCESS, _TOO_MANY = 200, 429


class GdeltNewsSearch:
    """Raises Throttled, ProviderUnavailable."""

    def __init__(self, url: str = URL, limits: Limits = LIMITS, pace_seconds: float = PACE_SECONDS) -> None:
        self.url, self.limits, self.pace_seconds = url, limits, pace_seconds

    def count(self, application: Application) -> NewsCount | None:
        phrases = list(_phrases(application["applicant"]))
        # GDELT refuses a query with a phrase that is too short; a person looks for a name that cannot be searched.
        if any(len(phrase) < _SHORTEST_PHRASE for phrase in phrases):
            return None
        self._wait_for_turn()
        return NewsCount(Counter(map(_category, self._articles(_query(phrases)))), SOURCE)

    def _wait_for_turn(self) -> None:
        """Take the next free turn, which all functions share, and wait until it begins. Raises Throttled."""
        following = int(time.time() / self.pace_seconds) + 1
        for turn in range(following, following + _MOST_TURNS):
            if case_table().update(*_TURNS, {"turn": turn}, rising="turn"):
                time.sleep(max(0.0, turn * self.pace_seconds - time.time()))
                return
        raise Throttled("GDELT: all turns are taken")

    def _articles(self, query: str) -> list[Any]:
        asked = {
            "query": query,
            "mode": "ArtList",
            "format": "json",
            "maxrecords": MOST_ARTICLES,
            "timespan": "3months",
        }
        answer = self._get(f"{self.url}?{urlencode(asked)}")
        try:
            found = json_text.parse(answer, MAX_BYTES)
        except json_text.InvalidJson:
            raise _refused(answer) from None
        articles = found.get("articles", []) if isinstance(found, dict) else None
        if not isinstance(articles, list):
            raise ProviderUnavailable("GDELT: an answer outside the contract: articles")
        return articles[:MOST_ARTICLES]

    def _get(self, url: str) -> bytes:
        headers = {"User-Agent": "kyc-onboarding"}  # without one GDELT refuses more
        try:
            with bounded_http.request("GET", parse_url(url), headers=headers, limits=self.limits) as response:
                answer = b"".join(bounded_http.body(response, MAX_BYTES))
        except TooLarge as error:
            raise ProviderUnavailable(f"GDELT: an answer {error}") from None
        except HTTPError as error:
            raise ProviderUnavailable(f"GDELT: {bounded_http.problem(error)}") from None
        if response.status != _SUCCESS:
            meaning = Throttled if response.status == _TOO_MANY else ProviderUnavailable
            raise meaning(f"GDELT: {response.status}")
        return answer


def _phrases(applicant: Applicant) -> Iterator[str]:
    """Each name of the ``applicant``, once, as the news write it: with all given names, and with the first alone."""
    given = applicant.get("given_names", "")
    family_names = [applicant["family_name"], *applicant.get("former_names", [])]
    written = [_plain(f"{some} {family}") for family in family_names for some in (given, given.partition(" ")[0])]
    yield from dict.fromkeys(written)


def _plain(name: str) -> str:
    """Letters, digits, hyphens and apostrophes, so that no name can be read as a part of the query."""
    return " ".join("".join(letter if letter.isalnum() or letter in _IN_NAMES else " " for letter in name).split())


def _query(phrases: list[str]) -> str:
    """Any of the names, and any of the words. GDELT wants parentheses around alternatives and nothing else."""
    words = [word for words in CATEGORIES.values() for word in words]
    return f"{_any(phrases)} {_any(words)}"


def _any(phrases: list[str]) -> str:
    quoted = [f'"{phrase}"' if " " in phrase else phrase for phrase in phrases]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def _category(article: Any) -> str:
    title = str(article.get("title", "") if isinstance(article, dict) else "").lower()
    return next((name for name, words in CATEGORIES.items() if any(word in title for word in words)), "other")


def _refused(answer: bytes) -> Exception:
    if _LIMITED in answer.lower():
        return Throttled("GDELT: asked to be called less often")
    return ProviderUnavailable("GDELT: an answer outside the contract: not JSON")
