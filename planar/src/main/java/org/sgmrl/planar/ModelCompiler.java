package org.sgmrl.planar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sgmrl.planar.mjcf.MjcfElement;

/// From a model file's elements to planar numbers. Whatever has no planar meaning is refused.
final class ModelCompiler {
    private static final double DEFAULT_DENSITY = 1000;
    private static final double RELATIVE_LEAST_NORM = 1e-15;

    /// @param direction of a hinge: 1 if it turns from u towards w, else −1; of a slide 1
    private record Joint(MjcfElement element, int dof, boolean hinge, double direction) {}

    private record Capsule(
            MjcfElement element, double u, double w, double axisU, double axisW, double radius, double half) {
        double volume() {
            return Math.PI * radius * radius * (2 * half + 4.0 / 3 * radius);
        }

        /// About the centre and an axis across, for unit mass. A capsule is a cylinder and two half balls.
        double inertiaAcross() {
            double height = 2 * half;
            double ball = 4 * radius / (4 * radius + 3 * height);
            double cylinder = 1 - ball;
            return cylinder * (3 * radius * radius + height * height) / 12
                    + ball * (0.4 * radius * radius + 0.25 * height * height + 0.375 * height * radius);
        }

        /// About its own axis, for unit mass.
        double inertiaAlong() {
            double ball = 4 * radius / (4 * radius + 6 * half);
            return (1 - ball) * radius * radius / 2 + ball * 0.4 * radius * radius;
        }
    }

    private static final class Body {
        final MjcfElement element;
        final int parent;
        final String name;
        /// Of the body's frame, in the parent's.
        final double anchorU;

        final double anchorW;
        /// Of the hinge, in the body's frame.
        double hingeU;

        double hingeW;
        final List<Joint> joints = new ArrayList<>();
        final List<Capsule> capsules = new ArrayList<>();
        double mass;
        double comU;
        double comW;
        double inertia;
        double along;

        Body(MjcfElement element, int parent, double anchorU, double anchorW) {
            this.element = element;
            this.parent = parent;
            this.name = element.text("name", "");
            this.anchorU = anchorU;
            this.anchorW = anchorW;
        }
    }

    private final PlanarModel m = new PlanarModel();
    private final boolean degrees;
    private final double[] gravity;
    private final List<Body> bodies = new ArrayList<>();
    private final Map<String, Integer> hinges = new HashMap<>();
    private final List<MjcfElement> planes = new ArrayList<>();
    private int dofs;

    ModelCompiler(MjcfElement root) {
        MjcfElement compiler = only(root, "compiler");
        MjcfElement option = only(root, "option");
        MjcfElement world = only(root, "worldbody");
        m.name = root.text("model", "");
        degrees = compiler.word("angle", "degree", Set.of("degree", "radian")).equals("degree");
        if (!compiler.flag("inertiafromgeom")) {
            throw compiler.error("inertiafromgeom must be true");
        }
        m.timestep = option.number("timestep", 0.002);
        if (!(m.timestep > 0)) {
            throw option.error("timestep = " + m.timestep + " must be positive");
        }
        gravity = option.numbers("gravity", 0, 0, -9.81);
        m.integrator =
                option.word("integrator", "Euler", Set.of("Euler", "RK4")).equals("RK4")
                        ? PlanarModel.Integrator.RK4
                        : PlanarModel.Integrator.EULER;
        m.density = option.number("density", 0);
        m.viscosity = option.number("viscosity", 0);

        m.upright = upright(world);
        for (MjcfElement child : world.children()) {
            switch (child.tag()) {
                case "body" -> readBody(child, -1);
                case "geom" -> {
                    child.word("type", "sphere", Set.of("plane"));
                    planes.add(child);
                }
                default -> {
                    // Lights.
                }
            }
        }
        if (bodies.isEmpty()) {
            throw world.error("there must be a body");
        }
        masses(compiler);
        structure(world);
        joints();
        gravity(option);
        actuators(root);
        RestWeights.compute(m);
        contacts();
        fluid();
        pictures();
    }

    PlanarModel model() {
        return m;
    }

