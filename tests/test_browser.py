"""The page in a real browser: asking, opening a source, the keyboard, small and zoomed screens, dark mode, attacks.

Every request is recorded; one that leaves this machine fails the test, and so does any error on the console.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import uvicorn
from fake_assistant import (
    ABOUT,
    ARABIC,
    ATTACK,
    COUNT,
    DIARIED,
    MONEY,
    NO_THIRD,
    SCRIPTED,
    SPRING,
    STARTERS,
    TOLD,
    FakeAssistant,
)
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from assistant.settings import Settings
from assistant.ui.server import create_app, listen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FERRIES = "How much will be spent on ferries?"
ROUTE = "How many people use the northern route?"
CHAIR = "What did the chair say?"
STATES = (*SCRIPTED, "and how much last year?", "trains?", "Break")
LOCAL = {"127.0.0.1", "localhost"}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def chromium() -> str:
    """The path of an installed Chromium; without one the tests are skipped, on CI they fail."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    advice = "no Chromium found: apt-get install --no-install-recommends chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(advice)
    pytest.skip(advice)


@dataclass
class Site:
    """The served page and the assistant behind it."""

    address: str
    assistant: FakeAssistant


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    assistant = FakeAssistant()
    with listen("127.0.0.1", 0) as listener:
        app = create_app(assistant, Settings())
        config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", assistant)
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def context(site: Site) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        # The first page a new browser loads takes longest, above all on a busy machine; no test should pay for it.
        first = context.new_page()
        first.set_default_timeout(120_000)
        first.goto(site.address)
        expect(first.get_by_role("button", name=STARTERS[0])).to_be_visible(timeout=120_000)
        first.close()
        yield context
        browser.close()


@dataclass
class Seen:
    """What a page did that it must not do."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def watched(context: BrowserContext, seen: Seen) -> Page:
    """A new tab, every request and error of which is noted."""
    page = context.new_page()

    def requested(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in LOCAL:
            seen.outside.append(url)

    page.on("request", lambda request: requested(request.url))
    page.on("websocket", lambda socket: seen.outside.append(socket.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: seen.errors.append(f"popup: {popup.url}"))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    return page


@pytest.fixture
def seen() -> Iterator[Seen]:
    seen = Seen()
    yield seen
    assert seen.outside == []
    assert seen.errors == []


@pytest.fixture
def page(context: BrowserContext, site: Site, seen: Seen) -> Iterator[Page]:
    page = watched(context, seen)
    opened(page, site)
    yield page
    page.close()


def opened(page: Page, site: Site) -> Page:
    """The tab, with the page ready for a question."""
    page.goto(site.address)
    expect(page.get_by_role("button", name=STARTERS[0])).to_be_visible()
    return page


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, and return the answer to it."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    expect(turn.locator(".answer")).to_be_visible()
    expect(turn.locator(".pending")).to_have_count(0)
    return turn


def quoted(page: Page) -> str:
    """What the panel marks."""
    expect(page.locator("#quoted")).to_be_visible()
    return "".join(page.locator("#panel mark").all_text_contents())


def wide(page: Page) -> bool:
    """Whether anything makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


# --- the main job -------------------------------------------------------------------------------------------------


