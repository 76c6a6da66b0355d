"""Turns raw text into the stored form, sentences, words and search terms: one definition of each for everyone.

Every span is in code points of the given text, end exclusive, and exact: ``text[start:end]`` is the thing itself.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from assistant.quantities import NUMBER_WORDS, quantities

# --- the stored form ----------------------------------------------------------------------------------------------

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and the line ends handled above
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def normalise(raw: str) -> str:
    """The stored form of a text: NFC, ``\\n`` line ends, plain spaces, no invisible, bidi, control or tag characters.

    Idempotent. Lone surrogates become U+FFFD, so the result can always be written as UTF-8.
    """
    text = _LINE_ENDS.sub("\n", raw)
    text = _SURROGATES.sub("\ufffd", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", text)


_FOLD = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"})


def fold(text: str) -> str:
    """Text for comparing, not for showing: case, quotation marks and dashes made alike. Length may change."""
    return text.translate(_FOLD).casefold()


# --- sentences ----------------------------------------------------------------------------------------------------

# Never the end of a sentence when a name or number follows.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev revd hon rt st sir lt col gen capt cpt maj sgt sgts insp supt det pc cllr messrs mt ft gov sen rep".split()
)
# The end of a sentence only when no number follows: months and references ("Sept. 2018", "s. 47", "No. 10", "Ltd. 2019").
_BEFORE_NUMBER = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "no nos s ss sec secs para paras art arts reg regs sch cl ch chap p pp vol vols fig figs tel ext c ca approx ltd inc co corp".split()
)
# Never the end of a sentence.
_NEVER = frozenset("e.g i.e eg ie cf vs viz incl al n.b".split())
_STARTERS = frozenset(
    "a an and as at but by for from he her his how i if in it its on our she so some such that the their there these "
    "they this those to we what when where which while who why with you".split()
)
_BOUNDARY = re.compile(r"[.!?…]+[\"'”’)\]»]*(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[•·▪◦‣*-]|\(?\d{1,2}[.)])[ \t])")
_LAST_WORD = re.compile(r"([^\s(\[“\"'‘]+)$")
_CLAUSE = re.compile(r"(?:^|\n|\b(?:section|clause|part|article|regulation)s? )\d+(?:\.\d+)+$", re.IGNORECASE)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark.startswith("\n"):
        return True
    following = text[match.end() :].lstrip()[:40] if match.end() - match.start() < 40 else ""
    if not following:
        return True
    opening = following.lstrip("\"'“‘([«•-–—*·")
    first = opening[:1]
    gap = text[match.end() : match.end() + 2]
    if "\n\n" in gap:
        return True
    if first.islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    closed = len(mark.rstrip(".")) > 0  # a quotation mark or bracket after the stop closes something: the stop is real
    before = _LAST_WORD.search(text, max(0, match.start() - 40), match.start())
    word = before.group(1).rstrip(".") if before else ""
    low = word.casefold()
    if closed and low not in _NEVER:
        return True
    if low in _NEVER or (low in _TITLES and first.isupper()):
        return False
    if low in _BEFORE_NUMBER and first.isdigit():
        return False
    if len(word) == 1 and word.isalpha() and word.isupper() and word != "I":
        return False  # an initial: "J. Smith"
    if _CLAUSE.search(text, max(0, match.start() - 40), match.start()):
        return False  # "4.1. Grants are paid."
    if "." in word and all(len(part) <= 2 and part.isalpha() for part in word.split(".")):  # "U.S.", "a.m."
        next_word = re.match(r"[\w’']+", opening)
        return bool(next_word) and next_word.group().casefold() in _STARTERS if next_word else True
    return True


_ANSWERED = re.compile(r"(?:Yes|No)\.")


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order, without surrounding white space; together they hold every word.

    Never breaks inside an amount, after a title, an abbreviated month, an initial or a reference to a section.
    A blank line and a bullet always break; a bare "Yes." or "No." belongs to what explains it.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if (
            match.start() < start
            or not _ends_sentence(text, match)
            or _ANSWERED.fullmatch(text[start : match.end()].strip())
        ):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def sentences_within(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of a stretch of ``text``, as offsets into the whole."""
    return [(s + start, e + start) for s, e in sentences(text[start:end])]


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        spans.append((start, end))


