package dev.ufork.dsl.run;

import dev.ufork.dsl.front.SourceFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.QemuMachine;
import java.util.List;

/** Where kernel code runs; a test names them all and has one body. */
public enum Executor {
    /** On the JVM, as its javac compiled it. */
    HOSTED {
        @Override
        public List<Ending> run(Batch batch) { return HostedRun.run(batch); }
    },
    /** The IR as the front end wrote it. */
    IR_INTERPRETER {
        @Override
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, false); }
    },
    /** The IR as the optimiser left it. */
    IR_OPTIMISED {
        @Override
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, true); }
    },
    /** Machine code on the embedded machine. */
    EMULATOR_RISCV {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(new EmbeddedMachine()).run(batch); }
    },
    /** Machine code on the public CHERI QEMU of this host. */
    QEMU_RISCV {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(QemuMachine.of(System.getenv())).run(batch); }
    };

    /** Makes the calls in order, in one machine whose statics stay from call to call. */
    public abstract List<Ending> run(Batch batch);

    /** Makes one call. */
    public Ending call(List<SourceFile> sources, String function, Object... arguments) {
        return run(Batch.of(sources, List.of(Call.of(function, arguments)))).getFirst();
    }
}
