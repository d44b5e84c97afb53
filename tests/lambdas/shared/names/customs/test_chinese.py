"""Chinese names in Latin letters."""

import pytest

from lambdas.shared.names.customs.chinese import syllables, wade_giles


@pytest.mark.parametrize(
    ("part", "read"),
    [("XIAOLONG", ("XIAO", "LONG")), ("XIAN", ("XIAN",)), ("LYU", ("LYU",)), ("MARIA", ()), ("SMITH", ()), ("", ())],
)
def test_pinyin_is_read_in_syllables(part: str, read: tuple[str, ...]) -> None:
    assert syllables(part) == read


@pytest.mark.parametrize(
    ("pinyin", "expected"),
    [
        ("ZHANG", "CHANG"), ("XIE", "HSIEH"), ("CAI", "TSAI"), ("GUO", "KUO"), ("DENG", "TENG"), ("QIAN", "CHIEN"),
        ("XU", "HSU"), ("XUE", "HSUEH"), ("RONG", "JUNG"), ("ZI", "TZU"), ("SI", "SZU"), ("HE", "HO"), ("LUO", "LO"),
        ("YAN", "YEN"), ("YUAN", "YUAN"), ("JIANG", "CHIANG"), ("SHI", "SHI"), ("WANG", "WANG"), ("BO", "PO"),
    ],
)  # fmt: skip
def test_pinyin_in_wade_giles(pinyin: str, expected: str) -> None:
    assert wade_giles(pinyin) == expected
