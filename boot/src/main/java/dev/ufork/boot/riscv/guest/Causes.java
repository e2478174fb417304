package dev.ufork.boot.riscv.guest;

import dev.ufork.dsl.Kernel;

/** Names of causes, by number. */
@Kernel
final class Causes {
    private Causes() {}

    /** Exception causes of the RISC-V privileged manual and of CHERI-RISC-V. */
    static final String[] NAMES = {
        "instruction address misaligned", "instruction access fault", "illegal instruction", "breakpoint", "load address misaligned",
        "load access fault", "store address misaligned", "store access fault", "environment call from U-mode", "environment call from S-mode",
        "unknown", "environment call from M-mode", "instruction page fault", "load page fault", "unknown", "store page fault", "unknown", "unknown",
        "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "unknown", "capability load page fault",
        "capability store page fault", "capability fault"
    };

    /** The CHERI ISA manual's table of capability exception codes. */
    static final String[] CAPABILITY = {
        "unknown", "bounds", "tag", "seal", "type", "unknown", "unknown", "unknown", "user-defined permission", "unknown", "unrepresentable",
        "unaligned base", "unknown", "unknown", "unknown", "unknown", "not global", "permit execute", "permit load", "permit store",
        "permit load capability", "permit store capability", "permit store local capability", "permit seal", "access system registers",
        "permit cinvoke", "unknown", "permit unseal", "permit set compartment", "unknown", "unknown", "unknown"
    };
}
