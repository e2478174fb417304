package dev.ufork.kernel;

/**
 * How much the kernel distrusts a μprocess. It is fixed when a program begins; forks inherit it.
 *
 * <table>
 * <caption>What each level stops</caption>
 * <tr><th></th><th>FULL</th><th>FAULT</th><th>NONE</th></tr>
 * <tr><td>access outside the bounds of one's own objects, a made-up pointer, text that is written, data that is executed: the hardware's bounds are the
 *     language's and cannot be turned off</td><td>stopped</td><td>stopped</td><td>stopped</td></tr>
 * <tr><td>a bad argument of a system call: it is copied through the caller's own capability, once</td><td>error</td><td>error</td><td>error</td></tr>
 * <tr><td>a capability of the kernel in a register after a call: registers that hold no result are cleared</td>
 *     <td>stopped</td><td>-</td><td>-</td></tr>
 * <tr><td>a call that asks to return into the kernel: the return capability is looked at</td><td>stopped</td><td>-</td><td>-</td></tr>
 * <tr><td>instructions that need no register, see {@link Admission}</td><td>stopped</td><td>stopped</td><td>-</td></tr>
 * <tr><td>a capability of another μprocess that survives a fork, see {@link Relocate}</td><td>stopped</td><td>stopped</td><td>-</td></tr>
 * </table>
 *
 * <p>FULL is for programs of an adversary; FAULT for programs that may be wrong but not hostile; NONE for parts of one program that trust each other.
 */
enum Isolation {
    FULL,
    FAULT,
    NONE
}
