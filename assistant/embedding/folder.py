"""Turns a folder with another ONNX sentence-transformer into a model: ``model.onnx``, ``tokenizer.json``, mean pooling."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.model import Model, open_session
from assistant.schema import ModelError

_WINDOW = 512


def model_id(folder: Path) -> str:
    """Name of the folder and the start of a hash of the model and its tokenizer: other weights are another model."""
    digest = hashlib.sha256()
    for path in (_model_path(folder), _required(folder, "tokenizer.json")):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.resolve().name}/{digest.hexdigest()[:12]}"


def load(folder: Path) -> Model:
    """The model of the folder, as it is.

    The window is the smallest that ``sentence_bert_config.json``, ``tokenizer_config.json`` and ``config.json`` state,
    else 512 tokens.

    Raises:
        ModelError: a file is missing or damaged, or the model does not pool by the mean of its token states.
    """
    path, tokenizer_path = _model_path(folder), _required(folder, "tokenizer.json")
    pooling = _config(folder / "1_Pooling" / "config.json")
    others = [name for name, on in pooling.items() if on is True and name.startswith("pooling_mode_")]
    if pooling and others != ["pooling_mode_mean_tokens"]:
        raise ModelError(
            f"{folder}: the model pools by {', '.join(others) or 'nothing'}; expected pooling_mode_mean_tokens."
        )
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_path))
        session = open_session(path)
    except Exception as error:  # both libraries raise bare exceptions of their own
        raise ModelError(
            f"{folder}: the model does not load ({error}). Expected an ONNX sentence-transformer."
        ) from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    sample = tokenizer.encode("a")
    plain = [place for place, special in enumerate(sample.special_tokens_mask) if not special]
    if not plain:
        raise ModelError(f"{tokenizer_path}: no token for the letter a; expected a tokenizer for text.")
    run = _runner(session)
    states = run(np.array(sample.ids, dtype=np.int64))
    if states.ndim != 2 or len(states) != len(sample.ids):
        raise ModelError(f"{path}: the first output has shape {states.shape}; expected a state for each token.")
    prefix, suffix = sample.ids[: plain[0]], sample.ids[plain[-1] + 1 :]
    return Model(tokenizer, run, tuple(prefix), tuple(suffix), states.shape[1], _window(folder))


def _runner(session: Any) -> Callable[[NDArray[np.int64]], NDArray[np.float32]]:
    names = [given.name for given in session.get_inputs()]

    def run(ids: NDArray[np.int64]) -> NDArray[np.float32]:
        known = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        try:
            states = session.run(None, {name: known[name][None] for name in names})[0][0]
        except KeyError as error:
            raise ModelError(f"The model wants an input {error}; expected only {', '.join(known)}.") from None
        return np.asarray(states, dtype=np.float32)

    return run


def _window(folder: Path) -> int:
    stated = [
        _config(folder / "sentence_bert_config.json").get("max_seq_length"),
        _config(folder / "tokenizer_config.json").get("model_max_length"),
        _config(folder / "config.json").get("max_position_embeddings"),
    ]
    return min((n for n in stated if isinstance(n, int) and 8 <= n <= 100_000), default=_WINDOW)


def _config(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); expected JSON.") from None
    if not isinstance(value, dict):
        raise ModelError(f"{path}: found {type(value).__name__}; expected a JSON object.")
    return value


def _model_path(folder: Path) -> Path:
    exported = folder / "onnx" / "model.onnx"  # where Hugging Face repositories keep it
    return exported if exported.is_file() else _required(folder, "model.onnx")


def _required(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise ModelError(
            f"{folder}: {name} is missing. ASSISTANT_MODEL_DIR must name a folder that holds model.onnx and tokenizer.json; "
            "leave it out to use the model that comes with the assistant."
        )
    return path