def test_ask_by_enter_and_a_marker_opens_the_source_at_the_quoted_words(page: Page, context: BrowserContext) -> None:
    turn = ask(page, FERRIES)
    expect(turn.locator(".statements")).to_have_text(f"{MONEY} [1] {SPRING} [2]")
    expect(turn.locator(".statements strong")).to_have_text("£4.2m")
    expect(turn).to_contain_text("Check the source.")
    expect(page.get_by_label("Your question")).to_have_value("")

    turn.get_by_role("button", name="Source 2: Review of island ferry services, published 12 April 2019").first.click()
    assert quoted(page) == SPRING
    expect(page.locator("#quoted")).to_be_in_viewport(ratio=1)
    panel = page.get_by_role("region", name="Review of island ferry services")
    expect(panel).to_contain_text("Harbour Authority")
    expect(panel).to_contain_text("Paragraph 29 of the annex")
    link = panel.get_by_role("link", name="Open the original")
    assert link.get_attribute("rel") == "noopener noreferrer"

    turn.get_by_role("button", name="Source 1").first.click()
    expect(page.locator("#quoted")).to_have_text(MONEY)
    expect(page.locator("#quoted")).to_be_in_viewport(ratio=1)

    turn.get_by_role("button", name="Copy with references").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    assert "1. Review of island ferry services, Harbour Authority" in page.evaluate("navigator.clipboard.readText()")
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
    assert "ferries" not in kept


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    page.get_by_label("Your question").focus()
    page.keyboard.type(FERRIES)
    page.keyboard.press("Enter")
    expect(page.locator(".caution")).to_be_visible()
    for _ in range(10):  # back through the answer, to its first marker
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.statements .marker:first-of-type')"):
            break
    focused = page.locator(":focus")
    expect(focused).to_have_attribute(
        "aria-label", "Source 1: Review of island ferry services, published 12 April 2019"
    )
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#quoted")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".statements .marker").first).to_be_focused()

    page.get_by_role("button", name="Documents").press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#panel[data-view=source]")).to_be_visible()


# Notes what is added to the log, as a screen reader hears it: its additions, in order.
LISTEN = """() => {
  window.heard = '';
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) window.heard += node.textContent.replace(/\\s+/g, ' ') + '\\n';
  }).observe(document.querySelector('.log'), {childList: true, subtree: true});
}"""


def test_what_a_screen_reader_is_told(page: Page, site: Site) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Document assistant")
    expect(page.get_by_role("log", name="Conversation")).to_have_count(1)
    kept = page.locator(".log").element_handle()
    site.assistant.gate.clear()
    page.get_by_label("Your question").fill(FERRIES)
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Looking through 6 documents…")
    site.assistant.gate.set()
    expect(page.get_by_role("log")).to_contain_text(MONEY)
    first = page.locator(".turn").first.element_handle()
    page.evaluate(LISTEN)
    ask(page, ROUTE)
    # The log and the first answer are the same elements as before, so only the new answer is read out, and once.
    assert page.evaluate("([log, turn]) => log.isConnected && turn.isConnected", [kept, first])
    heard = page.evaluate("window.heard")
    assert [heard.count(words) for words in (ABOUT, "82,109 [2]", MONEY)] == [1, 1, 0]
    assert page.evaluate("document.documentElement.lang") == "en"
    nameless = page.locator("button:visible, a:visible, textarea:visible").evaluate_all(
        "all => all.filter(e => !(e.ariaLabel || e.innerText || e.labels?.[0]?.innerText || '').trim()).length"
    )
    assert nameless == 0


# --- every state --------------------------------------------------------------------------------------------------


def test_an_answer_in_part_comes_first_and_then_what_it_lacks(page: Page) -> None:
    turn = ask(page, "How much, and by whom?")
    expect(turn.locator(".answer > :nth-child(1)")).to_contain_text(MONEY)
    expect(turn.locator(".answer > :nth-child(2)")).to_have_text(
        "The documents do not answer this part: “who will build them”."
    )
    turn = ask(page, "How much, and who will build them?")
    expect(turn.locator(".missing")).to_contain_text("Not covered by the documents")
    expect(turn.locator(".missing li")).to_have_text("who will build them")


def test_differing_values_stand_side_by_side_oldest_first_each_with_its_source(page: Page) -> None:
    turn = ask(page, ROUTE)
    expect(turn.locator(".message")).to_have_text(
        "The documents give different figures for passengers on the northern route."
    )
    expect(turn.get_by_role("listitem").filter(has=page.locator(".marker"))).to_contain_text([ABOUT, COUNT, "", ""])
    expect(turn.locator("thead th")).to_have_text(["Published", "Value", "Source"])
    rows = turn.locator("tbody tr")
    expect(rows.nth(0).locator("td")).to_contain_text(["2017", "75,000", "Islands Council"])
    expect(rows.nth(1).locator("td")).to_contain_text(["April 2019", "82,109", "Harbour Authority"])
    expect(turn.locator(".note")).to_have_text("Note: Passenger estimate has been superseded.")
    expect(turn.locator(".sources .tag")).to_have_text("superseded")
    expect(turn.locator(".sources")).to_contain_text("published 2017 (date inferred)")
    rows.nth(1).get_by_role("button").click()
    assert quoted(page) == COUNT


