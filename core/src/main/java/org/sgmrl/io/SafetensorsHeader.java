package org.sgmrl.io;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The header of a safetensors file: what is where.
///
/// @param entries all tensors in the order of their data, which fills the data section from its first byte
///     to its last
/// @param metadata the strings of `__metadata__`
record SafetensorsHeader(List<Entry> entries, SortedMap<String, String> metadata) {
    static final String METADATA = "__metadata__";

    /// The limit that other implementations have, too.
    private static final int MAX_HEADER_BYTES = 100_000_000;

    private static final int MAX_SHOWN = 120;

    /// Arrays a little below 2³¹ elements are the largest that every JVM can allocate.
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private static final JsonFactory JSON = new JsonFactory();

    /// One tensor; its bytes are [begin, end) of the data section.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(String name, Safetensors.Type type, long[] shape, int elements, long begin, long end) {}

    /// Lays out the data: larger elements first, so that everything is aligned, and by name among equals.
    static SafetensorsHeader of(SortedMap<String, Safetensors.Tensor> tensors, SortedMap<String, String> metadata) {
        List<Entry> entries = new ArrayList<>();
        long position = 0;
        for (int size : new int[] {Long.BYTES, Integer.BYTES, Short.BYTES}) {
            for (Map.Entry<String, Safetensors.Tensor> named : tensors.entrySet()) {
                Safetensors.Tensor tensor = named.getValue();
                if (tensor.type().bytes == size) {
                    long end = position + (long) tensor.length() * tensor.type().bytes;
                    entries.add(
                            new Entry(named.getKey(), tensor.type(), tensor.shape(), tensor.length(), position, end));
                    position = end;
                }
            }
        }
        return new SafetensorsHeader(entries, metadata);
    }

    void write(WritableByteChannel channel) throws IOException {
        byte[] json = json();
        int padded = (json.length + Long.BYTES - 1) & -Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        AtomicFile.writeFully(channel, bytes.flip());
    }

