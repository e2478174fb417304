package dev.ufork.boot;

/**
 * An attempt of the program {@code attack} that belongs to an architecture.
 *
 * @param code may use all registers that a call may, and the stack; when it comes to its end, the first register says what stopped it, 0 for nothing
 */
public record AttackRow(String name, String what, Stop stop, String code) {
    /** What must stop an attempt; the numbers are those of the program's class {@code Stop}. */
    public enum Stop {
        TAG_LOST(1), CLEARED(2), OWN_COPY(3), NOT_USED(4), ADMISSION(8), HARMLESS(9), OTHER(16), TAG(17), SEAL(18), BOUNDS(19), PERMISSION(20), SYSTEM(21), PAGE(22), ILLEGAL(23), KILLED(128 + 11);

        public final int number;

        Stop(int number) {
            this.number = number;
        }
    }
}
