"""Everything that belongs to one generation of the index: what finds, reads and composes from its documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from assistant import conversation
from assistant.composing import Composer, coverage, left_out
from assistant.embedding import Encoder, minilm
from assistant.index import Snapshot
from assistant.questions import QuestionForm
from assistant.reading import Reader, Scorer, Source, calibrated_threshold
from assistant.retrieval import Retriever
from assistant.schema import Caution, Coverage, DateRange, Evidence, Query, Reading
from assistant.settings import Settings
from assistant.starters import propose
from assistant.vocabulary import Vocabulary

_IN_TIME = r"\b(?:in|during|since|by|before|after|until|for) (?:the )?(?:year )?"
_ACRONYM_WEIGHT = 0.5  # of what an acronym stands for, in a search for the acronym


class Engine:
    """Answers from one generation. Safe to share between threads; keeps nothing of any question."""

    def __init__(
        self, settings: Settings, snapshot: Snapshot, embedding: Encoder, scorer: Scorer, thorough: Scorer | None
    ) -> None:
        """
        Args:
            snapshot: of the generation; closed by whoever opened it.
        """
        threshold = calibrated_threshold() if settings.threshold is None else settings.threshold
        self.snapshot = snapshot
        self._embedding = embedding
        self.document = lru_cache(maxsize=256)(snapshot.document)
        self._retriever = Retriever(snapshot, embedding, settings)
        self._reader = Reader(
            Source(
                sentence_vectors=snapshot.sentence_vectors_of,
                document=self.document,
                idf=snapshot.idf,
            ),
            scorer,
            thorough,
        )
        self.composer = Composer(threshold, settings.further_share, settings.max_statements, self.document)
        self._starters: tuple[str, ...] | None = None

    def search(self, query: Query) -> list[Evidence]:
        """The passages that may answer, best first."""
        return self._retriever.search(query)

    def read(self, query: Query, evidence: Sequence[Evidence]) -> Reading:
        """The sentences of the evidence, and of what stands around the best of it, that answer, best first."""
        around = self._retriever.around(query, evidence)
        return self._reader.read(query, self._embedding.embed_query(query.text), [*evidence, *around])

    def parts(self, query: Query, form: QuestionForm) -> list[tuple[str, Reading]]:
        """Each part of a question of several, with its reading: with the first part's topic behind it, or with that in the
        place of its pronouns, whichever is answered better.
        """
        if len(form.parts) < 2:
            return []
        found = []
        for part, clause in zip(form.parts, form.clauses, strict=True):
            read = part, self.part(query, part)
            if part != clause and part != form.parts[0]:
                named = conversation.continued(clause, form.parts[0], query.as_of)
                if named not in (clause, part):
                    read = max(read, (named, self.part(query, named)), key=lambda one: one[1].confidence)
            found.append(read)
        return found

    def part(self, query: Query, part: str) -> Reading:
        """The reading of one part of a question, which may be answered elsewhere than the others."""
        asking = replace(query, text=part, dates=tuple(d for d in query.dates if d.text in part))
        return self.read(asking, self.search(asking))

    def covers(self, query: Query) -> Coverage:
        """What the documents cover that this query may be answered from.

        Raises:
            UsageError: the query names a document that is not indexed.
        """
        allowed = self._retriever.allowed(query)
        if allowed is None:
            return self.coverage
        return coverage(d.metadata for id, d in self.snapshot.documents.items() if id in allowed)

    @cached_property
    def coverage(self) -> Coverage:
        """What all the documents cover."""
        return coverage(d.metadata for d in self.snapshot.documents.values())

    def left_out(self, query: Query) -> tuple[Caution, ...]:
        """A warning that names the undated documents, where only what was published by a day counts."""
        if not query.as_of_given:
            return ()
        documents = (
            d for id, d in sorted(self.snapshot.documents.items()) if not query.documents or id in query.documents
        )
        titles = [d.metadata.title for d in documents if d.metadata.published is None]
        return (Caution("undated", left_out(titles)),) if titles else ()

    def dated(self, query: Query, evidence: Sequence[Evidence]) -> Query:
        """The query with the documents it names by title and the time of the event it names ("before the strategy")."""
        documents = self.snapshot.documents.values()
        event = conversation.bound(query.text, documents, [e.passage for e in evidence], query.as_of)
        named = self._titles.named(query.text)
        titles = [self.snapshot.documents[id].metadata.title for id in named]
        dates = [d for d in query.dates if _is_time(d, query.text) or not any(d.text in title for title in titles)]
        return replace(query, named=named, dates=(*dates, event) if event else tuple(dates))

    def in_their_words(self, query: Query) -> Query:
        """The query with slips of the keyboard mended and acronyms spelled out, in the documents' own words."""
        found = self._vocabulary.expand(query.text)
        spelled = tuple((meaning, _ACRONYM_WEIGHT) for meanings in found.acronyms.values() for meaning in meanings[:1])
        return replace(
            query, text=found.text, rewritten=found.text != query.question, context=(*query.context, *spelled)
        )

    @cached_property
    def _titles(self) -> conversation.Titles:
        return conversation.Titles(self.snapshot.documents.values())

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        texts = (self.document(id).text for id in sorted(self.snapshot.documents))
        return Vocabulary.from_texts(texts, known=minilm.vocabulary())

    def starters(self, answered: Callable[[str], bool]) -> tuple[str, ...]:
        """Questions the documents answer; found once for a generation."""
        if self._starters is None:
            self._starters = propose((self.document(id) for id in sorted(self.snapshot.documents)), answered)
        return self._starters


def _is_time(asked: DateRange, question: str) -> bool:
    """Whether a date stands in a question as a time ("in 2022"), not in the name of a document ("the 2022 review")."""
    return bool(re.search(_IN_TIME + re.escape(asked.text), question, re.IGNORECASE))
