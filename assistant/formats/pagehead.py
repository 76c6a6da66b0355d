"""Turns what a web page says about itself into metadata: meta tags, linked data, its title element."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.formats.bylines import read_date
from assistant.formats.stating import is_published, is_web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

# In order of trust; matched against the ``property``, ``name`` or ``itemprop`` of meta elements.
_TITLES = ("og:title", "dc.title", "dcterms.title", "twitter:title")
_PUBLISHERS = (
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "citation_publisher",
    "application-name",
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "byl")
_DATES = (
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created",
    "date", "pubdate", "publish-date", "publication_date", "parsely-pub-date", "citation_publication_date",
)  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}(?:-\d{2})?)')
_SEPARATOR = re.compile(r"\s+(?:[|–—·»]|-|::)\s+")


def page_metadata(page: LexborHTMLParser) -> dict[str, str]:
    """Fields found; dates as ISO days or months, addresses checked."""
    tags: dict[str, str] = {}
    for node in page.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = " ".join((attributes.get("content") or "").split())
        if name and content:
            tags.setdefault(name.lower(), content)

    def first(names: tuple[str, ...]) -> str:
        return next((tags[name] for name in names if name in tags), "")

    publisher = next((tags[name] for name in _PUBLISHERS if name in tags and not is_web_address(tags[name])), "")
    author = first(_AUTHORS)
    found = {
        "title": _without_site(first(_TITLES), publisher) or _title_element(page, publisher),
        "publisher": publisher,
        "author": "" if is_web_address(author) or author.startswith("@") else author,
        "published": _published(page, first(_DATES)),
        "url": _address(page, tags.get("og:url", "")),
    }
    return {name: value for name, value in found.items() if value}


def _without_site(title: str, site: str) -> str:
    """The title without a trailing "| Name of the site"."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and site and parts[-1].strip().lower() == site.lower():
        return title[: title.rindex(parts[-1])].rstrip(" |–—·»:-")
    return title


def _title_element(page: LexborHTMLParser, site: str) -> str:
    """The title element, where the page has no heading of the first level that says it better."""
    node = page.css_first("head title") or page.css_first("title")
    if node is None or page.css_first("h1") is not None:
        return ""
    title = " ".join(node.text(deep=True).split())
    without = _without_site(title, site)
    if without != title:
        return without
    parts = [part for part in _SEPARATOR.split(title) if part]
    return parts[0] if len(parts) > 1 and len(parts[0].split()) >= len(parts[-1].split()) else title


def _published(page: LexborHTMLParser, tag: str) -> str:
    candidates = [tag]
    candidates += [
        node.attributes.get("datetime") or node.attributes.get("content") or node.text(deep=True)
        for node in page.css("[itemprop=datePublished], article time[datetime], main time[datetime], time[pubdate]")
    ]
    for node in page.css("script[type='application/ld+json']"):
        linked = _LINKED_DATE.search(node.text(deep=True))
        candidates.append(linked[1] if linked else "")
    for candidate in candidates:
        iso = _ISO_DAY.match(candidate.strip())
        date = iso[0] if iso else read_date(candidate)
        if date and is_published(date):
            return date
    return ""


def _address(page: LexborHTMLParser, fallback: str) -> str:
    node = page.css_first("link[rel=canonical]")
    address = (node.attributes.get("href") or "").strip() if node is not None else ""
    return next((a for a in (address, fallback) if is_web_address(a)), "")
