"""Account numbers: International Bank Account Numbers (ISO 13616), by the registry that schwifty carries."""

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException


def make_iban(country: str, bank_code: str, sequence: int) -> str:
    """The IBAN of the account with that number in the bank's own sequence, from 1, in its electronic form.

    ``country`` is alpha-2, as in an IBAN. ValueError: a country without IBANs, a bank code that is none of
    the country's, or a sequence number longer than the country's account numbers.
    """
    if sequence < 1:
        raise ValueError(f"account sequence {sequence}: it starts at 1")
    try:
        iban = IBAN.generate(country, bank_code=bank_code, account_code=str(sequence))
    except (SchwiftyException, KeyError) as error:  # KeyError: a character that no IBAN has
        raise ValueError(f"no IBAN of {country} from bank code {bank_code}, account {sequence}: {error}") from error
    made_from = (str(iban.bank_code), str(iban.account_code).lstrip("0"))
    if made_from != (bank_code, str(sequence)):  # schwifty fills up a short bank code
        raise ValueError(f"bank code {bank_code!r}, account {sequence}: not as long as those of {country} are")
    return str(iban)
