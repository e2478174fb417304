package dev.ufork.kernel;

import dev.ufork.dsl.Length;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * What the kernel knows about one leaf table: 512 entries, 2 MiB of a region.
 *
 * <pre>
 *  0       4        8      12      16              80
 *  | frame | shares | next | owner | populated x 8 |
 * </pre>
 */
@Struct(size = 80)
interface LeafTable extends Ref {
    /** The frame that holds the entries. */
    int frame();            void frame(int number);

    /** Regions whose middle table names it. Above 1, and until the last one takes it over, it is a picture that nobody changes. */
    int shares();           void shares(int regions);

    /** The next free record. */
    int next();             void next(int record);

    /** The region from which its pages are seen as the entries say, see {@link Regions}. */
    int owner();            void owner(int region);

    /** Bit n of word m: entry 64 m + n names a frame. */
    @Length(8) long populated(int word);    void populated(int word, long bits);
}
