"""The nouns every other module speaks: documents, passages, questions, evidence, answers, and the tree of errors.

Everything here is frozen; a stage returns new objects and never writes into someone else's. Knows nothing of
LlamaIndex, Chroma, Gradio or files.

Offsets are Unicode code points, end exclusive, into ``Document.text``.

Errors::

    AssistantError                 something the person can act on; the message says what and how (exit 1)
    ├── UsageError                 the call itself is wrong: option, setting, folder, index of another corpus (exit 2)
    ├── DocumentError              one file cannot be read; carries a reason code, never stops the others
    ├── IndexMissingError          no index yet; the message names the command
    ├── IndexLockedError           another process is writing this index
    ├── IndexDamagedError          what is stored does not verify; the message names the repair
    ├── CorpusShrunkError          most documents vanished; refused without --allow-shrink
    └── ModelError                 the embedding model is missing, altered or does not load
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# --- errors -------------------------------------------------------------------------------------------------------


class AssistantError(Exception):
    """Base of every error whose message is meant for the person at the keyboard."""


class UsageError(AssistantError):
    """The call is wrong: an option, a setting, a folder, an index that belongs to another corpus."""


class DocumentError(AssistantError):
    """One file cannot be read.

    Attributes:
        reason: a ``FailureReason``, for lists and tests; the message is for people.
    """

    def __init__(self, reason: FailureReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class IndexMissingError(AssistantError):
    """There is no index for this corpus yet."""


class IndexLockedError(AssistantError):
    """Another process is writing this index."""


class IndexDamagedError(AssistantError):
    """The stored index does not verify."""


class CorpusShrunkError(AssistantError):
    """Most or all indexed documents have vanished from the folder."""


class ModelError(AssistantError):
    """The embedding model is missing, altered or cannot be loaded."""


# --- documents ----------------------------------------------------------------------------------------------------


class Status(StrEnum):
    """Whether a document still holds."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class FailureReason(StrEnum):
    """Why a file was not indexed."""

    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    SCANNED = "scanned"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNREADABLE = "unreadable"
    METADATA = "metadata"
    OUTSIDE = "outside"
    NOT_A_FILE = "not_a_file"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document, and which of it was inferred rather than stated.

    Attributes:
        published: ISO day, year-month or year as stated (``2018-09-03``, ``2018-09``, ``2018``); None is undated.
        inferred: names of the fields that were inferred (from HTML tags, a dateline, the file name).
    """

    title: str
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    licence: str | None = None
    status: Status = Status.CURRENT
    supersedes: str | None = None
    inferred: frozenset[str] = frozenset()


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FURNITURE = "furniture"
    """Menus, prices, booking numbers, picture credits: kept in the text, never indexed or answered from."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text with its role and heading trail, outermost heading first.

    Blocks are in order, never overlap, and ``text[start:end]`` has no surrounding white space. A table row stands in
    the text as ``label: value`` pairs under its header, so that a figure in it can be cited with its row and column.
    """

    kind: BlockKind
    start: int
    end: int
    headings: tuple[str, ...] = ()


_OPENING = 400  # characters


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, cleaned to plain text.

    Attributes:
        id: path in the corpus without its ending, NFC, with ``/`` (with the ending where two would collide).
        path: path in the corpus with its ending, as the person knows the file.
        text: normalised text that every offset refers to.
        digest: sha256 (hex) of the file's bytes, its sidecar's, and the parser version.
    """

    id: str
    path: str
    text: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    digest: str

    def __hash__(self) -> int:
        """Of what tells documents apart: what is found out about one is kept under it, and its text may be a book's."""
        return hash((self.id, self.digest))

    @property
    def opening(self) -> str:
        """The first words of its text, which with the title say what it is about."""
        return self.text[:_OPENING]

    def block_at(self, offset: int) -> Block | None:
        """The block that an offset of the text lies in; None between blocks."""
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[at] if at >= 0 and offset < self.blocks[at].end else None


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that was found but not indexed."""

    path: str
    reason: FailureReason
    message: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of a document: ``document.text[start:end] == text``.

    Attributes:
        id: deterministic, from the document id, the offsets and the text.
        sentences: spans of its sentences as offsets into the *document* text, in order; each lies in one block.
    """

    id: str
    document: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus before it is parsed: the id it will have, its path in the corpus and its digest."""

    id: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a list of documents shows: everything about a document but its text."""

    id: str
    path: str
    metadata: Metadata
    passages: int
    characters: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: ``done`` of ``total`` units of ``stage`` (``reading``, ``embedding``, ``writing``)."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an index run did, by path, and the generation that answers from now on."""

    generation: str
    documents: int
    passages: int
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    seconds: float = 0.0


