#!/usr/bin/env python3
"""Reads a Strandline store and prints what is in it: read.py STORE [--json] [--payloads].

Exit code 0: everything is as it should be; 65: damage, or files that do not agree; 64: usage;
66: no such store; 69: a newer format. Nothing is ever written, not even compiled modules.
"""

import hashlib
import json
import sys

sys.dont_write_bytecode = True

from check import Check
from directory import NotAStore
from files import NewerFormat, number
from frames import DELETED, LEASE, SESSION, SETTING, WITHHELD
from store import Store


def key_of(record):
    return [string.hex() for string in record.key[1:]]


def session_line(revision, record, with_payload):
    frame = record.frame
    payload = frame.payload()
    line = {
        "session": key_of(record),
        "revision": revision,
        "sender_key": frame.name.strings[2].hex(),
        "sender_data_kind": frame.name.sender_data_kind,
        "first_known_index": frame.name.first_known_index,
        "payload_byte_count": len(payload),
        "payload_sha256": hashlib.sha256(payload).hexdigest(),
    }
    return {**line, "payload": payload.hex()} if with_payload else line


def version_line(state, name, version):
    """What a backup version holds and lacks; a version of None is one that was never seen."""
    line = {"version": None}
    if version is not None:
        line = {"version": name[0].hex(), "public_key": name[1].hex(), "watermark": version.watermark}
    held, live = state.evidence.backed_up(version), state.live
    missing = [r for r in state.sessions() if r not in held]
    readable = [r for r in missing if live[r].is_readable and live[r].key]
    damaged = [r for r in missing if live[r].frame is not None and not live[r].frame.intact]
    skipped = [r for r in damaged if live[r].frame.name]
    return {
        **line,
        "backed_up": len(held),
        "pending": [key_of(live[r]) for r in readable],
        "revisions": readable,
        "skipped": [key_of(live[r]) for r in skipped],
        "skipped_revisions": skipped,
    }


def neighbour_line(record):
    frame, key, payload = record.frame, key_of(record), record.frame.payload()
    if frame.kind == SETTING:
        return {"setting": key[0], "value": payload.hex()}
    if frame.kind == WITHHELD:
        return {"withheld": key, "info": payload.hex()}
    fields = [number(payload, at, size) for at, size in ((0, 8), (8, 8), (16, 4))]
    line = {"lease": key[0], "holder": frame.name.strings[1].hex()}
    return {**line, **dict(zip(("generation", "taken_at", "milliseconds"), fields))}


def damage_line(live, finding):
    kind, file, offset, count, frame = finding
    key, lives = None, False
    if frame is not None and kind == "record":
        if frame.name and frame.kind in (SESSION, DELETED):
            key = [string.hex() for string in frame.key()[1:]]
        lives = frame.revision in live and live[frame.revision].frame is frame
    line = {"damage": kind, "file": file, "offset": offset, "byte_count": count}
    return {**line, "session": key, "lives": lives}


def lines(store, check, with_payloads):
    """Everything there is to say, in an order of its own."""
    live = store.state.live
    by_name = sorted((r for r in live if live[r].key and live[r].is_readable), key=lambda r: live[r].key)
    for revision in by_name:
        if live[revision].is_session:
            yield session_line(revision, live[revision], with_payloads)
    yield {"total": len(store.state.sessions()), "durable_revision": store.durable_revision}
    versions = store.state.evidence.versions.items()
    for name, version in sorted(versions, key=lambda item: -item[1].last_use):
        yield version_line(store.state, name, version)
    yield version_line(store.state, None, None)
    for revision in by_name:
        if not live[revision].is_session:
            yield neighbour_line(live[revision])
    for finding in store.findings:
        yield damage_line(live, finding)
    for complaint in store.damaged_index_files + check.complaints:
        yield {"disagreement": complaint}
    readings = store.readings
    yield {
        "rebuilt": store.rebuilt,
        "evidence_dropped": store.evidence_dropped,
        "ends_clean": bool(readings) and readings[-1].ends_clean,
        "torn_byte_count": sum(reading.torn for reading in readings),
        "reordered_commit_count": sum(reading.reordered for reading in readings),
        "unknown_files": sorted(store.directory.unknown),
        "compared_with_index": check.checked,
    }


def main(arguments):
    paths = [argument for argument in arguments if argument not in ("--json", "--payloads")]
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
    for line in lines(store, check, "--payloads" in arguments):
        if "--json" in arguments:
            print(json.dumps(line, separators=(",", ":")))
        else:
            print(", ".join("%s %s" % (name, value) for name, value in line.items()))
    return 65 if store.findings or store.damaged_index_files or check.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
