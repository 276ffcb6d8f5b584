/*
 * The table of slots (docs/protocol.md, section 4) grows when no slot is free and shrinks after a burst. One page, one notifier that is inserted
 * while invalidations run, one fault.
 *
 * table is a set of slots (bits), swapped with a compare-exchange: 1 at first, a thread that finds no free slot appends the next one. Whoever shrinks
 * the table takes a slot out of use first (Free -> Retired, a compare-exchange), then swaps the table without it; a thread that still has the old
 * table cannot claim it. A slot that was retired is never used again.
 * Seeded bugs: BUG_TABLE_FIRST (insert reads the table before it swaps the tree), BUG_NO_RETIRE (the table is swapped, the slot stays claimable),
 * BUG_RETIRE_STORE (looks whether the slot is free, then stores Retired), BUG_SHRINK_FIRST (the table first, then the slot).
 */
#ifndef NINV
#define NINV 2
#endif
#define SLOTS (NINV + 1)
#define HAS(set, x) (((set) >> (x)) & 1)
#define BIT(x) (1 << (x))
#define FREE 0
#define RUNNING 1
#define RETIRED 2

byte state[SLOTS], gen[SLOTS];
byte table = 1;
byte made = 1;                  /* slots that were ever made */
bool inTree, inserted;
bool born[SLOTS]; byte bornGen[SLOTS];
byte hits, seq, cpu = 1, shadow, window;

proctype Inv() {
    byte t, i;
    bool hit;
claim:
    t = table;                                                      /* begin: read the table, */
    i = 0;
    do
    :: atomic { i < SLOTS && !HAS(t, i) -> i++ }
    :: i < SLOTS && HAS(t, i) ->
        if
        :: atomic { state[i] == FREE -> state[i] = RUNNING; gen[i]++ }; goto claimed     /* claim a free slot and publish */
        :: atomic { state[i] != FREE -> i++ }
        fi
    :: i == SLOTS -> break
    od;
    if                                                              /* none: append one, unless another thread has changed the table */
    :: atomic { table == t && made < SLOTS -> table = table | BIT(made); made++ }
    :: atomic { table != t -> skip }
    fi;
    goto claim;
claimed:
    t = 0;
    if
    :: inTree -> hits++; hit = true; atomic { seq++; shadow = 0 }   /* read the tree; the callback */
    :: else
    fi;
    atomic { assert(shadow == 0); window++; cpu++ };                /* begin returns; the mapping changes */
    atomic { window--; if :: hit -> hits-- :: else fi };            /* end */
    state[i] = FREE
}

/* after a burst: takes the second slot out, if it is free */
proctype Shrink() {
    byte t, i = 1;
    HAS(table, 1) || inserted;
    t = table;
    if
    :: HAS(t, i) ->
#if defined(BUG_NO_RETIRE)
        if :: state[i] == FREE -> atomic { if :: table == t -> table = t & ~BIT(i) :: else fi } :: else fi
#elif defined(BUG_RETIRE_STORE)
        if
        :: state[i] == FREE -> state[i] = RETIRED; atomic { if :: table == t -> table = t & ~BIT(i) :: else fi }
        :: else
        fi
#elif defined(BUG_SHRINK_FIRST)
        if
        :: state[i] == FREE -> atomic { if :: table == t -> table = t & ~BIT(i) :: else fi };
            atomic { if :: state[i] == FREE -> state[i] = RETIRED :: else fi }
        :: else
        fi
#else
        if
        :: atomic { state[i] == FREE -> state[i] = RETIRED };       /* Free -> Retired, */
            do                                                      /* then the table without it */
            :: t = table; if :: atomic { table == t -> table = t & ~BIT(i) }; break :: atomic { table != t -> skip } fi
            od
        :: atomic { state[i] != FREE -> skip }
        fi
#endif
    :: else
    fi
}

proctype Driver() {
    byte t, i, s, v;
#ifdef BUG_TABLE_FIRST
    t = table;
    inTree = true;
#else
    inTree = true;                                                  /* insert: swap the tree, fence, read the table, scan */
    t = table;
#endif
    do
    :: atomic { i < SLOTS && !HAS(t, i) -> i++ }
    :: i < SLOTS && HAS(t, i) -> atomic { born[i] = (state[i] == RUNNING); bornGen[i] = gen[i]; i++ }
    :: i == SLOTS -> break
    od;
    inserted = true;
    s = seq;                                                        /* read begin */
    hits == 0;
    i = 0;
    do
    :: i < SLOTS -> !(born[i] && state[i] == RUNNING && gen[i] == bornGen[i]); i++
    :: else -> break
    od;
    v = cpu;                                                        /* collect */
    atomic { if :: seq != s :: else -> assert(window == 0 && v == cpu); shadow = v fi }     /* retry, commit */
}

init {
    atomic {
        byte n;
        do :: n < NINV -> run Inv(); n++ :: else -> break od;
        run Shrink(); run Driver()
    }
}
