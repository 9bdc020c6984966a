# SPDX-License-Identifier: Apache-2.0
"""Reads a page: every element closed in order, ids once, nothing from elsewhere, no style attribute."""

import html.parser
import re


class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}

    def __init__(self):
        super().__init__()
        self.stack, self.ids, self.links, self.style_attributes, self.outside = [], set(), [], 0, []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.stack.append(tag)
        for name, value in attributes:
            if name == "id":
                assert value not in self.ids, f"id {value} twice"
                self.ids.add(value)
            if name == "href" and value.startswith("#"):
                self.links.append(value[1:])
            if name == "style":
                self.style_attributes += 1
            if name in ("src", "href", "xlink:href") and re.match(r"(?:[a-z]+:)?//", value or "") and tag != "a":
                self.outside.append(value)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.stack.pop()

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        assert self.stack and self.stack[-1] == tag, f"</{tag}> closes <{self.stack[-1:]}>"
        self.stack.pop()

    @classmethod
    def read(cls, text):
        """A whole page; fails where it is no closed, self-contained one."""
        page = cls()
        page.feed(text)
        page.close()
        assert page.stack == [], f"not closed: {page.stack}"
        assert page.style_attributes == 0 and page.outside == [], page.outside
        for link in page.links:
            assert link in page.ids or "=" in link, f"#{link} leads nowhere"
        assert "default-src 'none'" in text
        assert text.count("<script") == 1 and text.count("<style") == 1
        return page
