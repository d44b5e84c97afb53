"""Searches nothing: the check is unavailable, and a person looks."""

from lambdas.shared.cases.application import Application


class NoNewsSearch:
    def count(self, application: Application) -> None:
        return None
