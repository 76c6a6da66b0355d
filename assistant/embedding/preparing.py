"""Prepares a model with real int8 operators for this machine once, and keeps it in the cache folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.model import open_session
from assistant.embedding.operators import Arithmetic
from assistant.schema import ModelError

Inputs = Mapping[str, NDArray[np.int64]]
"""What a model is given, each (1, tokens)."""

_PROBE_COSINE = 0.9995
"""Signed and unsigned weights compute the very same integers, but where signed ones overflow (cosine .994, on Haswell)."""


def prepared(cache_dir: Path, name: str, probe: Inputs, build: Callable[[Arithmetic], Any]) -> Any:
    """A session on what ``build`` makes, prepared once under ``name``; in memory where the folder cannot be written.

    Args:
        probe: inputs on which the model must compute here what it should.
        build: makes the ``onnx.ModelProto`` of an arithmetic; called only where nothing fitting is kept.

    Raises:
        ModelError: the model does not run here. What ``build`` raises.
    """
    # Signed weights are the fast path, but processors without VNNI may overflow with them: whether this one does is
    # seen from the probe, and unsigned weights, right everywhere, take over.
    paths: dict[Arithmetic, Path] = {"int8": cache_dir / f"{name}-s8.onnx", "uint8": cache_dir / f"{name}-u8.onnx"}
    for path in paths.values():
        session = _opened(path, probe)
        if session is not None:
            return session
    expected = _mean(open_session(build("uint8").SerializeToString()), probe)
    for arithmetic, path in paths.items():
        data = _stamped(build(arithmetic), expected)
        session = _opened(data, probe)
        if session is not None:
            _keep(path, data)
            return session
    raise ModelError(
        "The embedding model gives wrong results on this processor. Name the folder of another ONNX "
        "sentence-transformer in ASSISTANT_MODEL_DIR, and report this processor."
    )


def _mean(session: Any, probe: Inputs) -> NDArray[np.float32]:
    states: NDArray[np.float32] = session.run(None, dict(probe))[0][0].mean(0)
    return states


def _stamped(model: Any, expected: NDArray[np.float32]) -> bytes:
    """The model with the vector of the probe in its metadata, as unsigned weights, right everywhere, give it."""
    from onnx import helper

    helper.set_model_props(model, {"probe": ",".join(repr(float(x)) for x in expected)})
    data: bytes = model.SerializeToString()
    return data


def _opened(model: Path | bytes, probe: Inputs) -> Any | None:
    """A session on a prepared model, or None where it is missing, damaged or wrong on this processor."""
    if isinstance(model, Path) and not model.is_file():
        return None
    try:
        session = open_session(model)
        expected = np.array(session.get_modelmeta().custom_metadata_map["probe"].split(","), dtype=np.float32)
        found = _mean(session, probe)
        cosine = float(found @ expected / (np.linalg.norm(found) * np.linalg.norm(expected)))
    except Exception:  # onnxruntime raises its own untyped errors for a damaged file; preparing again mends all of them
        return None
    return session if cosine >= _PROBE_COSINE else None


def _keep(path: Path, data: bytes) -> None:
    """Writes atomically, so that a second process sees all of it or nothing; a folder that cannot be written is fine."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
