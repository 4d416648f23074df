"""A store as it is read: its log from end to end, and what the index files add (recovery)."""

from directory import Directory
from files import Damaged
from frames import CONTROLS, RECORDS
from index import KEYS, places, read_all
from log import hides_control, read_last, read_sealed
from segment import START
from state import State
from watermarks import Watermarks


class Store:
    """All that the files of a store say."""

    def __init__(self, path):
        self.directory = Directory(path)
        self.manifest = self.directory.manifest
        self.rebuilt = self.manifest is None
        self.marks = self.index = None
        self.damaged_index_files = []
        self.evidence_dropped = False
        self.state, self.at_basis = State(), State()
        if self.rebuilt:
            self._rebuild()
        else:
            self._replay()
        self.findings = self.directory.findings + [f for r in self.readings for f in r.findings]
        self.findings += self._lost()

    def _replay(self):
        """Applies the log: records from its beginning, evidence from the basis on."""
        manifest = self.manifest
        self.readings = [
            read_sealed(segment, entry.byte_count) if entry.sealed else read_last(segment, entry.byte_count)
            for segment, entry in self.directory.named_segments()
        ]
        basis = manifest.basis if manifest.basis_file else 0
        self.state.highest = self.at_basis.highest = manifest.next_revision
        below = [f for r in self.readings for f in r.frames if f.sequence < basis]
        for frame in sorted(below, key=lambda f: f.sequence):
            self.state.apply(frame)
            self.at_basis.apply(frame)
        lost = basis > 0 and not self._take_basis()
        self.durable_revision = max([self.state.first_new - 1] + [f.revision for f in below])
        start, offset = self._tail()
        for number, reading in enumerate(self.readings[start:]):
            lost = hides_control(reading, START if number else offset) or lost
            lost = not self._apply_tail(reading, basis) or lost
        if lost:
            self.state.evidence.drop()
            self.evidence_dropped = True

    def _tail(self):
        """The first segment with frames behind the basis, and where they begin."""
        files = [reading.segment.file for reading in self.readings]
        if not self.manifest.basis_file:
            return 0, START
        return files.index(self.manifest.basis_file), self.manifest.basis_offset

    def _apply_tail(self, reading, basis):
        """Applies the frames behind the basis; says whether all can have been written so."""
        is_possible = True
        for frame in reading.frames:
            if frame.sequence < basis:
                continue
            if not self.state.apply(frame):
                reading.find("record", frame.offset, frame.length, frame)
                is_possible = False
            elif frame.kind in RECORDS and frame.offset < reading.promised:
                self.durable_revision = max(self.durable_revision, frame.revision)
        return is_possible

    def _take_basis(self):
        """Takes over what watermarks and runs say of the moment of the basis."""
        names_index = any(entry.kind != 1 for entry in self.manifest.entries)
        entries = self.manifest.of("watermarks")
        if not names_index:
            self.state.evidence.drop()
            return True
        path_of = self.directory.path_of
        try:
            self.index = read_all(self.manifest, path_of)
        except (Damaged, FileNotFoundError) as damage:
            self.damaged_index_files.append(str(damage))
        try:
            entry = entries[0]
            path = path_of(entry.file, "watermarks")
            self.marks = Watermarks(path, entry.file, self.manifest.store)
            if self.marks.basis != self.manifest.basis:
                raise Damaged("basis of the watermarks")
        except (Damaged, FileNotFoundError, IndexError) as damage:
            self.marks = None
            self.damaged_index_files.append(str(damage))
            if entries:
                kind = "file" if isinstance(damage, Damaged) else "missingFile"
                self.directory.find(kind, entries[0].file, "watermarks")
            return False
        runs = self.index[0] if self.index else []
        hashes = [(low >> 16, high) for run in runs if run.family == KEYS for high, low in run.entries]
        where = places(*self.index) if self.index else {}
        self.state.adopt(self.marks, hashes, self.manifest.hash_key, where)
        return True

    def _lost(self):
        """Live records in whose place there is no frame: the index tells where they were."""
        where = places(*self.index) if self.index else {}
        for revision, record in self.state.live.items():
            place = where.get(revision, 0)
            if record.frame is None and place:
                name, offset = "%08x.segment" % (place >> 36), (place >> 8 & (1 << 28) - 1) * 8
                yield "record", name, offset, 0, None

    def _rebuild(self):
        """Every segment there is, records only: nobody knows what else there was."""
        self.readings = [
            read_last(segment, START) if end is None else read_sealed(segment, end)
            for segment, end in self.directory.all_segments()
        ]
        self.state.highest = 1
        for frame in sorted((f for r in self.readings for f in r.frames), key=lambda f: f.sequence):
            if frame.kind not in CONTROLS:
                self.state.apply(frame)
        records = [(r, f) for r in self.readings for f in r.frames if f.kind in RECORDS]
        promised = [f.revision for r, f in records if f.offset < r.promised]
        self.durable_revision = max(promised, default=0)
        self.state.evidence.drop()
        self.evidence_dropped = True
