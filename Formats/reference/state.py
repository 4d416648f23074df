"""What the frames of a log mean, applied one after the other (records, control-frames)."""

from files import number
from frames import ACKNOWLEDGE, CLEAN, FORGET, LEGACY, RECORDS, RESET, SESSION, TOMBSTONES

VERSIONS_KEPT = 64


class Record:
    """A live revision: its kind, the frame that counts, and its name if any frame told it."""

    def __init__(self, frame, key):
        self.frame = frame
        self.key = key


class Version:
    """What one backup version holds."""

    def __init__(self, epoch):
        self.watermark = 0
        self.evidence = set()
        self.epoch = epoch
        self.last_use = 0
        self.legacy_ended = False


class State:
    """Live revisions, their names, and evidence."""

    def __init__(self):
        self.live = {}
        self.by_key = {}
        self.latest = {}
        self.legacy = set()
        self.legacy_ended = False
        self.floor = 0
        self.versions = {}
        self.done = set()

    def sessions(self):
        """The live revisions of sessions, in their order."""
        return sorted(r for r, record in self.live.items() if record.frame.kind == SESSION)

    def apply(self, frame, evidence=True):
        """Applies a frame whose header is good."""
        if frame.kind in RECORDS:
            self._enter(frame)
        elif frame.kind in TOMBSTONES:
            self._end(frame.revision)
            if frame.name:
                self._end(self.by_key.get(frame.key()))
        elif evidence and frame.intact and frame.kind != CLEAN:
            self._control(frame)

    def _enter(self, frame):
        revision, key = frame.revision, frame.key() if frame.name else None
        self.latest[revision] = frame
        record = self.live.get(revision)
        if record:
            record.frame = frame
            return
        if key:
            self._end(self.by_key.get(key))
            self.by_key[key] = revision
        self.live[revision] = Record(frame, key)

    def _end(self, revision):
        record = self.live.pop(revision, None)
        if record is None:
            return
        if record.key:
            del self.by_key[record.key]
        self.legacy.discard(revision)
        for version in self.versions.values():
            version.evidence.discard(revision)

    def _control(self, frame):
        if frame.kind in (RESET, FORGET):
            if (frame.kind, frame.sequence) in self.done:
                return
            self.done.add((frame.kind, frame.sequence))
        if frame.kind == RESET:
            self.end_legacy()
        elif frame.kind == LEGACY:
            if not self.legacy_ended:
                self.legacy |= self._members(frame)
        elif frame.kind == FORGET:
            version = self._use(frame)
            version.evidence, version.watermark = set(), 0
            version.epoch, version.legacy_ended = frame.sequence, True
        elif frame.kind == ACKNOWLEDGE:
            version = self._use(frame)
            version.evidence |= self._members(frame)
            self._raise(version)

    def _members(self, frame):
        """The live sessions in the ranges of a frame."""
        data = frame.payload()
        ranges = [(number(data, i, 8), number(data, i + 8, 8)) for i in range(0, len(data), 16)]
        live = [r for r, record in self.live.items() if record.frame.kind == SESSION]
        return {r for r in live if any(first <= r <= last for first, last in ranges)}

    def _use(self, frame):
        """The version that a frame names, in whose place the longest unused one may have to go."""
        key = frame.name.strings[:2]
        version = self.versions.pop(key, None)
        if version is None:
            if len(self.versions) == VERSIONS_KEPT:
                oldest = min(self.versions, key=lambda k: self.versions[k].last_use)
                self.floor = frame.sequence
                if self.versions.pop(oldest).legacy_ended:
                    self.end_legacy()
            version = Version(self.floor)
        version.last_use = frame.sequence
        self.versions[key] = version
        return version

    def _raise(self, version):
        """Moves the watermark up over every live session that has evidence."""
        for revision in self.sessions():
            if revision > version.watermark:
                if revision not in version.evidence:
                    return
                version.watermark = revision

    def end_legacy(self):
        self.legacy_ended = True
        self.legacy = set()

    def drop_evidence(self):
        """Doubt: nothing is known to be backed up, and a reset is assumed."""
        self.versions = {}
        self.end_legacy()

    def adopt(self, marks):
        """Takes what lives, and all evidence, from a watermarks file."""
        alive = marks.live | marks.neighbours
        self.live = {r: record for r, record in self.live.items() if r in alive}
        for revision in alive - set(self.live):
            frame = self.latest.get(revision)
            if frame is not None:
                self.live[revision] = Record(frame, frame.key() if frame.name else None)
        self.by_key = {record.key: r for r, record in sorted(self.live.items()) if record.key}
        self.legacy, self.legacy_ended, self.floor = set(marks.legacy), marks.legacy_ended, marks.floor
        self.versions, self.done = {}, set()
        for held in marks.versions:
            version = Version(held.epoch)
            version.watermark, version.evidence = held.watermark, marks.evidence(held)
            version.last_use, version.legacy_ended = held.last_use, held.legacy_ended
            self.versions[(held.version, held.public_key)] = version

    def backed_up(self, version=None):
        """The sessions that a version holds; without one, those that a version never seen holds."""
        if version is None:
            return set(self.legacy)
        return version.evidence if version.legacy_ended else version.evidence | self.legacy
