"""Keeps what is known of a corpus on disk and gives it back to questions: a record, and generations built from it.

``Index`` writes and opens, ``Snapshot`` is what a question reads. How a kill at any moment is survived, and which file
is what, is told in ``folder``; the order of an update in ``store``.
"""

from assistant.index.gathering import Embedder
from assistant.index.snapshot import Snapshot
from assistant.index.store import Index

__all__ = ["Embedder", "Index", "Snapshot"]
