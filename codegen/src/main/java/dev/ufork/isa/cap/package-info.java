/**
 * Compressed capability formats: how 128 bits and a tag hold an address, bounds, permissions and a type.
 *
 * <p>{@link dev.ufork.isa.cap.CapFormat} works on the two halves of a capability as longs and allocates nothing, so an
 * emulator can use it on flat register arrays; {@link dev.ufork.isa.cap.Capability} is the same as an immutable value
 * for tests, debuggers and tools.
 *
 * <pre>{@code
 *   CapFormat f = CapFormat.CC128;
 *   long fit = f.fit(f.root(), 0x9000, 0x40);              // what CSetBounds would encode, and how well it fits
 *   long upper = f.withBounds(f.root(), fit);              // CapFormat.isExact(fit), CapFormat.isWithin(fit)
 *   long base = f.base(upper, 0x9000);                     // 0x9000
 *   boolean still = f.isRepresentable(upper, 0x9000, 0xa000);
 * }</pre>
 */
package dev.ufork.isa.cap;
