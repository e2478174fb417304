package dev.ufork.images.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An image's listing as blocks between empty lines; a block that begins with {@code name:} is a function. */
record Listing(String text) {
    private static final Pattern SOURCE = Pattern.compile("; (?:\\S*/)?(\\w+)\\.java:\\d");

    /** The functions' names, in the order of their addresses. */
    List<String> functions() {
        return blocks().stream().filter(Listing::isFunction).map(Listing::name).toList();
    }

    /**
     * The functions that a name may mean: the one that is spelled so, otherwise those that end so, {@code Class.method} and {@code method}.
     * A function with a symbol of its own choice is also found by its source's class: {@code Forkbench.main}.
     */
    List<String> functions(String name) {
        List<String> all = functions();
        if (all.contains(name)) return List.of(name);
        List<String> ending = all.stream().filter(function -> function.endsWith("." + name)).toList();
        return ending.isEmpty() ? blocks().stream().filter(block -> isFunction(block) && alias(block).equals(name)).map(Listing::name).toList() : ending;
    }

    /** The class of its first source line, and its symbol. */
    private static String alias(String block) {
        Matcher line = SOURCE.matcher(block);
        return line.find() ? line.group(1) + "." + name(block) : "";
    }

    /** One function's block, if there is one of this name. */
    Optional<String> function(String name) {
        return blocks().stream().filter(block -> isFunction(block) && name(block).equals(name)).findFirst();
    }

    private List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                block.append(line).append('\n');
            } else if (!block.isEmpty()) {
                blocks.add(block.toString());
                block.setLength(0);
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block.toString());
        }
        return blocks;
    }

    private static boolean isFunction(String block) {
        String first = block.substring(0, block.indexOf('\n'));
        return first.endsWith(":") && !first.contains(" ");
    }

    private static String name(String block) {
        return block.substring(0, block.indexOf(':'));
    }
}
