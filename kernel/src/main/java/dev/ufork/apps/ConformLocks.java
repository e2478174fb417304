package dev.ufork.apps;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Mman;
import dev.ufork.user.Condition;
import dev.ufork.user.Conditions;
import dev.ufork.user.Heap;
import dev.ufork.user.Memory;
import dev.ufork.user.Mutex;
import dev.ufork.user.Mutexes;
import dev.ufork.user.Processes;
import dev.ufork.user.Sys;
import dev.ufork.user.Thread;
import dev.ufork.user.Threads;

/** Sentences about mutexes, conditions and futexes, as {@link ConformThreads} tries them. */
@Kernel
final class ConformLocks {
    private static final long MILLISECOND = 1_000_000;
    private static final int ROUNDS = 2000;
    private static final Shared ALL = Global.of(Shared.class);

    /** What the threads have in common. */
    @Struct
    interface Shared extends Ref {
        Mutex mutex();
        Condition condition();
        Condition other();
        int count();            void count(int n);
        int turn();             void turn(int n);
    }

    private ConformLocks() {}

    static void all() {
        mutexes();
        owners();
        conditions();
        futexes();
    }

    /** Counts in a way that loses counts when two do it at once. */
    private static Cap counts(Cap n) {
        for (int i = 0; i < ROUNDS; i++) {
            Mutexes.lock(ALL.mutex());
            int seen = ALL.count();
            if (i % 100 == 0) Sys.yield();
            ALL.count(seen + 1);
            Mutexes.unlock(ALL.mutex());
            if (i % 50 == 0) Heap.free(Heap.alloc(64 + i));
        }
        return Cap.NULL;
    }

    private static Cap tries(Cap n) {
        return Cap.NULL.plus(-Mutexes.tryLock(ALL.mutex()));
    }

    private static Cap unlocks(Cap n) {
        return Cap.NULL.plus(-Mutexes.unlock(ALL.mutex()));
    }

    private static void mutexes() {
        Mutexes.init(ALL.mutex(), Mutexes.NORMAL);
        ALL.count(0);
        Thread a = Threads.create(ConformLocks::counts, Cap.NULL);
        Thread b = Threads.create(ConformLocks::counts, Cap.NULL);
        counts(Cap.NULL);
        Threads.join(a, Cap.NULL);
        Threads.join(b, Cap.NULL);
        Sentences.is("pthread_mutex_lock: one thread after the other holds it", ALL.count(), 3 * ROUNDS);
        Mutexes.lock(ALL.mutex());
        Sentences.is("pthread_mutex_trylock: EBUSY when it is locked", ConformThreads.joined(Threads.create(ConformLocks::tries, Cap.NULL)), Errno.EBUSY);
        Sentences.is("pthread_mutex_timedlock: ETIMEDOUT", Mutexes.lock(ALL.mutex(), Processes.clock() + MILLISECOND), -Errno.ETIMEDOUT);
        Sentences.is("pthread_mutex_destroy: EBUSY when it is locked", Mutexes.destroy(ALL.mutex()), -Errno.EBUSY);
        Sentences.is("pthread_mutex_unlock: shall return 0", Mutexes.unlock(ALL.mutex()), 0);
        Sentences.is("pthread_mutex_trylock: 0 when it is free", Mutexes.tryLock(ALL.mutex()), 0);
        Mutexes.unlock(ALL.mutex());
        Mutexes.init(ALL.mutex(), Mutexes.ERROR_CHECK);
        Mutexes.lock(ALL.mutex());
        Sentences.is("pthread_mutex_lock: EDEADLK when the caller of an ERRORCHECK mutex owns it", Mutexes.lock(ALL.mutex()), -Errno.EDEADLK);
        Sentences.is("pthread_mutex_unlock: EPERM when another owns it", ConformThreads.joined(Threads.create(ConformLocks::unlocks, Cap.NULL)), Errno.EPERM);
        Mutexes.unlock(ALL.mutex());
        Sentences.is("pthread_mutex_unlock: EPERM when nobody owns it", Mutexes.unlock(ALL.mutex()), -Errno.EPERM);
        Mutexes.init(ALL.mutex(), Mutexes.RECURSIVE);
        Mutexes.lock(ALL.mutex());
        Sentences.is("pthread_mutex_lock: a RECURSIVE mutex is locked again", Mutexes.lock(ALL.mutex()), 0);
        Mutexes.unlock(ALL.mutex());
        Sentences.is("pthread_mutex_unlock: and unlocked as often", ConformThreads.joined(Threads.create(ConformLocks::tries, Cap.NULL)), Errno.EBUSY);
        Mutexes.unlock(ALL.mutex());
        Sentences.is("pthread_mutexattr_settype: EINVAL for kinds that are none", Mutexes.init(ALL.mutex(), 7), -Errno.EINVAL);
        Mutexes.init(ALL.mutex(), Mutexes.NORMAL);
    }

