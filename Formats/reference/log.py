"""Where a log ends and what of it can be read: the table of the page on recovery, row by row."""

from frames import COMMIT, CONTROLS, FORGET, OUTPUT_END, REPLACES, RESET
from segment import START


class Reading:
    """What one segment gave: good frames and damaged ones in their order, and the damage."""

    def __init__(self, segment):
        self.segment = segment
        self.frames = []
        self.findings = []
        self.torn = 0
        self.reordered = 0
        self.ends_clean = False
        self.end = START

    def find(self, kind, offset, count, frame=None):
        self.findings.append((kind, self.segment.file, offset, count, frame))

    def take(self, frame):
        """Enters a frame that counts, whatever of it is damaged."""
        if frame.kind in (COMMIT, REPLACES, OUTPUT_END):
            return
        self.frames.append(frame)
        if not frame.intact:
            self.find("control" if frame.kind in CONTROLS else "record", frame.offset, frame.length, frame)


def read_output(segment, byte_count):
    """Reads a compaction output from end to end."""
    reading = Reading(segment)
    frames, whole = segment.output_frames()
    if whole:
        for frame in frames:
            reading.take(frame)
        reading.end = segment.size
        return reading
    return _read_frames(reading, START, min(byte_count, segment.size), byte_count)


def read_sealed(segment, byte_count):
    """Reads a segment up to where the log leaves it."""
    reading = Reading(segment)
    return _read_frames(reading, START, min(byte_count, segment.size), byte_count)


def _read_frames(reading, offset, limit, byte_count):
    """Reads what must be there whole: whatever is not is damage, and reading goes on behind it."""
    segment = reading.segment
    while offset < limit:
        commit = segment.commit(offset, limit)
        if commit is None:
            offset = _pass(reading, offset, limit, limit)
            continue
        for frame in commit.frames:
            reading.take(frame)
        offset = commit.end
        reading.ends_clean = offset == limit and commit.is_clean_mark
    reading.end = limit
    if segment.size < byte_count:
        reading.find("shortened", segment.size, byte_count - segment.size)
    return reading


def _pass(reading, offset, limit, certain):
    """Passes over one frame, or over a range without frames, where no whole commit is."""
    frame = reading.segment.frame(offset, limit)
    if frame is not None and frame.kind != COMMIT:
        reading.take(frame)
        return frame.end
    frame = reading.segment.next_frame(offset + 8, limit)
    end = frame.offset if frame else certain
    reading.find("range", offset, end - offset)
    return end


def read_last(segment, byte_count):
    """Reads the segment at whose end the log ends, and decides where that is."""
    reading = Reading(segment)
    limit = segment.size
    commits = list(segment.whole_commits(START, limit))
    promise = max([byte_count] + [commit.synced for commit in commits])
    last = commits[-1] if commits else None
    clean = last is not None and last.is_clean_mark and not any(segment.at(last.end, limit - last.end))
    certain = last.end if clean else min(promise, limit)
    offset = START
    while True:
        commit = segment.commit(offset, limit)
        if commit is not None and (offset < certain or all(f.intact for f in commit.frames)):
            for frame in commit.frames:
                reading.take(frame)
            offset = commit.end
        elif offset < certain:
            offset = _pass(reading, offset, limit, certain)
        else:
            break
    reading.ends_clean = clean
    reading.end = offset
    reading.torn = len(segment.at(offset, limit - offset).rstrip(b"\0"))
    reading.reordered = sum(1 for commit in commits if commit.offset >= offset)
    if limit < byte_count:
        reading.find("shortened", limit, byte_count - limit)
    return reading


def hides_control(reading, basis_offset):
    """Whether damage at or behind an offset of the segment may hide a control frame."""
    good = {(f.kind, f.sequence) for f in reading.frames if f.intact and f.kind in (RESET, FORGET)}
    for kind, _, offset, count, frame in reading.findings:
        if offset + count <= basis_offset:
            continue
        if kind in ("range", "shortened"):
            return True
        if kind == "control" and (frame.kind, frame.sequence) not in good:
            return True
    return False