def test_one_fact_of_several_documents_carries_a_marker_for_each(page: Page) -> None:
    turn = ask(page, "What is spent, by all accounts?")
    expect(turn.locator(".statements")).to_have_text(f"{MONEY} [1][2][3]")
    expect(turn.locator(".sources .details")).to_have_text(
        [
            "Harbour Authoritypublished 12 April 2019",
            "Quay Newspublished 3 April 2019",
            "Harbour Friendsundatedwithdrawn",
        ]
    )
    expect(turn.locator(".note p")).to_have_text(
        ["Note: “Harbour diary” is withdrawn.", "Note: “Harbour diary” is undated."]
    )
    for number, words in enumerate((MONEY, TOLD, DIARIED), start=1):
        turn.locator(".statements").get_by_role("button", name=f"Source {number}:").click()
        expect(page.locator("#quoted")).to_have_text(words)
    expect(page.locator("#panel .tag")).to_have_text("withdrawn")


def test_a_list_is_shown_as_one_under_what_announces_it(page: Page) -> None:
    turn = ask(page, "What are the sums?")
    expect(turn.locator("ul.statements li")).to_have_count(4)
    turn = ask(page, "Which routes?")
    expect(turn.locator("p.statements")).to_have_text("The money goes to two routes: [1]")
    expect(turn.locator("ul.statements li")).to_have_text(
        ["£3m goes to the northern route. [2]", "£1.2m goes to the southern route. [3]"]
    )


def test_the_card_of_help_lines_comes_first(page: Page) -> None:
    turn = ask(page, "Somebody fell into the harbour")
    card = turn.get_by_role("region", name="Help now")
    expect(card.get_by_role("heading", name="Help now")).to_be_in_viewport(ratio=1)
    expect(turn.locator(".answer > :first-child")).to_contain_text("999 or 112")
    expect(card).to_contain_text("Last checked 1 October 2026")
    link = turn.get_by_role("link")
    expect(link).to_have_accessible_name("harbour.example/help (opens in a new tab)")
    expect(link).to_have_attribute("href", "https://harbour.example/help")
    expect(turn.locator(".note")).to_contain_text("telephone number")


def test_a_refusal_is_said_in_a_sentence_and_then_the_card(page: Page) -> None:
    turn = ask(page, "How do I sink a ferry?")
    expect(turn.locator(".answer > :first-child")).to_have_text("This assistant does not help anybody to sink a ferry.")
    expect(turn.get_by_role("region", name="Help now")).to_be_visible()
    expect(turn.locator(".marker, .related, .suggestions")).to_have_count(0)


def test_personal_data_is_warned_of_before_the_answer(page: Page) -> None:
    turn = ask(page, "I am on 01632 960 123. How much for ferries?")
    expect(turn.locator(".answer > :first-child")).to_have_text(
        "Note: Your question seems to hold personal data (telephone number)."
    )
    expect(turn.locator(".statements")).to_contain_text(MONEY)


def test_a_false_premise_is_met_with_what_the_documents_say(page: Page) -> None:
    turn = ask(page, "Why will there be a third ferry?")
    expect(turn.locator(".answer > :first-child")).to_have_text(
        "The documents do not say that the authority will buy a third ferry."
    )
    expect(turn.get_by_role("heading", name="What the documents say")).to_be_visible()
    expect(turn.locator(".statements")).to_have_text(f"{NO_THIRD} [1] {MONEY} [2]")
    expect(turn.locator(".coverage, .related")).to_have_count(0)
    turn.locator(".statements .marker").first.click()
    assert quoted(page) == NO_THIRD


