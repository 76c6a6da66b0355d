"""Turns a query and its evidence into scored sentences and one confidence that they answer.

Three looks: a cheap one (the words and meaning the question and a sentence share) keeps the most promising sentences; a
careful one, the quick scorer, reads question and sentence together, and reads on where none of them answers; a thorough one
judges the best of them again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.questions import analyse
from assistant.reading.candidates import Candidate, Vector, candidates
from assistant.reading.outright import outright_first
from assistant.reading.scoring import UNSUPPORTED, Judges, Scored, Scorer, Scoring, coverage, ordered
from assistant.reading.timing import goes_on
from assistant.schema import Document, Evidence, Query, Reading, ScoredSentence
from assistant.text import follows_from, reasons

_CHEAP = (0.2, 0.2, 0.6)
"""Weights, in the cheap look, of the shares of the question's words that the sentence, and it with what stands around it, hold
and of the cosine. Chosen by how often a sentence that answers is among those read, on five sets of questions."""
_READS_ON = 0.5  # score of the best sentence under which the scorer reads as many again
_REASON_UNTOLD = 0.5  # score under which a sentence that gives no reason in so many words seldom answers a why
_UNTOLD = 0.1  # share of their scores that sentences keep then
_CARRIED = 0.9  # share of its probability that a sentence hands on to one that goes on with its figure
_BEFORE, _AFTER = 1, 2  # sentences around the best one that are read as carefully
_LOOKED_AT, _ROUNDS = 4, 3  # sentences that the thorough scorer judges at once, and how often at most
_NEARBY = 200  # characters within which a sentence goes on with another


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader needs of an index: sentence vectors, documents and the rarity of terms."""

    sentence_vectors: Callable[[Evidence], Vector]
    document: Callable[[str], Document]
    idf: Callable[[str], float]


class Reader:
    """Reads evidence. Holds no state between questions."""

    def __init__(self, source: Source, scorer: Scorer, thorough: Scorer | None = None, *, careful: int = 16) -> None:
        """
        Args:
            thorough: looks again at the best sentences; None where there is no such scorer.
            careful: how many sentences the scorer reads, and as many again where none of them answers; the others never answer.
        """
        self._source = source
        self._scorer = scorer
        self._thorough = thorough
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
        weight = {term: self._source.idf(term) for term in form.terms}
        found.sort(key=lambda c: (-_cheap(c, weight), c.document, c.start))
        found = outright_first(form, query.dates, found, documents)
        score = Scoring(form, query, documents, weight, Judges(self._scorer, self._thorough))
        chosen = _chosen(found, self._careful)
        scored = score(chosen)
        if not scored:
            return Reading((), 0.0)
        if scored[0][0].score < _READS_ON:
            further = [c for c in found if c not in chosen][: self._careful]
            scored = ordered([*scored, *score(further)])
        beside = _beside(scored[0][0], found, {_place(s) for s, _ in scored})
        if beside:
            scored = ordered([*scored, *score(beside)])
        if self._thorough is not None:
            scored = _again(scored, {(c.document, c.start): c for c in found}, score)
        scored = _continued(query, scored, documents)
        told = scored[0][0].text
        if form.asks_reason and scored[0][0].score < _REASON_UNTOLD and not (reasons(told) or follows_from(told)):
            scored = [(replace(s, score=round(s.score * _UNTOLD, 6)), missing) for s, missing in scored]
        best, missing = scored[0]
        return Reading(tuple(sentence for sentence, _ in scored), best.score, missing)


def _cheap(candidate: Candidate, weight: Mapping[str, float]) -> float:
    own, near, meaning = _CHEAP
    return (
        own * coverage(candidate.answers, weight) + near * coverage(candidate.near, weight) + meaning * candidate.cosine
    )


def _again(scored: Sequence[Scored], found: Mapping[tuple[str, int], Candidate], score: Scoring) -> list[Scored]:
    """The best sentences judged by both scorers, and the next best while the best of all is one that was not."""
    looked: set[tuple[str, int]] = set()
    for _ in range(_ROUNDS):
        best = [_place(s) for s, _ in scored[:_LOOKED_AT]]
        if best[0] in looked:
            break
        new = [place for place in best if place not in looked]
        looked.update(new)
        others = [one for one in scored if _place(one[0]) not in new]
        scored = ordered([*others, *score([found[place] for place in new], again=True)])
    return list(scored)


def _place(sentence: ScoredSentence) -> tuple[str, int]:
    return sentence.document, sentence.start


def _continued(query: Query, scored: Sequence[Scored], documents: Mapping[str, Document]) -> list[Scored]:
    """The sentences, those that go on with another sentence's figure for the time asked about as surely, nearly, as it answers:
    "In 2022 the clubs had 1,140 children. In 2021 the number was 690."
    """
    times = {asked.text for asked in query.dates}
    others = [
        (sentence, sentence.score / UNSUPPORTED)
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
    return ordered(found)


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
