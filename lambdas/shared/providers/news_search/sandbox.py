"""Finds the articles that the test values say."""

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.news_search import NewsCount
from lambdas.shared.providers.sandbox import values_for


class SandboxNewsSearch:
    """``adverse_media.articles`` (default 0) of the category other, and what ``adverse_media.categories`` says."""

    def count(self, application: Application) -> NewsCount:
        values = values_for(application, "adverse_media")
        return NewsCount({"other": values.get("articles", 0), **values.get("categories", {})}, "sandbox")
