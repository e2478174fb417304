package dev.ufork.apps.attack;

import static dev.ufork.apps.attack.Trial.row;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.FnRef;
import dev.ufork.dsl.Global;
import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Perms;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Stack;
import dev.ufork.dsl.Struct;
import dev.ufork.dsl.Text;
import dev.ufork.user.Entries;
import dev.ufork.user.Heap;
import dev.ufork.user.target.Faults;

/** Capabilities that one does not have: made of numbers, widened, or used for what they do not allow. */
@Kernel
final class Forging {
    /** Where the kernel sees all physical memory, and the kernel's own image, on the boards that we know: nothing is secret about it. */
    private static final long DIRECT_MAP = 1L << 46;
    private static final long IMAGE = 0x8000_0000L;

    private static final int INTO_DATA = Faults.AT_THE_JUMP ? Stop.PERMISSION : Stop.NOT_CODE;

    private static final Cap DATA = Global.bytes(64, 16);
    private static final Holder HOLDER = Global.of(Holder.class);

    /** What is called as if it were code. */
    @FnRef
    interface Code {
        long call();
    }

    @Struct
    interface Holder extends Ref {
        Code code();        void code(Code c);
    }

    private Forging() {}

    static void rows() {
        row("integer", "load through an address that is not a capability", Stop.TAG, Forging::integer);
        row("two-words", "put a capability together from two words in memory", Stop.TAG, Forging::twoWords);
        row("changed-byte", "change one byte of a capability in memory", Stop.TAG_LOST, Forging::changedByte);
        row("changed-address", "change the address of a capability in memory", Stop.TAG_LOST, Forging::changedAddress);
        row("untagged", "use a capability whose tag was taken", Stop.TAG, Forging::untagged);
        row("past-object", "read behind an object", Stop.BOUNDS, Forging::pastObject);
        row("before-object", "read before an object", Stop.BOUNDS, Forging::beforeObject);
        row("across-end", "write a word that ends behind an object", Stop.BOUNDS, Forging::acrossEnd);
        row("heap-header", "write the allocator's own word before a chunk", Stop.BOUNDS, Forging::heapHeader);
        row("past-stack", "write behind the stack", Stop.BOUNDS, Forging::pastStack);
        row("past-region", "read behind the region", Stop.BOUNDS, Forging::pastRegion);
        row("far-past-region", "read far behind the region", Stop.TAG, Forging::farPastRegion);
        row("next-region", "read where the next process's region may be", Stop.TAG, Forging::nextRegion);
        row("wider", "make bounds wider", Stop.TAG_LOST, Forging::wider);
        row("lower", "make bounds begin earlier", Stop.TAG_LOST, Forging::lower);
        row("built-wider", "rebuild a wide capability from a narrow one", Stop.TAG_LOST, Forging::builtWider);
        row("built-writable", "rebuild a writable capability from a readable one", Stop.TAG_LOST, Forging::builtWritable);
        row("built-executable", "rebuild code from data", Stop.TAG_LOST, Forging::builtExecutable);
        row("read-only", "write through a capability that only reads", Stop.PERMISSION, Forging::readOnly);
        row("write-only", "read through a capability that only writes", Stop.PERMISSION, Forging::writeOnly);
        row("no-capabilities", "load a capability through one that loads only numbers", Stop.TAG_LOST, Forging::noCapabilities);
        row("constant", "write a constant of the program", Stop.PERMISSION, Forging::constant);
        row("text", "write the program's text", Stop.PERMISSION, Forging::text);
        row("heap-as-code", "execute the heap", INTO_DATA, Forging::heapAsCode);
        row("stack-as-code", "execute the stack", INTO_DATA, Forging::stackAsCode);
        row("sealed-data", "execute data sealed as an entry", INTO_DATA, Forging::sealedData);
        row("data-as-code", "execute a page of data through the program's own code capability", Stop.PAGE, Forging::dataAsCode);
        row("null-page", "read where null pointers point", Stop.PAGE, Forging::nullPage);
        row("kernel-image", "read the kernel's image", Stop.TAG, Forging::kernelImage);
        row("direct-map", "write physical memory, and so page tables, where the kernel does", Stop.TAG, Forging::directMap);
        row("seal", "seal with a capability for data", Stop.TAG_LOST, Forging::seal);
        row("unseal", "unseal a kernel entry with a capability for data", Stop.TAG_LOST, Forging::unseal);
    }

    private static int integer() {
        Cap buffer = Heap.alloc(64);
        return Stop.got(Cap.NULL.at(buffer.address()).load32(0));
    }