    private static MjcfElement only(MjcfElement root, String tag) {
        MjcfElement found = null;
        for (MjcfElement child : root.children()) {
            if (child.tag().equals(tag)) {
                if (found != null) {
                    throw child.error("there must be one element of this name only");
                }
                found = child;
            }
        }
        if (found == null) {
            throw root.error("the element " + tag + " is missing");
        }
        return found;
    }

    /// Whether hinges turn about y (else about z).
    private static boolean upright(MjcfElement element) {
        for (MjcfElement child : element.children()) {
            if (child.tag().equals("joint") && child.text("type", "hinge").equals("hinge")) {
                double[] axis = child.numbers("axis", 0, 0, 1);
                if (axis[0] == 0 && Math.abs(axis[1]) == 1 && axis[2] == 0) {
                    return true;
                }
                if (axis[0] == 0 && axis[1] == 0 && Math.abs(axis[2]) == 1) {
                    return false;
                }
                throw child.error("axis = " + child.text("axis", "") + " must be 0 ±1 0 or 0 0 ±1 for a hinge");
            }
        }
        for (MjcfElement child : element.children()) {
            if (child.tag().equals("body")) {
                return upright(child);
            }
        }
        throw element.error("there must be a hinge");
    }

    private double u(double[] vector, int from) {
        return vector[from + (m.upright ? 2 : 0)];
    }

    private double w(double[] vector, int from) {
        return vector[from + (m.upright ? 0 : 1)];
    }

    private void requireInPlane(MjcfElement element, String name, double[] vector, int from) {
        if (vector[from + (m.upright ? 1 : 2)] != 0) {
            throw element.error(name + " = " + element.text(name, "") + " must lie in the plane of motion ("
                    + (m.upright ? "x-z)" : "x-y)"));
        }
    }

    private void readBody(MjcfElement element, int parent) {
        if (parent < 0 && !bodies.isEmpty()) {
            throw element.error("there must be one root body");
        }
        double[] pos = element.numbers("pos", 0, 0, 0);
        requireInPlane(element, "pos", pos, 0);
        Body body = new Body(element, parent, u(pos, 0), w(pos, 0));
        int index = bodies.size();
        bodies.add(body);
        for (MjcfElement child : element.children()) {
            switch (child.tag()) {
                case "joint" -> readJoint(child, body, index);
                case "geom" -> body.capsules.add(capsule(child));
                default -> {
                    // Cameras; bodies come when this one is complete.
                }
            }
        }
        if (body.capsules.isEmpty()) {
            throw element.error("a body must have a geom");
        }
        for (MjcfElement child : element.children()) {
            if (child.tag().equals("body")) {
                readBody(child, index);
            }
        }
    }

    private void readJoint(MjcfElement element, Body body, int index) {
        boolean hinge = element.word("type", "hinge", Set.of("hinge", "slide")).equals("hinge");
        double[] axis = element.numbers("axis", 0, 0, 1);
        double direction = 1;
        if (hinge) {
            direction = axis[m.upright ? 1 : 2];
            if (axis[0] != 0 || axis[m.upright ? 2 : 1] != 0 || Math.abs(direction) != 1) {
                throw element.error("axis = " + element.text("axis", "0 0 1") + " must be that of the other hinges, "
                        + (m.upright ? "0 ±1 0" : "0 0 ±1"));
            }
            double[] pos = element.numbers("pos", 0, 0, 0);
            requireInPlane(element, "pos", pos, 0);
            body.hingeU = u(pos, 0);
            body.hingeW = w(pos, 0);
            if (element.number("ref", 0) != 0) {
                throw element.error("ref = " + element.text("ref", "") + " must be 0 for a hinge");
            }
            hinges.put(element.text("name", ""), index);
        } else {
            requireInPlane(element, "axis", axis, 0);
        }
        body.joints.add(new Joint(element, dofs++, hinge, direction));
    }

