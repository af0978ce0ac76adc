/**
 * What a TLS server shows: its certificates are checked, and kept for the result also when they are
 * refused.
 *
 * <p>Starting points: {@link dev.foureyes.nodeagent.probe.tls.CertificateObserver}, the trust
 * manager of one handshake; {@link dev.foureyes.nodeagent.probe.tls.TlsReport}.
 */
@NullMarked
package dev.foureyes.nodeagent.probe.tls;

import org.jspecify.annotations.NullMarked;
