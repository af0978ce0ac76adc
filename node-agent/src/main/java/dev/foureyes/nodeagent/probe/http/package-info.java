/**
 * One HTTP or HTTPS request, and those that redirects lead to, with the time of each phase.
 *
 * <p>Every request has a connection of its own, a full TLS handshake, one address that was checked,
 * no retry and no delay by the transport; what OkHttp does by itself otherwise is switched off in
 * {@code HttpExchange}, with the reason beside it.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.http.HttpProbes}; {@code HttpCheck}, the
 * redirects; {@code HttpExchange}, one request; {@code ByteTap}, where bytes are counted and timed;
 * {@code CertificateObserver}, what is said of a certificate.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.http;

import org.jspecify.annotations.NullMarked;
