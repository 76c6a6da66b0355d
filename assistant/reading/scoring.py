"""Scores sentences as answers to one question: the scorers' log-odds, helped by shared words and meaning, and by rules.

Two scorers: a quick one, and a thorough one that judges the best sentences again. Each is a callable, so another can take
its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from assistant.questions import QuestionForm, Wanted
from assistant.reading import rows
from assistant.reading.candidates import Candidate, is_question, leading
from assistant.reading.framing import asked_of, dated, spoken_by, title_of
from assistant.reading.naming import Places
from assistant.reading.outright import gives_outright, is_news, replies, tells
from assistant.reading.slots import something_else
from assistant.reading.spans import answers_kind, short_answer
from assistant.reading.support import unsupported
from assistant.reading.timing import CAME_ABOUT
from assistant.relevance import LEADING, Pair
from assistant.schema import Document, Query, ScoredSentence
from assistant.text import follows_from, terms

Scorer = Callable[[Sequence[Pair]], npt.NDArray[np.float32]]
"""Log-odds, shape (n,), that each sentence answers its question."""

Scored = tuple[ScoredSentence, tuple[str, ...]]
"""A sentence with what of the question it does not bear out."""

_READER, _COSINE, _WORDS, _AROUND, _USUAL = 1.2, 4.0, 3.0, 1.0, 1.5
"""What the scorer's log-odds count; log-odds that are added for the cosine and for the shares of the question's words that
the sentence, and the sentence with what stands around it, hold; and what these usually come to. Chosen on the development cases and held-out
questions; see docs/decisions/0008-reader.md."""
_BOTH = (0.6, 0.8)
"""What the quick and the thorough scorer's log-odds count where both judge; the thorough one's lie closer together (standard
deviation 2.2 against 3.5). Chosen on the development cases."""
_OUTRIGHT = 5.0
"""Log-odds that are added where a sentence gives what is asked for by how it is written, or a table has it in the row and column
asked for: a sentence that tells of much else ("Vale House's chief executive Ann Poe warned that ...") reads as no answer to
"Which charity does Ann Poe lead?"."""
_DOUBTED = -2.0  # log-odds of the scorer under which a sentence about something else in the same place does not answer
_UNDATED = 0.4  # share of its probability that a sentence without a date keeps where one asks when something came about
UNSUPPORTED = 0.01  # share of its probability that an unsupported sentence keeps: it orders them, none of them answers


@dataclass
class Judges:
    """The scorers of one question. What the quick one said of a pair is kept while the question lasts.

    Attributes:
        thorough: None where nothing is looked at again.
    """

    quick: Scorer
    thorough: Scorer | None
    _said: dict[Pair, np.float32] = field(default_factory=dict)

    def first(self, pairs: Sequence[Pair]) -> npt.NDArray[np.float32]:
        """What the quick scorer says."""
        new = list(dict.fromkeys(pair for pair in pairs if pair not in self._said))
        self._said.update(zip(new, self.quick(new), strict=True))
        return np.array([self._said[pair] for pair in pairs], dtype=np.float32)

    def again(self, pairs: Sequence[Pair]) -> npt.NDArray[np.float32]:
        """What both say together: two that err in different places are right together more often than either."""
        if self.thorough is None:
            return self.first(pairs)
        quick, thorough = _BOTH
        both: npt.NDArray[np.float32] = (quick * self.first(pairs) + thorough * self.thorough(pairs)).astype(np.float32)
        return both


@dataclass(frozen=True)
class Scoring:
    """Scores the sentences that may answer one question.

    Attributes:
        weight: of the question's terms, by how rare they are.
    """

    form: QuestionForm
    query: Query
    documents: Mapping[str, Document]
    weight: Mapping[str, float]
    judges: Judges

    def __call__(self, chosen: Sequence[Candidate], *, again: bool = False) -> list[Scored]:
        """The sentences, best first; ``again`` has both scorers judge them."""
        form, query, documents, weight = self.form, self.query, self.documents, self.weight
        judge = self.judges.again if again else self.judges.first
        asked = [asked_of(form.text, query.dates, c, documents[c.document], query.as_of) for c in chosen]
        told = [dated(form, c, documents[c.document], query.as_of) for c in chosen]
        pairs = [
            Pair(
                text,
                title_of(form, c, documents[c.document]),
                leading(documents[c.document], c.start, LEADING),
                f"{c.asked_before} {spoken_by(form, c, documents[c.document])}{read}".lstrip(),
            )
            for text, read, c in zip(asked, told, chosen, strict=True)
        ]
        asking = frozenset(terms(form.text))
        cells = rows.given(form, query.dates, query.as_of, [(documents[c.document], c.start) for c in chosen])
        places = Places.of(documents.values())
        scored = []
        for candidate, text, read, logit in zip(chosen, asked, told, judge(pairs), strict=True):
            missing = unsupported(form, query.dates, candidate, documents[candidate.document], query.as_of, places)
            fits = answers_kind(form, read, query.as_of) and tells(form, asking, candidate)
            published = documents[candidate.document].metadata.published
            span, _ = short_answer(form, candidate.text, query.as_of, published)
            place = candidate.document, candidate.start
            cell = cells.get(place)
            fits = cell is not None or (fits and place not in cells)
            span = cell or span
            left = weight if text == form.text else _of_terms(weight, frozenset(terms(text)))
            if form.aside:
                left = _of_terms(left, left.keys() - (form.aside - candidate.own))
            own, near = coverage(candidate.own, left), coverage(candidate.near, left)
            answers = coverage(candidate.answers, left)
            document = documents[candidate.document]
            outright = cell is not None or gives_outright(form, candidate, document)
            outright = outright or (text != form.text and is_news(text, candidate, document))
            logit = float(logit) + _OUTRIGHT * outright
            if not missing and logit < _DOUBTED and (instead := something_else(form.text, candidate)):
                missing = (instead,)
            score = _probability(logit, candidate.cosine, answers, near, unsupported=bool(missing) or not fits)
            if (
                span is None
                and read == candidate.text
                and form.wanted[0] is Wanted.DATE
                and CAME_ABOUT.search(form.text)
            ):
                score = round(score * _UNDATED, 6)
            sentence = ScoredSentence(
                document=candidate.document,
                start=candidate.start,
                end=candidate.end,
                text=candidate.text,
                score=score,
                features={
                    "scorer": logit,
                    "own_coverage": own,
                    "near_coverage": near,
                    "cosine": candidate.cosine,
                    "kind": float(fits),
                    "unsupported": float(bool(missing)),
                    "cell": float(cell is not None),
                    "replies": float(replies(form, candidate, documents[candidate.document])),
                    "row": float(rows.is_row(documents[candidate.document], candidate.start)),
                },
                answer=(candidate.start + span[0], candidate.start + span[1]) if span else None,
                context=candidate.before
                if candidate.leans
                or is_question(candidate.before_text)
                or (form.asks_reason and follows_from(candidate.text))
                else None,
            )
            scored.append((sentence, missing))
        return ordered(scored)


def ordered(scored: Sequence[Scored]) -> list[Scored]:
    """Best first, in the order of the documents where they are as good."""
    return sorted(scored, key=lambda pair: (-pair[0].score, pair[0].document, pair[0].start))


def coverage(present: frozenset[str], weight: Mapping[str, float]) -> float:
    """Share of the question's terms, weighted by rarity, that are present; in [0, 1]."""
    total = sum(weight.values())
    return sum(w for term, w in weight.items() if term in present) / total if total > 0 else 0.0


def _probability(log_odds: float, cosine: float, own: float, near: float, *, unsupported: bool) -> float:
    """Probability that a sentence answers: the scorer's log-odds, helped by shared meaning and words.

    A sentence that does not bear out what the question names, or holds no figure where one is asked for, comes after all
    that do.
    """
    total = _READER * log_odds + _COSINE * cosine + _WORDS * own + _AROUND * near - _USUAL
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return round(probability * UNSUPPORTED if unsupported else probability, 6)


def _of_terms(weight: Mapping[str, float], kept: Collection[str]) -> dict[str, float]:
    """The weights of the kept terms, in their order: sums of them are the same bytes every time."""
    return {term: w for term, w in weight.items() if term in kept}
