package dev.ufork.apps.sh;

import dev.ufork.dsl.Kernel;
import dev.ufork.dsl.Text;
import dev.ufork.shared.Signal;
import dev.ufork.user.Buffer;
import dev.ufork.user.Io;
import dev.ufork.user.Out;
import dev.ufork.user.Processes;
import dev.ufork.user.Signals;
import dev.ufork.user.Sys;

/** The shell with somebody at a terminal: prompts, whole commands of several lines, job control. */
@Kernel
final class Console {
    private static final int[] NOT_FOR_US = {Signal.INT, Signal.QUIT, Signal.TSTP, Signal.TTIN, Signal.TTOU};

    private Console() {}

    /** Carries out what is typed, until its end; returns the status of the last command. */
    static int run() {
        for (int n = 0; n < NOT_FOR_US.length; n++) Signals.ignore(NOT_FOR_US[n]);
        Processes.setpgid(0, 0);
        Io.foreground(0, Sys.getpid());
        int modes = Io.terminal(0, -1);
        Buffer.Growing text = Buffer.make();
        while (Sh.flow() != Sh.EXIT) {
            Sh.flow(Sh.NO_FLOW);
            if (text.used() == 0) Jobs.poll(true);
            int n = Editor.line(Variables.get(Text.utf8(text.used() == 0 ? "PS1" : "PS2")), text);
            Io.terminal(0, modes);
            if (n < 0) {
                text.used(0);
                Sh.status(128 + Signal.INT);
            } else if (n == 0 && text.used() == 0) {
                Out.text("\n");
                break;
            } else if (n == 0 || Runner.isWhole(text.data().bounded(text.used()))) {
                Runner.text(text.data().bounded(text.used()));
                Out.flush();
                text.used(0);
            }
        }
        return Sh.status();
    }

    /** What a child of the shell at a terminal does on the keyboard's signals: what every program does. */
    static void restoreSignals() {
        for (int n = 0; n < NOT_FOR_US.length; n++) Signals.restore(NOT_FOR_US[n]);
    }

}
