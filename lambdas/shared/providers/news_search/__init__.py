"""Who searches the news for the applicant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.adapters import adapter


@dataclass(frozen=True, slots=True)
class NewsCount:
    """How many articles name the applicant together with a crime, and where they were searched.

    ``by_category``: ``financial_crime``, ``corruption``, ``terrorism``, ``other``; each article counts once. Counts are
    all that is kept of them, and say nothing by themselves: another person may bear the name.
    """

    by_category: Mapping[str, int]
    source: str

    @property
    def articles(self) -> int:
        return sum(self.by_category.values())


class NewsSearch(Protocol):
    def count(self, application: Application) -> NewsCount | None:
        """Count the articles that name the applicant together with a crime; None where they are not searched."""


def news_search() -> NewsSearch:
    """The adapter of this deployment. Raises NotConfigured."""
    return cast(NewsSearch, adapter("news_search"))
