"""Tells which words of a question the evidence does not bear out: a place, name, year or figure that stands nowhere near.

The nearest sentence to a question about Scotland may well be about England; what such a question names must be found
in the sentence, the words around it or its document before the sentence may answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from assistant.dates import OPEN_START, find_dates, overlaps, published_range, told_dates
from assistant.names import Name, initials, names, opens_sentence
from assistant.opposites import opposed
from assistant.posts import held_elsewhere
from assistant.quantities import Quantity, quantities
from assistant.questions import QuestionForm
from assistant.reading.candidates import Candidate
from assistant.schema import DateRange, Document
from assistant.text import fold, is_stop, sentences, stem, words

_ALSO_CALLED = {
    word: frozenset(group)
    for group in (
        ("uk", "u.k", "britain", "british", "kingdom", "brit", "brits", "briton", "britons"),
        ("us", "u.s", "usa", "america", "american", "states"),
        ("eu", "e.u", "europe", "european"),
        ("england", "english"),
        ("wales", "welsh"),
        ("scotland", "scottish", "scots"),
        ("ireland", "irish"),
        ("france", "french"),
        ("germany", "german"),
        ("spain", "spanish"),
        ("italy", "italian"),
        ("australia", "australian"),
        ("canada", "canadian"),
        ("china", "chinese"),
        ("india", "indian"),
        ("russia", "russian"),
        ("government", "ministers", "whitehall"),
        ("parliament", "westminster", "mps"),
    )
    for word in group
}
_COMMON = re.compile(r"(?:GP|MP|TV|ID|CV|HR|PR|DIY|FAQ|PM|CEO|VIP)s?")
"""Letters that are words of their own, names of nothing, and may be said otherwise: "a doctor", "chief executive"."""
_POSSESSIVE = re.compile(r"'s?$")
_FROM_TO = re.compile(r"\bfrom (?:\w+ )?[£$€]?\d[\d,.]*\S*(?: \w+){0,2} to (?:\w+ )?[£$€]?\d")
_TWO_YEARS = re.compile(r"\b\d{4}\s?[-–/]\s?\d{2}")
_LEANING = re.compile(r"\b(?:previous|preceding|following|same|that|earlier|later|next)\b", re.IGNORECASE)
"""Marks dates that lean on another date of the question ("the previous year") and cannot be read alone."""
_TYPO, _TYPO_LETTERS = 85, 5  # how alike (of 100), and how long, words are that differ by a slip of the keyboard
_TELLING = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|announc\w*|publish\w*|report\w*|reveal\w*|warn\w*|launch\w*|promis\w*|pledg\w*|call(?:ed|s)? for|speech|"
    r"unveil\w*|propos\w*|claim\w*|state[ds]?|describ\w*|argu\w*|urg\w*|welcom\w*|critici\w*|plan\w*|expect\w*|demand\w*|ask\w*)\b",
    re.IGNORECASE,
)

_FORMERLY = re.compile(r"\b(?:previously|formerly|in the past|used to|until then|originally|at first)\b", re.IGNORECASE)
"""Words that tell of an earlier time without dating it; what is asked of before some day may be told so."""

_GOES_ON = re.compile(
    r"^(?:another|a further|the (?:others?|rest|remaining|remainder)|of (?:these|those|them)|they|these|those|the same)\b",
    re.IGNORECASE,
)
"""How a sentence opens that goes on counting where the one before stopped, and so is of its time."""

_SAME_FIGURE = re.compile(
    r"\b(?:the (?:number|figure|total|sum|amount|rate|share|proportion|average|cost|price|count)|it|they|there|this|that) (?:was|were|had been|stood at|came to|is|are|reached|numbered)\b|"
    r"\b(?:compared (?:with|to)|against|up from|down from)\b",
    re.IGNORECASE,
)
"""How a sentence speaks of a figure without saying again of what."""

_STEP = (
    r"(?:year|quarter|half|month|week|round|phase|wave|stage|trial|pilot|report|review|survey|edition|meeting|term|season|street|strategy|plan|fund|"
    r"grant|instalment|tranche)"
)
_IN_ORDER = re.compile(
    rf"\b(?P<place>first|second|third|fourth|fifth|sixth|final)\s+(?:\w+\s+)?(?P<what>{_STEP})s?\b|"
    rf"\b(?P<step>{_STEP})\s+(?P<number>one|two|three|four|five|six|[1-6])\b|"
    r"\b(?P<way>next|coming|last|previous|latest)\s+(?:\w+\s+)?(?P<event>meeting|report|review|survey|inspection|assessment|election|round|session|"
    r"hearing|visit)s?\b",
    re.IGNORECASE,
)
_ORDINALS = dict(
    zip("first second third fourth fifth sixth one two three four five six".split(), "123456" * 2, strict=True)
) | {"coming": "next", "previous": "last", "latest": "last"}
_COMPARED = re.compile(
    r"\b(?:against|compared (?:with|to)|up from|down from|(?:more|fewer|less|higher|lower|better|worse|faster|slower) than|as many as|as much as)\b[^,;.]*$",
    re.IGNORECASE,
)
"""What stands before a time that the sentence is not about, but compares with: "1,140, against 760 in 2021-22"."""
KINDS = frozenset(
    "academy agency association bank centre church clinic club college company council court department fund federation foundation garden "
    "gallery group hall home hospital hotel house institute lane library line market ministry museum park party police prison project "
    "programme railway road scheme school shelter society station street surgery theatre trust union university village ward".split()
)
"""What bodies and places are, by the last word of their names."""
_SET_IN = re.compile(r"\b(?:in|across|throughout)(?: [A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*,)* $")
_OLD = re.compile(r"[\s-]*olds?\b", re.IGNORECASE)


def unsupported(
    form: QuestionForm,
    dates: Sequence[DateRange],
    candidate: Candidate,
    document: Document,
    today: date,
    places: frozenset[frozenset[str]] = frozenset(),
) -> tuple[str, ...]:
    """The names, dates and figures of the question, as typed, that this sentence and its document do not bear out.

    A name is borne out by the names of the sentence's document (or an acronym of one there); a figure, by an equal
    one in the document; a date, by a date in the sentence, else around it, else by the document's own date or text.

    Args:
        places: the words of names that the evidence sets something in.
    """
    missing = [
        name.text
        for name in form.names
        if not _COMMON.fullmatch(name.text) and not _name_stands(name, form.text, document)
    ]
    for figure in form.figures:
        if figure.kind in ("year", "day", "ordinal") or (figure.kind in ("count", "duration") and figure.value < 13):
            continue
        if any(figure.text in asked.text for asked in dates):
            continue  # the 17 of "2016-17"
        if _OLD.match(form.text[figure.end :]):
            figure = replace(figure, kind="count", unit="")  # "17-year-olds" may be "aged 16 to 17"
        if not any(figure.agrees_with(other) or _bare(figure, other) for other in _figures(document)):
            missing.append(figure.text)
    missing.extend(
        name.text
        for name in form.names
        if _is_another(name, candidate, document) or _is_elsewhere(name, candidate, document, places)
    )
    told = f"{candidate.before_text} {candidate.text}" if candidate.leans else candidate.text
    missing.extend(opposed(form.text, told))
    missing.extend(another_in_order(form.text, candidate.text))
    missing.extend(held_elsewhere(form.post, candidate.text))
    missing.extend(
        asked.text
        for asked in dates
        if not _LEANING.search(asked.text)
        and fold(asked.text) != "today"
        and not _date_stands(asked, form, candidate, document, today)
    )
    return tuple(dict.fromkeys(m for m in missing if m))


def goes_on(sentence: str, dates: Sequence[DateRange], published: str | None, today: date) -> bool:
    """Whether a sentence gives, for a time that is asked about, the figure of what was told before ("In 2021 the number was 690")."""
    told = told_dates(sentence, published, today)
    return bool(_SAME_FIGURE.search(sentence)) and any(speaks_of(m.range, asked) for m in told for asked in dates)


def _bare(figure: Quantity, other: Quantity) -> bool:
    """Whether a figure typed without its sign ("2.6m") is a sum of money in the document."""
    return figure.kind == "count" and other.kind == "money" and figure.value == other.value


def another_in_order(question: str, sentence: str) -> list[str]:
    """What the question asks of by its place in an order ("second year", "phase two", "last meeting"), where the sentence tells
    of another of them only.
    """
    found = []
    said = {_step(match) for match in _IN_ORDER.finditer(sentence)}
    for match in _IN_ORDER.finditer(question):
        place, what = _step(match)
        places = {other for other, step in said if step == what}
        if places and place not in places:
            found.append(match.group())
    return found


def _step(match: re.Match[str]) -> tuple[str, str]:
    """The place in the order, and of what."""
    place = (match["place"] or match["number"] or match["way"]).casefold()
    return _ORDINALS.get(place, place), stem(fold(match["what"] or match["step"] or match["event"]))


def _name_stands(name: Name, question: str, document: Document) -> bool:
    """Whether each word of a name stands in a name of the document, give or take a letter, or the document abbreviates it.

    Words alone will not do: "Action for Children" is not borne out by "action" and "children".
    """
    known, acronyms = _named(document)
    parts = [w for w in parts_of(name.text) if not is_stop(w)]
    missing = [w for w in parts if not _known(w, known)]
    if not missing or name.text.replace(".", "").casefold() in known:
        return True
    if len(missing) == 1 and len(parts) > 1 and missing[0] == parts[0] and opens_sentence(question, name.start):
        return True  # the first word of a sentence has a capital anyway
    letters = initials(name.text).casefold()
    return (len(letters) >= 2 and letters in known) or name.text.replace(".", "") in acronyms


def _is_another(name: Name, candidate: Candidate, document: Document) -> bool:
    """Whether a sentence tells of another body or place of the kind that a name is of: Stainby Library, asked about Leeds
    Library, in a document that is not about the one asked about.
    """
    *own, head = parts_of(name.text)
    own = [word for word in own if not is_stop(word)]
    if not own or head not in KINDS:
        return False
    said = set(parts_of(f"{candidate.title} {document.opening} {candidate.before_text} {candidate.text}"))
    if any(word in said or _known(word, frozenset(said)) for word in own):
        return False
    others = ([w for w in parts_of(other.text) if not is_stop(w)] for other in names(candidate.text))
    return any(len(other) > 1 and other[-1] == head for other in others)


def _is_elsewhere(name: Name, candidate: Candidate, document: Document, places: frozenset[frozenset[str]]) -> bool:
    """Whether a sentence tells of another place than the one asked about: of Northmoor, asked about Wealdon."""
    asked = frozenset(parts_of(name.text))
    near = set(parts_of(" ".join([*candidate.headings, candidate.before_text, candidate.text])))
    if asked not in places or asked & near:
        return False
    named = {frozenset(parts_of(other.text)) for other in names(candidate.text)}
    named.add(frozenset(parts_of(candidate.text)[:1]))  # a name may open the sentence
    others = [place for place in places & named if not place & asked]
    about = set(parts_of(" ".join([candidate.title, document.opening, document.metadata.publisher or ""])))
    return any(not asked & about or place <= about for place in others)


@lru_cache(maxsize=256)
def places_of(document: Document) -> frozenset[frozenset[str]]:
    """The words of each name that a document sets something in: "in Wealdon"."""
    found = (n for n in names(document.text) if not n.kind and _SET_IN.search(document.text[: n.start]))
    return frozenset(frozenset(parts_of(place)) for name in found for place in name.text.split(" and "))


def _known(word: str, known: frozenset[str]) -> bool:
    return bool(known & _ALSO_CALLED.get(word, frozenset((word,)))) or (
        len(word) >= _TYPO_LETTERS
        and any(ratio(word, other) >= _TYPO for other in known if len(other) >= _TYPO_LETTERS)
    )


@lru_cache(maxsize=512)
def _figures(document: Document) -> tuple[Quantity, ...]:
    """The figures of a document."""
    return tuple(quantities(document.text))


@lru_cache(maxsize=512)
def _named(document: Document) -> tuple[frozenset[str], frozenset[str]]:
    """The words of all names of a document, folded, and the acronyms its names would have."""
    metadata = document.metadata
    found = names("\n".join(filter(None, [document.text, metadata.title, metadata.publisher, metadata.author])))
    stated = [*(n.text for n in found), *filter(None, [metadata.title, metadata.publisher, metadata.author])]
    spelled = frozenset(w for text in stated for w in parts_of(text))
    opening = frozenset(w for start, end in sentences(document.text) for w in parts_of(document.text[start:end])[:1])
    return spelled | opening, frozenset(initials(text) for text in stated)


def parts_of(text: str) -> list[str]:
    """The words of a name, folded, without possessive endings."""
    return [_POSSESSIVE.sub("", fold(w.text)) for w in words(text)]


def _date_stands(asked: DateRange, form: QuestionForm, candidate: Candidate, document: Document, today: date) -> bool:
    """Whether a sentence can be about the asked time: its own dates decide, then those around it, then its document's.

    What somebody said or announced at a time may itself be about another time, so there the document's date is enough.
    Relative dates ("last year") are read from the day the document was published.
    """
    stated = document.metadata.published
    published = published_range(stated) if stated else None
    if published and overlaps(asked, published) and _TELLING.search(form.text):
        return True
    if asked.text and not published and fold(asked.text) in fold(candidate.text):
        return True  # the very words, "last year" in both, where nothing says which year it was
    if _as_long(asked.text, candidate.text):
        return True
    own = told_dates(candidate.text, stated, today)
    if asked.start == OPEN_START and not own and _FORMERLY.search(candidate.text):
        return True
    if asked.start == OPEN_START and _FROM_TO.search(candidate.text):
        return True  # "rose from £22,500 to £24,100 in October" says what was before
    if any(speaks_of(mention.range, asked) for mention in own):
        return True
    if form.post.holder and any(overlaps(asked, mention.range) for mention in own):
        return True  # who has held a post since 2018 held it in 2020
    if any(not _COMPARED.search(candidate.text[: mention.start]) for mention in own):
        return False
    around = told_dates(" ".join([candidate.before_text, *candidate.headings]), stated, today)
    if any(speaks_of(mention.range, asked) for mention in around):
        return True
    if _GOES_ON.match(candidate.text) and told_dates(candidate.before_text, stated, today):
        return False  # "Another 1,080 were hurt", after a sentence on another year
    own_years = [m.range for m in find_dates(candidate.title, today) if _TWO_YEARS.search(m.range.text)]
    if own_years:  # "Annual review 2022-23", published in autumn 2023, is not of 2023-24
        return any(speaks_of(years, asked) for years in own_years)
    return bool(published and overlaps(asked, published))


def _as_long(asked: str, sentence: str) -> bool:
    """Whether a stretch of time is asked about that the sentence tells of, counted from its own day: "in the last five years"."""
    spans = [q for q in quantities(asked) if q.kind == "duration" and q.value > 1]
    return any(span.agrees_with(q) for span in spans for q in quantities(sentence) if q.kind == "duration")


def speaks_of(mentioned: DateRange, asked: DateRange) -> bool:
    """Whether words about ``mentioned`` are about ``asked``: they meet, and a long stretch does not speak of each year in it."""
    if not overlaps(asked, mentioned):
        return False
    longest = max((asked.end - asked.start).days, 366)
    return (mentioned.end - mentioned.start).days <= longest or str(asked.start.year) in mentioned.text
