"""Account numbers: International Bank Account Numbers (ISO 13616), by the registry that schwifty carries."""

from schwifty import IBAN, registry
from schwifty.domain import Component
from schwifty.exceptions import InvalidCountryCode, SchwiftyException


def make_iban(country: str, bank_code: str, sequence: int) -> str:
    """The IBAN of the account with that number in the bank's sequence, in its electronic form.

    ``country`` is alpha-2, as in an IBAN. ValueError: a country without IBAN, a bank code that the country
    does not have, a sequence number below 1 or longer than the country's account numbers.
    """
    width = _account_width(country)
    if not 1 <= sequence < 10**width:
        raise ValueError(f"sequence {sequence} is not from 1 to {width} digits, what an account of {country} has")
    try:
        return str(IBAN.generate(country, bank_code=bank_code, account_code=str(sequence).zfill(width)))
    except SchwiftyException as error:
        raise ValueError(f"bank code {bank_code!r} makes no IBAN of {country}: {error}") from error


def _account_width(country: str) -> int:
    try:
        account_code = registry.get_iban_spec(country).positions[Component.ACCOUNT_CODE]
    except InvalidCountryCode as error:
        raise ValueError(f"{country!r} is no country with IBANs; give its alpha-2 code, such as DE") from error
    return int(account_code.length)
