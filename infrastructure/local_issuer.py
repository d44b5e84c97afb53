"""The issuer of tokens on the local cloud: a key in the cloud's folder, which its authorizer trusts, and no other.

Whoever may read that folder can sign in as anybody, on this machine's cloud alone: the key goes with the folder.
"""

import hashlib
import os
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from infrastructure import local_cloud, local_sign_in
from infrastructure.errors import DEPLOY, DeploymentError
from infrastructure.functions import Function
from infrastructure.project import Project
from infrastructure.settings import Identity
from lambdas.shared.access.roles import Role
from lambdas.shared.runtime.json_text import compact

NAME, AUDIENCE, ALGORITHM, ROLES_CLAIM = "https://issuer.localhost", "kyc", "ES256", "roles"
_FILE = "issuer.pem"


def make() -> None:
    """The issuer's key, where the cloud has none yet; for its owner to read alone."""
    file = _file()
    if file.exists():
        return
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - for the local cloud alone
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    part = file.with_suffix(".part")
    with open(part, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as made:
        made.write(pem)
    part.replace(file)


def trusted(project: Project) -> Project:
    """The project as the local cloud has it: with this issuer, whatever the settings say; without a key, with none."""
    keys = compact(key_set()) if _file().exists() else ""
    own = Identity(NAME, AUDIENCE, "aud", "", [ALGORITHM], [ROLES_CLAIM], {}, keys=keys)
    known = project.with_settings(replace(project.settings, identity=own))
    return known.extended(functions=[_signs_in()]) if keys else known


def _signs_in() -> Function:
    """The function of the page on which staff sign in: it holds the key."""
    environment = {
        "ISSUER": NAME,
        "AUDIENCE": AUDIENCE,
        "ALGORITHM": ALGORITHM,
        "ROLES_CLAIM": ROLES_CLAIM,
        "KEY_ID": _public(key())["kid"],
        "ISSUER_KEY": _file().read_text("ascii"),
    }
    return Function(local_sign_in.NAME, 256, 10, (), environment=environment)


def issue(subject: str, roles: Collection[Role], seconds: int) -> str:
    """A token for ``subject`` with these roles, which lasts so long. Raises DeploymentError where there is no key."""
    import jwt  # noqa: PLC0415

    own, now = key(), int(time.time())
    claims = {
        "iss": NAME,
        "aud": AUDIENCE,
        "sub": subject,
        ROLES_CLAIM: sorted(roles),
        "iat": now,
        "exp": now + seconds,
    }
    return jwt.encode(claims, own, ALGORITHM, headers={"kid": _public(own)["kid"], "typ": "at+jwt"})


def key_set() -> dict[str, Any]:
    """The key set that the authorizer trusts. Raises DeploymentError."""
    return {"keys": [_public(key())]}


def key() -> Any:
    """The private key. Raises DeploymentError where there is none."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        return load_pem_private_key(_file().read_bytes(), None)
    except FileNotFoundError:
        raise DeploymentError(f"The local cloud has no issuer of tokens yet.\nRun: {DEPLOY}") from None
    except ValueError:
        raise DeploymentError(f"{_file()} is no key any more. Remove it, and run: {DEPLOY}") from None


def _file() -> Path:
    return local_cloud.folder() / _FILE


def _public(own: Any) -> dict[str, Any]:
    """The public half as JSON; its name is its thumbprint (RFC 7638), so that another cloud's key has another."""
    from jwt.algorithms import ECAlgorithm  # noqa: PLC0415

    made = ECAlgorithm.to_jwk(own.public_key(), as_dict=True)
    return {**made, "alg": ALGORITHM, "use": "sig", "kid": hashlib.sha256(compact(made).encode()).hexdigest()[:16]}
