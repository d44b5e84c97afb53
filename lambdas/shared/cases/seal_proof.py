"""A record's proof that it was sealed, checked without the bank: the root by its leaf, the signature by the key."""

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from lambdas.shared.cases import merkle, record, seals
from lambdas.shared.cases.record import Entry, Head

Proof = Mapping[str, Any]
"""As ``Seal.proof`` makes it. It may have been changed by anybody, so nothing of its form is sure."""


def problems(proof: Proof, one: str, entries: list[Entry], key: str | None) -> Iterator[str]:
    """What does not fit, each as a sentence. ``key``: the fingerprint of the bank's public key, where it is known."""
    try:
        yield from _problems(proof, one, entries, key)
    except (AttributeError, KeyError, TypeError, ValueError):
        yield "the seal cannot be read"


def _problems(proof: Proof, one: str, entries: list[Entry], key: str | None) -> Iterator[str]:
    statement, head = proof["statement"], Head.of(proof["head"])
    day, count = statement["day"], statement["count"]
    if statement["format"] != seals.FORMAT:
        yield f"the seal has the format {statement['format']}, and {seals.FORMAT} is known"
    if not record.contains(entries, head):
        yield f"the record has no longer the head that was sealed on {day}: entry {head.count}, {head.hash}"
    if merkle.root_of(seals.leaf(one, head), proof["index"], count, proof["path"]) != statement["root"]:
        yield f"the record is not under the root of {day}"
    if not _is_signed(proof):
        yield f"the signature of {day} does not fit the seal and its key"
    if key and fingerprint(proof) != key:
        yield f"the seal of {day} was signed with the key {fingerprint(proof)}, not with {key}"


def fingerprint(proof: Proof) -> str:
    """SHA-256 in hex of the public key (SubjectPublicKeyInfo, DER), as ``openssl dgst -sha256`` gives it."""
    return hashlib.sha256(base64.b64decode(proof["public_key"], validate=True)).hexdigest()


def _is_signed(proof: Proof) -> bool:
    # Only who checks a seal pays for this import.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    try:
        key = load_der_public_key(base64.b64decode(proof["public_key"], validate=True))
        signature = base64.b64decode(proof["signature"], validate=True)
    except (ValueError, binascii.Error):
        return False
    if not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        return False
    try:
        key.verify(signature, seals.digest(proof["statement"]), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True
