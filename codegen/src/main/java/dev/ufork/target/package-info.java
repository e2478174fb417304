/**
 * The back end, as far as it knows no architecture: {@link dev.ufork.target.Compiler} turns a module into an object file by
 * asking a {@link dev.ufork.target.Target} for what differs.
 *
 * <p>A target brings a subclass of {@link dev.ufork.target.Selector}, whose rules turn IR operations into its instructions, a
 * {@link dev.ufork.target.CallConv}, and what writes the finished function. The packages of the targets have the same class
 * names where they have the same duties.
 */
package dev.ufork.target;
