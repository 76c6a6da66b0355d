"""The retriever as a LlamaIndex retriever, so that any LlamaIndex engine can stand on it. Takes seconds to import."""

from __future__ import annotations

from datetime import date

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from assistant.chunking.llama import to_node
from assistant.retrieval.retriever import Embedder, Retriever, Store
from assistant.schema import Evidence, Query
from assistant.settings import Settings
from assistant.text import normalise


class HybridRetriever(BaseRetriever):
    """Evidence for a query of ours, or nodes with scores for one of LlamaIndex's, over the same search."""

    def __init__(self, snapshot: Store, embedding: Embedder, settings: Settings) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._retriever = Retriever(snapshot, embedding, settings)

    def search(self, query: Query) -> list[Evidence]:
        """The best passages for a query, best first; see :meth:`Retriever.search`."""
        return self._retriever.search(query)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        text = normalise(query_bundle.query_str)
        titles = self._snapshot.documents
        return [
            NodeWithScore(node=to_node(found.passage, titles[found.passage.document].metadata.title), score=found.score)
            for found in self.search(Query(text, text, date.today()))
        ]
