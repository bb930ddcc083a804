// What `rollout` should print for the robots on MuJoCo, written independently of it in C, from the tables that document
// the environments.
//
//     rollout_oracle MODEL.xml ID TASK.txt STATE.txt ACTIONS.csv
//
// TASK holds the numbers of the task, STATE qpos and qvel, separated by white space. Prints rows like those of rollout,
// without the header.

#include <math.h>
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1000 };

// What is paid for.
enum pay { SIGNED_VELOCITY, NEARNESS_TO_VELOCITY, DISTANCE_FROM_VELOCITY, HEADING, GOAL, FORWARD };

// Where an episode ends.
enum end { NEVER, ANT, WALKER, HOPPER, HUMANOID };

static const struct environment {
  const char* id;
  enum pay pay;
  enum end end;
  int frame_skip;
  int hidden;  // first entries of qpos that are not observed
  int clipped;  // whether observed velocities are clipped to ±10
  int bodies;  // whether bodies' inertias and velocities and the motors' forces are observed
  double gain;
  double control_weight;
  double bonus;
} environments[] = {
    {"half-cheetah-direction-v1", SIGNED_VELOCITY, NEVER, 5, 1, 0, 0, 1, 0.05, 0},
    {"half-cheetah-velocity-v1", NEARNESS_TO_VELOCITY, NEVER, 5, 1, 0, 0, 1, 0.05, 0},
    {"swimmer-velocity-v1", NEARNESS_TO_VELOCITY, NEVER, 4, 2, 0, 0, 1, 1e-4, 0},
    {"swimmer-velocity-released-v1", DISTANCE_FROM_VELOCITY, NEVER, 4, 2, 0, 0, 1, 1e-4, 0},
    {"ant-direction-v1", SIGNED_VELOCITY, ANT, 5, 2, 0, 0, 1, 0.5, 1},
    {"ant-direction-2d-v1", HEADING, ANT, 5, 2, 0, 0, 1, 0.5, 1},
    {"ant-velocity-v1", NEARNESS_TO_VELOCITY, ANT, 5, 2, 0, 0, 1, 0.005, 1.05},
    {"ant-goal-v1", GOAL, NEVER, 5, 0, 0, 0, 1, 0.1, 0},
    {"walker2d-direction-v1", SIGNED_VELOCITY, WALKER, 8, 1, 1, 0, 1, 0.001, 1},
    {"walker2d-velocity-v1", NEARNESS_TO_VELOCITY, WALKER, 8, 1, 1, 0, 1, 0.001, 15},
    {"walker2d-parameters-v1", FORWARD, WALKER, 4, 1, 1, 0, 1, 0.001, 1},
    {"hopper-parameters-v1", FORWARD, HOPPER, 4, 1, 1, 0, 1, 0.001, 1},
    {"humanoid-direction-v1", HEADING, HUMANOID, 5, 2, 0, 1, 1.25, 0.1, 5},
};

static void require(int holds, const char* what) {
  if (!holds) {
    fprintf(stderr, "%s\n", what);
    exit(1);
  }
}

static const struct environment* find(const char* id) {
  for (size_t i = 0; i < sizeof(environments) / sizeof(environments[0]); i++) {
    if (strcmp(environments[i].id, id) == 0) {
      return &environments[i];
    }
  }
  require(0, "no such environment");
  return NULL;
}

// Multiplies each number that is not zero by 1.5 to the power of the next exponent, an integer.
static const double* vary(mjtNum* numbers, int count, const double* exponent) {
  for (int i = 0; i < count; i++) {
    if (numbers[i] != 0) {
      double power = 1;
      for (int k = 0; k < fabs(*exponent); k++) {
        power *= 1.5;
      }
      numbers[i] *= *exponent < 0 ? 1 / power : power;
      exponent++;
    }
  }
  return exponent;
}

static double paid(enum pay pay, const double* task, double vx, double vy, double x, double y) {
  switch (pay) {
    case SIGNED_VELOCITY:
      return task[0] * vx;
    case NEARNESS_TO_VELOCITY:
      return -fabs(vx - task[0]);
    case DISTANCE_FROM_VELOCITY:
      return fabs(vx - task[0]);
    case HEADING:
      return task[0] * vx + task[1] * vy;
    case GOAL:
      return -(fabs(x - task[0]) + fabs(y - task[1]));
    case FORWARD:
      return vx;
  }
  return NAN;
}

