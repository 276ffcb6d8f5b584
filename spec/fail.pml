/*
 * A notifier whose callback throws where the source cannot veto (docs/protocol.md, section 2): it is marked as failed, the source goes on.
 * Its shadow may still hold the range, and nobody can help that; but from the moment that begin returns nothing is committed any more.
 *
 * Steps of the callback that throws: (it took the driver lock or not) failed is set in the state; WaitForCommits; begin goes on.
 * Seeded bugs: BUG_LATE (failed is set when the hit has been given back), BUG_NO_WAIT (no WaitForCommits: a commit that had passed its check
 * follows), BUG_RETRY (tokens of a failed notifier do not collide).
 */
bool failed, returned, drvLock, leaving, removed;
bool inTree = true;
byte hits, seq, cpu = 1, shadow, window;

proctype Inv(bool mayThrow) {
    bool hit, throws;
    if
    :: inTree -> hits++;
        if
        :: removed -> hits--
        :: else -> hit = true;
            if
            :: mayThrow -> throws = true;                           /* before SetSeq, before it took the lock */
#ifndef BUG_LATE
                failed = true;
#ifndef BUG_NO_WAIT
                !drvLock;                                           /* WaitForCommits */
#endif
#endif
            :: atomic { !drvLock -> seq++; shadow = 0 }
            fi
        fi
    :: else
    fi;
    atomic { assert(throws || failed || shadow == 0); window++; cpu++; returned = (returned || throws) };
    window--;
    if :: hit -> hits-- :: else fi;
#ifdef BUG_LATE
    if :: throws -> failed = true; !drvLock :: else fi
#endif
}

proctype Fault() {
    byte s, v, tries;
    do
    :: tries < 2 ->
        tries++;
        if :: failed || leaving -> break :: else fi;                /* read begin throws, is refused */
        s = seq;
        hits == 0;
        v = cpu;
        atomic { !drvLock -> drvLock = true };
        if
#ifdef BUG_RETRY
        :: seq != s || leaving
#else
        :: seq != s || leaving || failed
#endif
        :: else -> atomic { assert(!returned && !removed && window == 0 && v == cpu); shadow = v }
        fi;
        drvLock = false
    :: else -> break
    od
}

/* the removal of a failed notifier is like any other */
proctype Remove() {
    leaving = true;
    !drvLock;
    atomic { !drvLock -> shadow = 0 };
    inTree = false;
    removed = true;
    hits == 0
}

init { atomic { run Inv(true); run Inv(false); run Fault(); run Remove() } }
