"""The screens without a browser: what they show, what they refuse, and that a document can put no markup into them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fake_assistant import (
    ARABIC,
    ATTACK,
    DOCUMENTS,
    ENDLESS,
    FERRIES,
    HOSTILE,
    IMAGE,
    MONEY,
    SCRIPTED,
    SPRING,
    FakeAssistant,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.schema import (
    AssistantError,
    Block,
    BlockKind,
    Coverage,
    Document,
    DocumentInfo,
    FailedFile,
    FailureReason,
    IndexMissingError,
    Metadata,
    Reply,
    Role,
)
from assistant.settings import Settings
from assistant.ui.evidence import Place, excerpt
from assistant.ui.markup import render
from assistant.ui.screens import Screens
from assistant.ui.session import Session, Turn


class Page(HTMLParser):
    """The elements and the visible text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marked: list[str] = []
        self._inside_mark = False
        self.feed(html)
        self.close()
        self.text = " ".join("".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside_mark = self._inside_mark or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._inside_mark = self._inside_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._inside_mark:
            self.marked.append(data)

    def attributes(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of the elements with this tag and these ``data_x`` values."""
        names = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [a for t, a in self.elements if t == tag and all(a.get(n) == v for n, v in names.items())]


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def screens(fake: FakeAssistant) -> Screens:
    return Screens(fake, Settings())


def asked(screens: Screens, *questions: str) -> tuple[Page, Session]:
    """The chat after these questions, and its session."""
    session = Session()
    for question in questions:
        number = session.begin(question)
        assert number
        screens.answer(number, session)
    return Page(screens.conversation(session)), session


# --- the start ----------------------------------------------------------------------------------------------------


def test_the_start_says_what_is_covered_and_offers_questions(screens: Screens) -> None:
    page = Page(screens.conversation(Session()))
    assert "6 documents, 2017 to February 2020, 2 undated." in page.text
    assert [a["data-text"] for a in page.attributes("button", data_do="ask")] == list(FakeAssistant().starters())


def test_an_empty_folder_opens_with_how_to_add_documents() -> None:
    failed = FailedFile("a.pdf", FailureReason.SCANNED, "a.pdf holds only pictures.")
    page = Page(Screens(FakeAssistant((), (failed,)), Settings()).conversation(Session()))
    assert "There are no documents yet" in page.text
    assert "assistant index" in page.text
    assert ".docx, .htm, .html, .md, .pdf, .txt" in page.text
    assert "1 file could not be read." in page.text


def test_a_missing_index_is_explained_on_the_page(caplog: pytest.LogCaptureFixture) -> None:
    class Unindexed(FakeAssistant):
        def documents(self) -> tuple[DocumentInfo, ...]:
            raise IndexMissingError("There is no index yet. Run `assistant index`.")

    screens = Screens(Unindexed(), Settings())
    assert "There is no index yet. Run `assistant index`." in Page(screens.conversation(Session())).text
    assert "There is no index yet." in Page(screens.documents(Session())).text
    assert not caplog.records


# --- answers ------------------------------------------------------------------------------------------------------


def test_every_statement_is_followed_by_its_markers(screens: Screens) -> None:
    page, _ = asked(screens, "How much will be spent on ferries?")
    assert f"{MONEY} [1] {SPRING} [2]" in page.text
    first = page.attributes("button", data_number="1")[0]
    assert first["aria-label"] == "Source 1: Review of island ferry services, published 12 April 2019"
    assert (first["type"], first["data-do"], first["data-turn"]) == ("button", "open", "1")
    assert "Check the source." in page.text


def test_the_short_answer_is_strong_where_it_stands(screens: Screens) -> None:
    _, session = asked(screens, "How much will be spent on ferries?")
    assert "<strong>£4.2m</strong>" in screens.conversation(session)


def test_sources_of_one_document_share_one_line(screens: Screens) -> None:
    page, _ = asked(screens, "What are the sums?")
    assert page.text.count("Review of island ferry services") == 1
    assert "[1][2][3][4] Review of island ferry services Harbour Authoritypublished 12 April 2019" in page.text


def test_what_can_be_copied_ends_in_the_references(screens: Screens) -> None:
    page, _ = asked(screens, "How much will be spent on ferries?")
    copied = next(a["data-copy"] for tag, a in page.elements if "data-copy" in a)
    assert copied is not None
    assert "1. Review of island ferry services, Harbour Authority, published 12 April 2019" in copied


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much, and who will build them?", "Not covered by the documents who will build them"),
        ("How many people use the northern route?", "The documents differ: passengers on the northern route Published"),
        (
            "How many people use the northern route?",
            "201775,000Islands Council [1] April 201982,109Harbour Authority [2]",
        ),
        ("How many people use the northern route?", "Note: Passenger estimate has been superseded."),
        (
            "How much, and by whom?",
            f"{MONEY} [1] The documents do not answer this part: “who will build them”. Sources",
        ),
        ("What is spent, by all accounts?", f"{MONEY} [1][2][3] Note: “Harbour diary” is withdrawn. Note: “Harbour"),
        ("What is spent, by all accounts?", "[2] Two new ferries announced Quay Newspublished 3 April 2019"),
        ("What is spent, by all accounts?", "[3] Harbour diary Harbour Friendsundatedwithdrawn"),
        ("Which routes?", "The money goes to two routes: [1] £3m goes to the northern route. [2]"),
        ("I am on 01632 960 123. How much for ferries?", "Note: Your question seems to hold personal data"),
        ("Why will there be a third ferry?", "a third ferry. What the documents say A third ferry was ruled out. [1]"),
        ("trains?", "The documents do not say anything about trains. Covered here: 6 documents, 2017 to February 2020"),
        ("trains?", "Related, but not an answer Review of island ferry servicesHarbour Authoritypublished 12 April"),
        ("trains?", "You could ask How much will be spent on ferries?"),
        ("How many used to take the ferry?", "From documents that are no longer current Passenger estimate"),
        ("How many used to take the ferry?", "published 2017 (date inferred)supersededAbout 75,000 people"),
        ("How much?", f"Which one do you mean? It could mean {MONEY}Review of island ferry servicesHarbour Authority"),
        ("How much?", "Ask one of these How much will be spent on ferries? How many people use the northern route?"),
        ("How do I sink a ferry?", "This assistant does not help anybody to sink a ferry. Help now Coastguard"),
        ("Somebody fell into the harbour", "Help now Coastguard999 or 112 Harbour office01632 960 000harbour.example"),
        ("Somebody fell into the harbour", "Last checked 1 October 2026 Note: Your question seems to hold"),
        ("How much last year?", "“last year” is read as 1 January to 31 December 2025."),
        ("and how much?", "Reading this as: How much will be spent on ferries? Edit and ask again"),
    ],
)
def test_every_state_of_a_reply_is_said_in_words(screens: Screens, question: str, words: str) -> None:
    assert words in asked(screens, question)[0].text


def test_suggestions_ask_and_a_reading_can_be_edited(screens: Screens) -> None:
    page, _ = asked(screens, "How much?")
    assert len(page.attributes("button", data_do="ask")) == 2
    page, _ = asked(screens, "and how much?")
    assert page.attributes("button", data_edit="How much will be spent on ferries?")


def test_a_question_under_way_says_what_is_looked_through(screens: Screens) -> None:
    session = Session()
    session.begin("How much?")
    page = Page(screens.conversation(session))
    assert page.text == "You asked: How much? Looking through 6 documents…"


# --- the conversation ---------------------------------------------------------------------------------------------


def test_the_engine_is_told_of_the_earlier_turns(fake: FakeAssistant, screens: Screens) -> None:
    asked(screens, "How much will be spent on ferries?", "Break", "and when?")
    question, history = fake.asked[-1]
    assert question == "and when?"
    assert [(m.role, m.text) for m in history] == [
        (Role.USER, "How much will be spent on ferries?"),
        (Role.AGENT, f"{MONEY} [1] {SPRING} [2]"),
    ]


def test_two_sessions_share_nothing(fake: FakeAssistant, screens: Screens) -> None:
    _, first = asked(screens, "How much will be spent on ferries?")
    _, second = asked(screens, "trains?")
    assert fake.asked[-1] == ("trains?", ())
    assert [t.question for t in first.turns.values()] == ["How much will be spent on ferries?"]
    assert [t.question for t in second.turns.values()] == ["trains?"]


def test_a_long_conversation_is_told_only_in_part(fake: FakeAssistant, screens: Screens) -> None:
    asked(screens, *(f"question {n}" for n in range(50)), "last")
    assert [m.text for m in fake.asked[-1][1] if m.role is Role.USER] == [f"question {n}" for n in range(30, 50)]


def test_a_double_click_asks_once() -> None:
    session = Session()
    assert session.begin("How much?") == 1
    assert session.begin("How much?") is None
    assert session.begin("When?") == 2


def test_questions_under_way_are_answered_in_order_each_told_of_the_one_before(
    fake: FakeAssistant, screens: Screens
) -> None:
    session = Session()
    first, second = session.begin("trains?"), session.begin("and when?")
    assert first
    assert second
    fake.gate.clear()
    waiting = [threading.Thread(target=screens.answer, args=(first, session))]
    waiting[0].start()
    while not fake.asked:
        time.sleep(0.01)
    waiting.append(threading.Thread(target=screens.answer, args=(second, session)))
    waiting[1].start()
    fake.gate.set()
    for thread in waiting:
        thread.join()
    assert [(question, len(history)) for question, history in fake.asked] == [("trains?", 0), ("and when?", 2)]


def test_a_new_chat_drops_what_is_under_way_and_what_waits(fake: FakeAssistant, screens: Screens) -> None:
    session = Session()
    first, second = session.begin("trains?"), session.begin("and when?")
    assert first
    assert second
    fake.gate.clear()
    thread = threading.Thread(target=screens.answer, args=(first, session))
    thread.start()
    while not fake.asked:
        time.sleep(0.01)
    session.restart()
    third = session.begin("How much?")
    fake.gate.set()
    thread.join()
    screens.answer(second, session)
    assert session.turns == {third: Turn("How much?")}
    assert [question for question, _ in fake.asked] == ["trains?"]


def test_a_chat_that_changed_while_it_was_sent_is_shown_again(screens: Screens) -> None:
    session = Session()
    first = session.begin("trains?")
    assert first
    states = screens.settled(session)
    assert "Looking through" in next(states)
    screens.answer(first, session)
    assert "Looking through" not in next(states)
    assert next(states, None) is None


# --- what goes wrong ----------------------------------------------------------------------------------------------


def test_an_unexpected_failure_is_told_without_its_details_and_logged_without_the_question(
    screens: Screens, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page, _ = asked(screens, "Break")
    assert "Something went wrong." in page.text
    assert "Traceback" not in page.text
    assert "secret" not in page.text
    assert "RuntimeError in fake_assistant.py" in caplog.text
    assert "secret" not in caplog.text
    assert page.attributes("button", data_do="ask", data_text="Break")


def test_the_engines_own_errors_reach_the_person(screens: Screens, caplog: pytest.LogCaptureFixture) -> None:
    page, _ = asked(screens, "Locked")
    assert "The index is being written. Ask again in a minute." in page.text
    assert not caplog.records


def test_a_reply_that_cannot_be_shown_is_a_failure_and_not_an_endless_wait(fake: FakeAssistant) -> None:
    class Odd(FakeAssistant):
        def ask(self, question: str, *args: object, **options: object) -> Reply:
            return replace(super().ask(question), citations=(None,))  # type: ignore[arg-type]

    page, _ = asked(Screens(Odd(), Settings()), "How much will be spent on ferries?")
    assert "Something went wrong." in page.text


@pytest.mark.parametrize(
    ("question", "accepted", "wrong"),
    [
        ("  How much?\x00\u202e ", "How much?", None),
        ("", "", "Type a question first."),
        (" \n\u200b ", "", "Type a question first."),
        (None, "", "Type a question first."),
        (["How much?"], "", "Type a question first."),
        ("x" * 1_050, "x" * 1_050, "That is 50 characters too long; the limit is 1,000."),
        ("e\u0301" * 1_000, "é" * 1_000, None),
        ("\ud800?", "\ufffd?", None),
    ],
)
def test_questions_are_checked_before_they_are_asked(
    screens: Screens, question: object, accepted: str, wrong: str | None
) -> None:
    assert screens.check(question) == (accepted, wrong)


# --- the panel ----------------------------------------------------------------------------------------------------


def test_a_marker_opens_its_source_with_exactly_the_quoted_words_marked(screens: Screens) -> None:
    _, session = asked(screens, "How much will be spent on ferries?")
    page = Page(screens.source({"turn": "1", "number": "2"}, session))
    assert page.marked == [SPRING]
    assert page.text.startswith(
        "Source 2 Review of island ferry services Harbour Authoritypublished 12 April 2019 Open"
    )
    assert "Paragraph 29 of the annex" in page.text
    link = page.attributes("a")[0]
    assert (link["href"], link["rel"]) == (FERRIES.metadata.url, "noopener noreferrer")


def test_an_inferred_date_and_a_superseded_document_are_marked(screens: Screens) -> None:
    _, session = asked(screens, "How many people use the northern route?")
    page = Page(screens.source({"turn": "1", "number": "1"}, session))
    assert "Islands Councilpublished 2017 (date inferred)superseded" in page.text


def test_a_related_passage_opens_and_says_that_it_does_not_answer(screens: Screens) -> None:
    _, session = asked(screens, "trains?")
    page = Page(screens.source({"turn": "1", "related": "0"}, session))
    assert page.text.startswith("Related, but not an answer Review of island ferry services")
    assert page.marked == ["£3m goes to the northern route."]


@pytest.mark.parametrize(
    ("question", "kicker"),
    [("How much?", "It could mean"), ("How many used to take the ferry?", "From documents that are no longer current")],
)
def test_an_opened_passage_is_called_what_it_is(screens: Screens, question: str, kicker: str) -> None:
    _, session = asked(screens, question)
    assert Page(screens.source({"turn": "1", "related": "0"}, session)).text.startswith(kicker)


def test_a_document_opens_without_a_mark(screens: Screens) -> None:
    page = Page(screens.source({"document": ARABIC.id}, Session()))
    assert page.marked == []
    assert ARABIC.text in page.text


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        {},
        [],
        "x",
        {"turn": "1", "number": "9"},
        {"turn": "2", "number": "1"},
        {"turn": "-1", "number": "1"},
        {"turn": "x", "number": "1"},
        {"turn": None, "number": "1"},
        {"turn": "1", "related": "0"},
        {"document": "../../etc/passwd"},
        {"document": {"a": 1}},
    ],
)
def test_a_click_that_names_nothing_is_answered_in_words(screens: Screens, wanted: object) -> None:
    _, session = asked(screens, "How much will be spent on ferries?")
    assert "This source cannot be opened any more" in Page(screens.source(wanted, session)).text


def test_the_list_shows_failed_files_first_with_their_reasons(screens: Screens) -> None:
    page = Page(screens.documents(Session()))
    assert page.text.startswith("Documents 6 documents, 2017 to February 2020, 2 undated. Close 2 files could not be")
    assert page.text.index("holds only pictures of text") < page.text.index("Review of island ferry services")
    assert "Passenger estimate Islands Councilpublished 2017 (date inferred)superseded3 passages" in page.text


def test_many_failed_files_are_folded_away() -> None:
    failed = [FailedFile(f"{n}.pdf", FailureReason.EMPTY, f"{n}.pdf is empty.") for n in range(6)]
    page = Page(Screens(FakeAssistant(failed=failed), Settings()).documents(Session()))
    assert "open" not in page.attributes("details")[0]


# --- quotes in documents ------------------------------------------------------------------------------------------


def solid(text: str) -> str:
    """Text without its white space, which between blocks is the page's own."""
    return "".join(text.split())


def marked(document: Document, quote: str, start: int) -> str:
    """What the panel marks."""
    return "".join(p.text for piece in excerpt(document, quote, start).pieces for p in piece.parts if p.marked)


@given(st.data())
def test_what_is_marked_is_the_quote_and_nothing_of_the_document_is_lost(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.text("ab .\n", min_size=1).filter(str.strip), min_size=1, max_size=5))
    blocks, text = [], ""
    for words in texts:
        text += "\n\n" if text else ""
        stripped = words.strip()
        start = len(text) + len(words) - len(words.lstrip())
        if data.draw(st.booleans()):
            blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(stripped)))
        text += words
    document = Document("d", "d.md", text, Metadata("D"), tuple(blocks), "0")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    shown = excerpt(document, quote, start)
    assert shown.place is Place.EXACT
    assert solid(marked(document, quote, start)) == solid(quote)
    assert solid("".join(p.text for piece in shown.pieces for p in piece.parts)) == solid(text)


