"""Tells by how a sentence is written whether it gives what is asked for outright, or tells nothing at all.

A sentence that gives somebody's post among much else reads as no answer to "Which charity does Ann Poe lead?", and one that only
repeats the words asked with reads as a good one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from assistant import posts
from assistant.acronyms import definitions
from assistant.quantities import quantities
from assistant.questions import QuestionForm, Wanted, analyse
from assistant.questions.words import QUESTION_WORD, asked_terms
from assistant.reading import rows
from assistant.reading.candidates import Candidate, is_question, opening
from assistant.schema import BlockKind, DateRange, Document
from assistant.text import content_terms, fold, is_stop

_WHAT_WAS = re.compile(
    r"^(?:so |and )?what (?:(?:was|were|is|has been|have been) (?:announced|published|reported|said|promised|launched|new|in the news)|happened|was going on)\s*\?*$",
    re.IGNORECASE,
)
_PROSE = 9  # words of the first paragraph that tells something
_ASKED_ABOUT = re.compile(r"\b(?:questions?|asks?|asked|asking|wonder\w*)\b", re.IGNORECASE)


def gives_outright(form: QuestionForm, candidate: Candidate, document: Document) -> bool:
    """Whether a sentence gives the post of the person asked about, what the acronym or name asked about stands for, the clause
    asked about, the holder of the post asked about, or the answer to the very question.
    """
    if form.acronym:
        return any(acronym == form.acronym for acronym, _ in definitions(candidate.text))
    if replies(form, candidate, document):
        return True
    if form.post.person is not None:
        return posts.post_of(form.post.person, candidate.text) is not None
    if form.clause:
        return bool(re.match(rf"\(?{re.escape(form.clause)}[.)]?\s", candidate.text))
    if _asks_what_it_is(form):
        return _says_what_it_is(form.names[0].text, candidate.text)
    return posts.gives_holder(form.post, candidate.text, candidate.near | opening(document))


def replies(form: QuestionForm, candidate: Candidate, document: Document) -> bool:
    """Whether a sentence is the answer to the very question, as a page of questions and answers has it; what its title and opening
    say need not be asked again there.
    """
    asked = set(form.terms)
    if form.is_list and _is_listed(candidate, document):  # "What are the targets?", of a list under "Targets"
        headed = set(content_terms(candidate.headings[-1])) if candidate.headings else set()
        if headed and headed <= asked and asked - headed <= opening(document):
            return True
    answered = set(asked_terms(candidate.replies_to))
    if not answered or not answered <= asked or not asked - answered <= opening(document):
        return False
    asking = [re.search(rf"\b{QUESTION_WORD}\b", fold(text)) for text in (form.text, candidate.replies_to)]
    same = [found[0].replace("whom", "who") if found else None for found in asking]
    kinds = {analyse(candidate.replies_to).wanted[0], form.wanted[0]}
    return same[0] == same[1] and (len(kinds) == 1 or kinds <= {Wanted.OPEN, Wanted.DEFINITION, Wanted.LIST})


def _is_listed(candidate: Candidate, document: Document) -> bool:
    """Whether a sentence is an item of a list, or announces one."""
    block = document.block_at(candidate.start)
    return candidate.text.rstrip().endswith(":") or (block is not None and block.kind is BlockKind.LIST_ITEM)


def _asks_what_it_is(form: QuestionForm) -> bool:
    return form.wanted[0] is Wanted.DEFINITION and len(form.names) == 1


def _says_what_it_is(name: str, sentence: str) -> bool:
    """Whether a sentence says in so many words what a name is of: "Safe Walks, a scheme of the council", "Safe Walks is a scheme"."""
    return bool(
        re.search(
            rf"\b{re.escape(name)}(?: \([A-Z]+\))?(?:,| is| was| are| were|,? which (?:is|was)| [–—-]) (?:an?|the|one of)\b(?! (?:same|first|last|next)\b)",
            sentence,
        )
    )


def is_news(asked: str, candidate: Candidate, document: Document) -> bool:
    """Whether a question asks for no more than what there was ("What was announced?"), and a sentence is the first of its document.

    Args:
        asked: the question as the document has to answer it, without a time that is the document's own.
    """
    return bool(_WHAT_WAS.match(asked)) and candidate.start == _opening_at(document)


@lru_cache(maxsize=256)
def _opening_at(document: Document) -> int | None:
    """Where the first prose of a document begins; by-lines and datelines are shorter."""
    prose = (b for b in document.blocks if b.kind is BlockKind.PARAGRAPH)
    return next((b.start for b in prose if len(document.text[b.start : b.end].split()) >= _PROSE), None)


def outright_first(
    form: QuestionForm, dates: Sequence[DateRange], found: list[Candidate], documents: Mapping[str, Document]
) -> list[Candidate]:
    """The candidates, with those first that give the holder, the clause or the meaning asked for, the row with the most or least of
    what is asked about, or open a document where the question asks what there was at a time.
    """
    asked = form.text
    for time in dates:
        asked = re.sub(rf"\s+(?:(?:in|on|during|for|at|of|from|by)\s+)?{re.escape(time.text)}", "", asked)
    news = bool(dates) and bool(_WHAT_WAS.match(asked))
    extremes = {(c.document, rows.extreme(form, documents[c.document], c.start)) for c in found}
    outright = form.post.holder or _asks_what_it_is(form) or form.clause is not None
    return sorted(
        found,
        key=lambda c: (
            (c.document, c.start) not in extremes
            and not (outright and gives_outright(form, c, documents[c.document]))
            and not (news and is_news(asked, c, documents[c.document]))
        ),
    )


def tells(form: QuestionForm, asking: Collection[str], candidate: Candidate) -> bool:
    """Whether a sentence says something: it is no question itself, and holds more than the words asked with ("Short breaks.")."""
    if is_question(candidate.text) and not _ASKED_ABOUT.search(form.text) and Wanted.PERSON not in form.wanted:
        return False
    if candidate.text.rstrip().endswith(":"):
        return True  # what it announces tells
    if form.size and any(q.kind == "count" and q.value == form.size for q in quantities(candidate.text)):
        return True  # "I have three worries", of which the next sentences tell
    return form.wanted[0] is Wanted.YES_NO or any(t not in asking and not is_stop(t) for t in candidate.own)
