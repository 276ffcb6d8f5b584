/*
 * Range notifiers (docs/protocol.md, section 8): starts and ends from one snapshot of the list, Register, Unregister. The subscriber counts, as the
 * classic ones do: a start adds one, an end takes one off, each moves its sequence, and a fault commits if the count is zero and the sequence unmoved.
 *
 *   inList      the list has it; released: its Release callback has run (it dropped its shadow and commits no more); removed: it is out, holds are refused
 *   holds       callbacks that run, and starts whose end is still owed
 * NONBLOCK: one of the two invalidations may not block: another subscriber refuses it after this one's start, so the ends of those that accepted
 * run at once, nothing changes.
 * Seeded bugs: BUG_END_LIST (the end reads the list again), BUG_NO_REGISTER_WAIT (Register does not wait for those that ran at its swap),
 * BUG_NO_HOLD (a hold ends with the start), BUG_RELEASE_LAST (out of the list first, then Release: the former order of every removal),
 * BUG_REFUSED_NO_END (no end after a refusal).
 */
bool inList, registered, released, removed, over, drvLock;
bool running[2]; byte gen[2];
byte holds, seq, cpu = 1, shadow, window, inCallback;
short count;

#define START atomic { inCallback++; assert(!over) }; atomic { !drvLock -> count++; seq++; shadow = 0; inCallback-- }
#define END atomic { inCallback++; assert(!over) }; atomic { !drvLock -> count--; assert(count >= 0); seq++; inCallback-- }

proctype Inv(byte id; bool mayBlock) {
    bool saw, refused;
    atomic { running[id] = true; gen[id]++ };                       /* begin: publish the slot, */
    saw = inList;                                                   /* snapshot of the list */
    if
    :: saw ->
        holds++;                                                    /* interlocked, */
        if
        :: removed -> holds--; saw = false
        :: else -> START;
#ifdef BUG_NO_HOLD
            holds--
#endif
        fi
    :: else
    fi;
    if :: !mayBlock -> if :: refused = true :: skip fi :: else fi;  /* another subscriber may refuse */
    if
    :: !refused ->
        atomic { assert(shadow == 0); window++; cpu++ };            /* begin returns; the mapping changes */
        window--
    :: else
    fi;
#ifdef BUG_END_LIST
    saw = inList;
#endif
    if
#ifdef BUG_REFUSED_NO_END
    :: saw && refused -> holds--
    :: saw && !refused ->
#else
    :: saw ->
#endif
        END;
#ifndef BUG_NO_HOLD
        holds--
#endif
    :: else
    fi;
    running[id] = false
}

proctype Subscriber() {
    bool b0, b1; byte g0, g1;
    inList = true;                                                  /* Register: swap the list, fence, */
    atomic { b0 = running[0]; g0 = gen[0] };                        /* scan, */
    atomic { b1 = running[1]; g1 = gen[1] };
#ifndef BUG_NO_REGISTER_WAIT
    !(b0 && running[0] && gen[0] == g0);                            /* wait for those that ran */
    !(b1 && running[1] && gen[1] == g1);
#endif
    registered = true;
    /* Unregister, at any later moment */
#ifdef BUG_RELEASE_LAST
    inList = false;
    removed = true;
    holds == 0;
    atomic { !drvLock -> released = true; shadow = 0 };
#else
    atomic { inCallback++; assert(!over) };
    atomic { !drvLock -> released = true; shadow = 0; inCallback-- };       /* Release, still in the list */
    inList = false;                                                 /* out of the list, removed, fence */
    removed = true;
    holds == 0;                                                     /* no callback runs, no end is owed */
#endif
    atomic { over = true; assert(inCallback == 0) }
}

proctype Fault() {
    byte s, v;
    registered;
    s = seq;
    v = cpu;
    atomic { !drvLock -> drvLock = true };
    if
    :: seq != s || count != 0 || released
    :: else -> atomic { assert(window == 0 && v == cpu && !over); shadow = v }
    fi;
    drvLock = false
}

init {
    atomic {
#ifdef NONBLOCK
        run Inv(0, false);
#else
        run Inv(0, true);
#endif
        run Inv(1, true); run Subscriber(); run Fault()
    };
    _nr_pr == 1;
    assert(holds == 0 && count == 0)                                /* nothing leaks */
}
