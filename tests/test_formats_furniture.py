"""Site furniture in scraped text is found, and content that looks a little like it is left alone."""

from __future__ import annotations

import pytest

from assistant.formats import Limits, Parsed
from assistant.formats.lineforms import is_copyright, is_credit
from assistant.formats.worker import parse_bytes
from assistant.schema import BlockKind

LIMITS = Limits(seconds=30, memory_mb=1024, file_mb=50, text_chars=1_000_000)


def read(text: str, ending: str = ".txt") -> Parsed:
    return parse_bytes(text.encode(), ending, "page", LIMITS)


def furniture(text: str, ending: str = ".txt") -> list[str]:
    parsed = read(text, ending)
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is BlockKind.FURNITURE]


def content(text: str, ending: str = ".txt") -> list[str]:
    parsed = read(text, ending)
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is not BlockKind.FURNITURE]


ARTICLE = [
    "Ferry company adds winter sailings to the islands",
    "Islanders will have a second daily sailing from November, the ferry company has said after months of protest.",
    "The extra crossing will cost £1.4m a year and run until the end of March.",
    "“We listened to people who could not get to hospital,” said its director, Mairi Lennox.",
]


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def test_a_page_from_a_news_site_keeps_its_article_and_nothing_else() -> None:
    before = ["Home | News | Sport | Jobs", "For sales and bookings, call us on 01632 960123"]
    top = ["Oona Partridge", "Tuesday, October 9, 2018"]
    offer = [
        "Harbour Post Digital",
        "  • Latest digital editions",
        "  • Unlimited access to our archive",
        "From £9.50 / month",
        "Subscribe",
    ]
    text = page(
        *before, ARTICLE[0], *top, ARTICLE[1], "The ferry Isle of Wend leaves the pier",
        "The ferry Isle of Wend leaves the pier", *ARTICLE[2:], "Related stories:", "Pier repairs delayed again",
        "What the timetable means for schools", "The full timetable can be found here", *offer,
        "Copyright (c) Harbour Post Ltd. 2018, All Rights Reserved. Picture (c) Jon Reeve / Wend Images.",
    )  # fmt: skip
    assert content(text) == ARTICLE
    inferred = read(text).inferred
    assert inferred["title"] == ARTICLE[0]
    assert inferred["author"] == "Oona Partridge"
    assert inferred["published"] == "2018-10-09"
    assert inferred["publisher"] == "Harbour Post Ltd"


