"""Retrieval: what is found by meaning and by words, how both are weighed, and what gets a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.dates import find_dates
from assistant.lexical import PAIR_WEIGHT, LexicalIndex
from assistant.retrieval import Retriever
from assistant.retrieval.choosing import choose
from assistant.schema import DocumentInfo, Evidence, Metadata, Passage, Query, UsageError
from assistant.settings import load_settings
from assistant.text import sentences, terms

Vector = NDArray[np.float32]
TOPICS = ("money", "police", "otter")


def topic_vector(text: str) -> Vector:
    """A meaning a person can compute: how often each topic is named, made a unit vector; nothing named is all alike."""
    counts = np.array([text.casefold().count(topic) for topic in TOPICS], dtype=np.float32)
    counts = counts if counts.any() else np.ones(len(TOPICS), dtype=np.float32)
    return counts / np.float32(np.linalg.norm(counts))


class Topics:
    """An embedding of topics."""

    def embed_query(self, text: str) -> Vector:
        return topic_vector(text)


class Memory:
    """An index of passages in memory: (document, text) each; ``published`` by document."""

    def __init__(self, *passages: tuple[str, str], published: Mapping[str, str] | None = None) -> None:
        self.passages = [
            Passage(f"p{row}", document, 0, len(text), text, (), tuple(sentences(text)))
            for row, (document, text) in enumerate(passages)
        ]
        dates = published or {}
        self.documents = {
            document: DocumentInfo(document, f"{document}.md", Metadata(document, published=dates.get(document)), 1, 1)
            for document, _ in passages
        }
        self._words = LexicalIndex.build([terms(text) for _, text in passages])
        self.idf = self._words.idf

    def _rows(self, documents: Collection[str] | None) -> list[int]:
        return [row for row, p in enumerate(self.passages) if documents is None or p.document in documents]

    def row(self, passage: str) -> int:
        return next(row for row, p in enumerate(self.passages) if p.id == passage)

    def vector(self, row: int) -> Vector:
        return topic_vector(self.passages[row].text)

    def sentence_vectors(self, row: int) -> Vector:
        passage = self.passages[row]
        return np.stack([topic_vector(passage.text[start:end]) for start, end in passage.sentences])

    def dense(self, vector: Vector, k: int, documents: Collection[str] | None = None) -> list[tuple[int, float]]:
        found = [(row, float(self.vector(row) @ vector)) for row in self._rows(documents)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def lexical(
        self, terms: Iterable[str], k: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        return self._words.search(terms, k, self._rows(documents))

    def word_scores(self, terms: Iterable[str], rows: Sequence[int]) -> list[float]:
        scores = self._words.scores(terms)
        return [float(scores[row]) for row in rows]


def search(store: Memory, question: str, **options: object) -> list[Evidence]:
    query = Query(question, question, date(2024, 1, 1))
    asked = {name: options.pop(name) for name in ("as_of", "as_of_given", "documents", "context") if name in options}
    return Retriever(store, Topics(), load_settings(**options)).search(replace(query, **asked))  # type: ignore[arg-type]


def texts(found: Sequence[Evidence]) -> list[str]:
    return [evidence.passage.text for evidence in found]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("£2.6m", "The fund is worth £2.6 million."),
        ("What did £2,600,000 pay for?", "The fund is worth £2.6 million."),
        ("What is MASH?", "Each MASH has a manager."),
        ("section 47", "An inquiry under section 47 follows."),
        ("in september 2018", "It began on 3 September 2018."),
    ],
)
def test_exact_words_amounts_and_dates_are_found(question: str, answer: str) -> None:
    store = Memory(
        ("a", "The fund is worth £2.6 million."),
        ("b", "Each MASH has a manager."),
        ("c", "An inquiry under section 47 follows."),
        ("d", "It began on 3 September 2018."),
        ("e", "Section 5 has 47 words."),
    )
    assert texts(search(store, question))[0] == answer


def test_the_score_weighs_meaning_and_the_words_found() -> None:
    store = Memory(("a", "Police patrol. Otter swims."), ("b", "Otter otter."))
    (first, *_) = search(store, "otter patrol")
    # passage (police 1, otter 1) against otter: 1/sqrt 2; its best sentence is all otter: 1
    meaning = (1 / np.sqrt(2) + 1) / 2
    most = (1 + PAIR_WEIGHT) * (store.idf("otter") + store.idf("patrol"))
    words = LexicalIndex.build([terms(p.text) for p in store.passages]).scores(["otter", "patrol"])[0]
    assert first.passage.id == "p0"
    assert first.cosine == pytest.approx(1 / np.sqrt(2))
    assert first.bm25 == pytest.approx(words)
    assert first.score == pytest.approx(0.55 * meaning + 0.45 * words / most)


def test_a_passage_found_by_words_alone_still_has_its_exact_cosine_and_the_other_way_round() -> None:
    store = Memory(("a", "Budget police."), ("b", "Otter otter."), ("c", "Otter swims."))
    found = {e.passage.id: e for e in search(store, "otter budget", candidates=1)}
    assert set(found) == {"p0", "p1"}
    assert found["p0"].cosine == 0.0
    assert found["p0"].bm25 > 0
    assert found["p1"].cosine == pytest.approx(1.0)
    assert found["p1"].bm25 > 0  # not among the best by words, and yet scored


def test_words_that_nobody_uses_leave_the_ranking_to_meaning() -> None:
    store = Memory(("a", "Zebra crossing police."), ("b", "Otter otter."))
    plain, weakened = search(store, "otter crossing"), search(store, "otter crossing xylophone quartz vortex")
    assert plain[0].passage.id == weakened[0].passage.id == "p1"
    assert weakened[0].score < plain[0].score


def test_one_document_cannot_take_all_places() -> None:
    long = [("long", f"Otter number {n} swims.") for n in range(20)]
    store = Memory(*long, ("short", "Otter care needs money, and police patrol too."))
    found = search(store, "otter", top_k=5, per_document=3)
    assert [e.passage.document for e in found].count("long") == 3
    assert found[-1].passage.document == "short"


def test_copies_leave_room_for_the_rest_and_some_stay_to_be_cited() -> None:
    copies = [(f"copy{n}", "The otter fund was opened by the minister in the spring.") for n in range(10)]
    others = [(f"other{n}", f"Otter {'and police ' * n} story number {n}.") for n in range(1, 10)]
    found = [e.passage.document for e in search(Memory(*copies, *others), "otter fund minister", top_k=6)]
    assert found[:3] == ["copy0", "copy1", "copy2"]
    assert sum(document.startswith("copy") for document in found) == 3
    assert len(found) == 6


def test_the_same_sentence_with_another_figure_is_no_copy() -> None:
    texts = [f"The register of the otter service holds {n}0 names this year." for n in range(1, 6)]
    found = search(Memory(*((f"d{n}", text) for n, text in enumerate(texts))), "otter register", top_k=5)
    assert len(found) == 5


def test_only_named_documents_are_searched() -> None:
    store = Memory(("a", "Otter otter."), ("b", "Otter money."))
    assert [e.passage.document for e in search(store, "otter", documents=("b",))] == ["b"]
    with pytest.raises(UsageError, match="“assistant documents” lists the ids"):
        search(store, "otter", documents=("b", "nowhere"))


def test_as_of_keeps_what_was_published_by_then_and_leaves_the_undated_out() -> None:
    dates = {"year": "2018", "month": "2018-09", "day": "2018-09-03"}
    store = Memory(*((name, f"Otter in {name}.") for name in ("year", "month", "day", "undated")), published=dates)

    def documents(day: date) -> set[str]:
        return {e.passage.document for e in search(store, "otter", as_of=day, as_of_given=True)}

    assert documents(date(2018, 9, 2)) == set()
    assert documents(date(2018, 9, 3)) == {"day"}
    assert documents(date(2018, 9, 30)) == {"day", "month"}
    assert documents(date(2018, 12, 31)) == {"day", "month", "year"}
    assert len(search(store, "otter", as_of=date(2017, 1, 1))) == 4  # today's date is no limit that anyone set


def test_a_question_leans_on_the_lines_before_it() -> None:
    store = Memory(("a", "Police budget."), ("b", "Otter budget."))
    assert search(store, "What is the budget?", context=(("Tell me about the otter.", 0.5),))[0].passage.id == "p1"


def test_ties_are_in_order_of_rows() -> None:
    store = Memory(*((f"d{n}", f"Otter {n}.") for n in range(5)))
    assert [e.passage.id for e in search(store, "otter")] == ["p0", "p1", "p2", "p3", "p4"]


def test_an_empty_index_and_an_empty_question_find_what_they_can() -> None:
    assert search(Memory(), "otter") == []
    assert len(search(Memory(("a", "Otter.")), "???")) == 1


PASSAGES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.lists(st.sampled_from([*TOPICS, "the", "fund", "5", "."]), min_size=1, max_size=8)
    ),
    max_size=12,
)


@hypothesis(deadline=None)
@given(PASSAGES, st.lists(st.sampled_from([*TOPICS, "fund", "5", "nowhere"]), max_size=4), st.integers(1, 5))
def test_evidence_is_ordered_scored_and_capped(
    passages: list[tuple[str, list[str]]], words: list[str], places: int
) -> None:
    store = Memory(*((document, " ".join(text)) for document, text in passages))
    found = search(store, " ".join(words), top_k=places, per_document=2, candidates=3)
    assert len(found) <= places
    scores = [evidence.score for evidence in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= e.score <= 1 and e.bm25 >= 0 and -1.001 <= e.cosine <= 1.001 for e in found)
    assert all(sum(e.passage.document == document for e in found) <= 2 for document in "abc")
    assert found == search(store, " ".join(words), top_k=places, per_document=2, candidates=3)


def test_no_more_passages_are_read_than_needed() -> None:
    def endless() -> Iterable[tuple[float, Passage, None]]:
        for n in range(3):
            yield 1.0, Passage(f"p{n}", f"d{n}", 0, 3, f"text number {n}", (), ()), None
        raise AssertionError("read on")

    assert len(choose(endless(), 3, 1)) == 3


def test_llamaindex_gets_the_same_passages() -> None:
    from llama_index.core.base.base_retriever import BaseRetriever

    from assistant.retrieval import HybridRetriever

    store = Memory(("a", "Otter otter."), ("b", "Otter money."))
    retriever = HybridRetriever(store, Topics(), load_settings())
    assert isinstance(retriever, BaseRetriever)
    nodes = retriever.retrieve("otter")
    assert [(n.node.node_id, n.score) for n in nodes] == [(e.passage.id, e.score) for e in search(store, "otter")]


def test_the_neighbours_of_the_best_passages_are_found_within_their_document() -> None:
    store = Memory(
        ("x", "She spoke."), ("x", "The police came."), ("x", "It rained."), ("x", "Later."), ("y", "Otters.")
    )
    retriever = Retriever(store, Topics(), load_settings(top_k=1))
    asked = Query("police?", "police?", date(2024, 1, 1))
    found = retriever.search(asked)
    assert texts(found) == ["The police came."]
    assert texts(retriever.around(asked, found)) == ["She spoke.", "It rained.", "Later."]
    assert texts(retriever.around(asked, [replace(found[0], passage=store.passages[4])])) == []


def test_documents_of_the_time_asked_about_come_first_and_with_their_opening() -> None:
    store = Memory(
        ("old", "The police came."), ("new", "Opening words."), *[("new", "Filler.")] * 7, ("new", "The police came."),
        published={"old": "2015-01", "new": "2019-02"},
    )  # fmt: skip
    retriever = Retriever(store, Topics(), load_settings(top_k=1))
    asked = Query(
        "police?", "police?", date(2024, 1, 1), dates=tuple(m.range for m in find_dates("in 2019", date(2024, 1, 1)))
    )
    found = retriever.search(asked)
    assert found[0].passage.document == "new"
    assert "Opening words." in texts(retriever.around(asked, found))
    undated = Query("police?", "police?", date(2024, 1, 1))
    assert retriever.search(undated)[0].passage.document == "old"
    assert "Opening words." not in texts(retriever.around(undated, found))
