"""Keeps a quotation whole: a sentence that stands in one brings the others up to its marks."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.schema import Document, ScoredSentence
from assistant.text import sentences_within

_OPENING = re.compile(r"[“\"](?=[\w‘'])")
_CLOSING = re.compile(r"(?<=[\w.,!?;:’'…-])[”\"]")
_FURTHEST = 320  # characters that a quotation may go on


def whole(sentence: ScoredSentence, document: Document) -> ScoredSentence:
    """The sentence, with the rest of the quotation that it opens, or is in, where both marks stand in its block."""
    block = document.block_at(sentence.start)
    if block is None:
        return sentence
    spans = sentences_within(document.text, block.start, block.end)
    start, end = sentence.start, sentence.end
    opened, closed = _open_at_end(sentence.text), _closed_before_opened(sentence.text)
    if opened:
        found = _CLOSING.search(document.text, sentence.end, min(block.end, sentence.end + _FURTHEST))
        end = next((e for _, e in spans if found and e >= found.end()), end)
    if closed:
        marks = list(_OPENING.finditer(document.text, max(block.start, sentence.start - _FURTHEST), sentence.start))
        start = next((s for s, _ in reversed(spans) if marks and s <= marks[-1].start()), start)
    if (start, end) == (sentence.start, sentence.end):
        return sentence
    context = sentence.context if start == sentence.start else None
    return replace(sentence, start=start, end=end, text=document.text[start:end], context=context)


def _open_at_end(text: str) -> bool:
    """Whether a quotation that opens in the text does not close in it."""
    opening = list(_OPENING.finditer(text))
    return bool(opening) and _CLOSING.search(text, opening[-1].end()) is None


def _closed_before_opened(text: str) -> bool:
    """Whether a quotation closes in the text that does not open in it."""
    closing = _CLOSING.search(text)
    return closing is not None and _OPENING.search(text, 0, closing.start()) is None
