"""Turns dates written in English text ("September 2018", "last autumn", "2018-19", "before 2016") into day ranges.

Pure: knows the text and today's date, nothing of documents or settings. British reading: day before month, "2018-19"
is the financial year (1 April 2018 to 31 March 2019), seasons are the meteorological ones (autumn is September to
November). What has no year ("in September", "on Monday") is no date unless it leans on one ("March to June 2019"), or stands
in a dated document (``told_dates``).

Open ranges end at ``OPEN_START`` and ``OPEN_END`` (the calendar's own first and last day): "before 2018" is
``OPEN_START`` to 31 December 2017, "until 2018" and "by 2018" end with 2018, "after 2018" is 1 January 2019 to
``OPEN_END``. "Since 2018" ends today.
"""

from assistant.dates.calendar import (
    OPEN_END,
    OPEN_START,
    contains,
    describe_published,
    out_by,
    overlaps,
    published_range,
)
from assistant.dates.clock import TO, WEEK, TimeOfDay, days_of_week, of_each_week, times_of_day
from assistant.dates.finder import DateMention, find_dates
from assistant.dates.telling import told_dates

__all__ = [
    "OPEN_END",
    "OPEN_START",
    "TO",
    "WEEK",
    "DateMention",
    "TimeOfDay",
    "contains",
    "days_of_week",
    "describe_published",
    "find_dates",
    "of_each_week",
    "out_by",
    "overlaps",
    "published_range",
    "times_of_day",
    "told_dates",
]
