package dev.ufork.apps.sh;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Ref;
import dev.ufork.dsl.Struct;

/**
 * A part of a command that has been understood.
 *
 * <pre>
 *  kind        text            first                   second          third
 *  SIMPLE                      words                   assignments
 *  LIST                        commands
 *  AND, OR                     left                    right
 *  NOT                         command
 *  BACKGROUND                  command
 *  PIPELINE                    commands
 *  SUBSHELL                    command
 *  REDIRECTED                  command
 *  IF                          condition               then            else
 *  WHILE                       condition               body
 *  FOR         variable        words, null without in  body
 *  CASE        word            choices
 *  CHOICE                      patterns                body
 *  FUNCTION    name            body
 *  WORD        as written
 *  REDIRECTION word or here-document
 * </pre>
 *
 * <p>Parts of one kind that stand beside each other are chained by {@code next}.
 */
@Struct
interface Node extends Ref {
    Node next();            void next(Node n);
    Node first();           void first(Node n);
    Node second();          void second(Node n);
    Node third();           void third(Node n);
    Node redirections();    void redirections(Node n);
    Cap text();             void text(Cap c);
    /** As it was written, of what may become a job. */
    Cap source();           void source(Cap c);
    Kind kind();            void kind(Kind k);
    int line();             void line(int n);
    /** Of a redirection: what it does. */
    Symbol symbol();        void symbol(Symbol s);
    /** Of a redirection: the descriptor. */
    int number();           void number(int n);
    /** A here-document's word was quoted: nothing in it is expanded. */
    boolean quoted();       void quoted(boolean yes);
    /** Tabs at the begin of its lines are none of it. */
    boolean tabs();         void tabs(boolean yes);
    /** Of a for: there is a list of words. */
    boolean in();           void in(boolean yes);
}
