package dev.ufork.isa.morello;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What GNU binutils make of our A64 texts: one line a text and its word. Every row of {@link A64} is there with its holes
 * at their limits, and every alias.
 */
record Witness(String text, int word) {
    static final String RESOURCE = "binutils.tsv";
    static final Path FILE = Path.of("src/test/resources/dev/ufork/isa/morello", RESOURCE);
    private static final String AS = "aarch64-linux-gnu-as";
    private static final String OBJCOPY = "aarch64-linux-gnu-objcopy";

    private static final String ALIASES = """
            cmp x1, #0x10
            cmp wsp, w3
            cmp x1, x2, lsl #3
            cmp sp, x2, uxtx #1
            cmn w1, w2
            tst x1, #0xff
            tst w1, w2, ror #5
            neg x1, x2
            neg w1, w2, asr #3
            negs x1, x2
            ngc x1, x2
            ngcs w1, w2
            mvn x1, x2
            mvn w1, w2, lsl #4
            mov x1, x2
            mov w1, wzr
            mov sp, x1
            mov x1, sp
            mov w1, wsp
            mov x1, #0
            mov x1, #0x12340000
            mov x1, #-1
            mov w1, #-2
            mov x1, #-65536
            mov x1, #0xffff0000ffff0000
            mov w1, #0x55555555
            mov x1, #0x00ff00ff00ff00ff
            mul x1, x2, x3
            mneg w1, w2, w3
            smull x1, w2, w3
            umull x1, w2, w3
            smnegl x1, w2, w3
            umnegl x1, w2, w3
            lsl x1, x2, x3
            lsr w1, w2, w3
            asr x1, x2, x3
            ror w1, w2, w3
            lsl x1, x2, #5
            lsl w1, w2, #0
            lsr x1, x2, #63
            asr w1, w2, #31
            ror x1, x2, #7
            ubfx x1, x2, #3, #5
            sbfx w1, w2, #3, #5
            ubfiz x1, x2, #3, #5
            sbfiz w1, w2, #3, #5
            bfi x1, x2, #3, #5
            bfi w1, w2, #3, #5
            bfxil x1, x2, #3, #5
            bfc x1, #3, #5
            sxtb x1, w2
            sxth w1, w2
            sxtw x1, w2
            uxtb w1, w2
            uxth w1, w2
            cset x1, eq
            cset w1, lo
            csetm x1, ge
            cinc x1, x2, hs
            cinv w1, w2, mi
            cneg x1, x2, le
            b.hs .+8
            b.lo .-8
            nop
            yield
            wfe
            wfi
            sev
            sevl
            ret
            isb
            isb sy
            stadd x1, [x2]
            staddlb w1, [x2]
            stclrh w1, [sp]
            stsmax w1, [x2]
            ic ialluis
            ic iallu
            ic ivau, x1
            dc ivac, x1
            dc isw, x1
            dc csw, x1
            dc cisw, x1
            dc zva, x1
            dc cvac, x1
            dc cvau, x1
            dc civac, x1
            at s1e1r, x1
            at s1e1w, x1
            at s1e0r, x1
            at s1e0w, x1
            tlbi vmalle1
            tlbi vmalle1is
            tlbi vae1, x1
            tlbi vae1is, x1
            tlbi aside1, x1
            tlbi aside1is, x1
            tlbi vaae1, x1
            tlbi vaae1is, x1
            tlbi vale1, x1
            tlbi vale1is, x1
            tlbi vaale1, x1
            tlbi vaale1is, x1
            tlbi alle2
            tlbi alle2is
            tlbi vae2, x1
            tlbi vae2is, x1
            tlbi alle1
            tlbi alle1is
            """;

    /** The texts that ought to be witnessed, in the table's order. */
    static List<String> texts() {
        Set<String> texts = new LinkedHashSet<>();
        for (A64 op : A64.values()) {
            if (op == A64.ADRP_C_I_C) continue; // assemblers leave its distance to the linker
            Samples.boundaries(op).forEach(insn -> texts.add(Samples.text(insn)));
        }
        texts.addAll(ALIASES.lines().toList());
        return List.copyOf(texts);
    }

    static boolean canBeMade() {
        return installed(AS) && installed(OBJCOPY);
    }

    private static boolean installed(String tool) {
        for (String folder : System.getenv("PATH").split(":")) if (Files.isExecutable(Path.of(folder, tool))) return true;
        return false;
    }

    /** The words of {@code texts}, which the assembler must know all. */
    static List<Witness> make(List<String> texts, Path folder) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("\t.arch armv8.4-a+crc+lse+rcpc+fp16", "\t.text"));
        texts.forEach(text -> lines.add("\t" + text));
        Files.write(folder.resolve("a.s"), lines);
        run(folder, AS, "-o", "a.o", "a.s");
        run(folder, OBJCOPY, "-O", "binary", "-j", ".text", "a.o", "a.bin");
        byte[] bytes = Files.readAllBytes(folder.resolve("a.bin"));
        List<Witness> all = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            int word = bytes[4 * i] & 0xff | (bytes[4 * i + 1] & 0xff) << 8 | (bytes[4 * i + 2] & 0xff) << 16 | bytes[4 * i + 3] << 24;
            all.add(new Witness(texts.get(i), word));
        }
        return all;
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(p.getInputStream().readAllBytes());
        if (p.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + output.lines().limit(40).toList());
    }

    static List<Witness> recorded() throws IOException {
        List<Witness> all = new ArrayList<>();
        try (var in = Witness.class.getResourceAsStream(RESOURCE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                String[] columns = line.split("\t");
                if (!line.startsWith("#")) all.add(new Witness(columns[0], Integer.parseUnsignedInt(columns[1], 16)));
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "%s\t%08x".formatted(text, word);
    }
}
