"""What an encoder needs of a model: a tokenizer and a function from the ids of one text to the states of its tokens.

Texts go through one at a time on one thread, never padded and never batched: the dynamic scales of int8 operators would
otherwise make a vector depend on the texts beside it. Several texts run on several threads at once, which on small
machines is also faster than one text on several threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Model:
    """A loaded sentence-transformer with mean pooling.

    Attributes:
        tokenizer: a ``tokenizers.Tokenizer`` without truncation and padding.
        run: token ids (n,) to token states (n, dimension); may be called from several threads.
        prefix, suffix: the special tokens around a text.
        window: most tokens of one run, the special ones included.
    """

    tokenizer: Any
    run: Callable[[NDArray[np.int64]], NDArray[np.float32]]
    prefix: tuple[int, ...]
    suffix: tuple[int, ...]
    dimension: int
    window: int


def open_session(model: Path | bytes) -> Any:
    """An ONNX Runtime session on one thread; raises what ONNX Runtime raises."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # one plan for each length of text would pile up
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
