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

    /** A word or operator of the text. */
    @Struct(size = 16)
    interface Token extends Ref {
        int kind();     void kind(int k);
        int start();    void start(int offset);
        int length();   void length(int n);
        /** Before a redirection: the descriptor, -1 when there is none. */
        int number();   void number(int n);
    }
}
