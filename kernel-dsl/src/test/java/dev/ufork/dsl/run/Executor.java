package dev.ufork.dsl.run;

import dev.ufork.dsl.front.SourceFile;
import dev.ufork.harness.EmbeddedMachine;
import dev.ufork.harness.QemuMachine;
import dev.ufork.ir.pass.Target;
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
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, Target.RISCV, false); }
    },
    /** The IR as the optimiser left it. */
    IR_OPTIMISED {
        @Override
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, Target.RISCV, true); }
    },
    /** Machine code on the embedded machine. */
    EMULATOR_RISCV {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(new EmbeddedMachine(), MachineTarget.RISCV).run(batch); }
    },
    /** Machine code on the public CHERI QEMU of this host. */
    QEMU_RISCV {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(QemuMachine.of(System.getenv()), MachineTarget.RISCV).run(batch); }
    },
    /** The IR for Morello, whose capabilities have other bounds and numbers of permissions. */
    IR_MORELLO {
        @Override
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, Target.MORELLO, false); }
    },
    /** The IR as the optimiser left it for Morello. */
    IR_OPTIMISED_MORELLO {
        @Override
        public List<Ending> run(Batch batch) { return InterpretedRun.run(batch, Target.MORELLO, true); }
    },
    /** Machine code for Morello on the embedded machine. */
    EMULATOR_MORELLO {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(new EmbeddedMachine(), MachineTarget.MORELLO).run(batch); }
    },
    /** Machine code for Morello on the public CHERI QEMU of this host. */
    QEMU_MORELLO {
        @Override
        public List<Ending> run(Batch batch) { return new MachineRun(QemuMachine.of(System.getenv()), MachineTarget.MORELLO).run(batch); }
    };

    /** Whose word counts: the JVM's, or that of the interpreter for Morello, as hosted capabilities are CHERI-RISC-V's. */
    public Executor reference() { return name().endsWith("MORELLO") ? IR_MORELLO : HOSTED; }

    /** Makes the calls in order, in one machine whose statics stay from call to call. */
    public abstract List<Ending> run(Batch batch);

    /** Makes one call. */
    public Ending call(List<SourceFile> sources, String function, Object... arguments) {
        return run(Batch.of(sources, List.of(Call.of(function, arguments)))).getFirst();
    }
}
