package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Export;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.shared.Errno;
import dev.ufork.shared.Signal;
import dev.ufork.shared.SignalFrame;
import dev.ufork.shared.Wait;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;
import dev.ufork.user.target.Faults;

/** The ways into the kernel and out of it, used as they are not meant. */
@Kernel
final class Entering {
    private static final int CAP = 16;
    private static final int REGISTERS = 32 * CAP;
    private static final int ARGUMENTS = 6 * CAP;
    private static final int KILLED = Stop.SIGNAL + Signal.SEGV;
    /** Of a jump to what has no tag; and of the kernel's into data. */
    private static final int NO_JUMP = Faults.AT_THE_JUMP ? Stop.TAG : KILLED;
    private static final int NO_RETURN = Faults.AT_THE_JUMP ? KILLED : Stop.NOT_CODE;

    private static final Holder HOLDER = Global.of(Holder.class);
    private static final long LITTLE = 1_000_000;
    private static boolean handled;

    /** An entry, called without arguments. */
    @FnRef
    interface Entry {
        long call();
    }

    @Struct
    interface Holder extends Ref {
        Entry entry();      void entry(Entry e);
    }

    private Entering() {}

    static void rows() {
        row("entry-read", "read the kernel's code through an entry", Stop.SEAL, Entering::read);
        row("entry-write", "write the kernel's code through an entry", Stop.SEAL, Entering::write);
        row("entry-middle", "enter the kernel behind the first instructions of an entry", NO_JUMP, Entering::middle);
        row("entry-before", "enter the kernel before an entry", NO_JUMP, Entering::before);
        row("entry-unsealed", "rebuild an entry without its seal", Stop.TAG_LOST, Entering::unsealed);
        row("entry-bounds", "cut the bounds of an entry", Stop.TAG_LOST, Entering::bounds);
        row("entry-permissions", "cut the permissions of an entry", Stop.TAG_LOST, Entering::permissions);
        row("entry-number", "enter the kernel at an entry's address", NO_JUMP, Entering::number);
        row("entry-table-write", "change the table of entries", Stop.PERMISSION, Entering::tableWrite);
        row("entry-table-past", "read behind the table of entries", Stop.BOUNDS, Entering::tablePast);
        row("return-nowhere", "have a call return through nothing", KILLED, Entering::returnNowhere);
        row("return-unsealed", "have a call return through an unsealed capability", KILLED, Entering::returnUnsealed);
        row("return-data", "have a call return into data", KILLED, Entering::returnData);
        row("return-sealed-data", "have a call return into sealed data", NO_RETURN, Entering::returnSealedData);
        row("return-page", "have a call return to a page without text", Stop.PAGE, Entering::returnPage);
        row("return-entry", "have a call return into the kernel, by its own entry", KILLED, Entering::returnEntry);
        row("return-other-entry", "have a call return into the kernel, by another entry", KILLED, Entering::returnOtherEntry);
        row("return-forged", "have a call return to an address", KILLED, Entering::returnForged);
        row("return-entry-signal", "have a call return into the kernel while a signal waits", KILLED, Entering::returnEntrySignal);
        row("stack-none", "call without a stack", Stop.NOT_USED, Entering::stackNone);
        row("stack-short", "call with a stack of 16 bytes", Stop.NOT_USED, Entering::stackShort);
        row("stack-misaligned", "call with a misaligned stack", Stop.NOT_USED, Entering::stackMisaligned);
        row("stack-sealed", "call with a sealed stack", Stop.NOT_USED, Entering::stackSealed);
        row("stack-kernel", "call with a stack that points at the kernel", Stop.NOT_USED, Entering::stackKernel);
        row("signal-no-stack", "take a signal without a stack", KILLED, Entering::signalNoStack);
        row("signal-short-stack", "take a signal on a stack of 16 bytes", KILLED, Entering::signalShortStack);
        row("signal-read-only-stack", "take a signal on a stack that cannot be written", KILLED, Entering::signalReadOnlyStack);
        row("signal-kernel-stack", "take a signal on a stack that points at the kernel", KILLED, Entering::signalKernelStack);
        row("signal-entry", "name a kernel entry as what handles signals", Stop.ERROR + Errno.EFAULT, Entering::signalEntry);
        row("signal-unsealed", "name unsealed code as what handles signals", Stop.ERROR + Errno.EFAULT, Entering::signalUnsealed);
        row("signal-forged", "name an address as what handles signals", Stop.ERROR + Errno.EFAULT, Entering::signalForged);
        row("alternate-stack-short", "name 16 bytes as stack of signals", Stop.ERROR + Errno.ENOMEM, Entering::alternateShort);
        row("alternate-stack-forged", "name an address as stack of signals", Stop.ERROR + Errno.EFAULT, Entering::alternateForged);
        row("go-back-entry", "go back from a handler into the kernel", KILLED, Entering::goBackEntry);
        row("go-back-untagged", "go back from a handler to an untagged entry, whose permissions are the kernel's", KILLED, Entering::goBackUntagged);
        row("go-back-nowhere", "go back from a handler by a frame of zeros", KILLED, Entering::goBackNowhere);
        row("go-back-no-frame", "go back from a handler without a frame", KILLED, Entering::goBackNoFrame);
        row("registers-after-calls", "find the kernel's capabilities in a register after any call", Stop.CLEARED, Entering::afterCalls);
        row("registers-after-fault", "find them after a call in which the kernel met a fault", Stop.CLEARED, Entering::afterFault);
        row("registers-after-switch", "find them, or another process's, after others have run", Stop.CLEARED, Entering::afterSwitch);
        row("registers-of-child", "find them in a child of a fork", Stop.CLEARED, Entering::ofChild);
        row("registers-in-handler", "find them in a handler behind a call", Stop.CLEARED, Entering::inHandler);
        row("frame-in-handler", "find them in a signal's frame", Stop.CLEARED, Entering::frameInHandler);
    }

