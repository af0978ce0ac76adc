package dev.foureyes.nodeagent.gateway;

import java.util.Arrays;
import java.util.Optional;

/** Why a gateway refuses a node, by the reason in the error's {@code google.rpc.ErrorInfo}. */
public enum Refusal {
  TOKEN_UNKNOWN(
      true,
      "the server does not know this enrolment token: make a new one (it may be cut, or from another installation)"),
  TOKEN_EXPIRED(true, "the enrolment token has expired: make a new one"),
  TOKEN_SPENT(
      true,
      "the enrolment token has been used by another node: each node needs a token of its own"),
  TOKEN_REVOKED(true, "the enrolment token was revoked: make a new one"),
  CERTIFICATE_MISSING(
      false,
      "the server saw no certificate: does a proxy between node and server end the TLS connection?"),
  CERTIFICATE_UNTRUSTED(
      false,
      "the server does not trust this node's certificate: if it has expired or the server was set up anew, remove the"
          + " identity directory and start with a new enrolment token"),
  CERTIFICATE_EXPIRED(
      false,
      "this node's certificate has expired by the server's clock; it is renewed before the next try"),
  NODE_UNKNOWN(
      false,
      "the server does not know this node yet: if it was deleted there, remove the identity directory and start with a"
          + " new enrolment token"),
  NODE_REVOKED(
      true,
      "this node was revoked on the server: to use it again, remove the identity directory and enrol it anew"),
  SESSION_REPLACED(
      false,
      "another process has connected as this node: was the data directory copied to a second machine?");

  private final boolean isPermanent;
  private final String advice;

  Refusal(boolean isPermanent, String advice) {
    this.isPermanent = isPermanent;
    this.advice = advice;
  }

  /** Whether trying again cannot help. */
  public boolean isPermanent() {
    return isPermanent;
  }

  /** What has happened and what to do, for people. */
  public String advice() {
    return advice;
  }

  static Optional<Refusal> of(String reason) {
    return Arrays.stream(values()).filter(refusal -> refusal.name().equals(reason)).findFirst();
  }
}
