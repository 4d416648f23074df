#!/usr/bin/env python3
"""Makes the files beside it, with implementations that share nothing with the code under test.

    pip install vodozemac cryptography
    python3 make.py

Megolm sessions are vodozemac's, PBKDF2, AES and HMAC are those of `cryptography`. Sessions are
random, so every run makes other files; the committed ones are those the tests know.
"""

import base64
import json
import os
import pathlib
import struct

import vodozemac
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

HERE = pathlib.Path(__file__).parent
PASSPHRASE = "correct horse battery staple"
HEADER = "-----BEGIN MEGOLM SESSION DATA-----"
FOOTER = "-----END MEGOLM SESSION DATA-----"


def unpadded(data):
    return base64.b64encode(data).decode().rstrip("=")


class Session:
    def __init__(self):
        group = vodozemac.GroupSession()
        self.inbound = vodozemac.InboundGroupSession(group.session_key)
        self.id = self.inbound.session_id

    def key(self, index=0):
        return self.inbound.export_at(index).to_base64()

    def entry(self, index=0, room="!plain:example.org", sender=None, **fields):
        entry = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room,
            "sender_key": sender or unpadded(os.urandom(32)),
            "session_id": self.id,
            "session_key": self.key(index),
            "sender_claimed_keys": {"ed25519": unpadded(os.urandom(32))},
            "forwarding_curve25519_key_chain": [],
        }
        entry.update(fields)
        return {name: value for name, value in entry.items() if value is not None}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def escaped_names(entry):
    """The entry with every letter of every name and of the room as a \\u escape."""
    escape = lambda text: '"' + "".join("\\u%04x" % ord(c) for c in text) + '"'
    members = []
    for name, value in entry.items():
        value = escape(value) if name == "room_id" else compact(value)
        members.append(escape(name) + ":" + value)
    return "{" + ",".join(members) + "}"


def seal(plain, passphrase=PASSPHRASE.encode(), rounds=1000, iv=None, claimed_rounds=None):
    salt = os.urandom(16)
    iv = iv or os.urandom(16)
    keys = PBKDF2HMAC(hashes.SHA512(), 64, salt, rounds).derive(passphrase)
    cipher = Cipher(algorithms.AES(keys[:32]), modes.CTR(iv)).encryptor()
    body = b"\x01" + salt + iv + struct.pack(">I", claimed_rounds or rounds)
    body += cipher.update(plain) + cipher.finalize()
    code = hmac.HMAC(keys[32:], hashes.SHA256())
    code.update(body)
    return body + code.finalize()


def armour(data, width=96, end="\n", padding=True, last="\n"):
    text = base64.b64encode(data).decode()
    if not padding:
        assert text.endswith("="), "choose a plaintext that would be padded"
        text = text.rstrip("=")
    lines = [text[i : i + width] for i in range(0, len(text), width)] if width else [text]
    return end.join([HEADER] + lines + [FOOTER]) + last


def write(name, text):
    (HERE / name).write_bytes(text if isinstance(text, bytes) else text.encode())


def array():
    nested = {"session_key": "not this one", "room_id": "!nor:this", "deep": [[{"a": [None]}]]}
    sessions = [Session() for _ in range(8)]
    texts = [
        compact(sessions[0].entry()),
        compact(sessions[1].entry(7, sender_claimed_keys=None, forwarding_curve25519_key_chain=None)),
        compact(sessions[2].entry(shared_history=True)),
        compact(sessions[3].entry(**{"m.shared_history": False})),
        compact(sessions[4].entry(**{"org.matrix.msc3061.shared_history": True})),
        compact(sessions[5].entry(300, room="!\U0001f9f5 größer:example.org", **{"x.unknown": nested})),
        escaped_names(sessions[6].entry(room="!\\escaped\":example.org")),
        compact(sessions[7].entry())[:-1]
        + ',"first_known_index":99,"numbers":[1e400,-0,0.10,123456789012345678901234567890,1E+2]}',
    ]
    text = "[" + ",".join(texts) + "]"
    while len(text.encode()) % 3 != 1:  # 69 bytes beside it: two marks of padding
        text += " "
    return text


def exports(plain):
    write("array.json", plain)
    write("export.txt", armour(seal(plain)))
    write("export-crlf.txt", armour(seal(plain), width=61, end="\r\n", last="\r\n\r\n"))
    write("export-blank-lines.txt", "\n\n" + armour(seal(plain), width=7, end=" \n\n\t"))
    write("export-one-line.txt", armour(seal(plain), width=0, padding=False, last=""))
    write("export-rounds-1.txt", armour(seal(plain, rounds=1)))
    write("export-rounds-100000.txt", armour(seal(plain, rounds=100_000)))
    write("export-rounds-excess.txt", armour(seal(plain, claimed_rounds=10_000_001)))
    write("export-rounds-unsigned.txt", armour(seal(plain, claimed_rounds=0xFFFFFFFF)))
    write("export-latin1.txt", armour(seal(plain, "Grüße, señor".encode("latin-1"))))
    write("export-carry-64.txt", armour(seal(plain, iv=b"\x01" * 8 + b"\xff" * 7 + b"\xfe")))
    write("export-carry-128.txt", armour(seal(plain, iv=b"\xff" * 15 + b"\xfd")))
    write("export-empty.txt", armour(seal(b"[]")))
    write("export-not-json.txt", armour(seal(b"this is no array")))


def copies():
    """One session at many indexes, and copies that only claim to be of it."""
    session = Session()
    sender = unpadded(os.urandom(32))
    indexes = [0, 1, 2, 255, 256, 257, 65535, 65536, 70000, 0xFFFFFF, 0x1000000, 0xFFFFFFFF]
    entries = [session.entry(index, sender=sender) for index in indexes]
    write("copies.json", json.dumps(entries, indent=2))

    true = base64.b64decode(session.key(256))
    random_ratchet = true[:1] + struct.pack(">I", 0) + os.urandom(128) + true[133:]
    same_index = true[:5] + bytes([true[5] ^ 1]) + true[6:]
    relabelled = true[:1] + struct.pack(">I", 3) + true[5:]
    fakes = [
        session.entry(sender=sender, session_key=unpadded(key))
        for key in (random_ratchet, same_index, relabelled)
    ]
    fakes.append(session.entry(0))  # true, but said to be of another sender
    write("forged.json", compact([session.entry(256, sender=sender)] + fakes))


def legacy():
    rows = []
    for number in range(4):
        session = Session()
        pickle = session.inbound.pickle(bytes(32))
        row = {"session_id": session.id, "pickled_session": pickle, "backed_up_to": -1}
        row["room_id"] = "!plain:example.org"
        if number % 2 == 0:
            row["needs_backup"] = 1
        rows.append(row)
    session = Session()
    inner = {
        "pickle": {"initial_ratchet": {"inner": [0] * 128, "counter": 12}, "signing_key": [0] * 32},
        "sender_key": unpadded(os.urandom(32)),
        "room_id": "!inner:example.org",
    }
    row = {"session_id": session.id, "pickled_session": inner, "backed_up_to": -1}
    row["sender_data_type"] = 3
    rows.append(row)
    write("legacy.jsonl", "".join(compact(row) + "\n" for row in rows))


exports(array().encode())
copies()
legacy()
