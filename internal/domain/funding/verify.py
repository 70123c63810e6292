#!/usr/bin/env python3
"""Verifies a bundle of a Schakel ledger with nothing but Python's standard library and no code of Schakel.

    python3 verify.py FOLDER-OR-ZIP [--head FILE]... [--key HEX]     exit 0: everything holds; 1: it does not, and what is printed

It recomputes every hash from the data beside it: of each file, each transfer, each contribution, each piece of evidence; and checks the
signatures of the ledger's heads. Whoever makes a whole new ledger can sign it with a new key, so compare with what you kept elsewhere:
--head FILE   a head that was mailed to you, or a file with many: it must be on this ledger, by a good signature
--key HEX     the public key that you know: every head must be signed with it
Without them a good signature says only that whoever has the key that the bundle itself names signed it.
"""
import hashlib
import json
import os
import sys
import zipfile

# Ed25519 (RFC 8032, 5.1) in the standard library's own numbers: verification only, so that nothing here is secret.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def plus(a, b):
    """The sum of two points (X, Y, Z, T) of which x = X/Z, y = Y/Z and xy = T/Z."""
    s, t, u, v = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, a):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = plus(total, a)
        a, n = plus(a, a), n >> 1
    return total


def point(data):
    """The point that 32 bytes say, or None."""
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(key, message, signature):
    """Whether the signature (64 bytes) of the message is by the public key (32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    n = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(n, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def head_signed(h):
    message = "".join(f"{part}\n" for part in ("schakel.head/1", h["network"], h["seq"], h["hash"], h["at"]))
    try:
        return signed_by(bytes.fromhex(h["public_key"]), message.encode(), bytes.fromhex(h["signature"]))
    except ValueError:
        return False


def heads_in(text):
    """The heads in a file: of lines of JSON, or of a mail with one pasted in it."""
    found, at, read = [], text.find("{"), json.JSONDecoder()
    while at >= 0:
        try:
            value, end = read.raw_decode(text, at)
        except ValueError:
            value, end = None, at + 1
        if isinstance(value, dict) and value.get("form") == "schakel.head/1":
            found.append(value)
        at = text.find("{", end)
    return found


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


def heads(manifest, own, kept, keys, transfers):
    """What is wrong with the heads of the bundle, and with those that were kept elsewhere."""
    wrong, hashes = [], {t["seq"]: t["hash"] for t in transfers}
    known = {manifest["public_key"]} | {h["public_key"] for h in own}
    for h, whose in [(h, "bundle") for h in own] + [(h, "kept") for h in kept]:
        where = f"signed head {h['seq']} of {h['at']}"
        if not head_signed(h):
            wrong.append(f"{where}: its signature is not by its key")
        if h["network"] != manifest["network"]:
            wrong.append(f"{where}: of another network")
        if keys and h["public_key"] not in keys:
            wrong.append(f"{where}: signed with another key")
        if h["seq"] in hashes:
            if hashes[h["seq"]] != h["hash"]:
                wrong.append(f"{where}: this is another ledger")
        elif manifest["whole"]:
            wrong.append(f"{where}: the ledger is shorter than what was signed")
        elif whose == "kept":
            wrong.append(f"{where}: the bundle is a part without this transfer, take the whole ledger")
        if whose == "kept" and h["public_key"] not in known:
            wrong.append(f"{where}: the bundle is signed with another key")
    return wrong


def main(path, kept=(), keys=()):
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
    own = [json.loads(line) for line in bundle.lines("heads.jsonl")]
    if manifest["signed"] not in own and (own or manifest["signed"]):
        wrong.append("the signed head of the manifest is not among the signed heads")
    return wrong + heads(manifest, own, kept, keys, transfers), manifest


def arguments(given):
    """The path, the heads that were kept elsewhere, the keys that are known."""
    path, kept, keys = None, [], []
    while given:
        one = given.pop(0)
        if one in ("--head", "--key") and given:
            if one == "--key":
                keys.append(given.pop(0).lower())
                continue
            name = given.pop(0)
            with open(name, encoding="utf-8", errors="replace") as f:
                found = heads_in(f.read())
            if not found:
                sys.exit(f"{name} holds no signed head")
            kept += found
        elif path is None and not one.startswith("--"):
            path = one
        else:
            sys.exit(__doc__)
    return path or sys.exit(__doc__), kept, keys


if __name__ == "__main__":
    given_path, given_heads, given_keys = arguments(sys.argv[1:])
    found, said = main(given_path, given_heads, given_keys)
    for problem in found:
        print("WRONG", problem)
    if found:
        sys.exit(1)
    print(f"OK {said['transfers']} transfers, {said['contributions']} contributions, {said['evidence']} pieces of evidence;",
          "the whole ledger" if said["whole"] else "a part of the ledger", "up to", said["head"]["seq"], said["head"]["hash"])
    if said["signed"]:
        print(f"OK signed up to {said['signed']['seq']} on {said['signed']['at']} with key {said['signed']['public_key']}")
    for h in given_heads:
        print(f"OK the head you kept, {h['seq']} of {h['at']}, is on this ledger")
