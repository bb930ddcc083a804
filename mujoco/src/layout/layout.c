// Prints where one release of MuJoCo keeps the fields that the binding reads: "name<TAB>value" lines.
// Compiled by generate.sh once for every release, against that release's headers.
#include <stddef.h>
#include <stdio.h>
#include <mujoco/mujoco.h>

#define OFFSET(prefix, type, field) printf(prefix "." #field "\t%zu\n", offsetof(type, field));
#define MODEL(field) OFFSET("model", mjModel, field)
#define DATA(field) OFFSET("data", mjData, field)
#define CONSTANT(name) printf("constant." #name "\t%d\n", (int)name);
#define WIDTH(type, field) sizeof(((type*)0)->field)

// A size or count of the structure must have one width for all fields of the list.
static size_t common_width(const size_t* widths, int n, const char* what) {
  for (int i = 1; i < n; i++) {
    if (widths[i] != widths[0]) {
      fprintf(stderr, "%s have different widths\n", what);
      return 0;
    }
  }
  return widths[0];
}

int main(void) {
  printf("version\t%d\n", mjVERSION_HEADER);
  printf("sizeof.mjModel\t%zu\n", sizeof(mjModel));
  printf("sizeof.mjData\t%zu\n", sizeof(mjData));
  printf("sizeof.mjWarningStat\t%zu\n", sizeof(mjWarningStat));
  printf("offsetof.mjWarningStat.number\t%zu\n", offsetof(mjWarningStat, number));
  size_t sizes[] = {WIDTH(mjModel, nq), WIDTH(mjModel, nv), WIDTH(mjModel, nu), WIDTH(mjModel, na),
                    WIDTH(mjModel, nbody), WIDTH(mjModel, njnt), WIDTH(mjModel, ngeom), WIDTH(mjModel, neq),
                    WIDTH(mjModel, nmocap), WIDTH(mjModel, nuserdata)};
  printf("width.size\t%zu\n", common_width(sizes, sizeof sizes / sizeof sizes[0], "sizes of mjModel"));
  size_t counts[] = {WIDTH(mjData, ncon), WIDTH(mjData, nefc)};
  printf("width.count\t%zu\n", common_width(counts, 2, "counts of mjData"));
  printf("width.model.nbuffer\t%zu\n", WIDTH(mjModel, nbuffer));
  printf("width.data.nbuffer\t%zu\n", WIDTH(mjData, nbuffer));
  printf("sizeof.mjvScene\t%zu\n", sizeof(mjvScene));
  printf("sizeof.mjvOption\t%zu\n", sizeof(mjvOption));
  printf("sizeof.mjvCamera\t%zu\n", sizeof(mjvCamera));
  printf("sizeof.mjrContext\t%zu\n", sizeof(mjrContext));
  OFFSET("camera", mjvCamera, lookat)
  OFFSET("camera", mjvCamera, distance)
  OFFSET("camera", mjvCamera, azimuth)
  OFFSET("camera", mjvCamera, elevation)
  printf("width.limited\t%zu\n", sizeof(*((mjModel*)0)->jnt_limited));

#include "fields.h"
#ifdef HAS_NPLUGIN
  MODEL(nplugin)
#endif
#ifdef HAS_NHISTORY
  MODEL(nhistory)
#endif
  return 0;
}