    private Capsule capsule(MjcfElement element) {
        element.word("type", "sphere", Set.of("capsule"));
        double[] size = element.between("size", 1, 3, 0, 0, 0);
        double radius = size[0];
        if (!(radius > 0)) {
            throw element.error("size = " + element.text("size", "") + " must begin with a positive radius");
        }
        if (element.has("fromto")) {
            double[] ends = element.numbers("fromto", 0, 0, 0, 0, 0, 0);
            requireInPlane(element, "fromto", ends, 0);
            requireInPlane(element, "fromto", ends, 3);
            double du = u(ends, 0) - u(ends, 3);
            double dw = w(ends, 0) - w(ends, 3);
            double length = Math.sqrt(du * du + dw * dw);
            if (!(length > RELATIVE_LEAST_NORM)) {
                throw element.error("fromto = " + element.text("fromto", "") + " must be two points");
            }
            double u = (u(ends, 0) + u(ends, 3)) / 2;
            double w = (w(ends, 0) + w(ends, 3)) / 2;
            return new Capsule(element, u, w, du / length, dw / length, radius, length / 2);
        }
        double[] pos = element.numbers("pos", 0, 0, 0);
        requireInPlane(element, "pos", pos, 0);
        double[] turn = element.numbers("axisangle", 0, 1, 0, 0);
        if (!m.upright || turn[0] != 0 || turn[1] == 0 || turn[2] != 0) {
            throw element.error(
                    "without fromto a capsule must lie in the x-z plane, turned about y by axisangle if at all");
        }
        if (!(size[1] > 0)) {
            throw element.error("size = " + element.text("size", "") + " must have a positive half length");
        }
        // The capsule's own axis is z, which is u; turned about y it goes towards x, which is w.
        double angle = Math.copySign(degrees ? Math.toRadians(turn[3]) : turn[3], turn[1] * turn[3]);
        return new Capsule(
                element, u(pos, 0), w(pos, 0), StrictMath.cos(angle), StrictMath.sin(angle), radius, size[1]);
    }

    private void masses(MjcfElement compiler) {
        double total = 0;
        for (Body body : bodies) {
            for (Capsule capsule : body.capsules) {
                double mass = capsule.volume() * capsule.element.number("density", DEFAULT_DENSITY);
                body.mass += mass;
                body.comU += mass * capsule.u;
                body.comW += mass * capsule.w;
            }
            body.comU /= body.mass;
            body.comW /= body.mass;
            for (Capsule capsule : body.capsules) {
                double mass = capsule.volume() * capsule.element.number("density", DEFAULT_DENSITY);
                double du = capsule.u - body.comU;
                double dw = capsule.w - body.comW;
                body.inertia += mass * (capsule.inertiaAcross() + du * du + dw * dw);
                body.along += mass * capsule.inertiaAlong();
            }
            total += body.mass;
        }
        double wanted = compiler.number("settotalmass", -1);
        if (wanted > 0) {
            double factor = wanted / total;
            for (Body body : bodies) {
                body.mass *= factor;
                body.inertia *= factor;
                body.along *= factor;
            }
        }
    }

    /// Checks that legs hang from the root and copies what bodies are.
    private void structure(MjcfElement world) {
        int n = bodies.size();
        List<Integer> first = new ArrayList<>();
        List<Integer> links = new ArrayList<>();
        for (int b = 1; b < n; b++) {
            Body body = bodies.get(b);
            if (body.parent == 0) {
                first.add(b);
                links.add(1);
            } else if (body.parent == b - 1) {
                links.set(links.size() - 1, links.getLast() + 1);
            } else {
                throw body.element.error("a leg must not fork: only the root may have several bodies inside");
            }
        }
        for (int k = 0; k < links.size(); k++) {
            if (links.get(k) < 2 || links.get(k) > 3) {
                throw bodies.get(first.get(k))
                        .element
                        .error("a leg must have two or three bodies, not " + links.get(k));
            }
        }
        if (first.isEmpty()) {
            throw world.error("the root must have a leg");
        }
        for (int k = 1; k < links.size(); k++) {
            if (!links.get(k).equals(links.getFirst())) {
                throw bodies.get(first.get(k)).element.error("all legs must have equally many bodies");
            }
        }
        m.bodies = n;
        m.legFirst = first.stream().mapToInt(i -> i).toArray();
        m.legLinks = links.getFirst();
        m.parent = bodies.stream().mapToInt(b -> b.parent).toArray();
        m.bodyNames = bodies.stream().map(b -> b.name).toArray(String[]::new);
        m.mass = bodies.stream().mapToDouble(b -> b.mass).toArray();
        m.comU = bodies.stream().mapToDouble(b -> b.comU - b.hingeU).toArray();
        m.comW = bodies.stream().mapToDouble(b -> b.comW - b.hingeW).toArray();
        m.inertia = bodies.stream().mapToDouble(b -> b.inertia).toArray();
        m.anchorU = new double[n];
        m.anchorW = new double[n];
        for (int b = 0; b < n; b++) {
            Body body = bodies.get(b);
            m.anchorU[b] = body.anchorU + body.hingeU;
            m.anchorW[b] = body.anchorW + body.hingeW;
            if (b > 0) {
                m.anchorU[b] -= bodies.get(body.parent).hingeU;
                m.anchorW[b] -= bodies.get(body.parent).hingeW;
            }
        }
    }

