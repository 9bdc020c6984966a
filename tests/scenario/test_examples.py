# SPDX-License-Identifier: Apache-2.0
"""Each example case against the ground truth beside it: what must be found, and that nothing else fails."""

import csv

from program import ROOT, audit, main, run, same

EXAMPLES = ["hub-route", "licensed-h20", "courier", "one-card"]


def truth(name):
    with open(ROOT / "examples" / f"{name}.expected.csv", encoding="utf-8", newline="") as file:
        return [(row["check"], row["verdict"], row["subject_kind"], row["subject"]) for row in csv.DictReader(file)]


def found(name):
    report = audit(f"examples/{name}")
    return report, {(f["check"], f["verdict"], f["subject"]["kind"], f["subject"]["id"]) for f in report["findings"]}


def against_truth(name):
    report, got = found(name)
    missing = [row for row in truth(name) if row not in got]
    same(missing, [])
    extra = sorted(row for row in got if row[1] == "fail" and row not in truth(name))
    same(extra, [])
    same(report["complete"], True)
    same(report["errors"], [])


def test_hub_route():
    against_truth("hub-route")


def test_licensed_h20():
    against_truth("licensed-h20")


def test_courier():
    against_truth("courier")


def test_one_card():
    against_truth("one-card")


def test_honest_parties_are_not_named():
    """The look-alikes of hub-route: a young buyer with a late first order, an integrator, a cloud with its own hall."""
    report, _ = found("hub-route")
    accused = {"CEDAR", "FJORD", "HALDEN"}
    for finding in report["findings"]:
        if finding["verdict"] in ("fail", "review") and finding["subject"]["kind"] == "party":
            assert finding["subject"]["id"] not in accused, finding
    honest = {f"HR-{n:04d}" for n in range(49, 81)}
    for finding in report["findings"]:
        if finding["verdict"] in ("fail", "review"):
            assert not honest & set(finding.get("items", [])), finding
    report, _ = found("courier")
    for finding in report["findings"]:
        if finding["verdict"] in ("fail", "review"):
            assert not {"CO-0017", "CO-0018", "CO-0019"} & set(finding.get("items", [])), finding


def test_same_bytes_twice():
    for name in EXAMPLES:
        for words in (["--json"], ["--format", "html"], ["--format", "sarif"], ["--threads", "1", "--json"]):
            first = run("audit", f"examples/{name}", *words)[1]
            second = run("audit", f"examples/{name}", *words)[1]
            assert first == second, (name, words)
        assert run("audit", f"examples/{name}", "--json", "--threads", "1")[1] == run("audit", f"examples/{name}", "--json", "--threads", "7")[1]


def test_exit_codes():
    run("audit", "examples/hub-route", "--json", status=1)
    run("audit", "examples/hub-route", "--only", "quota.domestic", "--fail-on", "open", status=2)
    run("audit", "examples/hub-route", "--only", "quota.domestic", status=0)
    run("audit", "examples/one-card", "--fail-on", "critical", status=0)


def test_every_fail_has_evidence_that_stands_where_it_says():
    """Each locator points at a line of the file that is there, and the hash is the file's."""
    import hashlib

    for name in EXAMPLES:
        report, _ = found(name)
        for finding in report["findings"]:
            if finding["verdict"] != "fail":
                continue
            assert finding["evidence"], finding["id"]
            for piece in finding["evidence"]:
                path = ROOT / "examples" / name / piece["file"]
                same(piece["sha256"], hashlib.sha256(path.read_bytes()).hexdigest())
                if piece["locator"].startswith("line "):
                    number = int(piece["locator"].split()[1])
                    lines = path.read_text(encoding="utf-8").splitlines()
                    assert 1 <= number <= len(lines), piece
                    subject = finding["subject"]["id"]
                    if finding["subject"]["kind"] == "movement" and piece["file"] == "movements.csv":
                        assert subject in lines[number - 1], (finding["id"], piece, lines[number - 1])


main(globals())
