/** Start-up code for Morello; so far one program that shows that everything it needs is there. */
package dev.ufork.boot.morello;
