"""Seal the heads of all records once a day, after looking for what is not as it was sealed or registered."""

import base64
import os
from dataclasses import replace
from typing import Any

from lambdas.seal_records import checks
from lambdas.shared.cases.seals import Seal, SealBucket, digest
from lambdas.shared.cases.table import CaseTable, case_table
from lambdas.shared.runtime import aws
from lambdas.shared.runtime.alerts import alert
from lambdas.shared.runtime.clock import timestamp, today
from lambdas.shared.runtime.errors import InternalError
from lambdas.shared.runtime.function import Event, function
from lambdas.shared.runtime.metrics import Metric, count

_MOST_NAMED = 100
"""Findings in an alert and in the answer; the seal has all."""
_ALGORITHM = "ECDSA_SHA_256"


@function
def handler(event: Event) -> Event:  # noqa: ARG001 - it seals everything
    bucket = SealBucket(aws.client("s3"), os.environ["SEALS_BUCKET"])
    sealed = seal(case_table(), bucket, aws.client("kms"))
    findings = [{"id": one, "code": code} for one, code in sealed.findings[:_MOST_NAMED]]
    return {name: sealed.statement[name] for name in ("day", "count", "root")} | {"findings": findings}


def seal(table: CaseTable, bucket: SealBucket, kms: Any) -> Seal:
    """Today's seal, made now or before. The alert comes before the seal, so that none is lost with a process."""
    day = today()
    last, misplaced = bucket.last(day)
    if last:
        _verify(kms, last)
        if last.day == day:
            return last
    heads, findings = checks.look(table, last, day)
    findings += [(key, checks.Code.MISPLACED) for key in misplaced]
    made = _signed(kms, Seal.over(heads, findings, day, timestamp(), last))
    for _, code in findings:
        count(Metric.SEAL_FINDINGS, code=code)
    if findings:
        named = [f"{one}: {code}" for one, code in findings[:_MOST_NAMED]]
        alert(f"KYC records: {len(findings)} not as they were", findings=named, run="kyc audit ID")
    return bucket.add(made)


def _verify(kms: Any, sealed: Seal) -> None:
    """Raises InternalError where the bank's key did not sign this."""
    asked = _asked(sealed) | {"KeyId": sealed.key_id, "Signature": base64.b64decode(sealed.signature)}
    if sealed.key_id != kms.get_public_key(KeyId=os.environ["SEAL_KEY"])["KeyId"]:
        raise InternalError(f"the seal of {sealed.day} is signed with another key")
    try:
        kms.verify(**asked)
    except kms.exceptions.KMSInvalidSignatureException:
        raise InternalError(f"the seal of {sealed.day} has a signature that is not the bank's") from None


def _signed(kms: Any, made: Seal) -> Seal:
    key = kms.get_public_key(KeyId=os.environ["SEAL_KEY"])
    signature = kms.sign(**_asked(made) | {"KeyId": key["KeyId"]})["Signature"]
    return replace(made, signature=_text(signature), key_id=key["KeyId"], public_key=_text(key["PublicKey"]))


def _asked(one: Seal) -> dict[str, Any]:
    return {"Message": digest(one.statement), "MessageType": "DIGEST", "SigningAlgorithm": _ALGORITHM}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
