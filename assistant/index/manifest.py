"""What a generation says of itself: what it was made from, how much is in it, and the size and hash of each file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from assistant.index.faults import damaged
from assistant.schema import AssistantError, IndexMissingError

FORMAT = 1
"""Of the files of a generation. One of another format is built anew from the record."""

_NAME = "manifest.json"
_CHROMA_DATABASE = "chroma/chroma.sqlite3"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    Attributes:
        content: sha256 of everything it was made from; the same content makes an equal generation.
        index: random id of the index folder, part of the collection's name on a shared server.
        model, dimension: of the vectors; questions must be embedded alike.
        server: address of the Chroma server that holds the collection; None where it is in the generation's folder.
        recall: share of the true ten nearest passages that Chroma found for a sample of passages.
        files: size and sha256 of each file but those that are changed by reading them, such as Chroma's database.
    """

    format: int
    generation: str
    content: str
    index: str
    corpus: str
    model: str
    dimension: int
    server: str | None
    documents: int
    passages: int
    sentences: int
    recall: float
    files: Mapping[str, tuple[int, str]]

    @property
    def collection(self) -> str:
        """Name of the collection on a server."""
        return f"{collection_prefix(self.index)}{self.generation}"


def collection_prefix(index: str) -> str:
    """How the names of all of an index's collections on a server begin."""
    return f"assistant-{index}-"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest, the last file of a generation."""
    (folder / _NAME).write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n", encoding="ascii")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexDamagedError: it is missing or not a manifest.
        IndexMissingError: it is of an older format, so the index has to be made again.
        AssistantError: it is of a newer format than this version knows.
    """
    path = folder / _NAME
    try:
        fields = json.loads(path.read_text(encoding="ascii"))
        version = int(fields["format"])
        if version == FORMAT:
            fields["files"] = {name: (int(size), str(digest)) for name, (size, digest) in fields["files"].items()}
            return Manifest(**fields)
    except FileNotFoundError:
        raise damaged(f"{path} is missing") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(f"{path} is not a manifest ({error})") from error
    if version > FORMAT:
        raise AssistantError(
            f"{path} was written by a newer version of the assistant (format {version}, expected {FORMAT}). Update the "
            "assistant, or name another folder with --index."
        )
    raise IndexMissingError(f"{path} was written by an older version of the assistant. Run `assistant index`.")


def files_of(folder: Path, within: str = "") -> dict[str, tuple[int, str]]:
    """Size and sha256 of every file of a generation, or of those whose names begin so, but Chroma's database."""
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.startswith(within) and not name.startswith(_CHROMA_DATABASE):
            with path.open("rb") as file:
                hashed = sha256()
                while block := file.read(2**20):
                    hashed.update(block)
            files[name] = (path.stat().st_size, hashed.hexdigest())
    return files


def missing_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Files that are not there or not of their size: what can be seen without reading them."""
    for name, (size, _) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield f"{path} is missing"
        elif path.stat().st_size != size:
            yield f"{path} has {path.stat().st_size} bytes, expected {size}"
    if manifest.server is None and manifest.passages and not (folder / _CHROMA_DATABASE).is_file():
        yield f"{folder / _CHROMA_DATABASE} is missing"


def changed_files(folder: Path, manifest: Manifest, within: str = "") -> Iterator[str]:
    """Files that are not what was written; reads all of them, or those whose names begin so."""
    found = files_of(folder, within)
    for name, (_, digest) in manifest.files.items():
        if name in found and found[name][1] != digest:
            yield f"{folder / name} has changed since it was written"
