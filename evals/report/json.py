"""Results -> one JSON document: everything that was measured, at full precision, without times."""

from __future__ import annotations

import json
from typing import Any

from assistant.schema import Reply
from evals.gate import Comparison
from evals.measures import Figure
from evals.results import Results
from evals.scoring import Score, passage_span


def to_json(results: Results) -> str:
    """The whole report; keys in a fixed order."""
    return json.dumps(to_record(results), ensure_ascii=False, indent=1) + "\n"


def to_record(results: Results) -> dict[str, Any]:
    """The report as plain dictionaries and lists."""
    files = results.test_files
    return {
        "about": dict(results.about),
        "cases": len(results.scores),
        "passed": len(results.scores) - len(results.failing),
        "failures": list(results.failures),
        "test_split": files
        and {
            "files": list(files.files),
            "sha256": files.sha256,
            "commit": files.commit,
            "uncommitted": files.uncommitted,
        },
        "metrics": {group: {n: _figure(f) for n, f in by.items()} for group, by in results.groups.items()},
        "tags": [
            {"tag": r.tag, "split": r.split, "cases": r.n, "passed": r.passed, **r.means} for r in results.tags
        ],
        "confusion": [{"expected": e, "given": g, "cases": n} for (e, g), n in sorted(results.confusion.items())],
        "risk_coverage": [{"coverage": p.coverage, "risk": p.risk} for p in results.curve],
        "working_coverage": results.working,
        "reliability": [
            {"from": b.low, "to": b.high, "answers": b.n, "confidence": b.confidence, "right": b.right}
            for b in results.bins
        ],
        "baseline": results.comparison and _comparison(results.comparison),
        "scores": [_score(score) for score in results.scores],
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "n": figure.n, "interval": figure.interval and list(figure.interval)}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "broken": list(comparison.broken),
        "fixed": list(comparison.fixed),
        "added": list(comparison.added),
        "gone": list(comparison.gone),
        "edited": list(comparison.edited),
        "differences": {name: _figure(figure) for name, figure in comparison.differences.items()},
        "worse": [measure.name for measure in comparison.worse],
    }


def _score(score: Score) -> dict[str, Any]:
    case, observation = score.case, score.observation
    return {
        "id": case.id,
        "file": case.file,
        "split": case.split,
        "tags": list(case.tags),
        "question": case.question,
        "history": [{"role": str(m.role), "text": m.text} for m in case.history],
        "expect": str(case.expect),
        "facts": [list(fact) for fact in case.facts],
        "gold": [{"document": gold.document, "quote": gold.quote} for gold in case.evidence],
        "passed": score.passed,
        "stage": score.stage and str(score.stage),
        "complaints": list(score.complaints),
        "values": dict(score.values),
        "error": score.error,
        "reply": observation and reply_record(observation.reply),
        "evidence": _evidence(score),
    }


def reply_record(reply: Reply) -> dict[str, Any]:
    """What a reply said, without the day it was asked and how long it took."""
    return {
        "status": str(reply.status),
        "reason": reply.reason and str(reply.reason),
        "completeness": str(reply.completeness),
        "answer": reply.answer,
        "short_answer": reply.short_answer,
        "message": reply.message,
        "confidence": reply.confidence,
        "citations": [
            {"document": c.document, "start": c.start, "end": c.end, "quote": c.quote} for c in reply.citations
        ],
        "conflicts": [{"about": c.about, "values": [v.value for v in c.values]} for c in reply.conflicts],
    }


def _evidence(score: Score) -> list[dict[str, Any]] | None:
    if score.observation is None or score.observation.evidence is None:
        return None
    found = [(passage_span(e.passage), e.score) for e in score.observation.evidence]
    return [{"document": at.document, "start": at.start, "end": at.end, "score": value} for at, value in found]