def test_what_an_ambiguous_question_may_mean_opens_at_the_words_and_a_narrower_one_asks(page: Page) -> None:
    turn = ask(page, "How much?")
    expect(turn.locator(".message")).to_have_text("This could mean several things. Which one do you mean?")
    candidates = turn.get_by_role("region", name="It could mean").get_by_role("button")
    expect(candidates).to_have_count(4)
    expect(candidates.nth(3)).to_contain_text("published 2017 (date inferred)")
    expect(turn.get_by_text("not an answer")).to_have_count(0)
    candidates.nth(1).click()
    assert quoted(page) == "£3m goes to the northern route."
    expect(page.locator("#panel .kicker")).to_have_text("It could mean")
    expect(page.locator("#quoted")).to_be_in_viewport(ratio=1)

    turn.get_by_role("region", name="Ask one of these").get_by_role("button", name=ROUTE).click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last).to_contain_text("75,000")


def test_an_ambiguous_question_is_settled_with_the_keyboard_alone(page: Page, site: Site) -> None:
    turn = ask(page, "How much?")
    for name in (ROUTE, FERRIES):  # back from the question field, the last first
        page.keyboard.press("Shift+Tab")
        expect(turn.locator(".suggestions").get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    last = turn.locator(".related button").last
    expect(last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#quoted")).to_have_text(ABOUT)
    expect(page.locator("#quoted")).to_be_focused()
    page.keyboard.press("Escape")
    expect(last).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last).to_contain_text(MONEY)
    assert site.assistant.asked[-1][0] == FERRIES


def test_a_reading_can_be_edited_and_asked_again(page: Page, site: Site) -> None:
    turn = ask(page, "and how much?")
    expect(turn.locator(".reading")).to_contain_text(f"Reading this as: {FERRIES}")
    turn.get_by_role("button", name="Edit and ask again").click()
    box = page.get_by_label("Your question")
    expect(box).to_have_value(FERRIES)
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport(ratio=1)
    page.keyboard.type(" Really?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last.locator(".question")).to_have_text(f"You asked: {FERRIES} Really?")
    expect(page.locator(".turn").last.locator(".message")).to_be_visible()
    assert site.assistant.asked[-1][0] == f"{FERRIES} Really?"


def test_how_a_time_was_read_is_said(page: Page) -> None:
    turn = ask(page, "How much last year?")
    expect(turn.locator(".reading")).to_have_text("“last year” is read as 1 January to 31 December 2025.")


def test_an_abstention_says_what_is_covered_and_shows_what_is_near(page: Page) -> None:
    turn = ask(page, "trains?")
    expect(turn.locator(".message")).to_have_text("The documents do not say anything about trains.")
    expect(turn.locator(".coverage")).to_have_text("Covered here: 6 documents, 2017 to February 2020, 2 undated.")
    expect(turn.get_by_role("heading", name="Related, but not an answer")).to_be_visible()
    near = turn.locator(".related button")
    expect(near.first).to_contain_text("published 12 April 2019")
    near.first.click()
    assert quoted(page) == "£3m goes to the northern route."
    expect(page.locator("#panel .kicker")).to_have_text("Related, but not an answer")
    expect(page.locator("#quoted")).to_be_in_viewport(ratio=1)


def test_a_suggestion_asks(page: Page) -> None:
    suggestion = ask(page, "trains?").get_by_role("region", name="You could ask").get_by_role("button", name=FERRIES)
    suggestion.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last).to_contain_text(MONEY)
    expect(suggestion).to_be_focused()


def test_what_only_an_outdated_document_says_is_labelled(page: Page) -> None:
    turn = ask(page, "How many used to take the ferry?")
    expect(turn.get_by_role("heading", name="From documents that are no longer current")).to_be_visible()
    expect(turn.locator(".note")).to_have_text("Note: “Passenger estimate” is superseded.")
    expect(turn.locator(".related .tag")).to_have_text("superseded")


def test_a_failure_is_told_in_words_and_can_be_tried_again(page: Page) -> None:
    turn = ask(page, "Break")
    expect(turn.locator(".note")).to_contain_text("Something went wrong.")
    turn.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn")).to_have_count(2)


def test_text_from_right_to_left_reads_that_way(page: Page) -> None:
    turn = ask(page, "What does the Arabic one say?")
    assert turn.locator(".statements span").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    expect(turn).to_contain_text(ARABIC.text)


def test_a_starter_question_asks(page: Page) -> None:
    page.get_by_role("button", name=STARTERS[1]).click()
    expect(page.locator(".turn")).to_contain_text("75,000")
    expect(page.locator(".greeting")).to_have_count(0)


def test_the_limit_is_told_in_words_while_typing_and_when_asking(page: Page, site: Site) -> None:
    asked, box = len(site.assistant.asked), page.get_by_label("Your question")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Type a question first.")
    box.fill("x" * 850)
    expect(page.locator("#counter")).to_have_text("150 characters left")
    box.fill("x" * 1_001)
    expect(page.locator("#counter")).to_have_text("1 characters too many")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is 1 characters too long; the limit is 1,000.")
    expect(box).to_have_value("x" * 1_001)
    assert len(site.assistant.asked) == asked


# --- sessions -----------------------------------------------------------------------------------------------------


def test_a_new_chat_forgets_and_two_tabs_share_nothing(
    page: Page, context: BrowserContext, site: Site, seen: Seen
) -> None:
    ask(page, FERRIES)
    other = opened(watched(context, seen), site)
    ask(other, "trains?")
    assert site.assistant.asked[-1] == ("trains?", ())
    expect(other.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(1)
    ask(page, "and how much?")
    assert len(site.assistant.asked[-1][1]) == 2

    page.locator(".marker").first.click()
    expect(page.locator("#quoted")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("button", name=STARTERS[0])).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#panel[data-view=documents]")).to_have_count(1)
    expect(page.get_by_label("Your question")).to_be_focused()
    ask(page, "trains?")
    assert site.assistant.asked[-1] == ("trains?", ())
    expect(other.locator(".turn")).to_have_count(1)
    other.close()


def test_a_new_chat_drops_the_answer_that_is_under_way(page: Page, site: Site) -> None:
    site.assistant.gate.clear()
    page.get_by_label("Your question").fill(FERRIES)
    page.keyboard.press("Enter")
    expect(page.locator(".pending")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("button", name=STARTERS[0])).to_be_visible()
    site.assistant.gate.set()
    ask(page, "trains?")
    expect(page.locator(".turn")).to_have_count(1)


def test_the_next_question_may_be_asked_while_an_answer_is_under_way(page: Page, site: Site) -> None:
    site.assistant.gate.clear()
    box = page.get_by_label("Your question")
    for number, question in enumerate((FERRIES, "and how much?"), start=1):
        box.fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".pending")).to_have_count(number)
        expect(box).to_have_value("")
    site.assistant.gate.set()
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator(".turn").nth(0)).to_contain_text(MONEY)
    expect(page.locator(".turn").nth(1)).to_contain_text("Reading this as")
    assert len(site.assistant.asked[-1][1]) == 2


