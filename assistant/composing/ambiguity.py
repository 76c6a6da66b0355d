"""Finds the several things a bare question may mean, so that the reply can show them and ask which.

"How much was announced?" fits every sum in the documents; choosing one would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.quantities import quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.schema import Query, ScoredSentence
from assistant.text import fold, stem

_MOST = 4
_FEW_WORDS = 1  # content words of a question that names nothing in particular
_DEED = 4  # words of a question for whoever did something, that does not say to what ("who took over?")
_ROLES = frozenset(
    stem(word)
    for word in "chief executive director head leader chair minister secretary officer boss spokesperson commissioner manager".split()
)
_PURPOSE = re.compile(r"^[\w ]{0,40}?\b(?:to|for|on|towards|into)\s+(?!\d)(?:[\w’'-]+\s?){2,9}")
_BODY = re.compile(r"\b(?:of|at|for) (?P<body>(?:[Tt]he )?[A-Z][\w’'&-]*(?: (?:(?:of|for|and|the) )*[A-Z][\w’'&-]*)*)")
_ARTICLE = re.compile(r"\b(?:the|an?|this|that|its|their)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;.:]|\s(?:that|which|who|while|and|but|over|after|before)\s")


def meanings(form: QuestionForm, query: Query, accepted: Sequence[ScoredSentence]) -> tuple[ScoredSentence, ...]:
    """Up to four sentences that answer the question with different figures, dates or holders of a post, in the order of
    their confidence; empty where the question says what it is about, or one answer is all there is.

    A question of a conversation is about what came before; one that names documents, dates or days is narrow already.
    """
    if query.context or query.dates or query.documents or query.as_of_given or not _is_bare(form):
        return ()
    if accepted and accepted[0].features.get("replies"):  # the documents ask the very question, and answer it
        return ()
    found: dict[str, ScoredSentence] = {}
    for sentence in accepted:
        short = sentence.short_answer
        if short is not None and not any(_same(short, other) for other in found):
            found[short] = sentence
    return tuple(found.values())[:_MOST] if len(found) > 1 else ()


def narrower(form: QuestionForm, sentence: ScoredSentence) -> str | None:
    """The question narrowed to what a sentence answers, in the sentence's words; None where they give no handle."""
    short = sentence.short_answer
    if short is None:
        return None
    asked = form.text.rstrip(" ?")
    if form.wanted[0] is Wanted.PERSON:
        body = _BODY.search(sentence.text) if _asks_holder(form) else None
        return f"{asked} of {body['body']}?" if body else None
    after = sentence.text[sentence.text.find(short) + len(short) :]
    purpose = _PURPOSE.match(_CLAUSE.split(after, maxsplit=1)[0])
    if purpose is None:
        return None
    wording = re.sub(r"^.*?\b(?=(?:to|for|on|towards|into)\b)", "", purpose[0]).strip()
    return f"{asked} {wording}?"


def _is_bare(form: QuestionForm) -> bool:
    if form.names or any(f.kind != "count" or f.value > 12 for f in form.figures):
        return False
    first = form.wanted[0]
    if first is Wanted.PERSON:
        deed = len(form.terms) <= _FEW_WORDS and len(form.text.split()) <= _DEED and not _ARTICLE.search(form.text)
        return _asks_holder(form) or deed
    return (first in FIGURES or first is Wanted.DATE) and len(form.terms) <= _FEW_WORDS


def _asks_holder(form: QuestionForm) -> bool:
    """Whether a question names a post and nothing else."""
    return bool(form.terms) and all(term in _ROLES for term in form.terms)


def _same(one: str, other: str) -> bool:
    if fold(one) in fold(other) or fold(other) in fold(one):
        return True
    a, b = quantities(one), quantities(other)
    return bool(a and b) and all(any(x.agrees_with(y) for y in b) for x in a)
