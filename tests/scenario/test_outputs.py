# SPDX-License-Identifier: Apache-2.0
"""Every output of an audit, against what its format demands."""

import csv
import io
import json
import re

from page import Page
from program import ROOT, audit, main, run, same

FIELDS = {"id", "check", "verdict", "severity", "subject", "because", "claims", "evidence", "grade", "rule", "refute", "fingerprint", "as_of"}


def test_json_envelope():
    report = audit("examples/hub-route", status=1)
    same(list(report), ["schema", "case", "as_of", "complete", "items", "notes", "errors", "findings"])
    same((report["schema"], report["as_of"]), ("verbleib.audit/1", "2025-06-30"))
    for finding in report["findings"]:
        assert FIELDS <= set(finding) <= FIELDS | {"items"}, set(finding) ^ FIELDS
        assert finding["verdict"] in ("fail", "review", "open", "pass")
        assert finding["severity"] in ("critical", "high", "medium", "low", "info")
        assert re.fullmatch(r"[0-9a-f]{32}", finding["fingerprint"])
        assert finding["because"].endswith((".", ")")), finding["because"]
        assert not re.search(r"\{\d\}", finding["because"] + finding["refute"]), finding["because"]
    passes = [f["check"] for f in report["findings"] if f["verdict"] == "pass"]
    same(len(passes), len(set(passes)))
    same(len({f["fingerprint"] for f in report["findings"]}), len(report["findings"]))


def test_ndjson_is_the_same_findings():
    report = audit("examples/courier")
    lines = run("audit", "examples/courier", "--format", "ndjson")[1].splitlines()
    same([json.loads(line) for line in lines], report["findings"])


def test_csv_has_a_row_a_finding():
    report = audit("examples/courier")
    rows = list(csv.DictReader(io.StringIO(run("audit", "examples/courier", "--format", "csv")[1], newline="")))
    same([row["id"] for row in rows], [f["id"] for f in report["findings"]])
    same([row["because"] for row in rows], [f["because"] for f in report["findings"]])


def test_sarif_keeps_the_third_answer():
    """Kinds and levels as SARIF 2.1.0, 3.27.9 and 3.27.10, demands: level is none unless the kind is fail."""
    report = audit("examples/hub-route")
    log = json.loads(run("audit", "examples/hub-route", "--format", "sarif")[1])
    same(log["version"], "2.1.0")
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    same(len(one["results"]), len(report["findings"]))
    for result, finding in zip(one["results"], report["findings"]):
        same(result["kind"], finding["verdict"])
        assert (result["level"] == "none") == (finding["verdict"] != "fail"), result
        same(rules[result["ruleIndex"]]["id"], result["ruleId"])
        same(result["message"]["text"], finding["because"])
        for place in result["locations"]:
            same(place["logicalLocations"][0]["name"], finding["subject"]["id"])


def test_html_is_one_closed_page():
    for name in ("hub-route", "licensed-h20", "courier", "one-card"):
        text = run("audit", f"examples/{name}", "--format", "html")[1]
        Page.read(text)
        assert not re.search(r"https?://[^\"<\s]+\.(?:js|css|woff2?)", text)
        for finding in audit(f"examples/{name}")["findings"]:
            if finding["verdict"] in ("fail", "review"):
                assert finding["id"] in text, finding["id"]


def test_html_escapes_what_comes_from_outside(folder):
    (folder / "items.csv").write_text('item,model,serial\n"<script>alert(1)</script>",nv-h100-sxm5-80,SER-77A\n"B"" onload=""x",nv-h100-sxm5-80,SER-77A\n')
    text = run("audit", folder, "--format", "html")[1]
    assert "<script>alert" not in text and 'onload="x' not in text
    Page.read(text)


def test_html_hashes_are_those_of_its_style_and_script():
    import base64
    import hashlib

    text = run("audit", "examples/hub-route", "--format", "html")[1]
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", text, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in text, tag


def test_german():
    english = run("audit", "examples/licensed-h20", "--quiet")[1]
    german = run("audit", "examples/licensed-h20", "--quiet", "--lang", "de")[1]
    assert english != german
    for word in ("verletzt", "zu prüfen", "offen", "erfüllt"):
        assert word in german, word


def test_audit_diff(folder):
    a, b = folder / "a.json", folder / "b.json"
    run("audit", "examples/hub-route", "--json", "--out", a, status=1)
    run("audit", "examples/hub-route", "--json", "--as-of", "2024-12-31", "--out", b, status=1)
    run("audit", "diff", a, a, status=0)
    text = run("audit", "diff", b, a, status=1)[1]
    assert "new" in text and "M-022" not in text.split("\n")[-2]
    rows = [json.loads(line) for line in run("audit", "diff", b, a, "--json")[1].splitlines()]
    assert any(row["change"] == "new" and row["check"] == "licence.missing" for row in rows)
    run("audit", "diff", a, ROOT / "README.md", status=65)


main(globals())
