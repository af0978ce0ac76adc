/**
 * Pages and transactions in a real browser: Chromium, driven over a pipe, with its sandbox on, from
 * an empty profile, and without a port.
 *
 * <p>What a server sends decides where the browser goes and what it does there, never what code
 * runs: the functions that look at pages are {@code page.js}, shipped with the node, and what tests
 * say is handed to them as values.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.browser.BrowserProbes}, which makes the
 * probes; {@code Browsers}, which keeps the browser; {@code Tab}, one page of it.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.browser;

import org.jspecify.annotations.NullMarked;
