"""kyc-account: open the account exactly once, or leave nothing behind.

Input: ``application_id``. Output: ``customer_id``, ``account_id``, ``welcome`` (sent or not_sent).
A saga: customer record, IBAN, account, activation, welcome. What fails before the account is active is undone in
reverse. A compensation that gives up ends the execution and says what is left: the next execution undoes that before
it opens anything.
"""

from typing import Any

from lambdas.shared.runtime.errors import ActivationLate, UndoUnfinished
from workflows import limits, steps
from workflows.asl import Catch, ChoiceRule, Fail, definition

NAME = "kyc-account"
ROUND = {"round": "$.saga.round"}
CUSTOMER = ROUND | {"customer_id": "$.customer.customer_id"}


def account() -> dict[str, Any]:
    begin_again = steps.answer("Begin again", {"round": "States.MathAdd($.saga.round, 1)"}, into="$.saga")
    undo = undo_account(begin_again)
    undo_on_error = [steps.catch_all(undo)]
    late = steps.chain(
        steps.answer("Activation late", {"Error": ActivationLate.__name__}, into=steps.FAILURE),
        undo,
    )

    create_customer = steps.invoke(
        "Create customer",
        "create_customer",
        inputs=ROUND | steps.DEFINITION,
        keep=("customer_id",),
        into="$.customer",
        catch=undo_on_error,
    )
    reserve_iban = steps.invoke(
        "Reserve IBAN",
        "reserve_iban",
        inputs=CUSTOMER,
        keep=("account_id",),
        into="$.account",
        catch=undo_on_error,
    )
    open_account = steps.invoke("Open account", "open_account", inputs=CUSTOMER, into=None, catch=undo_on_error)
    activation = {"account_id": "$.account.account_id"}
    request_activation = steps.invoke(
        "Request activation",
        "request_activation",
        inputs=activation,
        keep=("wait_seconds", "polls", "asked_at"),
        into="$.activation",
        catch=undo_on_error,
    )
    poll_activation = steps.invoke(
        "Poll activation",
        "poll_activation",
        inputs=activation | {"polls": "States.MathAdd($.activation.polls, 1)", "asked_at": "$.activation.asked_at"},
        keep=("verdict", "wait_seconds", "polls", "asked_at"),
        into="$.activation",
        catch=undo_on_error,
    )
    activate = steps.invoke("Activate account", "activate_account", inputs=CUSTOMER, into=None, catch=undo_on_error)
    wait_for_activation = steps.poll_until(
        "activation", ask_again=poll_activation, state="$.activation", answered=activate, late=late
    )
    steps.chain(begin_again, create_customer)
    steps.chain(activate, welcome())
    return definition(
        steps.chain(
            steps.answer("Begin", {"round": 1}, into="$.saga"),
            create_customer,
            reserve_iban,
            open_account,
            request_activation,
            wait_for_activation,
        ),
        comment="Open an account: customer, IBAN, account, activation, welcome; undone in reverse when one fails",
        timeout_seconds=limits.LIMITS.account_timeout,
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


def undo_account(begin_again: Any) -> Any:
    """Undo in reverse, each compensation retried for long; one that gives up leaves those behind it undone too.

    The customer of an account that may be open is not deleted, nor its IBAN given up. Where an earlier execution's
    undoing had to be ended first, the account is opened then.
    """
    not_opened = Fail(
        "Account not opened",
        error="AccountNotOpened",
        cause_path="States.Format('{}; account: {}; iban: {}; customer: {}', "
        "$.failure.Error, $.undo.account.verdict, $.undo.iban.verdict, $.undo.customer.verdict)",
    )
    nothing_left = steps.choose(
        "Earlier try undone?",
        (ChoiceRule.StringEquals(f"{steps.FAILURE}.Error", UndoUnfinished.__name__), begin_again),
        otherwise=not_opened,
    )
    undo: Any = nothing_left
    for place, (part, name, function) in reversed(list(enumerate(_COMPENSATIONS))):
        into = f"$.undo.{part}"
        left_behind = steps.answer(f"{name}: left behind", _left_behind(place), into="$.undo")
        step = steps.invoke(
            name,
            function,
            inputs=ROUND,
            keep=("verdict",),
            into=into,
            retry=limits.undo_retries(),
            catch=[Catch(error_equals=["States.ALL"], result_path=into, next_step=left_behind)],
        )
        steps.chain(left_behind, not_opened)
        undo = steps.chain(step, undo)
    return undo


_COMPENSATIONS = (
    ("account", "Close account", "close_account"),
    ("iban", "Release IBAN", "release_iban"),
    ("customer", "Delete customer", "delete_customer"),
)


def _left_behind(gave_up: int) -> dict[str, Any]:
    """The verdicts where the compensation at this place gave up: those before it as they are."""
    told: dict[str, Any] = {}
    for place, (part, *_) in enumerate(_COMPENSATIONS):
        if place < gave_up:
            told[part] = {"verdict.$": f"$.undo.{part}.verdict"}
        elif place == gave_up:
            told[part] = {"verdict.$": f"States.Format('left_behind ({{}})', $.undo.{part}.Error)"}
        else:
            told[part] = {"verdict": "left_behind"}
    return told