def test_a_page_with_single_line_ends_keeps_its_article_and_nothing_else() -> None:
    text = "\n".join(
        ["Menu Search", *ARTICLE, "Share this article", "Privacy policy | Terms and conditions | Contact us"]
    )
    assert content(text) == ARTICLE


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe",
        "Sign up",
        "Log in",
        "Skip to main content",
        "Menu Search",
        "Home | About us | Contact us",
        "Accept all cookies",
        "Advertisement",
        "Back to top",
        "3 comments",
        "4 min read",
        "Share on Facebook",
        "© 2020 Moor & Dale Media Ltd. All rights reserved.",
        "Copyright Fenland Courier 2017.",
        "Picture: Ewan Blake",
        "Photo by Ada Crane / Reuters",
        "Image credit: Dale County Archive",
        "Picture (c) Tom Hale / PA Wire.",
        "We use cookies to give you the best experience on this site.",
        "By continuing to use this site you agree to our use of cookies.",
        "Sign up to our newsletter and get the week's stories in your inbox.",
        "Already a subscriber? Log in here.",
        "Follow us on Twitter @moordale",
        "The full report can be downloaded here",
        "Click here to read more about our work",
        "Please enable JavaScript to view the comments.",
        "Image copyright Dale Images",
        "Photograph by Una Marsh",
        "Read more: Why the pier stayed shut",
        "Posted in Local News",
        "Related:Ferry fares to rise",
        "The news in your inbox: sign up for the Harbour newsletter here",
        "Follow Una Marsh on Twitter: @unamarsh",
        "To book a place, email us at sales@moordale.example",
    ],
)  # fmt: skip
def test_a_line_that_is_only_furniture_is_marked(line: str) -> None:
    assert furniture(page(*ARTICLE, line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The helpline number is 0808 800 5000.",
        "The helpline number is 0808 800 5000",
        "Anyone who is worried can call the helpline on 0808 800 5000, free of charge, day or night.",
        "A season ticket costs £15 a month.",
        "A season ticket costs £15 a month",
        "The annual fee is £120.",
        "The group's share of the market rose to 14%.",
        "He said the company would share this data with the police.",
        "More than 3,000 people signed up to the newsletter in May.",
        "Copyright law was changed in 2014 to allow parody.",
        "Copyright disputes rose by a fifth in 2019.",
        "Images: 82,000 were reported in a single year.",
        "Wild orchids can be found here.",
        "The charity’s newsletter is delivered to 4,000 homes.",
        "Follow the path to the pier, 300 metres north of the church.",
        "(C) that the worker is engaged in an independent trade",
        "Information about the wreck was found here.",
        "Photographs show 14 people on the deck.",
        "Related offences: theft and fraud rose by 8%.",
        "The ministry uses cookies to count visits, the audit found.",
        "Subscriptions rose to 41,000, from 38,000 a year before.",
        "Members pay £4 a week and may leave at any time.",
        "About 400 people attended the meeting",
        "Contact with the ship was lost at 4.15pm.",
        "She told the inquiry: “Nobody called us.”",
        "(c) the child is likely to suffer significant harm;",
    ],
)
def test_a_line_that_tells_something_stays(line: str) -> None:
    assert line.strip() in content(page(*ARTICLE, line, ARTICLE[1]))
    assert line.strip() in content(page(*ARTICLE, line))


def test_facts_in_a_list_stay_even_before_a_subscription_button() -> None:
    facts = ["Key figures", "• 12 new sailings a week", "• 300 jobs at the yard", "• £1.4m a year"]
    kept = [ARTICLE[0], ARTICLE[1], "Key figures", *(f.removeprefix("• ") for f in facts[1:])]
    assert content(page(*ARTICLE[:2], *facts, "Subscribe")) == kept


def test_a_list_led_in_by_a_sentence_is_no_offer() -> None:
    text = page(
        *ARTICLE, "Members of the scheme get:", "• Unlimited online access", "• A digital archive", "", "Subscribe"
    )
    assert "Unlimited online access" in content(text)


def test_an_article_about_subscription_prices_keeps_its_prices() -> None:
    lines = [
        "Newspaper raises the price of a subscription",
        "The Dale Courier will charge £12 a month from May, up from £9.",
        "What subscribers will pay",
        "• Digital: £12 a month",
        "• Print and digital: £21 a month",
        "• Students: £5 a month",
        "The paper has 8,200 subscribers.",
    ]
    assert content(page(*lines)) == [line.removeprefix("• ") for line in lines]


def test_a_leaflet_about_a_helpline_keeps_its_number() -> None:
    lines = [
        "Contact the family helpline",
        "The helpline gives advice to parents and carers.",
        "For enquiries, call us on 0808 800 5000.",
        "Lines are open from 9am to 5pm.",
    ]
    assert content(page(*lines)) == lines


def test_a_booking_number_in_front_of_an_article_is_furniture_and_one_inside_it_is_not() -> None:
    number = "For bookings, call us on 01632 960456"
    assert furniture(page(number, *ARTICLE)) == [number]
    assert furniture(page(*ARTICLE[:3], number, ARTICLE[3])) == []


def test_headlines_and_subheadings_are_never_furniture() -> None:
    lines = [
        ARTICLE[0],
        ARTICLE[1],
        "More about the scheme",
        ARTICLE[2],
        "Related offences",
        ARTICLE[3],
        "Share of the cost",
        ARTICLE[1],
    ]
    parsed = read(page(*lines))
    headings = [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is BlockKind.HEADING]
    assert headings == [ARTICLE[0], "More about the scheme", "Related offences", "Share of the cost"]


