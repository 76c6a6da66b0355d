"""Entry points of other packages, turned into commands of ``assistant`` without importing them.

A package adds a command by an entry point in the group ``assistant.commands`` that names a Typer app (or anything
that is called with a list of words and ``prog_name``). It is imported when its command runs, never for ``--help``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

import typer

from assistant.cli.options import Places

GROUP = "assistant.commands"


def add_commands(app: typer.Typer, points: Iterable[EntryPoint] | None = None) -> None:
    """Add a command for each entry point, in order of name; a name that the app has already is left as it is."""
    taken = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    found = entry_points(group=GROUP) if points is None else points
    for name, point in sorted({point.name: point for point in found}.items()):
        if name not in taken:
            app.command(
                name,
                help=summary(point),
                add_help_option=False,
                context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
            )(_forward(point))


def summary(point: EntryPoint) -> str:
    """First line of the docstring of the entry point's module, read from its file and not by importing it."""
    try:
        spec = find_spec(point.module)
        source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
        text = ast.get_docstring(ast.parse(source)) or ""
    except (ImportError, OSError, SyntaxError, ValueError):
        text = ""
    return text.partition("\n")[0] or f"Added by {point.value.partition(':')[0]}."


def _forward(point: EntryPoint) -> Callable[[typer.Context], None]:
    def command(ctx: typer.Context) -> None:
        places = ctx.obj if isinstance(ctx.obj, Places) else Places()
        point.load()([*places.arguments(), *ctx.args], prog_name=f"assistant {point.name}")

    return command
