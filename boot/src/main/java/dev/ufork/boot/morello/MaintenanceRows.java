package dev.ufork.boot.morello;

import static dev.ufork.boot.morello.AttackRows.ENTRY;
import static dev.ufork.boot.morello.AttackRows.LOST;
import static dev.ufork.boot.morello.AttackRows.refused;

import dev.ufork.boot.AttackRow;
import dev.ufork.boot.AttackRow.Stop;
import dev.ufork.isa.morello.Mode;
import dev.ufork.isa.morello.Morello;
import java.util.ArrayList;
import java.util.List;

/**
 * What the program {@code attack} tries with caches, address translations, prefetches and events. By address they ask for a capability like a load or, what
 * zeroes, like a store; all others are the kernel's. Hints are everybody's and change nothing.
 */
final class MaintenanceRows {
    private MaintenanceRows() {}

    /** By address, at every exception level. Arm DDI 0487, C5.3 and C5.4. */
    private static final List<String> BY_ADDRESS = List.of("ic ivau", "dc cvau", "dc cvac", "dc civac", "dc zva");
    private static final List<String> PREFETCHES = List.of("pldl1keep", "pstl1keep", "plil1keep");

    /** Forbidden, with what they would do: all that is op1 0 of SYS, and the immediate forms of MSR. */
    private static final List<String> LOOKS = List.of("at s1e1r", "at s1e1w", "at s1e0r", "at s1e0w");
    private static final List<String> CACHES = List.of("ic iallu", "ic ialluis", "dc ivac", "dc isw", "dc csw", "dc cisw");
    private static final List<String> TRANSLATIONS = List.of("tlbi vmalle1", "tlbi vmalle1is", "tlbi vae1", "tlbi vae1is", "tlbi aside1", "tlbi aside1is",
            "tlbi vaae1", "tlbi vaae1is", "tlbi vale1", "tlbi vale1is", "tlbi vaale1", "tlbi vaale1is");
    private static final List<String> STATE = List.of("msr daifset, #15", "msr daifclr, #15", "msr spsel, #0", "msr pan, #0", "msr uao, #1");

    /** A number, the address of the kernel's image. */
    private static final String KERNEL = "li x9, 0x40200000\n";
    private static final String BEHIND = "sub c9, csp, #256\nalignd c9, c9, #6\nmovz x10, #64\nscbnds c9, c9, x10\nadd c9, c9, #64\n";
    private static final String SEALED = ENTRY + "cpy c9, c0\n";
    private static final String TEXT = "adr c9, .\n";
    private static final String END = "\nmovz x0, #0\n";
    /** The result of what came this far, and should have. */
    private static final String PASSED = "\nmovz x0, #%d\n".formatted(Stop.HARMLESS.number);

    static List<AttackRow> all() {
        List<AttackRow> rows = new ArrayList<>();
        for (String instruction : LOOKS) forbidden(rows, instruction, "look into the kernel's page table");
        for (String instruction : CACHES) forbidden(rows, instruction, "drop what others have in caches");
        for (String instruction : TRANSLATIONS) forbidden(rows, instruction, "drop address translations");
        for (String instruction : STATE) forbidden(rows, instruction, "change the processor's state");
        for (String instruction : BY_ADDRESS) byAddress(rows, instruction);
        for (String prefetch : PREFETCHES) prefetch(rows, prefetch);
        rows.addAll(OTHERS);
        return rows;
    }

    private static String name(String instruction) {
        return instruction.replace(", #", " ").replace(' ', '-');
    }

    private static void forbidden(List<AttackRow> rows, String instruction, String what) {
        boolean register = !instruction.startsWith("msr") && !instruction.startsWith("ic") && !instruction.startsWith("tlbi vmall");
        int word = Morello.parse(register ? instruction + ", c9" : instruction, Mode.C64, 0).encode();
        rows.add(refused(name(instruction), "%s by text with %s".formatted(what, instruction), word));
    }

    private static void byAddress(List<AttackRow> rows, String instruction) {
        String code = instruction + ", c9" + END;
        row(rows, instruction, "kernel", "at the kernel's address", Stop.TAG, KERNEL + code);
        row(rows, instruction, "behind", "behind one's own object", Stop.BOUNDS, BEHIND + code);
        row(rows, instruction, "entry", "at an entry", Stop.SEAL, SEALED + code);
        if (instruction.equals("dc zva")) row(rows, instruction, "text", "at one's own text", Stop.PERMISSION, TEXT + code);
    }

    private static void row(List<AttackRow> rows, String instruction, String where, String place, Stop stop, String code) {
        rows.add(new AttackRow(name(instruction) + "-" + where, "%s %s".formatted(instruction, place), stop, code));
    }

    /** A prefetch never faults, and leaves the register that names the address as it was. */
    private static void prefetch(List<AttackRow> rows, String prefetch) {
        String code = "cpy c11, c9\nprfm " + prefetch + ", [c9]\nprfm " + prefetch + ", [c9, #4096]\nchkeq c9, c11\nmovz x9, #%d\ncsel x0, x9, xzr, eq\n"
                .formatted(Stop.HARMLESS.number);
        row(rows, "prfm " + prefetch, "kernel", "from the kernel's address", Stop.HARMLESS, KERNEL + code);
        row(rows, "prfm " + prefetch, "behind", "from behind one's own object", Stop.HARMLESS, BEHIND + code);
        row(rows, "prfm " + prefetch, "entry", "from an entry", Stop.HARMLESS, SEALED + code);
    }

    private static AttackRow undefined(String name, String what, int word) {
        return new AttackRow(name, what, Stop.ILLEGAL, ".word 0x%x\n".formatted(word) + END);
    }

    private static final List<AttackRow> OTHERS = List.of(
            new AttackRow("dc-zva-capability", "keep half of a capability by zeroing its line", Stop.TAG_LOST, """
                    sub     c11, csp, #256
                    alignd  c11, c11, #6
                    cpy     c10, csp
                    str     c10, [c11]
                    dc      zva, c11
                    ldr     c9, [c11]
                    """ + LOST),
            new AttackRow("sev", "wake all cores", Stop.HARMLESS, "sev" + PASSED),
            new AttackRow("sevl", "wake this core", Stop.HARMLESS, "sevl" + PASSED),
            new AttackRow("wfe", "wait for an event that does not come", Stop.HARMLESS, "sevl\nwfe\nwfe\nwfe" + PASSED),
            new AttackRow("yield", "give the core to nobody", Stop.HARMLESS, "yield" + PASSED),
            undefined("wfet", "wait for an event until a time", 0xd503_1009),
            undefined("wfit", "wait for an interrupt until a time", 0xd503_1029),
            undefined("at-s12e1r", "look into the guest's page tables", 0xd50c_7889),
            undefined("at-s12e0w", "look into the guest's page tables, to write", 0xd50c_78e9),
            undefined("tlbi-ipas2e1", "drop a guest's physical translations", 0xd50c_8429),
            undefined("dc-gva", "set the tags of a memory extension", 0xd50b_7469),
            undefined("sysl", "ask the system for a result", 0xd528_7809));
}