def test_a_quote_inside_one_block_is_marked_to_the_character() -> None:
    for quote in (MONEY, SPRING, "£3m", "Route: Northern; Passengers: 82,109"):
        assert marked(FERRIES, quote, FERRIES.text.index(quote)) == quote


def test_the_number_of_a_list_item_stands_with_it_and_a_bullet_is_the_lists_own() -> None:
    text = "Steps:\n1. Stop.\n(b) Look.\n- Listen.\nA long way before Cross."
    items = [("Stop.", "1."), ("Look.", "(b)"), ("Listen.", ""), ("Cross.", "")]
    blocks = [Block(BlockKind.LIST_ITEM, text.index(words), text.index(words) + len(words)) for words, _ in items]
    document = Document("d", "d.md", text, Metadata("D"), tuple(blocks), "0")
    shown = [(piece.parts[0].text, piece.marker) for piece in excerpt(document).pieces]
    assert shown == [("Steps:", ""), *items[:3], ("A long way before", ""), items[3]]
    html = render(
        "source.html", view="source", opened=1, kicker="", document=document, quote="", excerpt=excerpt(document)
    )
    assert "1. Stop. (b) Look. Listen." in Page(html).text


def test_a_document_that_changed_says_so() -> None:
    moved = excerpt(FERRIES, SPRING, 3)
    assert moved.place is Place.MOVED
    assert marked(FERRIES, SPRING, 3) == SPRING
    gone = excerpt(FERRIES, "No such words.", 3)
    assert gone.place is Place.GONE
    html = render(
        "source.html", view="source", opened=1, kicker="Source 1", document=FERRIES, quote="No such.", excerpt=gone
    )
    assert "no longer holds the quoted words: No such." in Page(html).text


