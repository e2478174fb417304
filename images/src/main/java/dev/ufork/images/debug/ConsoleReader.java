package dev.ufork.images.debug;

import dev.ufork.images.debug.FaultRecord.Fault;
import dev.ufork.images.debug.FaultRecord.Panic;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds records of faults and panics among the lines of a console.
 *
 * <pre>
 *  ufork: process 3 is ended by a fault            ufork: a fault in the kernel
 *    cause  capability fault: bounds, by ca0         cause  load page fault at 0x10
 *    ca0    cap{0x9000..0x9040 @0x9040 rwRW tag}     pc     0x80001234 Fork.fork+0x8
 *    pc     0x98000011c8
 *    in     crash+0x11c8
 * </pre>
 *
 * <p>A process's record ends with {@code in}, which says {@code crash, outside its memory} if the place is not the program's, the kernel's with {@code pc}. A line that does not belong ends it without a result.
 */
final class ConsoleReader {
    private static final Pattern PROCESS = Pattern.compile("ufork: process (\\d{1,9}) is ended by a fault");
    private static final String KERNEL = "ufork: a fault in the kernel";
    private static final Pattern CAUSE = Pattern.compile("  cause  (.*)");
    private static final Pattern BY = Pattern.compile("(.*), by (\\S+)");
    private static final Pattern CAPABILITY = Pattern.compile("  (\\S+) +(cap\\{.*})");
    private static final Pattern PC = Pattern.compile("  pc     0x(\\p{XDigit}{1,16})(?: .*)?");
    private static final Pattern IN = Pattern.compile("  in     (.*)(?:\\+0x(\\p{XDigit}{1,16})|, outside its memory)");
    private static final Pattern PANIC = Pattern.compile("(ufork: )?panic: (.*) \\((\\S+\\.java):(\\d{1,9})\\)");

    private boolean inside;
    private OptionalInt process = OptionalInt.empty();
    private String cause = "";
    private Optional<String> register = Optional.empty();
    private Optional<String> capability = Optional.empty();
    private long pc;

    /** Takes the next line, without its end; returns the record that it completes. */
    Optional<FaultRecord> line(String line) {
        Matcher begin = PROCESS.matcher(line);
        if (begin.matches()) return begin(OptionalInt.of(Integer.parseInt(begin.group(1))));
        if (line.equals(KERNEL)) return begin(OptionalInt.empty());
        Matcher panic = PANIC.matcher(line);
        if (panic.matches()) {
            inside = false;
            return Optional.of(new Panic(panic.group(1) != null, panic.group(2), panic.group(3), Integer.parseInt(panic.group(4))));
        }
        return inside ? part(line) : Optional.empty();
    }

    private Optional<FaultRecord> begin(OptionalInt whose) {
        inside = true;
        process = whose;
        cause = "";
        register = Optional.empty();
        capability = Optional.empty();
        pc = 0;
        return Optional.empty();
    }

    private Optional<FaultRecord> part(String line) {
        Matcher m = CAUSE.matcher(line);
        if (m.matches()) {
            Matcher by = BY.matcher(m.group(1));
            cause = by.matches() ? by.group(1) : m.group(1);
            register = by.matches() ? Optional.of(by.group(2)) : Optional.empty();
            return Optional.empty();
        }
        m = CAPABILITY.matcher(line);
        if (m.matches()) {
            capability = Optional.of(m.group(2));
            return Optional.empty();
        }
        m = PC.matcher(line);
        if (m.matches()) {
            pc = Long.parseUnsignedLong(m.group(1), 16);
            return process.isPresent() ? Optional.empty() : end(Optional.empty(), OptionalLong.of(pc));
        }
        m = IN.matcher(line);
        if (m.matches()) return end(Optional.of(m.group(1)), m.group(2) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(m.group(2), 16)));
        inside = false;
        return Optional.empty();
    }

    private Optional<FaultRecord> end(Optional<String> program, OptionalLong offset) {
        inside = false;
        return Optional.of(new Fault(process, cause, register, capability, pc, program, offset));
    }
}