def test_a_link_list_ends_where_the_article_goes_on() -> None:
    text = f"{page(*ARTICLE[:2], 'Click the links below for related content:', 'Old pier closes', 'Ports: a history')}\n\n\n{ARTICLE[2]}"
    assert content(text) == ARTICLE[:3]


def test_a_repeated_sentence_is_kept_once_and_a_repeated_caption_not_at_all() -> None:
    assert content(page(*ARTICLE, ARTICLE[2], ARTICLE[2])) == [*ARTICLE, ARTICLE[2]]
    assert content(page(ARTICLE[0], "Mairi Lennox at the pier", "Mairi Lennox at the pier", *ARTICLE[1:])) == ARTICLE


def test_a_menu_at_the_end_goes_with_the_labels_in_it() -> None:
    assert content(page(*ARTICLE, "About us", "Our boats", "Contact us", "Privacy policy", "Careers")) == ARTICLE


def test_signatories_at_the_end_stay() -> None:
    names = ["Ann Lee, Chair", "Bo Ray, Treasurer", "Cy Fox, Secretary", "Di Orr, Clerk"]
    assert content(page(*ARTICLE, *names)) == [*ARTICLE, *names]


def test_a_diary_is_not_taken_for_datelines() -> None:
    lines = ["Diary of the inquiry"]
    for day in range(1, 6):
        lines += [f"{day} May 2019", f"On that day the panel heard {day} witnesses from the yard."]
    assert furniture(page(*lines)) == []


def test_a_page_of_nothing_but_furniture_keeps_its_text() -> None:
    assert furniture("Subscribe\n\nLog in") == []


def test_marked_up_headings_over_content_stay_whatever_they_say() -> None:
    text = "# Guide\n\n## Subscribe\n\nTo subscribe to alerts, fill in form 7.\n\n## Search\n\nA search of the hold takes two hours.\n"
    assert furniture(text, ".md") == []


def test_a_subscribe_box_and_a_copyright_line_in_markdown_are_furniture() -> None:
    text = "# Pier news\n\nThe pier reopens in May.\n\n## Newsletter\n\nSign up to our newsletter for updates.\n\n© 2020 Pier Trust\n"
    assert furniture(text, ".md") == ["Newsletter", "Sign up to our newsletter for updates.", "© 2020 Pier Trust"]


def test_links_that_somebody_listed_in_their_own_document_stay() -> None:
    text = "# Help\n\nThese can help.\n\n## Useful links\n\n- Childline, on 0800 1111\n- The county's own page\n\n## Further reading\n\n- A history of the pier\n"
    assert furniture(text, ".md") == []


def test_a_cookie_policy_keeps_its_sentences() -> None:
    text = "# How we use cookies\n\nWe use cookies to remember your language.\n\nBy using this site you accept these cookies.\n"
    assert furniture(text, ".md") == []


@pytest.mark.parametrize(
    "line", ["© Crown copyright 2019", "(c) 2018 Dale Media", "All rights reserved", "Copyright 2020"]
)
def test_copyright_notices_are_recognised(line: str) -> None:
    assert is_copyright(line)


@pytest.mark.parametrize(
    "line",
    [
        "(c) any other person;",
        "Copyright Act 1988 amended",
        "Copyright is a right.",
        "Copyright claims doubled in 2019.",
    ],
)
def test_words_about_copyright_are_not_notices(line: str) -> None:
    assert not is_copyright(line)


@pytest.mark.parametrize(
    "line", ["Picture this: a town without a bus.", "Photo evidence was lost", "Image: 40% larger than before"]
)
def test_words_about_pictures_are_not_credits(line: str) -> None:
    assert not is_credit(line)
