"""What lives and what each backup version holds at the basis (watermarks)."""

from checksums import crc32c, seed
from files import KINDS, File, file_header, need, number


class Cursor:
    """Reads one structure after the other."""

    def __init__(self, data, at):
        self.data = data
        self.at = at

    def bytes(self, count):
        need(self.at + count <= len(self.data), "watermarks are too short")
        self.at += count
        return self.data[self.at - count : self.at]

    def numbers(self, *sizes):
        return [number(self.bytes(size), 0, size) for size in sizes]

    def align(self):
        need(not any(self.bytes(-self.at % 8)), "padding")


def read_set(cursor):
    """A set of revisions, as a Python set."""
    count, zero = cursor.numbers(4, 4)
    need(zero == 0, "reserved bytes of a set")
    members, previous = set(), -1
    for _ in range(count):
        index, form, zero, range_count = cursor.numbers(4, 1, 1, 2)
        need(index > previous and zero == 0, "order of chunks")
        previous = index
        chunk = _chunk(cursor, form, range_count)
        members.update((index << 16) + r for r in chunk)
    return members


def _chunk(cursor, form, range_count):
    need(form == 1 or range_count == 0, "range count")
    if form == 0:
        return range(1 << 16)
    if form == 1:
        need(1 <= range_count <= 256, "range count")
        members, previous = [], -2
        for _ in range(range_count):
            first, last = cursor.numbers(2, 2)
            need(previous + 1 < first <= last, "order of ranges")
            members.extend(range(first, last + 1))
            previous = last
        cursor.align()
        need(len(members) < 1 << 16, "a full chunk that is written as ranges")
        return members
    need(form == 2, "form of a chunk")
    bits = number(cursor.bytes(8192), 0, 8192)
    members = [r for r in range(1 << 16) if bits >> r & 1]
    starts = sum(1 for r in members if r == 0 or not bits >> (r - 1) & 1)
    need(starts > 256, "a bitmap of so few ranges")
    return members


class Held:
    """What one backup version holds."""

    def __init__(self, cursor):
        fields = cursor.numbers(8, 8, 8, 8, 8, 4, 1, 1, 2)
        self.watermark, self.count, self.overlap, self.epoch, self.last_use = fields[:5]
        need(fields[5] <= 1 and fields[8] == 0 and fields[6] > 0, "fields of a version")
        self.legacy_ended = fields[5] == 1
        self.version = cursor.bytes(fields[6])
        self.public_key = cursor.bytes(fields[7])
        cursor.align()
        self.islands = read_set(cursor)


class Watermarks:
    """The whole file."""

    def __init__(self, path, file, store):
        source = File(path)
        try:
            data = source.at(0, source.size)
        finally:
            source.close()
        file_header(data, KINDS["watermarks"], file, store)
        cursor = Cursor(data, 64)
        self.basis, self.next_revision, self.floor, byte_count = cursor.numbers(8, 8, 8, 8)
        need(byte_count == len(data) and byte_count % 8 == 0, "length of the watermarks")
        checksum = crc32c(data[64:-8], seed(store, file, 64))
        need(data[-8:] == checksum.to_bytes(4, "little") + bytes(4), "checksum of the watermarks")
        live_count, neighbour_count = cursor.numbers(8, 8)
        nameless_count, segment_count, version_count, flags = cursor.numbers(4, 4, 4, 4)
        need(version_count <= 64 and flags <= 1, "fields of the watermarks")
        self.legacy_ended = flags == 1
        self.live, self.neighbours, self.legacy = (read_set(cursor) for _ in range(3))
        self.versions = [Held(cursor) for _ in range(version_count)]
        self.nameless = [cursor.numbers(8)[0] for _ in range(nameless_count)]
        rows = [cursor.numbers(4, 4, 8) for _ in range(segment_count)]
        need(all(zero == 0 for _, zero, _ in rows), "reserved bytes of live bytes")
        self.live_bytes = {file: count for file, _, count in rows}
        need([r[0] for r in rows] == sorted(self.live_bytes), "order of live bytes")
        need(cursor.at == len(data) - 8, "length of the watermarks")
        need((len(self.live), len(self.neighbours)) == (live_count, neighbour_count), "counts")
        self._check()

    def _check(self):
        everything = self.live | self.neighbours
        need(not self.live & self.neighbours and 0 not in everything, "sets of what lives")
        need(all(r < self.next_revision for r in everything), "a revision above the next")
        need(self.legacy <= self.live and not (self.legacy and self.legacy_ended), "legacy coverage")
        need(self.nameless == sorted(set(self.nameless)), "order of nameless revisions")
        need(set(self.nameless) <= everything, "a nameless revision that is dead")
        uses = [held.last_use for held in self.versions]
        need(uses == sorted(set(uses)), "order of versions")
        names = {(held.version, held.public_key) for held in self.versions}
        need(len(names) == len(self.versions), "a version that stands twice")
        for held in self.versions:
            need(held.islands <= self.live, "an island that does not live")
            need(all(r > held.watermark for r in held.islands), "an island below the watermark")
            evidence = self.evidence(held)
            need(len(evidence) == held.count, "count of a version")
            need(len(evidence & self.legacy) == held.overlap, "legacy overlap of a version")
            need(held.epoch <= held.last_use <= self.basis, "epoch of a version")

    def evidence(self, held):
        """The revisions that a version holds."""
        return {r for r in self.live if r <= held.watermark} | held.islands
