"""An index of many passages: how long a question takes and how much memory the process that answers it needs.

The documents are written from templates and their vectors are drawn, not embedded; questions go through the real model.
The folders are kept between runs, so that only the first one builds them.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from assistant.schema import Document, Reply
from assistant.settings import Settings, load_settings
from evals.speed import Row, apart, beside, percentile, seconds
from evals.speed.parts import RETRIEVAL, Options, finding
from evals.speed.synthetic import QuickEncoder, document, questions, source_of, vectors

ASKED = 60


def large(options: Options) -> list[Row]:
    """Rows for the large index; what is built and what is asked each have a process of their own."""
    folder = load_settings().cache_dir / "bench" / f"{options.passages}-passages"
    folder.mkdir(parents=True, exist_ok=True)
    built = apart(build_ours, folder, options.passages)
    built_beside = apart(build_beside, folder, options.passages)
    here = apart(ask_ours, folder)
    there = apart(ask_beside, folder, here["documents"])
    size = f"{here['passages']:,} passages"
    rows = [
        Row(f"question over {size}, warm ({ASKED} questions): median", here["p50"], "ms"),
        Row("the same: 95 % take at most", here["p95"], "ms", "under 300 ms"),
        Row("of that, finding passages: median", here["finding"], "ms", "", there["p50"]),
        Row(
            f"most memory of the process that asks over {size}",
            here["mb"],
            "MiB",
            "under 1 GiB",
            there["mb"],
            RETRIEVAL,
        ),
    ]
    if built and built_beside:
        rows.append(Row(f"storing {size}, vectors at hand", built, "s", "", built_beside))
    return rows


def build_ours(folder: Path, size: int) -> float | None:
    """Seconds to store so many passages or a few more; None where they are stored already."""
    from assistant.chunking import passages
    from assistant.index import Index

    settings, encoder = _settings(folder), _encoder()
    made: dict[str, Document] = {}
    count = 0
    while count < size:
        one = document(len(made))
        made[one.id] = one
        count += len(passages(one, encoder.count_tokens, settings))
    sources = [source_of(one) for one in made.values()]
    reports: list[Any] = []
    index = Index(settings, encoder)
    stale = bool(index.check())  # kept from a run of another version
    work = partial(index.update, sources, lambda source: made[source.id], corpus=folder, rebuild=stale)
    took = seconds(lambda: reports.append(work()))
    return took if stale or reports[0].added else None


def build_beside(folder: Path, size: int) -> float | None:
    """The same of the default pipeline, given the same passages and vectors."""
    from assistant.chunking import embedding_text
    from assistant.index import Index

    if (folder / "beside.done").exists():
        return None
    encoder = _encoder()
    with Index(_settings(folder), encoder).open() as snapshot:
        titles = {info.id: info.metadata.title for info in snapshot.documents.values()}
        kept = list(snapshot.passages)
    texts = [embedding_text(passage, titles[passage.document])[0] for passage in kept]
    drawn = vectors(texts, encoder.dimension)
    rows = [(p.id, text, [float(x) for x in row]) for p, text, row in zip(kept, texts, drawn, strict=True)]
    took = seconds(lambda: beside.build_from_passages(rows, folder / "beside", _llama(encoder)))
    (folder / "beside.done").touch()
    return took


def ask_ours(folder: Path) -> dict[str, Any]:
    """Times and memory of the assistant over the stored passages."""
    from assistant.pipeline import Assistant

    assistant = Assistant(_settings(folder), embedding=_encoder())
    documents = assistant.documents()
    replies: list[Reply] = []
    times = _asked(lambda question: replies.append(assistant.ask(question)), len(documents))
    found = percentile(finding(replies), 50)
    passages = sum(info.passages for info in documents)
    return {**times, "finding": found, "documents": len(documents), "passages": passages}


def ask_beside(folder: Path, documents: int) -> dict[str, Any]:
    """Times and memory of the default retriever over the same passages."""
    return _asked(beside.reopen(folder / "beside", _llama(_encoder())).as_retriever().retrieve, documents)


def _asked(ask: Callable[[str], object], documents: int) -> dict[str, Any]:
    put = questions(range(0, documents, max(documents // ASKED, 1)))[:ASKED]
    for question in put[:5]:
        ask(question)
    times = [1000 * seconds(partial(ask, question)) for question in put]
    return {"p50": percentile(times, 50), "p95": percentile(times, 95), "mb": peak_memory_mb()}


def peak_memory_mb() -> float:
    """The most memory this process has held at once, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _settings(folder: Path) -> Settings:
    return load_settings(corpus=folder, index=folder / "index")


def _encoder() -> Any:
    from assistant.embedding import load_embedding

    return QuickEncoder(load_embedding(load_settings()))


def _llama(encoder: QuickEncoder) -> Any:
    from assistant.embedding import SentenceEmbedding

    return SentenceEmbedding(encoder)  # type: ignore[arg-type]