static int ended(enum end end, const mjModel* m, const mjData* d) {
  const mjtNum* q = d->qpos;
  switch (end) {
    case NEVER:
      return 0;
    case ANT:
      return q[2] < 0.2 || q[2] > 1;
    case WALKER:
      return q[1] <= 0.8 || q[1] >= 2 || fabs(q[2]) >= 1;
    case HOPPER:
      for (int i = 2; i < m->nq; i++) {
        if (fabs(q[i]) >= 100) {
          return 1;
        }
      }
      for (int i = 0; i < m->nv; i++) {
        if (fabs(d->qvel[i]) >= 100) {
          return 1;
        }
      }
      return q[1] <= 0.7 || fabs(q[2]) >= 0.2;
    case HUMANOID:
      return q[2] < 1 || q[2] > 2;
  }
  return 1;
}

static void print(const mjtNum* numbers, int count) {
  for (int i = 0; i < count; i++) {
    printf(",%.17g", numbers[i]);
  }
}

int main(int argc, char** argv) {
  require(argc == 6, "wrong number of arguments");
  char error[1000] = "";
  mjModel* m = mj_loadXML(argv[1], NULL, error, sizeof(error));
  require(m != NULL, error);
  const struct environment* e = find(argv[2]);
  double dt = m->opt.timestep * e->frame_skip;

  double task[MOST];
  int numbers = 0;
  FILE* file = fopen(argv[3], "r");
  require(file != NULL, "no task");
  while (numbers < MOST && fscanf(file, "%lf", &task[numbers]) == 1) {
    numbers++;
  }
  fclose(file);

  mjData* d = mj_makeData(m);
  if (e->pay == FORWARD) {
    const double* next = vary(m->body_mass, m->nbody, task);
    next = vary(m->body_inertia, 3 * m->nbody, next);
    next = vary(m->dof_damping, m->nv, next);
    next = vary(m->geom_friction, 3 * m->ngeom, next);
    require(next == task + numbers, "another number of exponents");
    mj_setConst(m, d);
    mj_resetData(m, d);
  }

  file = fopen(argv[4], "r");
  require(file != NULL, "no state");
  for (int i = 0; i < m->nq; i++) {
    require(fscanf(file, "%lf", &d->qpos[i]) == 1, "qpos is too short");
  }
  for (int i = 0; i < m->nv; i++) {
    require(fscanf(file, "%lf", &d->qvel[i]) == 1, "qvel is too short");
  }
  fclose(file);
  mj_forward(m, d);

  file = fopen(argv[5], "r");
  require(file != NULL, "no actions");
  for (int step = 0;; step++) {
    double squares = 0;
    for (int j = 0; j < m->nu; j++) {
      double a;
      if (fscanf(file, j == 0 ? "%lf" : ",%lf", &a) != 1) {
        require(j == 0 && feof(file), "a row is too short");
        return 0;
      }
      double low = m->actuator_ctrlrange[2 * j];
      double high = m->actuator_ctrlrange[2 * j + 1];
      a = a < low ? low : a > high ? high : a;
      d->ctrl[j] = a;
      squares += a * a;
    }
    double x = d->qpos[0];
    double y = d->qpos[1];
    for (int k = 0; k < e->frame_skip; k++) {
      mj_step(m, d);
    }
    double gained = paid(e->pay, task, (d->qpos[0] - x) / dt, (d->qpos[1] - y) / dt, d->qpos[0], d->qpos[1]);
    double reward = e->gain * gained - e->control_weight * squares + e->bonus;
    printf("%d,%.17g,%s", step, reward, ended(e->end, m, d) ? "true" : "false");
    print(d->qpos + e->hidden, m->nq - e->hidden);
    for (int i = 0; i < m->nv; i++) {
      double velocity = d->qvel[i];
      printf(",%.17g", !e->clipped ? velocity : velocity > 10 ? 10 : velocity < -10 ? -10 : velocity);
    }
    if (e->bodies) {
      print(d->cinert, 10 * m->nbody);
      print(d->cvel, 6 * m->nbody);
      print(d->qfrc_actuator, m->nv);
    }
    printf("\n");
  }
}
