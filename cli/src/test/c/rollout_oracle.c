// What `rollout` should print for the robots that run or swim along x, written independently of it in C.
//
//     rollout_oracle MODEL.xml TASK VALUE FRAME_SKIP HIDDEN CONTROL_WEIGHT STATE ACTIONS.csv
//
// TASK is direction, velocity or away (from a velocity). STATE holds qpos and qvel, separated by white space. HIDDEN is
// the number of first entries of qpos that are not observed. Prints rows like those of rollout, without the header.

#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(int holds, const char* what) {
  if (!holds) {
    fprintf(stderr, "%s\n", what);
    exit(1);
  }
}

int main(int argc, char** argv) {
  require(argc == 9, "wrong number of arguments");
  char error[1000] = "";
  mjModel* m = mj_loadXML(argv[1], NULL, error, sizeof(error));
  require(m != NULL, error);
  const char* task = argv[2];
  double value = atof(argv[3]);
  int frame_skip = atoi(argv[4]);
  int hidden = atoi(argv[5]);
  double weight = atof(argv[6]);
  double dt = m->opt.timestep * frame_skip;

  mjData* d = mj_makeData(m);
  FILE* state = fopen(argv[7], "r");
  require(state != NULL, "no state");
  for (int i = 0; i < m->nq; i++) {
    require(fscanf(state, "%lf", &d->qpos[i]) == 1, "qpos is too short");
  }
  for (int i = 0; i < m->nv; i++) {
    require(fscanf(state, "%lf", &d->qvel[i]) == 1, "qvel is too short");
  }
  mj_forward(m, d);

  FILE* actions = fopen(argv[8], "r");
  require(actions != NULL, "no actions");
  for (int step = 0;; step++) {
    double squares = 0;
    for (int j = 0; j < m->nu; j++) {
      double a;
      if (fscanf(actions, j == 0 ? "%lf" : ",%lf", &a) != 1) {
        require(j == 0 && feof(actions), "a row is too short");
        return 0;
      }
      double low = m->actuator_ctrlrange[2 * j];
      double high = m->actuator_ctrlrange[2 * j + 1];
      a = a < low ? low : a > high ? high : a;
      d->ctrl[j] = a;
      squares += a * a;
    }
    double before = d->qpos[0];
    for (int k = 0; k < frame_skip; k++) {
      mj_step(m, d);
    }
    double velocity = (d->qpos[0] - before) / dt;
    double run = 0;
    if (strcmp(task, "direction") == 0) {
      run = value * velocity;
    } else if (strcmp(task, "velocity") == 0) {
      run = -fabs(velocity - value);
    } else {
      run = fabs(velocity - value);
    }
    printf("%d,%.17g,false", step, run - weight * squares);
    for (int i = hidden; i < m->nq; i++) {
      printf(",%.17g", d->qpos[i]);
    }
    for (int i = 0; i < m->nv; i++) {
      printf(",%.17g", d->qvel[i]);
    }
    printf("\n");
  }
}
