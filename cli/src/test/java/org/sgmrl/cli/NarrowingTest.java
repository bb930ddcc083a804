package org.sgmrl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConvertInstruction;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A number that is finite in double precision may be infinite in single precision, after all checks. Numbers become
/// `float` where the arithmetic is in single precision, where pictures are drawn, and where it is seen to that they stay
/// finite.
final class NarrowingTest {
    /// Packages and classes that narrow.
    private static final Set<String> NARROW = Set.of(
            // Arithmetic in single precision, whose results are checked.
            "org.sgmrl.kernel.",
            "org.sgmrl.random.BoxMuller",
            // Widths of lines in pixels.
            "org.sgmrl.picture.",
            // Numbers that single precision does not hold are written in double precision, at its bounds, or refused.
            "org.sgmrl.report.chart.ChartLines",
            "org.sgmrl.run.training.EventFile",
            "org.sgmrl.run.export.OnnxPolicy");

    @Test
    void numbersAreNarrowedOnlyWhereTheyStayFinite() throws Exception {
        Set<String> found = new TreeSet<>();
        for (Class<?> member : CompiledClasses.MODULES) {
            for (ClassModel type : CompiledClasses.of(member)) {
                if (narrows(type)) {
                    found.add(type.thisClass().asInternalName().replace('/', '.'));
                }
            }
        }
        assertThat(found).allMatch(name -> NARROW.stream().anyMatch(name::startsWith));
        // The rule sees what there is, and no exception outlives its reason.
        assertThat(NARROW).allMatch(place -> found.stream().anyMatch(name -> name.startsWith(place)));
    }

    private static boolean narrows(ClassModel type) {
        return type.methods().stream()
                .map(MethodModel::code)
                .flatMap(code -> code.stream().flatMap(elements -> elements.elementStream()))
                .anyMatch(element -> element instanceof ConvertInstruction convert && convert.opcode() == Opcode.D2F);
    }
}
