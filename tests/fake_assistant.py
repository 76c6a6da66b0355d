"""An assistant that a person can compute: six invented documents and one scripted reply for each question.

The last document attacks whoever shows it: markup, scripts, Markdown images, template expressions, false markers, a
word without end, terminal codes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.schema import (
    AssistantError,
    Block,
    BlockKind,
    Card,
    Caution,
    Citation,
    Completeness,
    Conflict,
    ConflictValue,
    Contact,
    Coverage,
    DateRange,
    Document,
    DocumentInfo,
    FailedFile,
    FailureReason,
    Message,
    Metadata,
    Query,
    Reason,
    Related,
    Reply,
    ReplyStatus,
    Statement,
    Status,
)

TODAY = date(2026, 11, 22)
LAST_YEAR = DateRange(date(2025, 1, 1), date(2025, 12, 31), "last year")
IMAGE = '<img src=x onerror="window.pwned=1">'
SCRIPT = "<script>window.pwned=2</script>"
MARKDOWN_IMAGE = "![x](http://evil.example/steal?q=1)"
TEMPLATE = "${window.pwned=3} {{window.pwned}}"
ESCAPE_CODES = "\x1b[31mred\x1b]0;owned\x07"
ENDLESS = "Long" + "word" * 120


def document(id: str, metadata: Metadata, *blocks: tuple[BlockKind, str]) -> Document:
    """A document of these blocks, a blank line between them."""
    made, text = [], ""
    for kind, words in blocks:
        text += "\n\n" if text else ""
        made.append(Block(kind, len(text), len(text) + len(words)))
        text += words
    return Document(id, f"{id}.md", text, metadata, tuple(made), digest="0" * 64)


H, P, L, R, F = (
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.TABLE_ROW,
    BlockKind.FURNITURE,
)

FERRIES = document(
    "transport/ferry-review",
    Metadata(
        "Review of island ferry services",
        publisher="Harbour Authority",
        published="2019-04-12",
        url="https://harbour.example/reviews/ferries?year=2019&part=1",
    ),
    (H, "Summary"),
    *[
        (P, f"Paragraph {n} of the background sets out how the routes were chosen and who was asked.")
        for n in range(30)
    ],
    (H, "Money"),
    (P, "The authority will spend £4.2m on two new ferries. The first is due in spring 2021."),
    (P, "The money goes to two routes:"),
    (L, "£3m goes to the northern route."),
    (L, "£1.2m goes to the southern route."),
    (R, "Route: Northern; Passengers: 82,109"),
    *[(P, f"Paragraph {n} of the annex lists the responses to the consultation.") for n in range(30)],
    (F, "Subscribe to our newsletter for £5 a month"),
)
ESTIMATE = document(
    "ferry-estimate",
    Metadata(
        "Passenger estimate",
        publisher="Islands Council",
        published="2017",
        status=Status.SUPERSEDED,
        inferred=frozenset({"published"}),
    ),
    (P, "About 75,000 people use the northern route each year."),
)
PRESS = document(
    "ferry-money",
    Metadata("Two new ferries announced", publisher="Quay News", published="2019-04-03"),
    (P, "The Harbour Authority will spend £4.2m on two new ferries, its chair said."),
    (P, "A third ferry was ruled out."),
)
DIARY = document(
    "diary/2019",
    Metadata("Harbour diary", publisher="Harbour Friends", published=None, status=Status.WITHDRAWN),
    (P, "In April came word of £4.2m for two new ferries."),
)
ARABIC = document(
    "arabic",
    Metadata("مراجعة العبارات", publisher=None, published=None),
    (P, "تكلف العبارة الجديدة أربعة ملايين جنيه."),
)
HOSTILE = document(
    "hostile",
    Metadata(
        f"Minutes {IMAGE} {MARKDOWN_IMAGE}",
        publisher=f"{SCRIPT}{TEMPLATE}",
        published="2020-02",
        url="javascript:window.pwned=4",
    ),
    (H, f"Heading {IMAGE}"),
    (P, f"The chair said {IMAGE} {SCRIPT} {MARKDOWN_IMAGE} {TEMPLATE} [1] [2] and closed the meeting."),
    (P, ENDLESS),
    (P, '<iframe srcdoc="<script>parent.pwned=5</script>"></iframe><a href="javascript:window.pwned=6">here</a>'),
)
DOCUMENTS = (FERRIES, ESTIMATE, PRESS, DIARY, ARABIC, HOSTILE)
FAILED = (
    FailedFile("scans/letter.pdf", FailureReason.SCANNED, "scans/letter.pdf holds only pictures of text."),
    FailedFile(f"odd {IMAGE}.docx", FailureReason.ENCRYPTED, f"odd {IMAGE}.docx needs a password."),
)
COVERAGE = Coverage(6, 2, "2017", "2020-02", "6 documents, 2017 to February 2020, 2 undated.")
STARTERS = ("How much will be spent on ferries?", "How many people use the northern route?")


def cite(number: int, source: Document, quote: str) -> Citation:
    """A citation of the first occurrence of ``quote``."""
    start = source.text.index(quote)
    about = source.metadata
    return Citation(
        number,
        source.id,
        about.title,
        quote,
        start,
        start + len(quote),
        publisher=about.publisher,
        published=about.published,
        date_inferred="published" in about.inferred,
        status=about.status,
        url=about.url,
        heading="Money" if source is FERRIES else "",
    )


def related(source: Document, quote: str) -> Related:
    """A nearby passage that does not answer."""
    start = source.text.index(quote)
    about = source.metadata
    return Related(
        source.id,
        about.title,
        quote,
        start,
        start + len(quote),
        publisher=about.publisher,
        published=about.published,
        date_inferred="published" in about.inferred,
        status=about.status,
    )


MONEY = "The authority will spend £4.2m on two new ferries."
ROUTES = "The money goes to two routes:"
SPRING = "The first is due in spring 2021."
TOLD = "The Harbour Authority will spend £4.2m on two new ferries, its chair said."
DIARIED = "In April came word of £4.2m for two new ferries."
NO_THIRD = "A third ferry was ruled out."
COUNT = "Route: Northern; Passengers: 82,109"
ABOUT = "About 75,000 people use the northern route each year."
ATTACK = f"The chair said {IMAGE} {SCRIPT} {MARKDOWN_IMAGE} {TEMPLATE} [1] [2] and closed the meeting."


def answered(query: Query) -> Reply:
    """Two statements, two citations of one document, a short answer."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        short_answer="£4.2m",
        statements=(Statement(MONEY, (1,)), Statement(SPRING, (2,))),
        citations=(cite(1, FERRIES, MONEY), cite(2, FERRIES, SPRING)),
        coverage=COVERAGE,
        confidence=0.934567,
        generation="g1",
        models={"embedding": "words"},
        timings_ms={"total": 12.5},
    )


