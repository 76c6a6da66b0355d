"""The assistant's own words: fixed templates that hold only names and values from the question, metadata or citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.dates import describe_published, published_range
from assistant.schema import Coverage, Metadata

NOTHING_INDEXED = "No documents are indexed yet. Add files to the folder and run “assistant index”."
OUTSIDE = "No document of those asked for was published by that day. Choose a later day or other documents."
EMPTY = "Please type a question."
_COUNTED = {2: "two", 3: "three", 4: "four"}
_MOST_TITLES = 3


def too_long(length: int, limit: int) -> str:
    """For a question over the limit."""
    return f"This question has {length:,} characters; the limit is {limit:,}. Please ask it in fewer words."


def differ(published: Sequence[str | None], *, figures: bool, documents: int = 2) -> str:
    """For values that differ, given in time order: says which kind, and that there is no order where dates overlap or lack.

    Args:
        documents: in how many documents they stand.
    """
    if documents == 1:
        return f"The document {'gives different figures' if figures else 'says different things'} in different places; each is shown."
    what = "give different figures" if figures else "say different things"
    ranges = [published_range(p) for p in published if p]
    ordered = all(one.end < other.start for one, other in zip(ranges, ranges[1:], strict=False))
    if not ranges:
        order = ". None is dated, so which is newest cannot be told"
    elif len(ranges) < len(published):
        order = ". One of them is undated, so which is newest cannot be told"
    elif not ordered:
        order = ". Their dates overlap, so which is newest cannot be told"
    else:
        order = ", oldest first"
    return f"The documents {what}; each is shown with its source and date{order}."


def by_publication(published: str, *, inferred: bool) -> str:
    """For an answer whose words give no time, where the question asks about one."""
    guess = " (a date inferred from the document)" if inferred else ""
    return (
        f"The time is that of the document, published {describe_published(published)}{guess}; its words give no other."
    )


def counted_from(relative: str, published: str) -> str:
    """For an answer that gives its time as "last year"."""
    return f"“{relative}” is counted from the document's own date, {describe_published(published)}."


def left_out(titles: Sequence[str]) -> str:
    """For undated documents where a day was given to answer as of."""
    shown, more = titles[:_MOST_TITLES], len(titles) - _MOST_TITLES
    further = f" and {more:,} more" if more > 0 else ""
    verb = "is undated and was" if len(titles) == 1 else "are undated and were"
    return f"{_quoted(shown) if not further else ', '.join(f'“{t}”' for t in shown)}{further} {verb} left out."


def coverage(metadata: Iterable[Metadata]) -> Coverage:
    """What a set of documents covers: how many, from when to when (by publication), how many undated."""
    everything = list(metadata)
    dated = sorted((m.published for m in everything if m.published), key=lambda p: published_range(p).start)
    latest = sorted(dated, key=lambda p: published_range(p).end)
    undated = len(everything) - len(dated)
    count = len(everything)
    text = f"{count:,} document{'' if count == 1 else 's'}"
    first = last = None
    if dated:
        first, last = dated[0], latest[-1]
        spoken = describe_published(first), describe_published(last)
        text += f", {spoken[0]}" if spoken[0] == spoken[1] else f", {spoken[0]} to {spoken[1]}"
    if undated:
        text += f" ({undated} undated)" if undated < count else ", undated"
    return Coverage(count, undated, first, last, text)


def not_found(unsupported: Sequence[str], covered: Coverage) -> str:
    """For an abstention: what the documents do not bear out, and what they cover instead."""
    if unsupported:
        return f"The documents say nothing that answers this about {_quoted(unsupported)}. They cover {covered.text}."
    return f"The documents do not answer this. They cover {covered.text}."


def out_of_scope(covered: Coverage) -> str:
    """For a question about something else altogether."""
    return f"The documents are about something else. They cover {covered.text}."


def not_borne_out(premise: Sequence[str]) -> str:
    """For a question that takes for granted what the documents do not say."""
    return f"The documents do not bear out {_quoted(premise)} here."


def which(count: int) -> str:
    """For a question that fits several facts."""
    return f"This could mean {_COUNTED[count]} different things in the documents. Which do you mean?"


def partial(missing: Sequence[str]) -> str:
    """For an answer to only some parts of a question."""
    return f"The documents do not answer this part: {_quoted(missing)}."


def no_longer_current(titles: Sequence[str]) -> str:
    """For evidence that stands only in superseded or withdrawn documents."""
    which = "it" if len(titles) == 1 else "one of them"
    return (
        f"Only documents that are no longer current answer this: {_quoted(titles)}. "
        f"Name {which} in the question to see what it said."
    )


def _quoted(items: Sequence[str]) -> str:
    quoted = [f"“{item}”" for item in items]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
