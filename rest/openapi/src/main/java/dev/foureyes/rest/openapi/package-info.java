/**
 * Writes the OpenAPI document of the contract while protoc runs.
 *
 * <p>Starting points: {@link dev.foureyes.rest.openapi.OpenApiPlugin}, what protoc starts; {@link
 * dev.foureyes.rest.openapi.OpenApiDocument}, the document.
 */
@NullMarked
package dev.foureyes.rest.openapi;

import org.jspecify.annotations.NullMarked;
