package dev.ufork.apps.attack;

import dev.ufork.dsl.FnRef;

/** Tries one thing; returns what stopped it, see {@link Stop}, if it was not stopped by its own end. */
@FnRef
interface Attempt {
    int attempt();
}
