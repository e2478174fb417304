/** What depends on the target, under the names that programs use: each class stands for its twin, see {@code dev.ufork.dsl.Twin}. */
@Domain(Domain.Side.USER)
package dev.ufork.user.target;

import dev.ufork.dsl.Domain;
