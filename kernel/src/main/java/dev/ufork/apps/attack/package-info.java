/** The program {@code attack}: attempts to get out of a μprocess, each with what must stop it. */
@Domain(Domain.Side.USER)
package dev.ufork.apps.attack;

import dev.ufork.dsl.Domain;
