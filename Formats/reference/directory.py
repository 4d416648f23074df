"""Which files of a directory are a store's, and which of them are in force (recovery)."""

import os
import re
import stat

from files import Damaged
from manifest import Manifest
from segment import Segment

NAME = re.compile(r"([0-9a-f]{8})\.(segment|map|run|watermarks|manifest)(\.new)?\Z")


class NotAStore(Exception):
    """Nothing here can be read as a store."""


class Directory:
    """The names in a store's directory, the manifest in force, and the segments of the log."""

    def __init__(self, path):
        self.path = path
        self.files = {kind: [] for kind in ("segment", "map", "run", "watermarks", "manifest")}
        self.unknown = []
        self.findings = []
        for name in sorted(os.listdir(path)):
            match = NAME.match(name)
            regular = stat.S_ISREG(os.lstat(os.path.join(path, name)).st_mode)
            if match and regular and 0 < int(match[1], 16) < 1 << 28:
                if not match[3]:
                    self.files[match[2]].append(int(match[1], 16))
            elif name != "LOCK":
                self.unknown.append(name)
        if not self.files["manifest"] and not self.files["segment"]:
            raise NotAStore(path)
        self.manifest = self._highest_manifest()
        if self.manifest is not None and not self._names_all():
            self.manifest = None

    def _highest_manifest(self):
        """The manifest in force, or nothing if it is damaged; tells whose store this is as well."""
        read = {}
        for file in self.files["manifest"]:
            try:
                read[file] = Manifest(self.path_of(file, "manifest"), file)
            except Damaged:
                self.find("file", file, "manifest")
        self.store = read[max(read)].store if read else self._vote()
        return read.get(self.files["manifest"][-1]) if self.files["manifest"] else None

    def find(self, kind, file, suffix, byte_count=0):
        self.findings.append((kind, "%08x.%s" % (file, suffix), 0, byte_count, None))

    def path_of(self, file, kind):
        """Where a file is; a segment may still bear the name it was written under."""
        path = os.path.join(self.path, "%08x.%s" % (file, kind))
        if kind == "segment" and not os.path.lexists(path) and os.path.lexists(path + ".new"):
            return path + ".new"
        return path

    def segment(self, file, store):
        return Segment(self.path_of(file, "segment"), file, store)

    def _vote(self):
        """The store that most segments say they are of."""
        votes = {}
        for file in self.files["segment"]:
            try:
                store = self.segment(file, None).store
                votes[store] = votes.get(store, 0) + 1
            except Damaged:
                pass
        if not votes:
            raise NotAStore(self.path)
        return max(votes, key=lambda store: (votes[store], store))

    def _names_all(self):
        """Whether the manifest names all of the log, and all that it names is there."""
        named, replaced, damage = set(), set(), len(self.findings)
        for entry in self.manifest.of("segment"):
            named.add(entry.file)
            try:
                segment = self.segment(entry.file, self.store)
                if entry.sealed == 2:
                    replaced |= {row[0] for row in segment.replaced()}
            except FileNotFoundError:
                self.find("missingFile", entry.file, "segment")
            except Damaged:
                pass
        for file in self.files["segment"]:
            if file in named:
                continue
            segment = self.segment(file, self.store)
            if segment.header_is_good and segment.is_output:
                continue
            if segment.holds_frame():
                if file not in replaced:
                    self.find("file", file, "segment")
            elif not segment.file_header_is_good:
                self.unknown.append(segment.name)
        return len(self.findings) == damage

    def named_segments(self):
        """The segments of the log, with their entries in the manifest."""
        for entry in self.manifest.of("segment"):
            segment = self.segment(entry.file, self.store)
            if not segment.header_is_good:
                self.find("file", entry.file, "segment", byte_count=128)
            yield segment, entry

    def all_segments(self):
        """Without a manifest: every segment that counts, with its end where another one says it."""
        found, ends = [], {}
        for file in self.files["segment"]:
            segment = self.segment(file, self.store)
            if segment.header_is_good or segment.holds_frame():
                found.append(segment)
            if not segment.header_is_good:
                self.find("file", file, "segment", byte_count=128)
        replaced = set()
        for segment in found:
            if not segment.is_output:
                continue
            try:
                rows = segment.replaced()
            except Damaged:
                continue
            if segment.output_is_whole():
                replaced |= {row[0] for row in rows}
            for file, predecessor, predecessor_end, end in rows:
                ends[predecessor] = predecessor_end
                ends[file] = end
        left = [segment for segment in found if segment.file not in replaced]
        for segment in left:
            if segment.is_output:
                ends[segment.file] = segment.size & ~7
            elif segment.predecessor:
                ends[segment.predecessor] = segment.predecessor_end
        return [(segment, ends.get(segment.file)) for segment in left]
