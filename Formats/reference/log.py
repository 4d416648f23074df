"""Where a log ends, and which of its frames can be read (recovery)."""

from frames import COMMIT, FORGET, OUTPUT_END, RECORDS, REPLACES, RESET, TOMBSTONES
from segment import START

SEGMENT_MAX = 1 << 30


class Reading:
    """What one segment gave: frames with good headers in their order, and the damage."""

    def __init__(self, segment):
        self.segment = segment
        self.frames = []
        self.findings = []
        self.torn = 0
        self.reordered = 0
        self.ends_clean = False
        self.end = START
        self.promised = START

    def find(self, kind, offset, count, frame=None):
        self.findings.append((kind, self.segment.name, offset, count, frame))

    def walk(self, limit):
        """Reads frames up to where the log leaves the segment, and passes over what is none."""
        offset, limit = START, min(limit, self.segment.size)
        while offset < limit:
            frame = self.segment.frame(offset, limit)
            if frame is None:
                end = self.segment.resume(offset + 8, limit)
                self.find("range", offset, end - offset)
                offset = end
                continue
            offset = frame.end
            if frame.kind == COMMIT and not frame.intact:
                self.find("range", frame.offset, frame.length, frame)
            if frame.kind == COMMIT:
                continue
            if not frame.intact:
                kind = "record" if frame.kind in RECORDS + TOMBSTONES else "control"
                self.find(kind, frame.offset, frame.length, frame)
            if frame.kind not in (REPLACES, OUTPUT_END):
                self.frames.append(frame)

    def expect_length(self, byte_count):
        if self.segment.size < byte_count:
            self.find("shortened", self.segment.size, byte_count - self.segment.size)


def read_sealed(segment, byte_count):
    """Reads a segment, or a compaction output, up to where the log leaves it."""
    reading = Reading(segment)
    reading.expect_length(byte_count)
    reading.walk(byte_count)
    reading.end = reading.promised = min(byte_count, segment.size)
    return reading


def read_last(segment, byte_count):
    """Reads the segment at whose end the log ends, and decides where that is."""
    reading = Reading(segment)
    reading.expect_length(byte_count)
    limit = min(segment.size, SEGMENT_MAX)
    commits = list(segment.whole_commits(START, limit))
    promise = max([START, byte_count] + [commit.synced for commit in commits])
    last = commits[-1] if commits else None
    clean = bool(last and last.is_clean_mark and last.end == limit)
    # The bad places: whatever is no whole commit, and commits that are not intact.
    end = START
    for commit in commits + [None]:
        start = commit.offset if commit else limit
        if end < start and not clean and promise < start:
            # A bad place that reaches behind the promise: the log ends at the later of both.
            end = max(end, promise)
            break
        if commit is None:
            end = max(end, min(promise, limit), limit if clean else 0)
            break
        if not clean and promise <= start and not all(frame.intact for frame in commit.frames):
            end = commit.offset
            break
        end = commit.end
    end = min(end, limit)
    reading.walk(end)
    reading.ends_clean = clean
    reading.end = end
    reading.promised = min(promise, end)
    reading.torn = limit - end
    reading.reordered = sum(1 for commit in commits if commit.offset > end)
    return reading


def hides_control(reading, basis_offset):
    """Whether damage may hide a control frame at or behind an offset of the segment."""
    good = {(f.kind, f.sequence) for f in reading.frames if f.intact and f.kind in (RESET, FORGET)}
    for kind, _, offset, count, frame in reading.findings:
        if kind == "shortened":
            return True
        if offset + count <= basis_offset:
            continue
        # A commit frame that is bad hides nothing: the frames behind it are there.
        if kind == "range" and frame is None:
            return True
        if kind == "control" and (frame.kind, frame.sequence) not in good:
            return True
    return False
