"""What is known of backup versions: evidence, legacy coverage, epochs (control-frames)."""

from collections import Counter

from frames import ACKNOWLEDGE, FORGET, LEGACY, RESET

VERSIONS_KEPT = 64
PARTIAL_CHUNKS = 1024


class Version:
    """What one backup version holds: evidence is written out, also below the watermark."""

    def __init__(self, epoch):
        self.watermark = 0
        self.evidence = set()
        self.epoch = epoch
        self.last_use = 0
        self.legacy_ended = False


class Evidence:
    """All versions that are kept, and the legacy coverage."""

    def __init__(self):
        self.versions = {}
        self.legacy = set()
        self.legacy_ended = False
        self.floor = 0
        self.highest = 0

    def apply(self, frame, sessions):
        """Applies an intact control frame, when certain sessions live, in ascending order."""
        if frame.kind == RESET:
            self.end_legacy()
        elif frame.kind == LEGACY:
            if not self.legacy_ended:
                self.legacy.update(*self._members(frame, sessions))
        elif frame.kind == FORGET:
            version = self._use(frame)
            version.evidence, version.watermark = set(), 0
            version.epoch, version.legacy_ended = frame.sequence, True
        elif frame.kind == ACKNOWLEDGE:
            self._acknowledge(self._use(frame), frame, sessions)
        self._bound()

    def session_appeared(self, revision):
        """A revision has begun to live: whatever a watermark says, it has no evidence."""
        self.highest = max(self.highest, revision)
        for version in self.versions.values():
            version.watermark = min(version.watermark, revision - 1)

    def session_died(self, revision):
        self.legacy.discard(revision)
        for version in self.versions.values():
            version.evidence.discard(revision)
        self._bound()

    def _acknowledge(self, version, frame, sessions):
        last_session = sessions[-1] if sessions else 0
        self._raise(version, sessions)
        for (first, last), members in zip(frame.ranges(), self._members(frame, sessions)):
            version.evidence |= members
            if first <= version.watermark + 1:
                version.watermark = max(version.watermark, min(last, last_session))
                self._raise(version, sessions)

    @staticmethod
    def _members(frame, sessions):
        """The live sessions in each of the ranges of a frame."""
        return [{r for r in sessions if first <= r <= last} for first, last in frame.ranges()]

    def _use(self, frame):
        """The version that a frame names, entered if need be."""
        version = self.versions.setdefault(frame.name.strings[:2], Version(self.floor))
        version.last_use = frame.sequence
        return version

    @staticmethod
    def _raise(version, sessions):
        """Raises the watermark to right below the first live session without evidence."""
        missing = (r for r in sessions if r > version.watermark and r not in version.evidence)
        last = sessions[-1] if sessions else 0
        version.watermark = max(version.watermark, next(missing, last + 1) - 1)

    def _bound(self):
        """Drops the longest unused versions while there are too many, or too much evidence."""
        while len(self.versions) > VERSIONS_KEPT or self._holds_too_much():
            oldest = min(self.versions, key=lambda key: self.versions[key].last_use)
            self.floor = max([self.floor] + [v.last_use for v in self.versions.values()])
            if self.versions.pop(oldest).legacy_ended:
                self.end_legacy()

    def _holds_too_much(self):
        chunks = (self.highest >> 16) + 1
        if len(self.versions) < 2 or chunks * (len(self.versions) + 1) <= PARTIAL_CHUNKS:
            return False
        sets = [[r for r in v.evidence if r > v.watermark] for v in self.versions.values()]
        counts = [Counter(r >> 16 for r in members) for members in sets + [self.legacy]]
        return sum(1 for c in counts for n in c.values() if n < 1 << 16) > PARTIAL_CHUNKS

    def end_legacy(self):
        self.legacy_ended = True
        self.legacy = set()

    def drop(self):
        """Doubt: nothing is known to be backed up, and a reset is assumed."""
        self.versions = {}
        self.end_legacy()

    def adopt(self, marks):
        """Takes all that a watermarks file says."""
        self.legacy, self.legacy_ended = set(marks.legacy), marks.legacy_ended
        self.floor, self.versions = marks.floor, {}
        self.highest = max(self.highest, marks.next_revision)
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
