"""Which revisions live, under which names, as the frames of a log say it (records)."""

from checksums import name_hash
from evidence import Evidence
from frames import FORGET, RECORDS, RESET, SESSION, TOMBSTONES
from index import place

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


class State:
    """Live revisions, their names, and evidence."""

    def __init__(self):
        self.live = {}
        self.by_key = {}
        self.latest = {}
        self.evidence = Evidence()
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
            self.evidence.apply(frame, self.sessions())
        return True

    def _enter(self, frame):
        revision, key = frame.revision, frame.key() if frame.name else None
        record = self.live.get(revision)
        if not 0 < revision < (1 << 32) - (1 << 17) or revision > self.highest + LEAP:
            return False
        if record is None and revision < self.first_new:
            return False
        self.highest = max(self.highest, revision)
        self.latest[revision] = frame
        if key and (record is None or record.key is None):
            self._end_named(frame, but=revision)
            self.by_key[key] = revision
        if record is None:
            self.live[revision] = Record(frame.kind == SESSION, frame, key)
            if frame.kind == SESSION:
                self.evidence.session_appeared(revision)
        else:
            record.frame = frame
            record.key = record.key or key
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
        if record.is_session:
            self.evidence.session_died(revision)

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
        self.first_new, self.highest = marks.next_revision, max(self.highest, marks.next_revision)
        self.evidence.adopt(marks)
