"""What the frames of a log mean, applied one after the other (records, control-frames)."""

from collections import Counter

from checksums import name_hash
from index import place
from frames import ACKNOWLEDGE, FORGET, LEGACY, RECORDS, RESET, SESSION, TOMBSTONES

VERSIONS_KEPT = 64
PARTIAL_CHUNKS = 1024
LEAP = 1 << 24


class Record:
    """A live revision: whether of a session, the frame that counts, and its name if one told it."""

    def __init__(self, is_session, frame, key):
        self.is_session = is_session
        self.frame = frame
        self.key = key

    @property
    def is_readable(self):
        return self.frame is not None and self.frame.intact


class Version:
    """What one backup version holds: evidence is written out, also below the watermark."""

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
        self.last_sequence = 0
        self.highest = 0
        self.first_new = 1
        # What a run says of live revisions whose names no frame tells.
        self.hashes = {}
        self.hash_key = None

    def sessions(self):
        """The live revisions of sessions, in their order."""
        return sorted(r for r, record in self.live.items() if record.is_session)

    def apply(self, frame, evidence=True):
        """Applies a frame whose header is good; says whether it can have been written so."""
        if frame.sequence < self.last_sequence:
            return True
        is_twin = frame.sequence == self.last_sequence
        if is_twin and not (frame.kind in (RESET, FORGET) and frame.intact):
            return True
        self.last_sequence = frame.sequence
        if frame.kind in RECORDS:
            return self._enter(frame)
        if frame.kind in TOMBSTONES:
            self._end(frame.revision)
            if frame.name:
                self._end_named(frame)
        elif evidence and frame.intact:
            self._control(frame)
            self._bound(frame.sequence)
        return True

    def _enter(self, frame):
        revision = frame.revision
        record = self.live.get(revision)
        if not 0 < revision < 1 << 32 or revision > self.highest + LEAP:
            return False
        if record is None and revision < self.first_new:
            return False
        self.highest = max(self.highest, revision)
        self.latest[revision] = frame
        if frame.name and (record is None or record.key is None):
            self._end_named(frame, but=revision)
            self.by_key[frame.key()] = revision
        if record is None:
            self.live[revision] = Record(frame.kind == SESSION, frame, frame.key() if frame.name else None)
            for version in self.versions.values():
                version.watermark = min(version.watermark, revision - 1)
        else:
            record.frame = frame
            record.key = record.key or (frame.key() if frame.name else None)
        return True

    def _end_named(self, frame, but=None):
        """Ends what lives under the name of a frame, or may: where only a hash is known of it."""
        key = frame.key()
        if self.by_key.get(key, but) != but:
            self._end(self.by_key[key])
        if self.hashes:
            hashed = name_hash(self.hash_key, *key)
            for revision in [r for r, h in self.hashes.items() if h == hashed and r != but]:
                self._end(revision)

    def _end(self, revision):
        record = self.live.pop(revision, None)
        self.hashes.pop(revision, None)
        if record is None:
            return
        if record.key and self.by_key.get(record.key) == revision:
            del self.by_key[record.key]
        self.legacy.discard(revision)
        for version in self.versions.values():
            version.evidence.discard(revision)
        self._bound(self.last_sequence)

    def _control(self, frame):
        if frame.kind == RESET:
            self.end_legacy()
        elif frame.kind == LEGACY:
            if not self.legacy_ended:
                self.legacy.update(*self._members(frame))
        elif frame.kind == FORGET:
            version = self._use(frame)
            version.evidence, version.watermark = set(), 0
            version.epoch, version.legacy_ended = frame.sequence, True
        elif frame.kind == ACKNOWLEDGE:
            version = self._use(frame)
            sessions = self.sessions()
            self._raise(version, sessions)
            for (first, last), members in zip(frame.ranges(), self._members(frame)):
                version.evidence |= members
                if first <= version.watermark + 1:
                    end = min(last, sessions[-1] if sessions else 0)
                    version.watermark = max(version.watermark, end)
                    self._raise(version, sessions)

    def _members(self, frame):
        """The live sessions in each of the ranges of a frame."""
        sessions = self.sessions()
        return [{r for r in sessions if first <= r <= last} for first, last in frame.ranges()]

    def _use(self, frame):
        """The version that a frame names, entered if need be."""
        key = frame.name.strings[:2]
        version = self.versions.setdefault(key, Version(self.floor))
        version.last_use = frame.sequence
        return version

    @staticmethod
    def _raise(version, sessions):
        """Raises the watermark to right below the first live session without evidence."""
        missing = (r for r in sessions if r > version.watermark and r not in version.evidence)
        last = sessions[-1] if sessions else 0
        version.watermark = max(version.watermark, next(missing, last + 1) - 1)

    def _bound(self, sequence):
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

    def drop_evidence(self):
        """Doubt: nothing is known to be backed up, and a reset is assumed."""
        self.versions = {}
        self.end_legacy()

    def adopt(self, marks, hashes, hash_key, where):
        """Takes what lives, and all evidence, from a watermarks file.

        Runs say what the hashes of names are, and where records lie: an older copy of one that is
        not there any more is not taken for it.
        """
        before, self.live = self.live, {}
        for revision in sorted(marks.live | marks.neighbours):
            frame = self.latest.get(revision)
            named = before.get(revision)
            if where and frame and where.get(revision) != place(frame.file, frame.offset, frame.length):
                frame = named = None
            key = named.key if named else frame.key() if frame is not None and frame.name else None
            self.live[revision] = Record(revision in marks.live, frame, key)
        self.by_key = {record.key: r for r, record in self.live.items() if record.key}
        self.hashes = {r: h for r, h in hashes if r in self.live and not self.live[r].key}
        self.hash_key = hash_key
        self.legacy, self.legacy_ended, self.floor = set(marks.legacy), marks.legacy_ended, marks.floor
        self.first_new, self.highest = marks.next_revision, max(self.highest, marks.next_revision)
        self.versions = {}
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
