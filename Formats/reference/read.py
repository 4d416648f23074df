#!/usr/bin/env python3
"""Reads a Strandline store and prints what is in it: read.py STORE [--json].

Exit code 0: everything is as it should be; 65: damage, or files that do not agree; 64: usage;
66: no such store; 69: a newer format. Nothing is ever written, not even compiled modules.
"""

import hashlib
import json
import sys

sys.dont_write_bytecode = True

from check import Check
from files import NewerFormat
from frames import LEASE, SESSION, SETTING, WITHHELD, number
from store import NotAStore, Store


def key_of(record):
    return [string.hex() for string in record.key[1:]]


def session_line(revision, record):
    frame = record.frame
    payload = frame.payload()
    return {
        "session": key_of(record),
        "revision": revision,
        "sender_key": frame.name.strings[2].hex(),
        "sender_data_kind": frame.name.sender_data_kind,
        "first_known_index": frame.name.first_known_index,
        "payload_byte_count": len(payload),
        "payload_sha256": hashlib.sha256(payload).hexdigest(),
    }


def lines(store, check):
    """Everything there is to say, in an order of its own."""
    state = store.state
    live = state.live
    readable = {r for r, record in live.items() if record.frame.intact}
    by_name = sorted((r for r in live if live[r].key), key=lambda r: live[r].key)
    sessions = state.sessions()
    for revision in by_name:
        if live[revision].frame.kind == SESSION and revision in readable:
            yield session_line(revision, live[revision])
    yield {"total": len(sessions)}

    def pending(held):
        missing = [r for r in sessions if r not in held]
        good = [key_of(live[r]) for r in missing if r in readable]
        skipped = [key_of(live[r]) for r in missing if r not in readable and live[r].key]
        return {"backed_up": len(held), "pending": good, "skipped": skipped}

    for name, version in sorted(state.versions.items(), key=lambda v: -v[1].last_use):
        line = {"version": name[0].hex(), "public_key": name[1].hex(), "watermark": version.watermark}
        yield {**line, **pending(state.backed_up(version))}
    yield {"version": None, **pending(state.backed_up())}
    for revision in by_name:
        frame, key = live[revision].frame, key_of(live[revision])
        if revision not in readable or frame.kind == SESSION:
            continue
        payload = frame.payload()
        if frame.kind == SETTING:
            yield {"setting": key[0], "value": payload.hex()}
        elif frame.kind == WITHHELD:
            yield {"withheld": key, "info": payload.hex()}
        elif frame.kind == LEASE:
            fields = [number(payload, at, size) for at, size in ((0, 8), (8, 8), (16, 4))]
            line = {"lease": key[0], "holder": frame.name.strings[1].hex()}
            yield {**line, **dict(zip(("generation", "taken_at", "milliseconds"), fields))}
    for kind, file, offset, count, frame in store.findings:
        line = {"damage": kind, "file": file, "offset": offset, "byte_count": count}
        named = frame is not None and kind == "record" and frame.name
        key = [string.hex() for string in frame.key()[1:]] if named else None
        lives = frame is not None and getattr(live.get(frame.revision), "frame", None) is frame
        yield {**line, "key": key, "lives": lives}
    for complaint in check.complaints:
        yield {"disagreement": complaint}
    yield {
        "rebuilt": store.rebuilt,
        "evidence_dropped": store.evidence_dropped,
        "ends_clean": any(reading.ends_clean for reading in store.readings[-1:]),
        "torn_byte_count": sum(reading.torn for reading in store.readings),
        "reordered_commit_count": sum(reading.reordered for reading in store.readings),
        "unknown_files": sorted(store.unknown),
        "compared_with_index": check.checked,
    }


def main(arguments):
    paths = [argument for argument in arguments if argument != "--json"]
    if len(paths) != 1:
        print(__doc__.strip(), file=sys.stderr)
        return 64
    try:
        store = Store(paths[0])
    except (FileNotFoundError, NotADirectoryError, NotAStore):
        print("no store at %s" % paths[0], file=sys.stderr)
        return 66
    except NewerFormat:
        print("%s needs a newer reader" % paths[0], file=sys.stderr)
        return 69
    check = Check(store)
    for line in lines(store, check):
        if "--json" in arguments:
            print(json.dumps(line, separators=(",", ":")))
        else:
            print(", ".join("%s %s" % (name, value) for name, value in line.items()))
    return 65 if store.findings or check.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
