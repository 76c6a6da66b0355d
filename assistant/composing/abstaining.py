"""Turns a reading that does not answer into a reply: what is meant, what is taken for granted, what is near instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.composing import wording
from assistant.composing.ambiguity import narrower
from assistant.composing.citing import cautions, quoted, related
from assistant.composing.premise import false_premise
from assistant.composing.selecting import Point
from assistant.questions import QuestionForm
from assistant.schema import Caution, Coverage, Document, Query, Reading, Reason, Reply, ReplyStatus, ScoredSentence

Documents = Mapping[str, Document]
_MOST_RELATED = 3
_FAR = 0.25  # cosine, and share of the question's words by rarity, below which a sentence is about something else


def ask_which(query: Query, form: QuestionForm, candidates: Sequence[ScoredSentence], documents: Documents) -> Reply:
    """The several things a bare question may mean, oldest first, with a narrower question for each."""
    ordered = sorted(candidates, key=lambda s: (documents[s.document].metadata.published or "9999", s.document))
    suggestions = [narrower(form, s) for s in ordered]
    return Reply(
        query=query,
        status=ReplyStatus.ABSTAINED,
        reason=Reason.AMBIGUOUS,
        message=wording.which(len(ordered)),
        suggestions=tuple(dict.fromkeys(s for s in suggestions if s)),
        related=tuple(related(s, documents[s.document]) for s in ordered),
        confidence=candidates[0].score,
    )


def abstain(
    query: Query,
    form: QuestionForm,
    whole: Reading,
    usable: Reading,
    documents: Documents,
    covered: Coverage,
    threshold: float,
) -> Reply:
    """Why nothing answers: only what no longer holds does, a premise is not borne out, the question is about something
    else, or nothing is near enough.

    Args:
        whole: everything read; usable: without documents that no longer hold.
        threshold: least score that answers.
    """
    stale = [s for s in whole.sentences if s.score >= threshold and s not in usable.sentences]
    if stale:
        return _no_longer_current(query, stale, documents, whole.confidence)
    premise = false_premise(form, usable, documents)
    if premise is not None:
        return not_borne_out(query, premise.words, premise.instead, documents, whole.confidence)
    if _far_off(whole):
        message = wording.out_of_scope(covered)
        return Reply(
            query, ReplyStatus.ABSTAINED, reason=Reason.OUT_OF_SCOPE, message=message, confidence=whole.confidence
        )
    message = wording.not_found(whole.unsupported, covered)
    return _not_found(query, message, whole.sentences, documents, whole.confidence)


def not_borne_out(
    query: Query, said: Sequence[str], instead: ScoredSentence, documents: Documents, confidence: float
) -> Reply:
    """What the question takes for granted and nothing bears out, with what the documents say instead."""
    statements, citations = quoted([Point(instead)], documents)
    return Reply(
        query=query,
        status=ReplyStatus.ABSTAINED,
        reason=Reason.FALSE_PREMISE,
        message=wording.not_borne_out(said),
        statements=statements,
        citations=citations,
        warnings=cautions(query, citations),
        confidence=confidence,
    )


def _far_off(reading: Reading) -> bool:
    """Whether nothing read shares meaning or rare words with the question: it is about something else."""
    return all(
        s.features.get("cosine", 1.0) < _FAR and s.features.get("near_coverage", 1.0) < _FAR for s in reading.sentences
    )


def _no_longer_current(query: Query, stale: Sequence[ScoredSentence], documents: Documents, confidence: float) -> Reply:
    about = {s.document: documents[s.document].metadata for s in stale}
    message = wording.no_longer_current(tuple(dict.fromkeys(m.title for m in about.values())))
    warnings = tuple(Caution(str(m.status), f"{m.title}: {m.status}") for m in about.values())
    return _not_found(query, message, stale, documents, confidence, warnings)


def _not_found(
    query: Query,
    message: str,
    nearest: Sequence[ScoredSentence],
    documents: Documents,
    confidence: float,
    warnings: tuple[Caution, ...] = (),
) -> Reply:
    return Reply(
        query=query,
        status=ReplyStatus.ABSTAINED,
        reason=Reason.NOT_FOUND,
        message=message,
        related=tuple(related(s, documents[s.document]) for s in nearest[:_MOST_RELATED]),
        warnings=warnings,
        confidence=confidence,
    )
