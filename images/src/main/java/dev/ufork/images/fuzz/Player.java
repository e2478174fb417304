package dev.ufork.images.fuzz;

/** A machine that runs what it is given to an end, at the latest after some hundred million instructions. */
interface Player {
    Ran run(Start start);
}
