"""Tokens that sign nobody in, each an attack, made as an issuer's own would be, and the reason that the log has."""

import json
from base64 import urlsafe_b64decode
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lambdas.shared.access.tokens import CLOCK_SKEW
from lambdas.shared.access.unverified import MOST_CHARACTERS
from tests.tokens import BANK, Signer, jwk, part

Attacks = dict[str, tuple[str, str]]

STRANGER = ec.generate_private_key(ec.SECP256R1())


def attacks(by: Signer = BANK) -> Attacks:
    """By name: the token, and the reason's code."""
    made = (_written_wrongly, _of_other_claims, _by_algorithm, _by_kid, _by_header, _changed)
    return {name: attack for some in made for name, attack in some(by).items()}


def header(by: Signer, **others: Any) -> dict[str, Any]:
    return {"alg": "ES256", "typ": "JWT", "kid": by.kid("P-256"), **others}


def _written_wrongly(by: Signer) -> Attacks:
    """What is no token, or not one that everybody reads alike."""
    good = by.token()
    head = header(by)
    return {
        "empty": ("", "MALFORMED"),
        "garbage": ("a.b.c", "MALFORMED"),
        "two parts": (good.rpartition(".")[0], "MALFORMED"),
        "four parts": (good + ".e30", "MALFORMED"),
        "JSON form": (json.dumps({"payload": good.split(".")[1], "signatures": []}), "MALFORMED"),
        "white space": (f"{good}\n", "MALFORMED"),
        "padded": (f"{good}==", "MALFORMED"),
        "huge": (by.token(notes="x" * MOST_CHARACTERS), "MALFORMED"),
        "deep": (by.sign(head, '{"iss":' + "[" * 2000 + "]" * 2000 + "}"), "MALFORMED"),
        "a name twice": (by.sign(head, json.dumps(by.claims())[:-1] + ', "sub": "max"}'), "MALFORMED"),
        "header's name twice": (by.sign('{"alg":"none",' + json.dumps(head)[1:], by.claims()), "MALFORMED"),
        "no object": (by.sign(head, [by.claims()]), "MALFORMED"),
        "not UTF-8": (by.sign(head, b'{"iss": "\xff"}'), "MALFORMED"),
    }


def _of_other_claims(by: Signer) -> Attacks:
    """Signed well, and of another time, issuer, audience or nobody."""
    head = header(by)
    now = by.claims()["iat"]
    return {
        "expired": (by.token(exp=now - CLOCK_SKEW - 30), "EXPIRED"),
        "not yet valid": (by.token(nbf=now + CLOCK_SKEW + 30), "NOT_YET_VALID"),
        "issued tomorrow": (by.token(iat=now + 86_400), "NOT_YET_VALID"),
        "without an end": (by.token(exp=None), "CLAIMS"),
        "an end in words": (by.sign(head, by.claims(exp=str(now + 600))), "CLAIMS"),
        "a true end": (by.sign(head, by.claims(exp=True)), "CLAIMS"),
        "an end beyond all numbers": (
            by.sign(head, json.dumps(by.claims(exp=0)).replace('"exp": 0', '"exp": 1e999')),
            "MALFORMED",
        ),
        "no subject": (by.token(sub=None), "CLAIMS"),
        "empty subject": (by.token(sub=""), "CLAIMS"),
        "a subject of two lines": (by.token(sub="eva\nmax"), "CLAIMS"),
        "a subject that is a list": (by.sign(head, by.claims(sub=["eva"])), "CLAIMS"),
        "another issuer": (by.token(iss="https://login.evil.example"), "ISSUER"),
        "part of the issuer's name": (by.token(iss=by.name[:-1]), "ISSUER"),
        "more than the issuer's name": (by.token(iss=f"{by.name}/"), "ISSUER"),
        "no issuer": (by.token(iss=None), "ISSUER"),
        "several issuers": (by.sign(head, by.claims(iss=[by.name])), "ISSUER"),
        "another audience": (by.token(aud="payroll"), "AUDIENCE"),
        "part of the audience": (by.token(aud="ky"), "AUDIENCE"),
        "no audience": (by.token(aud=None), "AUDIENCE"),
        "an audience inside a list": (by.token(aud=[["kyc"]]), "AUDIENCE"),
    }


def _by_algorithm(by: Signer) -> Attacks:
    """By no signature, by a public key as a secret, by another algorithm than the key's."""
    good = by.token()
    head = header(by)
    rsa = {"alg": "RS256", "kid": by.kid("RSA")}
    return {
        "alg none": (f"{part(head | {'alg': 'none'})}.{part(by.claims())}.", "MALFORMED"),
        "alg none with a signature": (f"{part(head | {'alg': 'none'})}.{part(by.claims())}.AA", "ALGORITHM"),
        "alg nOnE": (f"{part(head | {'alg': 'nOnE'})}.{part(by.claims())}.AA", "ALGORITHM"),
        "alg a list": (by.sign(head | {"alg": ["ES256"]}, by.claims()), "ALGORITHM"),
        "no alg": (by.sign({"kid": head["kid"]}, by.claims()), "ALGORITHM"),
        "empty signature": (good.rpartition(".")[0] + ".", "MALFORMED"),
        "HS256 with the public key's PEM": (
            _by_mac(by, _public(by, "RSA", serialization.Encoding.PEM), "RSA"),
            "ALGORITHM",
        ),
        "HS256 with the public key's DER": (
            _by_mac(by, _public(by, "P-256", serialization.Encoding.DER), "P-256"),
            "ALGORITHM",
        ),
        "HS256 with the key as JSON": (_by_mac(by, json.dumps(jwk("RSA")).encode(), "RSA"), "ALGORITHM"),
        "HS256 with nothing": (_by_mac(by, b"", "RSA"), "ALGORITHM"),
        "RS256 by the name of an EC key": (by.token("RSA", headers={"kid": by.kid("P-256")}), "UNUSABLE_KEY"),
        "ES256 by the name of an RSA key": (by.token("P-256", headers={"kid": by.kid("RSA")}), "UNUSABLE_KEY"),
        "ES384 by the name of a P-256 key": (by.token("P-384", headers={"kid": by.kid("P-256")}), "UNUSABLE_KEY"),
        "a PS256 signature under RS256": (by.sign(rsa, by.claims(), "PS256", "RSA"), "SIGNATURE"),
        "an RS384 signature under RS256": (by.sign(rsa, by.claims(), "RS384", "RSA"), "SIGNATURE"),
    }


