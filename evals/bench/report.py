"""Measured question sets -> Markdown tables and JSON; speed apart from the rest, so that the rest is reproducible."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from evals.bench.measuring import Measured
from evals.measures import BENCH
from evals.metrics.latency import percentile
from evals.report import wording
from evals.report.markdown import table

_TOPICS: Mapping[str, tuple[str, ...]] = {
    "Retrieval": ("document_hit_at_1", "document_hit_at_5", "document_mrr_at_10", "document_ndcg_at_10"),
    "Answers": ("containment", "containment_answered", "exact_match", "f1", "answer_words"),
    "Cited sentences": ("sentence_precision", "sentence_recall", "sentence_f1"),
    "Abstention": ("auroc", "abstention_precision", "abstention_recall", "over_abstention", "aurc", "coverage_at_95"),
    "Follow-ups": ("rewrite_f1", "unchanged_f1", "left_alone"),
}
_MEASURES = {measure.name: measure for measure in BENCH}


def to_markdown(sets: Sequence[Measured]) -> str:
    """A table for each topic with a row for each set on which it can be measured."""
    parts = [
        "Figures are means over questions; square brackets: 95 % bootstrap intervals, clustered by document. Document "
        "scores are over the documents of the evidence that is read; a document's rank is its best passage's.",
        table(
            ["Set", "Questions", "of", "Documents", "Failed"],
            [
                [
                    m.questions.name,
                    str(len(m.rows)),
                    str(m.questions.total),
                    str(len(m.questions.documents)),
                    str(len(m.errors)),
                ]
                for m in sets
            ],
        ),
    ]
    for topic, names in _TOPICS.items():
        rows = [
            [m.questions.name, *(wording.figure(m.figures[name], _MEASURES[name]) for name in names)]
            for m in sets
            if any(m.figures[name].value is not None for name in names[:1])
        ]
        if rows:
            parts += [f"### {topic}", table(["Set", *(_MEASURES[name].label for name in names)], rows)]
    return "\n\n".join(parts) + "\n"


def to_json(sets: Sequence[Measured]) -> str:
    """Every figure, and every value of every question by its id."""
    record = {
        m.questions.name: {
            "questions": len(m.rows),
            "of": m.questions.total,
            "documents": len(m.questions.documents),
            "metrics": {
                name: {"value": f.value, "n": f.n, "interval": f.interval and list(f.interval)}
                for name, f in m.figures.items()
            },
            "errors": dict(m.errors),
            "values": {question.id: dict(row) for question, row in zip(m.questions.questions, m.rows, strict=True)},
        }
        for m in sets
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def speed_table(sets: Sequence[Measured]) -> str:
    """Median and 95th percentile of the time a question takes, in milliseconds."""
    rows = [
        [
            m.questions.name,
            *(f"{(percentile(m.seconds, share) or 0.0) * 1000:.0f} ms" for share in (0.5, 0.95)),
        ]
        for m in sets
    ]
    return table(["Set", "p50", "p95"], rows)


def to_timings(sets: Sequence[Measured]) -> str:
    """Times of every set, in milliseconds."""
    record = {
        m.questions.name: {
            "p50_ms": round((percentile(m.seconds, 0.5) or 0.0) * 1000, 3),
            "p95_ms": round((percentile(m.seconds, 0.95) or 0.0) * 1000, 3),
            "total_s": round(sum(m.seconds), 3),
        }
        for m in sets
    }
    return json.dumps(record, indent=1) + "\n"
