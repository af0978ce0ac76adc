/**
 * The user interface's files, and headers that keep browsers out of trouble.
 *
 * <p>Starting points: {@link dev.foureyes.control.web.UiServlet}; {@link
 * dev.foureyes.control.web.SecurityHeaders}.
 */
@NullMarked
package dev.foureyes.control.web;

import org.jspecify.annotations.NullMarked;
