"""Error names are agreed with the workflows: a renamed class would never be caught."""

import inspect

from lambdas.shared.runtime import errors
from workflows import definitions, lint

CLASSES = dict(inspect.getmembers(errors, inspect.isclass))
AWS_NAMES = ("States.", "Lambda.", "StepFunctions.", "Runtime.", "Sandbox.")


def test_every_error_is_in_the_module_s_tree() -> None:
    tree = errors.__doc__ or ""
    assert [name for name in CLASSES if f"- {name}" not in tree] == []


def test_every_error_is_either_worth_another_try_or_not() -> None:
    branches = (errors.TransientError, errors.PermanentError, errors.OnboardingFailed)
    lost = [name for name, found in CLASSES.items() if not issubclass(found, branches) and found is not errors.KycError]
    assert lost == []


def test_every_transient_error_is_retried_and_no_permanent_one() -> None:
    retried = {
        error
        for definition in definitions().values()
        for _, state in lint.states(definition)
        for retry in state.get("Retry", [])
        for error in retry["ErrorEquals"]
    }
    leaves = {name for name, found in CLASSES.items() if not found.__subclasses__()}
    transient = {name for name in leaves if issubclass(CLASSES[name], errors.TransientError)}
    assert transient <= retried
    assert (leaves - transient) & retried == set()


def test_every_name_in_a_definition_exists() -> None:
    named = {
        error
        for definition in definitions().values()
        for _, state in lint.states(definition)
        for rule in [*state.get("Retry", []), *state.get("Catch", [])]
        for error in rule["ErrorEquals"]
        if not error.startswith(AWS_NAMES)
    }
    assert named <= CLASSES.keys()
