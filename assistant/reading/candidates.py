"""Turns evidence into the sentences that might answer, each with the words that give it its sense.

A sentence keeps what stands around it: the sentence before, its heading trail, its document's title, publisher and
date. What a sentence is judged by is therefore more than its own words, and what is quoted is never more than it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.questions.words import AUXILIARY, PREPOSITION, QUESTION_WORD
from assistant.schema import BlockKind, Document, Evidence
from assistant.text import content_terms, leans, sentences, sentences_within, terms

Vector = npt.NDArray[np.float32]

_SPEAKER_BEFORE = re.compile(
    r"[,”\"’'] (?:he|she|they) (?:said|says|added|warned|told|argued|claimed|suggested|explained)\b", re.IGNORECASE
)
_FOLLOWS_ONE = re.compile(
    r"\b(?:succeed(?:s|ed|ing)|replac(?:es|ed|ing)|follow(?:s|ed|ing)|t(?:akes|ook|aking) over from|hand(?:s|ed) over to) (?:him|her|them)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    rf"\W*(?:\d[\d.]*[.)]?\s+)?(?:{PREPOSITION} )?(?:{QUESTION_WORD}|{AUXILIARY})\b.*\?$", re.IGNORECASE | re.DOTALL
)
_ASKING = re.compile(
    rf"(?:\d[\d.]*[.)]?\s+)?(?:{PREPOSITION} )?{QUESTION_WORD}\b(?:\s+[^\s.;]+){{1,9}}$", re.IGNORECASE
)
"""A heading, or what announces a list, that asks something, marked or not."""
_IN_CASE = re.compile(r"(?:if\b|in case of\b|in the event of\b)(?:\s+[^\s.;]+){2,9}$", re.IGNORECASE)
"""A heading that says when what stands under it is to be done: "If a child goes missing"."""
_REPORTED = re.compile(
    r"(?:[A-Z][^.?!;:\"“]{1,60}? (?:asked|inquired|enquired|queried|wondered|wanted to know)(?: [\w’'.-]+){0,3}?|"
    r"(?:[^.?!]{1,60}: )?To ask(?: [\w’'.,-]+){0,12}?) "
    r"(?P<asked>(?:whether|why|how|what|when|where|who|which)\b(?!.*\b(?:said|replied|answered|responded|told)\b)[^.?!]+)[.?]$"
)
_RUN_IN = re.compile(
    r"(?:Who|Whom|What|How(?: \w+)?|Why|Where|Which \w+) (?:we|you|to|they|it) (?!.*\b(?:is|are|was|were|has|had|does|did)\b)(?:[\w’'-]+ ){0,5}[\w’'-]+\.$"
)
"""A heading that opens its paragraph: "Whom we share it with."."""
"""A question that somebody is said to have asked: "Cllr Poe asked why the pier was closed.", "To ask the Minister whether ..."."""
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of the evidence.

    Attributes:
        before: span of the sentence before it in the same block or list, None where it opens one.
        replies_to: the question that the sentence is the first to answer: the sentence before, or the heading above; or empty.
        asked_before: the same, where it is put as a question or announces a list: "What we do" is a heading of anything.
        own: search terms of the sentence; near: of the sentence, the one before, headings, title and metadata.
        answers: search terms of the sentence and of the question it replies to.
        cosine: of the query and the sentence, or the question it replies to where that is nearer.
    """

    document: str
    start: int
    end: int
    text: str
    before: tuple[int, int] | None
    before_text: str
    headings: tuple[str, ...]
    title: str
    replies_to: str
    asked_before: str
    own: frozenset[str]
    answers: frozenset[str]
    near: frozenset[str]
    cosine: float

    @property
    def leans(self) -> bool:
        """Whether the sentence opens with a word that refers back, or is said by or follows somebody named before it."""
        refers = leans(self.text) or _SPEAKER_BEFORE.search(self.text) or _FOLLOWS_ONE.search(self.text)
        return self.before is not None and bool(refers)


def candidates(
    evidence: Sequence[Evidence],
    query_vector: Vector,
    sentence_vectors: Callable[[Evidence], Vector],
    documents: Mapping[str, Document],
) -> list[Candidate]:
    """The sentences of the evidence, best passage first, each once.

    Args:
        evidence: passages, best first.
        query_vector: shape (d,), of unit length.
        sentence_vectors: gives the vectors of a passage's sentences, shape (n, d), of unit length.
        documents: every document of the evidence, by id.
    """
    found: dict[tuple[str, int, int], Candidate] = {}
    for item in evidence:
        passage = item.passage
        document = documents[passage.document]
        vectors = sentence_vectors(item)
        cosines = vectors @ query_vector if len(vectors) else np.zeros(0, dtype=np.float32)
        for position, (start, end) in enumerate(passage.sentences):
            key = (passage.document, start, end)
            if key in found:
                continue
            before = passage.sentences[position - 1] if position else _preceding(document, start)
            if before is not None and document.text[before[1] : start].count("\n") > 1:
                before = None  # another paragraph: nothing there is what "this" means
            cosine = float(cosines[position])
            if position and before is not None and is_question(document.text[before[0] : before[1]]):
                cosine = max(cosine, float(cosines[position - 1]))
            found[key] = _candidate(document, item, start, end, before, cosine)
    return list(found.values())


