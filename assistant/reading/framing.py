"""Puts a question and a title as a sentence of one document has to be read with them: what the document itself makes plain is
not asked of the sentence again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from assistant.dates import contains, overlaps, published_range, told_dates
from assistant.names import initials, names
from assistant.questions import QuestionForm
from assistant.reading.candidates import Candidate
from assistant.reading.naming import KINDS, parts_of
from assistant.reading.timing import speaks_of
from assistant.schema import DateRange, Document
from assistant.text import fold, is_stop


def asked_of(question: str, dates: Sequence[DateRange], candidate: Candidate, document: Document, today: date) -> str:
    """The question as a sentence of this document has to answer it: without the dates that its document's own date gives.

    "How many were announced in September 2018?" is answered by "We announced 12" in a document of that month, and "How many
    were flooded in 2020?" by "Last year 31 were flooded" in one of 2021.
    """
    stated = document.metadata.published
    if not stated or not dates:
        return question
    published = published_range(stated)
    own = told_dates(candidate.text, stated, today)
    near = told_dates(" ".join([candidate.before_text, candidate.text, *candidate.headings]), stated, today)
    for asked in dates:
        by_document = contains(asked, published) and not any(overlaps(asked, mention.range) for mention in near)
        counted = any(_counted_from(mention.range, asked, candidate.text) for mention in own)
        if by_document or counted:
            question = re.sub(rf"(?:\b(?:in|on|during|for|at|of|from)\s+)?{re.escape(asked.text)}", " ", question)
    return " ".join(question.split()).replace(" ?", "?").replace(" ,", ",").lstrip(" ,")


def title_of(form: QuestionForm, candidate: Candidate, document: Document) -> str:
    """The title under which a sentence of this document is read: with the names of the question before it that nothing else read
    with the sentence holds, where the headings above it or the document's publisher or opening do, or the sentence means one by its last word.

    "How many were in care in Marden?" is answered by "412 were in the care of the council" in the minutes of Marden's council, and
    "What did the study of the Hill Foundation find?" by "It found that the foundation is slow".
    """
    if not form.names:
        return candidate.title
    read = f"{candidate.title} {candidate.before_text} {candidate.text}"
    beside = set(parts_of(" ".join([document.metadata.publisher or "", document.opening, *candidate.headings])))
    near = set(parts_of(read))
    folded = fold(read)
    found = []
    for name in form.names:
        parts = [word for word in parts_of(name.text) if not is_stop(word)]
        if not parts or set(parts[:-1] or parts) & near or initials(name.text).casefold() in near:
            continue  # "the NCA" is the National Crime Agency
        meant = len(parts) > 1 and parts[-1] in KINDS and re.search(rf"\b(?:the|this|its|our) {parts[-1]}\b", folded)
        if set(parts) <= beside or (meant and _only_one(parts, document)):
            found.append(name.text)
    return ": ".join([*found, candidate.title])


def _only_one(name: Sequence[str], document: Document) -> bool:
    """Whether a name is the only one of its kind in a document: the one foundation that it speaks of."""
    others = [[w for w in parts_of(other) if not is_stop(w)] for other in _names_of(document)]
    alike = [other for other in others if len(other) > 1 and other[-1] == name[-1]]
    return bool(alike) and all(set(other) & set(name[:-1]) for other in alike)


@lru_cache(maxsize=256)
def _names_of(document: Document) -> tuple[str, ...]:
    """The names of a document."""
    return tuple(dict.fromkeys(name.text for name in names(document.text)))


def _counted_from(mentioned: DateRange, asked: DateRange, sentence: str) -> bool:
    """Whether a sentence gives the asked time counted from its document's day ("last year"), not by its year."""
    return speaks_of(mentioned, asked) and str(asked.start.year) not in sentence and contains(asked, mentioned)
