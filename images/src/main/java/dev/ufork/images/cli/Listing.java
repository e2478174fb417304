package dev.ufork.images.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image's listing as blocks between empty lines; a block that begins with {@code name:} is a function. */
record Listing(String text) {

    /** The functions' names, in the order of their addresses. */
    List<String> functions() {
        return blocks().stream().filter(Listing::isFunction).map(Listing::name).toList();
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
