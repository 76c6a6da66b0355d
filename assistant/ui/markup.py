"""Turns values into HTML by the templates of this package; whatever is not a template is escaped.

Nothing else in the package writes HTML, so this is the one place where text from documents could become markup.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from assistant.rendering import arrangement, to_text, wording
from assistant.schema import Citation, Reply, Statement

_FEW = 5  # failed files; more are folded away


def render(template: str, **values: object) -> str:
    """The HTML of a template."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.ui"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        line=wording.one_line,
        when=wording.when,
        details=wording.source_details,
        address=wording.web_address,
        short_address=wording.short_address,
        by_document=wording.by_document,
        to_paste=to_text,
        marking=_marking,
        count=_count,
        **{
            part.__name__: part
            for part in (
                arrangement.cautions,
                arrangement.closing,
                arrangement.covers,
                arrangement.laid_out,
                arrangement.missing,
                arrangement.opening,
                arrangement.readings,
                arrangement.related_heading,
                arrangement.statements_heading,
                arrangement.suggestions_heading,
            )
        },
    )
    environment.tests["declined"] = arrangement.declined
    environment.globals.update(
        wording=wording,
        cited=wording.cited,
        conflict_heading=arrangement.conflict_heading,
        label=source_label,
        FEW=_FEW,
    )
    return environment


def source_label(citation: Citation) -> str:
    """How a marker is read out: number, title, date of publication."""
    published = wording.dated(citation.published, inferred=citation.date_inferred)
    return f"Source {citation.number}: {wording.one_line(citation.title)}, {published}"


def _marking(statement: Statement, reply: Reply) -> Markup:
    """A statement's text with the short answer in it made strong."""
    text, short = wording.one_line(statement.text), wording.one_line(reply.short_answer or "")
    before, found, after = text.partition(short) if short else (text, "", "")
    return Markup("{}<strong>{}</strong>{}").format(before, found, after) if found else escape(text)


def _count(number: int, noun: str) -> str:
    """ "1 document", "2 documents", "1,204 documents"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
