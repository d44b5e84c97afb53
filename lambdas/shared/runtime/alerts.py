"""Alerts for the bank's operators, by the topic in ``ALERTS_TOPIC``: ids and codes, and the command that shows more."""

import json
import os

from lambdas.shared.runtime import aws


def alert(subject: str, *, run: str, **facts: str | list[str] | None) -> None:
    """Publish one alert as JSON: the facts, and ``run``, the command to look with."""
    aws.client("sns").publish(
        TopicArn=os.environ["ALERTS_TOPIC"], Subject=subject, Message=json.dumps(facts | {"run": run})
    )