def _by_kid(by: Signer) -> Attacks:
    """By a name that is no key's."""
    head = header(by)
    return {
        "no kid": (by.sign({"alg": "ES256"}, by.claims()), "UNKNOWN_KEY"),
        "unknown kid": (by.token(headers={"kid": "P-257"}), "UNKNOWN_KEY"),
        "a kid that is a path": (by.token(headers={"kid": "../../../../dev/null"}), "UNKNOWN_KEY"),
        "a kid that is an address": (by.token(headers={"kid": "https://evil.example/key"}), "UNKNOWN_KEY"),
        "a kid that is a query": (by.token(headers={"kid": "' UNION SELECT 'k"}), "UNKNOWN_KEY"),
        "a kid that is a number": (by.sign(head | {"kid": 1}, by.claims()), "UNKNOWN_KEY"),
        "a kid that is a table": (by.sign(head | {"kid": {"P-256": 1}}, by.claims()), "UNKNOWN_KEY"),
    }


def _by_header(by: Signer) -> Attacks:
    """By a header that brings its own key, or asks for something special."""
    good = by.token()
    head = header(by)
    return {
        "jku": (by.token(key=STRANGER, headers={"jku": "https://evil.example/keys"}), "HEADER"),
        "x5u": (by.token(key=STRANGER, headers={"x5u": "https://evil.example/cert"}), "HEADER"),
        "x5c": (by.token(key=STRANGER, headers={"x5c": ["MIIB"]}), "HEADER"),
        "jwk": (by.token(key=STRANGER, headers={"jwk": jwk("P-256", key=STRANGER)}), "HEADER"),
        "crit": (by.token(headers={"crit": ["exp"]}), "HEADER"),
        "crit of nothing": (by.sign(head | {"crit": []}, by.claims()), "HEADER"),
        "b64": (by.sign(head | {"b64": False}, by.claims()), "HEADER"),
        "compressed": (by.sign(head | {"zip": "DEF"}, by.claims()), "HEADER"),
        "encrypted": (f"{part({'alg': 'RSA-OAEP', 'enc': 'A256GCM'})}.AA.AA.AA.AA", "MALFORMED"),
        "a token in a token": (by.sign(head | {"cty": "JWT"}, by.claims()), "HEADER"),
        "a token as the claims": (by.sign(head, good), "MALFORMED"),
        "typ of a logout": (by.token(headers={"typ": "logout+jwt"}), "TYPE"),
        "typ of an applicant": (by.token(headers={"typ": "kyc-applicant+jwt"}), "TYPE"),
        "typ a list": (by.sign(head | {"typ": ["JWT"]}, by.claims()), "TYPE"),
    }


def _changed(by: Signer) -> Attacks:
    """Changed after it was signed, or signed by somebody else."""
    good = by.token()
    return {
        "a stranger's key": (by.token(key=STRANGER), "SIGNATURE"),
        "claims tampered with": (_tampered(good, 1), "SIGNATURE"),
        "signature tampered with": (_tampered(good, 2), "SIGNATURE"),
        "another token's signature": (
            f"{by.token(sub='max').rpartition('.')[0]}.{good.rpartition('.')[2]}",
            "SIGNATURE",
        ),
        "a signature of zeros": (f"{good.rpartition('.')[0]}.{part(bytes(64))}", "SIGNATURE"),
        "an applicant's issuer": (by.token(iss="kyc-applicants", aud="kyc-applicants"), "ISSUER"),
    }


def _by_mac(by: Signer, secret: bytes, kid: str) -> str:
    """An HS256 token whose secret is a text that everybody has."""
    message = f"{part(header(by, alg='HS256', kid=by.kid(kid)))}.{part(by.claims())}"
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(message.encode())
    return f"{message}.{part(mac.finalize())}"


def _public(by: Signer, kind: str, encoding: serialization.Encoding) -> bytes:
    key = by.key(kind).public_key()
    return bytes(key.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo))


def _tampered(token: str, place: int) -> str:
    """The token with one bit of a part turned over."""
    parts = token.split(".")
    raw = bytearray(urlsafe_b64decode(parts[place] + "=" * (-len(parts[place]) % 4)))
    raw[-2] ^= 1
    parts[place] = part(bytes(raw))
    return ".".join(parts)
