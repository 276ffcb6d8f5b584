/*
 * A begin beside somebody who replaces notifiers without a pause (docs/protocol.md, section 4): it returns all the same.
 * Liveness, under weak fairness. The writer lock serves those who wait for it in turn: nobody overtakes a begin that waits.
 *
 * Registrations are told apart by three numbers; one is used again, for a new registration, when nobody refers to it any longer.
 * UNTIL_NONE_REFUSED: the former rule, a begin that gave a hit back walks again, until a walk gives nothing back.
 */
#define HAS(set, x) (((set) >> (x)) & 1)
#define BIT(x) (1 << (x))

byte tree = 1;                  /* the registrations in the present tree */
bool removed[3];
byte hits[3];
byte walk;                      /* those that the begin's walk has read and not visited yet */
bool wantsLock, returned;

proctype Churn() {
    byte old, new = 1;
    do
    :: atomic { !wantsLock && new != old && !HAS(tree, new) && hits[new] == 0 && !HAS(walk, new) ->
           removed[new] = false; tree = tree | BIT(new) }           /* insert the next one; remove the former, step 1 */
       atomic { !wantsLock -> tree = tree & ~BIT(old); removed[old] = true }    /* step 4 */
       atomic { old = new; new = (new + 1) % 3 }
    od
}

proctype Begin() {
    byte x, held;
    bool again;
walks:
    atomic { walk = tree & ~held; x = 0 };
    do
    :: atomic { x < 3 && !HAS(walk, x) -> x++ }
    :: x < 3 && HAS(walk, x) ->
        hits[x]++;
        if
        :: removed[x] -> hits[x]--; again = true
        :: else -> held = held | BIT(x)                             /* and the callback */
        fi;
        atomic { walk = walk & ~BIT(x); x++ }
    :: x == 3 -> break
    od;
    if
    :: again -> again = false;
#ifdef UNTIL_NONE_REFUSED
        goto walks
#else
        wantsLock = true;                                           /* one more collection, under the writer lock */
        atomic { walk = tree & ~held; wantsLock = false; x = 0;
            do
            :: x < 3 && HAS(walk, x) -> assert(!removed[x]); hits[x]++; held = held | BIT(x); x++
            :: x < 3 && !HAS(walk, x) -> x++
            :: x == 3 -> break
            od;
            walk = 0 }
#endif
    :: else
    fi;
    returned = true
}

init { atomic { run Begin(); run Churn() } }

ltl begin_returns { <> returned }
