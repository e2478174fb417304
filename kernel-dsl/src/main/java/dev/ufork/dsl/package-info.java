/** What kernel authors import: capabilities, structs, intrinsics. */
package dev.ufork.dsl;
