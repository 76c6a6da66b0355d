"""Turns documents into a few questions to start with, built on names and figures they hold and tried before being offered.

Knows nothing of how answers are made; whether a question is answered is asked of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.names import Name, names
from assistant.quantities import quantities
from assistant.schema import BlockKind, Document

MOST = 4
_TRIES = 16

_ROLE = r"(?:chief executive|chair(?:man|woman)?|director|head|president|commissioner|general secretary)"
_HOLDS = re.compile(rf",? (?:the )?(?P<role>{_ROLE}) (?:of|at) (?:the )?$", re.IGNORECASE)
_HELD_BY = re.compile(rf"^(?:['’]s)? (?P<role>{_ROLE}) $", re.IGNORECASE)
_OWN_S = re.compile(r"['’]s(?=[ ,.;)]|$)")  # "chief executive of Barnardo's": the name's own s
_IS_SHORT_FOR = re.compile(r"\(([A-Z]{2,8})\)")
_POSSESSED = re.compile("['’]s ")
_MEASURES = re.compile(r"\b(?:Strategy|Bill|Act|Law|Programme|Fund|Plan|Review|Inquiry|Scheme|Code|White Paper)$")


def propose(documents: Iterable[Document], answered: Callable[[str], bool]) -> tuple[str, ...]:
    """Up to four questions, of different kinds and documents where possible, that ``answered`` says are answered."""
    offered: list[str] = []
    tried = 0
    for kinds in _rounds([_candidates(document) for document in documents]):
        for kind in kinds:
            for question in kind:
                if len(offered) == MOST or tried == _TRIES:
                    return tuple(offered)
                if question in offered:
                    continue
                tried += 1
                if answered(question):
                    offered.append(question)
                    break
    return tuple(offered)


def _rounds(found: Sequence[Sequence[str | None]]) -> Iterator[list[list[str]]]:
    """For each round every kind of question, its documents in another order each time, so that none comes twice first."""
    columns = [list(column) for column in zip(*found, strict=True)]
    for turn in range(len(found)):
        yield [
            [
                question
                for question in [*column[(turn + at) % len(column) :], *column[: (turn + at) % len(column)]]
                if question
            ]
            for at, column in enumerate(columns)
        ]


def _candidates(document: Document) -> tuple[str | None, str | None, str | None, str | None]:
    """For one document a question about a sum, a post, a law or plan, and an acronym; None where it has none."""
    body = [
        document.text[b.start : b.end] for b in document.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    ]
    sums = [q.text for text in body for q in quantities(text) if q.kind == "money"]
    posts = [question for text in body for question in _posts(text, names(text))]
    measures = [n.text for text in body for n in names(text) if _MEASURES.search(n.text) and len(n.text.split()) > 1]
    shorts = [m for text in body for m in _IS_SHORT_FOR.findall(text)]
    return (
        f"What is the {sums[0]} for?" if sums else None,
        posts[0] if posts else None,
        f"What is {'' if _POSSESSED.search(measures[0]) else 'the '}{measures[0]}?" if measures else None,
        f"What does {shorts[0]} stand for?" if shorts else None,
    )


def _posts(text: str, found: Sequence[Name]) -> Iterator[str]:
    """ "Who is the chief executive of Barnardo's?" for "Javed Khan, chief executive of Barnardo's" and its like."""
    for one, other in zip(found, found[1:], strict=False):
        between = text[one.end : other.start]
        if one.kind == "person" and (held := _HOLDS.search(between)):
            body = other.text + text[other.end : other.end + 2] if _OWN_S.match(text, other.end) else other.text
            yield f"Who is the {held['role'].lower()} of {_with_article(text, other, body)}?"
        elif other.kind == "person" and (held := _HELD_BY.search(between)):
            yield f"Who is the {held['role'].lower()} of {_with_article(text, one, one.text)}?"


def _with_article(text: str, name: Name, written: str) -> str:
    articled = name.kind == "acronym" or re.search(r"\bthe $", text[: name.start], re.IGNORECASE)
    return f"the {written}" if articled else written
