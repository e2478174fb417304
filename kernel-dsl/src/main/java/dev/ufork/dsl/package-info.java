/**
 * The kernel language: what authors of kernel code import.
 *
 * <h2>A function</h2>
 *
 * <p>Kernel code is static methods marked {@link dev.ufork.dsl.Kernel @Kernel}, in plain Java without objects:
 *
 * <pre>{@code
 * @Kernel
 * static int sum(Cap text) {
 *     int sum = 0;
 *     for (long i = 0, n = text.length(); i < n; i++) sum += text.load8(i);
 *     return sum;
 * }
 * }</pre>
 *
 * <p>On the JVM this is an ordinary method, debugged with an ordinary debugger: {@link dev.ufork.dsl.Cap} is a class whose
 * methods check tag, permissions and bounds like the hardware. The same source becomes machine code, where {@code text.load8(i)} is one
 * load instruction, and the check is the hardware's.
 *
 * <h2>Memory</h2>
 *
 * <p>Shapes of memory are {@link dev.ufork.dsl.Struct @Struct} interfaces:
 *
 * <pre>{@code
 * @Struct
 * public interface Node extends Ref {
 *     Node next();   void next(Node n);
 *     long key();    void key(long k);
 * }
 * }</pre>
 *
 * <p>{@code cap.as(Node.class)} views memory as a struct; a view is nothing but its capability. Globals are
 * {@code static final Node HEAD = Global.of(Node.class)}, locals with an address {@code Stack.of(Node.class)}. There is no {@code null}:
 * {@code node.isNull()}. References compare with {@code a.same(b)}.
 *
 * <p>Registers and page-table entries are {@link dev.ufork.dsl.Bits @Bits} values, device registers {@link dev.ufork.dsl.Device @Device} interfaces:
 *
 * <pre>{@code
 * @Device
 * interface Uart extends Ref {
 *     byte data();                    void data(byte b);
 *     @Offset(5) byte lineStatus();
 * }
 * }</pre>
 *
 * <h2>Choices</h2>
 *
 * <p>A choice is an enum; one that carries something is a struct with a {@link dev.ufork.dsl.Tag @Tag} and
 * {@link dev.ufork.dsl.Variant @Variant} fields, which share their storage:
 *
 * <pre>{@code
 * @Struct
 * interface Event extends Ref {
 *     @Tag Kind kind();               void kind(Kind k);
 *     @Variant("KEY") Key key();
 *     @Variant("MOVE") Point move();
 * }
 *
 * @Kernel
 * static long weight(Event e) {
 *     return switch (e.kind()) {
 *         case KEY  -> e.key().code();
 *         case MOVE -> e.move().x();
 *         case NONE -> 0;
 *     };
 * }
 * }</pre>
 *
 * <p>A switch on an enum forgets no constant, or is refused. A getter of a variant that the tag does not name panics.
 *
 * <h2>When something is wrong</h2>
 *
 * <p>{@code assert} and {@code throw Panic.of("...")} end the program with a message. A bad access is a {@link dev.ufork.dsl.CapFault}; a
 * function marked {@link dev.ufork.dsl.MayFault @MayFault} survives it and returns a value instead.
 *
 * <h2>A test</h2>
 *
 * <p>Kernel code is tested like any Java, over fresh memory:
 *
 * <pre>{@code
 * @BeforeEach void fresh() { Hosted.fresh(); }
 *
 * @Test void sums() { assertEquals(6, Text.sum(Hosted.machine().bytes(new byte[] {1, 2, 3}))); }
 * }</pre>
 *
 * <h2>What is refused</h2>
 *
 * <p>Everything else: the compiler plugin says where, what, why, and what to do. {@code docs/language.md} states the subset and
 * the decisions behind it.
 */
package dev.ufork.dsl;
