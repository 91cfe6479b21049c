/**
 * Tensors in files. The container is safetensors: an 8-byte little-endian length, a JSON header,
 * then raw little-endian elements. {@link dev.alq.container.SafetensorsWriter} writes one, {@link
 * dev.alq.container.SafetensorsFile} maps one into memory after checking that every byte of it is
 * accounted for. {@link dev.alq.container.AtomicFiles} replaces files without a moment in which
 * half a file is seen. May import {@code tensor}.
 */
@NullMarked
package dev.alq.container;

import org.jspecify.annotations.NullMarked;