    private static int twoWords() {
        Cap buffer = Heap.allocZeroed(64);
        Cap place = Heap.allocZeroed(64);
        place.storeCap(16, buffer);
        place.store64(32, place.load64(16));
        place.store64(40, place.load64(24));
        return Stop.got(place.loadCap(32).load32(0));
    }

    private static int changedByte() {
        Cap place = Heap.allocZeroed(64);
        place.storeCap(0, place);
        place.store8(9, place.load8(9) ^ 1);
        return Stop.lost(place.loadCap(0));
    }

    private static int changedAddress() {
        Cap place = Heap.allocZeroed(64);
        place.storeCap(0, place);
        place.store64(0, place.address());
        return Stop.lost(place.loadCap(0));
    }

    private static int untagged() {
        Heap.alloc(64).untagged().store64(0, 1);
        return Stop.NOTHING;
    }

    private static int pastObject() {
        return Stop.got(Heap.alloc(64).load8(64));
    }

    private static int beforeObject() {
        return Stop.got(Heap.alloc(64).load8(-1));
    }

    private static int acrossEnd() {
        Heap.alloc(60).store64(56, 0);
        return Stop.NOTHING;
    }

    private static int heapHeader() {
        Heap.alloc(64).store64(-16, 0);
        return Stop.NOTHING;
    }

    private static int pastStack() {
        Cap local = Stack.bytes(32);
        local.store64(32, 0);
        return Stop.NOTHING;
    }

    /** The widest that a program has: code, which reads all of its image. */
    private static int pastRegion() {
        Cap code = Machine.programCounter();
        return Stop.got(code.load8(code.length() - code.offset()));
    }

    private static int farPastRegion() {
        return Stop.got(Heap.alloc(64).at(Heap.end() + (1L << 34)).load8(0));
    }

    private static int nextRegion() {
        return Stop.got(Heap.alloc(64).at(Heap.end() + 3 * (Heap.end() - Machine.programCounter().base())).load8(0));
    }

    private static int wider() {
        return Stop.lost(Heap.alloc(64).bounded(32).bounded(64));
    }

    private static int lower() {
        Cap inner = Heap.alloc(64).plus(16).bounded(16);
        return Stop.lost(inner.plus(-16).bounded(16));
    }

    private static int builtWider() {
        Cap all = Heap.alloc(64);
        return Stop.lost(all.bounded(32).build(all.untagged()));
    }

    private static int builtWritable() {
        Cap all = Heap.alloc(64);
        return Stop.lost(all.restrict(Perms.GLOBAL | Perms.LOAD).build(all.untagged()));
    }

    private static int builtExecutable() {
        Cap code = Machine.programCounter();
        return Stop.lost(Heap.alloc(64).build(code.untagged().at(code.address())));
    }

    private static int readOnly() {
        Heap.alloc(64).restrict(Perms.GLOBAL | Perms.LOAD).store8(0, 1);
        return Stop.NOTHING;
    }

    private static int writeOnly() {
        return Stop.got(Heap.alloc(64).restrict(Perms.GLOBAL | Perms.STORE).load8(0));
    }

    private static int noCapabilities() {
        Cap place = Heap.alloc(64);
        place.storeCap(0, place);
        return Stop.lost(place.restrict(Perms.GLOBAL | Perms.LOAD).loadCap(0));
    }

    private static int constant() {
        Text.utf8("constant").store8(0, 'C');
        return Stop.NOTHING;
    }

    private static int text() {
        Machine.programCounter().store32(0, 0);
        return Stop.NOTHING;
    }

    private static int call(Cap target) {
        HOLDER.cap().storeCap(0, target);
        HOLDER.code().call();
        return Stop.NOTHING;
    }

    private static int heapAsCode() {
        return call(Heap.allocZeroed(64));
    }

    private static int stackAsCode() {
        return call(Stack.bytes(64));
    }

    private static int sealedData() {
        return call(Heap.allocZeroed(64).sealEntry());
    }

    private static int dataAsCode() {
        return call(Machine.programCounter().at(DATA.address()));
    }

    private static int nullPage() {
        Cap code = Machine.programCounter();
        return Stop.got(code.at(code.base()).load32(4));
    }

    private static int kernelImage() {
        return Stop.got(Heap.alloc(64).at(IMAGE).load32(0));
    }

    private static int directMap() {
        Heap.alloc(64).at(DIRECT_MAP + IMAGE).store64(0, 0);
        return Stop.NOTHING;
    }

    private static int seal() {
        return Stop.lost(Machine.programCounter().sealedBy(Heap.alloc(64)));
    }

    private static int unseal() {
        return Stop.lost(Entries.getpid().unsealedBy(Heap.alloc(64)));
    }
}
