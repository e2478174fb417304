package dev.ufork.dwarf;

/** The specification's numbers, by the specification's names. */
final class Dw {
    private Dw() {}

    static final int VERSION = 4;

    static final int TAG_COMPILE_UNIT = 0x11;
    static final int TAG_SUBPROGRAM = 0x2e;

    static final int AT_NAME = 0x03;
    static final int AT_STMT_LIST = 0x10;
    static final int AT_LOW_PC = 0x11;
    static final int AT_HIGH_PC = 0x12;
    static final int AT_LANGUAGE = 0x13;
    static final int AT_PRODUCER = 0x25;
    static final int AT_EXTERNAL = 0x3f;
    static final int AT_DECL_FILE = 0x3a;
    static final int AT_DECL_LINE = 0x3b;

    static final int FORM_ADDR = 0x01;
    static final int FORM_DATA2 = 0x05;
    static final int FORM_DATA8 = 0x07;
    static final int FORM_STRING = 0x08;
    static final int FORM_UDATA = 0x0f;
    static final int FORM_SEC_OFFSET = 0x17;
    static final int FORM_FLAG_PRESENT = 0x19;

    static final int LANG_JAVA = 0x0b;

    static final int LNS_COPY = 1;
    static final int LNS_ADVANCE_PC = 2;
    static final int LNS_ADVANCE_LINE = 3;
    static final int LNS_SET_FILE = 4;
    static final int LNS_SET_COLUMN = 5;
    static final int LNS_NEGATE_STMT = 6;
    static final int LNS_SET_BASIC_BLOCK = 7;
    static final int LNS_CONST_ADD_PC = 8;
    static final int LNS_FIXED_ADVANCE_PC = 9;
    static final int LNS_SET_PROLOGUE_END = 10;
    static final int LNS_SET_EPILOGUE_BEGIN = 11;
    static final int LNS_SET_ISA = 12;
    static final int LNE_END_SEQUENCE = 1;
    static final int LNE_SET_ADDRESS = 2;

    static final int CFA_ADVANCE_LOC4 = 0x04;
    static final int CFA_SAME_VALUE = 0x08;
    static final int CFA_DEF_CFA = 0x0c;
    static final int CFA_OFFSET_EXTENDED_SF = 0x11;
    static final int CFA_OFFSET = 0x80;
    static final int CFA_NOP = 0;
}
