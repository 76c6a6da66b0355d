"""The encoder as a LlamaIndex embedding, so that it can be put into any LlamaIndex pipeline. Takes seconds to import."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from assistant.embedding.encoder import Encoder, Vector


class SentenceEmbedding(BaseEmbedding):
    """The encoder's methods and LlamaIndex's, over the same model."""

    _encoder: Encoder = PrivateAttr()

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(model_name=encoder.model_id, embed_batch_size=64)
        self._encoder = encoder

    @classmethod
    def class_name(cls) -> str:
        """Name of the component in LlamaIndex's events."""
        return "SentenceEmbedding"

    @property
    def model_id(self) -> str:
        """Names the model and everything else that changes its vectors."""
        return self._encoder.model_id

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self._encoder.dimension

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, the special ones around it not counted."""
        return self._encoder.count_tokens(text)

    def embed_query(self, text: str) -> Vector:
        """The unit vector (dimension,) of a question."""
        return self._encoder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """The unit vectors (n, dimension) of the texts."""
        return self._encoder.embed_passages(texts)

    def embed_with_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]
    ) -> list[tuple[Vector, Vector]]:
        """For each text its unit vector and those of its spans; see :class:`Encoder`."""
        return self._encoder.embed_with_spans(texts, spans)

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(x) for x in self.embed_query(query)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in vector] for vector in self.embed_passages(texts)]