# --- documents ----------------------------------------------------------------------------------------------------


def test_the_documents_are_listed_with_failed_files_first(page: Page) -> None:
    page.get_by_role("button", name="Documents").click()
    panel = page.locator("#panel")
    expect(panel.locator(".failed")).to_contain_text("scans/letter.pdf holds only pictures of text.")
    expect(panel.locator(".documents > li")).to_have_count(6)
    expect(panel.locator(".documents > li").first).to_contain_text("Harbour Authority")
    panel.get_by_role("button", name="Passenger estimate").click()
    expect(panel).to_contain_text("About 75,000 people use the northern route each year.")
    expect(panel.locator("mark")).to_have_count(0)


# --- attacks ------------------------------------------------------------------------------------------------------


def test_hostile_text_is_shown_and_does_nothing(page: Page) -> None:
    turn = ask(page, CHAIR)
    expect(turn.locator(".statements")).to_contain_text(ATTACK)
    for marker in turn.locator(".statements .marker").all():
        marker.click()
        expect(page.locator("#quoted")).to_be_in_viewport()
    page.get_by_role("button", name="Documents").click()
    page.locator("#panel").get_by_role("button", name="Minutes").click()
    expect(page.locator("#panel")).to_contain_text(ATTACK)
    expect(page.locator("#panel a")).to_have_count(0)
    turn.locator(".suggestions button").click()
    expect(page.locator(".turn")).to_have_count(2)
    ask(page, f'"><img src=x onerror="window.pwned=9"> {ATTACK}')
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#layout img, #layout script, #layout iframe").count() == 0
    assert not wide(page)


