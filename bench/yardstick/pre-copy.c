/*
 * The yardstick of the page-exact simulator: the pre-copy loop of Xen 3.2 as one would write it
 * down in C. Every map is an array of bytes, one for each page; the PEEK copies the dirty map; every
 * write is drawn. A page takes a constant time, nothing else takes any.
 *
 * usage: pre-copy RATE SAMPLES
 * Writes go to WORKING_SET pages at RATE a second. Each sample has a seed of its own and prints a
 * line: nanoseconds of CPU it took, rounds, pages sent, pages skipped.
 *
 * The writes of a batch are the whole part of what is due by the clock: waiting times are not drawn,
 * which is to the program's advantage.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PAGES
#define PAGES 262144
#define WORKING_SET 200000
#endif

/* 8 MiB of unmapped pfns lie above the memory. */
enum { P2M_PAGES = PAGES + 2048, BATCH_PAGES = 1024, PAGE_NS = 65000 };
enum { MAX_ROUNDS = 29, MIN_PAGES = 50, MAX_FACTOR = 3 };

static uint8_t to_send[P2M_PAGES];
static uint8_t to_skip[P2M_PAGES];
static uint8_t dirty[P2M_PAGES];

static uint32_t p2m_bits; /* of the largest pfn */
static uint64_t random_state;
static double write_rate;
static double writes_due;
static int guest_runs;

static long sent;
static long skipped;
static long total_sent;
static long total_skipped;

/* The high half of a linear congruential generator, multiplied instead of divided (Lemire). */
static uint32_t random_below(uint32_t n) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(((random_state >> 32) * n) >> 32);
}

/* The order in which xc_save walks the pfns: rotated by 10 bits until it is one. */
static uint32_t pfn_at(uint32_t position) {
  uint32_t pfn = position;
  do {
    pfn = ((pfn << 10) | (pfn >> (p2m_bits - 10))) & ((1u << p2m_bits) - 1);
  } while (pfn >= P2M_PAGES);
  return pfn;
}

/* The guest lives while so many pages are sent. */
static void live(long pages) {
  if (!guest_runs) return;
  writes_due += write_rate * (double)pages * PAGE_NS * 1e-9;
  while (writes_due >= 1) {
    dirty[random_below(WORKING_SET)] = 1;
    writes_due -= 1;
  }
}

/* One pass over all pages; sets `sent` and `skipped`. */
static void pass(int last) {
  uint32_t position = 0;
  sent = 0;
  skipped = 0;
  while (position < P2M_PAGES) {
    long batch = 0;
    if (!last) memcpy(to_skip, dirty, sizeof to_skip);
    while (batch < BATCH_PAGES && position < P2M_PAGES) {
      uint32_t pfn = pfn_at(position++);
      if (!to_send[pfn]) continue;
      if (!last && to_skip[pfn]) {
        skipped += 1;
        continue;
      }
      if (pfn < PAGES) batch += 1;
    }
    sent += batch;
    live(batch);
  }
  total_sent += sent;
  total_skipped += skipped;
}

static void clean(void) {
  memcpy(to_send, dirty, sizeof to_send);
  memset(dirty, 0, sizeof dirty);
}

/* Returns the number of rounds, the last one included. */
static int migrate(void) {
  int round = 0;
  int stop = 0;
  memset(to_send, 1, sizeof to_send);
  memset(dirty, 0, sizeof dirty);
  writes_due = 0;
  guest_runs = 1;
  total_sent = 0;
  total_skipped = 0;
  while (!stop) {
    round += 1;
    pass(0);
    stop = round >= MAX_ROUNDS || sent + skipped < MIN_PAGES ||
           total_sent > (long)MAX_FACTOR * P2M_PAGES;
    if (stop) guest_runs = 0;
    clean();
  }
  pass(1);
  return round + 1;
}

static long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000L + now.tv_nsec;
}

int main(int argc, char **argv) {
  int sample;
  if (argc != 3) {
    fprintf(stderr, "usage: %s RATE SAMPLES\n", argv[0]);
    return 2;
  }
  write_rate = atof(argv[1]);
  while (1u << p2m_bits < P2M_PAGES) p2m_bits += 1;
  for (sample = 1; sample <= atoi(argv[2]); sample += 1) {
    long start = now_ns();
    int rounds;
    random_state = 0x9e3779b97f4a7c15u * (uint64_t)sample;
    rounds = migrate();
    printf("%ld %d %ld %ld\n", now_ns() - start, rounds, total_sent, total_skipped);
  }
  return 0;
}