def partial(query: Query) -> Reply:
    """An answer to one part; the other is named."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.PARTIAL,
        statements=(Statement(MONEY, (1,)),),
        citations=(cite(1, FERRIES, MONEY),),
        missing=("who will build them",),
        coverage=COVERAGE,
    )


def named(query: Query) -> Reply:
    """An answer to one part; the message names the other."""
    return replace(partial(query), message="The documents do not answer this part: “who will build them”.")


def several(query: Query) -> Reply:
    """One fact, cited from three documents, of which one is undated and withdrawn."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        short_answer="£4.2m",
        statements=(Statement(MONEY, (1, 2, 3)),),
        citations=(cite(1, FERRIES, MONEY), cite(2, PRESS, TOLD), cite(3, DIARY, DIARIED)),
        warnings=(
            Caution("withdrawn", "“Harbour diary” is withdrawn."),
            Caution("undated", "“Harbour diary” is undated."),
        ),
        coverage=COVERAGE,
    )


def personal(query: Query) -> Reply:
    """An answer to a question that holds personal data."""
    warning = Caution("personal_data", "Your question seems to hold personal data (telephone number).")
    return replace(answered(query), warnings=(warning,))


def supposed(query: Query) -> Reply:
    """The question takes something for granted that the documents contradict."""
    return Reply(
        query,
        ReplyStatus.ABSTAINED,
        reason=Reason.FALSE_PREMISE,
        message="The documents do not say that the authority will buy a third ferry.",
        statements=(Statement(NO_THIRD, (1,)), Statement(MONEY, (2,))),
        citations=(cite(1, PRESS, NO_THIRD), cite(2, FERRIES, MONEY)),
        coverage=COVERAGE,
    )


