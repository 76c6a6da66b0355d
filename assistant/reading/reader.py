"""Turns a query and its evidence into scored sentences and one confidence that they answer.

Two looks: a cheap one (the words and meaning the question and a sentence share) keeps the most promising sentences; a
careful one, the scorer, reads question and sentence together, and reads on where none of them answers. The scorer is a
callable, so another can take its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from assistant.questions import QuestionForm, Wanted, analyse
from assistant.reading import rows
from assistant.reading.candidates import Candidate, Vector, candidates, is_question, leading
from assistant.reading.framing import asked_of, dated, spoken_by, title_of
from assistant.reading.naming import Places
from assistant.reading.outright import gives_outright, is_news, outright_first, replies, tells
from assistant.reading.slots import something_else
from assistant.reading.spans import answers_kind, short_answer
from assistant.reading.support import unsupported
from assistant.reading.timing import CAME_ABOUT, goes_on
from assistant.relevance import LEADING, Pair
from assistant.schema import Document, Evidence, Query, Reading, ScoredSentence
from assistant.text import follows_from, reasons, terms

Scorer = Callable[[Sequence[Pair]], npt.NDArray[np.float32]]
"""Log-odds, shape (n,), that each sentence answers its question."""


_READER, _COSINE, _WORDS, _AROUND, _USUAL = 1.2, 4.0, 3.0, 1.0, 1.5
"""What the scorer's log-odds count; log-odds that are added for the cosine and for the shares of the question's words that
the sentence, and the sentence with what stands around it, hold; and what these usually come to. Chosen on the development cases and held-out
questions; see docs/decisions/0008-reader.md."""
_OUTRIGHT = 5.0
"""Log-odds that are added where a sentence gives what is asked for by how it is written, or a table has it in the row and column
asked for: a sentence that tells of much else ("Vale House's chief executive Ann Poe warned that ...") reads as no answer to
"Which charity does Ann Poe lead?"."""
_CHEAP = (0.2, 0.2, 0.6)
"""Weights, in the cheap look, of the shares of the question's words that the sentence, and it with what stands around it, hold
and of the cosine. Chosen by how often a sentence that answers is among those read, on five sets of questions."""
_READS_ON = 0.5  # score of the best sentence under which the scorer reads as many again
_REASON_UNTOLD = 0.5  # score under which a sentence that gives no reason in so many words seldom answers a why
_UNTOLD = 0.1  # share of their scores that sentences keep then
_DOUBTED = -2.0  # log-odds of the scorer under which a sentence about something else in the same place does not answer
_UNDATED = 0.4  # share of its probability that a sentence without a date keeps where one asks when something came about
_CARRIED = 0.9  # share of its probability that a sentence hands on to one that goes on with its figure
_BEFORE, _AFTER = 1, 2  # sentences around the best one that are read as carefully
_NEARBY = 200  # characters within which a sentence goes on with another
_UNSUPPORTED = 0.01  # share of its probability that an unsupported sentence keeps: it orders them, none of them answers


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader needs of an index: sentence vectors, documents and the rarity of terms."""

    sentence_vectors: Callable[[Evidence], Vector]
    document: Callable[[str], Document]
    idf: Callable[[str], float]


class Reader:
    """Reads evidence. Holds no state between questions."""

    def __init__(self, source: Source, scorer: Scorer, *, careful: int = 16) -> None:
        """
        Args:
            careful: how many sentences the scorer reads, and as many again where none of them answers; the others never answer.
        """
        self._source = source
        self._scorer = scorer
        self._careful = careful

    def read(self, query: Query, vector: Vector, evidence: Sequence[Evidence]) -> Reading:
        """The sentences that may answer, best first, with the confidence of the best.

        Args:
            vector: of the query text, shape (d,), of unit length.
        """
        if not evidence:
            return Reading((), 0.0)
        form = analyse(query.text)
        documents = {e.passage.document: self._source.document(e.passage.document) for e in evidence}
        found = candidates(evidence, vector, self._source.sentence_vectors, documents)
        weight = self._term_weights(form)
        found.sort(key=lambda c: (-self._cheap(c, weight), c.document, c.start))
        found = outright_first(form, query.dates, found, documents)
        chosen = _chosen(found, self._careful)
        scored = self._score(form, query, chosen, documents, weight)
        if not scored:
            return Reading((), 0.0)
        if scored[0][0].score < _READS_ON:
            further = [c for c in found if c not in chosen][: self._careful]
            scored = _ordered([*scored, *self._score(form, query, further, documents, weight)])
        beside = _beside(scored[0][0], found, {(s.document, s.start) for s, _ in scored})
        if beside:
            scored = _ordered([*scored, *self._score(form, query, beside, documents, weight)])
        scored = _continued(query, scored, documents)
        told = scored[0][0].text
        if form.asks_reason and scored[0][0].score < _REASON_UNTOLD and not (reasons(told) or follows_from(told)):
            scored = [(replace(s, score=round(s.score * _UNTOLD, 6)), missing) for s, missing in scored]
        best, missing = scored[0]
        return Reading(tuple(sentence for sentence, _ in scored), best.score, missing)

    def _term_weights(self, form: QuestionForm) -> dict[str, float]:
        return {term: self._source.idf(term) for term in form.terms}

    def _cheap(self, candidate: Candidate, weight: Mapping[str, float]) -> float:
        own, near, meaning = _CHEAP
        return (
            own * _coverage(candidate.answers, weight)
            + near * _coverage(candidate.near, weight)
            + meaning * candidate.cosine
        )

    def _score(
        self,
        form: QuestionForm,
        query: Query,
        chosen: Sequence[Candidate],
        documents: Mapping[str, Document],
        weight: Mapping[str, float],
    ) -> list[tuple[ScoredSentence, tuple[str, ...]]]:
        """The chosen sentences, best first, each with what it does not bear out."""
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
        for candidate, text, read, logit in zip(chosen, asked, told, self._scorer(pairs), strict=True):
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
            own, near = _coverage(candidate.own, left), _coverage(candidate.near, left)
            answers = _coverage(candidate.answers, left)
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
        return _ordered(scored)


