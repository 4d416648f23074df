"""Files read by position, and the header of every file (file-header)."""

import os
from collections import namedtuple

from checksums import crc32c

MAGIC = bytes([0x89]) + b"STR\r\n\x1a\n"
KINDS = {"segment": 1, "map": 2, "run": 3, "watermarks": 4, "manifest": 5}

FileHeader = namedtuple("FileHeader", "kind file store readonly_flags flags")


class Damaged(Exception):
    """Bytes that are not what they should be."""


class NewerFormat(Exception):
    """A file that only a newer reader may read."""


def number(data, offset, size):
    """A little-endian integer."""
    return int.from_bytes(data[offset : offset + size], "little")


def need(condition, what):
    """Takes what does not hold for damage."""
    if not condition:
        raise Damaged(what)


class File:
    """A file that is only ever read."""

    def __init__(self, path):
        self.path = path
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        self.handle = os.open(path, flags)
        self.size = os.fstat(self.handle).st_size

    def at(self, offset, count):
        """As many of the bytes at an offset as the file has."""
        parts = []
        while count > 0:
            part = os.pread(self.handle, count, offset)
            if not part:
                break
            parts.append(part)
            offset += len(part)
            count -= len(part)
        return b"".join(parts)

    def close(self):
        handle, self.handle = self.handle, None
        if handle is not None:
            os.close(handle)

    def __del__(self):
        if getattr(self, "handle", None) is not None:
            self.close()


def file_header(data, kind, file, store=None):
    """Decodes the first 64 bytes of a file that should be of a kind, an id and a store."""
    need(len(data) >= 64, "shorter than a file header")
    need(data[:8] == MAGIC, "magic")
    need(number(data, 60, 4) == crc32c(data[:60]), "checksum of the file header")
    if number(data, 10, 2) != 1 or number(data, 32, 4) != 0:
        raise NewerFormat("format version or incompatible flags")
    need(number(data, 8, 2) == kind, "kind of file")
    need(number(data, 12, 4) == file, "file id")
    need(not any(data[44:60]), "reserved bytes of the file header")
    header = FileHeader(
        kind, file, (number(data, 16, 8), number(data, 24, 8)), number(data, 36, 4), number(data, 40, 4)
    )
    need(store is None or header.store == store, "another store")
    return header
