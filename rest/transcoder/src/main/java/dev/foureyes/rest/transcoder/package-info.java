/**
 * JSON over HTTP for RPCs with {@code google.api.http} rules.
 *
 * <p>Starting points: {@link dev.foureyes.rest.transcoder.Transcoder}, the servlet; {@link
 * dev.foureyes.rest.transcoder.RequestReader}, from an HTTP request to a message; {@link
 * dev.foureyes.rest.transcoder.HttpError}, from a gRPC status to an HTTP response.
 */
@NullMarked
package dev.foureyes.rest.transcoder;

import org.jspecify.annotations.NullMarked;