def test_of_a_very_long_document_the_part_around_the_quote_is_shown() -> None:
    words = [f"Sentence number {n} stands here." for n in range(60_000)]
    text = "\n\n".join(words)
    blocks, at = [], 0
    for sentence in words:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(sentence)))
        at += len(sentence) + 2
    document = Document("long", "long.md", text, Metadata("Long"), tuple(blocks), "0")
    quote = "Sentence number 30000 stands here."
    shown = excerpt(document, quote, text.index(quote))
    assert not shown.whole
    assert sum(len(p.text) for piece in shown.pieces for p in piece.parts) < 210_000
    assert marked(document, quote, text.index(quote)) == quote


# --- hostile documents --------------------------------------------------------------------------------------------

_OURS = {"class", "data-do", "data-text", "dir", "type", "aria-label", "aria-controls", "data-turn", "data-number"}
_OURS |= {"data-copy", "data-related", "data-document", "data-view", "data-opened", "data-edit", "data-code", "id"}
_OURS |= {"tabindex", "aria-labelledby", "data-close", "role", "href", "target", "rel", "scope", "open", "data-turns"}
_OURS |= {"aria-hidden"}


@pytest.mark.parametrize("question", [*SCRIPTED, "trains?", IMAGE, ATTACK, f'"><script>{ENDLESS}'])
def test_no_text_of_a_document_or_question_becomes_markup(screens: Screens, question: str) -> None:
    _, session = asked(screens, question)
    parts = [screens.conversation(session), screens.documents(session)]
    parts += [screens.source({"turn": "1", "number": str(n)}, session) for n in (1, 2)]
    parts += [screens.source({"document": d.id}, session) for d in DOCUMENTS]
    for page in map(Page, parts):
        assert {name for _, a in page.elements for name in a} <= _OURS
        assert not {tag for tag, _ in page.elements} & {"img", "script", "iframe", "svg", "style", "object", "form"}
        assert all((a["href"] or "").startswith("https://") for a in page.attributes("a"))


