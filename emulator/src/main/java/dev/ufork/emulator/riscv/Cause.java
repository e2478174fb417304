package dev.ufork.emulator.riscv;

/** Exception codes (privileged manual, table of mcause; CHERI-RISC-V adds 0x1a to 0x1c), and CHERI's own causes. */
final class Cause {
    static final int FETCH_ACCESS = 1;
    static final int ILLEGAL = 2;
    static final int BREAKPOINT = 3;
    static final int LOAD_MISALIGNED = 4;
    static final int LOAD_ACCESS = 5;
    static final int STORE_MISALIGNED = 6;
    static final int STORE_ACCESS = 7;
    static final int ECALL_USER = 8;
    static final int ECALL_SUPERVISOR = 9;
    static final int ECALL_MACHINE = 11;
    static final int FETCH_PAGE = 12;
    static final int LOAD_PAGE = 13;
    static final int STORE_PAGE = 15;
    /** What QEMU raises for WFI below M-mode under mstatus.TW. */
    static final int VIRTUAL_INSTRUCTION = 22;
    static final int LOAD_CAP_PAGE = 0x1a;
    static final int STORE_CAP_PAGE = 0x1b;
    static final int CHERI = 0x1c;

    // CHERI causes: bits 4:0 of xtval; bits 10:5 are the register, general ones 0..31, special ones 32 + number.
    static final int LENGTH = 0x01;
    static final int TAG = 0x02;
    static final int SEAL = 0x03;
    static final int TYPE = 0x04;
    static final int UNALIGNED_BASE = 0x0b;
    static final int GLOBAL = 0x10;
    static final int PERMIT_EXECUTE = 0x11;
    static final int PERMIT_LOAD = 0x12;
    static final int PERMIT_STORE = 0x13;
    static final int PERMIT_LOAD_CAP = 0x14;
    static final int PERMIT_STORE_CAP = 0x15;
    static final int PERMIT_STORE_LOCAL_CAP = 0x16;
    static final int ACCESS_SYSTEM_REGISTERS = 0x18;
    static final int PERMIT_CINVOKE = 0x19;

    private static final String[] NAMES = {
        "instruction address misaligned", "instruction access fault", "illegal instruction", "breakpoint",
        "load address misaligned", "load access fault", "store address misaligned", "store access fault",
        "ecall from U-mode", "ecall from S-mode", "exception 10", "ecall from M-mode",
        "instruction page fault", "load page fault", "exception 14", "store page fault"};
    private static final String[] CHERI_NAMES = {
        "none", "length violation", "tag violation", "seal violation", "type violation", "cause 5", "cause 6", "cause 7",
        "cause 8", "cause 9", "inexact bounds", "unaligned base", "cause 12", "cause 13", "cause 14", "cause 15",
        "global violation", "permit-execute violation", "permit-load violation", "permit-store violation",
        "permit-load-capability violation", "permit-store-capability violation",
        "permit-store-local-capability violation", "permit-seal violation", "access-system-registers violation",
        "permit-cinvoke violation", "cause 26", "permit-unseal violation", "permit-set-CID violation",
        "cause 29", "cause 30", "cause 31"};
    private static final String[] INTERRUPTS = {"user", "supervisor", "reserved", "machine"};

    private Cause() {}

    /** The cause register in words, with the capability cause and register of a CHERI fault. */
    static String text(long cause, long value) {
        int code = (int) cause & 0xfff;
        if (cause < 0) {
            String kind = code < 4 ? "software" : code < 8 ? "timer" : "external";
            return INTERRUPTS[code & 3] + " " + kind + " interrupt";
        }
        return switch (code) {
            case LOAD_CAP_PAGE -> "load capability page fault";
            case STORE_CAP_PAGE -> "store capability page fault";
            case CHERI -> CHERI_NAMES[(int) value & 31] + " through " + Registers.name((int) value >>> 5 & 63);
            default -> code < NAMES.length ? NAMES[code] : "exception " + code;
        };
    }
}
