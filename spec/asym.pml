/*
 * The asymmetric pair (docs/protocol.md, section 4): a slot that belongs to one thread is published with an exchange and freed by a plain
 * store; a waiter announces itself, runs a process-wide barrier, looks again, parks. Stores wait in the owner's store buffer.
 *
 *   buffer      at most one store of the owner that memory has not seen: the free word. It drains at any moment, at the owner's next
 *               exchange or interlocked instruction, and at a process-wide barrier; the owner's loads overtake it.
 * The owner runs ROUNDS invalidations of the one page. The other thread inserts a notifier (swap the tree, fence, scan the slot), waits for the
 * invalidation it was born during, then for one that it meets, collects and commits.
 * Seeded bugs: BUG_NO_BARRIER (the waiter does not run it: a wake-up is lost), BUG_PLAIN_PUBLISH (publishing is a plain store as well: the
 * scan misses the slot and the owner the tree), BUG_LOOK_FIRST (an end looks for waiters, then stores).
 *
 * WEAK: the processor may let later plain stores overtake earlier ones (Arm64; x64 never does). The first invalidation is of the page, the second
 * one of another: its range must not be seen while the word of the first is. BUG_NO_STORE_FENCE: nothing between freeing the slot and writing
 * the next range. A release store is seen only after what the owner wrote before, here the change of the mapping.
 */
#ifndef ROUNDS
#define ROUNDS 2
#endif
#define NONE 255

byte word, range;               /* the slot: 0 free, else the number of the invalidation; and its page */
byte gen;
bool inTree, waits, woken;
byte hits, seq, cpu = 1, shadow, window;
byte memCpu = 1;                /* cpu as others see it */
bool freed;                     /* buffer: the word 0 */
byte newRange = NONE;           /* WEAK only: buffer: the range */
bool published;                 /* BUG_PLAIN_PUBLISH: buffer: the word gen */

#define DRAIN atomic { \
        if :: published -> word = gen; published = false :: else fi; \
        if :: freed -> memCpu = cpu; word = 0; freed = false :: else fi; \
        if :: newRange != NONE -> range = newRange; newRange = NONE :: else fi; \
        memCpu = cpu }

/* stores reach memory at any moment, those of one variable in order */
proctype Memory() {
end:
    do
    :: atomic { published -> word = gen; published = false }
    :: atomic { freed -> memCpu = cpu; word = 0; freed = false }
    :: atomic { newRange != NONE -> range = newRange; newRange = NONE }
    od
}

proctype Owner() {
    byte r, page;
    bool hit;
    do
    :: r < ROUNDS ->
        r++;
#ifdef WEAK
        page = r - 1;
#ifndef BUG_NO_STORE_FENCE
        DRAIN;
#endif
        newRange = page;                                            /* begin: write the range, a plain store, */
#else
        range = page;
#endif
#ifdef BUG_PLAIN_PUBLISH
        atomic { !freed -> gen++; published = true };
#else
        DRAIN;
        atomic { gen++; word = gen };                               /* publish with an exchange, a full fence; */
#endif
        if
        :: inTree && page == 0 ->                                   /* read the tree */
            atomic { DRAIN; hits++ };                               /* interlocked */
            hit = true;
            atomic { seq++; shadow = 0 }                            /* the callback */
        :: else
        fi;
        if
        :: page == 0 -> atomic { assert(shadow == 0); window++; cpu++ }     /* begin returns; the mapping changes */
        :: else
        fi;
        if :: page == 0 -> window-- :: else fi;
        if
        :: hit -> atomic { DRAIN; hits--; hit = false }             /* end: give the hit back; interlocked */
        :: else
        fi;
#ifdef BUG_LOOK_FIRST
        hit = waits;
        atomic { !published -> freed = true };
        if :: hit -> woken = true; hit = false :: else fi
#else
        atomic { !published -> freed = true };                      /* free the slot: a plain store, */
        if :: waits -> woken = true :: else fi                      /* then look for waiters, without a fence */
#endif
    :: else -> break
    od
}

/* waits until invalidation g no longer runs */
inline await() {
    do
    :: word != g -> break
    :: else ->
        waits = true;                                               /* announce (interlocked), */
#ifndef BUG_NO_BARRIER
        DRAIN;                                                      /* the process-wide barrier, */
#endif
        if
        :: word != g -> atomic { waits = false; woken = false }; break          /* look again, */
        :: else -> atomic { woken -> woken = false; waits = false }             /* park */
        fi
    od
}

/* a consistent look: word, range, word again */
inline look() {
    g = word;
    if
    :: g != 0 -> p = range;
        if :: word != g || p != 0 -> g = 0 :: else fi
    :: else
    fi
}

proctype Other() {
    byte g, p, s, v;
    bool again = true;
    inTree = true;                                                  /* insert: swap, full fence, */
    look();                                                         /* scan */
    if :: g != 0 -> await() :: else fi;                             /* read begin: those it was born during; */
    do
    :: again ->
        again = false;
        s = seq;                                                    /* seq, then hits, then the slots */
        if
        :: hits != 0 -> look(); if :: g != 0 -> await(); again = true :: else fi
        :: else
        fi
    :: else -> break
    od;
    v = memCpu;                                                     /* collect */
    atomic {                                                        /* retry, commit */
        if
        :: seq != s
        :: else -> assert(window == 0 && v == cpu); shadow = v
        fi
    }
}

init { atomic { run Owner(); run Other(); run Memory() } }
