"""Bytes of every common encoding into the text that was meant."""

from __future__ import annotations

import codecs

import pytest

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.decoding import decode

CHINESE = "编号,分数,评论\n1,9,服务很好，客服回复很快\n2,3,物流太慢了，等了两个星期\n"
KOREAN = "번호,점수,의견\n1,9,직원이 친절하고 빨라요\n2,3,배송이 너무 느립니다\n"
POLISH = "ocena;opinia\n9;Świetna obsługa, dziękuję!\n2;Paczka była za późno, źle zapakowana\n"
FRENCH = "note,avis\n9,très bon accueil à la caisse\n2,trop d’attente – c’était long…\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
        (POLISH, "cp1250"),
        (FRENCH, "cp1252"),
        ("plain,ascii\n1,2\n", "utf-8"),
        ("segment\n新客\n老客\n", "gb18030"),
        ("¿qué tal?,nota\nmañana 20 €,9\n", "cp1252"),
        ("volume\n3 m³ für ‚Kinder‘\n", "cp1252"),
    ],
)
def test_the_encoding_is_found_by_content(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    assert found.encoding == encoding
    assert bool(found.warnings) == (encoding != "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_known_by_its_mark_or_its_zeros(encoding: str) -> None:
    text = "score,comment\n9,très bien\n"
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    assert decode(mark + text.encode(encoding)).text == text


def test_a_guess_says_what_it_was_and_shows_an_example() -> None:
    (warning,) = decode(FRENCH.encode("cp1252")).warnings
    assert "CP1252" in warning
    assert "line 2: “9,très bon accueil" in warning


def test_a_utf8_file_with_some_western_lines_is_read_line_by_line() -> None:
    data = "score,comment\n9,très bien\n8,déjà vu\n".encode() + "3,trop cher à mon goût\n".encode("cp1252")
    found = decode(data)
    assert found.text.endswith("3,trop cher à mon goût\n")
    assert "très bien" in found.text
    assert "CP1252 in 1 line of 5" in found.warnings[0]
    assert "line 4" in found.warnings[0]


def test_dos_letters_among_western_ones_are_read_as_what_they_are() -> None:
    data = b"score,comment\n9,\x82t\x82 \x85 la caisse, tr\xe8s bien present\x82, 15\x80\n8,l\x92accueil \x96 parfait\n"
    found = decode(data)
    assert "été" in found.text
    assert "très bien presenté, 15€" in found.text
    assert "l’accueil – parfait" in found.text
    assert "two encodings" in found.warnings[0]
    assert "line 2" in found.warnings[0]


def test_no_byte_is_dropped_whatever_it_is() -> None:
    data = bytes(range(1, 256)) * 3
    assert len(decode(data).text) == len(data)


def test_control_characters_that_no_text_needs_are_named() -> None:
    found = decode("score,comment\n9,fa\x83ade\n".encode())
    assert "C1" in found.warnings[0]
    assert "line 2" in found.warnings[0]


def test_nul_characters_are_left_out_and_counted() -> None:
    found = decode(b"score,comment\n9,a\x00b\n8,some more text so that this is no UTF-16\n")
    assert "\0" not in found.text
    assert found.warnings == ("1 NUL character left out",)


def test_the_encoding_asked_for_is_the_one_used() -> None:
    assert decode("zażółć".encode("iso8859-2"), "iso-8859-2").text == "zażółć"
    with pytest.raises(ImportFailed, match="unknown"):
        decode(b"x", "klingon")
    with pytest.raises(ImportFailed, match="not written in ascii"):
        decode("ż".encode(), "ascii")
