package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/** A text cut into tokens, and how far it has been carried out. */
@Struct
interface Script extends Ref {
    Cap text();         void text(Cap c);
    Cap tokens();       void tokens(Cap c);
    int count();        void count(int n);
    int at();           void at(int token);
    /** A quotation, an expansion or a here-document has no end. */
    boolean open();     void open(boolean yes);

    /** A word or operator of the text. */
    @Struct(size = 24)
    interface Token extends Ref {
        int kind();     void kind(int k);
        int start();    void start(int offset);
        int length();   void length(int n);
        /** Of a redirection: the descriptor, -1 when there is none. Of a here-document, which stands in place of its word: {@link Tokens#QUOTED}, {@link Tokens#TABS}. */
        int number();   void number(int n);
        /** The token behind the and-or list, or the command, that begins here; 0 as long as nobody has looked. */
        int afterList();        void afterList(int token);
        int afterCommand();     void afterCommand(int token);
    }
}
