/* Preloaded into a program, gives it clocks that are not as they should be. EVLOOP_TEST_CLOCK says how:
 *
 *   wall      at every other look somebody has set the wall clock an hour forth
 *   asleep    at every look the machine has been suspended for an hour since the last one: the clock that counts
 *             such hours (CLOCK_BOOTTIME) has gone on, and the one that does not (CLOCK_MONOTONIC) has not
 *   back=NS   at every other look the monotonic clock says NS nanoseconds less than it did at the last one
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const long SECOND = 1000000000;
static __thread unsigned long looks;
static __thread struct timespec last;

static void go_back(struct timespec *time, long by) {
    *time = last;
    time->tv_sec -= by / SECOND;
    time->tv_nsec -= by % SECOND;
    if (time->tv_nsec < 0) {
        time->tv_nsec += SECOND;
        time->tv_sec -= 1;
    }
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    const char *how = getenv("EVLOOP_TEST_CLOCK");
    int answer = (int)syscall(SYS_clock_gettime, clock, time);
    if (answer != 0 || how == NULL) {
        return answer;
    }
    if (clock == CLOCK_REALTIME && strcmp(how, "wall") == 0 && looks++ % 2 == 0) {
        time->tv_sec += 3600;
    }
    if ((clock == CLOCK_REALTIME || clock == CLOCK_BOOTTIME) && strcmp(how, "asleep") == 0) {
        time->tv_sec += 3600 * (time_t)looks++;
    }
    if (clock == CLOCK_MONOTONIC && strncmp(how, "back=", 5) == 0) {
        if (looks++ % 2 == 1) {
            go_back(time, atol(how + 5));
        }
        last = *time;
    }
    return answer;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &exact) != 0) {
        return -1;
    }
    time->tv_sec = exact.tv_sec;
    time->tv_usec = exact.tv_nsec / 1000;
    return 0;
}
