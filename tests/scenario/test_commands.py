# SPDX-License-Identifier: Apache-2.0
"""Verbs beside the audit; help, man pages and completion say what the program does."""

import json
import re
import shutil
import subprocess

from program import ROOT, Skip, audit, holds, main, run, same


def verbs():
    text = (ROOT / "src" / "cmd" / "verbs.c").read_text(encoding="utf-8")
    return re.findall(r'^    \{"([a-z ]+)",', text, re.M)


def test_help_man_page_and_completion_know_every_verb():
    names = verbs()
    assert len(names) >= 12, names
    top = run("help", status=0)[1]
    bash = run("completion", "bash", status=0)[1]
    for name in names:
        holds(top, f"verbleib {name} ")
        page = run("help", *name.split(), status=0)[1]
        manual = run("manual", *name.split(), status=0)[1]
        holds(manual, f"verbleib-{name.replace(' ', '-')}(1)")
        for option in re.findall(r"--([a-z-]+)", page.split("\n\n")[-1]):
            if option in ("help",):
                continue
            assert f"--{option}" in manual.replace("\\", ""), (name, option)
        holds(bash, f"'{name}'")


def test_completion_scripts_parse(folder):
    for shell in ("bash", "zsh", "fish"):
        script = folder / f"verbleib.{shell}"
        script.write_text(run("completion", shell, status=0)[1])
        if shutil.which(shell) is None:
            continue
        same(subprocess.run([shell, "-n", script], capture_output=True, check=False).returncode, 0)


def test_manual_is_scdoc():
    if shutil.which("scdoc") is None:
        raise Skip("scdoc is not installed")
    for name in [""] + verbs():
        source = run("manual", *name.split(), status=0)[1]
        done = subprocess.run(["scdoc"], input=source.encode(), capture_output=True, check=False)
        same((name, done.returncode, done.stderr), (name, 0, b""))


def test_every_check_has_row_file_test_and_page():
    rows = re.findall(r"&vb_check_([a-z_]+),", (ROOT / "src/checks/checks.c").read_text())
    listed = re.findall(r"^([a-z.-]+) {2,}\S", run("help", "checks", status=0)[1], re.M)
    same(sorted(name.replace(".", "_").replace("-", "_") for name in listed), sorted(rows))
    for check in listed:
        name = check.replace(".", "_").replace("-", "_")
        assert (ROOT / f"src/checks/{name}.c").exists(), name
        assert (ROOT / f"tests/unit/test_check_{name}.c").exists(), name
        page = ROOT / f"docs/checks/{check}.md"
        assert page.exists(), check
        text = page.read_text(encoding="utf-8")
        for word in ("What it asks", "What it reads", "How it can be wrong", "What to do", "| pass |", "| open |"):
            assert word in text, (check, word)
    for page in (ROOT / "docs/checks").glob("*.md"):
        assert page.stem in listed, page.name


def test_init_makes_a_case_that_reads(folder):
    case = folder / "new"
    run("init", case, status=0)
    report = audit(case, status=0)
    same((report["complete"], report["errors"], report["items"]), (True, [], []))
    assert all(f["verdict"] in ("open", "pass") for f in report["findings"])
    run("init", case, status=64)


def test_trace():
    out = run("trace", "--case", "examples/hub-route", "HR-0040", status=0)[1]
    for part in ("Taoyuan plant (TW)", "Johor office (MY)", "Wuxi hall 3 (CN)", "movements.csv:", "custody.conflict"):
        holds(out, part)
    by_serial = run("trace", "--case", "examples/hub-route", "1324000000040", status=0)[1]
    same(by_serial, out)
    life = json.loads(run("trace", "--case", "examples/hub-route", "HR-0040", "--json", status=0)[1])
    same([leg["kind"] for leg in life["legs"]], ["made", "shipped", "shipped", "shipped", "shipped", "installed"])
    same(life["custody"]["party"], "HUAYUN")
    run("trace", "--case", "examples/hub-route", "NOBODY", status=65)


def test_trace_shows_where_it_was_seen():
    out = run("trace", "--case", "examples/hub-route", "HR-0040", status=0)[1]
    for part in ("Johor office (MY), audit", "Wuxi hall 3 (CN), telemetry", "sightings.csv:2"):
        holds(out, part)


