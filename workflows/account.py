"""kyc-account: open the account exactly once, or leave nothing behind.

Input: ``application_id``. Output: ``customer_id``, ``account_id``, ``welcome`` (sent or not_sent).
A saga: customer record, account, activation, welcome. What fails before the welcome is undone in reverse.
"""

from typing import Any

from workflows import policies, steps
from workflows.asl import Catch, Fail, definition

NAME = "kyc-account"


def account() -> dict[str, Any]:
    undo = undo_account()
    undo_on_error = [steps.catch_all(undo)]
    late = steps.chain(
        steps.answer("Activation late", {"Error": "ActivationLate"}, into=steps.FAILURE),
        undo,
    )

    create_customer = steps.invoke(
        "Create customer",
        "create_customer",
        inputs=steps.DEFINITION,
        keep=("customer_id",),
        into="$.customer",
        catch=undo_on_error,
    )
    open_account = steps.invoke(
        "Open account",
        "open_account",
        inputs={"customer_id": "$.customer.customer_id"},
        keep=("account_id",),
        into="$.account",
        catch=undo_on_error,
    )
    activation = {"account_id": "$.account.account_id"}
    request_activation = steps.invoke(
        "Request activation",
        "request_activation",
        inputs=activation,
        keep=("wait_seconds", "polls"),
        into="$.activation",
        catch=undo_on_error,
    )
    poll_activation = steps.invoke(
        "Poll activation",
        "poll_activation",
        inputs=activation | {"polls": "States.MathAdd($.activation.polls, 1)"},
        keep=("verdict", "wait_seconds", "polls"),
        into="$.activation",
        catch=undo_on_error,
    )
    wait_for_activation = steps.poll_until(
        "activation", ask_again=poll_activation, state="$.activation", answered=welcome(), late=late
    )
    return definition(
        steps.chain(create_customer, open_account, request_activation, wait_for_activation),
        comment="Open an account: customer, account, activation, welcome; undone in reverse when one fails",
        timeout_seconds=policies.ACCOUNT_TIMEOUT,
    )


def welcome() -> Any:
    """The account is open by now: a welcome that cannot be sent is reported, and undoes nothing."""
    ids = {"customer_id": "$.customer.customer_id", "account_id": "$.account.account_id"}
    send = steps.invoke(
        "Send welcome",
        "send_welcome",
        inputs={"customer_id": "$.customer.customer_id"},
        into=None,
        catch=[steps.catch_all(steps.answer("Account opened, welcome not sent", ids | {"welcome": "not_sent"}))],
    )
    return steps.chain(send, steps.answer("Account opened", ids | {"welcome": "sent"}))


def undo_account() -> Any:
    """Undo in reverse, each compensation retried for long; the failure says what could not be undone."""
    not_opened = Fail(
        "Account not opened",
        error="AccountNotOpened",
        cause_path="States.Format('{}; account: {}; customer: {}', "
        "$.failure.Error, $.undo.account.verdict, $.undo.customer.verdict)",
    )
    delete_customer = _undo("Delete customer", "delete_customer", "$.undo.customer", then=not_opened)
    return _undo("Close account", "close_account", "$.undo.account", then=delete_customer)


def _undo(name: str, function: str, into: str, *, then: Any) -> Any:
    left_behind = steps.answer(f"{name}: left behind", {"verdict": "left_behind", "error": f"{into}.Error"}, into=into)
    step = steps.invoke(
        name,
        function,
        keep=("verdict",),
        into=into,
        retry=policies.undo_retries(),
        catch=[Catch(error_equals=["States.ALL"], result_path=into, next_step=left_behind)],
    )
    steps.chain(left_behind, then)
    return steps.chain(step, then)
