package org.sgmrl.run.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sgmrl.environment.ActionSpace;
import org.sgmrl.policy.CategoricalMlpPolicy;
import org.sgmrl.policy.GaussianMlpPolicy;
import org.sgmrl.policy.ParameterBlock;
import org.sgmrl.policy.Policy;
import org.sgmrl.policy.SoftmaxTabularPolicy;
import org.sgmrl.rollout.ActionMap;
import org.sgmrl.run.Provenance;
import org.sgmrl.run.RunRequest;
import org.sgmrl.run.failure.NotSupported;
import org.sgmrl.run.folder.NewestParameters;
import org.sgmrl.run.protobuf.ProtobufMessage;

/// A policy as an ONNX model (IR 8, operators of set 13), single precision, which has to hold all parameters:
///
///     observation [N, observations]  ->  mean [N, actions], logStd [actions]     Gaussian policies
///     observation [N, observations]  ->  logits [N, actions]                     discrete policies
///
/// One `Gemm` for each layer with `Tanh` between them; a `MatMul` of one-hot states and the table of logits
/// for the tabular policy. logStd is a constant, bounded below as the policy bounds it.
public final class OnnxPolicy {
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;

    // Field numbers in onnx.proto.
    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER_NAME = 2;
    private static final int MODEL_PRODUCER_VERSION = 3;
    private static final int MODEL_DOC = 6;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPERATOR_SET = 8;
    private static final int MODEL_METADATA = 14;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int NODE_OPERATOR = 4;
    private static final int TENSOR_DIMENSION = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW_DATA = 9;

    private final ProtobufMessage graph = new ProtobufMessage();

    private OnnxPolicy() {}

    /// The bytes of the model of a run's policy, as `export --onnx` writes it: its metadata say what the run was, and how
    /// actions become the environment's.
    ///
    /// @param request what was trained
    /// @param trained the run's parameters
    /// @return the model
    /// @throws NotSupported if the policy is none of those that there are models of
    public static byte[] encode(RunRequest request, NewestParameters trained) {
        Policy policy = request.newPolicy();
        String algorithm = request.settings().method().kind().id();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("environment", request.environmentId());
        metadata.put("algorithm", algorithm);
        metadata.put("iteration", Integer.toString(trained.iteration()));
        metadata.put("policy", policy.acting().description());
        metadata.put("sgmrl_version", Provenance.version());
        String action = switch (request.environment().spec().actionSpace()) {
            case ActionSpace.Box box -> {
                putMap(metadata, box);
                yield "An action a is drawn from a normal distribution with this mean and standard deviation"
                        + " exp(logStd); the environment takes clip(action_centre + action_scale * a,"
                        + " action_low, action_high), all in the metadata.";
            }
            case ActionSpace.Discrete _ -> "Action i has probability softmax(logits)[i].";
        };
        String doc = "Policy of " + request.environmentId() + " before adaptation, trained with " + algorithm + " for "
                + trained.iteration() + " iterations. " + action;
        return encode(policy, trained.theta(), doc, metadata);
    }

    /// How the policy's actions become the environment's.
    private static void putMap(Map<String, String> metadata, ActionSpace.Box box) {
        ActionMap map = new ActionMap(box);
        int size = box.size();
        metadata.put("action_scale", list(size, map::scale));
        metadata.put("action_centre", list(size, map::centre));
        metadata.put("action_low", list(size, box::low));
        metadata.put("action_high", list(size, box::high));
    }

