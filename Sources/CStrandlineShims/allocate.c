#define _GNU_SOURCE
#include "CStrandlineShims.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int strandline_allocate(int fd, int64_t offset, int64_t count) {
#if defined(__linux__)
  if (fallocate(fd, FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)count) == 0) return 0;
  return errno;
#elif defined(__APPLE__)
  (void)offset;
  fstore_t store = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, (off_t)count, 0};
  if (fcntl(fd, F_PREALLOCATE, &store) == 0) return 0;
  return errno;
#else
  (void)fd; (void)offset; (void)count;
  return EOPNOTSUPP;
#endif
}

void strandline_begin_writeback(int fd, int64_t offset, int64_t count) {
#if defined(__linux__)
  (void)sync_file_range(fd, (off_t)offset, (off_t)count, SYNC_FILE_RANGE_WRITE);
#else
  (void)fd; (void)offset; (void)count;
#endif
}