# --- words and terms ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the text."""

    text: str
    start: int
    end: int


_WORD = re.compile(
    r"[£$€]?\d+(?:[,.]\d+)*(?:%|[^\W\d_]+)?"  # amounts and numbers, with their unit letters: £23.6m, 82,109, 10th
    r"|[^\W_]+(?:['’.][^\W_]+)*",  # words, with inner apostrophes and dots: children's, U.K
    re.UNICODE,
)


def words(text: str) -> list[Word]:
    """The words of ``text`` with their offsets; an amount such as £23.6m is one word, a hyphen separates."""
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below between both but by can could "
    "did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if "
    "in into is it its itself just me more most my myself no nor not now of off on once only or other our ours ourselves out over "
    "own per said same say says shall she should so some such than that the their theirs them themselves then there these they "
    "this those through to too under until up upon us very was we were what when where whether which while who whom whose why will "
    "with would you your yours yourself tell please give know let".split()
)
_IRREGULAR = {
    "children": "child", "people": "person", "persons": "person", "men": "man", "women": "woman", "offences": "offenc",
    "offense": "offenc", "offenses": "offenc", "offence": "offenc",
    "jan": "januari", "feb": "februari", "apr": "april", "aug": "august", "sep": "septemb", "sept": "septemb",
    "oct": "octob", "nov": "novemb", "dec": "decemb",
}  # fmt: skip
_VERBS = (
    "arise arose arisen|become became|begin began begun|break broke broken|bring brought|build built|buy bought|catch caught|"
    "choose chose chosen|come came|deal dealt|draw drew drawn|drive drove driven|fall fell fallen|feel felt|fight fought|find found|"
    "forbid forbade forbidden|get got|give gave given|go went gone goes|grow grew grown|hear heard|hide hid hidden|hold held|keep kept|"
    "know knew known|lead led|lend lent|lose lost|make made|mean meant|meet met|oversee oversaw overseen|pay paid|ride rode ridden|"
    "rise rose risen rising|run ran|see saw seen|seek sought|sell sold|send sent|show shown|speak spoke spoken|spend spent|"
    "stand stood|steal stole stolen|strike struck|swear swore sworn|take took taken|teach taught|think thought|"
    "undertake undertook undertaken|withdraw withdrew withdrawn|win won|write wrote written"
)
"""Irregular verbs, the plain form first; "found" and "saw" are read as forms of find and see."""
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=1)
def _plain_forms() -> dict[str, str]:
    return {form: forms[0] for verb in _VERBS.split("|") for forms in [verb.split()] for form in forms[1:]}


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one folded word (Snowball English, with irregular verbs, a few irregular plurals and month names)."""
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    word = _plain_forms().get(word, word)
    if len(word) < 3 or not word.isascii():
        return word
    with _stemmer_lock:  # the stemmer keeps state in C
        return str(_stemmer().stemWord(word))


_POSSESSIVE = re.compile(r"'s?$")
_NUMERIC = re.compile(r"[£$€]?(\d+(?:,\d{3})*(?:\.\d+)?)(%|[^\W\d_]+)?$")


def located_terms(text: str) -> Iterator[tuple[str, int, int]]:
    """The search terms of ``text`` with the span of the words each comes from, in order.

    A number comes out canonical (``£2.6m``, ``2.6 million`` and ``2,600,000`` all give ``2600000``; ``five`` gives ``5``)
    and, where a scale was folded in, its written figure as well (``2.6``). A hyphenated pair also gives its joined form.
    """
    yield from _located(text)


@lru_cache(maxsize=1024)
def _located(text: str) -> tuple[tuple[str, int, int], ...]:
    """The same; a question looks at each sentence several times over."""
    return tuple(_each_term(text))


def _each_term(text: str) -> Iterator[tuple[str, int, int]]:
    scaled = {q.start: q for q in quantities(text) if q.kind in ("money", "count") and q.scaled}
    found = words(text)
    skip_until = 0
    for position, word in enumerate(found):
        if word.start < skip_until:
            continue
        quantity = scaled.get(word.start)
        if quantity is not None:
            skip_until = quantity.end
            yield f"{quantity.value.normalize():f}", quantity.start, quantity.end
            figure = _NUMERIC.match(fold(word.text))
            if figure:
                yield figure.group(1).replace(",", ""), quantity.start, quantity.end
            continue
        low = _POSSESSIVE.sub("", fold(word.text))
        number = _NUMERIC.match(low)
        if number:
            yield number.group(1).replace(",", ""), word.start, word.end
            if number.group(2) == "%":
                yield "percent", word.start, word.end
            elif number.group(2) and number.group(2) not in ("st", "nd", "rd", "th", "s"):
                yield low.lstrip("£$€"), word.start, word.end
            continue
        if low in NUMBER_WORDS and low != "one":
            yield str(NUMBER_WORDS[low]), word.start, word.end
            continue
        if low == "cent" and position and fold(found[position - 1].text) == "per":
            yield "percent", found[position - 1].start, word.end
            continue
        term = stem(low.replace(".", ""))
        if term:
            yield term, word.start, word.end
        if position and text[found[position - 1].end : word.start] == "-" and low.isalpha():
            before = fold(found[position - 1].text)
            if before.isalpha() and before not in NUMBER_WORDS:
                yield stem(before + low), found[position - 1].start, word.end


def terms(text: str) -> list[str]:
    """The search terms of ``text`` in order, with repeats: folded, stemmed, numbers canonical; stop words stay."""
    return [term for term, _, _ in located_terms(text)]


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    return frozenset(STOP_WORDS) | {stem(word) for word in STOP_WORDS} | {"s", "t"}


def is_stop(term: str) -> bool:
    """Whether a term carries no content of its own."""
    return term in _stop_terms()


def content_terms(text: str) -> list[str]:
    """The search terms of ``text`` without stop words."""
    stop = _stop_terms()
    return [term for term in terms(text) if term not in stop]


def shared(one: Set[str], other: Set[str]) -> float:
    """Share of the smaller set that the other holds; 0 where one is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


