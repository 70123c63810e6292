#!/usr/bin/env python3
"""Verifies a bundle of a Schakel ledger with nothing but Python's standard library and no code of Schakel.

    python3 verify.py FOLDER-OR-ZIP     exit 0: everything holds; 1: it does not, and what is printed

It recomputes every hash from the data beside it: of each file, each transfer, each contribution, each piece of evidence.
"""
import hashlib
import json
import os
import sys
import zipfile


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Bundle:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        self.path = path

    def read(self, name):
        if self.zip:
            return self.zip.read(name)
        with open(os.path.join(self.path, name), "rb") as f:
            return f.read()

    def lines(self, name):
        return [line for line in self.read(name).split(b"\n") if line]


def seal(network, t):
    """The hash of a transfer: every field with its length in bytes before it, the hash before it first."""
    h = hashlib.sha256()
    for field in (t["prev"], network, t["seq"], t["id"], t["unit"], t["grant"], t["contribution"], t["debit"], t["credit"], t["cents"],
                  t["booked_on"], t["recorded_at"], t["actor"], t["evidence_digest"], t["reverses"], t["reason"], t["operation"]):
        data = str(field).encode()
        h.update(str(len(data)).encode() + b":" + data + b"\n")
    return h.hexdigest()


def main(path):
    wrong = []
    bundle = Bundle(path)
    manifest = json.loads(bundle.read("manifest.json"))
    for name, digest in manifest["files"].items():
        try:
            if sha(bundle.read(name)) != digest:
                wrong.append(f"{name} is not the file of the manifest")
        except (KeyError, OSError):
            wrong.append(f"{name} is missing")
    if wrong:
        return wrong, manifest

    transfers = [json.loads(line) for line in bundle.lines("transfers.jsonl")]
    contributions = {json.loads(line)["id"]: line for line in bundle.lines("contributions.jsonl")}
    signed = {sha(line) for line in bundle.lines("sign_offs.jsonl")}
    evidence = {}
    for line in bundle.lines("evidence.jsonl"):
        e = json.loads(line)
        evidence.setdefault(e["contribution"], set()).add(e["digest"])
        if e["kind"] == "sign_off" and e["digest"] not in signed:
            wrong.append(f"evidence {e['id']}: no signed record has its digest")
        if e["kind"] == "file" and e["file"] not in manifest["files"]:
            wrong.append(f"evidence {e['id']}: its file is missing")
        if e["kind"] == "file" and os.path.basename(e["file"]).split(".")[0] != sha(bundle.read(e["file"])):
            wrong.append(f"evidence {e['id']}: its file is another one")

    before, by_id, reversed_, balances, gaps = None, {}, set(), {}, 0
    for t in transfers:
        where = f"transfer {t['seq']}"
        if seal(manifest["network"], t) != t["hash"]:
            wrong.append(f"{where}: changed")
        if before and t["seq"] == before["seq"] + 1:
            if t["prev"] != before["hash"]:
                wrong.append(f"{where}: does not follow the one before")
        elif before or t["seq"] != 1:
            gaps += 1
        before = t
        if t["cents"] <= 0 or t["debit"] == t["credit"]:
            wrong.append(f"{where}: moves nothing")
        line = contributions.get(t["contribution"])
        if line is None:
            wrong.append(f"{where}: its contribution is missing")
            continue
        c = json.loads(line)
        if (c["cents"], c["unit"], c["grant"]) != (t["cents"], t["unit"], t["grant"]) or c["performed_on"] > t["booked_on"]:
            wrong.append(f"{where}: not of its contribution")
        if t["debit"] == "source" and sha(line) != t["evidence_digest"]:
            wrong.append(f"{where}: its contribution changed")
        if t["reverses"]:
            other = by_id.get(t["reverses"])
            if t["reverses"] in reversed_:
                wrong.append(f"{where}: reverses what was reversed")
            reversed_.add(t["reverses"])
            if other and (other["debit"], other["credit"], other["cents"]) != (t["credit"], t["debit"], t["cents"]):
                wrong.append(f"{where}: does not mirror what it reverses")
            if not other and manifest["whole"]:
                wrong.append(f"{where}: reverses nothing")
        elif t["credit"] == "evidenced" and t["evidence_digest"] not in evidence.get(t["contribution"], ()):
            wrong.append(f"{where}: its evidence is missing")
        by_id[t["id"]] = t
        balances[t["debit"]] = balances.get(t["debit"], 0) - t["cents"]
        balances[t["credit"]] = balances.get(t["credit"], 0) + t["cents"]

    if manifest["whole"] and gaps:
        wrong.append(f"{gaps} transfers are missing")
    if manifest["whole"] and before and (before["seq"], before["hash"]) != (manifest["head"]["seq"], manifest["head"]["hash"]):
        wrong.append("the last transfer is not the ledger's head")
    for account, cents in manifest["balances"].items():
        if balances.get(account, 0) != cents:
            wrong.append(f"{account} holds {balances.get(account, 0)} cents, the manifest says {cents}")
    hashes = {t["seq"]: t["hash"] for t in transfers}
    for line in bundle.lines("periods.jsonl"):
        p = json.loads(line)
        if p["state"] == "closed" and p["head_seq"] in hashes and hashes[p["head_seq"]] != p["head_hash"]:
            wrong.append(f"{p['year']} was closed on another ledger")
    return wrong, manifest


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found, said = main(sys.argv[1])
    for problem in found:
        print("WRONG", problem)
    if found:
        sys.exit(1)
    print(f"OK {said['transfers']} transfers, {said['contributions']} contributions, {said['evidence']} pieces of evidence;",
          "the whole ledger" if said["whole"] else "a part of the ledger", "up to", said["head"]["seq"], said["head"]["hash"])