    /** For the architecture's rows. */
    @Export("attack_entry")
    static Cap entry() {
        return Entries.getpid();
    }

    private static int read() {
        return Stop.got(Entries.getpid().load8(0));
    }

    private static int write() {
        Entries.getpid().store32(0, 0);
        return Stop.NOTHING;
    }

    private static int call(Cap entry) {
        HOLDER.cap().storeCap(0, entry);
        HOLDER.entry().call();
        return Stop.NOTHING;
    }

    private static int middle() {
        return call(Entries.getpid().plus(4));
    }

    private static int before() {
        return call(Entries.getpid().plus(-4));
    }

    private static int unsealed() {
        return Stop.lost(Machine.programCounter().build(Entries.getpid().untagged()));
    }

    private static int bounds() {
        return Stop.lost(Entries.getpid().boundedAtLeast(64));
    }

    private static int permissions() {
        return Stop.lost(Entries.getpid().restrict(Perms.GLOBAL | Perms.LOAD | Perms.EXECUTE));
    }

    private static int number() {
        return call(Cap.NULL.at(Entries.getpid().address()));
    }

    private static int tableWrite() {
        Entries.all().storeCap(0, Machine.programCounter().sealEntry());
        return Stop.NOTHING;
    }

    private static int tablePast() {
        return Entries.all().loadCap(Entries.all().length()).tag() ? Stop.NOTHING : Stop.CLEARED;
    }

    private static int returning(Cap to) {
        Machine.enterReturning(Entries.getpid(), to, 0, 0);
        return Stop.NOTHING;
    }

    private static int returnNowhere() {
        return returning(Cap.NULL);
    }

    private static int returnUnsealed() {
        return returning(Machine.programCounter());
    }

    private static int returnData() {
        return returning(Heap.allocZeroed(64));
    }

    private static int returnSealedData() {
        return returning(Heap.allocZeroed(64).sealEntry());
    }

    private static int returnPage() {
        return returning(Machine.programCounter().at(HOLDER.cap().address()).sealEntry());
    }

    private static int returnEntry() {
        return returning(Entries.getpid());
    }

    private static int returnOtherEntry() {
        return returning(Entries.fork());
    }

    private static int returnForged() {
        return returning(Cap.NULL.at(Machine.programCounter().address()));
    }

    /** The way out is another one then. */
    private static int returnEntrySignal() {
        catches(Signal.USR1);
        Machine.enterReturning(Entries.kill(), Entries.getpid(), Sys.getpid(), Signal.USR1);
        return Stop.NOTHING;
    }

    private static void catches(int signal) {
        Signals.handle(signal, Entering::caught, 0, 0);
    }

    private static void caught(int signal, SignalFrame frame) {
        handled = true;
    }

    /** A call for which the kernel needs a stack; signal 0 is none. */
    private static int on(Cap stack) {
        return Machine.callOnStack(Entries.kill(), stack, Sys.getpid(), 0) == 0 ? Stop.NOT_USED : Stop.NOTHING;
    }

    private static int stackNone() {
        return on(Cap.NULL);
    }

    private static int stackShort() {
        return on(Heap.alloc(16));
    }

    private static int stackMisaligned() {
        return on(Heap.alloc(4096).plus(1001));
    }

    private static int stackSealed() {
        return on(Machine.programCounter().sealEntry());
    }

    private static int stackKernel() {
        return on(Cap.NULL.at(Entries.getpid().address()));
    }