    private static String list(int size, IntToDoubleFunction value) {
        return IntStream.range(0, size)
                .mapToObj(i -> Double.toString(value.applyAsDouble(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /// The bytes of the model.
    ///
    /// @param theta the policy's parameters; of learned step sizes, which acting does not need, the model has none
    /// @param doc text for people
    /// @param metadata keys and values for programs
    public static byte[] encode(Policy policy, double[] theta, String doc, Map<String, String> metadata) {
        ProtobufMessage model = new ProtobufMessage()
                .putVarint(MODEL_IR_VERSION, IR_VERSION)
                .putString(MODEL_PRODUCER_NAME, "sgmrl")
                .putString(MODEL_PRODUCER_VERSION, Provenance.version())
                .putString(MODEL_DOC, doc)
                .putMessage(MODEL_GRAPH, new OnnxPolicy().graph(policy.acting(), theta))
                // The empty domain, ONNX's own operators, is the default.
                .putMessage(MODEL_OPERATOR_SET, new ProtobufMessage().putVarint(2, OPERATOR_SET));
        metadata.forEach((key, value) -> model.putMessage(
                MODEL_METADATA, new ProtobufMessage().putString(1, key).putString(2, value)));
        return model.toBytes();
    }

    private ProtobufMessage graph(Policy policy, double[] theta) {
        graph.putString(GRAPH_NAME, "policy");
        List<String> parameters = new ArrayList<>();
        int offset = 0;
        for (ParameterBlock block : policy.layout()) {
            double[] values = Arrays.copyOfRange(theta, offset, offset + block.size());
            offset += block.size();
            // A graph's names are unique, those of its outputs among them.
            String name = "parameter." + block.name();
            if (block.name().equals("log_std")) {
                Arrays.setAll(values, i -> Math.max(values[i], GaussianMlpPolicy.MIN_LOG_STD));
            }
            initializer(name, block.shape(), values);
            parameters.add(name);
        }
        graph.putMessage(GRAPH_INPUT, value("observation", true, policy.observationSize()));
        switch (policy) {
            case GaussianMlpPolicy gaussian -> {
                layers(parameters.subList(0, parameters.size() - 1), "mean");
                node("Identity", List.of(parameters.getLast()), "logStd");
                graph.putMessage(GRAPH_OUTPUT, value("mean", true, gaussian.actionSize()));
                graph.putMessage(GRAPH_OUTPUT, value("logStd", false, gaussian.actionSize()));
            }
            case CategoricalMlpPolicy ignored -> {
                layers(parameters, "logits");
                graph.putMessage(GRAPH_OUTPUT, value("logits", true, last(policy)));
            }
            case SoftmaxTabularPolicy ignored -> {
                node("MatMul", List.of("observation", parameters.getFirst()), "logits");
                graph.putMessage(GRAPH_OUTPUT, value("logits", true, last(policy)));
            }
            default ->
                throw new NotSupported("policy " + policy.description()
                        + " cannot be written as ONNX, which is for gaussian-mlp, categorical-mlp and softmax-tabular;"
                        + " use --safetensors");
        }
        return graph;
    }

    /// The last dimension of the last parameters: the number of a discrete policy's actions.
    private static int last(Policy policy) {
        return policy.layout().getLast().shape().getLast();
    }

    /// Layers of weights and biases, tanh between them.
    private void layers(List<String> parameters, String output) {
        String input = "observation";
        int layers = parameters.size() / 2;
        for (int l = 0; l < layers; l++) {
            boolean hidden = l + 1 < layers;
            String sum = hidden ? "sum." + l : output;
            node("Gemm", List.of(input, parameters.get(2 * l), parameters.get(2 * l + 1)), sum);
            if (hidden) {
                node("Tanh", List.of(sum), "hidden." + l);
            }
            input = "hidden." + l;
        }
    }

    private void node(String operator, List<String> inputs, String output) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.putString(NODE_INPUT, input));
        node.putString(NODE_OUTPUT, output).putString(NODE_NAME, operator + "." + output);
        graph.putMessage(GRAPH_NODE, node.putString(NODE_OPERATOR, operator));
    }

    private void initializer(String name, List<Integer> shape, double[] values) {
        ProtobufMessage tensor = new ProtobufMessage();
        shape.forEach(size -> tensor.putVarint(TENSOR_DIMENSION, size));
        ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            float narrow = (float) value;
            if (Float.isInfinite(narrow)) {
                throw new NotSupported("tensor " + name + " holds " + value
                        + ", which the model's single precision does not; export it as safetensors");
            }
            raw.putFloat(narrow);
        }
        tensor.putVarint(TENSOR_TYPE, FLOAT).putString(TENSOR_NAME, name).putBytes(TENSOR_RAW_DATA, raw.array());
        graph.putMessage(GRAPH_INITIALIZER, tensor);
    }

    /// ValueInfoProto of a float tensor `[N, size]` or `[size]`.
    private static ProtobufMessage value(String name, boolean rows, int size) {
        ProtobufMessage shape = new ProtobufMessage();
        if (rows) {
            shape.putMessage(1, new ProtobufMessage().putString(2, "N"));
        }
        shape.putMessage(1, new ProtobufMessage().putVarint(1, size));
        ProtobufMessage tensor = new ProtobufMessage().putVarint(1, FLOAT).putMessage(2, shape);
        return new ProtobufMessage().putString(1, name).putMessage(2, new ProtobufMessage().putMessage(1, tensor));
    }
}