_REASON = re.compile(
    r"\b(?:because|since|so that|so as to|in order to|owing to|due to|as a result|thanks to|reasons?|caus(?:e|es|ed|ing)|blam\w+|therefore)\b",
    re.IGNORECASE,
)


def reasons(sentence: str) -> bool:
    """Whether a sentence gives a reason in so many words."""
    return bool(_REASON.search(sentence))


_FOLLOWS = re.compile(
    r"^[\"“'‘(]*(?:and |but )?(?:(?:for|because of|owing to|due to) (?:this|that|these|those)\b|(?:this|that|which) (?:is|was) why\b"
    r"|(?:as a result|therefore|consequently|hence|accordingly|so|in response)\b|[^,.;:]{2,60} (?:therefore|consequently)\b)",
    re.IGNORECASE,
)


def follows_from(sentence: str) -> bool:
    """Whether a sentence says early on that what it tells came of what stands before it: "For this reason", "We therefore"."""
    return bool(_FOLLOWS.match(sentence))


_LEANS = re.compile(
    r"^[\"“'‘(]*(?:this|these|those|it|its|he|she|his|her|they|their|such|that)\b(?!\s+(?:is|was)\s+(?:why|how)\b)",
    re.IGNORECASE,
)


def leans(sentence: str) -> bool:
    """Whether a sentence opens with a word that refers back to the one before it."""
    return bool(_LEANS.match(sentence))