    /** Sends itself a signal, with a stack that the handler's frame must not go to. */
    private static int signalled(Cap stack) {
        catches(Signal.USR1);
        Machine.callOnStack(Entries.kill(), stack, Sys.getpid(), Signal.USR1);
        return handled ? Stop.NOTHING : Stop.NOT_TRIED;
    }

    private static int signalNoStack() {
        return signalled(Cap.NULL);
    }

    private static int signalShortStack() {
        return signalled(Heap.alloc(16).plus(16));
    }

    private static int signalReadOnlyStack() {
        return signalled(Heap.alloc(4096).plus(4096).restrict(Perms.GLOBAL | Perms.LOAD));
    }

    private static int signalKernelStack() {
        return signalled(Cap.NULL.at(Entries.getpid().address()));
    }

    private static int signalEntry() {
        return Stop.error(Entries.onSignal(Entries.getpid()));
    }

    private static int signalUnsealed() {
        return Stop.error(Entries.onSignal(Machine.programCounter()));
    }

    private static int signalForged() {
        return Stop.error(Entries.onSignal(Cap.NULL.at(Machine.programCounter().address())));
    }

    private static int alternateShort() {
        return Stop.error(Signals.alternateStack(Heap.alloc(16)));
    }

    private static int alternateForged() {
        return Stop.error(Signals.alternateStack(Cap.NULL.at(Heap.alloc(16384).address())));
    }

    private static int goBack(Cap to) {
        Cap frame = Heap.allocZeroed(1024);
        frame.storeCap(0, to);
        Entries.goBack(frame);
        return Stop.NOTHING;
    }

    private static int goBackEntry() {
        return goBack(Entries.getpid());
    }

    private static int goBackUntagged() {
        return goBack(Entries.getpid().untagged());
    }

    private static int goBackNowhere() {
        return goBack(Cap.NULL);
    }

    private static int goBackNoFrame() {
        Entries.goBack(Cap.NULL);
        return Stop.NOTHING;
    }

    /** Each call in a child of its own, with arguments that make no sense: what it finds in its registers then must be its own. */
    private static int afterCalls() {
        long calls = Entries.all().length() / CAP;
        for (long number = 0; number < calls; number++) {
            if (!Entries.returns(number)) continue;
            int pid = Sys.fork();
            if (pid == 0) Sys.exit(afterCall(Entries.all().loadCap(number * CAP), Cap.NULL.at(-1)));
            int end = Trial.end(pid, LITTLE);       // some calls wait for what never comes
            if (pid < 0 || end == Stop.NOTHING) return Stop.NOTHING;
        }
        return Stop.CLEARED;
    }

    private static int afterCall(Cap entry, Cap argument) {
        Cap arguments = Stack.bytes(ARGUMENTS);
        for (long at = 0; at < ARGUMENTS; at += CAP) arguments.storeCap(at, argument);
        Cap registers = Stack.bytes(REGISTERS);
        Machine.dumpAfter(entry, arguments, registers);
        return Own.audit(registers);
    }

    private static int afterFault() {
        return afterCall(Entries.write(), Cap.NULL.at(1));
    }

    private static int afterSwitch() {
        int pid = Sys.fork();
        if (pid == 0) {
            for (int n = 0; n < 100; n++) Sys.yield();
            Sys.exit(0);
        }
        int stop = Stop.CLEARED;
        for (int n = 0; n < 50 && stop == Stop.CLEARED; n++) stop = afterCall(Entries.yield(), Cap.NULL);
        return Trial.end(pid) == 0 ? stop : Stop.NOT_TRIED;
    }

    private static int ofChild() {
        int me = Sys.getpid();
        int stop = afterCall(Entries.fork(), Cap.NULL);
        if (Sys.getpid() != me) Sys.exit(stop);
        Cap status = Stack.bytes(16);
        return Sys.waitpid(-1, status) > 0 ? Wait.exitStatus(status.load32(0)) : Stop.NOT_TRIED;
    }

    /** The stub has all registers on the stack. */
    @Export("attack_handler")
    static void handler(Cap registers) {
        Sys.exit(Own.audit(registers));
    }

    private static int inHandler() {
        catches(Signal.USR1);
        Entries.onSignal(Machine.handlerEntry());
        Signals.raise(Signal.USR1);
        return Stop.NOT_TRIED;
    }

    private static void looks(int signal, SignalFrame frame) {
        Sys.exit(Own.audit(frame.cap().at(frame.cap().base()).bounded(REGISTERS)));
    }

    private static int frameInHandler() {
        Signals.handle(Signal.ALRM, Entering::looks, 0, 0);
        Signals.alarm(1_000_000, 0);
        long until = Processes.clock() + 20_000_000;
        while (Processes.clock() < until) Sys.getpid();
        return Stop.NOT_TRIED;
    }
}
