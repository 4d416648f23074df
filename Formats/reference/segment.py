"""The header of a segment, and its commits one after the other (segment, commit, recovery)."""

from checksums import crc32c, seed
from files import KINDS, Damaged, File, file_header, need, number
from frames import CLEAN, COMMIT, OUTPUT_END, REPLACES, frame_at

START = 128


class Commit:
    """A commit frame and the headers of its frames."""

    def __init__(self, frame, frames, synced):
        self.offset = frame.offset
        self.end = frames[-1].end
        self.frames = frames
        self.synced = synced

    @property
    def is_clean_mark(self):
        return len(self.frames) == 1 and self.frames[0].kind == CLEAN and self.frames[0].intact


class Segment:
    """A file of the log, open for reading."""

    def __init__(self, path, file, store=None):
        self.file = file
        self.source = File(path)
        self.name = "%08x.segment" % file
        self.size = self.source.size
        data = self.source.at(0, START)
        self.file_header_is_good = False
        try:
            self.store = file_header(data, KINDS["segment"], file, store).store
            self.file_header_is_good = True
            need(len(data) == START, "shorter than a segment header")
            checksum = crc32c(data[64:124], seed(self.store, file, 64))
            need(number(data, 124, 4) == checksum, "checksum of the segment header")
            need(not any(data[88:124]) and number(data, 68, 4) <= 1, "zeros of the segment header")
            self.header_is_good = True
        except Damaged:
            # Without headers its frames still count, where it is known whose they are.
            if store is None and not self.file_header_is_good:
                raise
            self.store = self.store if self.file_header_is_good else store
            self.header_is_good, data = False, bytes(START)
        self.predecessor = number(data, 64, 4)
        self.is_output = number(data, 68, 4) == 1
        self.predecessor_end = number(data, 72, 8)
        self.first_sequence = number(data, 80, 8)

    def at(self, offset, count):
        return self.source.at(offset, count)

    def frame(self, offset, limit):
        """The frame that begins at an offset and ends at or before a limit, or nothing."""
        if offset + 32 > limit:
            return None
        frame = frame_at(self.at(offset, 32), self.store, self.file, offset)
        if frame is None or frame.end > limit:
            return None
        frame.check(self)
        return frame

    def headers(self, offset, limit):
        """Every good header at a multiple of eight from an offset on, also inside of other frames."""
        offset = (offset + 7) & ~7
        while offset + 32 <= limit:
            data = self.at(offset, min(1 << 16, limit - offset))
            for at in range(0, len(data) - 31, 8):
                frame = frame_at(data[at : at + 32], self.store, self.file, offset + at)
                if frame is not None:
                    yield frame
            offset += max(8, (len(data) - 24) & ~7)

    def holds_frame(self):
        """Whether there is any frame of the store."""
        return next(self.headers(64, self.size), None) is not None

    def resume(self, offset, limit):
        """Where reading goes on behind damage: at a header that another one or the end follows."""
        for frame in self.headers(offset, limit):
            if frame.end == limit:
                return frame.offset
            after = self.at(frame.end, 32) if frame.end < limit else b""
            if frame_at(after, self.store, self.file, frame.end) is not None:
                return frame.offset
        return limit

    def commit(self, offset, limit):
        """The whole commit at an offset, or nothing; its frames can still be damaged behind the headers."""
        frame = self.frame(offset, limit)
        if frame is None or frame.kind != COMMIT or not frame.intact or frame.payload_length != 24:
            return None
        data = frame.payload()
        count, byte_count, checksum, zero = (number(data, i, 4) for i in (0, 4, 8, 12))
        end = frame.end + byte_count
        if zero or count < 1 or end > limit or number(data, 16, 8) > offset:
            return None
        frames, at, sum_of_headers = [], frame.end, 0
        for _ in range(count):
            inner = self.frame(at, end)
            if inner is None or inner.kind in (COMMIT, REPLACES, OUTPUT_END):
                return None
            frames.append(inner)
            sum_of_headers = crc32c(inner.header, sum_of_headers)
            at = inner.end
        if at != end or sum_of_headers != checksum or frame.sequence != frames[0].sequence:
            return None
        return Commit(frame, frames, number(data, 16, 8))

    def whole_commits(self, offset, limit):
        """The whole commits from an offset on; what stands between them is passed over."""
        while offset < limit:
            commit = self.commit(offset, limit)
            if commit is None:
                candidates = (f.offset for f in self.headers(offset + 8, limit) if f.kind == COMMIT)
                whole = (self.commit(candidate, limit) for candidate in candidates)
                commit = next((found for found in whole if found is not None), None)
                if commit is None:
                    return
            yield commit
            offset = commit.end

    def output_is_whole(self):
        """Whether the frames of an output are those that were written, up to its end."""
        count, offset, sum_of_headers = 0, START, 0
        while True:
            frame = self.frame(offset, self.size)
            if frame is None or (offset == START and frame.kind != REPLACES):
                return False
            offset = frame.end
            if frame.kind == OUTPUT_END and offset == self.size:
                data = frame.payload()
                said = (number(data, 0, 4), number(data, 4, 4))
                return frame.intact and len(data) == 8 and said == (count, sum_of_headers)
            count += 1
            sum_of_headers = crc32c(frame.header, sum_of_headers)

    def replaced(self):
        """What the *replaces* frame of an output says: (file, predecessor, its end, end) each."""
        frame = self.frame(START, self.size)
        need(frame is not None and frame.kind == REPLACES and frame.intact, "replaces")
        data = frame.payload()
        need(data and len(data) % 40 == 0, "length of replaces")
        rows = [data[i : i + 40] for i in range(0, len(data), 40)]
        return [(number(r, 0, 4), number(r, 8, 4), number(r, 16, 8), number(r, 24, 8)) for r in rows]
