"""Compares a short answer with the gold ones, as the official SQuAD 2.0 evaluation does, and by containment.

Definitions: Rajpurkar et al. 2016 (section 6.1) and the published evaluation of SQuAD 2.0. Tokens are counted with their
multiplicity, not as sets. Where there are several gold answers, the best one counts.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def squad_tokens(text: str) -> list[str]:
    """Lower case, ASCII punctuation removed, articles removed, split at white space: in that order."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def exact_match(prediction: str, golds: Sequence[str]) -> float | None:
    """1.0 where the prediction equals a gold answer token for token, else 0.0; None without gold answers."""
    return _best(prediction, golds, lambda predicted, gold: float(predicted == gold))


def token_f1(prediction: str, golds: Sequence[str]) -> float | None:
    """Harmonic mean of the precision and recall of tokens, taken as multisets; None without gold answers.

    An empty prediction or gold scores 1.0 where both are empty, else 0.0.
    """
    return _best(prediction, golds, _f1)


def containment(text: str, golds: Sequence[str]) -> float | None:
    """1.0 where the tokens of a gold answer stand next to each other in the text, else 0.0; None without gold answers.

    Longer texts contain more: always given beside the mean length of the answers.
    """
    return _best(text, golds, _contains)


def _best(prediction: str, golds: Sequence[str], score: Callable[[list[str], list[str]], float]) -> float | None:
    if not golds:
        return None
    predicted = squad_tokens(prediction)
    return max(score(predicted, squad_tokens(gold)) for gold in golds)


def _f1(predicted: list[str], gold: list[str]) -> float:
    if not predicted or not gold:
        return float(predicted == gold)
    common = sum((Counter(predicted) & Counter(gold)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(predicted), common / len(gold)
    return 2 * precision * recall / (precision + recall)


def _contains(text: list[str], gold: list[str]) -> float:
    size = len(gold)
    return float(size > 0 and any(text[i : i + size] == gold for i in range(len(text) - size + 1)))
