"""Bytes of a text file into text, whatever wrote them. Never drops a byte silently: guesses are said in warnings.

The order: a byte order mark, UTF-16 by its NUL bytes, UTF-8, then by content: Chinese (GB18030) and Korean (CP949)
write their letters in pairs of high bytes, Western and Central European code pages (CP1252, CP1250) one by one. A file
whose lines are not all of one encoding is read line by line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from cjo_core.errors import ImportFailed
from cjo_core.exchange.reading.words import numbered
from cjo_core.locale import _, ngettext, whole

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Enough bytes to know a file by.
_SAMPLE = 400_000
_EXAMPLES = 3
_HIGH = re.compile(rb"[\x80-\xff]+")
#: The commonest characters of each language: what a wrong guess hardly ever gives.
_HANZI = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为和你地出道也时年得就那要下以生会可好服务客户满意很没太快慢评分新老线质量价格"
)
_HANGUL = frozenset("이다는을를가에의고한하지로은기도사어있수나자서인시해대아그리요정만보전일주부세여원면점")
#: Letters of Polish and its neighbours in CP1250 that are signs (¹ ³ ¿ œ Ÿ) in CP1252.
_CENTRAL = re.compile(rb"[a-z\xf3\xea\xe6\xf1][\xb9\xbf\x9f\x9c]|[a-ln-z\xf3\xea\xe6\xf1]\xb3|[\xb3\x9f][a-z]")
#: DOS bytes (CP850) that cannot be meant as CP1252: undefined there, or a low quotation mark or the like inside a word.
_LETTER = rb"A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff"
_DOS_PROOF = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[" + _LETTER + rb"'][\x82\x84\x87\x88]")
_DOS = re.compile(
    rb"[\x81\x8d\x8f\x90\x9d]"
    rb"|(?<=[" + _LETTER + rb"'])[\x82-\x84\x86-\x8c]|[\x82-\x84\x86-\x8c](?=[" + _LETTER + rb"])"
    rb"|(?<=[a-z\xe0-\xff])[\x85\x93\x94\x96\x97](?=[a-z\xe0-\xff])"
)


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was read by, and what a person should know about that."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text in `data`; raises ImportFailed if the encoding asked for does not fit, or is none."""
    if encoding is not None:
        return _checked(*_as_told(data, encoding))
    for mark, name in _BOMS:
        if data.startswith(mark):
            text, bad = _lenient(data, name)
            return _checked(text, name.removesuffix("-sig"), _broken(bad))
    if wide := _wide(data):
        text, bad = _lenient(data, wide)
        words = _("the file is not UTF-8; by its content it was read as {encoding}")
        return _checked(text, wide, [words.format(encoding=wide.upper()), *_broken(bad)])
    try:
        return _checked(data.decode("utf-8"), "utf-8", [])
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(data):
        return _checked(*_by_line(data))
    for name in _likely_pairs(data):
        text, bad = _lenient(data, name)
        if bad <= len(text) // 2000:
            return _checked(text, name, [_guessed(name, _first_examples(text)), *_broken(bad)])
    return _checked(*_single_bytes(data))


def _as_told(data: bytes, encoding: str) -> tuple[str, str, list[str]]:
    try:
        name = codecs.lookup(encoding).name
        return data.decode("utf-8-sig" if name == "utf-8" else name), name, []
    except LookupError:
        usual = "utf-8, utf-16, gb18030, cp949, cp1252, cp1250"
        words = _("the encoding “{encoding}” is unknown; usual ones are {usual}")
        raise ImportFailed(words.format(encoding=encoding[:40], usual=usual)) from None
    except UnicodeError as error:
        words = _("the file is not written in {encoding}: {error}")
        raise ImportFailed(words.format(encoding=encoding, error=str(error)[:160])) from None


def _checked(text: str, encoding: str, warnings: list[str]) -> Decoded:
    """Without NUL bytes and byte order mark; says where control characters betray a wrong encoding."""
    text = text.removeprefix("\ufeff")
    if nuls := text.count("\0"):
        text = text.replace("\0", "")
        words = ngettext("{count} NUL character left out", "{count} NUL characters left out", nuls)
        warnings = [*warnings, words.format(count=whole(nuls))]
    lines = [i for i, line in enumerate(text.split("\n"), 1) if re.search("[\x80-\x84\x86-\x9f]", line)]
    if lines:
        words = ngettext(
            "C1 control characters, which no text needs, in {count} line ({lines}): the file may have been saved in "
            "another encoding before; check the comments",
            "C1 control characters, which no text needs, in {count} lines ({lines}): the file may have been saved in "
            "another encoding before; check the comments",
            len(lines),
        )
        warnings = [*warnings, words.format(count=whole(len(lines)), lines=numbered(lines))]
    return Decoded(text, encoding, tuple(warnings))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of Western text is NUL."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) // 2 or len(sample) < 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _mostly_utf8(data: bytes) -> bool:
    """Whether more lines are good UTF-8 beyond ASCII than are not: then the others are the strangers."""
    good = bad = 0
    for line in data.split(b"\n"):
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return good > bad


