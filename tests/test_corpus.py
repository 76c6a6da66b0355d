"""A folder becomes documents: ids, digests, sidecars, and a reason for every file that is not read."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant import corpus
from assistant.corpus.naming import document_ids, shown, unescaped
from assistant.schema import Document, DocumentError, FailureReason, SourceFile, Status, UsageError
from assistant.settings import Settings

TEXT = "The pier\n\nIt opens in May, the harbour board said on Monday.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    root.mkdir()
    return root


def put(folder: Path, name: str, text: str | bytes = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def settings(**overrides: object) -> Settings:
    return Settings(**overrides)  # type: ignore[arg-type]


def ids(folder: Path) -> list[str]:
    return [source.id for source in corpus.scan(folder, settings())[0]]


def failures(folder: Path, **overrides: object) -> dict[str, FailureReason]:
    return {failed.path: failed.reason for failed in corpus.scan(folder, settings(**overrides))[1]}


def load(folder: Path, name: str) -> Document:
    (source,) = [s for s in corpus.scan(folder, settings())[0] if s.path == name]
    return corpus.load(folder, source, settings())


# --- ids ----------------------------------------------------------------------------------------------------------


def test_an_id_is_the_path_without_its_ending(folder: Path) -> None:
    for name in ("b.txt", "a.md", "sub/deep/c.v2.html", "README.md"):
        put(folder, name)
    assert ids(folder) == ["README", "a", "b", "sub/deep/c.v2"]


def test_paths_that_would_share_an_id_all_keep_their_ending(folder: Path) -> None:
    for name in ("plan.md", "plan.txt", "plan.md.txt", "other.txt"):
        put(folder, name)
    assert dict(zip([s.path for s in corpus.scan(folder, settings())[0]], ids(folder), strict=True)) == {
        "other.txt": "other", "plan.md": "plan.md", "plan.md.txt": "plan.md.txt", "plan.txt": "plan.txt"
    }  # fmt: skip


def test_an_id_is_composed_unicode_and_two_codings_of_one_name_stay_apart() -> None:
    composed, split = "caf\u00e9.txt", "cafe\u0301.txt"
    assert document_ids([split]) == {split: "caf\u00e9"}
    assert sorted(document_ids([composed, split]).values()) == ["caf\u00e9.txt", "caf\u00e9.txt~2"]


@hypothesis_settings(deadline=None)
@given(st.sets(st.text("ab./~2é\u0301", min_size=1, max_size=6).map(lambda s: s.replace("/", "") + ".md"), max_size=8))
def test_ids_are_unique_and_do_not_depend_on_the_order(paths: set[str]) -> None:
    found = document_ids(paths)
    assert len(set(found.values())) == len(paths)
    assert found == document_ids(sorted(paths, reverse=True))
    assert all(unicodedata.is_normalized("NFC", name) for name in found.values())


@hypothesis_settings(deadline=None)
@given(st.text())
def test_a_name_that_was_made_printable_can_be_turned_back(name: str) -> None:
    assert unescaped(shown(name)) == name
    assert shown(name).isprintable() or not name.isprintable()
    shown(name).encode("utf-8")


ODD = [
    "a\nb.txt",
    "\u202etxt.exe.txt",
    "${jndi}.txt",
    "-rf.txt",
    "<img src=x>.txt",
    "a\\x0ab.txt",
    "zero\u200bwidth.txt",
    " space .txt",
    "'; drop.txt",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_read_and_shown_without_harm(folder: Path, name: str) -> None:
    put(folder, name)
    sources, failed = corpus.scan(folder, settings())
    assert failed == []
    assert sources[0].path.isprintable()
    document = corpus.load(folder, sources[0], settings())
    assert document.text.startswith("The pier")
    assert document.metadata.title == "The pier"


def test_a_name_that_is_no_utf8_is_read_and_shown_as_valid_text(folder: Path) -> None:
    path = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(TEXT.encode())
    (source,), _ = corpus.scan(folder, settings())
    assert source.path == "caf\\udce9.txt"
    assert corpus.load(folder, source, settings()).text


# --- what is found ------------------------------------------------------------------------------------------------


def test_the_same_folder_gives_the_same_lists_in_order(folder: Path) -> None:
    for name in ("z.txt", "b/x.txt", "a.txt", "b.txt", "bad.xyz"):
        put(folder, name)
    first = corpus.scan(folder, settings())
    assert first == corpus.scan(folder, settings())
    assert [s.path for s in first[0]] == sorted(s.path for s in first[0])


def test_hidden_files_lock_files_and_the_index_are_passed_over(folder: Path) -> None:
    for name in (".secret.txt", ".git/x.txt", "~$plan.docx", "idx/text.txt", "kept.txt"):
        put(folder, name)
    sources, failed = corpus.scan(folder, settings(index=folder / "idx"))
    assert [s.path for s in sources] == ["kept.txt"]
    assert failed == []


def test_what_cannot_be_read_is_listed_with_its_reason(folder: Path) -> None:
    put(folder, "good.txt")
    put(folder, "empty.txt", b"")
    put(folder, "sheet.xlsx")
    put(folder, "LICENSE")
    put(folder, "big.txt", b"x" * 200_000)
    os.mkfifo(folder / "pipe.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    assert failures(folder, max_file_mb=0.1) == {
        "LICENSE": FailureReason.UNSUPPORTED,
        "big.txt": FailureReason.TOO_LARGE,
        "empty.txt": FailureReason.EMPTY,
        "nowhere.txt": FailureReason.UNREADABLE,
        "pipe.txt": FailureReason.NOT_A_FILE,
        "sheet.xlsx": FailureReason.UNSUPPORTED,
    }
    for failed in corpus.scan(folder, settings())[1]:
        assert failed.message.startswith(failed.path)
    assert ids(folder) == ["big", "good"]


def test_a_socket_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        assert failures(tmp_path) == {"s.txt": FailureReason.NOT_A_FILE}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_files_and_folders_without_permission_are_listed(folder: Path) -> None:
    put(folder, "good.txt")
    put(folder, "closed.txt").chmod(0)
    put(folder, "shut/x.txt").parent.chmod(0)
    try:
        assert failures(folder) == {"closed.txt": FailureReason.UNREADABLE, "shut": FailureReason.UNREADABLE}
    finally:
        (folder / "shut").chmod(0o700)


def test_permission_that_is_denied_is_said_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "closed.txt")

    def deny(*args: object, **options: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("assistant.formats.files.os.open", deny)
    (failed,) = corpus.scan(folder, settings())[1]
    assert failed.reason is FailureReason.UNREADABLE
    assert "permission to read it is denied" in failed.message


@pytest.mark.parametrize("name", ["gone", "file.txt"])
def test_a_corpus_that_is_missing_or_no_folder_is_wrong_usage(tmp_path: Path, name: str) -> None:
    put(tmp_path, "file.txt")
    with pytest.raises(UsageError, match=r"does not exist|is not a folder") as caught:
        corpus.scan(tmp_path / name, settings())
    assert "--corpus" in str(caught.value)


def test_an_empty_folder_is_an_empty_corpus(folder: Path) -> None:
    assert corpus.scan(folder, settings()) == ([], [])


# --- links --------------------------------------------------------------------------------------------------------


def test_links_inside_the_folder_are_followed_and_links_out_are_listed(folder: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.txt")
    put(folder, "real/a.txt")
    (folder / "alias.txt").symlink_to(folder / "real" / "a.txt")
    (folder / "linked").symlink_to(folder / "real")
    (folder / "out.txt").symlink_to(outside)
    (folder / "outdir").symlink_to(outside.parent)
    sources, failed = corpus.scan(folder, settings())
    assert [s.id for s in sources] == ["alias", "linked/a", "real/a"]
    assert {f.path: f.reason for f in failed} == {"out.txt": FailureReason.OUTSIDE, "outdir": FailureReason.OUTSIDE}
    assert all(corpus.load(folder, source, settings()).text for source in sources)


def test_loops_of_links_end(folder: Path) -> None:
    put(folder, "a/x.txt")
    put(folder, "b/y.txt")
    (folder / "a" / "up").symlink_to(folder)
    (folder / "a" / "self").symlink_to(folder / "a")
    (folder / "a" / "across").symlink_to(folder / "b")
    (folder / "b" / "back").symlink_to(folder / "a")
    (folder / "ring").symlink_to(folder / "ring")
    sources, failed = corpus.scan(folder, settings())
    assert {"a/x", "b/y"} <= {s.id for s in sources}
    assert len(sources) < 12
    assert {f.path for f in failed} == {"ring"}


def test_a_corpus_that_is_itself_a_link_is_read(folder: Path, tmp_path: Path) -> None:
    put(folder, "a.txt")
    (tmp_path / "link").symlink_to(folder)
    assert ids(tmp_path / "link") == ["a"]


def test_a_path_out_of_the_folder_cannot_be_loaded(folder: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret.txt")
    for path in ("../secret.txt", str(tmp_path / "secret.txt")):
        with pytest.raises(DocumentError) as caught:
            corpus.load(folder, SourceFile("x", path, ""), settings())
        assert caught.value.reason is FailureReason.OUTSIDE


def test_a_file_that_became_a_pipe_or_vanished_since_the_scan_is_an_error_and_no_wait(folder: Path) -> None:
    path = put(folder, "a.txt")
    (source,), _ = corpus.scan(folder, settings())
    path.unlink()
    with pytest.raises(DocumentError, match=r"a\.txt: it is no longer there"):
        corpus.load(folder, source, settings())
    os.mkfifo(path)
    with pytest.raises(DocumentError, match="a named pipe") as caught:
        corpus.load(folder, source, settings())
    assert caught.value.reason is FailureReason.NOT_A_FILE


# --- documents ----------------------------------------------------------------------------------------------------


def test_a_document_has_its_text_blocks_and_metadata(folder: Path) -> None:
    put(
        folder,
        "news/2019-05-03-pier.md",
        "---\npublisher: Wend Post\nstatus: superseded\n---\n# The pier\n\nIt is open.\n",
    )
    document = load(folder, "news/2019-05-03-pier.md")
    assert document.id == "news/2019-05-03-pier"
    assert document.text == "The pier\n\nIt is open."
    assert [document.text[b.start : b.end] for b in document.blocks] == ["The pier", "It is open."]
    metadata = document.metadata
    assert (metadata.title, metadata.publisher, metadata.published) == ("The pier", "Wend Post", "2019-05-03")
    assert metadata.status is Status.SUPERSEDED
    assert metadata.inferred == {"title", "published"}


def test_a_sidecar_states_metadata_of_any_file_and_wins_over_front_matter(folder: Path) -> None:
    put(folder, "pier.md", "---\ntitle: From the file\nauthor: Ann Lee\ninferred: [title]\n---\nIt is open.\n")
    put(folder, "pier.md.yaml", "title: From beside\npublished: 2019-05\ninferred: [published]\n")
    sources, failed = corpus.scan(folder, settings())
    assert ([s.path for s in sources], failed) == (["pier.md"], [])
    metadata = load(folder, "pier.md").metadata
    assert (metadata.title, metadata.author, metadata.published) == ("From beside", "Ann Lee", "2019-05")
    assert metadata.inferred == {"published"}


def test_a_sidecar_without_its_document_is_listed(folder: Path) -> None:
    put(folder, "pier.md.yaml", "title: X\n")
    (failed,) = corpus.scan(folder, settings())[1]
    assert failed.reason is FailureReason.UNSUPPORTED
    assert "pier.md, which is not beside it" in failed.message


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("title: X\ncolour: red\n", r"pier\.txt\.yaml: line 2: found the unknown field 'colour'"),
        (b"title: \xff\xfe", r"pier\.txt\.yaml: line 1: found bytes that are not UTF-8"),
        ("title: [", r"pier\.txt\.yaml: line \d: found"),
    ],
)
def test_a_mistake_in_a_sidecar_is_named_with_file_and_line(folder: Path, sidecar: str | bytes, message: str) -> None:
    put(folder, "pier.txt")
    put(folder, "pier.txt.yaml", sidecar)
    with pytest.raises(DocumentError, match=message) as caught:
        load(folder, "pier.txt")
    assert caught.value.reason is FailureReason.METADATA


def test_a_sidecar_that_is_a_pipe_or_leads_out_or_is_huge_fails_its_document(folder: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "secret.yaml", "title: X\n")
    for name in ("a.txt", "b.txt", "c.txt"):
        put(folder, name)
    os.mkfifo(folder / "a.txt.yaml")
    (folder / "b.txt.yaml").symlink_to(outside)
    put(folder, "c.txt.yaml", "title: X\n# " + "x" * 70_000)
    found = failures(folder)
    assert {found[name] for name in ("a.txt", "b.txt", "c.txt")} == {FailureReason.METADATA}


def test_the_error_of_a_document_names_it(folder: Path) -> None:
    put(folder, "sub/plan.md", "---\nstatus: gone\n---\nText.\n")
    with pytest.raises(DocumentError, match=r"^sub/plan\.md: line 2: found status: 'gone', expected current"):
        load(folder, "sub/plan.md")


def test_the_digest_follows_the_bytes_the_sidecar_and_nothing_else(folder: Path) -> None:
    path = put(folder, "a.txt")

    def digest() -> str:
        return corpus.scan(folder, settings())[0][0].digest

    first = digest()
    os.utime(path, (1, 1))
    assert digest() == first
    put(folder, "a.txt.yaml", "title: X\n")
    second = digest()
    put(folder, "a.txt", TEXT + "More.\n")
    third = digest()
    assert len({first, second, third}) == 3
    assert load(folder, "a.txt").digest == third


def test_the_digest_changes_with_the_parsers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "a.txt")
    before = corpus.scan(folder, settings())[0]
    monkeypatch.setattr(corpus, "PARSER_VERSION", "another")
    assert corpus.scan(folder, settings())[0] != before


def test_no_date_is_taken_from_the_file_system(folder: Path) -> None:
    put(folder, "a.txt")
    metadata = load(folder, "a.txt").metadata
    assert metadata.published is None
    assert metadata.inferred == {"title"}
