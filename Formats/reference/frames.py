"""One frame: header, name, payload (frame, records, control-frames)."""

from checksums import crc32c, seed
from files import number

COMMIT, SESSION, DELETED, SETTING, SETTING_REMOVED = 1, 2, 3, 4, 5
WITHHELD, WITHHELD_REMOVED, LEASE = 6, 7, 8
ACKNOWLEDGE, LEGACY, RESET, FORGET, CLEAN = 16, 17, 18, 19, 20
REPLACES, OUTPUT_END = 21, 22

RECORDS = (SESSION, SETTING, WITHHELD, LEASE)
TOMBSTONES = (DELETED, SETTING_REMOVED, WITHHELD_REMOVED)
CONTROLS = (ACKNOWLEDGE, LEGACY, RESET, FORGET, CLEAN)
KNOWN = (COMMIT, *RECORDS, *TOMBSTONES, *CONTROLS, REPLACES, OUTPUT_END)
# The domain of the hash of what a kind stores or ends, and how its name is made:
# lowest and highest length of the three strings.
DOMAINS = {SESSION: 1, DELETED: 1, SETTING: 2, SETTING_REMOVED: 2, WITHHELD: 3, WITHHELD_REMOVED: 3, LEASE: 4}
ID, NOTHING = (1, 255), (0, 0)
NAMES = {
    SESSION: (ID, ID, (0, 32)),
    DELETED: (ID, ID, NOTHING),
    SETTING: (ID, NOTHING, NOTHING),
    SETTING_REMOVED: (ID, NOTHING, NOTHING),
    WITHHELD: (ID, ID, NOTHING),
    WITHHELD_REMOVED: (ID, ID, NOTHING),
    LEASE: (ID, ID, NOTHING),
    ACKNOWLEDGE: (ID, (0, 255), NOTHING),
    FORGET: (ID, (0, 255), NOTHING),
}


class Name:
    """Up to three strings, and two fields of a session."""

    def __init__(self, data):
        a, b, c = data[0], data[1], data[2]
        self.sender_data_kind = data[3]
        self.first_known_index = number(data, 4, 4)
        self.strings = (data[8 : 8 + a], data[8 + a : 8 + a + b], data[8 + a + b : 8 + a + b + c])


class Frame:
    """A frame whose header is good; `name` and `intact` say how far the rest can be trusted."""

    def __init__(self, file, offset, header):
        self.file = file
        self.offset = offset
        self.header = header
        self.name_checksum = number(header, 4, 4)
        self.payload_checksum = number(header, 8, 4)
        self.kind = header[12]
        self.flags = header[13]
        self.name_length = number(header, 14, 2)
        self.payload_length = number(header, 16, 4)
        self.sequence = number(header, 20, 6)
        self.revision = number(header, 26, 6)
        self.length = (32 + self.name_length + self.payload_length + 7) & ~7
        self.name = None
        self.name_is_good = False
        self.intact = False
        self.segment = None

    @property
    def end(self):
        return self.offset + self.length

    def check(self, segment):
        """Reads name, payload and padding, and checks them."""
        self.segment = segment
        rest = segment.at(self.offset + 32, self.length - 32)
        name = rest[: self.name_length]
        self.name_is_good = len(name) == self.name_length and crc32c(name) == self.name_checksum
        if self.name_is_good:
            self.name_is_good = self._decode(name)
        payload = rest[self.name_length : self.name_length + self.payload_length]
        padding = rest[self.name_length + self.payload_length :]
        self.intact = (
            self.name_is_good
            and len(rest) == self.length - 32
            and crc32c(payload) == self.payload_checksum
            and not any(padding)
            and self._makes_sense()
        )

    def _decode(self, data):
        shape = NAMES.get(self.kind)
        if shape is None:
            return self.kind not in KNOWN or not data
        if len(data) < 8 or len(data) != 8 + data[0] + data[1] + data[2]:
            return False
        name = Name(data)
        if any(not low <= len(s) <= high for s, (low, high) in zip(name.strings, shape)):
            return False
        if len(name.strings[2]) not in (0, 32):
            return False
        self.name = name
        return True

    def payload(self):
        """The payload as it is on the disk."""
        return self.segment.at(self.offset + 32 + self.name_length, self.payload_length)

    def ranges(self):
        """The ranges of revisions of an acknowledgement or of legacy coverage, or nothing."""
        data = self.payload()
        if len(data) % 16 or len(data) > 16 * 65536:
            return None
        ranges = [(number(data, i, 8), number(data, i + 8, 8)) for i in range(0, len(data), 16)]
        ascend = all(a[1] < b[0] for a, b in zip(ranges, ranges[1:]))
        return ranges if ascend and all(first <= last for first, last in ranges) else None

    def _makes_sense(self):
        """Whether what a control frame holds is what its page says."""
        if self.kind in (ACKNOWLEDGE, FORGET):
            try:
                self.name.strings[0].decode("utf-8")
            except UnicodeDecodeError:
                return False
        if self.kind in (ACKNOWLEDGE, LEGACY):
            return self.ranges() is not None
        return self.kind != CLEAN or self.payload_length in range(16, 129, 16)

    def key(self):
        """What the record is found by: the domain and its strings."""
        domain = DOMAINS[self.kind]
        first, second, _ = self.name.strings
        return (domain, first, second if domain in (1, 3) else b"")


def frame_at(data, store, file, offset):
    """The frame whose header the 32 bytes at an offset are, or nothing."""
    if len(data) < 32 or data[12] == 0:
        return None
    if number(data, 14, 2) > 550 or number(data, 16, 4) > 16 << 20:
        return None
    if data[12] not in KNOWN and not data[13] & 1:
        return None
    if number(data, 0, 4) != crc32c(data[4:32], seed(store, file, offset)):
        return None
    return Frame(file, offset, bytes(data[:32]))
