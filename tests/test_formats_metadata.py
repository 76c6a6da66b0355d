"""Front matter is checked line by line; what is not stated is inferred from the text, the file name, and nothing else."""

from __future__ import annotations

import pytest

from assistant.formats import Limits, Parsed
from assistant.formats.bylines import copyright_notice, top_matter
from assistant.formats.filenames import named_date, named_title
from assistant.formats.stating import read_fields, split_front_matter
from assistant.formats.worker import parse_bytes
from assistant.schema import DocumentError, FailureReason

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)
BODY = "The board met in May and chose a new chair.\n\nIt will meet again in June.\n"


def read(text: str, ending: str = ".md", stem: str = "page") -> Parsed:
    return parse_bytes(text.encode(), ending, stem, LIMITS)


@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_front_matter_is_read_and_not_part_of_the_text(ending: str) -> None:
    parsed = read(
        f"---\ntitle: The board’s plan\npublished: 2018-09\nurl: https://yard.example/plan\nstatus: superseded\n---\n{BODY}",
        ending,
    )
    assert dict(parsed.metadata) == {
        "title": "The board’s plan", "published": "2018-09", "url": "https://yard.example/plan", "status": "superseded"
    }  # fmt: skip
    assert parsed.text.startswith("The board met")
    assert "title" not in parsed.inferred


def test_a_year_stays_a_year_and_empty_fields_are_left_out() -> None:
    assert read_fields("published: 2018\ntitle: ~\nauthor:\nlicence: null\n") == {"published": "2018"}


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert split_front_matter(f"---\n\n{BODY}\n---\n") == ({}, f"---\n\n{BODY}\n---\n")
    assert split_front_matter(f"---\n{BODY}") == ({}, f"---\n{BODY}")


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("title: A\nauthr: B", "line 3: found the unknown field 'authr', expected one of .* did you mean 'author'"),
        ("title: A\n\npublished: 3 May 2019", "line 4: found published: '3 May 2019', expected a day"),
        ("published: 2019-02-30", "line 2: found published: '2019-02-30'"),
        ("status: draft", "line 2: found status: 'draft', expected current or superseded or withdrawn"),
        ("url: javascript:alert(1)", "line 2: found url: 'javascript:alert\\(1\\)', expected an address"),
        ("title: A\ntitle: B", "line 3: found 'title' a second time"),
        ("title: [A, B]", "line 2: found a list or nested value for 'title'"),
        ("title: 'A\nauthor: B", "line \\d: found .*expected valid YAML"),
        ("inferred: [colour]", "line 2: found inferred: 'colour'"),
        ("title: " + "A" * 600, "line 2: found 600 characters for 'title'"),
    ],
)
def test_a_mistake_in_the_front_matter_is_named_with_its_line(yaml: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        read(f"---\n{yaml}\n---\n{BODY}")
    assert caught.value.reason is FailureReason.METADATA


@pytest.mark.parametrize(
    "yaml", ["a: &a [x]\n" + "b: *a\n" * 5, "[" * 20_000, "!!python/object/apply:os.system ['true']", "x" * 70_000]
)
def test_hostile_yaml_is_refused(yaml: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_fields(yaml)
    assert caught.value.reason is FailureReason.METADATA


def test_fields_may_be_called_inferred_by_whoever_wrote_them() -> None:
    assert read_fields("title: A\ninferred: [title, published]")["inferred"] == "title published"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Monday, September 3, 2018", "2018-09-03"),
        ("3rd September 2018", "2018-09-03"),
        ("Published: 3 Sept 2018, 10:30am", "2018-09-03"),
        ("Posted on 2018-09-03", "2018-09-03"),
        ("13/09/2018", "2018-09-13"),
        ("09/13/2018", "2018-09-13"),
        ("03/04/2018", "2018"),
        ("September 2018", "2018-09"),
        ("Last updated on 5 May 2019", "2019-05-05"),
        ("By Oona Partridge | 3 September 2018", "2018-09-03"),
    ],
)
def test_a_dateline_gives_the_date(line: str, published: str) -> None:
    assert top_matter(["A title", line, "The board met in May."]).published == published


def test_a_date_at_the_end_of_a_short_line_under_the_title_is_the_documents() -> None:
    assert top_matter(["A title", "Harbour Trust briefing, 5 September 2024", "It rained."]).published == "2024-09-05"
    assert top_matter(["A title", "Next review, 5 September 2024", "It rained."]).published is None
    assert (
        top_matter(
            ["A title", "It was told to us, in words that we remember well, on that day, 5 May 2024", "So."]
        ).published
        is None
    )


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("WENDHAM, 14 March 2024 - The pier is to open.", "2024-03-14"),
        ("Wendham, UK (14 March 2024) – The pier is to open.", "2024-03-14"),
        ("Castle Wend – 14 March 2024: the pier is to open.", "2024-03-14"),
        ("Wendham, 14 March 2024 was a day of rain.", None),
        ("The board met on 14 March 2024 - a Thursday.", None),
    ],
)
def test_a_report_may_open_with_its_place_and_day(line: str, published: str | None) -> None:
    assert top_matter(["A title", line, "The board met in May."]).published == published


