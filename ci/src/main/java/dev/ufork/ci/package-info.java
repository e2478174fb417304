/** End-to-end and differential suites; the tests of this module see every other module. */
package dev.ufork.ci;
