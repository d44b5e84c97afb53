"""Account numbers: International Bank Account Numbers (ISO 13616), by the registry that schwifty carries.

Many countries check account numbers by themselves, Germany bank by bank. Of the numbers in a row some fail: they are no
account numbers, whatever the check digits behind the country's letters say.
"""

from collections.abc import Callable
from contextlib import suppress

from schwifty import IBAN, checksum
from schwifty.exceptions import InvalidAccountCode, InvalidBBANChecksum, SchwiftyException

_MOST_TRIED = 10_000
"""Numbers in a row. Where a check digit stands before two digits of a sub-account, up to 1,900 of them fail."""


class NoAccountNumber(ValueError):
    """The number fails the check of its country or bank: the next one may hold it."""


def next_iban(country: str, bank_code: str, last: int) -> tuple[int, str]:
    """The first number after ``last``, in the bank's own sequence, that makes an IBAN, and that IBAN.

    Raises ValueError as ``make_iban`` does, NoAccountNumber where none of the next ten thousand makes one.
    """
    for number in range(last + 1, last + _MOST_TRIED):
        with suppress(NoAccountNumber):
            return number, make_iban(country, bank_code, number)
    return last + _MOST_TRIED, make_iban(country, bank_code, last + _MOST_TRIED)


def make_iban(country: str, bank_code: str, sequence: int) -> str:
    """The IBAN of the account with that number in the bank's own sequence, from 1, in its electronic form.

    ``country`` is alpha-2, as in an IBAN. ValueError: a country without IBANs, or a bank code that is none of the
    country's; NoAccountNumber: a sequence number that is too long, or fails the country's or the bank's own check.
    """
    if sequence < 1:
        raise ValueError(f"account sequence {sequence}: it starts at 1")
    try:
        iban = IBAN.generate(country, bank_code=bank_code, account_code=str(sequence))
        holds = _holds(iban)
    except (InvalidAccountCode, InvalidBBANChecksum) as error:
        raise NoAccountNumber(f"account {sequence}: no account number of {country}: {error}") from error
    except (SchwiftyException, KeyError) as error:  # KeyError: a character that no IBAN has
        raise ValueError(f"no IBAN of {country} from bank code {bank_code}, account {sequence}: {error}") from error
    made_from = (str(iban.bank_code), str(iban.account_code).lstrip("0"))
    if made_from != (bank_code, str(sequence)):  # schwifty fills up a short bank code
        raise ValueError(f"bank code {bank_code!r}, account {sequence}: not as long as those of {country} are")
    if not holds:
        raise NoAccountNumber(f"account {sequence}: no account number of {country}, whose own check it fails")
    return str(iban)


def has_known_check(iban: str) -> bool:
    """Whether it is known how account numbers of this IBAN's country, and in Germany of its bank, are checked."""
    made = IBAN(iban)
    return made.country_code in _OWN_CHECKS or _algorithm(made) in checksum.algorithms


def _holds(iban: IBAN) -> bool:
    """Whether the account number holds the check that is known of it. Raises SchwiftyException where not."""
    own = _OWN_CHECKS.get(iban.country_code)
    if own:
        return own(str(iban.account_code))
    return _algorithm(iban) not in checksum.algorithms or iban.bban.validate_national_checksum()


def _algorithm(iban: IBAN) -> str:
    return f"{iban.country_code}:{iban.bank.checksum_algo if iban.bank else 'default'}"


def _eleven_test(account: str) -> bool:
    """The Dutch "elfproef": the ten digits, weighted 10 to 1, make a multiple of 11."""
    return sum(weight * int(digit) for weight, digit in zip(range(10, 0, -1), account, strict=True)) % 11 == 0


_OWN_CHECKS: dict[str, Callable[[str], bool]] = {"NL": _eleven_test}
"""Checks that schwifty does not know, of the account number as it stands in the IBAN."""
