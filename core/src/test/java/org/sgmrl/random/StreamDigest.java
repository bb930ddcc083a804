package org.sgmrl.random;

/// Prints which kernel is in use and a digest of a stream's bits; run in virtual machines of other kinds by
/// [PortabilityTest].
final class StreamDigest {
    private StreamDigest() {}

    static long digest() {
        RandomStream stream = new RandomStream(StreamKernel.best(), 0);
        stream.rekey(8, StreamDomain.TEST, 1, 2, 3, 4, StreamPurpose.ENVIRONMENT);
        double[] drawn = new double[6_000];
        stream.fillGaussian(drawn, 0, 4_000);
        stream.fillUniform(drawn, 4_000, 1_500);
        for (int i = 5_500; i < drawn.length; i++) {
            drawn[i] = stream.nextGaussian();
        }
        long digest = 0;
        for (double x : drawn) {
            digest = digest * 0x9E3779B97F4A7C15L + Double.doubleToRawLongBits(x);
        }
        return digest;
    }

    public static void main(String[] arguments) {
        System.out.println(StreamKernel.best().getClass().getSimpleName() + " " + digest());
    }
}
