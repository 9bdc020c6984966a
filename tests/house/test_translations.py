#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every message of src/ stands in po/<language>.po, translated, with all its places {0} {1} ... kept."""

import ast
import re
import shutil
import subprocess

import tap

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def entries(text):
    """msgid -> (msgstr, fuzzy) of a .po or .pot file; the header and what is no longer used (#~) are left out."""
    found = {}
    for block in text.split("\n\n"):
        parts, field = {"msgid": "", "msgstr": ""}, None
        for line in block.splitlines():
            word, _, rest = line.partition(" ")
            if word in parts:
                field, line = word, rest
            if field and line.startswith('"'):
                parts[field] += ast.literal_eval(line)
        fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
        if parts["msgid"]:
            found[parts["msgid"]] = (parts["msgstr"], fuzzy)
    return found


def places(text):
    return sorted(set(re.findall(r"{[0-9]}", text)))


def wrong(messages, language):
    """What a translator has to do, one line each."""
    todo = []
    for msgid in messages:
        text, fuzzy = language.get(msgid, ("", False))
        if msgid not in language:
            todo.append(f"missing: {msgid}")
        elif fuzzy:
            todo.append(f"fuzzy: {msgid}")
        elif not text:
            todo.append(f"not translated: {msgid}")
        elif places(text) != places(msgid):
            todo.append(f"{places(msgid)} became {places(text)}: {msgid}")
    return todo


def wants(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise tap.Skip(f"{tool} is missing (package gettext)")


def collect(folder, source):
    """The messages of a folder of sources, collected by tools/update-po itself in a copy of the tree."""
    wants("xgettext")
    (folder / "tools").mkdir()
    (folder / "po").mkdir()
    shutil.copy(tap.ROOT / "tools/update-po", folder / "tools")
    shutil.copytree(source, folder / "src", ignore=lambda _, names: [n for n in names if n.endswith((".o", ".orig"))])
    done = subprocess.run([folder / "tools/update-po"], capture_output=True, text=True, check=False)
    tap.same((done.returncode, done.stderr), (0, ""))
    return entries((folder / "po/verbleib.pot").read_text())


def languages():
    lines = (tap.ROOT / "po/LINGUAS").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def test_every_message_is_translated(folder):
    messages = collect(folder, tap.ROOT / "src")
    if len(messages) < 100:
        raise AssertionError(f"only {len(messages)} messages were found in src/")
    for language in languages():
        todo = wrong(messages, entries((tap.ROOT / f"po/{language}.po").read_text()))
        if todo:
            raise AssertionError("\n".join([f"po/{language}.po: run tools/update-po, then translate", *todo]))


def test_every_language_compiles(folder):
    wants("msgfmt")
    for language in languages():
        done = subprocess.run(["msgfmt", "--check", "-o", folder / "a.mo", tap.ROOT / f"po/{language}.po"],
                              capture_output=True, text=True, check=False)
        tap.same((language, done.returncode, done.stderr), (language, 0, ""))


def test_no_address_of_a_person():
    for language in languages():
        head = (tap.ROOT / f"po/{language}.po").read_text().split("\n\n")[0]
        tap.same(re.findall(r"\S+@\S+", head), [])


def test_messages_are_found_in_sources(folder):
    source = folder / "planted"
    source.mkdir()
    (source / "a.c").write_text('a = say(N_("one {0}"), _("15 % of all")); /* N_("not this") */\nb = "nor this";\n')
    (source / "b.h").write_text('static const char *b = N_("two \\"quoted\\" and "\n    "joined");\n')
    (folder / "tree").mkdir()
    tap.same(sorted(collect(folder / "tree", source)), ["15 % of all", "one {0}", 'two "quoted" and joined'])


def test_a_missing_message_is_seen():
    tap.same(wrong({"left {0}": ("", False)}, entries(HEADER + '\nmsgid "right"\nmsgstr "rechts"\n')),
             ["missing: left {0}"])


def test_an_old_message_does_not_count():
    tap.same(wrong({"left": ("", False)}, entries(HEADER + '\n#~ msgid "left"\n#~ msgstr "links"\n')),
             ["missing: left"])


def test_a_fuzzy_message_is_seen():
    tap.same(wrong({"left": ("", False)}, entries(HEADER + '\n#, fuzzy\nmsgid "left"\nmsgstr "recht"\n')),
             ["fuzzy: left"])


def test_an_empty_translation_is_seen():
    tap.same(wrong({"left": ("", False)}, entries(HEADER + '\nmsgid "left"\nmsgstr ""\n')), ["not translated: left"])


def test_lost_and_invented_places_are_seen():
    good = HEADER + '\nmsgid "{0} of {1}, {0}"\nmsgstr "von {1} sind es "\n"{0}"\n'
    tap.same(wrong({"{0} of {1}, {0}": ("", False)}, entries(good)), [])
    tap.same(wrong({"{0} of {1}, {0}": ("", False)}, entries(good.replace("von {1}", "davon"))),
             ["['{0}', '{1}'] became ['{0}']: {0} of {1}, {0}"])
    tap.same(wrong({"{0} of {1}, {0}": ("", False)}, entries(good.replace("von {1}", "von {1} und {2}"))),
             ["['{0}', '{1}'] became ['{0}', '{1}', '{2}']: {0} of {1}, {0}"])


if __name__ == "__main__":
    tap.main(globals())
