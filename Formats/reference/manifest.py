"""The list of files in force (manifest)."""

from collections import namedtuple

from checksums import crc32c, seed
from files import Damaged, File, KINDS, file_header, need, number

Entry = namedtuple("Entry", "file kind sealed byte_count live dead first_sequence copied")


class Manifest:
    """One state of the list of files."""

    def __init__(self, path, file):
        source = File(path)
        try:
            data = source.at(0, 64 + 72 + 48 * 65536 + 9)
        finally:
            source.close()
        self.file = file
        self.store = file_header(data, KINDS["manifest"], file).store
        need(len(data) >= 64 + 72 + 8, "shorter than a manifest")
        count = number(data, 64 + 56, 4)
        need(count <= 65536, "entry count")
        end = 64 + 72 + 48 * count
        need(len(data) == end + 8, "length of the manifest")
        checksum = crc32c(data[64:end], seed(self.store, file, 64))
        need(number(data, end, 4) == checksum, "checksum of the manifest")
        need(not any(data[end + 4 :]) and not any(data[124:136]), "zeros of the manifest")
        self.hash_key = (number(data, 64, 8), number(data, 72, 8))
        self.basis = number(data, 80, 8)
        self.basis_offset = number(data, 88, 8)
        self.basis_file = number(data, 96, 4)
        self.next_file = number(data, 100, 4)
        self.next_sequence = number(data, 104, 8)
        self.next_revision = number(data, 112, 8)
        self.entries = [self._entry(data, 136 + 48 * i) for i in range(count)]
        self._check()

    @staticmethod
    def _entry(data, at):
        sizes = ((0, 4), (4, 2), (6, 2), (8, 8), (16, 8), (24, 8), (32, 8), (40, 8))
        return Entry(*(number(data, at + offset, size) for offset, size in sizes))

    def _check(self):
        need(self.basis < 1 << 48 and self.next_sequence < 1 << 48, "sequences of the manifest")
        need(self.next_revision < 1 << 47, "next revision of the manifest")
        need(all(1 <= e.kind <= 4 and e.sealed <= 2 for e in self.entries), "entries of the manifest")
        need(all(0 < e.file < self.next_file for e in self.entries), "file ids of the manifest")
        need(len({e.file for e in self.entries}) == len(self.entries), "a file that is named twice")
        segments = self.of("segment")
        need(segments and segments[-1].sealed == 0, "the last segment is sealed")
        need(all(e.sealed for e in segments[:-1]), "a segment before the last is not sealed")
        need(all(e.sealed for e in self.entries if e.kind != 1), "an index file that is not sealed")
        marks = self.of("watermarks")
        need(len(marks) <= 1, "two watermarks files")
        need(all(m.first_sequence == self.basis for m in marks), "basis of the watermarks")
        files = [e.file for e in segments]
        need(self.basis_file == 0 or self.basis_file in files, "the segment of the basis")
        if self.basis_file:
            before = files[: files.index(self.basis_file)]
            need(all(e.sealed != 2 or e.file in before for e in segments), "an output behind the basis")
            entry = segments[files.index(self.basis_file)]
            need(entry.byte_count >= self.basis_offset, "the basis lies behind its file")

    def of(self, kind):
        """The entries of one kind of file, in their order."""
        return [e for e in self.entries if e.kind == KINDS[kind]]
