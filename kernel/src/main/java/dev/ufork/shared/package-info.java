/** What the kernel and μprocesses both need: bytes, text, order. Each image has its own copy. */
@Domain(Domain.Side.SHARED)
package dev.ufork.shared;

import dev.ufork.dsl.Domain;
