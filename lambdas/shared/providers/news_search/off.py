"""The news search of a bank that searches no news: the check is unavailable, and a person looks."""

from lambdas.shared.cases.application import Application


class NoNewsSearch:
    def count(self, application: Application) -> None:
        return None
