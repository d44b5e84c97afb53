"""The bucket of seals and the key that signs them, in memory."""

import io
from typing import Any

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

Row = dict[str, Any]
_ECDSA = ec.ECDSA(utils.Prehashed(hashes.SHA256()))


class Bucket:
    """S3, as far as a seal is kept in it: an object that is there is never replaced."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put_object(self, *, Key: str, Body: bytes, IfNoneMatch: str, **_: Any) -> None:  # noqa: N803
        assert IfNoneMatch == "*"
        if Key in self.objects:
            raise ClientError({"Error": {"Code": "PreconditionFailed"}}, "PutObject")
        self.objects[Key] = Body

    def get_object(self, *, Key: str, **_: Any) -> Row:  # noqa: N803
        return {"Body": io.BytesIO(self.objects[Key])}

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self, **_: Any) -> list[Row]:
        return [{"Contents": [{"Key": key} for key in self.objects]}]


class Kms:
    """KMS with one asymmetric key."""

    class exceptions:  # noqa: N801 - as in botocore's client
        class KMSInvalidSignatureException(Exception):
            pass

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def get_public_key(self, KeyId: str) -> Row:  # noqa: N803
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return {"KeyId": f"arn:{KeyId}", "PublicKey": self._key.public_key().public_bytes(*form)}

    def sign(self, *, Message: bytes, **_: Any) -> Row:  # noqa: N803
        return {"Signature": self._key.sign(Message, _ECDSA)}

    def verify(self, *, Message: bytes, Signature: bytes, **_: Any) -> None:  # noqa: N803
        try:
            self._key.public_key().verify(Signature, Message, _ECDSA)
        except InvalidSignature:
            raise self.exceptions.KMSInvalidSignatureException from None
