/// Where a record's frame lies: file id 28 bits, offset / 8 28 bits, size code 8 bits.
/// Formats/names-and-hashes.md
package struct Place: Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) { self.rawValue = rawValue }

  package init(file: FileID, offset: UInt64, byteCount: Int) {
    precondition(offset % 8 == 0 && offset / 8 < 1 << 28, "a frame lies outside its segment")
    rawValue =
      UInt64(file.rawValue) << 36 | (offset / 8) << 8 | UInt64(SizeCode(byteCount).rawValue)
  }

  package var file: FileID? { FileID(exactly: UInt32(rawValue >> 36)) }
  package var offset: UInt64 { (rawValue >> 8 & 0xFFF_FFFF) * 8 }
  /// The length of the frame, rounded up: enough to read it whole in one go, and what the totals of
  /// live bytes are made of.
  package var byteCountMax: Int {
    SizeCode(rawValue: UInt8(truncatingIfNeeded: rawValue)).byteCount
  }
  /// How much to read: the frame, and at least the header that tells its real length.
  package var readByteCount: Int { max(byteCountMax, FrameHeader.byteCount) }
}

/// A frame's length in one byte, rounded up by at most a sixteenth; by an eighth over half a MiB.
///
/// A floating point number: exact up to 248 bytes.
package struct SizeCode: Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The first code of the coarse part.
  private static let coarse = 208

  package init(_ byteCount: Int) {
    let units = max(0, (byteCount + 7) / 8)
    if units < 32 {
      rawValue = UInt8(units)
      return
    }
    let width = Int.bitWidth - units.leadingZeroBitCount
    let fine = Self.round(units, width - 5)
    let code = fine.exponent * 16 + fine.mantissa
    if code < Self.coarse {
      rawValue = UInt8(code)
      return
    }
    let rough = Self.round(units, width - 4)
    rawValue = UInt8(clamping: Self.coarse + (rough.exponent - 13) * 8 + rough.mantissa - 8)
  }

  private static func round(_ units: Int, _ exponent: Int) -> (exponent: Int, mantissa: Int) {
    let mantissa = (units + (1 << exponent) - 1) >> exponent
    let full = units < 1 << (exponent + 4) ? 16 : 32
    return mantissa == full ? (exponent + 1, mantissa / 2) : (exponent, mantissa)
  }

  package var byteCount: Int {
    let code = Int(rawValue)
    if code < 32 { return code * 8 }
    if code < Self.coarse { return ((16 + code % 16) << (code / 16 - 1)) * 8 }
    let rough = code - Self.coarse
    return ((8 + rough % 8) << (13 + rough / 8)) * 8
  }
}
