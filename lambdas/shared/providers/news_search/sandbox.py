"""A news search that finds what the application's test values say."""

from lambdas.shared.cases.application import Application
from lambdas.shared.providers.news_search import NewsCount
from lambdas.shared.providers.sandbox import values_for


class SandboxNewsSearch:
    """Test values: ``adverse_media.articles``, the number in the category ``other`` (default 0), and
    ``adverse_media.categories``, the numbers of others by category.
    """

    def count(self, application: Application) -> NewsCount:
        values = values_for(application, "adverse_media")
        return NewsCount({"other": values.get("articles", 0), **values.get("categories", {})}, "sandbox")
