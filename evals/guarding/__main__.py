"""``python -m evals.guarding [--write] DIR...``: fits the meaning model of the guardrails, and says how well it does.

Learns from ``phrases.yaml``, from the questions of the public sets named (all of them plain; every other one is kept to
count false alarms on), and from any further phrases given with ``--phrases``. Recall is measured by cross-validation, and on
phrases given with ``--judge``, which it never learns from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
import yaml
from numpy.typing import NDArray

from assistant.embedding import load_embedding
from assistant.guardrails.meaning import CLASSES, FILE, Encoder, Model, features
from assistant.guardrails.signals import signal
from assistant.schema import AssistantError, Role, UsageError
from assistant.settings import load_settings
from evals.bench.sets import read_set

_STRENGTH = 1.0
"""Of the L2 penalty; 1, 3 and 10 were tried."""
_THRESHOLD = 0.65
"""The least at which cross-validated false alarms among the hardest plain phrases stay under one in twenty."""
_PLAIN_WEIGHT = 0.1
"""Of a question from a public set against a written phrase: there are many of them, and they are easy."""
_FOLDS, _STEPS, _SEED = 8, 1000, 7
_NAMES = {"none": 0, "at_risk": 1, "own_behaviour": 2, "abuse_request": 3}
Matrix = NDArray[np.float64]
Phrases = list[tuple[str, int]]


def read_phrases(path: Path) -> Phrases:
    """Phrases with the row of their class.

    Raises:
        UsageError: the file is not lists of phrases under the names of the classes.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or set(content) - set(_NAMES):
        raise UsageError(f"{path}: found no phrases; expected lists under {', '.join(_NAMES)}.")
    return [(str(phrase), _NAMES[name]) for name, phrases in content.items() for phrase in phrases]


def fit(rows: Matrix, classes: NDArray[np.intp], weights: Matrix) -> Matrix:
    """Weights (4, n) of a softmax regression with an L2 penalty on all but the constant, by Nesterov's descent."""
    found = np.zeros((len(CLASSES), rows.shape[1]))
    penalty = np.full(rows.shape[1], _STRENGTH)
    penalty[-1] = 0
    wanted = np.eye(len(CLASSES))[classes]
    # The Hessian of softmax regression is at most half of the rows' weighted second moments.
    step = 1 / (0.5 * float(np.linalg.eigvalsh((rows * weights[:, None]).T @ rows)[-1]) + _STRENGTH)
    ahead, momentum = found, 1.0
    for _ in range(_STEPS):
        scores = rows @ ahead.T
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        errors = (powers / powers.sum(axis=1, keepdims=True) - wanted) * weights[:, None]
        new = ahead - step * (errors.T @ rows + penalty * ahead)
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = new + (momentum - 1) / following * (new - found)
        found, momentum = new, following
    return np.round(found, 4)


def plain_questions(folders: Sequence[Path]) -> list[str]:
    """What people asked in public question sets, without repeats, in their order."""
    found: dict[str, None] = {}
    for folder in folders:
        for question in read_set(folder).questions:
            said = [message.text for message in question.history if message.role is Role.USER]
            found.update(dict.fromkeys(text for text in (*said, question.question) if 0 < len(text) < 400))
    return list(found)


def _features(texts: Sequence[str], encoder: Encoder) -> Matrix:
    return np.array([features(text, encoder.embed_query(text)) for text in texts])


def _row(name: str, caught: NDArray[np.bool_], classes: NDArray[np.intp]) -> str:
    calls, plain = caught[classes > 0], caught[classes == 0]
    recall = f"{calls.sum()}/{len(calls)} ({calls.mean():.3f})" if len(calls) else "-"
    return f"| {name} | {recall} | {plain.sum()}/{len(plain)} |"


def main(
    sets: Annotated[list[Path], typer.Argument(help="Public question sets, whose questions are all plain.")],
    phrases: Annotated[list[Path] | None, typer.Option(help="Further phrases to learn from.")] = None,
    judge: Annotated[list[Path] | None, typer.Option(help="Phrases that are only measured on.")] = None,
    write: Annotated[bool, typer.Option(help="Write the weights into the package.")] = False,
) -> None:
    """Fit the meaning model of the guardrails and measure it."""
    try:
        _run(sets, phrases or [], judge or [], write=write)
    except AssistantError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _run(sets: Sequence[Path], more: Sequence[Path], judged: Sequence[Path], *, write: bool) -> None:
    encoder = load_embedding(load_settings())
    learnt = [p for path in (Path(__file__).with_name("phrases.yaml"), *more) for p in read_phrases(path)]
    questions = plain_questions(sets)
    classes = np.array([c for _, c in learnt] + [0] * len(questions[::2]), dtype=np.intp)
    weights = np.array([1.0] * len(learnt) + [_PLAIN_WEIGHT] * len(questions[::2]))
    rows = _features([text for text, _ in learnt] + questions[::2], encoder)

    lines = ["| phrases | calls for the card that get it | plain ones that get it |", "|---|---|---|"]
    caught = np.zeros(len(learnt), dtype=bool)
    for fold in np.array_split(np.random.default_rng(_SEED).permutation(len(learnt)), _FOLDS):
        kept = np.ones(len(rows), dtype=bool)
        kept[fold] = False
        model = Model(encoder.model_id, _THRESHOLD, fit(rows[kept], classes[kept], weights[kept]))
        caught[fold] = 1 - model.probabilities(rows[fold])[:, 0] >= _THRESHOLD
    lines.append(_row(f"learnt from, cross-validated in {_FOLDS}", caught, classes[: len(learnt)]))

    model = Model(encoder.model_id, _THRESHOLD, fit(rows, classes, weights))
    unseen = [(f"{path.stem}, never learnt from", read_phrases(path)) for path in judged]
    for name, items in [*unseen, ("questions of public sets, never learnt from", [(q, 0) for q in questions[1::2]])]:
        texts, found = [text for text, _ in items], np.array([c for _, c in items], dtype=np.intp)
        by_rules = np.array([signal(text) is not None for text in texts])
        by_model = 1 - model.probabilities(_features(texts, encoder))[:, 0] >= _THRESHOLD
        lines.append(_row(f"{name}: rules", by_rules, found))
        lines.append(_row(f"{name}: rules and model", by_rules | by_model, found))
    typer.echo("\n".join(lines))
    if write:
        stored = {"encoder": model.encoder, "threshold": model.threshold, "weights": model.weights.tolist()}
        target = Path(__file__).parents[2] / "assistant" / "data" / FILE
        target.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
        typer.echo(f"written to {target}", err=True)


if __name__ == "__main__":
    typer.run(main)
