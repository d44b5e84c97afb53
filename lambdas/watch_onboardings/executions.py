"""The state of an execution, as Step Functions says it."""

from typing import Any

from botocore.exceptions import ClientError

from lambdas.shared.runtime import aws


def status_of(states: Any, execution_arn: str) -> str:
    """RUNNING, SUCCEEDED, …; GONE where Step Functions has forgotten it."""
    try:
        return str(states.describe_execution(executionArn=execution_arn)["status"])
    except ClientError as error:
        if aws.code(error) != "ExecutionDoesNotExist":
            raise
        return "GONE"
