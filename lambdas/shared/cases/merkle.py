"""A Merkle tree as Certificate Transparency has it (RFC 6962): one root over many leaves, and short proofs of each.

A leaf's hash is SHA-256 of 0x00 and its bytes, a node's that of 0x01 and its two children. Each level pairs the one
below from the left; a last one without a pair goes up as it is. A proof is the hashes of the pairs on the way up.
"""

import hashlib
from collections.abc import Iterator, Sequence


def root(leaves: Sequence[bytes]) -> str:
    """The root in hex; of no leaves, the hash of nothing."""
    if not leaves:
        return hashlib.sha256().hexdigest()
    *_, top = _levels(leaves)
    return top[0].hex()


def proof(leaves: Sequence[bytes], index: int) -> list[str]:
    """What proves that ``leaves[index]`` is under the root, in hex, from the bottom up."""
    *below, _top = _levels(leaves)
    return [level[pair].hex() for place, level in enumerate(below) if (pair := (index >> place) ^ 1) < len(level)]


def root_of(leaf: bytes, index: int, count: int, path: Sequence[str]) -> str | None:
    """The root that ``path`` gives for this leaf, ``index`` of ``count``; None where the path has another length."""
    if not 0 <= index < count:
        return None
    found, rest = _leaf(leaf), iter(path)
    while count > 1:
        if index ^ 1 < count:
            pair = next(rest, None)
            if pair is None:
                return None
            other = bytes.fromhex(pair)
            found = _node(other, found) if index & 1 else _node(found, other)
        index, count = index >> 1, (count + 1) >> 1
    return None if next(rest, None) is not None else found.hex()


def _levels(leaves: Sequence[bytes]) -> Iterator[list[bytes]]:
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        yield level
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    yield level


def _leaf(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
