/**
 * The relational store: declared configuration, and projections that can be made anew.
 *
 * <p>Starting point: {@link dev.foureyes.control.database.Database}.
 */
@NullMarked
package dev.foureyes.control.database;

import org.jspecify.annotations.NullMarked;