    /// The header in JSON without padding, a function of the content alone: metadata first, then the
    /// tensors by name.
    byte[] json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeName(METADATA);
                json.writeStartObject();
                metadata.forEach((key, value) -> {
                    json.writeName(key);
                    json.writeString(value);
                });
                json.writeEndObject();
            }
            entries.stream().sorted(Comparator.comparing(Entry::name)).forEach(entry -> {
                json.writeName(entry.name);
                json.writeStartObject();
                json.writeName("dtype");
                json.writeString(entry.type.name());
                json.writeName("shape");
                json.writeArray(entry.shape, 0, entry.shape.length);
                json.writeName("data_offsets");
                json.writeArray(new long[] {entry.begin, entry.end}, 0, 2);
                json.writeEndObject();
            });
            json.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the header of a file and leaves the channel at the first byte of the data.
    ///
    /// @param size of the whole file in bytes
    static SafetensorsHeader read(ReadableByteChannel channel, long size, String source) throws IOException {
        if (size < Long.BYTES) {
            throw new SafetensorsFormatException(
                    source, "is " + size + " bytes long, expected at least the 8 bytes of the header's length");
        }
        ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SafetensorsData.readFully(channel, first, source);
        long length = first.getLong(0);
        if (length < 0 || length > size - Long.BYTES) {
            throw new SafetensorsFormatException(
                    source,
                    "the header's length is given as " + Long.toUnsignedString(length) + " bytes, expected at most the "
                            + (size - Long.BYTES) + " that follow; the file is truncated or not a safetensors file");
        }
        if (length > MAX_HEADER_BYTES) {
            throw new SafetensorsFormatException(
                    source, "the header is " + length + " bytes long, expected at most " + MAX_HEADER_BYTES);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        SafetensorsData.readFully(channel, bytes, source);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException invalid) {
            throw new SafetensorsFormatException(source, "the header is not valid UTF-8, expected JSON in UTF-8");
        }
        if (text.isEmpty() || text.charAt(0) != '{') {
            throw new SafetensorsFormatException(
                    source, "the header starts with " + quote(text) + ", expected a JSON object");
        }
        SafetensorsHeader header;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            header = new Parser(json, source).header();
        } catch (JacksonException invalid) {
            throw new SafetensorsFormatException(
                    source, "the header is not valid JSON: " + abbreviate(invalid.getOriginalMessage()));
        }
        header.requireCompleteCover(size - Long.BYTES - length, source);
        return header;
    }

    private void requireCompleteCover(long dataBytes, String source) throws SafetensorsFormatException {
        long position = 0;
        for (Entry entry : entries) {
            if (entry.begin != position) {
                throw new SafetensorsFormatException(
                        source,
                        "tensor " + quote(entry.name) + " begins at byte " + entry.begin + " of the data, expected "
                                + position + ": tensors may neither overlap nor leave gaps");
            }
            position = entry.end;
        }
        if (position != dataBytes) {
            throw new SafetensorsFormatException(
                    source,
                    "the tensors take " + position + " bytes, but " + dataBytes + " bytes of data follow the header; "
                            + (position > dataBytes
                                    ? "the file is truncated"
                                    : "expected nothing after the last tensor"));
        }
    }

    /// The number of elements, or -1 when an extent is negative or the number exceeds what an array can
    /// hold.
    static long elements(long[] shape) {
        long product = 1;
        boolean tooMany = false;
        boolean empty = false;
        for (long extent : shape) {
            if (extent < 0) {
                return -1;
            }
            empty |= extent == 0;
            if (!empty && !tooMany) {
                tooMany = extent > MAX_ELEMENTS / product;
                product *= tooMany ? 1 : extent;
            }
        }
        return empty ? 0 : tooMany ? -1 : product;
    }

    /// A name or value from the file on one line of bounded length.
    static String quote(String text) {
        return '"' + abbreviate(text) + '"';
    }

    static String abbreviate(String text) {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(text.length(), MAX_SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return end < text.length() ? shown.append('…').toString() : shown.toString();
    }

    static String show(long[] shape) {
        return abbreviate(Arrays.toString(shape));
    }

    /// Reads the JSON token by token: what is not expected at its place is refused there, so that neither
    /// depth nor size of anything unexpected matters.
    private record Parser(JsonParser json, String source) {
        SafetensorsHeader header() throws SafetensorsFormatException {
            List<Entry> entries = new ArrayList<>();
            SortedMap<String, String> metadata = new TreeMap<>();
            Set<String> names = new HashSet<>();
            expect(json.nextToken(), JsonToken.START_OBJECT, "the header");
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = text(json.currentName(), "a name");
                if (!names.add(name)) {
                    throw problem("the name " + quote(name) + " occurs twice, expected once");
                }
                if (name.equals(METADATA)) {
                    readMetadata(metadata);
                } else {
                    entries.add(entry(name));
                }
            }
            JsonToken rest = json.nextToken();
            if (rest != null) {
                throw problem("the header goes on after its JSON object, expected only spaces");
            }
            entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
            return new SafetensorsHeader(entries, metadata);
        }

        private void readMetadata(SortedMap<String, String> metadata) throws SafetensorsFormatException {
            JsonToken begin = json.nextToken();
            if (begin == JsonToken.VALUE_NULL) {
                return; // as the reference implementation takes it
            }
            expect(begin, JsonToken.START_OBJECT, METADATA);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = text(json.currentName(), "a key of " + METADATA);
                expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + " " + quote(key));
                String value = text(json.getString(), METADATA + " " + quote(key));
                if (metadata.put(key, value) != null) {
                    throw problem("the key " + quote(key) + " of " + METADATA + " occurs twice, expected once");
                }
            }
        }

        private Entry entry(String name) throws SafetensorsFormatException {
            String where = "tensor " + quote(name);
            Safetensors.@Nullable Type type = null;
            long @Nullable [] shape = null;
            long @Nullable [] offsets = null;
            expect(json.nextToken(), JsonToken.START_OBJECT, where);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = json.currentName();
                boolean twice;
                switch (key) {
                    case "dtype" -> {
                        twice = type != null;
                        type = type(where);
                    }
                    case "shape" -> {
                        twice = shape != null;
                        shape = integers(where + " shape");
                    }
                    case "data_offsets" -> {
                        twice = offsets != null;
                        offsets = integers(where + " data_offsets");
                    }
                    default -> {
                        // The reference implementation ignores other keys; their values may be anything.
                        twice = false;
                        json.nextToken();
                        json.skipChildren();
                    }
                }
                if (twice) {
                    throw problem(where + " has the key " + quote(key) + " twice, expected once");
                }
            }
            if (type == null || shape == null || offsets == null) {
                throw problem(where + " lacks "
                        + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets")
                        + ", expected dtype, shape and data_offsets");
            }
            long elements = elements(shape);
            if (elements < 0) {
                throw problem(where + " has the shape " + show(shape) + ", expected at most " + MAX_ELEMENTS
                        + " elements, and no negative extent");
            }
            if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
                throw problem(where + " has data_offsets " + show(offsets)
                        + ", expected [begin, end] with 0 <= begin <= end");
            }
            if (offsets[1] - offsets[0] != elements * type.bytes) {
                throw problem(where + " has data_offsets of " + (offsets[1] - offsets[0]) + " bytes, expected "
                        + elements * type.bytes + " for " + type + " and shape " + show(shape));
            }
            return new Entry(name, type, shape, (int) elements, offsets[0], offsets[1]);
        }

        private Safetensors.Type type(String where) throws SafetensorsFormatException {
            expect(json.nextToken(), JsonToken.VALUE_STRING, where + " dtype");
            String name = json.getString();
            for (Safetensors.Type type : Safetensors.Type.values()) {
                if (type.name().equals(name)) {
                    return type;
                }
            }
            throw problem(where + " has dtype " + quote(name) + ", expected one of "
                    + Arrays.stream(Safetensors.Type.values()).map(Enum::name).collect(Collectors.joining(", ")));
        }

        private long[] integers(String where) throws SafetensorsFormatException {
            expect(json.nextToken(), JsonToken.START_ARRAY, where);
            long[] values = new long[4];
            int count = 0;
            for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
                expect(token, JsonToken.VALUE_NUMBER_INT, where);
                if (count == values.length) {
                    values = Arrays.copyOf(values, 2 * count);
                }
                values[count++] = json.getLongValue();
            }
            return Arrays.copyOf(values, count);
        }

        /// Escapes in JSON can produce what UTF-8 cannot express, and what could not be written again.
        private String text(String text, String where) throws SafetensorsFormatException {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
                throw problem(where + " is " + quote(text) + ", expected no half of a surrogate pair");
            }
            return text;
        }

        private void expect(@Nullable JsonToken token, JsonToken expected, String where)
                throws SafetensorsFormatException {
            if (token != expected) {
                throw problem(where + " is " + (token == null ? "missing" : describe(token)) + ", expected "
                        + describe(expected));
            }
        }

        private static String describe(JsonToken token) {
            return switch (token) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "an array";
                case VALUE_STRING -> "a string";
                case VALUE_NUMBER_INT -> "an integer";
                case VALUE_NUMBER_FLOAT -> "a number that is no integer";
                case VALUE_TRUE, VALUE_FALSE -> "a truth value";
                case VALUE_NULL -> "null";
                default -> "something else";
            };
        }

        private SafetensorsFormatException problem(String message) {
            return new SafetensorsFormatException(source, message);
        }
    }
}
