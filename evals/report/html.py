"""Results -> one HTML page that needs nothing else: no script, no font, no other file.

Everything from cases and documents is escaped by the template; only the drawings go in as they are.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from evals.measures import MEASURES
from evals.metrics.citations import Span, holds
from evals.report import wording
from evals.report.plots import reliability_plot, risk_coverage_plot
from evals.results import Results
from evals.scoring import Score, passage_span

SHOWN_EVIDENCE = 5


def to_html(results: Results) -> str:
    """The whole report as a page."""
    environment = Environment(
        loader=PackageLoader("evals", "report"), autoescape=select_autoescape(["html"]), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("report.html").render(
        results=results,
        wording=wording,
        measures=[m for m in MEASURES if results.groups["all"][m.name].value is not None],
        all_measures=MEASURES,
        risk_coverage=Markup(risk_coverage_plot(results.curve, results.working)),
        reliability=Markup(reliability_plot(results.bins)),
        evidence={score.case.id: _evidence(score) for score in results.failing},
    )


def _evidence(score: Score) -> list[tuple[str, str, bool]]:
    """The first passages that were found: document, text, whether it holds a gold quote."""
    found = () if score.observation is None else score.observation.evidence or ()
    return [
        (e.passage.document, e.passage.text, _is_gold(passage_span(e.passage), score)) for e in found[:SHOWN_EVIDENCE]
    ]


def _is_gold(place: Span, score: Score) -> bool:
    return any(holds(gold, [place]) for gold in score.golds)