def _by_line(data: bytes) -> tuple[str, str, list[str]]:
    """UTF-8 line by line; the bytes that are not are read as CP1252."""
    lines: list[str] = []
    strange: list[tuple[int, int]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            lines.append(line.decode("utf-8", errors="cjo_western"))
            strange.append((number, len(line[: error.start].decode("utf-8"))))
    words = ngettext(
        "the file mixes two encodings: UTF-8, and CP1252 in {count} line of {all} ({examples})",
        "the file mixes two encodings: UTF-8, and CP1252 in {count} lines of {all} ({examples})",
        len(strange),
    )
    mixed = words.format(count=whole(len(strange)), all=whole(len(lines)), examples=_examples(lines, strange))
    return "\n".join(lines), "utf-8 + cp1252", [mixed]


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", errors="cjo_latin"), error.end


def _latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp850"), error.end


codecs.register_error("cjo_western", _western)
codecs.register_error("cjo_latin", _latin)


def _likely_pairs(data: bytes) -> list[str]:
    """The East Asian encodings that the content speaks for, likeliest first; none for Western text."""
    runs = _HIGH.findall(data[:_SAMPLE])
    high = sum(map(len, runs))
    alone = sum(len(run) for run in runs if len(run) == 1)
    if not high or alone * 3 > high or high < 4:
        return []
    scores = {}
    for name, common in (("gb18030", _HANZI), ("cp949", _HANGUL)):
        text = data[:_SAMPLE].decode(name, errors="ignore")
        scores[name] = sum(c in common for c in text)
    # In Chinese a third of the characters lie above the Korean syllables (lead bytes C9 and up); in Korean hardly any.
    pairs = [pair[0] for run in runs for pair in (run[i : i + 2] for i in range(0, len(run) - 1, 2)) if pair[0] >= 0xB0]
    beyond = sum(lead > 0xC8 for lead in pairs)
    scores["gb18030" if beyond * 7 > len(pairs) else "cp949"] += len(pairs) // 4 + 1
    return sorted(scores, key=lambda name: -scores[name])


def _single_bytes(data: bytes) -> tuple[str, str, list[str]]:
    """Western or Central European, by its letters; DOS letters strewn among CP1252 are read as what they are."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    if len(_CENTRAL.findall(data)) * 6 > high:
        text, bad = _lenient(data, "cp1250")
        return text, "cp1250", [_guessed("cp1250", _first_examples(text)), *_broken(bad)]
    if not _DOS_PROOF.search(data):
        text = data.decode("cp1252")
        return text, "cp1252", [_guessed("cp1252", _first_examples(text))]
    lines, strange, count = [], [], 0
    for number, line in enumerate(data.split(b"\n"), 1):
        found = [match.span() for match in _DOS.finditer(line)]
        lines.append(_two_pages(line, found))
        if found:
            strange.append((number, found[0][0]))
            count += len(found)
    words = ngettext(
        "the file mixes two encodings: it is not UTF-8 and was read as CP1252, but {count} byte ({examples}) makes "
        "sense as a DOS letter (CP850) alone and was read so",
        "the file mixes two encodings: it is not UTF-8 and was read as CP1252, but {count} bytes ({examples}) make "
        "sense as DOS letters (CP850) alone and were read so",
        count,
    )
    mixed = words.format(count=whole(count), examples=_examples(lines, strange))
    return "\n".join(lines), "cp1252 + cp850", [mixed]


def _two_pages(line: bytes, found: list[tuple[int, int]]) -> str:
    text, at = "", 0
    for start, end in found:
        text += line[at:start].decode("cp1252", errors="cjo_latin") + line[start:end].decode("cp850")
        at = end
    return text + line[at:].decode("cp1252", errors="cjo_latin")


def _lenient(data: bytes, name: str) -> tuple[str, int]:
    """The text, with � for each byte that does not fit, and how many of these there are."""
    try:
        return data.decode(name), 0
    except UnicodeDecodeError:
        text = data.decode(name, errors="replace")
        return text, text.count("\ufffd")


def _broken(bad: int) -> list[str]:
    if not bad:
        return []
    words = ngettext("unreadable, shown as “�”: {count} place", "unreadable, shown as “�”: {count} places", bad)
    return [words.format(count=whole(bad))]


def _guessed(name: str, examples: str) -> str:
    words = _(
        "the file is not UTF-8; by its content it was read as {encoding}; see {examples}. If that looks wrong, save "
        "the file as UTF-8"
    )
    return words.format(encoding=name.upper(), examples=examples)


def _first_examples(text: str) -> str:
    lines = text.split("\n")
    some = [(i, line) for i, line in enumerate(lines, 1) if not line.isascii()][:_EXAMPLES]
    return _examples(lines, [(i, next(at for at, c in enumerate(line) if ord(c) > 127)) for i, line in some])


def _examples(lines: list[str], strange: list[tuple[int, int]]) -> str:
    """A short piece of text around the first few places in question, each a line's number and a position in it."""
    shown = [(i, " ".join(lines[i - 1][max(0, at - 20) : at + 15].split())) for i, at in strange[:_EXAMPLES]]
    return _("; ").join(_("line {line}: “{text}”").format(line=i, text=text) for i, text in shown)
