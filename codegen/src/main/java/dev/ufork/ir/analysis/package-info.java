/**
 * What passes and back ends can know about a function without changing it: {@link dev.ufork.ir.analysis.KnownBits} of
 * integers, {@link dev.ufork.ir.analysis.Loops}, which memory an access may touch ({@link dev.ufork.ir.analysis.Memory}),
 * and how often values are used. Control flow and dominators are {@link dev.ufork.ir.Cfg}.
 */
package dev.ufork.ir.analysis;
