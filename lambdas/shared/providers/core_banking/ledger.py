"""The embedded ledger: a small core banking in the Customers table, for banks that have none to connect.

==================  ==========  ========================================================================
partition           item        what it holds
==================  ==========  ========================================================================
LEDGER#<account>    LEDGER      the account: ``status`` (opened, active, closed), ``iban``, ``entries``, ``blocks``
LEDGER#<account>    BLOCK#…     each block that was put on it: ``status`` (blocked, released)
LEDGER#<account>    ENTRY#001…  each change of a status and when, written with it, never changed
==================  ==========  ========================================================================

A closed account stays closed, also one that was never opened, so that an ``open`` which arrives late is refused.
An account is blocked while ``blocks``, the number of those in force, is above 0.
"""

from lambdas.shared.accounts.customers import customer_table
from lambdas.shared.cases.application import Application
from lambdas.shared.providers.polling import LateAnswer
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.dynamodb import Row, Write, numbered
from lambdas.shared.runtime.errors import ProviderRejected, Throttled

POLL_SECONDS = 5
LEDGER, _PREFIX = "LEDGER", "LEDGER#"
_BLOCK, _BLOCKED, _RELEASED = "BLOCK#", "blocked", "released"
_NEW = "new"
_FROM = {"opened": (_NEW,), "active": ("opened",), "closed": (_NEW, "opened", "active")}
"""For each status, those from which an account may change to it."""
_DONE = {"opened": ("opened", "active"), "active": ("active",), "closed": ("closed",)}
"""For each status, those that say that the change to it was made before."""


class Ledger:
    """Raises ProviderRejected where the account's status or IBAN does not allow the call, and Throttled."""

    def open(self, application: Application, account_id: str, iban: str) -> None:
        there = self._become("opened", account_id, application, iban)
        if there and there["iban"] != iban:
            raise ProviderRejected(f"ledger: {account_id} has another IBAN")

    def request_activation(self, application: Application, account_id: str) -> int:
        self._become("active", account_id, application)
        return POLL_SECONDS

    def poll(self, application: Application, account_id: str, polls: int) -> LateAnswer:  # noqa: ARG002 - as asked
        status = _account(account_id).get("status", _NEW)
        if status not in ("opened", "active"):
            raise ProviderRejected(f"ledger: {account_id} is {status}")
        return LateAnswer("active" if status == "active" else None, POLL_SECONDS)

    def close(self, application: Application, account_id: str) -> None:
        self._become("closed", account_id, application)

    def block(self, application: Application, account_id: str, block_id: str) -> None:
        found, account = _block(account_id, block_id), _account(account_id)
        if found and found["status"] == _RELEASED:
            raise ProviderRejected(f"ledger: the block {block_id} of {account_id} was released")
        if found:
            return
        if (status := account.get("status", _NEW)) not in _DONE["opened"]:
            raise ProviderRejected(f"ledger: {account_id} is {status} and cannot be blocked")
        put = customer_table().new(_partition(account_id), f"{_BLOCK}{block_id}", {"status": _BLOCKED})
        _enter(account_id, account, {"Put": put}, {"status": _BLOCKED, "block": block_id}, application, more=1)

    def unblock(self, application: Application, account_id: str, block_id: str) -> None:
        found, account = _block(account_id, block_id), _account(account_id)
        if found is None:
            raise ProviderRejected(f"ledger: {account_id} has no block {block_id}")
        if found["status"] == _RELEASED:
            return
        item, as_read = f"{_BLOCK}{block_id}", {"status": _BLOCKED}
        lifted = customer_table().change(_partition(account_id), item, {"status": _RELEASED}, only_if=as_read)
        entry = {"status": _RELEASED, "block": block_id}
        _enter(account_id, account, {"Update": lifted}, entry, application, more=-1)

    def _become(self, status: str, account_id: str, application: Application, iban: str | None = None) -> Row | None:
        """Change the status, and enter that into the journal.

        Returns None; where the change was made before, the account's row as it is.
        """
        table, account = customer_table(), _account(account_id)
        before, number = account.get("status", _NEW), account.get("entries", 0) + 1
        if before in _DONE[status]:
            return account
        if before not in _FROM[status]:
            raise ProviderRejected(f"ledger: {account_id} is {before} and cannot become {status}")
        entry = {"status": status, "before": before, "at": timestamp(), "application_id": application["application_id"]}
        row = {"status": status, "entries": number, "iban": iban, "application_id": application["application_id"]}
        name = _partition(account_id)
        change = (
            {"Update": table.change(name, LEDGER, row, only_if={"entries": account["entries"]})}
            if account
            else {"Put": table.new(name, LEDGER, row)}
        )
        if not table.transact(change, {"Put": table.new(name, numbered("ENTRY", number), entry)}):
            raise Throttled(f"ledger: {account_id} was changed meanwhile")
        return None


def _enter(account_id: str, account: Row, change: Write, entry: Row, application: Application, *, more: int) -> None:
    """Do the change of a block, count ``more`` blocks and enter it into the journal: all or none. Raises Throttled."""
    table, name, number = customer_table(), _partition(account_id), account["entries"] + 1
    row = {"entries": number, "blocks": account.get("blocks", 0) + more}
    counted = {"Update": table.change(name, LEDGER, row, only_if={"entries": account["entries"]})}
    entry |= {"at": timestamp(), "application_id": application["application_id"]}
    if not table.transact(counted, change, {"Put": table.new(name, numbered("ENTRY", number), entry)}):
        raise Throttled(f"ledger: {account_id} was changed meanwhile")


def _block(account_id: str, block_id: str) -> Row | None:
    return customer_table().get(_partition(account_id), f"{_BLOCK}{block_id}")


def _account(account_id: str) -> Row:
    return customer_table().get(_partition(account_id), LEDGER) or {}


def account_of(partition: str) -> str | None:
    """The id of the account whose partition this is."""
    return partition.removeprefix(_PREFIX) if partition.startswith(_PREFIX) else None


def is_open(account: Row) -> bool:
    """Whether the account with this item LEDGER is not known to be closed."""
    return str(account.get("status")) != "closed"


def _partition(account_id: str) -> str:
    return f"{_PREFIX}{account_id}"
