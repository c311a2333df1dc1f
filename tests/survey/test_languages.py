"""Language tags are read in any spelling, written in one, and refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjo_core.errors import BadValue
from cjo_core.survey.languages import TAG_LIMIT, clean_language_tag, speaks_right_to_left


# The well-formed ones are the examples of RFC 5646, appendix A.
@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("PL", "pl"),
        (" pl ", "pl"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("ZH_HANT", "zh-Hant"),
        ("pt-br", "pt-BR"),
        ("es-419", "es-419"),
        ("sr-latn-RS", "sr-Latn-RS"),
        ("zh-cmn-Hans-CN", "zh-cmn-Hans-CN"),
        ("SL-ROZAJ-BISKE", "sl-rozaj-biske"),
        ("de-ch-1901", "de-CH-1901"),
        ("hy-Latn-IT-arevela", "hy-Latn-IT-arevela"),
        ("de-CH-X-phonebk", "de-CH-x-phonebk"),
        ("en-US-u-islamcal", "en-US-u-islamcal"),
        ("en-a-myext-b-another", "en-a-myext-b-another"),
        ("iw", "he"),
        ("in-ID", "id-ID"),
        ("fil", "fil"),
    ],
)
def test_a_tag_is_written_in_its_usual_spelling(raw: str, clean: str) -> None:
    assert clean_language_tag(raw) == clean
    assert clean_language_tag(clean) == clean


@pytest.mark.parametrize(
    "raw",
    [
        *("", " ", "p", "polish", "Polski", "pl-", "-pl", "pl--PL", "p1", "pl-PL-PL", "pł", "中文", "en_US.UTF-8"),
        *("i-klingon", "x-private", "a-DE", "pl pl", "de-419-DE", "en-x", "en-u", "en-" + "x" * 60),
    ],
)
def test_what_is_no_tag_is_refused_by_name(raw: str) -> None:
    with pytest.raises(BadValue, match="is no language tag; write one such as pl, pt-BR, zh-Hant"):
        clean_language_tag(raw)


@pytest.mark.parametrize(("raw", "part"), [("de-1901-1901", "1901"), ("ar-a-aaa-b-bbb-a-ccc", "a")])
def test_a_part_said_twice_is_named(raw: str, part: str) -> None:
    with pytest.raises(BadValue, match=f"says “{part}” twice"):
        clean_language_tag(raw)


@given(st.text(max_size=50) | st.from_regex(r"[a-z]{2,3}(-[a-zA-Z0-9]{1,8}){0,4}", fullmatch=True))
def test_any_text_is_read_or_refused_and_what_is_read_stays(raw: str) -> None:
    try:
        clean = clean_language_tag(raw)
    except BadValue:
        return
    assert clean.isascii()
    assert len(clean) <= TAG_LIMIT
    assert clean_language_tag(clean) == clean


@pytest.mark.parametrize("tag", ["ar", "ar-EG", "he", "fa", "ur-PK", "ps", "yi", "ug", "AR", "pa-Arab", "ku-Arab"])
def test_arabic_and_hebrew_scripts_run_from_right_to_left(tag: str) -> None:
    assert speaks_right_to_left(tag)


@pytest.mark.parametrize("tag", ["en", "pl", "zh-Hant", "hi", "tr", "az", "ku", "ar-Latn", "ur-Latn-PK", "", "arn"])
def test_others_run_from_left_to_right(tag: str) -> None:
    assert not speaks_right_to_left(tag)
