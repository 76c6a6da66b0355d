"""The reader measured on its own: tables of made-up readings that a person can check."""

from __future__ import annotations

from assistant.schema import Reading, ScoredSentence
from evals.reading import compared, thresholds
from evals.training.examples import Example
from evals.training.policy import SOURCE


def example(question: str, labels: tuple[int, ...]) -> Example:
    sentences = tuple(f"Sentence {i} of {question}" for i in range(len(labels)))
    return Example(question, "T", sentences, labels, question, 1 in labels, SOURCE)


def reading(asked: Example, *, cosine: tuple[float, ...], score: tuple[float, ...]) -> Reading:
    found = [
        ScoredSentence("d", start, end, asked.text[start:end], s, {"cosine": c, "near_coverage": c})
        for (start, end), c, s in zip(asked.spans, cosine, score, strict=True)
    ]
    return Reading(tuple(found), max(score))


ASKED = [example("What?", (0, 1)), example("Who?", (1, 0)), example("Why?", (0, 0))]
READ = [
    reading(ASKED[0], cosine=(0.9, 0.1), score=(0.2, 0.8)),
    reading(ASKED[1], cosine=(0.6, 0.5), score=(0.7, 0.1)),
    reading(ASKED[2], cosine=(0.7, 0.2), score=(0.25, 0.1)),
]


def test_spans_are_where_the_sentences_stand() -> None:
    assert [ASKED[0].text[s:e] for s, e in ASKED[0].spans] == list(ASKED[0].sentences)


def test_each_way_is_told_how_often_its_best_sentence_answers_and_what_it_can_tell() -> None:
    rows = {
        line.split("|")[1].strip(): [cell.strip() for cell in line.split("|")[2:-1]]
        for line in compared(ASKED, READ).splitlines()
    }
    assert rows["questions"][0] == "2"
    assert rows["cosine"] == ["0.500", "0.500"]  # one of two; .9 and .6 against .7
    assert rows["reader"] == ["1.000", "1.000"]  # both; .8 and .7 against .25
    assert rows["reader less the best other"][0].startswith("+0.500")


def test_a_threshold_is_told_by_what_it_refuses_and_what_it_answers() -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in thresholds(ASKED, READ).splitlines()[2:]]
    by_threshold = {row[0]: row[1:] for row in rows}
    assert by_threshold["0.2"] == ["0.000", "1.000"]
    assert by_threshold["0.3"] == ["0.000", "0.000"]
    assert by_threshold["0.8"] == ["0.500", "0.000"]
