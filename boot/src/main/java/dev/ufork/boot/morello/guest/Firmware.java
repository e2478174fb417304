package dev.ufork.boot.morello.guest;

import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * What {@code UefiEntry} has handed on, all addresses physical; all 0 where no UEFI was.
 *
 * <pre>
 *  0      8     16          24       32        40
 *  | root | map | mapBytes  | stride | options | optionBytes |
 * </pre>
 */
@Struct(size = 48)
interface Firmware extends Ref {
    /** ACPI's root pointer, or 0. */
    long root();            void root(long address);
    /** The memory map, its bytes, and those of a descriptor of it. */
    long map();             void map(long address);
    long mapBytes();        void mapBytes(long n);
    long stride();          void stride(long n);
    /** The load options, in UTF-16, and their bytes. */
    long options();         void options(long address);
    long optionBytes();     void optionBytes(long n);
}
