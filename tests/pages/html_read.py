"""A page read back as a tree of elements, which fails where any of them is left open."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

VOID = ("meta", "link", "br", "img", "input", "hr")


class _Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ElementTree.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), (tag, names)
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def read_html(page: str) -> Element:
    """The element ``html`` of a page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader.builder.close()


def text_of(element: Element | None) -> str:
    """All that an element says, blanks as one."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def texts_of(element: Element, path: str) -> list[str]:
    """What each of the elements below it says."""
    return [text_of(each) for each in element.findall(path)]


def by_id(page: Element, key: str) -> Element:
    """The element of this id."""
    (found,) = [each for each in page.iter() if each.get("id") == key]
    return found


def rows_of(element: Element, name: str) -> list[list[str]]:
    """The table of this caption, header first."""
    (table,) = [each for each in element.iter("table") if text_of(each.find("caption")) == name]
    return [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
