"""Puts a question and a title as a sentence of one document has to be read with them: what the document itself makes plain is
not asked of the sentence again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from assistant import posts
from assistant.dates import contains, describe_published, overlaps, published_range, times_of_day, told_dates
from assistant.names import alike, initials, names
from assistant.posts.roles import POST, alone, people
from assistant.questions import QuestionForm, Wanted
from assistant.reading.candidates import Candidate
from assistant.reading.naming import KINDS, parts_of
from assistant.reading.timing import CAME_ABOUT, TELLING, speaks_of
from assistant.schema import BlockKind, DateRange, Document
from assistant.text import content_terms, fold, is_stop

_MADE_KNOWN = re.compile(rf"{TELLING.pattern}|\b(?:c[ao]me|coming|br(?:ing|ought)) out\b", re.IGNORECASE)
_MADE_PUBLIC = re.compile(r"\b(?:launch\w*|publish\w*|unveil\w*|c[ao]me out|br(?:ing|ought) out)\b", re.IGNORECASE)
_ISSUED = re.compile(rf"{_MADE_PUBLIC.pattern}|\b(?:announc\w*|reveal\w*|releas\w*|issu(?:ed|es|ing))\b", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:will|would|(?:is|are|was|were|about) to)\b", re.IGNORECASE)
_HAPPENED = re.compile(
    r"\b(?:has|have) (?:(?:now|also|just|today|already|finally|formally|been) )*(?:\w+ed|brought|built|bought|chosen|cut|found|given|gone|"
    r"held|made|put|set|spent|taken|told|won|written)\b",
    re.IGNORECASE,
)
"""What is told as having just come about; ``_MADE_KNOWN`` is what may have been told, or was itself made public, as what is
``_ISSUED`` was: a strategy that somebody welcomed may be an old one."""

_MYSELF = re.compile(r"\b(?:I|my|me|mine|we|our|us)\b")
_I = re.compile(r"\bI\b")
_FIRST_PERSON = 3  # times that a text says "I", at least, which is a speech or a letter
_SHORT = 30  # words of a line that says who speaks


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


def dated(form: QuestionForm, candidate: Candidate, document: Document, today: date) -> str:
    """The sentence as it is read where a question asks when something came about: news of it that gives no date has its document's
    before it, so that "The council has approved the plan" answers "When was the plan approved?".
    """
    stated = document.metadata.published
    if form.wanted[0] is not Wanted.DATE or not stated or not CAME_ABOUT.search(form.text):
        return candidate.text
    if (
        not _is_news(form, candidate.text, document.metadata.title)
        or told_dates(candidate.text, stated, today)
        or times_of_day(candidate.text)
    ):
        return candidate.text
    return f"{'On' if stated.count('-') == 2 else 'In'} {describe_published(stated)}: {candidate.text}"


def _is_news(form: QuestionForm, sentence: str, title: str) -> bool:
    """Whether a sentence tells as news what a question asks the date of: most of its names and words, and its verb unless that
    is one of telling. What its document's title names it may call by the last word of the name.
    """
    telling = frozenset(content_terms(" ".join(match.group() for match in _MADE_KNOWN.finditer(form.text))))
    public = bool(_MADE_PUBLIC.search(form.text))
    told = (_ISSUED if public else _MADE_KNOWN).search(sentence)
    if not _HAPPENED.search(sentence) and not (telling and told):
        return False
    if public and _TO_COME.search(sentence):
        return False
    held, about = set(content_terms(sentence)), set(content_terms(title))
    for name in form.names:
        whole = content_terms(name.text)
        if about.issuperset(whole) and held.issuperset(whole[-1:]):
            held.update(whole)
    named = [frozenset(content_terms(name.text)) for name in form.names]
    asked = content_terms(form.text)
    if asked and asked[-1] not in held | telling and not any(asked[-1] in name for name in named):
        return False  # "When did the pier close?" of a sentence about the pier
    left = set(asked).difference(telling - held, *named)
    units = [*named, *(frozenset((term,)) for term in left)]
    return 2 * sum(unit <= held for unit in units) > len(units)


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


def spoken_by(form: QuestionForm, candidate: Candidate, document: Document) -> str:
    """Who says a sentence of a speech or letter in the first person, before it as "Ann Poe, Commissioner: "; empty where that is not
    whom the question asks about.
    """
    if not _MYSELF.search(candidate.text):
        return ""
    speaker = _speaker(document)
    if speaker is None:
        return ""
    name, post = speaker
    asked = any(alike(name, other.text) for other in form.names)
    held = {word.group().casefold() for word in POST.finditer(post)}
    return f"{name}, {post}: " if asked or held & form.post.words else ""


@lru_cache(maxsize=256)
def _speaker(document: Document) -> tuple[str, str] | None:
    """Name and post of whoever says "I" all through a document, where its first line or its signature gives both."""
    if len(_I.findall(document.text)) < _FIRST_PERSON:
        return None
    prose = [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    for block in (*prose[:2], *prose[-2:]):
        line = document.text[block.start : block.end]
        found = [n for n in people(line) if not alone(n.text)] if len(line.split()) <= _SHORT else []
        post = posts.post_of(found[0].text, line) if len(found) == 1 else None
        if post:
            return found[0].text, post
    return None


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
