"""LlamaIndex's default pipeline over the same texts and the same model: texts -> nodes -> Chroma -> retrieved nodes.

Default throughout: ``SentenceSplitter`` (1,024 tokens, overlap 200), ``VectorStoreIndex``, top 2. Two things are given:
the embedding model, because the default one is a paid service, and a function that splits text into sentences, because
the default one refuses to work where packages are hard links.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COLLECTION = "default-pipeline"


def sentence_pieces(text: str) -> list[str]:
    """The text in pieces that end after a full stop, a question mark or an exclamation mark; joined, they are the text."""
    return re.findall(r".+?(?:[.?!]+\s+|$)", text, re.DOTALL)


def build(texts: Mapping[str, str], folder: Path, embedding: Any) -> Any:
    """A ``VectorStoreIndex`` of the texts, by id, kept in ``folder``."""
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=text, id_=name) for name, text in texts.items()]
    splitter = SentenceSplitter(chunking_tokenizer_fn=sentence_pieces)
    return VectorStoreIndex.from_documents(
        documents,
        storage_context=StorageContext.from_defaults(vector_store=_store(folder)),
        embed_model=embedding,
        transformations=[splitter],
    )


def build_from_passages(passages: Sequence[tuple[str, str, Sequence[float]]], folder: Path, embedding: Any) -> Any:
    """The same of passages that are cut and embedded already: id, text, vector."""
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode

    nodes = [TextNode(id_=name, text=text, embedding=list(vector)) for name, text, vector in passages]
    storage = StorageContext.from_defaults(vector_store=_store(folder))
    return VectorStoreIndex(nodes, storage_context=storage, embed_model=embedding)


def reopen(folder: Path, embedding: Any) -> Any:
    """The index kept in ``folder``."""
    from llama_index.core import VectorStoreIndex

    return VectorStoreIndex.from_vector_store(_store(folder), embed_model=embedding)


def _store(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings
    from llama_index.vector_stores.chroma import ChromaVectorStore

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return ChromaVectorStore(client.get_or_create_collection(COLLECTION, embedding_function=None))


# Run by the cold-start measurement in a process of its own: folder of the index, folder of prepared models, question.
COLD = """
import sys
from pathlib import Path
from assistant.embedding import SentenceEmbedding, load_embedding
from assistant.settings import load_settings
from evals.speed.beside import reopen
embedding = SentenceEmbedding(load_embedding(load_settings(cache_dir=Path(sys.argv[2]))))
for hit in reopen(Path(sys.argv[1]), embedding).as_retriever().retrieve(sys.argv[3]):
    print(hit.text)
"""
