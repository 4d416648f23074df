"""Whether the derived files say what the log says."""

from checksums import name_hash
from frames import DOMAINS, SESSION, WITHHELD
from index import KEYS, PLACES, ROOMS, SENDERS, place, places, size_code, units

REVISION = (1 << 48) - 1


class Check:
    """Holds runs, maps, watermarks and manifest of a store against its log, at the basis."""

    def __init__(self, store):
        self.store = store
        self.manifest = store.manifest
        self.complaints = []
        self.checked = 0
        if store.marks is None:
            return
        # What lives and where, as the log alone says it.
        self.live = store.at_basis.live
        if not store.findings:
            self._watermarks(store.marks)
            self._live_bytes(store.marks)
        if store.index is not None:
            self._index(*store.index)

    def expect(self, condition, complaint):
        self.checked += 1
        if not condition:
            self.complaints.append(complaint)

    def _watermarks(self, marks):
        log = self.store.at_basis
        sessions = set(log.sessions())
        self.expect(marks.live == sessions, "watermarks: live sessions")
        self.expect(marks.neighbours == set(log.live) - sessions, "watermarks: live neighbours")
        segments = [reading.segment for reading in self.store.readings]
        if any(segment.is_output for segment in segments) or segments[0].predecessor:
            return
        # Every control frame is still there: what is held must have been said by one.
        self.expect(marks.legacy <= log.evidence.legacy, "watermarks: legacy coverage that no frame gave")
        for held in marks.versions:
            version = log.evidence.versions.get((held.version, held.public_key))
            said = version.evidence if version else set()
            self.expect(version is not None, "watermarks: a version that no frame names")
            self.expect(marks.evidence(held) <= said, "watermarks: evidence that no frame gave")

    def _live_bytes(self, marks):
        sums = {}
        for record in self.live.values():
            frame = record.frame
            sums[frame.file] = sums.get(frame.file, 0) + 8 * units(size_code(frame.length))
        # A compaction since has moved some of them.
        self.expect(sum(marks.live_bytes.values()) == sum(sums.values()), "watermarks: live bytes in all")
        for entry in self.manifest.of("segment"):
            live = sums.get(entry.file, 0)
            self.expect(entry.live == live, "manifest: live bytes of a segment")
            if entry.sealed != 2 or entry.file in marks.live_bytes:
                said = marks.live_bytes.get(entry.file, 0)
                self.expect(said == live, "watermarks: live bytes of a segment")
            self.expect(entry.dead == self._byte_count(entry) - live, "manifest: dead bytes of a segment")

    def _byte_count(self, entry):
        """The bytes of a segment that live and dead ones add up to: those before the basis."""
        if entry.sealed == 2:
            return entry.copied
        files = [e.file for e in self.manifest.of("segment")]
        place = files.index(entry.file) - files.index(self.manifest.basis_file)
        return entry.byte_count if place < 0 else self.manifest.basis_offset if place == 0 else 0

    def _index(self, runs, maps):
        entries = {family: set() for family in (KEYS, ROOMS, SENDERS)}
        for run in runs:
            if run.family != PLACES:
                entries[run.family].update(run.entries)
        where_to_look = places(runs, maps)
        expected = {family: set() for family in entries}
        for revision, record in self.live.items():
            frame = record.frame
            where = place(frame.file, frame.offset, frame.length)
            self.expect(where_to_look.get(revision) == where, "place of revision %d" % revision)
            if record.key:
                self._expect_entries(revision, record, expected)
        for family in entries:
            missing = expected[family] - entries[family]
            self.expect(not missing, "family %d lacks entries: %d" % (family, len(missing)))
            named = {r for r, record in self.live.items() if record.key}
            wrong = [e for e in entries[family] - expected[family] if self._revision(family, e) in named]
            self.expect(not wrong, "family %d has wrong entries: %d" % (family, len(wrong)))

    @staticmethod
    def _revision(family, entry):
        return entry[1] >> 16 if family == KEYS else entry[1] >> 1 & REVISION >> 1

    def _expect_entries(self, revision, record, expected):
        """The entries that the index must have for a live record."""
        key, frame = self.manifest.hash_key, record.frame
        domain, first, second = record.key
        name = name_hash(key, domain, first, second)
        expected[KEYS].add((name, revision << 16))
        if frame.kind in (SESSION, WITHHELD):
            room = name_hash(key, 5 if frame.kind == SESSION else 6, first)
            expected[ROOMS].add(self._pair(room, name, revision))
        sender = frame.name.strings[2] if frame.kind == SESSION and frame.name else b""
        if sender:
            kind = bytes([frame.name.sender_data_kind])
            expected[SENDERS].add(self._pair(name_hash(key, 7, sender, kind), name, revision))

    @staticmethod
    def _pair(group, name, revision):
        """An entry of the families room and sender."""
        high = (group >> 24) << 24 | (name >> 40)
        return (high, (name >> 24 & 0xFFFF) << 48 | revision << 1)
