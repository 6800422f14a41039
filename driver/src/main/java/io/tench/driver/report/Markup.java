package io.tench.driver.report;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes well-formed XML; text and attributes are escaped. */
final class Markup {
  private final StringWriter target = new StringWriter();
  private final XMLStreamWriter writer;

  Markup() {
    try {
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(target);
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private interface Writing {
    void write() throws XMLStreamException;
  }

  private Markup write(Writing writing) {
    try {
      writing.write();
      return this;
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("a string takes all that is written", impossible);
    }
  }

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn; numbers are written with two places at most
   */
  Markup begin(String name, Object... attributes) {
    return write(
        () -> {
          writer.writeStartElement(name);
          attributes(attributes);
        });
  }

  /** An element without content. */
  Markup empty(String name, Object... attributes) {
    return write(
        () -> {
          writer.writeEmptyElement(name);
          attributes(attributes);
        });
  }

  /** An element of text. */
  Markup element(String name, String text, Object... attributes) {
    return begin(name, attributes).text(text).end();
  }

  Markup text(String text) {
    return write(() -> writer.writeCharacters(text));
  }

  /** Ends the element that was begun last. */
  Markup end() {
    return write(() -> writer.writeEndElement());
  }

  /** Puts in what another one wrote. */
  Markup insert(String markup) {
    write(() -> writer.writeCharacters("")); // closes the tag that is open
    write(writer::flush);
    target.write(markup);
    return this;
  }

  private void attributes(Object... attributes) throws XMLStreamException {
    for (int index = 0; index < attributes.length; index += 2) {
      writer.writeAttribute((String) attributes[index], value(attributes[index + 1]));
    }
  }

  private static String value(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    String text = String.format(Locale.ROOT, "%.2f", number);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /** All that was written. */
  @Override
  public String toString() {
    write(writer::flush);
    return target.toString();
  }
}
