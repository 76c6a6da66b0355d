"""Web pages: the article a reader sees stays, in order; menus, banners, forms and hidden text go."""

from __future__ import annotations

import pytest

from assistant.formats import Limits, Parsed
from assistant.formats.worker import parse_bytes
from assistant.schema import BlockKind, DocumentError, FailureReason

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)
PROSE = "<p>The pier opens in May after repairs that took most of the winter.</p><p>They cost £3m, the board said.</p>"


def read(html: str | bytes, head: str = "") -> Parsed:
    data = (
        html
        if isinstance(html, bytes)
        else f"<!doctype html><html><head>{head}</head><body>{html}</body></html>".encode()
    )
    return parse_bytes(data, ".html", "page", LIMITS)


def content(html: str, head: str = "") -> list[str]:
    parsed = read(html, head)
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is not BlockKind.FURNITURE]


KEPT = ["The pier opens in May after repairs that took most of the winter.", "They cost £3m, the board said."]


@pytest.mark.parametrize(
    "extra",
    [
        "<nav><a href=/>Home</a><a href=/news>News</a></nav>",
        "<header><a href=/>The Wend Post</a><ul><li>Home<li>News</ul></header>",
        "<footer>Published by Wend Media, who own this</footer>",
        "<aside><h2>In other news</h2><p>A ship came in today.</p></aside>",
        "<div class='cookie-banner'><p>We value your privacy and store things.</p></div>",
        "<div id=CookieConsent>We store things on your device.</div>",
        "<div class='social-share'>Tweet Post Pin</div>",
        "<ul class='breadcrumbs'><li>Home<li>Piers</ul>",
        "<div class='site-menu'>Home News Sport</div>",
        "<section class='related-articles'><h3>Older piers</h3><p>A pier once stood here.</p></section>",
        "<div role=navigation>Home News</div>",
        "<div role=dialog>Please join us today</div>",
        "<form><p>Your name</p><input><button>Send</button></form>",
        "<script>document.write('never')</script><style>p {color: red}</style><noscript>No script</noscript>",
        "<svg><text>drawn</text></svg><iframe>framed</iframe><template><p>later</p></template>",
        "<div><a href=1>Home</a> <a href=2>Local news</a> <a href=3>Sport</a> <a href=4>Tides</a></div>",
        "<img alt='The pier at dawn'>",
        "<p><del>They cost £9m.</del></p>",
    ],
)
def test_what_is_not_the_article_is_dropped(extra: str) -> None:
    assert content(f"{extra}{PROSE}") == KEPT
    assert content(f"{PROSE}{extra}") == KEPT


@pytest.mark.parametrize(
    "extra",
    [
        "<p hidden>Hidden claim.</p>",
        "<p aria-hidden=true>Hidden claim.</p>",
        "<div style='display:none'><p>Hidden claim.</p></div>",
        "<p style='color:red; DISPLAY : NONE !important'>Hidden claim.</p>",
        "<p style='visibility: hidden'>Hidden claim.</p>",
        "<p style='font-size:0'>Hidden claim.</p>",
        "<p style='font-size: 0.1px; color: blue'>Hidden claim.</p>",
        "<p style='opacity:0'>Hidden claim.</p>",
        "<p style='position:absolute; left:-9999px'>Hidden claim.</p>",
        "<p style='text-indent:-999em'>Hidden claim.</p>",
        "<p style='height:0;overflow:hidden'>Hidden claim.</p>",
        "<p style='color:white'>Hidden claim.</p>",
        "<p style='color:#fff; background:#ffffff'>Hidden claim.</p>",
        "<p style='background-color: rgb(10,10,10)'><span style='color:#0b0b0b'>Hidden claim.</span></p>",
        "<p style='color:transparent'>Hidden claim.</p>",
        "<font color=white>Hidden claim.</font>",
        "<p class='sr-only'>Hidden claim.</p>",
        "<style>.gone, .away {display: none}</style><p class='x gone'>Hidden claim.</p>",
    ],
)
def test_what_a_reader_cannot_see_is_dropped(extra: str) -> None:
    assert content(f"{PROSE}{extra}") == KEPT


@pytest.mark.parametrize(
    "extra",
    [
        "<div class='social-care'>Social care costs more.</div>",
        "<p class='subheading'>Social care costs more.</p>",
        "<div class='share-price'>Social care costs more.</div>",
        "<p style='color:white; background:navy'>Social care costs more.</p>",
        "<style>.hero {background: black}</style><div class=hero><p style='color:#fff'>Social care costs more.</p></div>",
        "<style>@media print {.x {display:none}}</style><p class=x>Social care costs more.</p>",
        "<style>.tip:hover {display:none}</style><p class=tip>Social care costs more.</p>",
        "<p style='font-size:0.9em; opacity:0.8'>Social care costs more.</p>",
        "<details><summary>Social care costs more.</summary></details>",
        "<p><a href=x>Social care</a> costs more.</p>",
    ],
)
def test_what_only_looks_like_furniture_stays(extra: str) -> None:
    assert content(f"{PROSE}{extra}") == [*KEPT, "Social care costs more."]


def test_a_form_around_the_whole_page_is_no_reason_to_drop_it() -> None:
    assert content(f"<form>{PROSE}</form>") == KEPT


def test_the_main_element_is_the_article_unless_it_is_nearly_empty() -> None:
    assert content(f"<div>Wend Post, your daily paper.</div><main>{PROSE}</main><div>More.</div>") == KEPT
    assert content(f"<main></main>{PROSE}") == KEPT
    script = f"<script>{'var x = 1; ' * 500}</script>"
    assert content(f"{script}<div>Wend Post, your daily paper.</div><main>{PROSE}</main>") == KEPT


