package dev.ufork.isa.riscv;

/** The part of the architecture that brings an instruction. */
public enum Extension {
    I, M, A, F, D, C, ZICSR, ZIFENCEI, PRIVILEGED, XCHERI
}