@pytest.mark.parametrize(
    "line",
    [
        "The board met on 3 September 2018.",
        "31 February 2018",
        "Budget announced 3 September 2018",
        "Next review: 12 May 2030",
    ],
)
def test_a_date_among_other_words_is_no_dateline(line: str) -> None:
    assert top_matter(["A title", line, "The board met in May."]).published is None


def test_the_day_of_publication_wins_over_that_of_an_update() -> None:
    assert top_matter(["A title", "Updated 5 May 2019", "Published 3 May 2019"]).published == "2019-05-03"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Oona Partridge", "Oona Partridge"),
        ("Words: Ana de la Cruz", "Ana de la Cruz"),
        ("By Jo Bell, Transport Editor", "Jo Bell"),
    ],
)
def test_a_byline_gives_the_author(line: str, author: str) -> None:
    assert top_matter(["A title", line, "The board met in May."]).author == author


@pytest.mark.parametrize(
    "line", ["By the end of May", "By 2020", "By Monday the yard was empty", "Harbour Board", "Annual Report"]
)
def test_other_lines_give_no_author(line: str) -> None:
    assert top_matter(["A title", line, "3 May 2019", "The board met in May."]).author is None


def test_a_byline_far_from_the_top_names_the_author_of_something_else() -> None:
    lines = ["Ten books", *["One of these was read a lot."] * 6, "By Oona Partridge", "It is a good one."]
    assert top_matter(lines).author is None


def test_a_bare_name_is_a_byline_only_beside_a_day() -> None:
    assert top_matter(["A title", "Oona Partridge", "3 May 2019"]).author == "Oona Partridge"
    assert top_matter(["A title", "Oona Partridge", "The board met in May."]).author is None


@pytest.mark.parametrize(
    ("line", "owner", "year"),
    [
        ("Copyright (c) Dale Media Ltd. 2019, All Rights Reserved.", "Dale Media Ltd", "2019"),
        ("© 2018 Moor News. All rights reserved.", "Moor News", "2018"),
        ("© 2010-2019 Moor News", None, None),
        ("© Crown copyright 2019", None, "2019"),
    ],
)
def test_a_copyright_notice_gives_owner_and_year(line: str, owner: str | None, year: str | None) -> None:
    assert copyright_notice(line) == (owner, year)


@pytest.mark.parametrize(
    ("stem", "date", "title"),
    [
        ("2018-09-03-harbour-plan", "2018-09-03", "Harbour plan"),
        ("20180903_harbour_plan", "2018-09-03", "Harbour plan"),
        ("harbour plan 2018-09", "2018-09", "Harbour plan"),
        ("accounts-2010-11", "2010", "Accounts"),
        ("000_14723c9016eec365", None, None),
        ("14723c9016", None, None),
        ("report-2018-13-40", None, "Report 2018 13 40"),
    ],
)
def test_a_file_name_gives_date_and_title(stem: str, date: str | None, title: str | None) -> None:
    assert named_date(stem) == date
    assert named_title(stem) == title


def test_the_file_name_is_the_title_of_a_text_without_one() -> None:
    assert read(BODY, ".txt", "2018-09-03-harbour-plan").inferred == {
        "title": "Harbour plan",
        "published": "2018-09-03",
    }


def test_the_first_sentence_is_the_title_where_the_file_name_says_nothing() -> None:
    assert read(BODY, ".txt", "000_14723c9016eec365").inferred == {
        "title": "The board met in May and chose a new chair"
    }


def test_nothing_is_inferred_from_the_prose() -> None:
    text = "The yard closed on 3 May 2019, and the town grieved.\n\nIt was founded by Dale Media in 1902.\n"
    assert set(read(text, ".txt").inferred) == {"title"}


