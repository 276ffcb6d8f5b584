/*
 * Waits and collisions of the token's range alone (docs/protocol.md, section 4): two pages, one notifier over both, tokens of the pages in READ.
 *
 *   ring        the last N accepted invalidations as (number, range), kept by SetSeq under the driver lock; the first read begin installs it
 *   a range     is a set of pages: 1, 2 or 3
 * One thread takes a token, asks CheckRetry as often as it likes, checks the token under the driver lock and commits.
 * LATE: there is no ring at the start. INSTALL_LAST: the read begin installs it when it has read seq and hits, so that an entry may be missing.
 * NO_NUMBER: the number of an entry is not compared (right where no entry can be missing). INSERT: the notifier is inserted while invalidations run.
 * FULL_RING: a token as old as the ring is long is still looked up (N, not N - 1).
 * Seeded bugs: BUG_..., explained where they are.
 * LIVE: an invalidator of page 2 that never pauses; a read begin of page 1 ends all the same (weak fairness).
 * BUG_WAIT_ALL there: the former rule, a read begin waits until no invalidation holds a hit.
 */
#ifndef N
#define N 2
#endif
#ifndef READ
#define READ 1
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifdef FULL_RING
#define OLDEST N
#else
#define OLDEST (N - 1)
#endif

byte seq, hits;
byte num[N], range[N];          /* the ring; number 0: no entry */
bool ring = true, inTree = true, drvLock, begun;
bool running[2]; byte gen[2], announced[2];     /* the slots */
bool born[2]; byte bornGen[2];
byte cpu[2] = 1, shadow[2] = 1, window[2];

#define AT(k) ((k) % N)

/* the callback: SetSeq, then the shadow of the range is dropped, under the driver lock */
inline callback(what) {
    atomic { !drvLock -> drvLock = true; withRing = ring };
#ifdef BUG_ENTRY_AFTER_SEQ                      /* seq moves before its entry is there */
    seq++;
    if :: withRing -> num[AT(seq)] = seq; range[AT(seq)] = what :: else fi;
#else
    if :: withRing -> num[AT(seq + 1)] = seq + 1; range[AT(seq + 1)] = what :: else fi;
#ifdef LIVE
    seq = (seq + 1) % 8;                        /* what the numbers say does not matter there */
#else
    seq++;
#endif
#endif
    atomic { if :: what & 1 -> shadow[0] = 0 :: else fi; if :: what & 2 -> shadow[1] = 0 :: else fi; drvLock = false; withRing = false }
}

proctype Inv(byte id; byte what) {
    byte r;
    bool hit, withRing;
    do
    :: r < ROUNDS ->
#ifdef LIVE
        atomic { gen[id] = (gen[id] + 1) % 8; announced[id] = what; running[id] = true };
#else
        r++;
        atomic { gen[id]++; announced[id] = what; running[id] = true };     /* begin: publish */
#endif
        if
        :: inTree -> hits++; hit = true; callback(what)
        :: else
        fi;
#ifndef LIVE
        atomic {                                                            /* begin returns; the mapping changes */
            if :: what & 1 -> assert(shadow[0] == 0); window[0]++; cpu[0]++ :: else fi;
            if :: what & 2 -> assert(shadow[1] == 0); window[1]++; cpu[1]++ :: else fi
        };
        atomic {                                                            /* end: give the hit back, */
            if :: what & 1 -> window[0]-- :: else fi;
            if :: what & 2 -> window[1]-- :: else fi;
            if :: hit -> hits--; hit = false :: else fi
        };
#else
        hits--;
#endif
        running[id] = false                                                 /* free the slot */
    :: else -> break
    od
}

/* waits for the invalidation in a slot if it overlaps the token's range; whoever waited starts over */
inline await(j) {
    atomic { isOne = running[j] && (announced[j] & READ); g = gen[j] };
    if
    :: isOne -> !(running[j] && gen[j] == g); again = true
    :: else
    fi
}

inline readBegin() {
    do
    :: again = false;
#ifndef BUG_LOOK_FIRST                                                      /* seq is read after the look at the slots */
        s = seq;                                                            /* seq, then hits */
#endif
#ifdef BUG_WAIT_ALL
        hits == 0;
#else
#ifndef BUG_WAIT_FOR_NOTHING                                                /* running invalidations are not waited for */
        if
        :: hits != 0 -> await(0); await(1)
        :: else
        fi;
#endif
#endif
#ifdef INSERT
#ifndef BUG_NO_BORN                                                         /* the born-during list is not looked at */
        !(born[0] && running[0] && gen[0] == bornGen[0]);                   /* (what is in the list overlaps the token's range) */
        !(born[1] && running[1] && gen[1] == bornGen[1]);
#endif
#endif
#ifdef BUG_LOOK_FIRST
        s = seq;
#endif
        if :: !again -> break :: else fi
    od
}

/* whether the token of sequence s collides with what seq is now; sets it to 1 or 0 */
inline retry(it) {
    atomic { q = seq; it = 0 };
    atomic {
#ifdef BUG_OVERFLOW                                                         /* what has left the ring is not looked for */
        k = s + 1;
        if :: q - s > N -> k = q - N + 1 :: else fi
#else
        if :: q - s > OLDEST -> it = 1; k = q + 1 :: else -> k = s + 1 fi
#endif
    };
    do
    :: k <= q && it == 0 ->
        n = num[AT(k)];
        w = range[AT(k)];
        atomic {
#ifdef NO_NUMBER                                                            /* an entry that is not there counts as one that does not overlap */
            it = ((w & READ) != 0);
#else
            it = (n != k || (w & READ));
#endif
            k++; n = 0; w = 0
        }
    :: else -> break
    od;
    k = 0; q = 0
}

proctype Reader() {
    byte s, v0, v1, g, k, q, n, w;
    bool again, isOne, hint, collides;
#ifdef INSERT
    inTree = true;                                                          /* swap, then scan */
    atomic { born[0] = running[0] && (announced[0] & READ); bornGen[0] = gen[0] };
    atomic { born[1] = running[1] && (announced[1] & READ); bornGen[1] = gen[1] };
#endif
#ifdef INSTALL_LAST
    readBegin();
    ring = true;
#else
    ring = true;                                                            /* the first read begin installs it, before it reads seq */
    readBegin();
#endif
    begun = true;
#ifndef LIVE
    atomic { v0 = cpu[0]; v1 = cpu[1] };                                    /* collect */
    do
    :: hint == 0 -> retry(hint)                                             /* CheckRetry, no lock held */
    :: break
    od;
    atomic {                                                                /* retry and commit, under the driver lock */
        !drvLock -> retry(collides);
        assert(!hint || collides);                                          /* what CheckRetry says is true */
        if
        :: collides
        :: !collides && (READ & 1) -> assert(window[0] == 0 && v0 == cpu[0]); shadow[0] = v0
        :: else
        fi;
        if
        :: !collides && (READ & 2) -> assert(window[1] == 0 && v1 == cpu[1]); shadow[1] = v1
        :: else
        fi
    }
#endif
}

init {
    atomic {
#ifdef INSERT
        inTree = false; shadow[0] = 0; shadow[1] = 0;
#endif
#ifdef LATE
        ring = false;
#endif
#ifdef LIVE
        shadow[0] = 0; shadow[1] = 0;
#else
        run Inv(0, 1);
#endif
        run Inv(1, 2);
        run Reader()
    }
}

#ifdef LIVE
ltl read_begin_returns { <> begun }
#endif