def _preceding(document: Document, start: int) -> tuple[int, int] | None:
    """The sentence before the one at ``start`` in the same block; passages may begin in the middle of one."""
    block = document.block_at(start)
    if block is None or block.start == start:
        return None
    found = sentences_within(document.text, block.start, start)
    return found[-1] if found else None


@lru_cache(maxsize=512)
def opening(document: Document) -> frozenset[str]:
    """The content terms of a document's title and first words, which say what it is about."""
    return frozenset(content_terms(f"{document.metadata.title} {document.opening}"))


def leading(document: Document, start: int, most: int) -> str:
    """The last sentences, at most so many, that stand before the one at ``start`` under the same heading; the heading counts as
    one, where it opens them and is not the title.

    News has paragraphs of one sentence, and who "he" is stands in the paragraph before.
    """
    at = bisect_right(document.blocks, start, key=lambda block: block.start) - 1
    headings, end = document.blocks[at].headings, start
    found: list[str] = []
    for block in reversed(document.blocks[: at + 1]):
        if block.kind is BlockKind.FURNITURE:
            continue
        text = document.text[block.start : min(block.end, end)]
        if block.kind is BlockKind.HEADING and block.start < start and text != document.metadata.title:
            found = [text, *found]
        if len(found) >= most or block.headings != headings or block.kind not in _PROSE:
            break
        found = [*(text[s:e] for s, e in sentences(text)), *found]
    return " ".join(found[-most:])


def _candidate(
    document: Document, item: Evidence, start: int, end: int, before: tuple[int, int] | None, cosine: float
) -> Candidate:
    text = document.text[start:end]
    before_text = document.text[before[0] : before[1]] if before else ""
    metadata = document.metadata
    around = (metadata.title, metadata.publisher, metadata.author, *item.passage.headings, before_text)
    replies_to = "" if is_question(text) else _question_before(document, item.passage.headings, start, end, before_text)
    own = _terms(text)
    headed = bool(item.passage.headings) and f"{item.passage.headings[-1]}?" == replies_to
    asked_before = "" if headed else replies_to
    answers = own | _terms(asked_before) if asked_before else own
    return Candidate(
        document=document.id,
        start=start,
        end=end,
        text=text,
        before=before,
        before_text=before_text,
        headings=item.passage.headings,
        title=metadata.title,
        replies_to=replies_to,
        asked_before=asked_before,
        own=own,
        answers=answers,
        near=answers.union(*(_terms(words) for words in around if words)),
        cosine=cosine,
    )


def is_question(sentence: str) -> bool:
    """Whether a sentence or heading asks something, or tells that somebody asked it and no more."""
    return bool(_QUESTION.match(sentence) or _REPORTED.match(sentence))


def _asked_in(sentence: str) -> str:
    """The question that a sentence is, or tells of; empty where it is none."""
    reported = _REPORTED.match(sentence)
    if reported:
        return f"{reported['asked'][0].upper()}{reported['asked'][1:]}?"
    if _RUN_IN.match(sentence):
        return f"{sentence.rstrip('.')}?"
    return sentence if is_question(sentence) else ""


def _question_before(document: Document, headings: Sequence[str], start: int, end: int, before: str) -> str:
    """The question that a sentence is the first to answer, as pages of questions and answers have them, or that announces the list
    it is an item of, or is itself what does ("Who can join:"); or nothing. A heading need not have a question mark: "How to apply".
    """
    text = document.text[start:end].strip()
    if text.endswith(":") and _ASKING.match(text):
        return f"{text.rstrip(':')}?"
    blocks = document.blocks
    at = bisect_right(blocks, start, key=lambda block: block.start) - 1
    opens = at > 0 and blocks[at].start == start
    item = opens and blocks[at].kind is BlockKind.LIST_ITEM
    if before and not item:
        return _asked_in(before)
    if not opens:
        return ""
    at -= 1
    while item and at > 0 and blocks[at].kind is BlockKind.LIST_ITEM:
        at -= 1
    above = document.text[blocks[at].start : blocks[at].end].strip()
    if blocks[at].kind is BlockKind.HEADING:
        asks = bool(headings) and headings[-1] == above and bool(above.endswith("?") or _ASKING.match(above))
        if headings and headings[-1] == above and _IN_CASE.match(above):
            return f"What to do {above[0].lower()}{above[1:]}?"
    elif not item and _REPORTED.match(above):
        return _asked_in(above)
    else:
        asks = item and above.endswith((":", "?")) and bool(_ASKING.match(above))
    return f"{above.rstrip(':?')}?" if asks else ""


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    """The search terms of a sentence or heading of a document; the next question often meets it again."""
    return frozenset(terms(text))
