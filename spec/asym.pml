/*
 * The asymmetric pair (docs/protocol.md, section 4): a slot is published with an exchange and freed by a plain store; a waiter announces itself, runs a
 * process-wide barrier, looks again, parks. Stores wait in the store buffer of whoever stored them.
 *
 *   buffer      at most one store of a thread that memory has not seen: the free word. It drains at any moment, at the thread's next
 *               exchange or interlocked instruction, and at a process-wide barrier; the thread's loads overtake it.
 * The slot is one owner's, who runs ROUNDS invalidations of the one page. The other thread inserts a notifier (swap the tree, fence, scan the slot),
 * waits for the invalidation it was born during, then for one that it meets, collects and commits.
 * SHARED: two threads run invalidations in the slot, one round each; each claims it by a compare-exchange before it writes the range.
 * DETACH: the second thread ends the owner's invalidations; the owner publishes again, without a claim, when it sees the slot free.
 * Seeded bugs: BUG_NO_BARRIER (the waiter does not run it: a wake-up is lost), BUG_PLAIN_PUBLISH (publishing is a plain store as well: the
 * scan misses the slot and the owner the tree), BUG_LOOK_FIRST (an end looks for waiters, then stores), SHARED BUG_NO_CLAIM (it is published without a claim),
 * DETACH BUG_NOT_LOOKED_AT (the owner publishes without a look whether it is free).
 *
 * WEAK: the processor may let later plain stores overtake earlier ones (Arm64; x64 never does). The first invalidation is of the page, the second
 * one of another: its range must not be seen while the word of the first is. BUG_NO_STORE_FENCE: nothing between freeing the slot and writing
 * the next range. A release store is seen only after what the owner wrote before, here the change of the mapping.
 */
#ifndef ROUNDS
#define ROUNDS 2
#endif
#define NONE 255
#define CLAIMED 128

byte word, range;               /* the slot: 0 free, CLAIMED, else the number of the invalidation; and its page */
byte gen;
bool inTree, waits, woken;
byte hits, seq, shadow, window;
byte cpu[2] = 1;                /* how often each thread has changed the mapping: what it is, */
byte memCpu[2] = 1;             /* and what others see of that */
bool freed[2];                  /* buffers: the word 0 */
byte newRange = NONE;           /* WEAK only: the owner's buffer: the range */
bool published;                 /* BUG_PLAIN_PUBLISH: the owner's buffer: the word gen */
byte handed;                    /* DETACH: the number of the invalidation that the second thread is to end */

#define VERSION (cpu[0] + 16 * cpu[1])

#define DRAIN(i) atomic { \
        if :: i == 0 && published -> word = gen; published = false :: else fi; \
        if :: freed[i] -> word = 0; freed[i] = false :: else fi; \
        if :: i == 0 && newRange != NONE -> range = newRange; newRange = NONE :: else fi; \
        memCpu[i] = cpu[i] }

/* stores reach memory at any moment, those of one variable in order */
proctype Memory() {
end:
    do
    :: atomic { published -> word = gen; published = false }
    :: atomic { freed[0] -> memCpu[0] = cpu[0]; word = 0; freed[0] = false }
    :: atomic { freed[1] -> memCpu[1] = cpu[1]; word = 0; freed[1] = false }
    :: atomic { newRange != NONE -> range = newRange; newRange = NONE }
    od
}

/* whoever publishes in the slot: thread i */
proctype Owner(byte i) {
    byte r, page, mine;
    bool hit, was;
    do
    :: r < ROUNDS ->
        r++;
#ifdef SHARED
#ifndef BUG_NO_CLAIM
        atomic { word == 0 && !freed[i] -> DRAIN(i); word = CLAIMED };     /* claim: a compare-exchange, a full fence; */
#else
        word == 0;
#endif
#endif
#ifdef DETACH
#ifndef BUG_NOT_LOOKED_AT
        word == 0;                                                  /* free: seen by an acquire */
#endif
#endif
#ifdef WEAK
        page = r - 1;
#ifndef BUG_NO_STORE_FENCE
        DRAIN(i);
#endif
        newRange = page;                                            /* begin: write the range, a plain store, */
#else
        range = page;
#endif
#ifdef BUG_PLAIN_PUBLISH
        atomic { !freed[i] -> gen++; mine = gen; published = true };
#else
        DRAIN(i);
        atomic { gen++; mine = gen; word = gen };                   /* publish with an exchange, a full fence; */
#endif
        if
        :: inTree && page == 0 ->                                   /* read the tree */
            atomic { DRAIN(i); hits++ };                            /* interlocked */
            hit = true;
            atomic { seq++; shadow = 0 }                            /* the callback */
        :: else
        fi;
        if
        :: page == 0 -> atomic { assert(shadow == 0); window++; cpu[i]++ }  /* begin returns; the mapping changes */
        :: else
        fi;
#ifdef DETACH
        DRAIN(i);
        atomic { handed = mine; hit = false };                      /* an interlocked step, and a hand-over that is one, too */
        handed == 0
#else
        if :: page == 0 -> window-- :: else fi;
        if
        :: hit -> atomic { DRAIN(i); hits--; hit = false }          /* end: give the hit back; interlocked */
        :: else
        fi;
#ifdef BUG_LOOK_FIRST
        was = waits;
        atomic { !published -> freed[i] = true };
        if :: was -> woken = true; was = false :: else fi
#else
        atomic { !published -> freed[i] = true };                   /* free the slot: a plain store, */
        if :: waits -> woken = true :: else fi                      /* then look for waiters, without a fence */
#endif
#endif
    :: else -> break
    od
}

/* DETACH: ends what the owner began */
proctype Ender() {
end:
    do
    :: handed != 0 ->
        window--;
        if
        :: hits != 0 -> atomic { DRAIN(1); hits-- }
        :: else
        fi;
        atomic { freed[1] = true; handed = 0 };                     /* the store may wait in the buffer while the owner goes on */
        if :: waits -> woken = true :: else fi
    od
}

/* waits until invalidation g no longer runs */
inline await() {
    do
    :: word != g -> break
    :: else ->
        waits = true;                                               /* announce (interlocked), */
#ifndef BUG_NO_BARRIER
        atomic { DRAIN(0); DRAIN(1) };                              /* the process-wide barrier, */
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
    :: g != 0 && g != CLAIMED -> p = range;
        if :: word != g || p != 0 -> g = 0 :: else fi
    :: else -> g = 0
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
    v = memCpu[0] + 16 * memCpu[1];                                 /* collect */
    atomic {                                                        /* retry, commit */
        if
        :: seq != s
        :: else -> assert(window == 0 && v == VERSION); shadow = v
        fi
    }
}

init {
    atomic {
        run Owner(0);
#ifdef SHARED
        run Owner(1);
#endif
#ifdef DETACH
        run Ender();
#endif
        run Other();
        run Memory()
    }
}
