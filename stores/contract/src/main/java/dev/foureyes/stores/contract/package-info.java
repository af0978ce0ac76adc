/**
 * The kit that every store passes: a store's whole test is one subclass of {@link
 * dev.foureyes.stores.contract.ResultStoreContract} that says how to open it.
 */
@NullMarked
package dev.foureyes.stores.contract;

import org.jspecify.annotations.NullMarked;
