package dev.ufork.images.fuzz;

/** A machine that runs what it is given to an end, at the latest after some hundred million instructions. */
interface Player {
    Ran run(Start start);

    /** The same machine, which stands still in these moments to be looked into, see {@link Looks}; one that does so by itself goes on as it did. */
    default Player lookingAt(int[] moments) {
        return this;
    }
}
