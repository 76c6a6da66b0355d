"""PDFs: columns in reading order, headings by their type, tables, and no running heads or page numbers."""

from __future__ import annotations

import io
import random
import textwrap
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, ListFlowable, PageTemplate, Paragraph, Spacer, Table

from assistant.formats import Limits, Parsed
from assistant.formats.worker import parse_bytes
from assistant.schema import BlockKind, DocumentError, FailureReason

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)
WIDTH, HEIGHT = A4
STYLES = getSampleStyleSheet()
WORDS = (
    "the board of harbour told that new wall boats cost year ferry island winter repairs after with more than".split()
)


def prose(sentences: int, seed: int) -> str:
    pick = random.Random(seed)
    return " ".join(f"Sentence {seed}.{n} {' '.join(pick.choices(WORDS, k=12))}." for n in range(sentences)).replace(
        ".0", "-0"
    )


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def built(
    flowables: list[Flowable], frames: int = 1, on_page: Callable[[Canvas, object], None] = lambda canvas, page: None
) -> bytes:
    stream = io.BytesIO()
    width = (WIDTH - 100 - 25 * (frames - 1)) / frames
    areas = [
        Frame(50 + n * (width + 25), 100, width, HEIGHT - 220, leftPadding=0, rightPadding=0) for n in range(frames)
    ]
    template = BaseDocTemplate(stream, pagesize=A4, title="untitled")
    template.addPageTemplates([PageTemplate(frames=areas, onPage=on_page)])
    template.build(flowables)
    return stream.getvalue()


def read(data: bytes) -> Parsed:
    return parse_bytes(data, ".pdf", "page", LIMITS)


def blocks(parsed: Parsed) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_every_paragraph_is_whole_and_in_order(columns: int) -> None:
    paragraphs = [prose(5, n) for n in range(1, 20)]
    story = [item for words in paragraphs for item in (Paragraph(words, STYLES["Normal"]), Spacer(1, 8))]
    found = [words for _, words in blocks(read(built(story, columns)))]
    assert " ".join(found) == " ".join(paragraphs)
    # Only a paragraph that a column's end divides between two sentences cannot be told from two.
    assert sum(1 for words in paragraphs if words in found) >= len(paragraphs) - 2 * columns


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    left, right = prose(12, 1), prose(12, 2)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(50, HEIGHT - 120, "A title across both of the columns")
        canvas.setFont("Helvetica", 10)
        for row, pair in enumerate(zip(textwrap.wrap(left, 46), textwrap.wrap(right, 46), strict=False)):
            canvas.drawString(50, HEIGHT - 160 - 13 * row, pair[0])
            canvas.drawString(310, HEIGHT - 160 - 13 * row, pair[1])

    text = read(drawn(draw)).text
    assert text.startswith("A title across both of the columns\n\nSentence 1-0")
    assert text.index("Sentence 1.9") < text.index("Sentence 2-0")
    assert left[:300] in text


def test_headings_are_told_by_their_size_and_weight() -> None:
    story = [
        Paragraph("Harbour review", STYLES["Title"]), Paragraph(prose(4, 1), STYLES["Normal"]),
        Paragraph("What it cost", STYLES["Heading2"]), Paragraph(prose(4, 2), STYLES["Normal"]),
        Spacer(1, 8), Paragraph("<b>By the winter</b>", STYLES["Normal"]), Spacer(1, 8), Paragraph(prose(4, 3), STYLES["Normal"]),
    ]  # fmt: skip
    parsed = read(built(story))
    assert [words for kind, words in blocks(parsed) if kind == "heading"] == [
        "Harbour review",
        "What it cost",
        "By the winter",
    ]
    assert parsed.blocks[-1].headings == ("Harbour review", "What it cost", "By the winter")
    assert parsed.inferred["title"] == "Harbour review"


def test_a_table_is_read_row_by_row_and_a_list_item_by_item() -> None:
    story = [
        Paragraph(prose(3, 1), STYLES["Normal"]),
        Table([["Port", "2018", "2019"], ["Wend", "12", "15"], ["Skerry Island", "1,204", "99"]]),
        ListFlowable(
            [Paragraph(words, STYLES["Normal"]) for words in ("a new wall", prose(3, 2))], bulletType="bullet"
        ),
    ]
    assert blocks(read(built(story)))[1:] == [
        ("table_row", "Port: Wend; 2018: 12; 2019: 15"), ("table_row", "Port: Skerry Island; 2018: 1,204; 2019: 99"),
        ("list_item", "a new wall"), ("list_item", prose(3, 2)),
    ]  # fmt: skip


