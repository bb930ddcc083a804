package org.sgmrl.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    /// A file with the header and as many zero bytes of data as stated.
    private static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8), new byte[dataBytes]);
    }

    private static byte[] file(byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }

    private static void assertRefused(byte[] bytes, String... words) {
        assertThatThrownBy(() -> Safetensors.parse(bytes, "some.safetensors"))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageStartingWith("some.safetensors: ")
                .hasMessageContainingAll(words)
                .message()
                .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]")
                .hasSizeLessThan(600);
    }

    private static Safetensors sample() {
        return Safetensors.builder()
                .put("policy.weight", new double[] {1, 2, 3, 4, 5, 6}, 2, 3)
                .put("noise", new float[] {0.5f, -0.25f, 3}, 3)
                .put("position", new long[] {Long.MIN_VALUE, -1, 42}, 3)
                .put("scalar", new double[] {Math.PI})
                .put("empty", new float[0], 0, 7)
                .metadata("iteration", "17")
                .metadata("größe", "ζ \" \\ \n 😀")
                .build();
    }

    @Test
    void everyBitComesBack() throws Exception {
        double[] doubles = {
            0.0,
            -0.0,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8_dead_beef_cafeL),
            Double.longBitsToDouble(0xfff0_0000_0000_0001L), // a signalling NaN with the sign set
            0.1
        };
        float[] floats = {
            0.0f,
            -0.0f,
            Float.MIN_VALUE,
            Float.NEGATIVE_INFINITY,
            Float.intBitsToFloat(0x7fc1_2345),
            Float.intBitsToFloat(0xff80_0001),
            0.1f
        };
        long[] longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE};
        Path file = folder.resolve("bits.safetensors");
        Safetensors.builder()
                .put("doubles", doubles, 2, 5)
                .put("floats", floats, 7)
                .put("longs", longs, 1, 4, 1)
                .build()
                .write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(read.doubles("doubles").length).isEqualTo(doubles.length);
        for (int i = 0; i < doubles.length; i++) {
            assertThat(Double.doubleToRawLongBits(read.doubles("doubles")[i]))
                    .isEqualTo(Double.doubleToRawLongBits(doubles[i]));
        }
        assertThat(read.floats("floats").length).isEqualTo(floats.length);
        for (int i = 0; i < floats.length; i++) {
            assertThat(Float.floatToRawIntBits(read.floats("floats")[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
        }
        assertThat(read.longs("longs")).isEqualTo(longs);
        assertThat(read.shape("doubles")).containsExactly(2, 5);
        assertThat(read.shape("longs")).containsExactly(1, 4, 1);
        assertThat(read.type("floats")).isEqualTo(Safetensors.Type.F32);
    }

    @Test
    void namesShapesAndMetadataComeBack() throws Exception {
        Safetensors read = Safetensors.parse(sample().toBytes(), "memory");
        assertThat(read.names()).containsExactly("empty", "noise", "policy.weight", "position", "scalar");
        assertThat(read.metadata()).containsOnlyKeys("größe", "iteration").containsEntry("größe", "ζ \" \\ \n 😀");
        assertThat(read.shape("scalar")).isEmpty();
        assertThat(read.doubles("scalar")).containsExactly(Math.PI);
        assertThat(read.shape("empty")).containsExactly(0, 7);
        assertThat(read.floats("empty")).isEmpty();
        assertThat(read.checksumVerified()).isTrue();
    }

    @Test
    void arraysLargerThanTheBufferComeBack() throws Exception {
        float[] many = new float[100_003];
        for (int i = 0; i < many.length; i++) {
            many[i] = i * 0.5f;
        }
        double[] other = new double[8193];
        Arrays.setAll(other, i -> -i);
        Path file = folder.resolve("many.safetensors");
        Safetensors.builder()
                .put("many", many, many.length)
                .put("other", other, other.length)
                .build()
                .write(file);
        assertThat(Safetensors.read(file).floats("many")).isEqualTo(many);
        assertThat(Safetensors.read(file).doubles("other")).isEqualTo(other);
    }

    /// The layout by hand, from the description of the format: length, header padded with spaces to a
    /// multiple of 8, doubles before floats, least significant byte first. 1.0 is 3ff0 and zeros, 2.0f is
    /// 40000000, -2 is fffe with all ones above.
    @Test
    void theBytesOfASmallFileAreTheseOnes() throws Exception {
        Safetensors small = Safetensors.builder()
                .put("b", new double[] {1}, 1)
                .put("a", new float[] {2})
                .put("c", new long[] {-2}, 1, 1)
                .metadata("k", "v")
                .build();
        String tensors = "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[16,20]},"
                + "\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"c\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[8,16]}}";
        byte[] data = HexFormat.of().parseHex("000000000000f03f" + "feffffffffffffff" + "00000040");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(("{\"__metadata__\":{\"k\":\"v\"}," + tensors).getBytes(StandardCharsets.UTF_8));
        String checksum = HexFormat.of().formatHex(sha256.digest(data));
        String header = "{\"__metadata__\":{\"checksum\":\"" + checksum + "\",\"k\":\"v\"}," + tensors;
        byte[] padded = Arrays.copyOf(header.getBytes(StandardCharsets.UTF_8), (header.length() + 7) / 8 * 8);
        Arrays.fill(padded, header.length(), padded.length, (byte) ' ');
        assertThat(small.toBytes()).isEqualTo(file(padded, data));
    }

    @Test
    void theBytesDoNotDependOnTheOrderInWhichThingsWereAdded() {
        Safetensors one = Safetensors.builder()
                .metadata("x", "1")
                .metadata("y", "2")
                .put("p", new float[] {1}, 1)
                .put("q", new double[] {2}, 1)
                .build();
        Safetensors two = Safetensors.builder()
                .put("q", new double[] {2}, 1)
                .metadata("y", "2")
                .put("p", new float[] {1}, 1)
                .metadata("x", "1")
                .build();
        assertThat(one.toBytes()).isEqualTo(two.toBytes());
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() throws Exception {
        byte[] bytes = sample().toBytes();
        assertThat(Safetensors.parse(bytes, "memory").toBytes()).isEqualTo(bytes);
    }

    @Test
    void dataAreAlignedToTheirSize() throws Exception {
        byte[] bytes = sample().toBytes();
        long headerLength =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(headerLength % 8).isZero();
        String header = new String(bytes, 8, (int) headerLength, StandardCharsets.UTF_8);
        assertThat(header).contains("\"noise\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[80,92]}");
    }

    @Test
    void filesFromElsewhereNeedNoChecksumAndMayHaveAnotherOrder() throws Exception {
        String header = "{\"z\":{\"data_offsets\":[0,4],\"shape\":[1],\"dtype\":\"F32\"}, "
                + "\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,12]}}  ";
        Safetensors read = Safetensors.parse(file(header, 12), "memory");
        assertThat(read.checksumVerified()).isFalse();
        assertThat(read.floats("z")).containsExactly(0);
        assertThat(read.longs("a")).containsExactly(0);
        assertThat(read.metadata()).isEmpty();
        assertThat(Safetensors.parse(file("{}", 0), "memory").names()).isEmpty();
    }

    @Test
    void theChecksumHoldsWhenAnotherToolChangesTheLayout() throws Exception {
        Safetensors original = Safetensors.builder()
                .put("f", new float[] {0}, 1)
                .put("l", new long[] {0}, 1)
                .build();
        String header = new String(original.toBytes(), StandardCharsets.UTF_8);
        String checksum = header.replaceAll("(?s).*\"checksum\":\"([0-9a-f]{64})\".*", "$1");
        String other = "{\"f\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,12]},"
                + "\"__metadata__\":{\"checksum\":\"" + checksum + "\"}}";
        assertThat(Safetensors.parse(file(other, 12), "memory").checksumVerified())
                .isTrue();
    }

    @Test
    void everySingleFlippedBitIsFoundExceptWhereItChangesNothing() throws Exception {
        byte[] bytes = sample().toBytes();
        byte[] canonical = bytes.clone();
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
            try {
                Safetensors read = Safetensors.parse(bytes, "flipped");
                // What passes has either the same content or lost its checksum by a flip in that very key, whose new
                // spelling is then in the metadata.
                if (read.checksumVerified()) {
                    assertThat(Arrays.equals(read.toBytes(), canonical)).isTrue();
                } else {
                    assertThat(read.metadata().size()).isEqualTo(3);
                }
            } catch (SafetensorsFormatException expected) {
                refused++;
            }
            bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(bytes).isEqualTo(canonical);
        assertThat(refused).isGreaterThan(7 * bytes.length);
    }

    @Test
    void damagedDataAreRefusedWithBothChecksums() {
        byte[] bytes = sample().toBytes();
        bytes[bytes.length - 1] ^= 1;
        assertRefused(bytes, "damaged", "SHA-256", "the file states");
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] bytes = sample().toBytes();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length), length < 8 ? "at least the 8 bytes" : "truncated");
        }
        assertRefused(
                Arrays.copyOf(bytes, bytes.length + 1),
                "take 92 bytes, but 93 bytes of data",
                "expected nothing after");
    }

    @ParameterizedTest
    @CsvSource({
        "0x7fffffffffffffff, 9223372036854775807",
        "0x8000000000000000, 9223372036854775808",
        "0xffffffffffffffff, 18446744073709551615",
        "0x0000000100000000, 4294967296",
        "0x0000000000000003, 3"
    })
    void aHeaderLongerThanTheFileIsRefused(String length, String shown) {
        byte[] bytes = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.parseUnsignedLong(length.substring(2), 16))
                .array();
        assertRefused(bytes, shown + " bytes", "at most the 2 that follow");
    }

    /// Written by the Python packages safetensors 0.8.0, NumPy 2.4.6 and ml_dtypes 0.6.0, whose own widening the expected
    /// values are: `safetensors.numpy.save({"f16": a.astype(numpy.float16), "bf16": a.astype(ml_dtypes.bfloat16)})` with
    /// a = [[1, -0, 1/3, 65504], [6e-8, 1e-3, -inf, 3.14159265]].
    @Test
    void halfPrecisionOfAnotherProgramIsWidened() throws Exception {
        byte[] data = HexFormat.of().parseHex("803f0080ab3e80478133833a80ff4940003c00805535ff7b0100191400fc4842");
        String header = "{\"bf16\":{\"dtype\":\"BF16\",\"shape\":[2,4],\"data_offsets\":[0,16]},"
                + "\"f16\":{\"dtype\":\"F16\",\"shape\":[2,4],\"data_offsets\":[16,32]}}";
        Safetensors read = Safetensors.parse(file(header.getBytes(StandardCharsets.UTF_8), data), "half");
        assertThat(read.numbers("f16"))
                .containsExactly(
                        1.0,
                        -0.0,
                        0.333251953125,
                        65504.0,
                        5.960464477539063e-08,
                        0.0010004043579101562,
                        Double.NEGATIVE_INFINITY,
                        3.140625);
        assertThat(read.numbers("bf16"))
                .containsExactly(
                        1.0,
                        -0.0,
                        0.333984375,
                        65536.0,
                        6.007030606269836e-08,
                        0.00099945068359375,
                        Double.NEGATIVE_INFINITY,
                        3.140625);
        assertThat(read.type("f16")).isEqualTo(Safetensors.Type.F16);
        assertThat(read.shape("bf16")).containsExactly(2, 4);
        assertThatThrownBy(() -> read.doubles("f16")).hasMessageContaining("\"f16\" has type F16, expected F64");
        assertThatThrownBy(() -> Safetensors.parse(sample().toBytes(), "sample").numbers("position"))
                .hasMessageContaining("\"position\" has type I64, expected F64");
    }

    /// Sign, exponent e with its bias and fraction f of all 65,536 bit patterns: ±2^(e − bias) (1 + f), ±2^(1 − bias) f for
    /// e = 0, and infinity or NaN for the largest e.
    @ParameterizedTest
    @CsvSource({"F16, 5", "BF16, 8"})
    void everyNumberOfHalfPrecisionIsThatOfItsDefinition(String type, int exponentBits) throws Exception {
        int fractionBits = Short.SIZE - 1 - exponentBits;
        int bias = (1 << (exponentBits - 1)) - 1;
        ByteBuffer data = ByteBuffer.allocate(Short.BYTES << Short.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
            data.putShort((short) bits);
        }
        String header = "{\"all\":{\"dtype\":\"" + type + "\",\"shape\":[65536],\"data_offsets\":[0,131072]}}";
        Safetensors read = Safetensors.parse(file(header.getBytes(StandardCharsets.UTF_8), data.array()), "all");
        double[] numbers = read.numbers("all");
        for (int bits = 0; bits < numbers.length; bits++) {
            int exponent = bits >> fractionBits & (1 << exponentBits) - 1;
            double fraction = (bits & (1 << fractionBits) - 1) * Math.scalb(1.0, -fractionBits);
            double size = exponent == 0
                    ? Math.scalb(fraction, 1 - bias)
                    : exponent <= 2 * bias
                            ? Math.scalb(1 + fraction, exponent - bias)
                            : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            assertThat(Double.doubleToLongBits(numbers[bits]))
                    .isEqualTo(Double.doubleToLongBits(bits < 1 << (Short.SIZE - 1) ? size : -size));
        }
        // Also what is written again has every bit.
        byte[] again = read.toBytes();
        assertThat(Arrays.copyOfRange(again, again.length - data.capacity(), again.length))
                .isEqualTo(data.array());
        assertThat(Safetensors.parse(again, "again").numbers("all")).isEqualTo(numbers);
    }

    @Test
    void dataOfAllSizesAreAlignedWhenTheyAreWrittenAgain() throws Exception {
        String header = "{\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]},"
                + "\"c\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[6,8]},"
                + "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]}}";
        byte[] again = Safetensors.parse(file(header, 16), "mixed").toBytes();
        assertThat(new String(again, StandardCharsets.UTF_8))
                .contains(
                        "\"a\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[12,14]}",
                        "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}",
                        "\"c\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[14,16]}",
                        "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}");
    }

    /// All other types of the format, those that NumPy or PyTorch write among them.
    @ParameterizedTest
    @ValueSource(strings = {"BOOL", "U8", "I8", "I16", "U16", "I32", "U32", "U64", "F8_E4M3", "F8_E5M2", "C64", "F4"})
    void otherTypesAreRefusedByName(String type) {
        assertRefused(
                file("{\"t\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8),
                "tensor \"t\" has dtype \"" + type + "\"",
                "expected one of F64, F32, I64, F16, BF16");
    }

    /// The reference implementation takes both.
    @Test
    void metadataThatIsNullAndOtherKeysOfATensorAreRead() throws IOException {
        for (String more : new String[] {"1", "null", "[[{}]]", "{\"dtype\":{\"a\":[]}}"}) {
            String header = "{\"__metadata__\":null,\"t\":{\"more\":" + more
                    + ",\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8],\"zz\":" + more + "}}";
            Safetensors read = Safetensors.parse(file(header, 8), "other");
            assertThat(read.longs("t")).hasSize(1);
            assertThat(read.metadata()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                                              | starts with",
                "[]                                                            | expected a JSON object",
                "hello                                                         | expected a JSON object",
                "{                                                             | not valid JSON",
                "{\"t\"}                                                       | not valid JSON",
                "{'t':1}                                                       | not valid JSON",
                "{} {}                                                         | goes on after",
                "{} x                                                          | not valid JSON",
                "{\"t\":1}                                                     | \"t\" is an integer, expected an object",
                "{\"t\":[[[[[[[[]]]]]]]]}                                      | is an array, expected an object",
                "{\"t\":{}}                                                    | lacks dtype",
                "{\"t\":{\"dtype\":\"F64\"}}                                   | lacks shape",
                "{\"t\":{\"dtype\":\"F64\",\"shape\":[1]}}                     | lacks data_offsets",
                "{\"t\":{\"dtype\":\"F64\",\"dtype\":\"F64\"}}                 | \"dtype\" twice",
                "{\"t\":{\"kind\":1}}                                          | lacks dtype",
                "{\"t\":{\"dtype\":7}}                                         | dtype is an integer, expected a string",
                "{\"t\":{\"dtype\":\"f64\"}}                                   | dtype \"f64\"",
                "{\"t\":{\"shape\":{}}}                                        | shape is an object, expected an array",
                "{\"t\":{\"shape\":[1.0]}}                                     | shape is a number that is no integer",
                "{\"t\":{\"shape\":[NaN]}}                                     | not valid JSON",
                "{\"t\":{\"shape\":[\"1\"]}}                                   | shape is a string, expected an integer",
                "{\"t\":{\"shape\":[9223372036854775808]}}                     | not valid JSON",
                "{\"t\":{\"shape\":[1                                          | not valid JSON",
                "{\"__metadata__\":[]}                                         | __metadata__ is an array",
                "{\"__metadata__\":{\"k\":1}}                                  | __metadata__ \"k\" is an integer, expected a string",
                "{\"__metadata__\":{\"k\":null}}                               | is null, expected a string",
                "{\"__metadata__\":{\"k\":{}}}                                 | is an object, expected a string",
                "{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}                    | key \"k\" of __metadata__ occurs twice",
                "{\"__metadata__\":{},\"__metadata__\":{}}                     | \"__metadata__\" occurs twice",
                "{\"__metadata__\":{\"k\":\"\\ud800\"}}                        | half of a surrogate pair",
                "{\"\\udc00\":{}}                                              | half of a surrogate pair",
                "{\"__metadata__\":{\"checksum\":\"\"},\"t\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}} | the file states \"\"",
            })
    void headersThatAreNotAsTheFormatDemandsAreRefused(String header, String words) {
        assertRefused(file(header == null ? "" : header, 8), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2]                       | 0, 8     | 8 bytes, expected 16",
                "[]                        | 0, 16    | 16 bytes, expected 8",
                "[0]                       | 0, 8     | 8 bytes, expected 0",
                "[1]                       | 8, 0     | 0 <= begin <= end",
                "[1]                       | -8, 0    | 0 <= begin <= end",
                "[1]                       | 0        | 0 <= begin <= end",
                "[1]                       | 0, 8, 8  | 0 <= begin <= end",
                "[1]                       | 8, 16    | begins at byte 8 of the data, expected 0",
                "[2]                       | 0, 16    | take 16 bytes, but 8 bytes of data follow the header; the file is truncated",
                "[0]                       | 0, 0     | take 0 bytes, but 8 bytes of data follow",
                "[-1]                      | 0, 8     | no negative extent",
                "[-1, -1]                  | 0, 8     | no negative extent",
                "[0, -1]                   | 0, 0     | no negative extent",
                "[4294967296, 4294967296]  | 0, 8     | at most 2147483639 elements",
                "[9223372036854775807, 2]  | 0, 8     | at most 2147483639 elements",
                "[2147483640]              | 0, 8     | at most 2147483639 elements",
                "[2147483639]              | 0, 17179869112 | take 17179869112 bytes",
                "[1]                       | 9223372036854775799, 9223372036854775807 | begins at byte 9223372036854775799",
            })
    void shapesAndOffsetsThatDoNotFitAreRefused(String shape, String offsets, String words) {
        assertRefused(
                file("{\"t\":{\"dtype\":\"F64\",\"shape\":" + shape + ",\"data_offsets\":[" + offsets + "]}}", 8),
                words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0, 8  | 0, 8  | \"u\" begins at byte 0 of the data, expected 8",
                "0, 8  | 4, 12 | \"u\" begins at byte 4 of the data, expected 8",
                "0, 8  | 9, 17 | \"u\" begins at byte 9 of the data, expected 8",
                "8, 16 | 8, 16 | begins at byte 8 of the data, expected 0",
            })
    void tensorsThatOverlapOrLeaveGapsAreRefused(String first, String second, String words) {
        assertRefused(
                file(
                        "{\"t\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[" + first
                                + "]},\"u\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[" + second + "]}}",
                        16),
                words);
    }

    @Test
    void theHeaderStartsWithItsFirstBrace() {
        assertRefused(file(" {}", 0), "starts with \" {}\"");
        assertRefused(file("", 0), "starts with \"\"");
    }

    @Test
    void aNameThatOccursTwiceIsRefused() {
        String tensor = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        assertRefused(file("{\"t\":" + tensor + ",\"t\":" + tensor + "}", 4), "\"t\" occurs twice");
        assertRefused(file("{\"t\":" + tensor + ",\"\\u0074\":" + tensor + "}", 4), "\"t\" occurs twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7b22ff227d", "7bc0807d", "7b22eda080227d", "7b22f0", "efbbbf7b7d", "ff7b7d"})
    void headersThatAreNotUtf8AreRefused(String hex) {
        assertRefused(file(HexFormat.of().parseHex(hex), new byte[0]), "header");
    }

    @Test
    void namesWithControlCharactersAndGreatLengthAreShownOnOneShortLine() {
        String name = "evil\\n\\u001b[31m\\u2028" + "x".repeat(10_000);
        assertRefused(file("{\"" + name + "\":1}", 0), "evil\\u000a\\u001b[31m\\u2028xxx", "…");
    }

    @Test
    @Timeout(20)
    void refusingAllocatesNoMoreThanAMultipleOfTheFile() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[][] hostile = {
            file("{\"t\":{\"dtype\":\"F64\",\"shape\":[2147483639],\"data_offsets\":[0,17179869112]}}", 8),
            ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(Integer.MAX_VALUE)
                    .array(),
            file("{\"t\":" + "[".repeat(1_000_000), 0),
            file("{\"t\":{\"shape\":[" + "1,".repeat(500_000) + "1]}}", 0),
            file("{\"__metadata__\":{\"k\":\"" + "y".repeat(1_000_000) + "\"},\"t\":0}", 0),
            file("{\"t\":{\"shape\":[" + "9".repeat(1_000_000) + "]}}", 0),
            file("{\"" + "n".repeat(1_000_000) + "\":0}", 0),
        };
        assertRefused(hostile[0], "truncated"); // loads the classes
        for (byte[] bytes : hostile) {
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Safetensors.parse(bytes, "hostile");
                throw new AssertionError("a hostile file was accepted");
            } catch (SafetensorsFormatException expected) {
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(allocated).isLessThan(300_000L + 20L * bytes.length);
            }
        }
    }

    /// The system property `sgmrl.fuzz` sets how many.
    @Test
    @Timeout(300)
    void mutatedFilesEndInTheDeclaredExceptionOrInAValidContent() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int cases = Integer.getInteger("sgmrl.fuzz", 20_000);
        SplittableRandom random = new SplittableRandom(20_000);
        byte[] withChecksum = sample().toBytes();
        byte[] plain = file(
                "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[0,32]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[32,44]},"
                        + "\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[44,52]}}",
                52);
        byte[] half = file(
                "{\"d\":{\"dtype\":\"F16\",\"shape\":[16],\"data_offsets\":[0,32]},"
                        + "\"e\":{\"dtype\":\"BF16\",\"shape\":[4,4],\"data_offsets\":[32,64]}}",
                64);
        byte[][] originals = {plain, withChecksum, half};
        int refused = 0;
        int accepted = 0;
        long largest = 0;
        for (int i = 0; i < cases; i++) {
            byte[] bytes = mutate(originals[i % originals.length], random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Safetensors read = Safetensors.parse(bytes, "mutated");
                accepted++;
                Safetensors again = Safetensors.parse(read.toBytes(), "again");
                assertThat(Arrays.equals(again.toBytes(), read.toBytes())).isTrue();
            } catch (SafetensorsFormatException expected) {
                refused++;
                largest = Math.max(largest, i < 100 ? 0 : threads.getCurrentThreadAllocatedBytes() - before);
            }
        }
        assertThat(largest).isLessThan(1_000_000);
        // Both happen, or the mutations would prove little.
        assertThat(refused).isGreaterThan(cases / 2);
        assertThat(accepted).isGreaterThan(cases / 40);
    }

    /// Flips bits, truncates, repeats or moves a piece, overwrites the header's length, or changes a digit
    /// or a bracket of the header; one to three such changes.
    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(1, 4); n > 0 && bytes.length > 16; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
                case 3 -> {
                    ByteArrayOutputStream longer = new ByteArrayOutputStream();
                    longer.write(bytes, 0, at);
                    longer.write(bytes, at / 2, at - at / 2);
                    longer.write(bytes, at, bytes.length - at);
                    bytes = longer.toByteArray();
                }
                case 4 ->
                    ByteBuffer.wrap(bytes)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(
                                    switch (random.nextInt(4)) {
                                        case 0 -> random.nextLong();
                                        case 1 -> random.nextLong(bytes.length + 10);
                                        case 2 -> 1L << random.nextInt(64);
                                        default ->
                                            ByteBuffer.wrap(original)
                                                            .order(ByteOrder.LITTLE_ENDIAN)
                                                            .getLong()
                                                    + random.nextInt(-9, 10);
                                    });
                case 5 -> {
                    int digit = Math.min(8 + random.nextInt(250), bytes.length - 1);
                    while (digit < bytes.length - 1 && (bytes[digit] < '0' || bytes[digit] > '9')) {
                        digit++;
                    }
                    bytes[digit] = (byte) ('0' + random.nextInt(10));
                }
                default ->
                    bytes[Math.min(8 + random.nextInt(250), bytes.length - 1)] =
                            (byte) "{}[]\",:\\-e. \n0".charAt(random.nextInt(14));
            }
        }
        return bytes;
    }

    @Test
    void aFileThatIsMissingIsNoFormatError() {
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFolderIsAnErrorAndNothingElse() {
        assertThatThrownBy(() -> Safetensors.read(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNotThereOrHasAnotherTypeIsNamedWithItsFile() throws Exception {
        Path file = folder.resolve("sample.safetensors");
        sample().write(file);
        Safetensors read = Safetensors.read(file);
        assertThatThrownBy(() -> read.doubles("weight"))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContainingAll(file.toString(), "no tensor \"weight\"", "policy.weight");
        assertThatThrownBy(() -> read.doubles("noise"))
                .isInstanceOf(SafetensorsFormatException.class)
                .hasMessageContainingAll(file.toString(), "\"noise\" has type F32, expected F64");
    }

    @Test
    void changingAnArrayAfterwardsChangesNothing() throws Exception {
        double[] values = {1, 2};
        long[] shape = {2};
        Safetensors content = Safetensors.builder().put("v", values, shape).build();
        values[0] = 9;
        shape[0] = 7;
        content.doubles("v")[1] = 9;
        content.shape("v")[0] = 7;
        assertThat(content.doubles("v")).containsExactly(1, 2);
        assertThat(content.shape("v")).containsExactly(2);
    }

    @Test
    void theBuilderRefusesWhatCouldNotBeRead() {
        Safetensors.Builder builder =
                Safetensors.builder().put("a", new double[1], 1).metadata("k", "v");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("b", new double[3], 2, 2))
                .withMessageContainingAll("\"b\"", "3 values", "[2, 2]", "4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("b", new double[1], -1, -1))
                .withMessageContainingAll("\"b\"", "[-1, -1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("a", new float[1], 1))
                .withMessageContaining("already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("__metadata__", new float[1], 1))
                .withMessageContaining("reserved");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("half \ud800", new float[1], 1))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.metadata("k", "w"))
                .withMessageContaining("already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.metadata(Safetensors.CHECKSUM, "w"))
                .withMessageContaining("reserved");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.metadata("x", "\udc00"))
                .withMessageContaining("surrogate");
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws Exception {
        Path file = folder.resolve("sample.safetensors");
        sample().write(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> sample().write(folder.resolve("missing/sample.safetensors")))
                .isInstanceOf(IOException.class);
        assertThat(file).hasBinaryContent(before);
    }
}