def test_seen_where_the_record_does_not_have_it(folder):
    """Installed in Bern, for sale in Shanghai: the question the program is there for. In transit, or in one country: nothing."""
    for name, text in {
        "sites.csv": "site_id,country\nS-BRN,CH\nS-ZRH,CH\nS-SHA,CN\n",
        "movements.csv": "item,kind,departed_at,arrived_at,from_party,to_party,to_site\nA,made,,2025-01-01,,M,S-BRN\nB,made,,2025-01-01,,M,S-BRN\n"
                         "C,made,,2025-01-01,,M,S-BRN\nC,shipped,2025-05-30,,M,P,S-SHA\n",
        "sightings.csv": "item,at,site_id,source\nA,2025-06-01,S-SHA,marketplace\nB,2025-06-01,S-ZRH,audit\nC,2025-06-01,S-SHA,customs\n",
    }.items():
        (folder / name).write_text(text)
    got = [(f["subject"]["id"], f["verdict"]) for f in audit(folder)["findings"] if f["check"] == "custody.conflict"]
    same(got, [("A", "review")])
    holds(run("trace", "--case", folder, "A")[1], "marketplace")


def test_a_row_that_arrives_before_it_leaves(folder):
    (folder / "movements.csv").write_text("item,kind,departed_at,arrived_at,from_party,to_party\nA,shipped,2025-01-06,2025-01-05,M,P\n"
                                          "B,shipped,2025-01-06,2025-01-06,M,P\nC,shipped,2025-01-06T09:00:00+09:00,2025-01-06T05:00:00-08:00,M,P\n")
    got = [(f["subject"]["id"], f["verdict"]) for f in audit(folder)["findings"] if f["check"] == "custody.conflict"]
    same(got, [("A", "review")])


def test_licences():
    out = run("licence", "list", "--case", "examples/licensed-h20", status=0)[1]
    holds(out, "drawn 256 of 240 (over)")
    lines = [json.loads(line) for line in run("licence", "show", "--case", "examples/licensed-h20", "DEMO-L-2001", "--json", status=0)[1].splitlines()]
    same([line["drawn"] for line in lines], [256, 48])
    same(lines[0]["draws"][-1]["drawn_after"], 256)
    run("licence", "show", "--case", "examples/licensed-h20", "DEMO-L-9", status=65)


def test_finding_explain():
    report = audit("examples/courier")
    fail = next(f for f in report["findings"] if f["verdict"] == "fail")
    out = run("finding", "explain", "--case", "examples/courier", fail["id"], status=0)[1]
    holds(out, fail["id"])
    holds(out, "would be refuted by")
    same(json.loads(run("finding", "explain", "--case", "examples/courier", fail["id"], "--json", status=0)[1]), fail)
    run("finding", "explain", "--case", "examples/courier", "F-", status=65)


def test_check_tells_the_rebuild_from_the_honest_cards():
    folder = ROOT / "examples" / "one-card" / "inventory"
    rows = {}
    for path in sorted(folder.iterdir()):
        status, out, _ = run("check", "--from", path, "--json")
        rows[path.name] = (status, json.loads(out)["verdict"])
    same(rows["rtx-4090-48gb.txt"], (1, "contradicted"))
    same({value for name, value in rows.items() if "48gb" not in name}, {(0, "consistent")})


def test_check_reads_the_other_files_too():
    folder = ROOT / "examples" / "one-card" / "inventory"
    status, out, err = run("check", "--from", "nowhere.txt", folder / "rtx-4090-48gb.txt", folder / "rtx-4090-24gb.txt", "--json")
    same((status, len(out.splitlines())), (1, 2))
    holds(err, "nowhere.txt")
    same(run("check", "--from", "nowhere.txt")[0], 65)


def test_licence_show_has_a_line_a_shipment():
    out = run("licence", "show", "--case", "examples/licensed-h20", "DEMO-L-2001", status=0)[1]
    holds(out, "2025-09-15  48  sum 48  LH-01")
    assert len(out.splitlines()) < 20, len(out.splitlines())


def test_doctor():
    status, out, _ = run("doctor", "--json")
    same(status, 0)
    states = {row["part"]: row["state"] for row in map(json.loads, out.splitlines())}
    same((states["catalogue"], states["rules"], states["map"], states["sandbox"]), ("ok",) * 4)


def test_demo_writes_its_reports(folder):
    out = run("demo", folder / "reports", status=0)[1]
    for name in ("hub-route", "licensed-h20", "courier", "one-card"):
        assert (folder / "reports" / f"{name}.html").stat().st_size > 20000, name
        holds(out, name)
    holds(out, "licence.missing")


def test_as_of_hides_what_comes_later():
    early = audit("examples/hub-route", "--as-of", "2024-06-10")
    same([f["subject"]["id"] for f in early["findings"] if f["check"] == "licence.missing" and f["verdict"] == "fail"], [])
    later = audit("examples/hub-route", "--on", "2024-06-30")
    same(sorted(f["subject"]["id"] for f in later["findings"] if f["check"] == "licence.missing" and f["verdict"] == "fail"), ["M-031", "M-032"])


main(globals())