def outdated(query: Query) -> Reply:
    """Only a superseded document answers."""
    return Reply(
        query,
        ReplyStatus.ABSTAINED,
        reason=Reason.NOT_FOUND,
        message="Only documents that are no longer current answer this: “Passenger estimate”.",
        related=(related(ESTIMATE, ABOUT),),
        warnings=(Caution("superseded", "“Passenger estimate” is superseded."),),
        coverage=COVERAGE,
    )


def differing(query: Query) -> Reply:
    """Two values for one thing, from two documents, one of them superseded with an inferred date."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        message="The documents give different figures for passengers on the northern route.",
        statements=(Statement(ABOUT, (1,)), Statement(COUNT, (2,))),
        citations=(cite(1, ESTIMATE, ABOUT), cite(2, FERRIES, COUNT)),
        conflicts=(
            Conflict(
                "passengers on the northern route",
                (ConflictValue("75,000", "2017", 0, (1,)), ConflictValue("82,109", "2019-04", 1, (2,))),
            ),
        ),
        warnings=(Caution("superseded", "Passenger estimate has been superseded."),),
        coverage=COVERAGE,
    )


def listed(query: Query) -> Reply:
    """Four statements: a list."""
    quotes = (MONEY, SPRING, "£3m goes to the northern route.", "£1.2m goes to the southern route.")
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        statements=tuple(Statement(q, (n,)) for n, q in enumerate(quotes, start=1)),
        citations=tuple(cite(n, FERRIES, q) for n, q in enumerate(quotes, start=1)),
        coverage=COVERAGE,
    )


def abstained(query: Query) -> Reply:
    """No answer; the nearest passages and what the documents cover."""
    return Reply(
        query,
        ReplyStatus.ABSTAINED,
        reason=Reason.NOT_FOUND,
        message="The documents do not say anything about trains.",
        missing=("trains",),
        suggestions=("How much will be spent on ferries?",),
        related=(related(FERRIES, "£3m goes to the northern route."), related(HOSTILE, ATTACK)),
        coverage=COVERAGE,
    )


def ambiguous(query: Query) -> Reply:
    """Several things that the question may mean, and a narrower question for some."""
    return Reply(
        query,
        ReplyStatus.ABSTAINED,
        reason=Reason.AMBIGUOUS,
        message="This could mean several things. Which one do you mean?",
        related=(
            related(FERRIES, MONEY),
            related(FERRIES, "£3m goes to the northern route."),
            related(FERRIES, "£1.2m goes to the southern route."),
            related(ESTIMATE, ABOUT),
        ),
        suggestions=("How much will be spent on ferries?", "How many people use the northern route?"),
        coverage=COVERAGE,
    )


def signposted(query: Query) -> Reply:
    """A help card and no statements."""
    return Reply(
        query,
        ReplyStatus.SIGNPOSTED,
        message="If somebody is in danger now, call 999.",
        card=Card(
            "Help now",
            (
                Contact("Coastguard", "999 or 112"),
                Contact("Harbour office", "01632 960 000", "https://harbour.example/help"),
                Contact("Odd", "never a link", "javascript:window.pwned=7"),
            ),
            "2026-10-01",
        ),
        warnings=(Caution("personal_data", "Your question seems to hold a telephone number. Leave it out."),),
        coverage=COVERAGE,
    )


def declined(query: Query) -> Reply:
    """A request that is refused, with the help card."""
    message = "This assistant does not help anybody to sink a ferry."
    return replace(signposted(query), reason=Reason.UNSAFE, message=message, warnings=())


def attacked(query: Query) -> Reply:
    """An answer whose every part is hostile."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.PARTIAL,
        message=f"Careful {IMAGE} {TEMPLATE}",
        short_answer=IMAGE,
        statements=(Statement(ATTACK, (1,)), Statement(ENDLESS, (2,))),
        citations=(cite(1, HOSTILE, ATTACK), cite(2, HOSTILE, ENDLESS)),
        missing=(f"missing {IMAGE} {ESCAPE_CODES}",),
        suggestions=(f"What about {IMAGE} {TEMPLATE}?",),
        conflicts=(Conflict(f"about {IMAGE}", (ConflictValue(f"value {IMAGE}", "odd {{date}}", 0, (1,)),)),),
        related=(related(HOSTILE, ATTACK),),
        warnings=(
            Caution("personal_data", f"warning {SCRIPT} {ESCAPE_CODES}"),
            Caution("withdrawn", f"{IMAGE} {ESCAPE_CODES} is withdrawn"),
        ),
        coverage=COVERAGE,
    )


