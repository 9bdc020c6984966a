# SPDX-License-Identifier: Apache-2.0
"""Hostile and broken cases: a clear error with its place, other files still read, nothing half-written."""

import os
import resource
import subprocess

from program import BINARY, ENV, audit, case_of, findings, holds, main, run, same

MOVES = "movement_id,item,kind,departed_at,arrived_at,from_party,to_party\n"


def test_bad_rows_are_named_and_the_rest_is_read(folder):
    case_of(folder, {
        "movements.csv": MOVES + "M1,A,made,,2025-01-01,,P1\nM2,A,shipped,9999-12-31,,P1,P2\nM3,A,teleported,2025-01-03,,P1,P2\n"
                         "M4,A,shipped,2025-01-05,2025-01-06,P1\nM5,A,shipped,2025-02-30,,P1,P2\nM6,A,shipped,2025-01-05,2025-01-06,P1,P2\n",
        "parties.csv": "party_id,name,country\nP1,One,US\nP2,Two,Atlantis\nP3,Three,DE\n",
        "stock.csv": "at,party_id,model,quantity\n2025-01-01,P1,H100 SXM5 80GB,-5\n2025-01-01,P1,H100 SXM5 80GB,1e9\n",
    })
    report = audit(folder)
    same(report["complete"], False)
    where = [f"{e['file']} {e['where']}" for e in report["errors"]]
    for place in ("movements.csv line 3", "movements.csv line 4", "movements.csv line 5", "movements.csv line 6", "parties.csv line 3", "stock.csv line 2", "stock.csv line 3"):
        assert any(w.startswith(place) for w in where), (place, where)
    text = " ".join(e["message"] for e in report["errors"])
    for part in ("9999", "teleported", "Atlantis", "-5"):
        holds(text, part)
    same([item["item"] for item in report["items"]], ["A"])


def test_binary_truncated_and_wrongly_encoded_files(folder):
    case_of(folder, {
        "parties.csv": b"\x00\x01\x02\xff" * 1000,
        "sites.csv": "site_id,name\nS1,Hafen\n".encode("utf-16"),
        "items.csv": b"item,model\nA,\xff\xfe\nB,H100 SXM5 80GB\n",
        "events/a.json": '{"@context":',
        "events/b.json": "[" * 200000,
        "events/c.json": '{"type":"ObjectEvent","type":"ObjectEvent"}',
        "inventory/x.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><nvidia_smi_log>&d;</nvidia_smi_log>',
        "movements.csv": MOVES + "M1,B,made,,2025-01-01,,P1\n",
    })
    report = audit(folder)
    same(report["complete"], False)
    named = {e["file"] for e in report["errors"]}
    for name in ("parties.csv", "sites.csv", "items.csv", "events/a.json", "events/b.json", "events/c.json", "inventory/x.xml"):
        assert name in named, (name, named)
    assert "B" in [item["item"] for item in report["items"]]


def test_nothing_usable_is_exit_65(folder):
    case_of(folder, {"movements.csv": b"\x00" * 64})
    status, _, err = run("audit", folder)
    same(status, 65)
    holds(err, "init")


def test_cyclic_ownership_and_self_shipments_end(folder):
    case_of(folder, {
        "ownership.csv": "owner_id,owned_id,percent\nA,B,80\nB,C,80\nC,A,80\nA,A,100\n",
        "parties.csv": "party_id,country\nA,US\nB,DE\nC,CN\n",
        "items.csv": "item,model\nX,nv-h100-sxm5-80\n",
        "movements.csv": MOVES + "M0,X,made,,2024-01-01,,A\nM1,X,shipped,2025-01-01,2025-01-02,A,A\nM2,X,shipped,2025-02-01,2025-02-02,A,C\n",
    })
    report = audit(folder)
    same(len(findings(report, "fail", "licence.missing")), 1)


def test_paths_that_leave_the_case_are_refused(folder):
    secret = folder / "secret.csv"
    secret.write_text("party_id,name\nSECRET,Secret\n")
    case = folder / "case"
    case_of(case, {"movements.csv": MOVES + "M1,B,made,,2025-01-01,,P1\n"})
    (case / "parties.csv").symlink_to(secret)
    os.mkfifo(case / "sites.csv")
    status, out, _ = run("audit", case, "--json")
    assert "SECRET" not in out
    holds(out, "parties.csv")
    holds(out, "sites.csv")
    same(status, 0)


