"""Opening a store for reading: which files, which frames, what they add up to (recovery)."""

import os
import re
import stat

from files import Damaged
from frames import REPLACES
from log import hides_control, read_last, read_output, read_sealed
from manifest import Manifest
from segment import START, Segment
from state import State
from watermarks import Watermarks

NAME = re.compile(r"([0-9a-f]{8})\.(segment|map|run|watermarks|manifest)\Z")


class NotAStore(Exception):
    """Nothing here can be read as a store."""


class Store:
    """All that the files of a store say."""

    def __init__(self, path):
        self.path = path
        self.files = {}
        self.unknown = []
        for name in sorted(os.listdir(path)):
            match = NAME.match(name)
            regular = stat.S_ISREG(os.lstat(os.path.join(path, name)).st_mode)
            if match and regular and 0 < int(match[1], 16) < 1 << 28:
                self.files.setdefault(match[2], []).append(int(match[1], 16))
            elif name != "LOCK" and not name.endswith(".new"):
                self.unknown.append(name)
        self.findings = []
        self.readings = []
        self.marks = None
        self.evidence_dropped = False
        self.state = State()
        self.at_basis = State()
        self.manifest = self._manifest()
        self.rebuilt = self.manifest is None or not self._named_segments()
        if self.rebuilt:
            self._rebuild()
        else:
            self._replay()
        for reading in self.readings:
            self.findings += reading.findings

    def path_of(self, file, kind):
        """Where a file is that a manifest names: it may still bear the name it was written under."""
        path = os.path.join(self.path, "%08x.%s" % (file, kind))
        if not os.path.lexists(path) and os.path.lexists(path + ".new"):
            return path + ".new"
        return path

    def _manifest(self):
        files = self.files.get("manifest", [])
        if not files:
            return None
        try:
            return Manifest(self.path_of(files[-1], "manifest"), files[-1])
        except Damaged as damage:
            self.findings.append(("file", files[-1], 0, 0, None))
            return None

    def _named_segments(self):
        """Opens what the manifest names; says whether that is all of the log."""
        self.segments, replaced = [], set()
        for entry in self.manifest.of("segment"):
            try:
                segment = Segment(self.path_of(entry.file, "segment"), entry.file, self.manifest.store)
                if segment.is_output:
                    replaced |= {row[0] for row in segment.replaced()}
            except FileNotFoundError:
                self.findings.append(("missingFile", entry.file, 0, 0, None))
                return False
            self.segments.append(segment)
        named = {segment.file for segment in self.segments}
        for file in self.files.get("segment", []):
            if file not in named and file not in replaced and self._holds_frame(file):
                return False
        return True

    def _holds_frame(self, file):
        try:
            segment = Segment(self.path_of(file, "segment"), file, self.manifest.store)
        except Damaged:
            self.unknown.append("%08x.segment" % file)
            return False
        return not segment.is_output and segment.next_frame(START, segment.size) is not None

    def _replay(self):
        entries = self.manifest.of("segment")
        for segment, entry in zip(self.segments, entries):
            read = {0: read_last, 1: read_sealed, 2: read_output}[entry.sealed]
            self.readings.append(read(segment, entry.byte_count))
        basis = self.manifest.basis if self.manifest.basis_file else 0
        frames = [frame for reading in self.readings for frame in reading.frames]
        for frame in sorted((f for f in frames if f.sequence < basis), key=lambda f: f.sequence):
            self.state.apply(frame)
            self.at_basis.apply(frame)
        if basis:
            self._take_evidence()
        for frame in frames:
            if frame.sequence >= basis:
                self.state.apply(frame)
        if self._control_may_be_lost():
            self.drop_evidence()

    def _take_evidence(self):
        """Takes over what the watermarks say of the moment of the basis."""
        try:
            entry = self.manifest.of("watermarks")[0]
            path = self.path_of(entry.file, "watermarks")
            self.marks = Watermarks(path, entry.file, self.manifest.store)
            self.state.adopt(self.marks)
        except (IndexError, FileNotFoundError, Damaged):
            if self.manifest.of("watermarks"):
                self.findings.append(("file", self.manifest.of("watermarks")[0].file, 0, 0, None))
            self.drop_evidence()

    def _control_may_be_lost(self):
        files = [segment.file for segment in self.segments]
        basis_file = self.manifest.basis_file
        start = files.index(basis_file) if basis_file else 0
        for reading in self.readings[start:]:
            behind = self.manifest.basis_offset if reading.segment.file == basis_file else START
            if hides_control(reading, behind):
                return True
        return False

    def drop_evidence(self):
        self.state.drop_evidence()
        self.evidence_dropped = True

    def _rebuild(self):
        """Every segment there is, records only: nobody knows what else there was."""
        found, ends = {}, {}
        store = self.manifest.store if self.manifest else None
        for file in self.files.get("segment", []):
            try:
                segment = Segment(self.path_of(file, "segment"), file, store)
            except Damaged:
                self.unknown.append("%08x.segment" % file)
                continue
            store = segment.store
            found[file] = segment
        if not found:
            raise NotAStore(self.path)
        for segment in list(found.values()):
            if not segment.is_output:
                ends[segment.predecessor] = segment.predecessor_end
                continue
            frames, whole = segment.output_frames()
            rows = segment.replaced() if frames and frames[0].kind == REPLACES and frames[0].intact else []
            for file, predecessor, end, _ in rows:
                ends[predecessor] = end
                if whole:
                    found.pop(file, None)
        self.segments = [found[file] for file in sorted(found)]
        for segment in self.segments:
            if segment.is_output:
                self.readings.append(read_output(segment, segment.size))
            elif segment.file in ends:
                self.readings.append(read_sealed(segment, ends[segment.file]))
            else:
                self.readings.append(read_last(segment, START))
        frames = [frame for reading in self.readings for frame in reading.frames]
        for frame in sorted(frames, key=lambda f: f.sequence):
            self.state.apply(frame, evidence=False)
        self.drop_evidence()
