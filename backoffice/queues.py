"""The queues of a deployed bank, for operators with AWS credentials."""

from typing import Self

from infrastructure.queues import QUEUES
from infrastructure.target import Target
from lambdas.shared.onboardings import queues
from lambdas.shared.onboardings.queues import Queue


class Queues(queues.Queues):
    """The queues of one deployed onboarding."""

    @classmethod
    def connect(
        cls, target: str = "local", stack: str = "kyc", region: str | None = None, profile: str | None = None
    ) -> Self:
        """Raises infrastructure's DeploymentError."""
        where = Target(name=target, stack=stack, region=region, profile=profile)
        outputs = where.outputs()
        return cls(
            where.client("sqs"),
            {
                queue.short_name: Queue(
                    queue.description, outputs[f"{queue.name}Url"], outputs[f"{queue.dead_letters}Url"]
                )
                for queue in QUEUES
            },
        )
