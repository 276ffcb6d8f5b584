/* the retire list: readers announce their sections with plain stores, the pass pays with a process-wide barrier.
 * Unlike the other models this one has store buffers (x64's: FIFO): a reader's announcement is seen by the others only when it has left its buffer.
 * A section is a count: odd inside, even outside. Two readers, a writer that replaces an item and retires the former one, the pass, and a dispose.
 * DIE: a reader ends inside its section.
 * seeded: B_NOBARRIER, B_LATE (the reader reads before it announces), B_NOLOOK (a leave does not look whether it is awaited),
 * B_ANNOUNCELATE (the pass says that it awaits only after its barrier), B_UNDECIDED (a leave ignores a pass that has not decided yet),
 * B_OPENBATCH (what is retired during the barrier joins the batch), B_NOWAIT (frees without waiting for the sections that were open),
 * B_INNER (the leave of a section inside another leaves both), B_CLOSEDFIRST (a reader looks whether the list is closed before it announces itself),
 * B_DEAD (nobody looks whether an awaited thread has ended) */
#ifndef NR
#define NR 2
#endif
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef CHANGES
#define CHANGES 2
#endif
#define IDLE 0
#define RUNNING 1
#define WAITING 2
#define UNDECIDED 255
chan buffer[NR] = [2] of { byte };               /* of the reader's processor */
byte count[NR]=0;                                /* in memory */
byte awaited[NR]=0;                              /* the count that the pass waits for; 0: none */
bool dead[NR]=false;
byte item=0; byte fresh=0, batch=0, freed=0, retired=0;   /* bit sets of items */
bool lk=false, closed=false, disposed=false;
byte state=IDLE, left=0, open=1, done=0, wanted=0;   /* the batch that is open, the last that is freed, the last that is asked for */
#define LOCK atomic { !lk -> lk=true }
#define UNLOCK lk=false
inline drain(r) { do :: buffer[r]?count[r] :: empty(buffer[r]) -> break od }
inline leave(r) {
  n++; buffer[r]!n;
#ifndef B_NOLOOK
  if
#ifdef B_UNDECIDED
  :: awaited[r]!=0 && awaited[r]!=UNDECIDED ->
#else
  :: awaited[r]!=0 ->
#endif
     atomic { !lk -> lk=true; drain(r) };            /* taking a lock is a full fence */
     if
     :: awaited[r]==n-1 -> awaited[r]=0; left--; if :: left==0 -> state=RUNNING :: else fi
     :: else
     fi;
     UNLOCK
  :: else
  fi
#else
  skip
#endif
}
proctype Reader(byte r) {
  byte n=0,i=0,x; bool c;
  do
  :: i<ROUNDS && !c ->
     i++;
#ifdef B_CLOSEDFIRST
     c=closed;
#endif
#ifdef B_LATE
     x=item;
#endif
     n++; buffer[r]!n;
#ifndef B_CLOSEDFIRST
     c=closed;
#endif
     if
     :: !c ->
#ifndef B_LATE
        x=item;
#endif
#ifdef B_INNER
        leave(r);
#endif
        atomic { assert(!(freed & (1<<x))); assert(!disposed) };
#ifdef DIE
        if :: r==0 && i==ROUNDS -> atomic { drain(r); dead[r]=true }; goto over :: else fi;
#endif
#ifdef B_INNER
        skip
#else
        leave(r)
#endif
     :: c -> leave(r)                                /* refused */
     fi
  :: else -> break
  od;
  atomic { drain(r); dead[r]=true };        /* a thread that ends has stored everything */
over: skip
}
proctype Processor(byte r) {                         /* a store leaves the buffer at any time */
  do :: atomic { buffer[r]?count[r] } :: atomic { dead[r] && empty(buffer[r]) -> break } od
}
inline retire(old) {
  LOCK;
  if
  :: disposed                                        /* refused */
  :: else -> retired=retired|(1<<old); fresh=fresh|(1<<old); if :: state==IDLE -> state=RUNNING :: else fi
  fi;
  UNLOCK
}
proctype Writer() {
  byte k=0,old;
  do
  :: k<CHANGES -> k++; old=item; item=k; retire(old)
  :: else -> break
  od
}
inline barrier() {                                   /* each processor fences at some moment in it */
#ifndef B_NOBARRIER
  r=0; do :: r<NR -> atomic { drain(r); r++ } :: else -> break od
#else
  skip
#endif
}
proctype Pass() {
  byte r,c;
again:
  if :: state==RUNNING -> skip :: disposed -> goto over fi;
  do
  ::
    LOCK;
    if
    :: fresh==0 && wanted<open -> state=IDLE; UNLOCK; goto again
    :: else
    fi;
    batch=fresh; fresh=0; open++;
#ifndef B_ANNOUNCELATE
    atomic { r=0; do :: r<NR -> awaited[r]=UNDECIDED; r++ :: else -> break od };
#endif
    UNLOCK;
    barrier();
    LOCK;
#ifdef B_OPENBATCH
    batch=batch|fresh; fresh=0;
#endif
    left=0; r=0;
    do
    :: r<NR -> c=count[r];                           /* once: it moves on meanwhile */
       if :: c%2==1 && !dead[r] -> awaited[r]=c; left++ :: else -> awaited[r]=0 fi; r++
    :: else -> break
    od;
#ifdef B_NOWAIT
    left=0;
#endif
    if
    :: left!=0 -> state=WAITING; UNLOCK; state==RUNNING
    :: else -> UNLOCK
    fi;
    atomic { assert((freed & batch)==0); freed=freed|batch; batch=0; done=open-1 }
  od;
over: skip
}
#ifndef B_DEAD
#define LOOK(r) LOCK; if :: state==WAITING && dead[r] && awaited[r]!=0 -> awaited[r]=0; left--; if :: left==0 -> state=RUNNING :: else fi :: else fi; UNLOCK
#else
#define LOOK(r) skip
#endif
proctype Dispose() {
  byte want; bool looked=false;
  LOCK;
  closed=true; want=open; wanted=want;
  if :: state==IDLE -> state=RUNNING :: else fi;
  UNLOCK;
  do
  :: done>=want -> break
  :: atomic { !looked && dead[0] && state==WAITING -> looked=true }; LOOK(0)
  od;
  /* what was retired meanwhile: until nothing is left */
  do
  :: LOCK;
     if
     :: state==IDLE && fresh==0 -> disposed=true; UNLOCK; break
     :: else -> UNLOCK; (state==IDLE) || (dead[0] && state==WAITING && !looked);
        if :: state!=IDLE -> looked=true; LOOK(0) :: else fi
     fi
  od
}
init {
  byte j=0;
  atomic {
    do :: j<NR -> run Reader(j); run Processor(j); j++ :: else -> break od;
    run Writer(); run Pass()
  };
  run Dispose();
  _nr_pr==1 -> assert(fresh==0 && batch==0 && freed==retired)     /* everything that was retired is freed */
}
