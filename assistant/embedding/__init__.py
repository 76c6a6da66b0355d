"""Turns texts into vectors: all-MiniLM-L6-v2, or the model of a folder, on ONNX Runtime; offline.

``load_embedding`` gives an :class:`Encoder`, which needs nothing of LlamaIndex, so that a single question from the
command line need not wait seconds for its import. :class:`SentenceEmbedding` is the same with LlamaIndex's interface.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.embedding.encoder import Encoder
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.embedding.llama import SentenceEmbedding

__all__ = ["Encoder", "SentenceEmbedding", "load_embedding"]


def load_embedding(settings: Settings) -> Encoder:
    """The encoder that the settings name; its model loads at the first text.

    Raises:
        ModelError: ``model_dir`` holds no model. A damaged one raises at the first text.
    """
    if settings.model_dir is not None:
        from assistant.embedding import folder

        path = settings.model_dir.expanduser()
        return Encoder(folder.model_id(path), partial(folder.load, path), settings.threads)
    from assistant.embedding import minilm

    return Encoder(minilm.MODEL_ID, partial(minilm.load, settings.cache_dir.expanduser()), settings.threads)


def __getattr__(name: str) -> Any:
    if name == "SentenceEmbedding":
        from assistant.embedding.llama import SentenceEmbedding

        return SentenceEmbedding
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