    /** Does a fork's child own the mutex as the caller does? It lies in memory of the process's own. */
    private static Cap passesOn(Cap depth) {
        int pid = Threads.fork();
        if (pid == 0) {
            if (depth.address() > 0) Sys.exit((int) passesOn(depth.plus(-1)).address());
            boolean owns = Mutexes.lock(ALL.mutex()) == -Errno.EDEADLK && Mutexes.unlock(ALL.mutex()) == 0;
            Sys.exit(owns && Mutexes.lock(ALL.mutex()) == 0 ? 7 : 1);
        }
        return Cap.NULL.plus(ConformThreads.exited(pid));
    }

    private static Cap locksAndPassesOn(Cap depth) {
        Mutexes.lock(ALL.mutex());
        Cap status = passesOn(depth);
        return Mutexes.unlock(ALL.mutex()) == 0 ? status : Cap.NULL;
    }

    /** Does a fork's child own what another thread has locked? */
    private static Cap takesOver(Cap n) {
        int pid = Threads.fork();
        if (pid == 0) Sys.exit(-Mutexes.unlock(ALL.mutex()));
        return Cap.NULL.plus(ConformThreads.exited(pid));
    }

    private static void owners() {
        Mutexes.init(ALL.mutex(), Mutexes.ERROR_CHECK);
        Sentences.is("fork: the child owns the mutexes that the caller has locked", locksAndPassesOn(Cap.NULL).address(), 7);
        Sentences.is("fork: and so does a grandchild", locksAndPassesOn(Cap.NULL.plus(1)).address(), 7);
        Sentences.is("fork: called by any thread", ConformThreads.joined(Threads.create(ConformLocks::locksAndPassesOn, Cap.NULL)), 7);
        Mutexes.lock(ALL.mutex());
        Sentences.is("fork: but not those that other threads have locked", ConformThreads.joined(Threads.create(ConformLocks::takesOver, Cap.NULL)), Errno.EPERM);
        Mutexes.unlock(ALL.mutex());
        Mutexes.init(ALL.mutex(), Mutexes.NORMAL);
        Cap common = Memory.map(4096, Mman.SHARED);
        Mutex shared = common.as(Mutex.class);
        Mutexes.init(shared, Mutexes.ERROR_CHECK);
        Mutexes.lock(shared);
        int pid = Threads.fork();
        if (pid == 0) Sys.exit(-Mutexes.unlock(shared));
        Sentences.is("fork: in shared memory the caller keeps what it has locked", ConformThreads.exited(pid), Errno.EPERM);
        Sentences.is("pthread_mutex_unlock: and unlocks it", Mutexes.unlock(shared), 0);
        Memory.unmap(common);
    }

    /** Takes turns with the caller: the odd ones are this thread's. */
    private static Cap plays(Cap rounds) {
        for (int n = 0; n < rounds.address(); n++) {
            Mutexes.lock(ALL.mutex());
            while (ALL.turn() % 2 == 0) Conditions.await(ALL.condition(), ALL.mutex());
            ALL.turn(ALL.turn() + 1);
            Mutexes.unlock(ALL.mutex());
            Conditions.signal(ALL.other());
        }
        return Cap.NULL;
    }

