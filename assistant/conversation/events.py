"""Turns "before the strategy" into days, where the documents say when the strategy came; otherwise into nothing.

A document dates an event by its title ("Council publishes the Flood Strategy", with the document's own date), a
passage by a sentence that tells what happened and on which date. Where two of them disagree, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from assistant.dates import OPEN_END, OPEN_START, find_dates, overlaps, published_range
from assistant.schema import DateRange, DocumentInfo, Passage
from assistant.text import is_stop, terms

_BOUND = re.compile(
    r"\b(?P<word>before|prior to|until|after|since|following)\s+(?:the|that|this|its|their|his|her)\s+"
    r"(?:(?:publication|launch|announcement|release|start|opening|closure|introduction|adoption) of (?:the )?)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'\u2019-]+(?: (?=\w)|$)?")
_MOST_WORDS = 6
_VERB = re.compile(
    r"(?:c[ao]mes?|came|appear\w*|publish\w*|launch\w*|announc\w*|open\w*|clos\w*|start\w*|beg[ai]n\w*|end\w*)$"
)
_NOT_YET = r"(?<!\bto )(?<!\bwill )(?<!\bmay )(?<!\bmight )(?<!\bwould )(?<!\bnot )(?<!\bbe )"
_BRINGS = re.compile(
    rf"\b{_NOT_YET}(?:publish(?:es|ed)|launch(?:es|ed)|announc(?:es|ed)|introduc(?:es|ed)|releas(?:es|ed)|adopt(?:s|ed)|"
    r"approv(?:es|ed)|unveil(?:s|ed)|sign(?:s|ed)|pass(?:es|ed)|brings? (?:out|in)|brought (?:out|in)|issu(?:es|ed)|"
    r"sets? up|found(?:s|ed)|buil(?:ds|t))\b",
    re.IGNORECASE,
)
_HAPPENS = re.compile(
    rf"\b{_NOT_YET}(?:open(?:s|ed)|clos(?:es|ed)|start(?:s|ed)|beg(?:ins|an)|end(?:s|ed)|resign(?:s|ed)|"
    r"(?:comes?|came|went) into (?:force|effect)|takes? place|took place|(?:was|were) held)\b",
    re.IGNORECASE,
)


def bound(
    question: str, documents: Iterable[DocumentInfo], passages: Sequence[Passage], today: date
) -> DateRange | None:
    """The days before or after the event that the question names, if the documents date it; ``text`` is as typed.

    Args:
        documents: whose titles are read; passages: whose sentences are.
        today: what relative dates are counted from in a document without a date.
    """
    opening = _BOUND.search(question)
    phrase = _noun_phrase(question, opening.end()) if opening else []
    if opening is None or not phrase or find_dates(question[opening.end() : phrase[-1][1]], today):
        return None
    stored = list(documents)
    while phrase:
        wanted = [term for word, _ in phrase for term in terms(word)]
        days = [*_by_title(wanted, stored), *_by_sentence(wanted, passages, stored, today)]
        if days:
            if not all(overlaps(one, other) for one in days for other in days):
                return None
            exact = min(days, key=lambda found: found.end - found.start)
            return _side(opening["word"].lower(), exact, question[opening.start() : phrase[-1][1]])
        phrase = phrase[:-1] if _VERB.match(phrase[-1][0].lower()) else []
    return None


def _noun_phrase(question: str, at: int) -> list[tuple[str, int]]:
    """The words from ``at`` up to the first that tells nothing, each with where it ends."""
    found: list[tuple[str, int]] = []
    while len(found) < _MOST_WORDS and (word := _WORD.match(question, at)):
        text = word[0].rstrip()
        if is_stop(terms(text)[0] if terms(text) else text):
            break
        found.append((text, word.start() + len(text)))
        at = word.end()
        if not word[0].endswith(" "):
            break
    return found


def _side(word: str, event: DateRange, text: str) -> DateRange | None:
    try:
        if word in ("before", "prior to"):
            return DateRange(OPEN_START, event.start - timedelta(days=1), text)
        if word == "until":
            return DateRange(OPEN_START, event.end, text)
        return DateRange(event.end + timedelta(days=1), OPEN_END, text)
    except OverflowError:
        return None


def _by_title(wanted: list[str], documents: Iterable[DocumentInfo]) -> Iterator[DateRange]:
    for document in documents:
        metadata = document.metadata
        if metadata.published and _tells(wanted, metadata.title):
            yield published_range(metadata.published)


def _by_sentence(
    wanted: list[str], passages: Iterable[Passage], documents: Iterable[DocumentInfo], today: date
) -> Iterator[DateRange]:
    published = {document.id: document.metadata.published for document in documents}
    for passage in passages:
        stated = published.get(passage.document)
        written = published_range(stated).end if stated else today
        for start, end in passage.sentences:
            text = passage.text[start - passage.start : end - passage.start]
            if _tells(wanted, text):
                mentioned = find_dates(text, written)
                if len(mentioned) == 1:
                    yield mentioned[0].range


def _tells(wanted: list[str], text: str) -> bool:
    """Whether a text tells that the thing came about: "publishes the strategy", "the strategy was published", "the pier opened".

    What is wanted must end in the noun that came about: "the flood" is not borne out by "publishes the flood strategy".
    """
    if not set(wanted) <= set(terms(text)):
        return False
    happens, brings = _HAPPENS.search(text), _BRINGS.search(text)
    if happens:
        return _head_before(_PASSIVE.sub("", text[: happens.start()])) == wanted[-1]
    if brings is None:
        return False
    if _PASSIVE.search(text[: brings.start()]):
        return _head_before(_PASSIVE.sub("", text[: brings.start()])) == wanted[-1]
    return wanted[-1] in (_head_after(text[brings.end() :]), *terms(brings[0]))


_PASSIVE = re.compile(r"\s*\b(?:has |have |had )?(?:was|were|is|are|been)\s+(?:\w+ly\s+)?$")


def _head_after(text: str) -> str | None:
    """The last term of the first run of telling words: "strategy" of " the Alnbridge Flood Strategy in May"."""
    opening = re.match(r"\W*(?:(?:the|an?|its|their|his|her|new)\b\W*)*", text, re.IGNORECASE)
    run = _noun_phrase(text, opening.end() if opening else 0)
    return terms(run[-1][0])[-1] if run and terms(run[-1][0]) else None


def _head_before(text: str) -> str | None:
    found = terms(text)
    return found[-1] if found and not is_stop(found[-1]) else None
