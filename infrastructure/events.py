"""The bus of outcomes, on which other systems hear of onboardings; on AWS with an archive of its events."""

from infrastructure.permissions import arn
from infrastructure.queues import Resources
from infrastructure.target import Target


def outcomes_bus(target: Target, days: int) -> Resources:
    """Every event is kept for so many days: a system that missed some has them sent again."""
    bus = {
        "Type": "AWS::Events::EventBus",
        "Properties": {"Name": target.stack, "Description": "Outcomes of onboardings: ids and codes"},
    }
    archive = {
        "Type": "AWS::Events::Archive",
        "Properties": {
            "ArchiveName": target.stack,
            "Description": "Outcomes of onboardings, to be sent again: ids and codes",
            "RetentionDays": days,
            "SourceArn": arn("OutcomesBus"),
        },
    }
    return {"OutcomesBus": bus, **({} if target.local else {"OutcomesArchive": archive})}  # the local cloud has none