def test_full_disk_leaves_the_old_report(folder):
    target = folder / "report.html"
    target.write_text("the old report")

    def limit():
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))

    done = subprocess.run([BINARY, "audit", "examples/one-card", "--format", "html", "--out", str(target)], env=ENV, preexec_fn=limit,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    same(done.returncode, 74)
    same(target.read_text(), "the old report")
    same(sorted(p.name for p in folder.iterdir()), ["report.html"])
    holds(done.stderr.decode(), "report.html")


def test_device_full_on_stdout():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([BINARY, "audit", "examples/one-card", "--json"], env=ENV, stdout=full, stderr=subprocess.PIPE, check=False)
    same(done.returncode, 74)


def test_a_closed_pipe_is_no_crash():
    done = subprocess.run(f"'{BINARY}' audit examples/hub-route --json | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
                          env=ENV, stderr=subprocess.PIPE, check=False)
    assert done.returncode in (0, 1), done


def test_terminal_text_cannot_drive_the_terminal(folder):
    case_of(folder, {
        "items.csv": "item,model,serial\n\x1b]0;owned\x07,nv-h100-sxm5-80,SER-77A\nB,nv-h100-sxm5-80,SER-77A\n",
    })
    for words in ([], ["--format", "csv"], ["--format", "html"], ["--explain"]):
        out = run("audit", folder, *words)[1]
        if words[:2] != ["--format", "csv"]:
            assert "\x1b" not in out, words


def test_formula_injection_is_guarded(folder):
    case_of(folder, {"items.csv": "item,model,serial\n=cmd|' /C calc'!A0,nv-h100-sxm5-80,SER-77A\n@B,nv-h100-sxm5-80,SER-77A\n"})
    out = run("audit", folder, "--format", "csv")[1]
    for line in out.splitlines():
        for cell in line.split(","):
            assert not cell.lstrip('"').startswith(("=", "@", "+", "-cmd")), cell


def test_a_row_that_could_not_be_read_is_held_against_nobody(folder):
    """The middle of an honest chain is refused: the gap is for a person, and the refused row is named."""
    rows = ["M1,H1,made,,2025-01-01,,M", "M2,H1,shipped,2025-01-05,2025-13-06,M,O", "M3,H1,shipped,2025-02-01,2025-02-03,O,B"]
    case_of(folder, {"movements.csv": MOVES + "\n".join(rows) + "\n"})
    (gap,) = findings(audit(folder), check="custody.gap")
    same(gap["verdict"], "review")
    holds(run("audit", folder, "--explain", "--only", "custody.gap")[1], "line 3")
    case_of(folder, {"movements.csv": MOVES + rows[0] + "\nM9,OTHER,shipped,2025-13-05,,M,O\n" + rows[2] + "\n"})
    (gap,) = findings(audit(folder), check="custody.gap")
    same(gap["verdict"], "fail")


def test_a_licence_that_could_not_be_read_is_not_called_absent(folder):
    case_of(folder, {"licences.csv": "licence_id,quantity\nL-1,many\n", "movements.csv": MOVES + "M1,B,made,,2025-01-01,,P1\n"})
    (finding,) = findings(audit(folder), check="licence.overdrawn")
    same(finding["verdict"], "open")
    holds(finding["because"], "could be read")


def test_spreadsheets_of_other_countries(folder):
    """American spelling of a column; German thousands; a serial that a spreadsheet rounded is no identity."""
    case_of(folder, {
        "licences.csv": "license_id;quantity;value;currency\nL-1;10;27.500,50;USD\n",
        "items.csv": "item;serial\nA;1,65E+12\nB;1,65E+12\nC;keine\nD;keine\n",
    })
    report = audit(folder)
    same((report["complete"], report["errors"], findings(report, "fail")), (True, [], []))
    holds(run("licence", "list", "--case", folder)[1], "L-1")
    case_of(folder, {"licences.csv": "license_id;quantity;value;currency\nL-1;10;27.50,50;USD\n"})
    same(audit(folder)["complete"], False)


def test_wrong_words():
    for words, part in ((["audti"], "audit"), (["audit", "--only", "custody.gapp", "."], "custody.gapp"), (["audit", "a", "b"], "too many"),
                        (["audit", "--format", "pdf"], "expected one of"), (["audit", "--as-of", "31/12/2025"], "2025-03-01"), (["trace"], "ITEM"),
                        (["check"], "--from"), (["audit", "--json", "--format", "csv"], "contradict")):
        status, out, err = run(*words)
        same((words, status), (words, 64))
        holds(err, part)
        same(out, "")
    status, _, err = run("audit", "/nonexistent/case")
    assert status in (65, 74), status
    holds(err, "/nonexistent/case")


main(globals())
