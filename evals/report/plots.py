"""Curves and bars -> SVG drawings that stand inside a page and need nothing else.

Colours come from the page (``currentColor`` and classes), so light and dark both work. Each drawing has a title and a
description in words; the page gives the numbers in a table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals.metrics.abstention import Bin, Point

WIDTH, HEIGHT = 460, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 48


def risk_coverage_plot(curve: Sequence[Point], working: float, name: str = "risk-coverage") -> str:
    """Risk against coverage as a line; a dashed vertical line stands where the engine works."""
    top = _ceiling(max((point.risk for point in curve), default=0.0))
    corners = [(0.0, curve[0].risk if curve else 0.0), *((point.coverage, point.risk) for point in curve)]
    line = " ".join(f"{_x(coverage):.1f},{_y(risk, top):.1f}" for coverage, risk in corners)
    body = [
        f'<polyline class="curve" points="{line}"/>',
        f'<line class="mark" x1="{_x(working):.1f}" y1="{TOP}" x2="{_x(working):.1f}" y2="{HEIGHT - BOTTOM}"/>',
    ]
    at_work = max((p.risk for p in curve if p.coverage <= working + 1e-9), default=0.0)
    text = (
        f"Share of wrong answers against the share of questions answered, surest first. The engine answers {working:.1%} "
        f"of the questions; up to there the share wrong is at most {at_work:.1%}."
    )
    return _drawing(name, "Risk and coverage", text, body, "Coverage (share answered)", "Risk (share wrong)", top)


def reliability_plot(bins: Sequence[Bin], name: str = "reliability") -> str:
    """Share right against confidence, one dot a bin, larger for more answers; the diagonal is perfect calibration."""
    total = sum(b.n for b in bins) or 1
    body = [f'<line class="mark" x1="{_x(0):.1f}" y1="{_y(0, 1):.1f}" x2="{_x(1):.1f}" y2="{_y(1, 1):.1f}"/>']
    body += [
        f'<circle class="dot" cx="{_x(b.confidence):.1f}" cy="{_y(b.right, 1):.1f}" r="{3 + 9 * (b.n / total) ** 0.5:.1f}"/>'
        for b in bins
    ]
    parts = "; ".join(f"confidence {b.confidence:.2f}, right {b.right:.2f}, {b.n} answers" for b in bins)
    text = f"Share of right answers against their confidence, in bins of a tenth. {parts or 'Nothing was answered'}."
    return _drawing(name, "Reliability", text, body, "Mean confidence", "Share right", 1.0)


def _drawing(name: str, title: str, text: str, body: Sequence[str], across: str, up: str, top: float) -> str:
    axes: list[str] = []
    for step in range(6):
        share = step / 5
        axes += [
            f'<line class="grid" x1="{LEFT}" y1="{_y(share * top, top):.1f}" x2="{WIDTH - RIGHT}" y2="{_y(share * top, top):.1f}"/>',
            f'<text x="{LEFT - 8}" y="{_y(share * top, top) + 4:.1f}" text-anchor="end">{share * top:.2f}</text>',
            f'<text x="{_x(share):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{share:.1f}</text>',
        ]
    middle = (TOP + HEIGHT - BOTTOM) / 2
    labels = [
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="14" y="{middle:.1f}" text-anchor="middle" transform="rotate(-90 14 {middle:.1f})">{escape(up)}</text>',
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-text">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(text)}</desc>'
        f"{''.join(axes)}{''.join(body)}{''.join(labels)}</svg>"
    )


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _ceiling(value: float) -> float:
    """The end of an axis: a round number not below the value."""
    return next((end for end in (0.05, 0.1, 0.2, 0.5) if value <= end), 1.0)