def announced(query: Query) -> Reply:
    """A list of two under the sentence that announces it."""
    quotes = (ROUTES, "£3m goes to the northern route.", "£1.2m goes to the southern route.")
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        statements=tuple(Statement(q, (n,)) for n, q in enumerate(quotes, start=1)),
        citations=tuple(cite(n, FERRIES, q) for n, q in enumerate(quotes, start=1)),
        coverage=COVERAGE,
    )


def right_to_left(query: Query) -> Reply:
    """An answer in Arabic from an undated document without a publisher."""
    return Reply(
        query,
        ReplyStatus.ANSWERED,
        Completeness.FULL,
        statements=(Statement(ARABIC.text, (1,)),),
        citations=(cite(1, ARABIC, ARABIC.text),),
        coverage=COVERAGE,
    )


SCRIPTED: dict[str, Callable[[Query], Reply]] = {
    "How much will be spent on ferries?": answered,
    "How much, and who will build them?": partial,
    "How many people use the northern route?": differing,
    "What are the sums?": listed,
    "How much?": ambiguous,
    "How much, and by whom?": named,
    "What is spent, by all accounts?": several,
    "I am on 01632 960 123. How much for ferries?": personal,
    "Why will there be a third ferry?": supposed,
    "How many used to take the ferry?": outdated,
    "How do I sink a ferry?": declined,
    "Which routes?": announced,
    "Somebody fell into the harbour": signposted,
    "What did the chair say?": attacked,
    "What does the Arabic one say?": right_to_left,
}


class FakeAssistant:
    """Replies from ``SCRIPTED``; anything else is not in the documents.

    A question that begins with "and " is read as a follow-up; "Break" fails without a message for people, "Locked"
    with one. ``gate`` holds every answer back until it is set.
    """

    def __init__(self, documents: Sequence[Document] = DOCUMENTS, failed: Sequence[FailedFile] = FAILED) -> None:
        self._documents = {d.id: d for d in documents}
        self._failed = tuple(failed)
        self.asked: list[tuple[str, tuple[Message, ...]]] = []
        self.gate = threading.Event()
        self.gate.set()

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        as_of: date | None = None,
        documents: Sequence[str] = (),
    ) -> Reply:
        """The scripted reply."""
        self.asked.append((question, tuple(history)))
        self.gate.wait(10)
        if question == "Break":
            raise RuntimeError(f"secret: {question}")
        if question == "Locked":
            raise AssistantError("The index is being written. Ask again in a minute.")
        text = question
        if rewritten := question.startswith("and "):
            text = "How much will be spent on ferries?"
        dates = (LAST_YEAR,) if "last year" in text else ()
        query = Query(question, text, as_of or TODAY, rewritten=rewritten, dates=dates, documents=tuple(documents))
        return SCRIPTED.get(text, abstained)(query)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """What is indexed."""
        return tuple(DocumentInfo(d.id, d.path, d.metadata, 3, len(d.text)) for d in self._documents.values())

    def failed(self) -> tuple[FailedFile, ...]:
        """What is not."""
        return self._failed

    def document(self, id: str) -> Document:
        """One document; KeyError where it has gone."""
        return self._documents[id]

    def coverage(self) -> Coverage:
        """What is covered."""
        return COVERAGE if self._documents else Coverage()

    def starters(self) -> tuple[str, ...]:
        """Questions that are answered."""
        return STARTERS if self._documents else ()