_Scored = tuple[ScoredSentence, tuple[str, ...]]


def _ordered(scored: Sequence[_Scored]) -> list[_Scored]:
    return sorted(scored, key=lambda pair: (-pair[0].score, pair[0].document, pair[0].start))


def _continued(query: Query, scored: Sequence[_Scored], documents: Mapping[str, Document]) -> list[_Scored]:
    """The sentences, those that go on with another sentence's figure for the time asked about as surely, nearly, as it answers:
    "In 2022 the clubs had 1,140 children. In 2021 the number was 690."
    """
    times = {asked.text for asked in query.dates}
    others = [
        (sentence, sentence.score / _UNSUPPORTED)
        for sentence, missing in scored
        if missing and times.issuperset(missing) and sentence.features["kind"]
    ]
    found = []
    for sentence, missing in scored:
        published = documents[sentence.document].metadata.published
        if not missing and sentence.features["kind"] and goes_on(sentence.text, query.dates, published, query.as_of):
            before = [
                s for s in others if s[0].document == sentence.document and 0 < sentence.start - s[0].end < _NEARBY
            ]
            first, probability = max(before, key=lambda one: one[1], default=(sentence, 0.0))
            if _CARRIED * probability > sentence.score:
                told = first.start, first.end
                sentence = replace(sentence, score=round(_CARRIED * probability, 6), context=told)
        found.append((sentence, missing))
    return _ordered(found)


def _beside(best: ScoredSentence, found: Sequence[Candidate], read: Collection[tuple[str, int]]) -> list[Candidate]:
    """The sentences around the best one that were not read: what goes on with it may share no word with the question."""
    near = sorted((c for c in found if c.document == best.document), key=lambda c: c.start)
    at = next((i for i, c in enumerate(near) if c.start == best.start), None)
    if at is None:
        return []
    around = near[max(0, at - _BEFORE) : at + _AFTER + 1]
    return [
        c for c in around if (c.document, c.start) not in read and max(c.start - best.end, best.start - c.end) < _NEARBY
    ]


def _chosen(found: Sequence[Candidate], most: int) -> list[Candidate]:
    """The first candidates, and the first of each document that would otherwise have no say."""
    first = {c.document: c for c in reversed(found)}
    outside = [c for c in found[most:] if first[c.document] is c]
    return [*found[: most - min(len(outside), most // 4)], *outside[: most // 4]]


def _probability(log_odds: float, cosine: float, own: float, near: float, *, unsupported: bool) -> float:
    """Probability that a sentence answers: the scorer's log-odds, helped by shared meaning and words.

    A sentence that does not bear out what the question names, or holds no figure where one is asked for, comes after all
    that do.
    """
    total = _READER * log_odds + _COSINE * cosine + _WORDS * own + _AROUND * near - _USUAL
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return round(probability * _UNSUPPORTED if unsupported else probability, 6)


def _of_terms(weight: Mapping[str, float], kept: Collection[str]) -> dict[str, float]:
    """The weights of the kept terms, in their order: sums of them are the same bytes every time."""
    return {term: w for term, w in weight.items() if term in kept}


def _coverage(present: frozenset[str], weight: Mapping[str, float]) -> float:
    """Share of the question's terms, weighted by rarity, that are present; in [0, 1]."""
    total = sum(weight.values())
    return sum(w for term, w in weight.items() if term in present) / total if total > 0 else 0.0
