/** Where the fields of structs lie: one layout for the hosted run, the checker and the compiler. */
package dev.ufork.dsl.layout;
