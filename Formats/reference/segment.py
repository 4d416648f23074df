"""The header of a segment, and its commits one after the other (segment, commit, recovery)."""

from checksums import crc32c, seed
from files import KINDS, File, file_header, need, number
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
        data = self.source.at(0, START)
        self.store = file_header(data, KINDS["segment"], file, store).store
        self.size = self.source.size
        self.header_is_good = len(data) == START and number(data, 124, 4) == crc32c(
            data[64:124], seed(self.store, file, 64)
        )
        self.header_is_good = self.header_is_good and not any(data[88:124]) and data[68] <= 1
        self.predecessor = number(data, 64, 4)
        self.is_output = self.header_is_good and number(data, 68, 4) == 1
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

    def next_frame(self, offset, limit):
        """The first frame at or behind an offset, or nothing."""
        offset = (offset + 7) & ~7
        while offset + 32 <= limit:
            data = self.at(offset, 1 << 16)
            for at in range(0, len(data) - 31, 8):
                if data[at + 12] and frame_at(data[at : at + 32], self.store, self.file, offset + at):
                    frame = self.frame(offset + at, limit)
                    if frame is not None:
                        return frame
            offset += max(8, (len(data) - 24) & ~7)
        return None

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
        """Every whole commit at or behind an offset, found by looking at every frame."""
        while True:
            frame = self.next_frame(offset, limit)
            if frame is None:
                return
            commit = self.commit(frame.offset, limit) if frame.kind == COMMIT else None
            if commit is not None:
                yield commit
            offset = commit.end if commit else frame.offset + 8

    def output_frames(self):
        """The frames between *replaces* and *output end*, and whether the output is whole."""
        frames, offset, sum_of_headers = [], START, 0
        while True:
            frame = self.frame(offset, self.size)
            if frame is None:
                return frames, False
            offset = frame.end
            if frame.kind == OUTPUT_END:
                data = frame.payload()
                whole = frame.intact and offset == self.size and len(data) == 8
                whole = whole and (number(data, 0, 4), number(data, 4, 4)) == (len(frames), sum_of_headers)
                return frames, whole and bool(frames) and frames[0].kind == REPLACES
            frames.append(frame)
            sum_of_headers = crc32c(frame.header, sum_of_headers)

    def replaced(self):
        """What the *replaces* frame of an output says: (file, predecessor, its end, end) each."""
        frame = self.frame(START, self.size)
        need(frame is not None and frame.kind == REPLACES and frame.intact, "replaces")
        data = frame.payload()
        need(data and len(data) % 40 == 0, "length of replaces")
        rows = [data[i : i + 40] for i in range(0, len(data), 40)]
        return [(number(r, 0, 4), number(r, 8, 4), number(r, 16, 8), number(r, 24, 8)) for r in rows]