def test_fields_of_other_programs_are_passed_over_in_front_matter_but_not_in_a_sidecar() -> None:
    assert dict(read(f"---\ntitle: Plan\nlayout: page\ntags: [a, b]\n---\n{BODY}").metadata) == {"title": "Plan"}
    with pytest.raises(DocumentError, match="unknown field 'layout'"):
        read_fields("layout: page")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("The Courier, 5 October 2023. Sunil Faraday reports.", "2023-10-05"),
        ("Published in July 2023", "2023-07"),
        ("Version 4. Approved by the trustees on 14 February 2023. Review due: February 2025.", "2023-02-14"),
        ("Annual general meeting, Town Hall, 23 November 2023. Check against delivery.", "2023-11-23"),
        ("Minutes of the meeting held on 12 May 2020", "2020-05-12"),
        ("Meeting of Tuesday 12 May 2020, Town Hall, 2pm", "2020-05-12"),
        ("Meeting: 12 May 2020", "2020-05-12"),
        ("Minutes of the last meeting, held on 12 May 2020, were agreed.", None),
        ("Date of next meeting: 12 May 2020", None),
        ("Harbour Council, report to Cabinet, 12 May 2020. Report of the Director", "2020-05-12"),
        ("This notice was last changed on 12 May 2020.", "2020-05-12"),
        ("The roof was last changed on 12 May 2020.", None),
        ("Review due: February 2025.", None),
        ("Residents protested on 3 May 2019.", None),
    ],
)
def test_a_short_line_under_the_title_says_of_when_the_document_is(line: str, published: str | None) -> None:
    assert top_matter(["A title", line, "The board met in May."]).published == published


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# HILL TRUST\n\n## Safety policy\n\nIt applies to all.", "HILL TRUST: Safety policy"),
        ("# Hill District Council\n\n## Report to Cabinet\n\nIt asks.", "Hill District Council: Report to Cabinet"),
        (
            "# Press release\n\nHill Trust has won a grant of £4,000 for a new bus and thanks everybody.",
            "Press release",
        ),
        ("# Buses for all\n\n## Why\n\nThey help.", "Buses for all"),
    ],
)
def test_a_title_that_only_names_an_owner_takes_the_next_line_along(text: str, title: str) -> None:
    assert read(text).inferred["title"] == title


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Published by Harbour County Council, 3 March 2025", "Harbour County Council"),
        ("Issued by the Harbour Trust in May 2024", "Harbour Trust"),
        ("Harbour County Council, press release, 14 May 2024", "Harbour County Council"),
        ("Harbour Council, report to Cabinet, 14 May 2024. Report of the Director", "Harbour Council"),
        ("Harbour County Council, 14 May 2024", "Harbour County Council"),
        ("Harbour Town Hall, opened 14 May 2024", None),
        ("Published by request, 14 May 2024", None),
    ],
)
def test_a_line_that_ends_with_the_date_may_give_the_publisher(line: str, publisher: str | None) -> None:
    assert top_matter(["A title", line, "It rained a lot in the town that day."]).publisher == publisher


@pytest.mark.parametrize(
    ("line", "published", "publisher"),
    [
        ("Harbour Safeguarding Partnership · 30 September 2021", "2021-09-30", "Harbour Safeguarding Partnership"),
        ("GOV.UK | 3 September 2018", "2018-09-03", "GOV.UK"),
        ("3 May 2020 | The Gazette", "2020-05-03", "The Gazette"),
        ("By Ann Poe | Hill Courier | 3 May 2020", "2020-05-03", "Hill Courier"),
        ("Northmoor Council - March 2022", "2022-03", "Northmoor Council"),
        ("Lanternlight · 13 November 2023", "2023-11-13", None),
        ("London - 3 May 2020", "2020-05-03", None),
        ("Minutes · 3 June 2022", "2022-06-03", None),
        ("Next meeting – 3 March 2020", None, None),
        ("14 March 2022 – The city council has met", None, None),
    ],
)
def test_a_line_of_publisher_and_date_gives_both(line: str, published: str | None, publisher: str | None) -> None:
    top = top_matter(["A title", line, "It rained a lot in the town that day."])
    assert (top.published, top.publisher) == (published, publisher)
    assert (1 in top.lines) == (publisher is not None)


def test_the_head_of_an_e_mail_gives_its_subject_sender_and_day() -> None:
    head = "From: Hill Youth <news@hill.example>\nTo: all\nDate: Fri, 18 October 2024 10:02\nSubject: Re: Autumn at Hill\n\n"
    inferred = read(f"{head}Dear friends,\n\nThe pier has opened again.\n", ".txt", "newsletter").inferred
    assert inferred == {"title": "Autumn at Hill", "author": "Hill Youth", "published": "2024-10-18"}


def test_lines_that_only_look_like_the_head_of_an_e_mail_are_none() -> None:
    inferred = read("From: the board\n\nSubject to a vote, the pier opens.\n", ".txt", "pier-opens").inferred
    assert "author" not in inferred


def test_a_line_of_an_owner_and_a_date_is_no_sentence_of_the_text() -> None:
    lines = ["A title", "House of Boats, 4 July 2024", "It rained a lot in the town that day."]
    assert top_matter(lines).lines == {1}
    assert top_matter([lines[0], "Tuesday 4 July 2024, Assembly Rooms", lines[2]]).lines == set()


def test_a_signature_is_one_line() -> None:
    parsed = read("To all riders\n\nThe pier is shut.\n\nYours faithfully,\n\nAnn Poe\nHead of Piers\n", ".txt")
    assert "Ann Poe Head of Piers" in parsed.text
