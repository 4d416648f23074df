"""Runs and maps, page by page (index-page, run, map), and places (names-and-hashes)."""

from checksums import crc32c, seed
from files import KINDS, File, file_header, need, number

PAGE = 4096
KEYS, ROOMS, SENDERS, PLACES = 1, 2, 3, 4
FENCES, VALUES = 5, 6


def size_code(length):
    """The code for a frame's length, rounded up to what a code can say."""
    return next(code for code in range(256) if units(code) * 8 >= length)


def units(code):
    if code < 32:
        return code
    if code < 208:
        return (16 + code % 16) << (code // 16 - 1)
    return (8 + (code - 208) % 8) << (13 + (code - 208) // 8)


def place(file, offset, length):
    """Where a frame lies, in 64 bits."""
    return file << 36 | (offset // 8) << 8 | size_code(length)


class Pages:
    """A file of pages: the header page, and the others one by one."""

    def __init__(self, path, kind, file, store):
        self.source = File(path)
        self.file = file
        self.store = store
        try:
            self.header = self.source.at(0, PAGE)
            file_header(self.header, KINDS[kind], file, store)
            need(len(self.header) == PAGE, "header page")
            checksum = crc32c(self.header[64:124], seed(store, file, 64))
            need(number(self.header, 124, 4) == checksum, "checksum of the header page")
            need(not any(self.header[128:]), "rest of the header page")
            self.decode()
        finally:
            self.source.close()

    def items(self, first, page_count, kind, total, size, most):
        """The entries or values of pages of one kind, in order."""
        need(page_count == -(-total // most), "page count")
        found = []
        for page in range(first, first + page_count):
            data = self.source.at(page * PAGE, PAGE)
            need(len(data) == PAGE, "a page is missing")
            checksum = crc32c(data[4:], seed(self.store, self.file, page * PAGE))
            need(number(data, 0, 4) == checksum, "checksum of a page")
            need(data[6] == kind and not any(data[7:16]), "kind of a page")
            count = min(most, total - len(found))
            need(number(data, 4, 2) == count, "count of a page")
            found += [data[16 + size * i : 16 + size * (i + 1)] for i in range(count)]
        return found


class Run(Pages):
    """Sorted entries of one family."""

    def __init__(self, path, file, store):
        super().__init__(path, "run", file, store)

    def decode(self):
        header = self.header[64:128]
        self.family = header[0]
        count, first, last = number(header, 8, 8), number(header, 24, 8), number(header, 32, 8)
        pages, fence_pages = number(header, 16, 4), number(header, 20, 4)
        need(1 <= self.family <= 4 and not any(header[1:8]) and not any(header[40:60]), "run header")
        need(self.source.size == PAGE * (1 + pages + fence_pages), "length of a run")
        rows = self.items(1, pages, self.family, count, 16, 255)
        self.entries = [(number(r, 0, 8), number(r, 8, 8)) for r in rows]
        need(all(a < b for a, b in zip(self.entries, self.entries[1:])), "order of entries")
        ends = (self.entries[0][0], self.entries[-1][0]) if rows else (0, 0)
        need(ends == (first, last), "first and last of a run")
        fences = [number(f, 0, 8) for f in self.items(1 + pages, fence_pages, FENCES, pages, 8, 510)]
        need(fences == [high for high, _ in self.entries[::255]], "fences")


class Map(Pages):
    """The places of a range of revisions."""

    def __init__(self, path, file, store):
        super().__init__(path, "map", file, store)

    def decode(self):
        header = self.header[64:128]
        self.first, self.count = number(header, 0, 8), number(header, 8, 8)
        pages = number(header, 16, 4)
        need(self.count <= 1 << 20 and not any(header[20:60]), "map header")
        need(self.source.size == PAGE * (1 + pages), "length of a map")
        self.places = [number(v, 0, 8) for v in self.items(1, pages, VALUES, self.count, 8, 510)]


def read_all(manifest, path_of):
    """The runs and the maps that a manifest names, in the order of their age."""
    store = manifest.store
    runs = [Run(path_of(e.file, "run"), e.file, store) for e in manifest.of("run")]
    maps = [Map(path_of(e.file, "map"), e.file, store) for e in manifest.of("map")]
    ranges = sorted((m.first, m.first + m.count) for m in maps)
    need(all(a[1] <= b[0] for a, b in zip(ranges, ranges[1:])), "maps overlap")
    return runs, maps


def places(runs, maps):
    """Where each revision lies: what a map says, and what a run of places, the newest, corrects."""
    found = {}
    for file in maps:
        found.update((file.first + i, where) for i, where in enumerate(file.places))
    for run in runs:
        if run.family == PLACES:
            found.update(run.entries)
    return found