# --- questions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``start`` to ``end``, both included; ``text`` is how it was written."""

    start: date
    end: date
    text: str = ""

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a date range must not end before it starts: {self.start} to {self.end}")


class Role(StrEnum):
    """Who said a line of the conversation."""

    USER = "user"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Message:
    """One earlier line of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """The stand-alone reading of a question.

    Attributes:
        question: what the person typed, normalised.
        text: the reading that is searched with; equals ``question`` unless ``rewritten``.
        as_of: nothing published after this day counts.
        as_of_given: whether the person set ``as_of``; by default it is today and leaves undated documents in.
        documents: ids to answer from; empty means all.
        named: ids of documents that the question names by title; from these even what no longer holds is quoted.
        context: earlier lines of the conversation with the weight (0 to 1) of their words beside the question's own;
            retrieval leans on them, an answer never has to bear them out.
    """

    question: str
    text: str
    as_of: date
    as_of_given: bool = False
    rewritten: bool = False
    dates: tuple[DateRange, ...] = ()
    documents: tuple[str, ...] = ()
    context: tuple[tuple[str, float], ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its retrieval scores.

    Attributes:
        score: fused score in [0, 1] within one result list; orders the list.
        cosine: cosine of the query and passage vectors, in [-1, 1].
        bm25: BM25 score, at least 0; 0 where no term matched.
    """

    passage: Passage
    score: float
    cosine: float
    bm25: float


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """One sentence of the evidence, judged as an answer to the query.

    Attributes:
        start, end: offsets of the sentence into the document's text.
        score: how well it answers, in [0, 1]; orders the sentences.
        features: what the score was made of, by name.
        answer: offsets (document text) of the short answer inside it, if it holds one.
        context: offsets of the sentence before, when this one leans on it ("This", "He"); quoted first.
    """

    document: str
    start: int
    end: int
    text: str
    score: float
    features: Mapping[str, float] = field(default_factory=dict)
    answer: tuple[int, int] | None = None
    context: tuple[int, int] | None = None

    @property
    def short_answer(self) -> str | None:
        """The words at ``answer``; None where there are none."""
        if self.answer is None:
            return None
        start, end = self.answer
        return self.text[start - self.start : end - self.start]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the evidence says to a query.

    Attributes:
        sentences: best first.
        confidence: calibrated probability in [0, 1] that the best sentences answer the question.
        unsupported: words of the question (as typed) that the evidence does not bear out.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    unsupported: tuple[str, ...] = ()


# --- answers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the words of a statement stand: ``document.text[start:end] == quote``."""

    number: int
    document: str
    title: str
    quote: str
    start: int
    end: int
    publisher: str | None = None
    published: str | None = None
    date_inferred: bool = False
    status: Status = Status.CURRENT
    url: str | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the numbers of its citations (at least one)."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of several differing values: ``statement`` is an index into the reply's statements."""

    value: str
    date: str | None
    statement: int
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Different values that documents give for the same thing, in time order."""

    about: str
    values: tuple[ConflictValue, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A nearby passage that does not answer; with reason ``ambiguous``, one of the things the question may mean."""

    document: str
    title: str
    quote: str
    start: int
    end: int
    publisher: str | None = None
    published: str | None = None
    date_inferred: bool = False
    status: Status = Status.CURRENT


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the indexed documents cover: counts and the first and last publication date as stated."""

    documents: int = 0
    undated: int = 0
    first: str | None = None
    last: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader should know about the question or a cited document."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of a help card."""

    name: str
    detail: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """Help lines, with the day somebody last checked them."""

    title: str
    contacts: tuple[Contact, ...]
    last_checked: str


class ReplyStatus(StrEnum):
    """What kind of reply this is."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    SIGNPOSTED = "signposted"


class Reason(StrEnum):
    """Why there is no (full) answer."""

    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    FALSE_PREMISE = "false_premise"
    AMBIGUOUS = "ambiguous"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    UNSAFE = "unsafe"


class Completeness(StrEnum):
    """How much of the question the statements cover."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, an abstention or a signpost; the contract of the command line, the API and exports.

    ``answer`` (the statements with their markers) is derived, never stored, so the two cannot disagree.
    """

    query: Query
    status: ReplyStatus
    completeness: Completeness = Completeness.NONE
    reason: Reason | None = None
    message: str | None = None
    short_answer: str | None = None
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    related: tuple[Related, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    warnings: tuple[Caution, ...] = ()
    card: Card | None = None
    confidence: float = 0.0
    generation: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    mode: str = "extractive"
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def answer(self) -> str | None:
        """Exactly the statements, each followed by its markers; None when there is none."""
        if not self.statements:
            return None
        return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in self.statements)