def test_the_header_of_an_article_holds_its_title() -> None:
    assert content(f"<article><header><h1>The pier opens</h1></header>{PROSE}</article>") == ["The pier opens", *KEPT]


def test_headings_items_and_definitions_are_blocks_in_order() -> None:
    html = "<h1>Plan</h1><h2>Parts</h2><ol start=3><li>a wall<li><p>a crane</p><ul><li>that lifts</ul></ol><dl><dt>Helpline<dd>01632 960001</dl>"
    parsed = read(html)
    assert parsed.text == "Plan\n\nParts\n\n3. a wall\n4. a crane\n• that lifts\nHelpline: 01632 960001"
    assert parsed.blocks[-1].headings == ("Plan", "Parts")
    assert [b.kind.value for b in parsed.blocks] == ["heading", "heading", *["list_item"] * 4]


def test_words_join_as_they_do_on_the_screen() -> None:
    html = "<p>The <b>pi</b>er&nbsp;is\n  300<wbr> m<sup>2</sup> and 10<sup>6</sup> kg.<sup><a href='#n1'>[1]</a></sup><br>New line.<br><br>New paragraph.</p>"
    assert content(html) == ["The pier is 300 m² and 10⁶ kg. New line.", "New paragraph."]


def test_a_data_table_is_read_row_by_row_with_merged_cells() -> None:
    html = (
        "<table><caption>Boats by port</caption><thead><tr><th rowspan=2>Port<th colspan=2>Boats<tr><th>2018<th>2019</thead>"
        "<tr><th>Wend<td>12<td>15<tr><th>Skerry<td colspan=2>closed</table>"
    )
    assert content(html) == [
        "Boats by port", "Port: Wend; Boats 2018: 12; Boats 2019: 15", "Port: Skerry; Boats 2018: closed; Boats 2019: closed"
    ]  # fmt: skip


def test_a_table_for_layout_is_read_as_text() -> None:
    assert content(f"<table><tr><td>{PROSE}</td></tr></table>") == KEPT


def test_a_publisher_that_is_an_address_is_passed_over() -> None:
    head = "<meta property=og:site_name content='https://wend.example/'><meta name=publisher content='Wend Council'>"
    assert read(PROSE, head).inferred["publisher"] == "Wend Council"


def test_the_head_of_the_page_gives_its_metadata() -> None:
    head = (
        "<title>Pier opens | Wend Post</title><meta property=og:title content='Pier opens'><meta property=og:site_name content='Wend Post'>"
        "<meta name=author content='Oona Partridge'><meta property=article:published_time content='2019-05-03T09:00:00+01:00'>"
        "<link rel=canonical href='https://wend.example/pier'>"
    )
    assert read(PROSE, head).inferred == {
        "title": "Pier opens", "publisher": "Wend Post", "author": "Oona Partridge", "published": "2019-05-03",
        "url": "https://wend.example/pier",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<title>Pier opens - Wend Post</title>", PROSE, {"title": "Pier opens"}),
        ("<title>Home</title>", f"<h1>Pier opens</h1>{PROSE}", {"title": "Pier opens"}),
        ("<link rel=canonical href='javascript:alert(1)'><title>Pier</title>", PROSE, {"title": "Pier"}),
        ("<title>Pier</title>", f"<article><time datetime='2019-05-03'>Friday</time>{PROSE}</article>", {"title": "Pier", "published": "2019-05-03"}),
        ("<title>Pier</title><script type='application/ld+json'>{\"datePublished\": \"2019-05-03T10:00\"}</script>", PROSE, {"title": "Pier", "published": "2019-05-03"}),
        ("<title>Pier</title><meta name=date content='2019-13-45'>", PROSE, {"title": "Pier"}),
    ],
)  # fmt: skip
def test_metadata_is_found_in_its_other_places(head: str, body: str, expected: dict[str, str]) -> None:
    assert read(body, head).inferred == expected


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [("<meta charset=windows-1252>", "cp1252"), ("<meta charset='iso-8859-1'>", "cp1252"), ("", "cp1252"), ("<meta charset=utf-16>", "utf-8"),
     ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"), ("<meta charset=nonsense>", "utf-8"), ("", "utf-16")],
)  # fmt: skip
def test_the_encoding_is_the_declared_one_where_the_bytes_agree(declaration: str, encoding: str) -> None:
    text = "Гавань открыта." if encoding == "koi8-r" else "It cost £5 – “too much”."
    data = f"<html><head>{declaration}</head><body><p>{text}</p></body></html>".encode(encoding)
    assert read(data).text == text


def test_a_page_nested_beyond_reason_is_refused_at_once() -> None:
    with pytest.raises(DocumentError, match="nested 200,000 deep") as caught:
        read("<div>" * 200_000 + "deep")
    assert caught.value.reason is FailureReason.UNREADABLE


def test_a_page_nested_deep_is_read() -> None:
    assert content("<div>" * 3_000 + "<p>Down here.</p>") == ["Down here."]


def test_a_table_of_endless_cells_is_refused() -> None:
    row = "<tr>" + "<td colspan=50 rowspan=50>x</td>" * 10 + "</tr>"
    with pytest.raises(DocumentError, match="200,000 cells"):
        read(f"<table><tr><th>A</th></tr>{row * 20}</table>")
