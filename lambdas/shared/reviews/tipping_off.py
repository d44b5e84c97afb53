"""Words in a question to an applicant that may tip off: the policy's list, in the languages that it has."""

import re
import unicodedata

from lambdas.shared.runtime.policies import policy

_LONGEST_WHOLE = 4
"""Letters of a word that counts only as a whole: ``PEP`` is in ``pepper`` too."""


def words(text: str) -> list[str]:
    """The words of the policy's list that are in the text, as the list has them.

    Case, accents, punctuation and characters that are not seen do not matter.
    """
    given, run_together = _folded(text), _folded(text).replace(" ", "")
    listed = dict.fromkeys(word for words in policy("review")["words_that_tip_off"].values() for word in words)
    return [word for word in listed if _has(given, run_together, _folded(word))]


def _has(given: str, run_together: str, word: str) -> bool:
    if len(word) <= _LONGEST_WHOLE:
        return word in given.split()
    return word.replace(" ", "") in run_together


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(one for one in plain if unicodedata.category(one) not in ("Cf", "Mn"))
    return re.sub(r"[\W_]+", " ", seen).strip()
