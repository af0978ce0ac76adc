/**
 * TLS as probes speak it: every handshake a full one, every certificate looked at, also those that
 * are refused.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.tls.TlsSettings}, what a test asks for;
 * {@link dev.foureyes.nodeagent.probe.tls.CertificateObserver}, what a server showed; {@link
 * dev.foureyes.nodeagent.probe.tls.TlsFailures}, what a handshake that failed means.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.tls;

import org.jspecify.annotations.NullMarked;
