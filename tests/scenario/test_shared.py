# SPDX-License-Identifier: Apache-2.0
"""Real recordings: nvidia-smi captures of unmodified cards, EPCIS documents of GS1 and OpenEPCIS."""

import json

from program import audit, findings, main, run, same, shared

# what the files' own names and README say is in them
CARDS = {
    "A100SXMx4.smi-q.txt": ("nv-a100-sxm4-", 4),
    "H100SXMx8.smi-q.txt": ("nv-h100-sxm5-80", 8),
    "L40S.smi-q.txt": ("nv-l40s", 1),
    "RTX3090.smi-q.txt": ("nv-rtx3090", 2),
    "RTX4090.smi-q.txt": ("nv-rtx4090", 8),
    "smi-capture_linux-x86_64__nvidia-geforce-rtx-4080-super__595.71.05.txt": ("nv-rtx4080s", 1),
    "smi-capture_linux-x86_64__nvidia-h100-80gb-hbm3__590.48.01.txt": ("nv-h100-sxm5-80", 1),
    "smi-capture_linux-x86_64__nvidia-h200__590.48.01.txt": ("nv-h200-sxm", 1),
    "smi-capture_linux-x86_64__nvidia-l40s__595.80.txt": ("nv-l40s", 1),
    "smi-xml_a100-sxm4-v12.xml": ("nv-a100-sxm4-", 1),
    "smi-xml_a10g.xml": ("nv-a10g", 1),
    "smi-xml_rtx-3090-v12.xml": ("nv-rtx3090", 1),
    "smi-xml_rtx-4000-sff-ada-v13.xml": ("nv-rtx4000sffada", 1),
}


def test_every_real_card_is_recognised_and_none_fails():
    folder = shared("gpu-dumps")
    report = audit(folder, status=0)
    same(findings(report, "fail"), [])
    same(report["errors"], [])
    for name, (model, count) in CARDS.items():
        got = [item["model_id"] for item in report["items"] if item["file"] == name]
        same(len(got), count)
        assert all(one is not None and one.startswith(model) for one in got), (name, got)
    seen = {item["file"] for item in report["items"]}
    assert seen == set(CARDS), seen ^ set(CARDS)


def test_files_of_other_kinds_are_named_in_notes():
    folder = shared("gpu-dumps")
    report = audit(folder)
    read = {item["file"] for item in report["items"]}
    text = json.dumps(report["notes"])
    for path in folder.iterdir():
        if path.is_file() and path.name not in read:
            assert path.name in text, path.name


def test_check_prints_one_object_a_card():
    folder = shared("gpu-dumps")
    names = [folder / name for name in CARDS]
    out = run("check", "--from", *names, "--json", status=0)[1]
    rows = [json.loads(line) for line in out.splitlines()]
    same(len(rows), sum(count for _, count in CARDS.values()))
    for row in rows:
        same(row["schema"], "verbleib.check/1")
        same(row["verdict"], "consistent")
        assert {"schema", "file", "index", "name", "model_id", "memory_bytes", "verdict", "rules", "grade"} <= set(row), row.keys()
        for rule in row["rules"]:
            assert {"id", "verdict", "fields", "because"} <= set(rule)


def documents(*folders):
    for folder in folders:
        yield from sorted(path for path in shared("epcis", *folder.split("/")).rglob("*") if path.suffix in (".json", ".jsonld", ".ndjson"))


def test_every_capture_document_reads_and_every_invalid_one_is_refused():
    read = refused = 0
    for path in documents("gs1-EPCIS/JSON", "openepcis-test-resources/2.0/EPCIS/JSON/Capture"):
        status, out, err = run("event", "list", path, "--json")
        if "Invalid" in path.parts:
            same((path.name, status), (path.name, 65))
            assert ":" in err and err.strip(), path.name
            refused += 1
            continue
        assert status == 0, (path.name, err)
        rows = [json.loads(line) for line in out.splitlines()]
        assert rows, path.name
        for index, row in enumerate(rows):
            same(set(row), {"schema", "file", "index", "type", "at", "items", "action", "biz_step", "from", "to", "place", "documents"})
            same((row["schema"], row["index"]), ("verbleib.event/1", index))
        read += 1
    assert read >= 40 and refused >= 10, (read, refused)


main(globals())
