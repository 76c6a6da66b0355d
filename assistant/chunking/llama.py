"""Passages as LlamaIndex nodes and back: the one place where the two meet. Takes seconds to import."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from pydantic import PrivateAttr

from assistant.chunking import embedding_text, paragraphs, passages
from assistant.schema import Document, Metadata, Passage
from assistant.settings import Settings
from assistant.text import normalise

_HIDDEN = ("document", "headings", "sentences")


def to_node(passage: Passage, title: str) -> TextNode:
    """The node of a passage; what LlamaIndex embeds of it is exactly :func:`assistant.chunking.embedding_text`."""
    text, start = embedding_text(passage, title)
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "context": text[:start].rstrip("\n"),
            "document": passage.document,
            "headings": json.dumps(passage.headings, ensure_ascii=False),  # Chroma takes no lists
            "sentences": json.dumps(passage.sentences),
        },
        excluded_embed_metadata_keys=[*_HIDDEN, *([] if start else ["context"])],
        excluded_llm_metadata_keys=[*_HIDDEN, *([] if start else ["context"])],
        metadata_template="{value}",
        metadata_separator="\n",
        text_template="{metadata_str}\n{content}",
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.document)},
    )


def from_node(node: TextNode) -> Passage:
    """The passage that :func:`to_node` was given."""
    return Passage(
        id=node.node_id,
        document=node.metadata["document"],
        start=int(node.start_char_idx or 0),
        end=int(node.end_char_idx or 0),
        text=node.text,
        headings=tuple(json.loads(node.metadata["headings"])),
        sentences=tuple((start, end) for start, end in json.loads(node.metadata["sentences"])),
    )


class PassageParser(NodeParser):
    """LlamaIndex documents -> nodes, one for each passage; offsets are those of the normalised text of the document.

    A document's id and its ``title`` metadata are kept; its paragraphs are its blocks.
    """

    _count_tokens: Callable[[str], int] = PrivateAttr()
    _settings: Settings = PrivateAttr()

    def __init__(self, count_tokens: Callable[[str], int], settings: Settings) -> None:
        super().__init__(include_prev_next_rel=False)
        self._count_tokens = count_tokens
        self._settings = settings

    @classmethod
    def class_name(cls) -> str:
        """Name of the component in LlamaIndex's events."""
        return "PassageParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        parsed: list[BaseNode] = []
        for node in nodes:
            text = normalise(node.get_content(MetadataMode.NONE))
            title = str(node.metadata.get("title") or "")
            document = Document(node.node_id, node.node_id, text, Metadata(title), paragraphs(text), digest="")
            parsed += [to_node(passage, title) for passage in passages(document, self._count_tokens, self._settings)]
        return parsed

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: Any) -> list[BaseNode]:
        return nodes  # LlamaIndex would look the offsets up by text, and get them wrong where text repeats
