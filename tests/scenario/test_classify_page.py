# SPDX-License-Identifier: Apache-2.0
"""The page of one classification, against the JSON of the same question and against what a page has to be."""

import base64
import hashlib
import html
import json
import re

from page import Page
from program import main, run, same

ASKED = [
    ("H20", "--to", "CN", "--on", "2025-05-01"),
    ("RTX 4090", "--to", "SG", "--hq", "CN", "--on", "2026-06-01"),
    ("nv-h200-sxm", "--to", "CN", "--on", "2026-02-01"),
    ("amd-mi210", "--to", "CN", "--on", "2024-06-01"),
    ("aws-trn3", "--to", "AE", "--on", "2026-08-01"),
    ("nv-a100-sxm4-80", "--to", "RU", "--on", "2022-10-21", "--known-on", "2022-10-22"),
    ("--tpp", "2368", "--pd", "2.91", "--use", "dc", "--to", "CN", "--on", "2024-06-01"),
    ("H100 SXM5 80GB", "--on", "2021-01-01"),
]
SECTIONS = {"fired": "clauses", "open": "open", "lost": "lost"}


def page_of(words):
    return run("classify", *words, "--format", "html")[1]


def section(text, name):
    return re.search(rf'<section id="{name}">(.*?)</section>', text, re.S)[1]


def test_each_is_one_closed_page():
    for words in ASKED:
        text = page_of(words)
        Page.read(text)
        for tag in ("style", "script"):
            body = re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", text, re.S)[1]
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in text, (words, tag)
        same(re.findall(r"\{\d\}", text), [])


def test_each_clause_stands_in_its_section():
    for words in ASKED:
        text, answer = page_of(words), json.loads(run("classify", *words, "--json")[1])
        assert len(answer["steps"]) > 5 or words[-1] == "2021-01-01", words
        for fate, name in SECTIONS.items():
            wanted = [step["clause"] for step in answer["steps"] if step["fate"] == fate]
            same([html.unescape(x) for x in re.findall(r' id="c-([^"]+)"', section(text, name))], wanted)


def test_each_margin_of_a_test_is_there():
    def tests(node):
        if node:
            yield node
            for child in node.get("children", []):
                yield from tests(child)

    seen = 0
    for words in ASKED:
        text, answer = page_of(words), json.loads(run("classify", *words, "--json")[1])
        for step in answer["steps"]:
            body = re.search(rf' id="c-{re.escape(step["clause"])}".*?</details>', text, re.S)[0]
            for test in tests(step["reason"]):
                if test["op"] in ("and", "or", "not"):
                    continue
                assert html.escape(test["sentence"], quote=True).replace("&#x27;", "&#39;") in body, test["sentence"]
                seen += 1
    assert seen > 300, seen


def test_the_command_in_the_footer_makes_the_same_page():
    import shlex

    for words in ASKED:
        text = page_of(words)
        command = html.unescape(re.search(r"<footer>.*?<code>verbleib (.*?)</code>", text, re.S)[1])
        same(run(*shlex.split(command))[1], text)


def test_figures_are_told_from_the_catalogue():
    text = section(page_of(("nv-h20-96", "--tpp", "5000", "--to", "CN", "--on", "2024-06-01")), "figures")
    rows = re.findall(r'rowspan="\d+">(.*?)</th>', text, re.S)
    assert any("5,000" in row and "stated" in row for row in rows), rows
    assert any("900 GB/s" in row and "catalogue" in row for row in rows), rows


def test_references_are_links_to_their_own_text():
    seen = 0
    for words in ASKED:
        text, day = page_of(words), words[words.index("--on") + 1]
        assert 'http-equiv="x-dns-prefetch-control" content="off"' in text
        outside = re.findall(r'<a [^>]*href="https?:[^>]*>[^<]*</a>', text)
        for link in outside:
            found = re.fullmatch(r'<a rel="noreferrer" href="([^"]+)">(\d+) (FR|CFR) (?:part )?(\S+)</a>', link)
            assert found, link
            if found[3] == "FR":
                same(found[1], f"https://www.federalregister.gov/citation/{found[2]}-FR-{found[4]}")
            else:
                kind = "section" if "." in found[4] else "part"
                same(found[1], f"https://www.ecfr.gov/on/{day}/title-{found[2]}/{kind}-{found[4]}")
            seen += 1
    assert seen > 100, seen


def test_the_page_says_why_and_what_flags_ask_for():
    text = page_of(("amd-mi300x", "--to", "IL", "--on", "2026-06-01"))
    assert "88fr73458/licence.a would ask for 3A090.a, but: the destination Israel is in group A:6" in text
    assert "whoever knows that the item" in text
    text = page_of(("nv-h20-96", "--to", "CN", "--on", "2025-05-01"))
    assert "required by letter, which is not published" in text
    assert "by letter, not published; enforced" in text
    text = page_of(("nv-h100-sxm5-80", "--to", "MY", "--on", "2026-11-20"))
    assert re.search(r"Open facts<.*?<li>affiliates-rule: .{0,60}whether it came into force must be confirmed", text, re.S)


main(globals())
