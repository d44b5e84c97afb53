"""The news search: it counts the news articles that name the applicant together with a crime (adverse media)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class NewsCount:
    """How many articles name the applicant together with a crime.

    ``by_category``: the number of articles in each of ``financial_crime``, ``corruption``, ``terrorism`` and ``other``;
    each article counts once, and a category without articles may be left out. ``source``: where they were searched, as
    reviewers read it. Counts are all that is kept, and prove nothing: somebody else may have the same name.
    """

    by_category: Mapping[str, int]
    source: str

    @property
    def articles(self) -> int:
        return sum(self.by_category.values())


class NewsSearch(Protocol):
    def count(self, application: Application) -> NewsCount | None:
        """Count the articles that name the applicant, by present or former name, together with a crime.

        None where news are not searched for this applicant: the check then counts as unavailable, and a person looks.
        """


def news_search() -> NewsSearch:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(NewsSearch, adapter("news_search"))
