"""One frozen object of settings, from ``ASSISTANT_*`` variables, an optional ``assistant.toml`` and defaults.

Reads nothing and creates nothing when imported.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.schema import UsageError


def default_corpus() -> Path:
    """``corpus`` in the working folder; where there is none, what ships: inside a wheel's package, beside a checkout's."""
    package = Path(__file__).resolve().parent
    places = (Path("corpus"), package / "data" / "corpus", package.parent / "corpus")
    return next((place for place in places if place.is_dir()), places[0])


class Settings(BaseSettings):
    """Every option of the engine. Variables win over ``assistant.toml`` (in the working folder), which wins over the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", toml_file="assistant.toml", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    # Where things are
    corpus: Path = Field(
        default_factory=default_corpus,
        description="Folder of documents to answer from; by default corpus/ here, else the documents that ship with the project.",
    )
    index: Path | None = Field(
        default=None,
        description="Folder of the index; by default derived from the corpus path, in the user's data folder.",
    )
    chroma_url: str | None = Field(
        default=None, description="Address of a Chroma server to use instead of local files."
    )
    model_dir: Path | None = Field(
        default=None, description="Folder of another ONNX sentence-transformer (model.onnx and tokenizer.json)."
    )
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("docs-assistant", appauthor=False)),
        description="Folder for prepared models.",
    )

    # Reading files
    parse_timeout_s: float = Field(
        default=30.0, gt=0, description="Longest time one file may take to parse, in seconds."
    )
    parse_memory_mb: int = Field(default=1024, gt=0, description="Most memory a parse may take, in MiB.")
    max_file_mb: float = Field(default=50.0, gt=0, description="Largest file that is read, in MiB.")
    max_text_chars: int = Field(
        default=5_000_000, gt=0, description="Longest text kept of one document, in characters."
    )

    # Passages
    passage_tokens: int = Field(
        default=160, ge=32, le=4096, description="Longest passage, in word pieces of the model."
    )
    overlap_sentences: int = Field(default=0, ge=0, le=5, description="Sentences repeated from the passage before.")

    # Retrieval
    candidates: int = Field(default=100, ge=1, le=1000, description="Passages fetched by each of the two searches.")
    top_k: int = Field(default=12, ge=1, le=100, description="Passages handed on to reading.")
    per_document: int = Field(default=6, ge=1, le=100, description="Most passages of one document among the top ones.")
    dense_weight: float = Field(
        default=0.55, ge=0, le=1, description="Weight of meaning against words in the fused score."
    )

    # Answers
    thorough: bool = Field(
        default=True,
        description="Whether a larger reader looks again at the best sentences: surer answers, which take longer.",
    )
    max_statements: int = Field(default=3, ge=1, le=10, description="Most statements of an answer that is not a list.")
    further_share: float = Field(
        default=0.02, ge=0, le=1, description="Least share of the best sentence's odds that a further one needs."
    )
    max_question_chars: int = Field(default=1000, ge=50, description="Longest question, in characters.")
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="Least confidence that is answered; by default the calibrated one."
    )

    # Machine
    threads: int = Field(default=0, ge=0, description="Threads for the model; 0 takes all cores.")
    host: str = Field(default="127.0.0.1", description="Address the UI listens on.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Names by which other computers reach the UI, with commas between; needed to let them in at all.",
    )
    port: int = Field(default=7860, ge=0, le=65535, description="Port of the UI; the next free one where it is busy.")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then variables, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def index_dir(self) -> Path:
        """Folder of the index: the one given, or one derived from the resolved corpus path."""
        if self.index is not None:
            return self.index.expanduser().resolve()
        corpus = self.corpus.expanduser().resolve()
        name = f"{corpus.name or 'root'}-{sha256(str(corpus).encode()).hexdigest()[:12]}"
        return Path(platformdirs.user_data_dir("docs-assistant", appauthor=False)) / "indexes" / name


def load_settings(**overrides: object) -> Settings:
    """Settings with the given fields on top; None leaves a field alone.

    Raises:
        UsageError: a value is out of range or a name is unknown; the message names each of them.
    """
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"settings: {lines}. Set them as ASSISTANT_NAME or in assistant.toml.") from None
