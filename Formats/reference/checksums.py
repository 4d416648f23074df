"""CRC-32C, the seed of a place, and SipHash-2-4 (README, frame, names-and-hashes)."""

MASK = (1 << 64) - 1


def _table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = _table()


def crc32c(data, continued=0):
    """The CRC-32C of some bytes, continued from a finished checksum."""
    state = continued ^ 0xFFFFFFFF
    for byte in data:
        state = TABLE[(state ^ byte) & 0xFF] ^ (state >> 8)
    return state ^ 0xFFFFFFFF


def seed(store, file, offset):
    """What the checksum of a structure at a place is continued from."""
    high, low = store
    return crc32c(b"".join(n.to_bytes(8, "little") for n in (high, low, file, offset)))


def _rotate(word, bits):
    return ((word << bits) | (word >> (64 - bits))) & MASK


def _round(v):
    a, b, c, d = v
    a = (a + b) & MASK
    c = (c + d) & MASK
    b = _rotate(b, 13) ^ a
    d = _rotate(d, 16) ^ c
    a = _rotate(a, 32)
    c = (c + b) & MASK
    a = (a + d) & MASK
    b = _rotate(b, 17) ^ c
    d = _rotate(d, 21) ^ a
    return [a, b, _rotate(c, 32), d]


def siphash(key, data):
    """SipHash-2-4 under a key of two integers."""
    v = [
        key[0] ^ 0x736F6D6570736575,
        key[1] ^ 0x646F72616E646F6D,
        key[0] ^ 0x6C7967656E657261,
        key[1] ^ 0x7465646279746573,
    ]
    tail = data[len(data) & ~7 :]
    words = [data[i : i + 8] for i in range(0, len(data) & ~7, 8)]
    words.append(tail + bytes(7 - len(tail)) + bytes([len(data) & 0xFF]))
    for word in words:
        number = int.from_bytes(word, "little")
        v[3] ^= number
        v = _round(_round(v))
        v[0] ^= number
    v[2] ^= 0xFF
    for _ in range(4):
        v = _round(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def name_hash(key, domain, first, second=b""):
    """The hash of a name in one of the seven domains."""
    return siphash(key, bytes([domain, 0]) + len(first).to_bytes(2, "little") + first + second)