    private void joints() {
        int n = m.bodies;
        m.external = new int[n + 2];
        m.direction = new double[n + 2];
        m.initial = new double[n + 2];
        Arrays.fill(m.direction, 1);
        m.armature = new double[n];
        m.stiffness = new double[n];
        m.damping = new double[n];
        m.limited = new boolean[n];
        m.low = new double[n];
        m.high = new double[n];
        @Nullable Softness limit = null;
        for (int b = 0; b < n; b++) {
            Body body = bodies.get(b);
            if (b == 0) {
                rootJoints(body);
            } else if (body.joints.size() != 1 || !body.joints.getFirst().hinge) {
                throw body.element.error("a body of a leg must have one joint, a hinge");
            }
            Joint joint = body.joints.getLast();
            MjcfElement element = joint.element;
            m.external[b + 2] = joint.dof;
            m.direction[b + 2] = joint.direction;
            m.armature[b] = element.number("armature", 0);
            m.stiffness[b] = element.number("stiffness", 0);
            m.damping[b] = element.number("damping", 0);
            m.limited[b] = element.flag("limited");
            if (m.armature[b] < 0 || m.stiffness[b] < 0 || m.damping[b] < 0) {
                throw element.error("armature, stiffness and damping must not be negative");
            }
            if (b == 0) {
                requireFree(joint);
            }
            if (m.limited[b]) {
                double[] range = element.numbers("range", 0, 0);
                if (!(range[0] < range[1])) {
                    throw element.error("range = " + element.text("range", "") + " must be ascending");
                }
                double low = degrees ? Math.toRadians(range[0]) : range[0];
                double high = degrees ? Math.toRadians(range[1]) : range[1];
                m.low[b] = joint.direction > 0 ? low : -high;
                m.high[b] = joint.direction > 0 ? high : -low;
                Softness own = Softness.of(
                        element,
                        element.between("solreflimit", 2, 2, 0.02, 1),
                        element.between("solimplimit", 3, 5, 0.9, 0.95, 0.001, 0.5, 2),
                        m.timestep);
                if (limit != null && !limit.equals(own)) {
                    throw element.error("all limits must have the same solreflimit and solimplimit");
                }
                limit = own;
            }
        }
        if (limit != null) {
            m.limitSoftness = limit;
        }
    }

    private void rootJoints(Body root) {
        if (root.joints.size() != 3
                || root.joints.get(0).hinge
                || root.joints.get(1).hinge
                || !root.joints.get(2).hinge) {
            throw root.element.error("the root must have two slides and a hinge, in this order");
        }
        for (int j = 0; j < 2; j++) {
            Joint joint = root.joints.get(j);
            double[] axis = joint.element.numbers("axis", 0, 0, 1);
            boolean alongU = u(axis, 0) == 1 && w(axis, 0) == 0;
            boolean alongW = u(axis, 0) == 0 && w(axis, 0) == 1;
            if (!alongU && !alongW) {
                throw joint.element.error(
                        "axis = " + joint.element.text("axis", "") + " must be one of the plane's axes");
            }
            requireFree(joint);
            m.external[alongU ? 0 : 1] = joint.dof;
            m.initial[joint.dof] = joint.element.number("ref", 0);
            if (alongU) {
                m.armatureU = joint.element.number("armature", 0);
            } else {
                m.armatureW = joint.element.number("armature", 0);
            }
        }
        if (m.external[0] == m.external[1]) {
            throw root.element.error("the root must slide along both axes of the plane");
        }
    }

    private static void requireFree(Joint joint) {
        if (joint.element.flag("limited")
                || joint.element.number("stiffness", 0) != 0
                || joint.element.number("damping", 0) != 0) {
            throw joint.element.error("the root must move freely: no limit, spring or damping");
        }
    }

