// CRC-32C by instruction, in three interleaved streams: the instruction has a latency of three
// cycles and a throughput of one, so three independent chains keep it busy. The chains are joined
// by multiplying with x^(8n) modulo the polynomial, done with precomputed tables per block length.
#include "CStrandlineShims.h"
#include <string.h>

#define POLYNOMIAL 0x82F63B78u

#if defined(__x86_64__)
#include <nmmintrin.h>
#define TARGET __attribute__((target("sse4.2")))
#define STEP8(crc, value) ((uint32_t)_mm_crc32_u64((crc), (value)))
#define STEP1(crc, value) (_mm_crc32_u8((crc), (value)))
#define HAVE_INSTRUCTION 1
static int detect(void) { return __builtin_cpu_supports("sse4.2") != 0; }
#elif defined(__aarch64__)
#include <arm_acle.h>
#define TARGET __attribute__((target("crc")))
#define STEP8(crc, value) (__crc32cd((crc), (value)))
#define STEP1(crc, value) (__crc32cb((crc), (value)))
#define HAVE_INSTRUCTION 1
#if defined(__APPLE__)
static int detect(void) { return 1; }
#else
#include <sys/auxv.h>
static int detect(void) { return (getauxval(AT_HWCAP) & (1ul << 7)) != 0; }
#endif
#else
#define HAVE_INSTRUCTION 0
#endif

#if HAVE_INSTRUCTION

enum { LONG_BLOCK = 1024, SHORT_BLOCK = 128 };

static uint32_t longTable[4][256];
static uint32_t shortTable[4][256];
static int accelerated;

static uint32_t multiply(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (uint32_t mask = 1u << 31; mask != 0; mask >>= 1) {
    if (a & mask) product ^= b;
    b = (b & 1) ? (b >> 1) ^ POLYNOMIAL : b >> 1;
  }
  return product;
}

// x^(8 * count) modulo the polynomial, in the reflected representation.
static uint32_t shiftOperator(size_t count) {
  uint32_t result = 1u << 31, power = 1u << 23;
  for (; count != 0; count >>= 1) {
    if (count & 1) result = multiply(result, power);
    power = multiply(power, power);
  }
  return result;
}

static void fill(uint32_t table[4][256], size_t count) {
  uint32_t shift = shiftOperator(count);
  for (uint32_t byte = 0; byte < 256; byte++)
    for (int lane = 0; lane < 4; lane++)
      table[lane][byte] = multiply(shift, byte << (8 * lane));
}

// Before main and before any thread: the tables are read-only afterwards.
__attribute__((constructor)) static void prepare(void) {
  fill(longTable, LONG_BLOCK);
  fill(shortTable, SHORT_BLOCK);
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  accelerated = detect();
}

static inline uint32_t shifted(uint32_t table[4][256], uint32_t crc) {
  return table[0][crc & 255] ^ table[1][(crc >> 8) & 255] ^ table[2][(crc >> 16) & 255]
      ^ table[3][crc >> 24];
}

static inline uint64_t load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
  return value;
}

TARGET static inline uint32_t threeStreams(
    uint32_t crc, const uint8_t *bytes, size_t block, uint32_t table[4][256]) {
  uint32_t first = crc, second = 0, third = 0;
  for (size_t i = 0; i < block; i += 8) {
    first = STEP8(first, load8(bytes + i));
    second = STEP8(second, load8(bytes + block + i));
    third = STEP8(third, load8(bytes + 2 * block + i));
  }
  return shifted(table, shifted(table, first) ^ second) ^ third;
}

TARGET uint32_t strandline_crc32c_accelerated(uint32_t crc, const void *start, size_t count) {
  const uint8_t *bytes = start;
  crc = ~crc;
  while (count >= 3 * LONG_BLOCK) {
    crc = threeStreams(crc, bytes, LONG_BLOCK, longTable);
    bytes += 3 * LONG_BLOCK;
    count -= 3 * LONG_BLOCK;
  }
  while (count >= 3 * SHORT_BLOCK) {
    crc = threeStreams(crc, bytes, SHORT_BLOCK, shortTable);
    bytes += 3 * SHORT_BLOCK;
    count -= 3 * SHORT_BLOCK;
  }
  while (count >= 8) {
    crc = STEP8(crc, load8(bytes));
    bytes += 8;
    count -= 8;
  }
  while (count > 0) {
    crc = STEP1(crc, *bytes);
    bytes += 1;
    count -= 1;
  }
  return ~crc;
}

int strandline_crc32c_is_accelerated(void) { return accelerated; }

#else

int strandline_crc32c_is_accelerated(void) { return 0; }
uint32_t strandline_crc32c_accelerated(uint32_t crc, const void *bytes, size_t count) {
  (void)bytes; (void)count;
  return crc;
}

#endif
