"""The names of the ``${…}`` slots in a definition, which deployment fills with the ARN of what they stand for."""


def function_slot(function: str) -> str:
    """``check_document`` is ``CheckDocumentFunction``: the function's published version."""
    return _pascal_case(function, "_") + "Function"


def workflow_slot(workflow: str) -> str:
    """``kyc-identity`` is ``KycIdentityStateMachine``: the child state machine."""
    return _pascal_case(workflow, "-") + "StateMachine"


def _pascal_case(name: str, joint: str) -> str:
    return "".join(word.capitalize() for word in name.split(joint))