    private static Cap gathers(Cap n) {
        Mutexes.lock(ALL.mutex());
        ALL.count(ALL.count() + 1);
        Conditions.signal(ALL.other());
        while (ALL.turn() == 0) Conditions.await(ALL.condition(), ALL.mutex());
        ALL.count(ALL.count() - 1);
        Mutexes.unlock(ALL.mutex());
        return Cap.NULL;
    }

    private static void conditions() {
        ALL.turn(0);
        Thread t = Threads.create(ConformLocks::plays, Cap.NULL.plus(200));
        for (int n = 0; n < 200; n++) {
            Mutexes.lock(ALL.mutex());
            while (ALL.turn() % 2 != 0) Conditions.await(ALL.other(), ALL.mutex());
            ALL.turn(ALL.turn() + 1);
            Mutexes.unlock(ALL.mutex());
            Conditions.signal(ALL.condition());
        }
        Threads.join(t, Cap.NULL);
        Sentences.is("pthread_cond_signal: unblocks one that is blocked", ALL.turn(), 400);
        ALL.turn(0);
        ALL.count(0);
        Cap threads = Stack.bytes(5 * 16);
        for (int n = 0; n < 5; n++) threads.storeCap(n * 16L, Threads.create(ConformLocks::gathers, Cap.NULL).cap());
        Mutexes.lock(ALL.mutex());
        while (ALL.count() < 5) Conditions.await(ALL.other(), ALL.mutex());
        ALL.turn(1);
        Mutexes.unlock(ALL.mutex());
        Conditions.broadcast(ALL.condition());
        for (int n = 0; n < 5; n++) Threads.join(threads.loadCap(n * 16L).as(Thread.class), Cap.NULL);
        Sentences.is("pthread_cond_broadcast: unblocks all that are blocked", ALL.count(), 0);
        Mutexes.lock(ALL.mutex());
        Sentences.is("pthread_cond_timedwait: ETIMEDOUT", Conditions.await(ALL.condition(), ALL.mutex(), Processes.clock() + MILLISECOND), -Errno.ETIMEDOUT);
        Sentences.is("pthread_cond_timedwait: the mutex is locked again", ConformThreads.joined(Threads.create(ConformLocks::tries, Cap.NULL)), Errno.EBUSY);
        Mutexes.unlock(ALL.mutex());
    }

    private static void futexes() {
        Cap word = Stack.bytes(16);
        Sentences.is("futex: FUTEX_WAIT, EAGAIN when the word is not as expected", Threads.await(word, 1, -1), -Errno.EAGAIN);
        Sentences.is("futex: FUTEX_WAIT, ETIMEDOUT", Threads.await(word, 0, Processes.clock() + MILLISECOND), -Errno.ETIMEDOUT);
        Sentences.is("futex: FUTEX_WAKE, 0 when nobody waits", Threads.wake(word, 1), 0);
        Cap common = Memory.map(4096, Mman.SHARED);
        int pid = Threads.fork();
        if (pid == 0) {
            long result = Threads.await(common, 0, Processes.clock() + 1000 * MILLISECOND);
            Sys.exit(result == 0 || result == -Errno.EAGAIN ? 7 : 1);
        }
        while (Threads.wake(common, 1) == 0) Sys.yield();
        Sentences.is("futex: works between processes in shared memory", ConformThreads.exited(pid), 7);
        Cap mutex = common.plus(16);
        pid = Threads.fork();
        if (pid == 0) {
            for (int n = 0; n < 500; n++) step(mutex.as(Mutex.class), common.plus(64));
            Sys.exit(0);
        }
        for (int n = 0; n < 500; n++) step(mutex.as(Mutex.class), common.plus(64));
        ConformThreads.exited(pid);
        Sentences.is("pthread_mutexattr_setpshared: a mutex works between processes in shared memory", common.load32(64), 1000);
        Memory.unmap(common);
    }

    private static void step(Mutex m, Cap counter) {
        Mutexes.lock(m);
        int seen = counter.load32(0);
        if (seen % 16 == 0) Sys.yield();
        counter.store32(0, seen + 1);
        Mutexes.unlock(m);
    }
}