    private void gravity(MjcfElement option) {
        boolean vertical = gravity[0] == 0 && gravity[1] == 0;
        if (!vertical) {
            throw option.error("gravity = " + option.text("gravity", "") + " must be vertical");
        }
        m.gravity = m.upright ? -gravity[2] : 0;
    }

    private void actuators(MjcfElement root) {
        List<MjcfElement> motors = new ArrayList<>();
        for (MjcfElement child : root.children()) {
            if (child.tag().equals("actuator")) {
                motors.addAll(child.children());
            }
        }
        int count = motors.size();
        m.actuatorBody = new int[count];
        m.gear = new double[count];
        m.controlLow = new double[count];
        m.controlHigh = new double[count];
        boolean[] driven = new boolean[m.bodies];
        for (int a = 0; a < count; a++) {
            MjcfElement motor = motors.get(a);
            Integer body = hinges.get(motor.text("joint", ""));
            if (body == null || body == 0) {
                throw motor.error("joint = " + motor.text("joint", "") + " must be a hinge of a leg");
            }
            if (driven[body]) {
                throw motor.error("joint = " + motor.text("joint", "") + " has two motors");
            }
            driven[body] = true;
            m.actuatorBody[a] = body;
            m.gear[a] = m.direction[body + 2] * motor.number("gear", 1);
            double[] range = motor.numbers("ctrlrange", 0, 0);
            boolean limited = motor.flag("ctrllimited");
            m.controlLow[a] = limited ? range[0] : Double.NEGATIVE_INFINITY;
            m.controlHigh[a] = limited ? range[1] : Double.POSITIVE_INFINITY;
        }
    }

    private static boolean collide(MjcfElement a, MjcfElement b) {
        return (a.integer("contype", 1) & b.integer("conaffinity", 1)) != 0
                || (b.integer("contype", 1) & a.integer("conaffinity", 1)) != 0;
    }

