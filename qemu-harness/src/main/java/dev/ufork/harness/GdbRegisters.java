package dev.ufork.harness;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of a stub's registers by their names, as its target description gives them. Source: "Debugging with GDB", appendix G. */
record GdbRegisters(Map<String, Integer> numbers) {
    private static final Pattern INCLUDE = Pattern.compile("<xi:include href=\"([^\"]+)\"");
    private static final Pattern REGISTER = Pattern.compile("<reg ([^>]*)/>");
    private static final Pattern NAME = Pattern.compile("name=\"([^\"]+)\"");
    private static final Pattern NUMBER = Pattern.compile("regnum=\"([^\"]+)\"");
    /** Bytes of a description in one packet. */
    private static final int PART = 0x700;

    /** Asks the stub. A register without a number has the one behind the last. */
    static GdbRegisters of(GdbConnection gdb) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int next = 0;
        Matcher file = INCLUDE.matcher(read(gdb, "target.xml"));
        while (file.find()) {
            Matcher register = REGISTER.matcher(read(gdb, file.group(1)));
            while (register.find()) {
                Matcher name = NAME.matcher(register.group(1));
                Matcher number = NUMBER.matcher(register.group(1));
                if (number.find()) next = Integer.parseInt(number.group(1));
                if (name.find()) numbers.put(name.group(1), next++);
            }
        }
        return new GdbRegisters(numbers);
    }

    private static String read(GdbConnection gdb, String file) throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            String part = gdb.ask("qXfer:features:read:%s:%x,%x".formatted(file, text.length(), PART));
            if (part.isEmpty() || part.charAt(0) != 'm' && part.charAt(0) != 'l') throw new IOException("the machine does not describe %s: %s".formatted(file, part));
            text.append(part, 1, part.length());
            if (part.charAt(0) == 'l') return text.toString();
        }
    }

    /** The packets that ask for these registers. */
    List<String> packets(List<String> names) throws IOException {
        for (String name : names) if (!numbers.containsKey(name)) throw new IOException("the machine has no register " + name);
        return names.stream().map(name -> "p%x".formatted(numbers.get(name))).toList();
    }
}