def test_markup_that_slipped_through_would_not_run(page: Page, seen: Seen) -> None:
    page.locator(".greeting").evaluate(
        """e => { e.innerHTML = '<img src="x" onerror="window.pwned=1"><img src="https://evil.example/a.png">'
                   + '<iframe srcdoc="<script>parent.pwned=2</scr' + 'ipt>"></iframe>';
                  const s = document.createElement('script'); s.textContent = 'window.pwned=3'; e.append(s); }"""
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned") is None
    refused = [error for error in seen.errors if "Content Security Policy" in error]
    assert len(refused) >= 3
    assert seen.outside in ([], ["https://evil.example/a.png"])  # Chromium notes what it then refuses to send
    seen.errors.clear()
    seen.outside.clear()


# --- screens ------------------------------------------------------------------------------------------------------

CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor);
      if (colour[3] === undefined || colour[3] === 1) return colour;
      if (colour[3] > 0) throw new Error('half transparent: ' + e.className);
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const poor = [];
  let checked = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
    if (e.closest('.unseen, .skip, .sr-only')) continue;
    const [a, b] = [light(numbers(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    checked += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(`${e.className || e.tagName}: ${walker.currentNode.data}`);
  }
  return [checked, poor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast_and_the_system_chooses_light_or_dark(
    context: BrowserContext, site: Site, seen: Seen, scheme: str
) -> None:
    page = watched(context, seen)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(page, site)
    ground = page.evaluate("getComputedStyle(document.querySelector('gradio-app')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]
    checked, poor = page.evaluate(CONTRAST)
    assert poor == []
    for question in STATES:
        ask(page, question)
    page.locator(".marker").first.click()
    quoted(page)
    page.get_by_label("Your question").fill("x" * 1_001)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    more, poor = page.evaluate(CONTRAST)
    assert more > checked > 20
    assert poor == []
    page.close()


def test_no_state_scrolls_sideways_on_any_screen(page: Page) -> None:
    for question in STATES:
        ask(page, question)
    for width in (1280, 960, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert not wide(page), width
        table = page.locator(".turn").filter(has_text=ROUTE).locator("table").first
        assert table.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth"), width


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (320, 640), (640, 400)], ids=["phone", "small phone", "1280 by 800 at 200 %"]
)
def test_it_works_on_small_and_zoomed_screens(
    context: BrowserContext, site: Site, seen: Seen, width: int, height: int
) -> None:
    page = watched(context, seen)
    page.set_viewport_size({"width": width, "height": height})
    opened(page, site)
    assert not wide(page)
    expect(page.get_by_label("Your question")).to_be_in_viewport(ratio=1)
    expect(page.locator("#panel")).to_be_hidden()
    ask(page, CHAIR)
    assert not wide(page)
    turn = ask(page, ROUTE)
    expect(turn.locator(".question")).to_be_in_viewport()
    assert not wide(page)

    marker = turn.get_by_role("button", name="Source 2").first
    marker.click()
    assert quoted(page) == COUNT
    expect(page.locator("#quoted")).to_be_in_viewport(ratio=1)
    expect(page.locator("#quoted")).to_be_focused()
    assert not wide(page)
    for _ in range(4):  # what the panel covers cannot be reached
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('#chat, #header')")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport()
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("button", name="Documents").click()
    expect(page.locator(".documents")).to_be_visible()
    assert not wide(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Documents")).to_be_focused()
    page.close()