    /// What can touch what: a plane, and one another.
    private void contacts() {
        List<Capsule> all = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int b = 0; b < m.bodies; b++) {
            for (Capsule capsule : bodies.get(b).capsules) {
                all.add(capsule);
                owners.add(b);
            }
        }
        m.geomBody = owners.stream().mapToInt(i -> i).toArray();
        m.geomFriction = all.stream().mapToDouble(c -> friction(c.element)).toArray();
        List<MjcfElement> touching = new ArrayList<>();
        pairs(all, touching);
        ground(all, touching);
        if (touching.isEmpty()) {
            return;
        }
        if (m.legLinks != 3) {
            throw touching.getFirst().error("a leg of a robot that can touch something must have three bodies");
        }
        MjcfElement first = touching.getFirst();
        m.contactSoftness = contactSoftness(first);
        m.margin = first.number("margin", 0);
        for (MjcfElement geom : touching) {
            if (!contactSoftness(geom).equals(m.contactSoftness) || geom.number("margin", 0) != m.margin) {
                throw geom.error("solref, solimp and margin must be those of all geoms that can touch something");
            }
        }
    }

    private static double friction(MjcfElement geom) {
        return geom.between("friction", 1, 3, 1, 0.005, 0.0001)[0];
    }

    /// Capsules that touch one another: not those of one body, nor those of a body and its parent.
    private void pairs(List<Capsule> all, List<MjcfElement> touching) {
        List<Integer> upper = new ArrayList<>();
        List<Integer> lower = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int k = i + 1; k < all.size(); k++) {
                MjcfElement one = all.get(i).element;
                MjcfElement other = all.get(k).element;
                int body = m.geomBody[i];
                int below = m.geomBody[k];
                if (!collide(one, other) || body == below || m.parent[below] == body) {
                    continue;
                }
                int above = m.parent[below];
                while (above > body) {
                    above = m.parent[above];
                }
                if (above != body) {
                    throw other.error(
                            "geoms of two legs must not collide with one another; see contype and conaffinity");
                }
                if (Math.max(one.integer("condim", 3), other.integer("condim", 3)) != 1) {
                    throw other.error("condim must be 1 for contacts of the robot's geoms with one another");
                }
                upper.add(i);
                lower.add(k);
                touching.add(one);
                touching.add(other);
            }
        }
        m.pairUpper = upper.stream().mapToInt(i -> i).toArray();
        m.pairLower = lower.stream().mapToInt(i -> i).toArray();
    }

    private void ground(List<Capsule> all, List<MjcfElement> touching) {
        List<Integer> standing = new ArrayList<>();
        @Nullable MjcfElement ground = null;
        for (MjcfElement plane : planes) {
            m.pictureGround = plane.numbers("pos", 0, 0, 0)[2];
            for (int g = 0; g < all.size(); g++) {
                if (collide(plane, all.get(g).element)) {
                    if (ground != null && ground != plane) {
                        throw plane.error("the robot can touch one plane only");
                    }
                    ground = plane;
                    standing.add(g);
                }
            }
        }
        if (ground == null) {
            return;
        }
        if (!m.upright) {
            throw ground.error("robots that move in the x-y plane must not touch a plane");
        }
        m.ground = m.pictureGround;
        m.groundFriction = friction(ground);
        touching.add(ground);
        int count = 2 * standing.size();
        m.pointBody = new int[count];
        m.pointU = new double[count];
        m.pointW = new double[count];
        m.pointRadius = new double[count];
        m.pointGeom = new int[count];
        for (int p = 0; p < count; p++) {
            int g = standing.get(p / 2);
            Capsule capsule = all.get(g);
            Body body = bodies.get(m.geomBody[g]);
            int side = p % 2 == 0 ? -1 : 1;
            m.pointBody[p] = m.geomBody[g];
            m.pointU[p] = capsule.u + side * capsule.half * capsule.axisU - body.hingeU;
            m.pointW[p] = capsule.w + side * capsule.half * capsule.axisW - body.hingeW;
            m.pointRadius[p] = capsule.radius;
            m.pointGeom[p] = g;
            if (Math.max(ground.integer("condim", 3), capsule.element.integer("condim", 3)) != 3) {
                throw capsule.element.error("condim must be 3 for contacts with the ground");
            }
            if (!(Math.max(m.groundFriction, m.geomFriction[g]) > 0)) {
                throw capsule.element.error("friction must be positive");
            }
            touching.add(capsule.element);
        }
        m.rub();
    }

    private Softness contactSoftness(MjcfElement geom) {
        return Softness.of(
                geom,
                geom.between("solref", 2, 2, 0.02, 1),
                geom.between("solimp", 3, 5, 0.9, 0.95, 0.001, 0.5, 2),
                m.timestep);
    }

    private void fluid() {
        int n = m.bodies;
        m.axisU = new double[n];
        m.axisW = new double[n];
        m.boxAlong = new double[n];
        m.boxAcross = new double[n];
        m.boxOut = new double[n];
        if (!m.hasFluid()) {
            return;
        }
        for (int b = 0; b < n; b++) {
            Body body = bodies.get(b);
            if (body.capsules.size() != 1) {
                throw body.element.error("a body in a fluid must have one geom");
            }
            Capsule capsule = body.capsules.getFirst();
            m.axisU[b] = capsule.axisU;
            m.axisW[b] = capsule.axisW;
            double across = body.inertia;
            m.boxAlong[b] = Math.sqrt(6 * (2 * across - body.along) / body.mass);
            m.boxAcross[b] = Math.sqrt(6 * body.along / body.mass);
            m.boxOut[b] = m.boxAcross[b];
        }
    }

    private void pictures() {
        List<Capsule> all =
                bodies.stream().flatMap(body -> body.capsules.stream()).toList();
        m.geomU = new double[all.size()];
        m.geomW = new double[all.size()];
        for (int g = 0; g < all.size(); g++) {
            Body body = bodies.get(m.geomBody[g]);
            m.geomU[g] = all.get(g).u - body.hingeU;
            m.geomW[g] = all.get(g).w - body.hingeW;
        }
        m.geomAxisU = all.stream().mapToDouble(Capsule::axisU).toArray();
        m.geomAxisW = all.stream().mapToDouble(Capsule::axisW).toArray();
        m.geomRadius = all.stream().mapToDouble(Capsule::radius).toArray();
        m.geomHalf = all.stream().mapToDouble(Capsule::half).toArray();
        m.geomColour = all.stream().map(c -> c.element.text("rgba", "")).toArray(String[]::new);
    }
}
