"""Every leaf has a short proof, and no other leaf, place or root fits it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.cases import merkle

LEAVES = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


@given(LEAVES, st.data())
def test_each_leaf_is_proved(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.proof(leaves, index)
    assert merkle.root_of(leaves[index], index, len(leaves), path) == merkle.root(leaves)
    assert len(path) <= (len(leaves) - 1).bit_length()


@given(LEAVES, st.data())
def test_no_other_leaf_place_or_path_gives_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root, count = merkle.proof(leaves, index), merkle.root(leaves), len(leaves)
    other = data.draw(st.binary(max_size=70).filter(lambda one: one != leaves[index]))
    assert merkle.root_of(other, index, count, path) != root
    place = data.draw(st.integers(-1, count).filter(lambda one: one != index))
    if not 0 <= place < count or leaves[place] != leaves[index]:
        assert merkle.root_of(leaves[index], place, count, path) != root
    assert merkle.root_of(leaves[index], index, count, [*path, "00" * 32]) is None
    if path:
        assert merkle.root_of(leaves[index], index, count, path[:-1]) is None


@given(LEAVES, st.data())
def test_another_leaf_anywhere_is_another_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves]
    changed[index] = data.draw(st.binary(max_size=4).filter(lambda one: one != leaves[index]))
    roots = {merkle.root(leaves), merkle.root(changed), merkle.root(leaves[:-1]), merkle.root([*leaves, b""])}
    assert len(roots) == 4


# The test vectors of Certificate Transparency (RFC 6962), as its reference implementation has them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


@pytest.mark.parametrize(
    ("count", "root"),
    [
        (0, hashlib.sha256().hexdigest()),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_the_roots_are_those_of_certificate_transparency(count: int, root: str) -> None:
    assert merkle.root([bytes.fromhex(one) for one in INPUTS[:count]]) == root
