"""Turns a question and a sentence, read together, into the log-odds that the sentence answers the question.

Two cross-encoders, trained here on public question sets and invented documents (how, and how well, stands in
docs/decisions): a quick one for every sentence that looks promising, a thorough one for the best of them. Each reads the
document's title and the two sentences before as context. Deterministic; each pair runs alone, so a score never depends on
the pairs beside it.
"""

from assistant.relevance.pairs import LEADING, Pair, Pieces
from assistant.relevance.scoring import Relevance, load_relevance, load_thorough

__all__ = ["LEADING", "Pair", "Pieces", "Relevance", "load_relevance", "load_thorough"]
