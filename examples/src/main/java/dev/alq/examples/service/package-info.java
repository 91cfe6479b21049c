/**
 * A small HTTP service that classifies posted pictures, on nothing but the JDK's own server. {@link
 * dev.alq.examples.service.ClassificationService} is the entry point. May import the library, but
 * nothing else of {@code dev.alq.examples}.
 */
@NullMarked
package dev.alq.examples.service;

import org.jspecify.annotations.NullMarked;