def test_the_words_of_an_attack_are_shown_as_words(screens: Screens) -> None:
    _, session = asked(screens, "What did the chair say?")
    page = Page(screens.source({"turn": "1", "number": "1"}, session))
    assert page.marked == [ATTACK]
    assert Page(screens.source({"document": HOSTILE.id}, session)).attributes("a") == []


@given(st.text(max_size=60))
def test_any_question_is_shown_as_its_own_words(question: str) -> None:
    page = Page(render("conversation.html", turns={1: Turn(question)}, total=1, trouble=None))
    plain = Page(render("conversation.html", turns={1: Turn("x")}, total=1, trouble=None))
    assert [e[0] for e in page.elements] == [e[0] for e in plain.elements]


def test_a_value_that_a_template_lacks_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(Exception, match="undefined"):
        render("notice.html")


@pytest.mark.parametrize("failing", ["coverage", "failed", "starters"])
def test_the_page_opens_whatever_fails(failing: str, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Coverage:
        raise AssistantError("The index is damaged. Run `assistant doctor --repair`.")

    monkeypatch.setattr(fake, failing, fail)
    screens = Screens(fake, Settings())
    html: Callable[[Session], str] = screens.documents if failing == "failed" else screens.conversation
    assert "The index is damaged." in Page(html(Session())).text


def test_the_page_does_without_first_questions_where_finding_them_breaks(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fake, "starters", lambda: 1 / 0)
    page = Page(Screens(fake, Settings()).conversation(Session()))
    assert "What would you like to know?" in page.text
    assert "ZeroDivisionError in test_ui.py" in caplog.text
