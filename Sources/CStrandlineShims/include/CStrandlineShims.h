#ifndef CSTRANDLINESHIMS_H
#define CSTRANDLINESHIMS_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor has CRC-32C instructions that the shim can use.
int strandline_crc32c_is_accelerated(void);

/// CRC-32C (Castagnoli) by instruction, continuing from `crc` (a finished checksum, 0 to begin).
/// Must only be called when `strandline_crc32c_is_accelerated` says so.
uint32_t strandline_crc32c_accelerated(uint32_t crc, const void *bytes, size_t count);

/// Allocates blocks for [offset, offset + count) without changing the file's length.
/// Returns 0, or the error number (EOPNOTSUPP where the file system cannot).
int strandline_allocate(int fd, int64_t offset, int64_t count);

/// Asks the system to begin writing [offset, offset + count) to storage, without waiting.
void strandline_begin_writeback(int fd, int64_t offset, int64_t count);

#endif
