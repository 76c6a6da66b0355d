"""Dates in text become ranges of days, with exact offsets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.dates import (
    OPEN_END,
    OPEN_START,
    contains,
    days_of_week,
    describe_published,
    find_dates,
    out_by,
    overlaps,
    published_range,
    times_of_day,
    told_dates,
)
from assistant.schema import DateRange

TODAY = date(2026, 11, 22)


def days(text: str, today: date = TODAY) -> list[tuple[str, str, str]]:
    """What is read in a text: the wording, the first and the last day."""
    return [(m.range.text, str(m.range.start), str(m.range.end)) for m in find_dates(text, today)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018-09-03", "2018-09-03", "2018-09-03"),
        ("2018/09/03", "2018-09-03", "2018-09-03"),
        ("3 September 2018", "2018-09-03", "2018-09-03"),
        ("3rd of Sept. 2018", "2018-09-03", "2018-09-03"),
        ("September 3, 2018", "2018-09-03", "2018-09-03"),
        ("Monday, September 3, 2018", "2018-09-03", "2018-09-03"),
        ("monday 3 september 2018", "2018-09-03", "2018-09-03"),
        ("29 February 2020", "2020-02-29", "2020-02-29"),
        ("3-5 September 2018", "2018-09-03", "2018-09-05"),
        ("September 2018", "2018-09-01", "2018-09-30"),
        ("Sep 2018", "2018-09-01", "2018-09-30"),
        ("September of 2018", "2018-09-01", "2018-09-30"),
        ("2018-09", "2018-09-01", "2018-09-30"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("autumn 2018", "2018-09-01", "2018-11-30"),
        ("winter 2018-19", "2018-12-01", "2019-02-28"),
        ("summer of 2018", "2018-06-01", "2018-08-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
    ],
)
def test_days_months_years_and_seasons_are_read_as_written(text: str, start: str, end: str) -> None:
    assert days(text) == [(text, start, end)]


@pytest.mark.parametrize("text", ["9/3/2018", "09/03/2018", "9.3.2018", "09-03-2018", "9/3/18"])
def test_figures_are_read_day_first(text: str) -> None:
    assert days(text) == [(text, "2018-03-09", "2018-03-09")]


def test_figures_are_read_month_first_only_where_nothing_else_is_possible() -> None:
    assert days("9/13/2018") == [("9/13/2018", "2018-09-13", "2018-09-13")]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018-19", "2018-04-01", "2019-03-31"),
        ("2018/19", "2018-04-01", "2019-03-31"),
        ("2018–19", "2018-04-01", "2019-03-31"),
        ("2008-09", "2008-04-01", "2009-03-31"),
        ("1999-00", "1999-04-01", "2000-03-31"),
        ("financial year 2018-19", "2018-04-01", "2019-03-31"),
        ("tax year 2018/19", "2018-04-06", "2019-04-05"),
        ("academic year 2018/19", "2018-09-01", "2019-08-31"),
        ("2016-2017", "2016-01-01", "2017-12-31"),
        ("2016–20", "2016-01-01", "2020-12-31"),
        ("the year ending March 2019", "2018-04-01", "2019-03-31"),
        ("12 months to 31 March 2019", "2018-04-01", "2019-03-31"),
    ],
)
def test_pairs_of_years_are_financial_years_or_spans(text: str, start: str, end: str) -> None:
    assert days(text) == [(text, start, end)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between March and June 2019", "2019-03-01", "2019-06-30"),
        ("between October and March 2019", "2018-10-01", "2019-03-31"),
        ("between October 2018 and March 2019", "2018-10-01", "2019-03-31"),
        ("between the spring and autumn of 2018", "2018-03-01", "2018-11-30"),
        ("from October 2018 to March 2019", "2018-10-01", "2019-03-31"),
        ("March-June 2019", "2019-03-01", "2019-06-30"),
        ("Sept 2018–March 2019", "2018-09-01", "2019-03-31"),
        ("3 September to 5 October 2018", "2018-09-03", "2018-10-05"),
        ("2016 to 2017", "2016-01-01", "2017-12-31"),
        ("from 2016 to 2017", "2016-01-01", "2017-12-31"),
        ("between 2016 and 2018", "2016-01-01", "2018-12-31"),
    ],
)
def test_two_ends_make_one_range(text: str, start: str, end: str) -> None:
    assert days(text) == [(text, start, end)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("early 2018", "2018-01-01", "2018-04-30"),
        ("mid-2018", "2018-05-01", "2018-08-31"),
        ("late 2018", "2018-09-01", "2018-12-31"),
        ("late September 2018", "2018-09-21", "2018-09-30"),
        ("first quarter of 2019", "2019-01-01", "2019-03-31"),
        ("Q1 2019", "2019-01-01", "2019-03-31"),
        ("the second half of 2019", "2019-07-01", "2019-12-31"),
        ("the first three months of 2019", "2019-01-01", "2019-03-31"),
        ("the last 6 months of 2019", "2019-07-01", "2019-12-31"),
    ],
)
def test_parts_of_a_year_are_read(text: str, start: str, end: str) -> None:
    assert days(text) == [(text, start, end)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last year", "2025-01-01", "2025-12-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("September last year", "2025-09-01", "2025-09-30"),
        ("last September", "2026-09-01", "2026-09-30"),
        ("last autumn", "2025-09-01", "2025-11-30"),
        ("this autumn", "2026-09-01", "2026-11-30"),
        ("the last year", "2025-11-22", "2026-11-22"),
        ("the past five years", "2021-11-22", "2026-11-22"),
        ("past 12 months", "2025-11-22", "2026-11-22"),
        ("five years ago", "2021-01-01", "2021-12-31"),
        ("two months ago", "2026-09-01", "2026-09-30"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("last Friday", "2026-11-20", "2026-11-20"),
    ],
)
def test_relative_wording_counts_from_today(text: str, start: str, end: str) -> None:
    assert days(text) == [(text, start, end)]


def test_last_autumn_is_the_last_one_that_is_over() -> None:
    assert days("last autumn", date(2019, 1, 10)) == [("last autumn", "2018-09-01", "2018-11-30")]
    assert days("last winter", date(2019, 1, 10)) == [("last winter", "2017-12-01", "2018-02-28")]


def test_a_possessive_is_still_a_date() -> None:
    assert days("last year's report") == [("last year", "2025-01-01", "2025-12-31")]


def test_the_past_month_ends_on_a_day_that_exists() -> None:
    assert days("the past month", date(2019, 3, 31)) == [("the past month", "2019-02-28", "2019-03-31")]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("before 2018", OPEN_START, date(2017, 12, 31)),
        ("before 3 September 2018", OPEN_START, date(2018, 9, 2)),
        ("until 2018", OPEN_START, date(2018, 12, 31)),
        ("by the end of 2020", OPEN_START, date(2020, 12, 31)),
        ("on or before 3 September 2018", OPEN_START, date(2018, 9, 3)),
        ("after 2018", date(2019, 1, 1), OPEN_END),
        ("2018 onwards", date(2018, 1, 1), OPEN_END),
        ("from September 2018 onwards", date(2018, 9, 1), OPEN_END),
        ("since 2018", date(2018, 1, 1), TODAY),
        ("since 2030", date(2030, 1, 1), OPEN_END),
    ],
)
def test_open_ranges_end_at_the_calendar_or_today(text: str, start: date, end: date) -> None:
    assert [m.range for m in find_dates(text, TODAY)] == [DateRange(start, end, text)]


@pytest.mark.parametrize(
    "text",
    [
        "£2018",
        "£ 2018",
        "18.4 million",
        "2,909",
        "1,572",
        "82,109 referrals",
        "110,000",
        "2018.5",
        "2018%",
        "0808 800 5000",
        "020 2018 3456",
        "2018 345 678",
        "section 2018",
        "page 1998",
        "AB-2018",
        "http://example.org/2018/09/03/page",
        "2018 people",
        "more than 2018",
        "2000 million",
        "1066 visits",
        "18 months",
        "a third of 1500",
        "you may march in autumn",
        "by Monday",
        "the first quarter",
        "30/02/2018",
        "",
    ],
)
def test_other_numbers_and_words_are_no_dates(text: str) -> None:
    assert days(text) == []


def test_a_year_before_a_counted_noun_is_a_year_only_after_in_since_or_during() -> None:
    assert days("in 2018 people were asked") == [("2018", "2018-01-01", "2018-12-31")]
    assert days("2018 people were asked") == []
    assert days("in 2000 cases") == []


def test_every_date_of_a_sentence_is_found_in_order() -> None:
    text = "Announced on 3 September 2018: £2.6m for 2019, 2020 and 2018-19, up from 2,909 in 2016."
    assert [wording for wording, _, _ in days(text)] == ["3 September 2018", "2019", "2020", "2018-19", "2016"]


def test_a_month_in_a_list_borrows_the_year_of_the_last() -> None:
    assert [start for _, start, _ in days("in May, June and July 2019")] == ["2019-05-01", "2019-06-01", "2019-07-01"]
    assert [start for _, start, _ in days("in November and January 2019")] == ["2018-11-01", "2019-01-01"]


_PIECES = st.lists(
    st.sampled_from(
        "2018 2018-19 0000 9999 0001 31 3rd 9/3/2018 September Sept. may last next this past the first quarter of year "
        "years ago before after since until by between and from to - – , . £ % autumn winter early mid- end five 999 "
        "weekend Friday decade 1990s ending onwards months Q4 H2 ² ٢٠١٨ \u00a0 \n FY tax a few couple 00".split(" ")
    ),
    max_size=12,
)


@given(text=st.one_of(st.text(), _PIECES.map(" ".join), _PIECES.map("".join)), today=st.dates())
@example(text="since 2018", today=date.max)
@example(text="last year, five years ago", today=date.min)
@example(text="next decade after 9999", today=date.max)
def test_reading_never_fails_and_offsets_are_exact(text: str, today: date) -> None:
    mentions = find_dates(text, today)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.range.text
        assert mention.range.text == mention.range.text.strip() != ""
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_day_reads_the_same_however_it_is_written(day: date) -> None:
    month = describe_published(day.isoformat()).split(" ", 1)[1].split(" ")[0]
    ways = [
        day.isoformat(),
        describe_published(day.isoformat()),
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{day.day}/{day.month}/{day.year}",
    ]
    for way in ways:
        assert [(m.range.start, m.range.end) for m in find_dates(way, TODAY)] == [(day, day)], way


@pytest.mark.parametrize(
    ("published", "start", "end", "words"),
    [
        ("2018-09-03", date(2018, 9, 3), date(2018, 9, 3), "3 September 2018"),
        ("2018-09", date(2018, 9, 1), date(2018, 9, 30), "September 2018"),
        ("2018", date(2018, 1, 1), date(2018, 12, 31), "2018"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "February 2020"),
    ],
)
def test_a_publication_date_is_a_range_and_has_words(published: str, start: date, end: date, words: str) -> None:
    assert published_range(published) == DateRange(start, end, published)
    assert describe_published(published) == words


def test_no_publication_date_is_undated() -> None:
    assert describe_published(None) == "undated"


@pytest.mark.parametrize(
    "published", ["", "2018-13", "2018-02-30", "03/09/2018", "September 2018", "2018-9", "0000", "２０１８"]
)
def test_other_publication_dates_are_refused(published: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        published_range(published)


def test_ranges_that_share_a_day_overlap() -> None:
    year, month, day = published_range("2018"), published_range("2018-09"), published_range("2018-09-03")
    assert overlaps(year, month)
    assert overlaps(month, year)
    assert not overlaps(day, published_range("2018-09-04"))
    assert contains(year, month)
    assert contains(month, month)
    assert not contains(month, year)


@pytest.mark.parametrize(
    ("published", "day", "out"),
    [("2019", date(2019, 12, 30), False), ("2019", date(2019, 12, 31), True), ("2019-02", date(2019, 2, 28), True),
     ("2019-02-28", date(2019, 2, 27), False), (None, date.max, False)],
)  # fmt: skip
def test_what_is_out_by_a_day_has_ended_its_range_by_then(published: str | None, day: date, out: bool) -> None:
    assert out_by(published, day) is out


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("It will close on 31 May.", "2024-02-14", [("2024-05-31", "2024-05-31")]),
        (
            "It ran from 25 July to 26 August.",
            "2022-09-06",
            [("2022-07-25", "2022-07-25"), ("2022-08-26", "2022-08-26")],
        ),
        ("It is due by December.", "2021-05-20", [("2021-12-01", "2021-12-31")]),
        ("It closed in December.", "2021-01-20", [("2020-12-01", "2020-12-31")]),
        ("It closed in December.", "2021", [("2021-12-01", "2021-12-31")]),
        ("It has grown since March.", "2020-02-10", [("2019-03-01", "2019-03-31")]),
        ("Opened on Friday 3 May.", "2019-05-10", [("2019-05-03", "2019-05-03")]),
        ("May 31 was the day.", "2020-06-01", [("2020-05-31", "2020-05-31")]),
        ("It opened on 2 Sept 2019.", "2021-01-20", [("2019-09-02", "2019-09-02")]),
        ("She may march in step on 31 February.", "2021-01-20", []),
        ("The speed limit starts in April.", "2022-11-30", [("2023-04-01", "2023-04-30")]),
        ("It opened in April and has since spread.", "2022-11-30", [("2022-04-01", "2022-04-30")]),
        ("It will close on 31 May.", None, []),
        ("There were 9 in 2019; a year earlier 7.", None, [("2019-01-01", "2019-12-31"), ("2018-01-01", "2018-12-31")]),
        ("There were 9 in 2019, up 2 on a year earlier.", None, [("2019-01-01", "2019-12-31")]),
        ("There were 9 in 2019. A year earlier there were 7.", None, [("2019-01-01", "2019-12-31")]),
        ("It moved in its last year, and last year.", "2020-02-14", [("2019-01-01", "2019-12-31")]),
    ],
)
def test_a_date_without_a_year_is_counted_from_its_document(
    text: str, published: str | None, days: list[tuple[str, str]]
) -> None:
    found = told_dates(text, published, date(2030, 1, 1))
    assert [(str(m.range.start), str(m.range.end)) for m in found] == days
    assert all(text[m.start : m.end] == m.range.text for m in found)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("open from 8.30am to 5pm", [510, 1020]),
        ("9.00 to 17.00 daily, by 12 noon", [540, 720]),
        ("at 10 o'clock, 12am or 12.15 p.m.", [600, 0, 735]),
        ("it cost £4.50 in 2019 and 99am", []),
    ],
)
def test_times_of_day(text: str, minutes: list[int]) -> None:
    assert [time.minutes for time in times_of_day(text)] == minutes


def test_days_of_the_week_and_those_between_two() -> None:
    assert days_of_week("Monday to Wednesday and on Saturdays") == {"mon", "tues", "wednes", "satur"}
    assert days_of_week("at weekends") == {"satur", "sun"}
    assert days_of_week("on weekdays, but not Friday") == {"mon", "tues", "wednes", "thurs", "fri"}
    assert days_of_week("in the sun") == frozenset()


def test_two_years_cut_short_are_a_financial_year() -> None:
    found = find_dates("families helped in 23/24, not 98/99", date(2026, 1, 1))
    assert [(m.range.start, m.range.end) for m in found] == [
        (date(2023, 4, 1), date(2024, 3, 31)),
        (date(1998, 4, 1), date(1999, 3, 31)),
    ]
    for other in ("a 24/7 line", "in 23/25", "3/4 of them", "2023/24/25"):
        assert not any(m.range.text == "23/24" for m in find_dates(other, date(2026, 1, 1)))
    days = find_dates("on 23/24 May 2020", date(2026, 1, 1))
    assert all(m.range.start.year == 2020 for m in days)
