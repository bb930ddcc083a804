package org.sgmrl.mujoco;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The table of field offsets.
final class LayoutTest {
    @Test
    void versionsReadAsPeopleWriteThem() {
        assertThat(Layout.versionText(222)).isEqualTo("2.2.2");
        assertThat(Layout.versionText(340)).isEqualTo("3.4.0");
        assertThat(Layout.versionText(3005000)).isEqualTo("3.5.0");
        assertThat(Layout.versionText(3012010)).isEqualTo("3.12.10");
        assertThat(Layout.versionRanges())
                .startsWith("2.2.0-2.2.2, 2.3.0-2.3.3, ")
                .contains(", 3.5.0, ");
    }

    @Test
    void everyReleaseOfTheTableHasAllFields() {
        int[] versions = Layout.versions();
        assertThat(versions).contains(222, 237, 316, 327, 3005000, 3012000).isSorted();
        for (int version : versions) {
            // The constructor looks up every field.
            assertThat(Layout.forVersion(version)).isPresent();
        }
        assertThat(Layout.forVersion(234)).isEmpty();
        assertThat(Layout.forVersion(0)).isEmpty();
    }

    @Test
    void noTwoFieldsOfAReleaseShareAnOffset() {
        for (int version : Layout.versions()) {
            Layout layout = Layout.forVersion(version).orElseThrow();
            List<Long> model = new ArrayList<>();
            for (ModelField field : ModelField.values()) {
                model.add(layout.offset(field));
            }
            assertThat(model).doesNotHaveDuplicates().allMatch(offset -> offset < layout.value("sizeof.mjModel"));
            List<Long> data = new ArrayList<>();
            for (DataField field : DataField.values()) {
                data.add(layout.offset(field));
            }
            assertThat(data).doesNotHaveDuplicates().allMatch(offset -> offset < layout.value("sizeof.mjData"));
        }
    }

    @Test
    void theSelfCheckAcceptsTheLoadedLibrary() {
        assertThat(SelfCheck.differences(MujocoLibrary.load().layout())).isEmpty();
    }

    /// Each field takes the place of the next one of its kind: the check must notice every single one.
    @Test
    void theSelfCheckNoticesEveryFieldThatIsElsewhere() {
        Layout layout = MujocoLibrary.load().layout();
        List<String> fields = new ArrayList<>();
        for (ModelField field : ModelField.values()) {
            fields.add(field.layoutName());
        }
        fields.addAll(
                List.of("model.nq", "model.nv", "model.nu", "model.na", "model.nbody", "model.njnt", "model.ngeom"));
        fields.addAll(List.of("model.neq", "model.nmocap", "model.nuserdata"));
        exchangeEach(layout, fields);

        fields.clear();
        for (DataField field : DataField.values()) {
            fields.add(field.layoutName());
        }
        exchangeEach(layout, fields);
        exchangeEach(layout, List.of("data.ncon", "data.nefc"));
        exchangeEach(
                layout,
                List.of(
                        "constant.mjWARN_BADQPOS",
                        "constant.mjWARN_BADQVEL",
                        "constant.mjWARN_BADQACC",
                        "constant.mjWARN_BADCTRL"));
        exchangeEach(layout, List.of("data.time", "data.warning"));
        exchangeEach(layout, List.of("model.buffer", "model.body_mass"));
        exchangeEach(layout, List.of("data.buffer", "data.xpos"));
    }

    private static void exchangeEach(Layout layout, List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            String first = fields.get(i);
            String second = fields.get((i + 1) % fields.size());
            assertThat(SelfCheck.differences(layout.withSwapped(first, second)))
                    .as("%s and %s exchanged", first, second)
                    .isNotEmpty();
        }
    }
}
