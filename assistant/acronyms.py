"""Finds the acronyms of a text: those that it defines, and those that its names in full would have."""

from __future__ import annotations

import re

_SHORT = r"[A-Z][A-Za-z0-9&/-]{0,8}[A-Z0-9]s?"
_LONG_THEN_SHORT = re.compile(rf"\(\s*(?:the\s+|or\s+)?['“‘\"]?(?P<short>{_SHORT})['”’\"]?\s*(?:\)|[;,])")
_SHORT_THEN_LONG = re.compile(rf"\b(?P<short>{_SHORT})\s+\((?P<long>[A-Za-z][^()]{{4,80}})\)")
_MEANS = re.compile(
    rf"['“‘\"]?\b(?P<short>{_SHORT})['”’\"]? (?:means?|stands? for|is short for) (?:the |an? )?(?P<long>[A-Za-z][^.;:()]{{4,80}})"
)

_LEAST = 3  # capitals of a name that is likely to have an acronym
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]*[a-z][\w’'-]*")
_IN_FULL = re.compile(rf"{_CAPITAL.pattern}(?:[ \n](?:(?:of|for|the|and|to) ){{0,2}}{_CAPITAL.pattern[2:]}){{2,7}}")

_WITH_SMALL_WORDS = re.compile(
    rf"{_CAPITAL.pattern}[ \n](?:of|for|and)[ \n]{_CAPITAL.pattern[2:]}(?! (?:and|of|for) [A-Z])"
)


def definitions(text: str) -> list[tuple[str, str]]:
    """Each acronym that the text defines, with its long form: "National Crime Agency (NCA)", "NCA (National ...)", "“NCA” means
    the National ...".

    The long form is found as by Schwartz and Hearst (2003): the shortest run of words before the bracket that holds the
    acronym's letters in order, the first of them at the start of a word.
    """
    found: list[tuple[str, str]] = []
    for match in _LONG_THEN_SHORT.finditer(text):
        short = _singular(match["short"])
        before = re.split(r"[.;:!?\n(]", text[max(0, match.start() - 120) : match.start()])[-1]
        allowed = min(len(short) + 5, 2 * len(short))
        meaning = _long_form(short, " ".join(before.split()[-allowed:]))
        if meaning:
            found.append((short, meaning))
    for match in _MEANS.finditer(text):
        short, told = _singular(match["short"]), match["long"].split()
        pieces = (" ".join(told[:count]) for count in range(2, len(short) + 4))
        meaning = next((piece for piece in pieces if _by_initials(short, piece) == piece), None)
        if meaning:
            found.append((short, meaning))
    for match in _SHORT_THEN_LONG.finditer(text):
        short = _singular(match["short"])
        meaning = _long_form(short, match["long"].strip())
        if meaning and meaning == match["long"].strip():
            found.append((short, meaning))
    return found


def spelled_out(text: str) -> list[tuple[str, str]]:
    """Each acronym that names of three words and more would have, with the name: "the Child Abuse Image Database" gives CAID.

    A name may have more about it ("the UK's Child Abuse Image Database", "the Child Exploitation Online Protection Command"),
    so every run of its words with capitals counts; small words count too in a short one, "Department for Education" (DFE).
    """
    found: dict[tuple[str, str], None] = {}
    for match in _IN_FULL.finditer(text):
        capitals = [word.span() for word in _CAPITAL.finditer(match[0])]
        for first in range(len(capitals)):
            for last in range(first + _LEAST - 1, len(capitals)):
                name = " ".join(match[0][capitals[first][0] : capitals[last][1]].split())
                letters = "".join(match[0][start] for start, _ in capitals[first : last + 1])
                found[letters, _bare(name)] = None
    for match in _WITH_SMALL_WORDS.finditer(text):
        letters = "".join(word[0] for word in match[0].split())
        found[letters.upper(), " ".join(match[0].split())] = None
    return list(found)


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _long_form(short: str, candidate: str) -> str | None:
    """The words that the acronym's letters begin, else Schwartz and Hearst's walk; None where the letters do not fit."""
    initial = _by_initials(short, candidate)
    if initial:
        return initial
    at = len(candidate) - 1
    letters = [c.lower() for c in short if c.isalnum()]
    for position in range(len(letters) - 1, -1, -1):
        while at >= 0 and (
            candidate[at].lower() != letters[position] or (position == 0 and at > 0 and candidate[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    meaning = _bare(candidate[at + 1 :])
    if any(mark in meaning for mark in '"“”') or len(meaning.split()) > len(letters) + 3:
        return None
    return meaning if len(meaning) > len(short) and len(meaning.split()) >= min(2, len(letters)) else None


def _by_initials(short: str, candidate: str) -> str | None:
    """The last words whose initials spell the acronym, small words between them skipped: "American Academy of ..." """
    letters = [c.lower() for c in short if c.isalnum()]
    parts = list(re.finditer(r"[A-Za-z0-9][\w'’.]*", candidate))
    at = len(parts) - 1
    for letter in reversed(letters):
        while at >= 0 and parts[at][0][0].lower() != letter and parts[at][0].lower() in _SMALL:
            at -= 1
        if at < 0 or parts[at][0][0].lower() != letter:
            return None
        at -= 1
    return _bare(candidate[parts[at + 1].start() :])


_SMALL = frozenset("of the and for in on to a an with by at from or &".split())


def _bare(text: str) -> str:
    return re.sub(r"['’]s$", "", text.strip(" '’\"“”‘,"))
