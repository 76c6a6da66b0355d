"""Turns the bytes of a text file into characters: byte order marks, UTF-8, then what the bytes look most like."""

from __future__ import annotations

import codecs
import re

from assistant.schema import DocumentError, FailureReason

# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 200_000  # enough to tell an encoding; detection is slow on whole books
_FOREIGN_RUN = re.compile("[À-ÖØ-öø-ÿ]{3}")
_WESTERN = re.compile("[‘’“”–—…•£€©®™°²³½¼¾·«» À-ÖØ-öø-ÿŒœŠšŽžŸ†‡§¶¹º×÷±´¡¿¢¥]")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in ``data``.

    Args:
        declared: an encoding that the file names itself; believed only where the bytes agree and nothing better is known.

    Raises:
        DocumentError: the bytes are not text in any encoding that is recognised.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in data[:4096]:
        return _without_mark(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    mixed = _as_mixed(data)
    if mixed is not None:
        return mixed
    if declared:
        try:
            # A page that says Latin-1 means Windows-1252; browsers read it so, and so does the standard.
            name = codecs.lookup(declared).name
            if not name.startswith(("utf-16", "utf-32")):  # they would have shown zero bytes
                return data.decode("cp1252" if name in ("iso8859-1", "ascii", "utf-8") else name)
        except (LookupError, ValueError):
            pass
    western = _as_western(data)
    if western is not None:
        return western
    return _detected(data, position)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        mark = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0  # this decoder counts from behind the mark
        raise DocumentError(
            FailureReason.UNREADABLE,
            f"it is marked as {encoding.removesuffix('-sig')} but byte {mark + error.start} is not; save it as UTF-8",
        ) from None


def _without_mark(data: bytes) -> str:
    """UTF-16 whose mark is missing shows zero bytes in every other place; anything else with zero bytes is no text."""
    sample = data[:4096]
    zeros_at_odd = sample[1::2].count(0)
    zeros_at_even = sample[0::2].count(0)
    half = max(1, len(sample) // 2)
    if zeros_at_odd > 0.4 * half and zeros_at_even < 0.05 * half:
        return _strict(data, "utf-16-le")
    if zeros_at_even > 0.4 * half and zeros_at_odd < 0.05 * half:
        return _strict(data, "utf-16-be")
    raise DocumentError(
        FailureReason.UNREADABLE, "it holds binary data, not text; remove it or give it the ending of what it is"
    )


def _as_mixed(data: bytes) -> str | None:
    """UTF-8 with some Windows-1252 pasted in; None where UTF-8 is not the greater part of what is not ASCII."""
    text = data.decode("utf-8", "surrogateescape")
    alien = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    proper = sum(1 for c in text if c > "\x7f") - alien
    if proper < max(1, alien):
        return None
    return text.translate({0xDC00 + b: bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0x100)})


def _as_western(data: bytes) -> str | None:
    """Windows-1252, the usual encoding of older British files; None where the result would not look like one.

    Statistical detectors need long texts and take a lone pound sign for anything; a few accented letters, quotation
    marks and currency signs among plain letters are decided here. Text of another alphabet has runs of accented letters.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    odd = [c for c in text[:_SAMPLE_BYTES] if c > "\x7f"]
    strange = sum(1 for c in odd if not _WESTERN.match(c))
    if strange > 0.1 * len(odd) or len(odd) > 0.15 * len(text[:_SAMPLE_BYTES]) or _FOREIGN_RUN.search(text):
        return None
    return text


def _detected(data: bytes, position: int) -> str:
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:_SAMPLE_BYTES]).best()
    if guess is not None:
        try:
            return data.decode(guess.encoding)
        except UnicodeDecodeError:
            pass
    raise DocumentError(
        FailureReason.UNREADABLE, f"its encoding is not recognised (byte {position} is not UTF-8); save it as UTF-8"
    )
