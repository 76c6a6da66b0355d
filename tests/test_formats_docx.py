"""Word documents: headings, lists and tables in order, as they would print."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assistant.formats import Limits, Parsed
from assistant.formats.worker import parse_bytes
from assistant.schema import DocumentError, FailureReason

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)


def saved(build: Callable[[WordDocument], None]) -> bytes:
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(build: Callable[[WordDocument], None]) -> Parsed:
    return parse_bytes(saved(build), ".docx", "page", LIMITS)


def blocks(parsed: Parsed) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


def test_headings_items_and_tables_come_in_order() -> None:
    def build(document: WordDocument) -> None:
        document.add_heading("Board paper", 0)
        document.add_heading("Costs", 1)
        document.add_paragraph("They rise.")
        table = document.add_table(rows=3, cols=3)
        for row, values in zip(
            table.rows, (["Port", "2018", "2019"], ["Wend", "12", "15"], ["Skerry", "4", ""]), strict=True
        ):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        document.add_paragraph("a wall", style="List Bullet")
        document.add_paragraph("a crane", style="List Number")
        document.sections[0].header.paragraphs[0].text = "Confidential"

    parsed = read(build)
    assert blocks(parsed) == [
        ("heading", "Board paper"), ("heading", "Costs"), ("paragraph", "They rise."),
        ("table_row", "Port: Wend; 2018: 12; 2019: 15"), ("table_row", "Port: Skerry; 2018: 4"),
        ("list_item", "a wall"), ("list_item", "a crane"),
    ]  # fmt: skip
    assert parsed.blocks[2].headings == ("Board paper", "Costs")
    assert parsed.inferred == {"title": "Board paper"}


def test_a_short_bold_line_is_a_heading_and_a_bold_sentence_is_not() -> None:
    def build(document: WordDocument) -> None:
        for words in ("Next steps", "The board will meet in May."):
            document.add_paragraph().add_run(words).bold = True
        document.add_paragraph("It meets at ").add_run("noon").bold = True

    assert [kind for kind, _ in blocks(read(build))] == ["heading", "paragraph", "paragraph"]


def test_hidden_and_deleted_words_are_gone_and_inserted_ones_stay() -> None:
    def build(document: WordDocument) -> None:
        paragraph = document.add_paragraph("The fee is ")
        paragraph.add_run("secretly ").font.hidden = True
        for tag, text_tag, words in (("w:del", "w:delText", "£5"), ("w:ins", "w:t", "£6")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    assert blocks(read(build)) == [("paragraph", "The fee is £6")]


def test_text_in_content_controls_and_breaks_is_kept() -> None:
    def build(document: WordDocument) -> None:
        paragraph = document.add_paragraph("Chair: Ann")
        paragraph.add_run().add_break()
        paragraph.add_run("Lee")
        control, inside = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        control.append(inside)
        paragraph._p.addprevious(control)
        inside.append(paragraph._p)

    assert blocks(read(build)) == [("paragraph", "Chair: Ann Lee")]


def test_powers_stay_above_the_line() -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("An area of 10").add_run("6").font.superscript = True

    assert blocks(read(build)) == [("paragraph", "An area of 10⁶")]


def test_a_marked_header_row_and_merged_cells_are_used() -> None:
    def build(document: WordDocument) -> None:
        table = document.add_table(rows=3, cols=2)
        for row, values in zip(table.rows, (["1902", "2002"], ["Open", "Open"], ["12", "15"]), strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)
        table.cell(1, 0).merge(table.cell(1, 1)).text = "Open"

    assert blocks(read(build)) == [("table_row", "Open"), ("table_row", "1902: 12; 2002: 15")]


def test_the_files_properties_are_believed_unless_they_are_a_templates() -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("The board met in May and chose a chair.")
        document.core_properties.author = "Ann Lee"
        document.core_properties.title = "Board paper 7"

    inferred = read(build).inferred
    assert (inferred["author"], inferred["title"]) == ("Ann Lee", "Board paper 7")
    assert read(lambda document: document.add_paragraph("The board met.") and None).inferred == {"title": "Page"}


@pytest.mark.parametrize(
    ("data", "reason", "message"),
    [
        (b"not a zip file at all", FailureReason.UNREADABLE, "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), FailureReason.ENCRYPTED, "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FailureReason.UNREADABLE, "old Word file"),
    ],
)  # fmt: skip
def test_what_is_no_word_document_is_named(data: bytes, reason: FailureReason, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        parse_bytes(data, ".docx", "page", LIMITS)
    assert caught.value.reason is reason


def test_a_cut_off_file_and_a_zip_of_something_else_are_unreadable() -> None:
    whole = saved(lambda document: document.add_paragraph("The board met.") and None)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    for data in (whole[: len(whole) // 2], other.getvalue()):
        with pytest.raises(DocumentError) as caught:
            parse_bytes(data, ".docx", "page", LIMITS)
        assert caught.value.reason is FailureReason.UNREADABLE


def test_entities_in_the_xml_are_not_expanded() -> None:
    source = saved(lambda document: document.add_paragraph("The board met.") and None)
    entities = '<!DOCTYPE x [<!ENTITY a "PLANTED"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                part = part.replace("?>", f"?>{entities}", 1).replace("The board met.", "The board &a;&f; met.")
            new.writestr(name, part.encode("utf-8", "surrogateescape"))
    try:
        text = parse_bytes(data.getvalue(), ".docx", "page", LIMITS).text
    except DocumentError:
        return
    assert "PLANTED" not in text
    assert text.startswith("The board")