def test_running_heads_feet_and_page_numbers_are_dropped() -> None:
    def furniture(canvas: Canvas, page: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, HEIGHT - 40, "Harbour Board: annual review")
        canvas.drawString(50, 30, "Not for sale")
        canvas.drawRightString(WIDTH - 50, 30, f"Page {canvas.getPageNumber()} of 4")

    story = [Paragraph(prose(8, n), STYLES["Normal"]) for n in range(1, 30)]
    text = read(built(story, on_page=furniture)).text
    assert "annual review" not in text
    assert "Not for sale" not in text
    assert "Page" not in text
    assert text.count("Sentence") == 29 * 8


def test_a_paragraph_goes_on_over_the_page() -> None:
    words = " ".join(prose(1, n).rstrip(".") + "," for n in range(1, 60)) + " and that was all."
    assert [
        found for _, found in blocks(read(built([Paragraph(words.replace("Sentence", "sentence"), STYLES["Normal"])])))
    ] == [words.replace("Sentence", "sentence")]


def test_words_divided_at_the_end_of_a_line_are_whole_again() -> None:
    lines = [
        "The harbour has a long-term plan and needs infor-",
        "mation about the cost of repairs, which are a long-",
        "term matter for the board and its advisers and engi-",
        "neers. The information is due before the winter ends.",
    ]

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(lines):
            canvas.drawString(50, HEIGHT - 150 - 14 * row, line)

    assert blocks(read(drawn(draw))) == [
        (
            "paragraph",
            "The harbour has a long-term plan and needs information about the cost of repairs, which are a long-term matter for "
            "the board and its advisers and engineers. The information is due before the winter ends.",
        )
    ]


def test_tilted_text_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 400, "The harbour is open to all.")
        canvas.rotate(45)
        canvas.drawString(300, 100, "DRAFT")

    assert read(drawn(draw)).text == "The harbour is open to all."


def test_a_page_that_is_turned_keeps_its_words() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.drawString(50, 400, "The harbour is open to all.")

    assert read(drawn(draw)).text == "The harbour is open to all."


def test_a_table_of_contents_is_not_answered_from() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 600, "Costs of the wall ........................... 12")
        canvas.drawString(50, 560, "The harbour is open to all.")

    assert [b.kind for b in read(drawn(draw)).blocks] == [BlockKind.FURNITURE, BlockKind.PARAGRAPH]


def test_properties_are_believed_where_they_are_not_a_programs() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Harbour accounts")
        canvas.setAuthor("Ann Lee")
        canvas.drawString(50, 400, "The harbour is open to all.")

    def junk(canvas: Canvas) -> None:
        canvas.setTitle("Microsoft Word - draft7.docx")
        canvas.setAuthor("admin")
        canvas.drawString(50, 400, "The harbour is open to all.")

    named = read(drawn(draw)).inferred
    assert (named["title"], named["author"], len(named["published"])) == ("Harbour accounts", "Ann Lee", 10)
    assert set(read(drawn(junk)).inferred) == {"title", "published"}


def test_what_has_no_words_is_called_scanned() -> None:
    with pytest.raises(DocumentError, match="OCR") as caught:
        read(drawn(lambda canvas: canvas.rect(50, 50, 200, 200)))
    assert caught.value.reason is FailureReason.SCANNED


def test_a_password_is_named_and_an_owners_password_is_no_obstacle() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 400, "The harbour is open to all.")

    with pytest.raises(DocumentError, match="password") as caught:
        read(drawn(draw, encrypt=StandardEncryption("secret", "owner")))
    assert caught.value.reason is FailureReason.ENCRYPTED
    assert read(drawn(draw, encrypt=StandardEncryption("", "owner"))).text == "The harbour is open to all."


@pytest.mark.parametrize("cut", [0.02, 0.3])
def test_a_damaged_file_is_unreadable(cut: float) -> None:
    data = drawn(lambda canvas: canvas.drawString(50, 400, "The harbour is open to all."))
    with pytest.raises(DocumentError) as caught:
        read(data[: int(cut * len(data))])
    assert caught.value.reason in (FailureReason.UNREADABLE, FailureReason.SCANNED)


def test_too_many_pages_are_refused() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(2_001):
            canvas.showPage()

    with pytest.raises(DocumentError, match="2,001 pages") as caught:
        read(drawn(draw))
    assert caught.value.reason is FailureReason.TOO_LARGE
