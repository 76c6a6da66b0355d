"""Turns a query into evidence: passages found by meaning and by words, no document or copy crowding out the rest.

:class:`Retriever` needs nothing of LlamaIndex; :class:`HybridRetriever` is the same as a LlamaIndex retriever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.retrieval.retriever import Embedder, Retriever, Store

if TYPE_CHECKING:
    from assistant.retrieval.llama import HybridRetriever

__all__ = ["Embedder", "HybridRetriever", "Retriever", "Store"]


def __getattr__(name: str) -> Any:
    if name == "HybridRetriever":
        from assistant.retrieval.llama import HybridRetriever

        return HybridRetriever
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
